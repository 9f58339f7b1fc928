r"""Deletions: what a cloze hides, as numbers to be given and as holes in a verbatim text.

Prose has them as elements of the tree; code and formulas are read here. There `==` opens only where
a word cannot go on (`a == b` and `a==b` stay what they are), and `{{c1::` closes where its braces
are balanced (`{{c1::\sqrt{b}}}`).
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
    """The numbers of one question's deletions: those that its source states, and the rest."""

    def __init__(self, texts: Iterable[str]) -> None:
        stated = {int(number) for text in texts for number in NUMBERED.findall(text)}
        self._free = (number for number in count(1) if number not in stated)
        self.given = 0

    def deletion(self, stated: str | None, hint: tuple[Inline, ...], at: Location) -> Deletion:
        """The next deletion: with the number that it states, or else the next one free."""
        self.given += 1
        number = next(self._free) if stated is None else int(stated)
        return Deletion(number, stated is not None, hint, at)


Complain = Callable[[str, str], None]
"""Told what is wrong with a deletion, and how to mend it."""

EMPTY = ("empty deletion", "write what it hides, as ==text==")
NESTED = ("a deletion in a deletion", "give both the same number: {{c1::a}} and {{c1::b}}")
UNCLOSED = ("unclosed deletion", "end it with == or }} in the same paragraph")
ZERO = ("a deletion with the number 0", "numbers begin with 1: {{c1::text}}")


def cut(
    text: str, numbers: Numbers, at: Location, complain: Complain
) -> tuple[str, tuple[Hole, ...]]:
    """A verbatim text without its marks, and the holes in it."""
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
"""A deletion: where it begins and ends, its number, what it hides, its hint."""


def _found(text: str) -> Iterator[_Found]:
    """The deletions of a text in order; one with a number that is not closed ends beyond it."""
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
    """Where the first `}}` is that closes no brace opened since; without one, the first `}}`.

    It is looked for up to the next deletion, since none is in another.
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
