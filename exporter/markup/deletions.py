r"""The numbers of deletions, and deletions in verbatim text.

In prose they are elements of the tree; in code and formulas they are parsed here. There `==` opens
a deletion only where no word continues (`a == b` and `a==b` are code), and `{{c1::` is closed where
braces are balanced (`{{c1::\sqrt{b}}}`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import count

from exporter.model import Deletion, Hole, Inline, Location, Text

NUMBERED = re.compile(r"\{\{c(\d{1,3})::")
HINT = r'\{:?[ ]*hint="([^"\n]*)"[ ]*\}'

_OPENING = re.compile(rf"(?<![\w=!<>])==(?=[^\s=])|{NUMBERED.pattern}")
_CLOSING = re.compile(rf"(?<=[^\s=])==(?![\w=])(?:{HINT})?")
_BRACE = re.compile(rf"\\.|{NUMBERED.pattern}|[{{}}]", re.DOTALL)


class Numbers:
    """Assigns numbers to the deletions of one question, except those that its source uses."""

    def __init__(self, texts: Iterable[str]) -> None:
        stated = {int(number) for text in texts for number in NUMBERED.findall(text)}
        self._free = (number for number in count(1) if number not in stated)
        self.given = 0

    def deletion(self, stated: str | None, hint: tuple[Inline, ...], at: Location) -> Deletion:
        """A new deletion with its stated number, or else the next free one."""
        self.given += 1
        number = next(self._free) if stated is None else int(stated)
        return Deletion(number, stated is not None, hint, at)


Complain = Callable[[str, str], None]
"""Called with a message about a deletion and a hint."""

EMPTY = ("empty deletion", "write what it hides, as ==text==")
NESTED = ("a deletion in a deletion", "give both the same number: {{c1::a}} and {{c1::b}}")
UNCLOSED = ("unclosed deletion", "end it with == or }} in the same paragraph")
ZERO = ("a deletion with the number 0", "numbers begin with 1: {{c1::text}}")


def cut(
    text: str, numbers: Numbers, at: Location, complain: Complain
) -> tuple[str, tuple[Hole, ...]]:
    """A verbatim text without the marks of deletions, and its holes."""
    kept: list[str] = []
    holes: list[Hole] = []
    length = place = 0
    for start, end, stated, hidden, hint in _found(text):
        before = text[place:start]
        if problem := _wrong(text, end, stated, hidden):
            complain(*problem)
            break
        deletion = numbers.deletion(stated, (Text(hint, at),) if hint else (), at)
        length += len(before)
        holes.append(Hole(length, length + len(hidden), deletion))
        length += len(hidden)
        kept += [before, hidden]
        place = end
    return "".join((*kept, text[place:])), tuple(holes)


def _wrong(text: str, end: int, stated: str | None, hidden: str) -> tuple[str, str] | None:
    if end > len(text):
        return UNCLOSED
    if stated is not None and int(stated) == 0:
        return ZERO
    if not hidden.strip():
        return EMPTY
    if any(_found(hidden)):
        return NESTED
    return None


_Found = tuple[int, int, str | None, str, str]
"""A deletion: its start and end, its number, the hidden text, and its hint."""


def _found(text: str) -> Iterator[_Found]:
    """The deletions of a text in order; an unclosed one ends beyond the text."""
    place = 0
    closes = True  # whether anything ahead closes what == opens
    while opening := _OPENING.search(text, place):
        start, place = opening.span()
        if opening[1]:
            end = _closing(text, place)
            if end is None:
                yield start, len(text) + 1, opening[1], "", ""
                return
            hidden, _, hint = text[place:end].partition("::")
            place = end + 2
            yield start, place, opening[1], hidden, hint.strip()
        elif closes and (closing := _CLOSING.search(text, place + 1)):
            hidden, place = text[place : closing.start()], closing.end()
            yield start, place, None, hidden, closing[1] or ""
        else:
            closes = False


def _closing(text: str, place: int) -> int | None:
    """The place of the first `}}` at which braces are balanced, or else of the first `}}`.

    The search ends at the next deletion, as deletions are not nested.
    """
    depth = 0
    for found in _BRACE.finditer(text, place):
        sign = found.group()
        if sign == "{":
            depth += 1
        elif sign == "}":
            if depth == 0 and text.startswith("}}", found.start()):
                return found.start()
            depth = max(depth - 1, 0)
        elif sign.startswith("{"):
            break
    first = text.find("}}", place)
    return first if first >= 0 else None
