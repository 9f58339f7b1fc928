"""Looking ahead in a text for closing delimiters, without searching twice in vain.

Python-Markdown looks from each opening to the end of the text, character by character in Python;
a text of nothing but openings takes it time that grows with the square of its length. What stands
here gives its patterns the same answers from one look.
"""

from __future__ import annotations

import re

from markdown.util import STX

_BRACKET = re.compile(r"[\[\]]")
_TARGET = re.compile(r"\([ \n]*([^\s()<>\"'\\\x02]*)[ \n]*\)")
_TITLED = re.compile(r"\([ \n]*([^\s()<>\"'\\]+)[ \n]+\(([^()]*)\)[ \n]*\)")


class Ahead:
    """Where in a text closings are; what is known of it lasts until another text is asked about."""

    def __init__(self) -> None:
        self._text = ""
        self._missing: set[str | re.Pattern[str]] = set()

    def find(self, text: str, closing: str, start: int) -> int:
        """Where the next `closing` is from `start` on, -1 if nowhere; starts may only increase."""
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
    """Which bracket of a text closes which."""

    def __init__(self) -> None:
        self._text = ""
        self._closing: dict[int, int] = {}

    def closing(self, text: str, opening: int) -> int | None:
        """Where the bracket that is opened there is closed; None if it is not."""
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
    """The target in the parentheses that begin there and where they end, if it is a simple one."""
    found = _TARGET.match(text, start)
    return (found[1], found.end()) if found else None


def titled_target(text: str, start: int) -> tuple[str, str, int] | None:
    """The same for a target with a title in parentheses, and that title."""
    found = _TITLED.match(text, start)
    return (found[1], " ".join(found[2].split()), found.end()) if found else None


def untouched(text: str, start: int, end: int) -> bool:
    """Whether nothing between the two was found before and taken out."""
    return text.find(STX, start, end) < 0
