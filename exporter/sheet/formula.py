"""Formulas: LaTeX becomes a drawing of known size, as PDF path operators."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from exporter.latex import FormulaError, read
from exporter.sheet import installed
from exporter.sheet.cache import Cache

__all__ = ["Formula", "FormulaError", "Formulas"]

_SIZE = struct.Struct("<3d")  # width, height, depth
_SOURCES = ("latex/*.py", "sheet/nodes/*.py", "sheet/formula_path.py")


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
        self._cache = None if cache is None else Cache(cache / "formulas.bin", _sources())
        self._known: dict[tuple[str, bool], Formula] = {}

    def typeset(self, latex: str, *, display: bool) -> Formula:
        """The formula in display or inline style; raises FormulaError if it cannot be printed."""
        key = (latex, display)
        if key not in self._known:
            self._known[key] = self._formula(latex, display=display)
        return self._known[key]

    def sets(self, latex: str) -> bool:
        """Whether the formula can be printed."""
        try:
            self.typeset(latex, display=False)
        except FormulaError:
            return False
        return True

    def _formula(self, latex: str, *, display: bool) -> Formula:
        if self._cache is None:
            return _draw(latex, display=display)
        key = (("D" if display else "I") + latex).encode("utf-8", "surrogatepass")
        if kept := self._cache.get(key):
            width, height, depth = _SIZE.unpack_from(kept)
            return Formula(width, height, depth, kept[_SIZE.size :])
        formula = _draw(latex, display=display)
        size = _SIZE.pack(formula.width, formula.height, formula.depth)
        self._cache.put(key, size + formula.path)
        return formula


def _draw(latex: str, *, display: bool) -> Formula:
    root = read(latex, display=display)
    from exporter.sheet.formula_path import draw  # noqa: PLC0415  # slow to import, and not needed if all is cached

    return Formula(*draw(root))


def _sources() -> Iterator[Path]:
    """The code that typesets: ours, and what says ziamath's version."""
    package = Path(__file__).parents[1]
    for pattern in _SOURCES:
        yield from sorted(package.glob(pattern))
    yield installed.folder("ziamath") / "__init__.py"
