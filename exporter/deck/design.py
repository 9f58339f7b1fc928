"""The two note types with the text of their templates, read and checked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from exporter.deck import handlebars
from exporter.deck.notetypes import BASIC, CLOZE, STYLE, NoteType
from exporter.errors import Problem
from exporter.model import Kind, Location, Stamps
from exporter.templates import Templates


@dataclass(frozen=True, slots=True)
class Design:
    """A note type, the HTML of front and back of each of its templates, its CSS, its stamp (s)."""

    note_type: NoteType
    sides: tuple[tuple[str, str], ...]
    css: str
    modified: int


@dataclass(frozen=True, slots=True)
class Designs:
    """Both note types."""

    basic: Design
    cloze: Design

    def of(self, kind: Kind) -> Design:
        """The note type of that kind of question."""
        return self.cloze if kind is Kind.CLOZE else self.basic


def designs(stamps: Stamps, templates: Templates) -> Designs:
    """Both note types; OSError or UnicodeError if a template cannot be read."""

    def design(note_type: NoteType, modified: int) -> Design:
        sides = tuple(
            (templates.read_text(each.front), templates.read_text(each.back))
            for each in note_type.templates
        )
        return Design(note_type, sides, templates.read_text(STYLE), modified)

    return Designs(design(BASIC, stamps.basic), design(CLOZE, stamps.cloze))


def problems(templates: Templates) -> Iterator[Problem]:
    """What is wrong with the files of the templates."""
    yield from _checked(templates, STYLE, None)
    for note_type in (BASIC, CLOZE):
        for each in note_type.templates:
            for name, front in ((each.front, True), (each.back, False)):
                yield from _checked(templates, name, (front, note_type.is_cloze))


def _checked(templates: Templates, name: str, side: tuple[bool, bool] | None) -> Iterator[Problem]:
    path = str(templates.path(name))
    try:
        text = templates.read_text(name)
    except (OSError, UnicodeError) as error:
        yield Problem(Location(path, 1), f"cannot read this template: {error}")
        return
    if side is not None:
        front, cloze = side
        yield from handlebars.problems(text, path, front=front, cloze=cloze)
