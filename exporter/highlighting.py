"""Which code is safe to highlight, on cards and on paper."""

from __future__ import annotations

import re

LONGEST = 5000  # characters, about 120 lines
_MONOTONE = re.compile(r"(.{1,4}?)\1{199}|\s{200}|\w{1000}", re.DOTALL)

_SLOW = frozenset({"mcfunction", "mcf", "zeek", "bro", "fan"})  # over digits or a long name
_ENDLESS = frozenset(
    {
        *("ansys", "apdl", "cddl", "chapel", "chpl", "factor", "fancy", "fy", "maple", "ncl"),
        *("pan", "registry", "rego", "rell", "rita", "smithy", "urbiscript"),
    }
)
"""The time of these lexers doubles with each character in an unclosed string."""

_DOUBLING = frozenset(["scala", "ssp", "scaml", "fish", "fishshell", "csh", "tcsh", "tcshcon"])
_MOST_PAIRS = 10
"""The limit for `_DOUBLING`, whose time doubles only with each pair of backslashes."""

_UNSAFE = _SLOW | _ENDLESS | _DOUBLING

_HANDING_ON = frozenset(
    {
        *("md", "markdown", "rst", "restructuredtext", "rest", "tid", "http", "mime", "email"),
        *("eml", "arturo", "plpgsql", "postgresql", "postgres", "psql", "postgres-explain"),
        *("postgresql-console", "postgres-console"),
    }
)
_NAME = re.compile(r"\b(?:pl)?([a-z]+?)u?\b")
"""A name such as `text/x-scala` or `plscala`, by which `_HANDING_ON` choose another lexer."""


def colourable(code: str, language: str) -> bool:
    """Whether it is safe to run a lexer of Pygments on some code.

    Many lexers take quadratic time on unexpected input, above all on long runs of spaces.
    """
    name = language.lower()
    if not name or len(code) > LONGEST or _MONOTONE.search(code):
        return False
    if name in _DOUBLING:
        return code.count("\\\\") <= _MOST_PAIRS
    if name in _HANDING_ON:
        return not _UNSAFE & {*_NAME.findall(code.lower())}
    return name not in _UNSAFE
