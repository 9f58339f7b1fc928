"""Which code is coloured, on cards and on paper alike."""

from __future__ import annotations

import re

LONGEST = 5000  # characters, about 120 lines
_MONOTONE = re.compile(r"(.{1,4}?)\1{199}|\s{200}", re.DOTALL)
_SLOW = frozenset({"mcfunction", "mcf", "zeek", "bro", "fan"})  # over digits or a long name


def colourable(code: str, language: str) -> bool:
    """Whether it is safe to run a lexer of Pygments on some code.

    Many lexers take quadratic time on unexpected input, above all on long runs of spaces.
    """
    known = bool(language) and language.lower() not in _SLOW
    return known and len(code) <= LONGEST and _MONOTONE.search(code) is None
