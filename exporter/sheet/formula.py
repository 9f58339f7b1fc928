"""Formulas: LaTeX becomes a drawing of known size, as PDF path operators."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from exporter.sheet.latex import FormulaError, read

__all__ = ["Formula", "FormulaError", "Formulas"]


@dataclass(frozen=True, slots=True)
class Formula:
    """A typeset formula: its size in em (multiples of the font size) and how to draw it.

    `height` is above the baseline, `depth` below it (>= 0). `path` holds PDF path and fill
    operators without colours, in units of 1/1000 em with y upwards, from the left end of the
    baseline; it leaves the graphics state as it was.
    """

    width: float
    height: float
    depth: float
    path: bytes


class Formulas:
    """A typesetter of formulas that does each only once."""

    def __init__(self, cache: Path | None) -> None:
        self._cache = cache
        self._known: dict[tuple[str, bool], Formula] = {}

    def typeset(self, latex: str, *, display: bool) -> Formula:
        """The formula in displayed or inline style; FormulaError if it cannot be printed."""
        key = (latex, display)
        if key not in self._known:
            self._known[key] = _typeset(latex, display=display)
        return self._known[key]


def _typeset(latex: str, *, display: bool) -> Formula:
    root = read(latex, display=display)
    from exporter.sheet.formula_path import draw  # noqa: PLC0415  # only for a new formula

    return Formula(*draw(root))
