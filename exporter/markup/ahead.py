"""Lookahead for closing delimiters in linear time.

Python-Markdown searches from each opening to the end of the text, character by character, so a text
of openings takes quadratic time. The classes here give the same answers with a single search.
"""

from __future__ import annotations

import re

from markdown.util import STX

_BRACKET = re.compile(r"[\[\]]")
_TARGET = re.compile(r"\([ \n]*([^\s()<>\"'\\\x02]*)[ \n]*\)")
_TITLED = re.compile(r"\([ \n]*([^\s()<>\"'\\]+)[ \n]+\(([^()]*)\)[ \n]*\)")


class Ahead:
    """The places of closing delimiters in a text, cached until it is asked about another one."""

    def __init__(self) -> None:
        self._text = ""
        self._missing: set[str | re.Pattern[str]] = set()

    def find(self, text: str, closing: str, start: int) -> int:
        """The place of the next `closing` from `start` on, or -1; starts may only increase."""
        if self._hopeless(text, closing):
            return -1
        at = text.find(closing, start)
        if at < 0:
            self._missing.add(closing)
        return at

    def search(self, text: str, closing: re.Pattern[str], start: int) -> re.Match[str] | None:
        """The next match of `closing` from `start` on; starts may only increase."""
        if self._hopeless(text, closing):
            return None
        found = closing.search(text, start)
        if found is None:
            self._missing.add(closing)
        return found

    def _hopeless(self, text: str, closing: str | re.Pattern[str]) -> bool:
        if text is not self._text:
            self._text = text
            self._missing.clear()
        return closing in self._missing


class Brackets:
    """The pairs of brackets in a text."""

    def __init__(self) -> None:
        self._text = ""
        self._closing: dict[int, int] = {}

    def closing(self, text: str, opening: int) -> int | None:
        """The place at which the bracket opened there is closed; None if it is not."""
        if text is not self._text:
            self._text = text
            self._closing = _pairs(text)
        return self._closing.get(opening)


def _pairs(text: str) -> dict[int, int]:
    pairs: dict[int, int] = {}
    opened: list[int] = []
    for found in _BRACKET.finditer(text):
        if found.group() == "[":
            opened.append(found.start())
        elif opened:
            pairs[opened.pop()] = found.start()
    return pairs


def plain_target(text: str, start: int) -> tuple[str, int] | None:
    """A simple target in the parentheses that begin there, and the end of these; or None."""
    found = _TARGET.match(text, start)
    return (found[1], found.end()) if found else None


def titled_target(text: str, start: int) -> tuple[str, str, int] | None:
    """The same for a target with a title in parentheses, with that title."""
    found = _TITLED.match(text, start)
    return (found[1], " ".join(found[2].split()), found.end()) if found else None


def untouched(text: str, start: int, end: int) -> bool:
    """Whether no other construct was found and taken out between the two."""
    return text.find(STX, start, end) < 0
