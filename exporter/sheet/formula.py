"""Formulas: LaTeX becomes a drawing of known size, as PDF path operators."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Formula:
    """A typeset formula: its size in em (multiples of the font size) and how to draw it.

    `height` is above the baseline, `depth` below it (>= 0). `path` holds PDF path and fill
    operators without colours, in units of 1/1000 em with y upwards, from the left end of the
    baseline.
    """

    width: float
    height: float
    depth: float
    path: bytes


class FormulaError(Exception):
    """A formula that cannot be printed: what is wrong with it, and how to mend it."""

    def __init__(self, what: str, hint: str = "") -> None:
        self.what = what
        self.hint = hint
        super().__init__(what)


class Formulas:
    """A typesetter of formulas that does each only once."""

    def __init__(self, cache: Path | None) -> None:
        self._cache = cache
        self._known: dict[tuple[str, bool], Formula] = {}

    def typeset(self, latex: str, *, display: bool) -> Formula:
        """The formula in displayed or inline style; FormulaError if it cannot be printed."""
        key = (latex, display)
        if key not in self._known:
            self._known[key] = _typeset(latex, display)
        return self._known[key]


def _typeset(latex: str, display: bool) -> Formula:  # noqa: FBT001
    import ziamath

    try:
        node = ziamath.Latex(latex, size=1000, inline=not display).node
    except Exception as error:
        raise FormulaError("the formula cannot be read", str(error)) from error
    out: list[str] = []
    _draw(node, 0.0, 0.0, out)
    box = node.bbox
    return Formula(
        box.xmax / 1000,
        max(box.ymax, 0) / 1000,
        max(-box.ymin, 0) / 1000,
        "\n".join(out).encode("ascii"),
    )


def _draw(node: Any, x: float, y: float, out: list[str]) -> None:
    if hasattr(node, "glyph"):
        scale = node.size / node.glyph.font.info.layout.unitsperem
        parts = getattr(node.glyph, "glyphs", None)
        if isinstance(parts, list):
            for part, offset in zip(parts, node.glyph.offsets, strict=True):
                dx, dy = (0, offset) if node.glyph.vert else (offset, 0)
                _glyph(part, x + dx * scale, y + dy * scale, scale, out)
        else:
            _glyph(node.glyph, x, y, scale, out)
    elif hasattr(node, "lw") and hasattr(node, "length"):
        out.append(f"{x:.1f} {y - node.lw:.1f} {node.length:.1f} {node.lw:.1f} re f")
    for (dx, dy), child in zip(
        getattr(node, "nodexy", ()), getattr(node, "nodes", ()), strict=False
    ):
        _draw(child, x + dx, y - dy, out)


def _glyph(glyph: Any, x: float, y: float, scale: float, out: list[str]) -> None:
    last = (0.0, 0.0)
    for op in glyph.operators:
        points = [(x + p.x * scale, y + p.y * scale) for p in op.points()[0]]
        if len(points) == 2:
            (ax, ay), (bx, by) = points
            c = [
                (last[0] + 2 * (ax - last[0]) / 3, last[1] + 2 * (ay - last[1]) / 3),
                (bx + 2 * (ax - bx) / 3, by + 2 * (ay - by) / 3),
                (bx, by),
            ]
            out.append(" ".join(f"{px:.1f} {py:.1f}" for px, py in c) + " c")
        else:
            operator = "m" if type(op).__name__ == "Moveto" else "l"
            out.append(f"{points[0][0]:.1f} {points[0][1]:.1f} {operator}")
        last = points[-1]
    out.append("f")
