r"""Splits displayed formulas that stand side by side, separated by `\qquad`.

Separate formulas can wrap on a small screen or a narrow sheet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from exporter.model import Hole

Part = tuple[str, tuple[Hole, ...]]
"""A formula, and the deletions in it."""

_TOKEN = re.compile(r"\\(?:[A-Za-z]+|.)|[{}&]", re.DOTALL)
_OPENING = {"{", r"\begin", r"\left"}
_CLOSING = {"}", r"\end", r"\right"}
_ROWS = {r"\\", "&"}


def side_by_side(latex: str, holes: tuple[Hole, ...]) -> Iterator[Part]:
    r"""The formulas between the `\qquad`s of a displayed one; at least one."""
    start = 0
    for gap in _gaps(latex, holes):
        yield _part(latex, holes, start, gap.start())
        start = gap.end()
    yield _part(latex, holes, start, len(latex))


def _gaps(latex: str, holes: tuple[Hole, ...]) -> list[re.Match[str]]:
    """The gaps between formulas, outside of groups, delimiters, environments and deletions."""
    gaps: list[re.Match[str]] = []
    depth = 0
    for token in _TOKEN.finditer(latex):
        depth += (token[0] in _OPENING) - (token[0] in _CLOSING)
        if depth:
            continue
        if token[0] in _ROWS:
            return []
        if token[0] == r"\qquad" and not any(h.start <= token.start() < h.end for h in holes):
            gaps.append(token)
    return gaps


def _part(latex: str, holes: tuple[Hole, ...], start: int, end: int) -> Part:
    within = (hole for hole in holes if start <= hole.start < end)
    moved = (Hole(hole.start - start, hole.end - start, hole.deletion) for hole in within)
    return latex[start:end], tuple(moved)
