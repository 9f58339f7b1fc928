"""Which code is coloured, on cards and on paper alike."""

from __future__ import annotations

import re

LONGEST = 5000  # characters, about 120 lines
_MONOTONE = re.compile(r"(.{1,4}?)\1{199}", re.DOTALL)


_CUBIC = frozenset({"mcfunction", "mcf", "zeek", "bro"})  # minutes for 500 digits


def colourable(code: str, language: str) -> bool:
    """Whether it is safe to run a lexer of Pygments on some code.

    Many lexers take quadratic time on unexpected input, above all on long runs of spaces.
    """
    known = bool(language) and language.lower() not in _CUBIC
    return known and len(code) <= LONGEST and _MONOTONE.search(code) is None
