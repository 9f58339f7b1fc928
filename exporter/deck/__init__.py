"""The deck writer: the model becomes the bytes of an Anki package.

`notes` makes the notes, `write` the package; `exporter.history` decides their stamps.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from exporter.deck.html import text
from exporter.deck.notes import Note, deck_name, iter_notes
from exporter.deck.notetypes import BASIC, CLOZE
from exporter.errors import Problem
from exporter.model import Deck, Kind, Stamps
from exporter.output import Output, Tick
from exporter.templates import Templates

__all__ = ["Note", "deck_name", "look_digests", "note_type_name", "notes", "outdated", "write"]


def notes(deck: Deck) -> tuple[Note, ...]:
    """The notes of a deck, one for each question, in source order."""
    return tuple(iter_notes(deck))


def look_digests(templates: Templates) -> tuple[str, str, tuple[Problem, ...]]:
    """Digests of the templates and CSS of the basic and the cloze note type (16 hex digits).

    If the templates have problems, both are "".
    """
    from exporter.deck import design  # noqa: PLC0415  # not needed to check a source

    if found := tuple(design.problems(templates)):
        return "", "", found
    designed = design.designs(Stamps({}, 0, 0), templates)
    return designed.basic.digest, designed.cloze.digest, ()


def note_type_name(kind: Kind) -> str:
    """The name in Anki of the note type for that kind of question."""
    return (CLOZE if kind is Kind.CLOZE else BASIC).name


def write(
    deck: Deck,
    stamps: Stamps,
    templates: Templates,
    tick: Tick,
    written: tuple[Note, ...] | None = None,
) -> Output:
    """The deck as an .apkg file; the `count` of the output is its cards.

    `stamps` has a stamp for the key of every question; `written` are the notes of the deck, if they
    have been made already.
    """
    written = tuple(_ticking(iter_notes(deck) if written is None else written, tick))
    found = tuple(_problems(written, stamps, templates))
    count = sum(len(note.cards) for note in written)
    data = b"" if found else _package(deck, written, stamps, templates)
    return Output(data, count, found)


def outdated(before: bytes, now: bytes) -> frozenset[str]:
    """The guids of notes that Anki would not update from package `now` after `before`."""
    from exporter.deck import previous  # noqa: PLC0415  # only needed where a deck is replaced

    return previous.outdated(before, now)


def _ticking(written: Iterable[Note], tick: Tick) -> Iterator[Note]:
    for note in written:
        yield note
        tick()


def _problems(written: tuple[Note, ...], stamps: Stamps, templates: Templates) -> Iterator[Problem]:
    from exporter.deck import checks, design  # noqa: PLC0415  # only needed to write

    yield from design.problems(templates)
    yield from checks.problems(written, stamps)


def _package(deck: Deck, written: tuple[Note, ...], stamps: Stamps, templates: Templates) -> bytes:
    # genanki takes long to import, and checking a source does not need it.
    from exporter.deck.design import designs  # noqa: PLC0415  # see above
    from exporter.deck.package import Stamped, apkg  # noqa: PLC0415  # see above

    designed = designs(stamps, templates)
    stamped = [Stamped(note, stamps.notes[note.key], designed.of(note.kind)) for note in written]
    description = "<br>".join(map(text, deck.description.splitlines()))
    return apkg(stamped, {deck_name(deck): description} if description else {})
