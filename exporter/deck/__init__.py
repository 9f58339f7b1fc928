"""The deck writer: the model becomes the bytes of an Anki package.

`notes` makes the notes, `write` the package; `exporter.history` decides their stamps.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from exporter.deck.html import text
from exporter.deck.notes import Note, deck_name, iter_notes
from exporter.deck.notetypes import BASIC, CLOZE
from exporter.errors import Problem
from exporter.model import Deck, Kind, Stamps
from exporter.output import Output, Tick
from exporter.templates import Templates

if TYPE_CHECKING:
    from exporter.deck.design import Designs

__all__ = ["Note", "deck_name", "designs", "note_type_name", "notes", "outdated", "write"]


def notes(deck: Deck) -> tuple[Note, ...]:
    """The notes of a deck, one for each question, in source order."""
    return tuple(iter_notes(deck))


def designs(templates: Templates) -> tuple[Designs | None, tuple[Problem, ...]]:
    """What the cards of both note types look like; or None, and the problems in the templates."""
    from exporter.deck.design import read  # noqa: PLC0415  # not needed to check a source

    return read(templates)


def note_type_name(kind: Kind) -> str:
    """The name in Anki of the note type for that kind of question."""
    return (CLOZE if kind is Kind.CLOZE else BASIC).name


def write(
    deck: Deck,
    stamps: Stamps,
    designs: Designs,
    tick: Tick,
    written: tuple[Note, ...] | None = None,
) -> Output:
    """The deck as an .apkg file; the `count` of the output is its cards.

    `stamps` has a stamp for the key of every question; `written` are the notes of the deck, if they
    have been made already.
    """
    from exporter.deck import checks  # noqa: PLC0415  # only needed to write

    written = tuple(_ticking(iter_notes(deck) if written is None else written, tick))
    problems = tuple(checks.problems(written, stamps))
    count = sum(len(note.cards) for note in written)
    data = b"" if problems else _package(deck, written, stamps, designs)
    return Output(data, count, problems)


def outdated(before: bytes, now: bytes) -> frozenset[str]:
    """The guids of notes that Anki would not update from package `now` after `before`."""
    from exporter.deck import previous  # noqa: PLC0415  # only needed where a deck is replaced

    return previous.outdated(before, now)


def _ticking(written: Iterable[Note], tick: Tick) -> Iterator[Note]:
    for note in written:
        yield note
        tick()


def _package(deck: Deck, written: tuple[Note, ...], stamps: Stamps, designs: Designs) -> bytes:
    # genanki takes long to import, and checking a source does not need it.
    from exporter.deck.package import Stamped, apkg  # noqa: PLC0415  # see above

    def stamped(note: Note) -> Stamped:
        designed = stamps.cloze if note.kind is Kind.CLOZE else stamps.basic
        return Stamped(note, stamps.notes[note.key], designs.of(note.kind), designed)

    description = "<br>".join(map(text, deck.description.splitlines()))
    descriptions = {deck_name(deck): description} if description else {}
    return apkg([stamped(note) for note in written], descriptions)
