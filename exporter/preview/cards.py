"""The cards of a deck as Anki would show them, rendered from notes and templates."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from exporter.deck import Note
from exporter.deck.design import Design, Designs
from exporter.deck.notetypes import FIELDS
from exporter.media import FILMS
from exporter.model import Kind
from exporter.plaintext import spelt
from exporter.preview.formulas import with_mathml
from exporter.preview.language import Filter, render

_CLOZE = re.compile(r"\{\{c(\d+)::(.*?)(?:::(.*?))?\}\}", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_FORMULA = re.compile(r"\\\((.+?)\\\)", re.DOTALL)
_SOUND = re.compile(r"\[sound:(.+?)\]")


@dataclass(frozen=True, slots=True)
class Card:
    """One card: the HTML of both sides, and the data to find it by.

    `sections` are the titles of the sections around its question, `template` is its name in Anki,
    `number` its number among the possible cards of the note (from 1), `at` the location of its
    question.
    """

    key: str
    number: int
    template: str
    sections: tuple[str, ...]
    title: str
    tags: tuple[str, ...]
    at: str
    front: str
    back: str


def cards(notes: Iterable[Note], deck: str, designs: Designs) -> Iterator[Card]:
    """Every card of these notes, in order; `deck` is the name of their deck."""
    levels = len(deck.split("::"))
    for note in notes:
        design = designs.of(note.kind)
        fields = _fields(note, design)
        sections = tuple(note.deck.split("::")[levels:])
        for place in note.cards:
            yield _card(note, design, fields, place, sections)


def _fields(note: Note, design: Design) -> dict[str, str]:
    """The fields for templates, without those that differ from card to card."""
    return {
        **dict(zip((field.name for field in FIELDS), note.fields, strict=True)),
        "Tags": html.escape(" ".join(note.tags)),
        "Type": html.escape(design.note_type.name),
        "Deck": html.escape(note.deck),
        "Subdeck": html.escape(note.deck.rpartition("::")[2]),
    }


def _card(
    note: Note, design: Design, fields: Mapping[str, str], place: int, sections: tuple[str, ...]
) -> Card:
    cloze = note.kind is Kind.CLOZE
    which = 0 if cloze else place
    template = design.note_type.templates[which].name
    number = place + 1
    values = {**fields, "Card": html.escape(template), f"c{number}": "1"}
    front, back = design.sides[which]
    asked = render(front, values, _filters(number, _typed_in))
    values["FrontSide"] = render(front, values, _filters(number, _nothing))
    solved = render(back, values, _filters(number, _compared, solved=True))
    return Card(
        key=note.key,
        number=number,
        template=f"{template} {number}" if cloze else template,
        sections=sections,
        title=_title(note.fields.question),
        tags=note.tags,
        at=str(note.at),
        front=_played(with_mathml(asked)),
        back=_played(with_mathml(solved)),
    )


def _title(question: str) -> str:
    """The text of the heading of a question, with blanks for deletions."""
    heading = question.partition('\n<div class="prompt">')[0]
    words = html.unescape(_TAG.sub("", _CLOZE.sub("[…]", heading)))
    return _FORMULA.sub(lambda found: spelt(found[1]), words).strip()


# Filters ------------------------------------------------------------------------------------


def _filters(number: int, typed: Filter, *, solved: bool = False) -> dict[str, Filter]:
    def cloze(_field: str, text: str) -> str:
        return _CLOZE.sub(lambda found: _deletion(found, number, solved=solved), text)

    return {"cloze": cloze, "type": typed, "text": _text, "hint": _hint, "tts": _nothing}


def _deletion(found: re.Match[str], number: int, *, solved: bool) -> str:
    """A deletion as Anki marks it, depending on whether this card asks for it."""
    ordinal, content, hint = int(found[1]), found[2], found[3]
    if ordinal != number:
        return f'<span class="cloze-inactive" data-ordinal="{ordinal}">{content}</span>'
    shown = content if solved else f"[{hint or '...'}]"
    return f'<span class="cloze" data-ordinal="{ordinal}">{shown}</span>'


def _text(_field: str, text: str) -> str:
    return _TAG.sub("", text)


def _hint(field: str, text: str) -> str:
    """A hint in a `<details>`, for which Anki has a link with a script."""
    if not text:
        return ""
    return f'<details class="hint"><summary>{html.escape(field)}</summary>{text}</details>'


def _nothing(_field: str, _text: str) -> str:
    return ""


def _typed_in(_field: str, text: str) -> str:
    """The box to type in."""
    box = '<input id="typeans" type="text" aria-label="Your answer" autocomplete="off">'
    return box if text else ""


def _compared(_field: str, text: str) -> str:
    """The text that should have been typed; the page compares it with what was typed."""
    return f'<code id="typeans">{text}</code>' if text else ""


def _played(card: str) -> str:
    """A card with players for its sounds and films."""
    return _SOUND.sub(_player, card)


def _player(found: re.Match[str]) -> str:
    name = found[1]
    element = "video" if name.lower().endswith(FILMS) else "audio"
    return f'<{element} controls preload="metadata" src="{html.escape(name)}"></{element}>'
