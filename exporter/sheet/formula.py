"""Formulas: LaTeX becomes a drawing of known size, as PDF path operators."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from exporter.latex import FormulaError, read
from exporter.sheet.formula_cache import Drawing, FormulaCache

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
    """Typesets formulas, each only once.

    Results are kept between runs in a file in the folder `cache`, if one is given.
    """

    def __init__(self, cache: Path | None) -> None:
        self._cache = None if cache is None else FormulaCache(cache)
        self._known: dict[tuple[str, bool], Formula] = {}

    def typeset(self, latex: str, *, display: bool) -> Formula:
        """The formula in display or inline style; raises FormulaError if it cannot be printed."""
        key = (latex, display)
        if key not in self._known:
            self._known[key] = Formula(*self._drawing(latex, display=display))
        return self._known[key]

    def sets(self, latex: str) -> bool:
        """Whether the formula can be printed."""
        try:
            self.typeset(latex, display=False)
        except FormulaError:
            return False
        return True

    def _drawing(self, latex: str, *, display: bool) -> Drawing:
        if self._cache is None:
            return _draw(latex, display=display)
        drawing = self._cache.get(latex, display=display)
        if drawing is None:
            drawing = _draw(latex, display=display)
            self._cache.put(latex, drawing, display=display)
        return drawing


def _draw(latex: str, *, display: bool) -> Drawing:
    root = read(latex, display=display)
    from exporter.sheet.formula_path import draw  # noqa: PLC0415  # slow to import, and not needed if all is cached

    return draw(root)
