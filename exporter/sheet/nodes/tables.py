"""Matrices and other tables in formulas."""

from __future__ import annotations

from typing import Any

from exporter.sheet.nodes.base import RULE, Node
from exporter.sheet.nodes.font import CONSTS, VLine

_STRUT_HEIGHT, _STRUT_DEPTH = 0.84, 0.36  # em: LaTeX's strut for lines of 1.2 em


class Table(Node, tag="mtable"):
    """Rows and columns, centred on the axis."""

    def _setup(self, **kwargs: Any) -> None:
        rows = [[self.child(cell, **kwargs) for cell in row] for row in self.element]
        aligns = self.element.attrib["columnalign"]
        lefts, width = self._columns(rows, len(aligns))
        baselines, total = self._baselines(rows)
        top = -self.unit(CONSTS.axisHeight) - total / 2
        for row, baseline in zip(rows, baselines, strict=True):
            for at, cell in enumerate(row):
                left, room = lefts[at]
                free = room - cell.bbox.xmax
                shift = {"l": 0.0, "c": free / 2, "r": free}[aligns[at % len(aligns)]]
                self.put(cell, left + shift, top + baseline)
        edges = [baseline + self._depth(row) for row, baseline in zip(rows, baselines, strict=True)]
        hidden = kwargs.get("phantom", False)
        self._column_rules(lefts, (width, top, total), hidden=hidden)
        self._row_rules([top, *(top + edge for edge in edges)], width, hidden=hidden)
        self.size_to(width, -top, top + total)

    def _numbers(self, name: str) -> list[float]:
        return [float(number) for number in self.element.attrib[name].split()]

    def _columns(
        self, rows: list[list[Any]], count: int
    ) -> tuple[list[tuple[float, float]], float]:
        """The left edge and the width of each column, and the width of all."""
        gaps = [gap * self.em for gap in self._numbers("gaps")]
        widths = [
            max((row[at].bbox.xmax for row in rows if at < len(row)), default=0.0)
            for at in range(
                max(max(map(len, rows), default=0), count if self._numbers("rules") else 0)
            )
        ]
        x = gaps[0] / 2 if self._numbers("rules") else 0.0
        lefts = []
        for at, width in enumerate(widths):
            if at:
                x += gaps[(at - 1) % len(gaps)]
            lefts.append((x, width))
            x += width
        return lefts, x + (gaps[0] / 2 if self._numbers("rules") else 0.0)

    def _baselines(self, rows: list[list[Any]]) -> tuple[list[float], float]:
        """The distance of each baseline from the top, and the height of all rows."""
        stretch = float(self.element.attrib["stretch"])
        between = float(self.element.attrib["between"]) * self.em
        high, low = _STRUT_HEIGHT * stretch * self.em, _STRUT_DEPTH * stretch * self.em
        y = 0.0
        baselines = []
        for number, row in enumerate(rows):
            height = max([high, *(cell.bbox.ymax for cell in row)])
            depth = self._depth(row)
            if number:
                tall = height > high or depth > low
                y += max(between, 0.1 * self.em if tall else 0.0)
            y += height
            baselines.append(y)
            y += depth
        return baselines, y

    def _depth(self, row: list[Any]) -> float:
        """The depth of a row, which is at least that of a strut."""
        strut = _STRUT_DEPTH * float(self.element.attrib["stretch"]) * self.em
        return max([strut, *(float(-cell.bbox.ymin) for cell in row)])

    def _column_rules(
        self,
        lefts: list[tuple[float, float]],
        box: tuple[float, float, float],
        *,
        hidden: bool,
    ) -> None:
        """Put the rules before columns; `box` is the width, top and height of the table."""
        width, top, height = box
        thickness = RULE * self.em
        gap = self._numbers("gaps")[0] * self.em
        for column in map(int, self._numbers("rules")):
            x = lefts[column][0] - gap / 2 if column < len(lefts) else width - thickness / 2
            self.put(VLine(height, thickness, phantom=hidden), max(x, thickness / 2), top)

    def _row_rules(self, edges: list[float], width: float, *, hidden: bool) -> None:
        """Put the rules between rows; `edges` are those of the rows, from the top down."""
        thickness = RULE * self.em
        for row in map(int, self._numbers("lines")):
            self.rule(
                0.0,
                edges[min(row, len(edges) - 1)] + thickness / 2,
                width,
                thickness,
                phantom=hidden,
            )
