"""Anki's template language, parsed far enough to reject what Anki would reject.

A faulty template is imported without a word, and then every card shows an error instead.
The rules are those of Anki's own renderer: `{{Field}}`, `{{filter:Field}}`, `{{#Field}}` and
`{{^Field}}` up to `{{/Field}}`; nothing counts inside `<!-- -->`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from exporter.deck.notetypes import FIELDS
from exporter.errors import Problem
from exporter.model import Location

TAG = re.compile(r"<!--.*?-->|\{\{(?P<tag>.*?)\}\}", re.DOTALL)
"""A comment, whose content is ignored, or a tag in double braces."""

_CLOZE_NUMBER = re.compile(r"c\d+")
_FIELDS = frozenset(field.name for field in FIELDS)
_OF_ANKI = frozenset({"Tags", "Type", "Deck", "Subdeck", "Card", "CardFlag", "CardID"})


@dataclass(frozen=True, slots=True)
class _Tag:
    """A tag in double braces: its sign (`#`, `^`, `/` or ""), its words and its place."""

    sign: str
    words: str
    at: Location


def problems(template: str, path: str, *, front: bool, cloze: bool) -> Iterator[Problem]:
    """The problems that Anki would have with one side of a card."""
    tags = tuple(_tags(template, path))
    yield from _unbalanced(tags)
    for tag in tags:
        if tag.sign != "/":
            yield from _unknown(tag, front=front)
    fields = [tag.words.split(":") for tag in tags if not tag.sign]
    if cloze and not any("cloze" in filters for *filters, _ in fields):
        hint = "a cloze template needs {{cloze:Question}}"
        yield Problem(Location(path, 1), "no field with the filter cloze", hint)
    elif front and not any(name in _FIELDS for *_, name in fields):
        hint = "without one, such as {{Question}}, Anki shows no card"
        yield Problem(Location(path, 1), "no field on the front of a card", hint)


def _tags(template: str, path: str) -> Iterator[_Tag]:
    for match in TAG.finditer(template):
        if (inside := match["tag"]) is None:
            continue
        at = Location(path, template.count("\n", 0, match.start()) + 1)
        yield _Tag(*signed(inside), at)


def signed(inside: str) -> tuple[str, str]:
    """The sign of a tag (`#`, `^`, `/` or "") and its words."""
    words = inside.lstrip("{").strip()
    sign = words[0] if len(words) > 1 and words[0] in "#^/" else ""
    return sign, words.removeprefix(sign).lstrip()


def _unbalanced(tags: tuple[_Tag, ...]) -> Iterator[Problem]:
    """The first condition that is closed without being open, or else those left open."""
    opened: list[_Tag] = []
    for tag in tags:
        if tag.sign in ("#", "^"):
            opened.append(tag)
        elif tag.sign == "/":
            if not opened or opened[-1].words != tag.words:
                yield Problem(tag.at, f"{{{{/{tag.words}}}}} closes nothing", _expected(opened))
                return
            opened.pop()
    for tag in opened:
        yield Problem(tag.at, f"{{{{{tag.sign}{tag.words}}}}} is never closed")


def _expected(opened: list[_Tag]) -> str:
    if not opened:
        return "no condition is open here"
    return f"{{{{/{opened[-1].words}}}}} is due, from line {opened[-1].at.line}"


def _unknown(tag: _Tag, *, front: bool) -> Iterator[Problem]:
    """A problem if the note types do not have the field of a tag."""
    if not (_condition_known(tag.words) if tag.sign else _field_known(tag.words, front=front)):
        hint = f"the fields are {', '.join(field.name for field in FIELDS)}"
        yield Problem(tag.at, f"unknown field {{{{{tag.sign}{tag.words}}}}}", hint)


def _condition_known(words: str) -> bool:
    return words in _FIELDS | _OF_ANKI or _CLOZE_NUMBER.fullmatch(words) is not None


def _field_known(words: str, *, front: bool) -> bool:
    """Whether a field is known; a filter may come without one, as in `{{tts-voices:}}`."""
    *filters, name = words.split(":")
    of_back = name == "FrontSide" and not front
    return name in _FIELDS | _OF_ANKI or of_back or bool(filters and not name)
