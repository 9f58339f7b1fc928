"""The line numbers of constructs, which Python-Markdown does not report."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from exporter.lines import Line
from exporter.model import Location

_NEAR = 200_000
"""The number of characters to search: two lines of the greatest length."""


class Locator:
    """Looks up pieces of text in a body, each from where the last one was found."""

    def __init__(self, path: str, lines: Sequence[Line]) -> None:
        self._path = path
        self._text = "\n".join(line.text for line in lines)
        self._numbers = [line.number for line in lines] or [1]
        self._starts: list[int] = []
        start = 0
        for line in lines:
            self._starts.append(start)
            start += len(line.text) + 1
        self._at = 0

    def find(self, piece: str) -> Location:
        """The line of the next occurrence; without one, that of the last piece found."""
        found = self._next(piece)
        at = self._line(found)
        if found >= 0:
            self._at = found + len(piece)
        return at

    def peek(self, piece: str) -> Location:
        """The same without moving on, for a construct that contains other pieces."""
        return self._line(self._next(piece))

    def _next(self, piece: str) -> int:
        return self._text.find(piece, self._at, self._at + _NEAR)

    def _line(self, found: int) -> Location:
        index = bisect_right(self._starts, self._at if found < 0 else found) - 1
        return Location(self._path, self._numbers[max(0, index)])
