"""Layout of formulas: ziamath's node tree, with nodes that follow TeX's rules where its own do not.

ziamath gives the font (STIX Two Math), its MATH table, growing glyphs and the tree; the nodes here
register themselves for their MathML element, as ziamath's own do, and set what ziamath sets by rule
of thumb (spaces a third too wide, rows laid out twice at every level) by the rules of the OpenType
MATH table and The TeXbook, appendix G. Lengths are in 1/1000 em, y downwards as in ziamath.
"""

from __future__ import annotations

from exporter.sheet.nodes import covers, rows, tables  # noqa: F401  # each registers its nodes
from exporter.sheet.nodes.base import ink, layout
from exporter.sheet.nodes.font import SIZE, Diagonal, HLine, VLine

__all__ = ["SIZE", "Diagonal", "HLine", "VLine", "ink", "layout"]
