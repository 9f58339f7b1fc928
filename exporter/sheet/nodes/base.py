"""What the nodes of a formula have in common."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from xml.etree.ElementTree import Element

from exporter.sheet.nodes.font import FONT, SIZE, BBox, HLine, MathStyle, Mnode

RULE = 0.045
"""The thickness, in em, of bars and boxes that the font has none for."""


class Outermost:
    """What stands above the outermost node."""

    mtag = "math"
    font = FONT
    size = SIZE
    style = MathStyle()
    nodes: Sequence[Any] = ()


class Node(Mnode, tag="-"):
    """A node that sets what it holds when it is made, at `em` units to the em.

    `italic` is the part of the width by which the last letter leans out of its box; `single`
    tells whether scripts are placed as on one letter.
    """

    italic = 0.0
    single = False

    def __init__(self, element: Element, parent: Any, **kwargs: Any) -> None:
        super().__init__(element, parent, **kwargs)
        self.em = self.glyphsize
        self._setup(**kwargs)

    def unit(self, value: float) -> float:
        """Font units at this node's size."""
        return value * self.em / SIZE

    def child(self, element: Element, **kwargs: Any) -> Any:
        """The node of an element inside this one."""
        return Mnode.fromelement(element, parent=self, **kwargs)

    def put(self, node: Any, x: float, y: float) -> None:
        """Place a node, with its baseline's left end at (x, y)."""
        self.nodes.append(node)
        self.nodexy.append((x, y))

    def size_to(self, width: float, height: float, depth: float) -> None:
        """Make the box this large."""
        self.bbox = BBox(0.0, width, -depth, height)

    def fit(self, width: float) -> None:
        """The box of this width around everything that was put."""
        extents = [
            (node.bbox.ymax - y, y - node.bbox.ymin)
            for node, (_, y) in zip(self.nodes, self.nodexy, strict=True)
            if node.bbox.ymax > node.bbox.ymin
        ]
        height = max((high for high, _ in extents), default=0.0)
        depth = max((low for _, low in extents), default=0.0)
        self.size_to(width, height, depth)

    def rule(self, x: float, y: float, length: float, thickness: float, **kwargs: Any) -> None:
        """A horizontal rule whose lower edge is at y."""
        self.put(HLine(length, thickness, phantom=kwargs.get("phantom", False)), x, y - thickness)
        self.nodes[-1].bbox = BBox(0.0, length, -thickness, 0.0)


def layout(root: Element) -> Any:
    """The tree of nodes of a formula's root element; FormulaError where the font lacks a sign."""
    outermost: Any = Outermost()
    return Mnode.fromelement(root, parent=outermost)


def ink(node: Any, x: float = 0.0, y: float = 0.0) -> Iterator[tuple[Any, float, float]]:
    """Every glyph and line of the tree that is shown, with its place."""
    for (dx, dy), child in zip(node.nodexy, node.nodes, strict=True):
        if isinstance(child, Mnode):
            yield from ink(child, x + dx, y + dy)
        elif not child.phantom:
            yield child, x + dx, y + dy
