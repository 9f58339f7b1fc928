"""Labelled lines, which Markdown would join into a paragraph: `a) …`, `**Facts:** …`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise
from string import ascii_lowercase

REACH = 6
"""The number of lines above and below in which the adjacent labels are looked for."""

_NAMED = re.compile(r"(\*{1,2})[^*\n]{1,40}(?::\1|\1:)[ ]")
_LETTERED = re.compile(
    r"[ ]*(?:(?:[-*+]|\d{1,9}[.)])[ ]+)?\(?([a-zA-Z]|[ivx]{2,4}|[IVX]{2,4})[.)][ ]"
)
_ANSWER = re.compile(r"[A-Z][a-zA-Z]{2,15}:[ ]")
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_FOLLOWS = frozenset([*pairwise(ascii_lowercase), *pairwise(_ROMAN)])


def begins_line(text: str, above: Iterable[str], below: Iterable[str]) -> bool:
    """Whether a line of a paragraph begins with a label; `above` and `below` are nearest first.

    A label is a name in bold or italics, a letter that is adjacent to one above or below, or a word
    such as `Answer:` right below lettered lines.
    """
    if _NAMED.match(text):
        return True
    if own := _label(text):
        return any((_label(line), own) in _FOLLOWS for line in above) or any(
            (own, _label(line)) in _FOLLOWS for line in below
        )
    return bool(_ANSWER.match(text)) and bool(_label(next(iter(above), "")))


def _label(line: str) -> str:
    found = _LETTERED.match(line)
    return found[1].lower() if found else ""
