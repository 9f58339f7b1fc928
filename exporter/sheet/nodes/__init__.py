"""The layout of formulas: ziamath's tree, with nodes that follow the rules of TeX.

ziamath provides the font (STIX Two Math), its MATH table, growing glyphs and the tree. The nodes
here register themselves for their MathML elements, as ziamath's own do, but follow the OpenType
MATH table and The TeXbook, appendix G, where those use rules of thumb (spaces a third too wide) or
are slow (rows laid out twice at every level). Lengths are in 1/1000 em, y downwards as in ziamath.
"""

from __future__ import annotations

from exporter.sheet.nodes import covers, rows, tables  # noqa: F401  # each registers its nodes
from exporter.sheet.nodes.base import ink, layout
from exporter.sheet.nodes.font import SIZE, Diagonal, HLine, VLine

__all__ = ["SIZE", "Diagonal", "HLine", "VLine", "ink", "layout"]
