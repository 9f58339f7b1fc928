"""Which code is coloured, on cards and on paper alike."""

from __future__ import annotations

import re

LONGEST = 5000  # characters, about 120 lines
_MONOTONE = re.compile(r"(.{1,4}?)\1{199}", re.DOTALL)


_CUBIC = frozenset({"mcfunction", "mcf", "zeek", "bro"})  # minutes for 500 digits


def colourable(code: str, language: str) -> bool:
    """Whether a lexer of Pygments' can be let loose on some code.

    Many of them take quadratic time over what they do not expect, blanks by the thousand above all.
    """
    known = bool(language) and language.lower() not in _CUBIC
    return known and len(code) <= LONGEST and _MONOTONE.search(code) is None
