"""The design of the note types: their templates and CSS, read and checked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain

from exporter.deck import handlebars
from exporter.deck.notetypes import BASIC, CLOZE, STYLE, NoteType
from exporter.errors import Problem
from exporter.model import Kind, Location
from exporter.templates import Templates


@dataclass(frozen=True, slots=True)
class Design:
    """A note type with the HTML of both sides of each template, and its CSS."""

    note_type: NoteType
    sides: tuple[tuple[str, str], ...]
    css: str

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


def read(templates: Templates) -> tuple[Designs | None, tuple[Problem, ...]]:
    """Both designs; or None, and the problems in the template files."""
    problems: list[Problem] = []
    css = _text(templates, STYLE, problems) or ""

    def design(note_type: NoteType) -> Design:
        return Design(note_type, tuple(_sides(note_type, templates, problems)), css)

    made = Designs(design(BASIC), design(CLOZE))
    return (None if problems else made), tuple(problems)


def _sides(
    note_type: NoteType, templates: Templates, problems: list[Problem]
) -> Iterator[tuple[str, str]]:
    """The HTML of both sides of each template."""
    for each in note_type.templates:
        front = _side(each.front, note_type, templates, problems, front=True)
        back = _side(each.back, note_type, templates, problems, front=False)
        yield front, back


def _side(
    name: str, note_type: NoteType, templates: Templates, problems: list[Problem], *, front: bool
) -> str:
    text = _text(templates, name, problems)
    if text is None:
        return ""
    path = str(templates.path(name))
    problems += handlebars.problems(text, path, front=front, cloze=note_type.is_cloze)
    return text


def _text(templates: Templates, name: str, problems: list[Problem]) -> str | None:
    try:
        return templates.read_text(name)
    except (OSError, UnicodeError) as error:
        where = Location(str(templates.path(name)), 1)
        problems.append(Problem(where, f"cannot read this template: {error}"))
        return None
