"""The base class of the nodes of a formula, and their layout."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from xml.etree.ElementTree import Element

from exporter.sheet.nodes.font import FONT, SIZE, BBox, HLine, MathStyle, Mnode

RULE = 0.045
"""The thickness, in em, of bars and boxes for which the font states none."""


class Outermost:
    """The parent of the outermost node."""

    mtag = "math"
    font = FONT
    size = SIZE
    style = MathStyle()
    nodes: Sequence[Any] = ()


class Node(Mnode, tag="-"):
    """A node that lays itself out when it is made, with `em` units to the em.

    `italic` is the italic correction, which is part of the width; `single` tells whether scripts
    are placed as on a single letter.
    """

    italic = 0.0
    single = False

    def __init__(self, element: Element, parent: Any, **kwargs: Any) -> None:
        super().__init__(element, parent, **kwargs)
        self.em = self.glyphsize
        self._setup(**kwargs)

    def unit(self, value: float) -> float:
        """A length in font units at the size of this node."""
        return value * self.em / SIZE

    def child(self, element: Element, **kwargs: Any) -> Any:
        """A new child node for an element."""
        return Mnode.fromelement(element, parent=self, **kwargs)

    def put(self, node: Any, x: float, y: float) -> None:
        """Place a node, with the left end of its baseline at (x, y)."""
        self.nodes.append(node)
        self.nodexy.append((x, y))

    def size_to(self, width: float, height: float, depth: float) -> None:
        """Set the size of the box."""
        self.bbox = BBox(0.0, width, -depth, height)

    def fit(self, width: float) -> None:
        """Set the box to this width, around everything that was placed."""
        extents = [
            (node.bbox.ymax - y, y - node.bbox.ymin)
            for node, (_, y) in zip(self.nodes, self.nodexy, strict=True)
            if node.bbox.ymax > node.bbox.ymin
        ]
        height = max((high for high, _ in extents), default=0.0)
        depth = max((low for _, low in extents), default=0.0)
        self.size_to(width, height, depth)

    def rule(self, x: float, y: float, length: float, thickness: float, **kwargs: Any) -> None:
        """Place a horizontal rule with its lower edge at y."""
        self.put(HLine(length, thickness, phantom=kwargs.get("phantom", False)), x, y - thickness)
        self.nodes[-1].bbox = BBox(0.0, length, -thickness, 0.0)


def layout(root: Element) -> Any:
    """The node of the root element of a formula; FormulaError if the font lacks a sign."""
    outermost: Any = Outermost()
    return Mnode.fromelement(root, parent=outermost)


def ink(node: Any, x: float = 0.0, y: float = 0.0) -> Iterator[tuple[Any, float, float]]:
    """Every visible glyph and line of the tree, with its place."""
    for (dx, dy), child in zip(node.nodexy, node.nodes, strict=True):
        if isinstance(child, Mnode):
            yield from ink(child, x + dx, y + dy)
        elif not child.phantom:
            yield child, x + dx, y + dy
