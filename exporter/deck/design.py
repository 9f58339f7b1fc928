"""The design of the note types: their templates and CSS, read and checked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain

from exporter.deck import handlebars
from exporter.deck.notetypes import BASIC, CLOZE, STYLE, NoteType
from exporter.errors import Problem
from exporter.model import Kind, Location, Stamps
from exporter.templates import Templates


@dataclass(frozen=True, slots=True)
class Design:
    """A note type with the HTML of both sides of each template, its CSS and its stamp (s)."""

    note_type: NoteType
    sides: tuple[tuple[str, str], ...]
    css: str
    modified: int

    @property
    def digest(self) -> str:
        """16 hexadecimal digits of the SHA-256 of name, HTML and CSS, which may change."""
        content = "\x1f".join((self.note_type.name, self.css, *chain.from_iterable(self.sides)))
        return sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Designs:
    """The designs of both note types."""

    basic: Design
    cloze: Design

    def of(self, kind: Kind) -> Design:
        """The design for that kind of question."""
        return self.cloze if kind is Kind.CLOZE else self.basic


def designs(stamps: Stamps, templates: Templates) -> Designs:
    """Both designs; raises OSError or UnicodeError if a template cannot be read."""

    def design(note_type: NoteType, modified: int) -> Design:
        sides = tuple(
            (templates.read_text(each.front), templates.read_text(each.back))
            for each in note_type.templates
        )
        return Design(note_type, sides, templates.read_text(STYLE), modified)

    return Designs(design(BASIC, stamps.basic), design(CLOZE, stamps.cloze))


def problems(templates: Templates) -> Iterator[Problem]:
    """The problems in the template files."""
    if isinstance(style := _text(templates, STYLE), Problem):
        yield style
    for note_type in (BASIC, CLOZE):
        for each in note_type.templates:
            yield from _side(templates, each.front, front=True, cloze=note_type.is_cloze)
            yield from _side(templates, each.back, front=False, cloze=note_type.is_cloze)


def _side(templates: Templates, name: str, *, front: bool, cloze: bool) -> Iterator[Problem]:
    match _text(templates, name):
        case Problem() as problem:
            yield problem
        case text:
            path = str(templates.path(name))
            yield from handlebars.problems(text, path, front=front, cloze=cloze)


def _text(templates: Templates, name: str) -> str | Problem:
    try:
        return templates.read_text(name)
    except (OSError, UnicodeError) as error:
        where = Location(str(templates.path(name)), 1)
        return Problem(where, f"cannot read this template: {error}")
