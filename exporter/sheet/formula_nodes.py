"""Layout of formulas: ziamath's node tree, with nodes that follow TeX's rules where its own do not.

Everything that touches ziamath's internals is in this module. ziamath gives the font (STIX Two
Math), its MATH table, growing glyphs, the tree of nodes and roots; the nodes below register
themselves for their MathML element, as ziamath's own do, and set what ziamath sets by rule of thumb
(spaces a third too wide, rows laid out twice at every level) by the rules of the OpenType MATH
table and The TeXbook, appendix G. Lengths are in 1/1000 em, y downwards as in ziamath.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from types import ModuleType, SimpleNamespace
from typing import Any
from xml.etree.ElementTree import Element

from exporter.sheet.latex.errors import FormulaError

__all__ = ["SIZE", "Diagonal", "HLine", "VLine", "ink", "layout"]

SIZE = 1000.0
"""The font size that the nodes are laid out at: lengths are in 1/1000 em."""


# The one place where ziamath is patched -------------------------------------------------------


def _import_ziamath() -> None:
    """Import ziamath without what takes most of the time and is not used here.

    Its LaTeX and entity tables stand in empty, and the font's GPOS table is not read.
    """
    from ziafont import gpos  # noqa: PLC0415  # before ziamath

    kerning: Any = gpos
    tex, escapes = ModuleType("ziamath.tex"), ModuleType("ziamath.escapes")
    tex.__dict__.update(tex2mml=None, declareoperator=lambda _name: None)
    escapes.__dict__.update(unescape=None)
    stand_ins = {module.__name__: module for module in (tex, escapes)}
    before = kerning.Gpos
    sys.modules.update(stand_ins)
    kerning.Gpos = lambda *_: SimpleNamespace(
        scripts={}, language=SimpleNamespace(), init_user_features=dict
    )
    try:
        import ziamath.nodes  # noqa: F401, PLC0415  # after the stand-ins
    finally:
        kerning.Gpos = before
        for name in stand_ins:
            del sys.modules[name]


_import_ziamath()

from ziafont.fonttypes import BBox  # noqa: E402  # after the above
from ziamath.config import config  # noqa: E402
from ziamath.drawable import Diagonal, Glyph, HLine, VLine  # noqa: E402
from ziamath.nodes import mnode as _mnode  # noqa: E402
from ziamath.nodes.mnode import Mnode  # noqa: E402
from ziamath.nodes.nodetools import subglyph  # noqa: E402
from ziamath.styles import MathStyle  # noqa: E402
from ziamath.zmath import loadedfonts  # noqa: E402

_FONT = loadedfonts["default"]
_FONT.gpos = None
_MATH = _FONT.math
_CONSTS = _MATH.consts
_FONT.basesize = SIZE
config.minsizefraction = _CONSTS.scriptScriptPercentScaleDown / 100


def _parse_style(element: Element, parent: MathStyle) -> MathStyle:
    """What ziamath's `parse_style` gives for the two attributes in use, without its copying."""
    if "scriptlevel" not in element.attrib:
        return parent
    return MathStyle(
        mathvariant=parent.mathvariant,
        displaystyle=element.get("displaystyle") == "true",
        scriptlevel=int(element.attrib["scriptlevel"]),
    )


_patched: Any = _mnode
_patched.parse_style = _parse_style


# Nodes ----------------------------------------------------------------------------------------

_NULL_DELIMITER = 0.12  # em, beside a fraction without delimiters (plain TeX)
# In font units, how far the parts of a fraction in a line of text are shifted up and down: as in
# Computer Modern, since the font's own 585 would push the lines apart.
_SMALL_FRACTION = 420, 370
_RULE = 0.045  # em: bars and boxes that the font has no thickness for
_STRUT_HEIGHT, _STRUT_DEPTH = 0.84, 0.36  # em: LaTeX's \\strut for lines of 1.2 em


class _Root:
    """What stands above the outermost node."""

    mtag = "math"
    font = _FONT
    size = SIZE
    style = MathStyle()
    nodes: Sequence[Any] = ()


class _Node(Mnode, tag="-"):
    """What the nodes below have in common.

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
        return Mnode.fromelement(element, parent=self, **kwargs)

    def put(self, node: Any, x: float, y: float) -> None:
        self.nodes.append(node)
        self.nodexy.append((x, y))

    def size_to(self, width: float, height: float, depth: float) -> None:
        self.bbox = BBox(0.0, width, -depth, height)

    def fit(self, width: float, *, least: tuple[float, float] | None = None) -> None:
        """The box of this width around everything that was put."""
        extents = [
            (node.bbox.ymax - y, y - node.bbox.ymin)
            for node, (_, y) in zip(self.nodes, self.nodexy, strict=True)
            if node.bbox.ymax > node.bbox.ymin
        ]
        if least:
            extents.append(least)
        height = max((high for high, _ in extents), default=0.0)
        depth = max((low for _, low in extents), default=0.0)
        self.size_to(width, height, depth)

    def rule(self, x: float, y: float, length: float, thickness: float, **kwargs: Any) -> None:
        """A horizontal rule whose lower edge is at y."""
        self.put(HLine(length, thickness, phantom=kwargs.get("phantom", False)), x, y - thickness)
        self.nodes[-1].bbox = BBox(0.0, length, -thickness, 0.0)

    def lastglyph(self) -> None:
        """None: boxes here already include the italic correction."""


class Characters(_Node, tag="mtext"):
    """Characters side by side: a letter, a number, a sign, some words."""

    def _setup(self, **kwargs: Any) -> None:
        x = height = depth = 0.0
        text = self.element.text or ""
        seen = False
        for char in text:
            glyph = _glyph(char)
            if self.style.scriptlevel:
                glyph = subglyph(glyph, self.font)
            self.put(Glyph(glyph, char, self.em, self.style, **kwargs), x, 0.0)
            x += self.unit(glyph.advance())
            if glyph.bbox.ymax > glyph.bbox.ymin:
                box = self.unit(glyph.bbox.ymax), self.unit(-glyph.bbox.ymin)
                height, depth = (max(height, box[0]), max(depth, box[1])) if seen else box
                seen = True
        self.single = len(text) == 1
        self.glyph = glyph if self.single else None
        if text:
            self.italic = self.unit(_MATH.italicsCorrection.getvalue(glyph.index) or 0)
        self.size_to(x + self.italic, height, depth)


class Growing(_Node, tag="mo"):
    """A sign that grows: a large operator, a delimiter, an arrow."""

    def _setup(self, target: tuple[float, float] | float = 0.0, **kwargs: Any) -> None:
        char = self.element.text or ""
        glyph = _glyph(char)
        match self.element.get("size"):
            case "large":
                if self.style.displaystyle:
                    glyph = _MATH.variant(glyph.index, _CONSTS.displayOperatorMinHeight)
                self.italic = self.unit(_MATH.italicsCorrection.getvalue(glyph.index) or 0)
            case "labels":
                glyph = _MATH.variant(glyph.index, _units(target) * SIZE / self.em, vert=False)
            case "row":
                glyph = _delimiter(glyph, _units(target) * SIZE / self.em)
            case size:
                glyph = _delimiter(glyph, float(size or 1) * SIZE)
        middle = (glyph.bbox.ymax + glyph.bbox.ymin) / 2
        lift = self.unit(0 if self.element.get("size") == "labels" else _CONSTS.axisHeight - middle)
        left = self.unit(min(0, glyph.bbox.xmin)) if self.element.get("size") == "labels" else 0.0
        self.put(Glyph(glyph, char, self.em, self.style, **kwargs), -left, -lift)
        width = self.unit(max(glyph.advance(), glyph.bbox.xmax)) - left
        self.size_to(width, self.unit(glyph.bbox.ymax) + lift, -self.unit(glyph.bbox.ymin) - lift)


class Space(_Node, tag="mspace"):
    """A space, which may be negative."""

    def _setup(self, **_kwargs: Any) -> None:
        self.size_to(float(self.element.attrib["width"]) * self.em, 0.0, 0.0)


class Row(_Node, tag="mrow"):
    """Nodes in a row; delimiters in it grow to what stands between them."""

    def _setup(self, **kwargs: Any) -> None:
        kwargs.pop("target", None)
        growing = [child for child in self.element if child.get("size") == "row"]
        built = {
            id(child): self.child(child, **kwargs)
            for child in self.element
            if child.get("size") != "row"
        }
        if growing:
            target = self._target(built.values())
            built |= {id(child): self.child(child, target=target, **kwargs) for child in growing}
        x = 0.0
        for child in self.element:
            node = built[id(child)]
            self.put(node, x, 0.0)
            x += node.bbox.xmax
        self.fit(x)
        if len(self.nodes) == 1:
            self.italic = getattr(self.nodes[0], "italic", 0.0)
            self.single = getattr(self.nodes[0], "single", False)

    def _target(self, nodes: Any) -> float:
        """How tall delimiters must be around these nodes (The TeXbook, rule 19)."""
        axis = self.unit(_CONSTS.axisHeight)
        reach = max(
            (max(node.bbox.ymax - axis, axis - node.bbox.ymin) for node in nodes), default=0.0
        )
        return max(2 * reach * 0.901, 2 * reach - 0.5 * self.em)


class Fraction(_Node, tag="mfrac"):
    """One thing over another (The TeXbook, rule 15)."""

    def _setup(self, **kwargs: Any) -> None:
        above, below = (self.child(child, **kwargs) for child in self.element)
        bar = self.element.get("linethickness") != "0"
        thickness = self.unit(_CONSTS.fractionRuleThickness) if bar else 0.0
        up, down = self._barred(above, below, thickness) if bar else self._stacked(above, below)
        side = _NULL_DELIMITER * self.em if bar else 0.0
        width = max(above.bbox.xmax, below.bbox.xmax)
        self.put(above, side + (width - above.bbox.xmax) / 2, -up)
        self.put(below, side + (width - below.bbox.xmax) / 2, down)
        if bar:
            axis = self.unit(_CONSTS.axisHeight)
            self.rule(side, -axis + thickness / 2, width, thickness, **kwargs)
        self.fit(width + 2 * side)

    def _barred(self, above: Any, below: Any, thickness: float) -> tuple[float, float]:
        if self.style.displaystyle:
            up = _CONSTS.fractionNumeratorDisplayStyleShiftUp
            down = _CONSTS.fractionDenominatorDisplayStyleShiftDown
            gap = _CONSTS.fractionNumDisplayStyleGapMin
        else:
            up, down = _SMALL_FRACTION
            gap = _CONSTS.fractionNumeratorGapMin
        axis = self.unit(_CONSTS.axisHeight)
        clear = self.unit(gap) + thickness / 2
        return (
            max(self.unit(up), axis + clear - above.bbox.ymin),
            max(self.unit(down), clear + below.bbox.ymax - axis),
        )

    def _stacked(self, above: Any, below: Any) -> tuple[float, float]:
        if self.style.displaystyle:
            up = self.unit(_CONSTS.stackTopDisplayStyleShiftUp)
            down = self.unit(_CONSTS.stackBottomDisplayStyleShiftDown)
            least = self.unit(_CONSTS.stackDisplayStyleGapMin)
        else:
            up = self.unit(_CONSTS.stackTopShiftUp)
            down = self.unit(_CONSTS.stackBottomShiftDown)
            least = self.unit(_CONSTS.stackGapMin)
        missing = max(0.0, least - (up + above.bbox.ymin - (below.bbox.ymax - down)))
        return up + missing / 2, down + missing / 2


class Scripts(_Node, tag="msubsup"):
    """Scripts beside a base (The TeXbook, rule 18)."""

    def _setup(self, **kwargs: Any) -> None:
        base = self.child(self.element[0], **kwargs)
        self.put(base, 0.0, 0.0)
        below, above = (
            None if child.tag == "none" else self._script(child, **kwargs)
            for child in self.element[1:]
        )
        up, down = self._shifts(base, below, above)
        lean = getattr(base, "italic", 0.0)
        x_below, x_above = base.bbox.xmax - lean, base.bbox.xmax
        right = base.bbox.xmax
        for script, x, y in ((below, x_below, down), (above, x_above, -up)):
            if script is not None:
                self.put(script, x, y)
                right = max(right, x + script.bbox.xmax)
        self.fit(right + self.unit(_CONSTS.spaceAfterScript))

    def _script(self, element: Element, **kwargs: Any) -> Any:
        if "scriptlevel" not in element.attrib:
            element.set("displaystyle", "false")
            element.set("scriptlevel", str(self.style.scriptlevel + 1))
        return self.child(element, **kwargs)

    def _shifts(self, base: Any, below: Any, above: Any) -> tuple[float, float]:
        unit = self.unit
        single = getattr(base, "single", False)
        up = down = 0.0
        if above is not None:
            up = max(
                unit(_CONSTS.superscriptShiftUp),
                0.0 if single else base.bbox.ymax - unit(_CONSTS.superscriptBaselineDropMax),
                unit(_CONSTS.superscriptBottomMin) - above.bbox.ymin,
            )
        if below is not None:
            down = max(
                unit(_CONSTS.subscriptShiftDown),
                0.0 if single else unit(_CONSTS.subscriptBaselineDropMin) - base.bbox.ymin,
                below.bbox.ymax - unit(_CONSTS.subscriptTopMax),
            )
        if above is not None and below is not None:
            gap = up + above.bbox.ymin - (below.bbox.ymax - down)
            missing = unit(_CONSTS.subSuperscriptGapMin) - gap
            if missing > 0:
                room = unit(_CONSTS.superscriptBottomMaxWithSubscript) - (up + above.bbox.ymin)
                raised = min(missing, max(0.0, room))
                up, down = up + raised, down + missing - raised
        return up, down


class Limits(_Node, tag="munderover"):
    """Limits below and above an operator, labels on an arrow (The TeXbook, rule 13a)."""

    def _setup(self, **kwargs: Any) -> None:
        below, above = (
            None if child.tag == "none" else self._limit(child, **kwargs)
            for child in self.element[1:]
        )
        labels = [limit for limit in (below, above) if limit is not None]
        widest = max((limit.bbox.xmax for limit in labels), default=0.0)
        base = self.child(self.element[0], target=widest + 0.6 * self.em, **kwargs)
        lean = getattr(base, "italic", 0.0)
        parts = [(base, 0.0, 0.0)]
        if above is not None:
            gap = max(
                self.unit(_CONSTS.upperLimitGapMin),
                self.unit(_CONSTS.upperLimitBaselineRiseMin) + above.bbox.ymin,
            )
            parts.append((above, lean / 2, -(base.bbox.ymax + gap - above.bbox.ymin)))
        if below is not None:
            gap = max(
                self.unit(_CONSTS.lowerLimitGapMin),
                self.unit(_CONSTS.lowerLimitBaselineDropMin) - below.bbox.ymax,
            )
            parts.append((below, -lean / 2, -base.bbox.ymin + gap + below.bbox.ymax))
        width = max(part.bbox.xmax for part, _, _ in parts)
        for part, shift, y in parts:
            self.put(part, (width - part.bbox.xmax) / 2 + shift, y)
        self.fit(width)

    def _limit(self, element: Element, **kwargs: Any) -> Any:
        if "scriptlevel" not in element.attrib:
            element.set("displaystyle", "false")
            element.set("scriptlevel", str(min(2, self.style.scriptlevel + 1)))
        return self.child(element, **kwargs)


class Over(_Node, tag="mover"):
    """An accent, a brace, an arrow or a rule over something."""

    def _setup(self, **kwargs: Any) -> None:
        base = self.child(self.element[0], **kwargs)
        self.put(base, 0.0, 0.0)
        width = base.bbox.xmax
        if accent := self.element.get("accent"):
            self._accent(base, accent, **kwargs)
        elif self.element.get("cover") == "rule":
            gap = self.unit(_CONSTS.overbarVerticalGap) * 0.6
            self.rule(0.0, -base.bbox.ymax - gap, width, _RULE * self.em, **kwargs)
        else:
            width = _stretched(self, self.element.attrib["cover"], width, over=True, **kwargs)
        self.fit(width)
        self.single = getattr(base, "single", False)
        self.italic = getattr(base, "italic", 0.0)

    def _accent(self, base: Any, char: str, **kwargs: Any) -> None:
        """An accent over its letter's attachment point (rule 12)."""
        glyph = _glyph(char)
        width = base.bbox.xmax - getattr(base, "italic", 0.0)
        if self.element.get("wide") == "True" and width > self.unit(
            glyph.bbox.xmax - glyph.bbox.xmin
        ):
            glyph = _widest(glyph, width * SIZE / self.em)
        letter = _letter(base)
        at = None if letter is None else _MATH.topattachment(letter.index)
        place = width / 2 + getattr(base, "italic", 0.0) / 2 if at is None else self.unit(at)
        own = _MATH.topattachment(glyph.index)
        if own is None:
            own = (glyph.bbox.xmin + glyph.bbox.xmax) / 2
        lift = max(0.0, base.bbox.ymax - self.unit(_CONSTS.accentBaseHeight))
        node = Glyph(glyph, char, self.em, self.style, **kwargs)
        self.put(node, place - self.unit(own), -lift)


class Under(_Node, tag="munder"):
    """A brace, an arrow or a rule under something."""

    def _setup(self, **kwargs: Any) -> None:
        base = self.child(self.element[0], **kwargs)
        self.put(base, 0.0, 0.0)
        width = base.bbox.xmax
        if self.element.get("cover") == "rule":
            thickness = _RULE * self.em
            gap = self.unit(_CONSTS.underbarVerticalGap) * 0.6
            self.rule(0.0, -base.bbox.ymin + gap + thickness, width, thickness, **kwargs)
        else:
            width = _stretched(self, self.element.attrib["cover"], width, over=False, **kwargs)
        self.fit(width)


class Root(_Node, tag="mroot"):
    """A root with its degree."""

    def _setup(self, **kwargs: Any) -> None:
        _root(self, self.element[0], self.element[1], **kwargs)


class SquareRoot(_Node, tag="msqrt"):
    """A square root."""

    def _setup(self, **kwargs: Any) -> None:
        _root(self, self.element[0], None, **kwargs)


class Enclosure(_Node, tag="menclose"):
    """Something in a box or struck out."""

    def _setup(self, **kwargs: Any) -> None:
        base = self.child(self.element[0], **kwargs)
        notation = self.element.attrib["notation"]
        pad = 0.3 * self.em if notation == "box" else 0.0
        rule = _RULE * self.em
        reach = pad or rule  # a stroke goes a little beyond what it strikes out
        width = base.bbox.xmax + 2 * pad
        height, depth = base.bbox.ymax + reach, reach - base.bbox.ymin
        self.put(base, pad, 0.0)
        hidden = kwargs.get("phantom", False)
        if notation == "box":
            self.rule(0.0, -height + rule, width, rule, **kwargs)
            self.rule(0.0, depth, width, rule, **kwargs)
            for x in (rule / 2, width - rule / 2):
                self.put(VLine(height + depth, rule, phantom=hidden), x, -height)
        elif notation == "across":
            self.rule(0.0, -self.unit(_CONSTS.axisHeight), width, rule, **kwargs)
        tall = base.bbox.ymax - base.bbox.ymin
        for direction in notation.split():
            if direction in ("up", "down"):
                line = Diagonal(width, -tall if direction == "up" else tall, rule, phantom=hidden)
                self.put(line, 0.0, -base.bbox.ymax if direction == "up" else -base.bbox.ymin)
        self.size_to(width, height, depth)


class Padded(_Node, tag="mpadded"):
    """Something that keeps only a part of its size, or is not shown."""

    def _setup(self, **kwargs: Any) -> None:
        keep = self.element.attrib["keep"].split()
        if "ink" not in keep:
            kwargs["phantom"] = True
        base = self.child(self.element[0], **kwargs)
        width = base.bbox.xmax
        shift = -width if "left" in keep else -width / 2 if "centre" in keep else 0.0
        self.put(base, shift, 0.0)
        tall = "height" in keep
        self.size_to(
            width if "width" in keep else 0.0,
            base.bbox.ymax if tall else 0.0,
            -base.bbox.ymin if tall else 0.0,
        )


class Table(_Node, tag="mtable"):
    """Rows and columns, centred on the axis."""

    def _setup(self, **kwargs: Any) -> None:
        rows = [[self.child(cell, **kwargs) for cell in row] for row in self.element]
        aligns = self.element.attrib["columnalign"]
        lefts, width = self._columns(rows, len(aligns))
        baselines, total = self._baselines(rows)
        top = -self.unit(_CONSTS.axisHeight) - total / 2
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
        """Each column's left edge and width, and the width of all."""
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
        """Each row's baseline below the top, and the height of all."""
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
        """How far a row reaches below its baseline, at least as far as a strut."""
        strut = _STRUT_DEPTH * float(self.element.attrib["stretch"]) * self.em
        return max([strut, *(float(-cell.bbox.ymin) for cell in row)])

    def _column_rules(
        self,
        lefts: list[tuple[float, float]],
        box: tuple[float, float, float],
        *,
        hidden: bool,
    ) -> None:
        """Rules before columns, in the table's width, top and height."""
        width, top, height = box
        thickness = _RULE * self.em
        gap = self._numbers("gaps")[0] * self.em
        for column in map(int, self._numbers("rules")):
            x = lefts[column][0] - gap / 2 if column < len(lefts) else width - thickness / 2
            self.put(VLine(height, thickness, phantom=hidden), max(x, thickness / 2), top)

    def _row_rules(self, edges: list[float], width: float, *, hidden: bool) -> None:
        """Rules between rows, of which the edges are given from the top down."""
        thickness = _RULE * self.em
        for row in map(int, self._numbers("lines")):
            self.rule(
                0.0,
                edges[min(row, len(edges) - 1)] + thickness / 2,
                width,
                thickness,
                phantom=hidden,
            )


def layout(root: Element) -> Any:
    """The tree of nodes of a formula's root element; FormulaError where the font lacks a sign."""
    outermost: Any = _Root()
    return Mnode.fromelement(root, parent=outermost)


def ink(node: Any, x: float = 0.0, y: float = 0.0) -> Iterator[tuple[Any, float, float]]:
    """Every glyph and line of the tree that is shown, with its place."""
    for (dx, dy), child in zip(node.nodexy, node.nodes, strict=True):
        if isinstance(child, Mnode):
            yield from ink(child, x + dx, y + dy)
        elif not child.phantom:
            yield child, x + dx, y + dy


def _glyph(char: str) -> Any:
    index = _FONT.glyphindex(char)
    if not index:
        raise FormulaError(
            f"no sign “{char}” (U+{ord(char):04X}) in the font for formulas", "write it outside"
        )
    return _FONT.glyph_fromid(index)


def _units(target: tuple[float, float] | float) -> float:
    return target if isinstance(target, float) else target[0]


def _delimiter(glyph: Any, height: float) -> Any:
    """The smallest form of a delimiter that is at least so tall."""
    if glyph.bbox.ymax - glyph.bbox.ymin >= height:
        return glyph
    return _MATH.variant(glyph.index, height)


def _widest(glyph: Any, width: float) -> Any:
    """The widest form of an accent that is not wider."""
    forms = _MATH.listvariants(glyph.index, vert=False)
    fitting = [index for form, index in sorted(forms.items()) if form <= width]
    return _FONT.glyph_fromid(fitting[-1]) if fitting else glyph


def _letter(node: Any) -> Any:
    """The glyph of a node that is one letter."""
    while isinstance(node, Row | Over) and node.single:
        node = node.nodes[0]
    return getattr(node, "glyph", None)


def _stretched(node: _Node, char: str, width: float, *, over: bool, **kwargs: Any) -> float:
    """Put a sign as wide as the node's base over or under it; gives the width of both."""
    glyph = _MATH.variant(_glyph(char).index, width * SIZE / node.em, vert=False)
    base = node.nodes[0].bbox
    gap = 0.1 * node.em
    wide = node.unit(glyph.bbox.xmax - glyph.bbox.xmin)
    both = max(width, wide)
    if over:
        y = -(base.ymax + gap) + node.unit(glyph.bbox.ymin)
    else:
        y = -base.ymin + gap + node.unit(glyph.bbox.ymax)
    node.nodexy[0] = ((both - width) / 2, 0.0)
    left = (both - wide) / 2 - node.unit(glyph.bbox.xmin)
    node.put(Glyph(glyph, char, node.em, node.style, **kwargs), left, y)
    return both


def _root(node: _Node, inside: Element, degree: Element | None, **kwargs: Any) -> None:
    """A radical sign over something (The TeXbook, rule 11)."""
    base = node.child(inside, **kwargs)
    thickness = node.unit(_CONSTS.radicalRuleThickness)
    display = node.style.displaystyle
    gap = node.unit(
        _CONSTS.radicalDisplayStyleVerticalGap if display else _CONSTS.radicalVerticalGap
    )
    needed = base.bbox.ymax - base.bbox.ymin + gap + thickness
    plain = _glyph("√")
    sign = _delimiter(plain, needed * SIZE / node.em)
    height = node.unit(sign.bbox.ymax - sign.bbox.ymin)
    gap += max(0.0, (height - needed) / 2)
    top = base.bbox.ymax + gap + thickness
    x = 0.0
    if degree is not None:
        small = node.child(degree, **kwargs)
        share = _CONSTS.radicalDegreeBottomRaisePercent / 100
        raised = top - height * (1 - share) + (0.0 if sign is not plain else 0.12 * node.em)
        x = node.unit(_CONSTS.radicalKernBeforeDegree)
        after = x + small.bbox.xmax + node.unit(_CONSTS.radicalKernAfterDegree)
        x += max(0.0, -after)
        node.put(small, x, -raised + small.bbox.ymin)
        x = max(0.0, after)
    node.put(Glyph(sign, "√", node.em, node.style, **kwargs), x, -top + node.unit(sign.bbox.ymax))
    x += node.unit(sign.advance())
    node.put(base, x, 0.0)
    node.rule(x, -top + thickness, base.bbox.xmax, thickness, **kwargs)
    node.fit(x + base.bbox.xmax)
