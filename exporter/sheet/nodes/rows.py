"""Characters, growing signs, spaces, rows, fractions, scripts and limits."""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element

from exporter.sheet.nodes.base import Node
from exporter.sheet.nodes.font import CONSTS, MATH, SIZE, Glyph, delimiter, glyph_of, subglyph

_NULL_DELIMITER = 0.12  # em, beside a fraction without delimiters (plain TeX)
# Shifts up and down of the parts of an inline fraction, in font units: those of Computer Modern,
# since the font's own 585 would push the lines apart.
_SMALL_FRACTION = 420, 370


class Characters(Node, tag="mtext"):
    """Characters side by side: a letter, a number, a sign or words."""

    def _setup(self, **kwargs: Any) -> None:
        x = height = depth = 0.0
        text = self.element.text or ""
        seen = False
        for char in text:
            glyph = glyph_of(char)
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
            self.italic = self.unit(MATH.italicsCorrection.getvalue(glyph.index) or 0)
        self.size_to(x + self.italic, height, depth)


class Growing(Node, tag="mo"):
    """A growing sign: a large operator, a delimiter or an arrow."""

    def _setup(self, target: float = 0.0, **kwargs: Any) -> None:
        char = self.element.text or ""
        glyph = glyph_of(char)
        match self.element.get("size"):
            case "large":
                if self.style.displaystyle:
                    glyph = MATH.variant(glyph.index, CONSTS.displayOperatorMinHeight)
                self.italic = self.unit(MATH.italicsCorrection.getvalue(glyph.index) or 0)
            case "labels":
                glyph = MATH.variant(glyph.index, target * SIZE / self.em, vert=False)
            case "row":
                glyph = delimiter(glyph, target * SIZE / self.em)
            case size:
                glyph = delimiter(glyph, float(size or 1) * SIZE)
        middle = (glyph.bbox.ymax + glyph.bbox.ymin) / 2
        lift = self.unit(0 if self.element.get("size") == "labels" else CONSTS.axisHeight - middle)
        left = self.unit(min(0, glyph.bbox.xmin)) if self.element.get("size") == "labels" else 0.0
        self.put(Glyph(glyph, char, self.em, self.style, **kwargs), -left, -lift)
        width = self.unit(max(glyph.advance(), glyph.bbox.xmax)) - left
        self.size_to(width, self.unit(glyph.bbox.ymax) + lift, -self.unit(glyph.bbox.ymin) - lift)


class Space(Node, tag="mspace"):
    """A space, which may be negative."""

    def _setup(self, **_kwargs: Any) -> None:
        self.size_to(float(self.element.attrib["width"]) * self.em, 0.0, 0.0)


class Row(Node, tag="mrow"):
    """Nodes in a row; delimiters in it grow to the height of its content."""

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
        """The height of delimiters around these nodes (The TeXbook, rule 19)."""
        axis = self.unit(CONSTS.axisHeight)
        reach = max(
            (max(node.bbox.ymax - axis, axis - node.bbox.ymin) for node in nodes), default=0.0
        )
        return max(2 * reach * 0.901, 2 * reach - 0.5 * self.em)


class Fraction(Node, tag="mfrac"):
    """A numerator over a denominator (The TeXbook, rule 15)."""

    def _setup(self, **kwargs: Any) -> None:
        above, below = (self.child(child, **kwargs) for child in self.element)
        bar = self.element.get("linethickness") != "0"
        thickness = self.unit(CONSTS.fractionRuleThickness) if bar else 0.0
        up, down = self._barred(above, below, thickness) if bar else self._stacked(above, below)
        side = _NULL_DELIMITER * self.em if bar else 0.0
        width = max(above.bbox.xmax, below.bbox.xmax)
        self.put(above, side + (width - above.bbox.xmax) / 2, -up)
        self.put(below, side + (width - below.bbox.xmax) / 2, down)
        if bar:
            axis = self.unit(CONSTS.axisHeight)
            self.rule(side, -axis + thickness / 2, width, thickness, **kwargs)
        self.fit(width + 2 * side)

    def _barred(self, above: Any, below: Any, thickness: float) -> tuple[float, float]:
        if self.style.displaystyle:
            up = CONSTS.fractionNumeratorDisplayStyleShiftUp
            down = CONSTS.fractionDenominatorDisplayStyleShiftDown
            gap = CONSTS.fractionNumDisplayStyleGapMin
        else:
            up, down = _SMALL_FRACTION
            gap = CONSTS.fractionNumeratorGapMin
        axis = self.unit(CONSTS.axisHeight)
        clear = self.unit(gap) + thickness / 2
        return (
            max(self.unit(up), axis + clear - above.bbox.ymin),
            max(self.unit(down), clear + below.bbox.ymax - axis),
        )

    def _stacked(self, above: Any, below: Any) -> tuple[float, float]:
        if self.style.displaystyle:
            up = self.unit(CONSTS.stackTopDisplayStyleShiftUp)
            down = self.unit(CONSTS.stackBottomDisplayStyleShiftDown)
            least = self.unit(CONSTS.stackDisplayStyleGapMin)
        else:
            up = self.unit(CONSTS.stackTopShiftUp)
            down = self.unit(CONSTS.stackBottomShiftDown)
            least = self.unit(CONSTS.stackGapMin)
        missing = max(0.0, least - (up + above.bbox.ymin - (below.bbox.ymax - down)))
        return up + missing / 2, down + missing / 2


class Scripts(Node, tag="msubsup"):
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
        self.fit(right + self.unit(CONSTS.spaceAfterScript))

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
                unit(CONSTS.superscriptShiftUp),
                0.0 if single else base.bbox.ymax - unit(CONSTS.superscriptBaselineDropMax),
                unit(CONSTS.superscriptBottomMin) - above.bbox.ymin,
            )
        if below is not None:
            down = max(
                unit(CONSTS.subscriptShiftDown),
                0.0 if single else unit(CONSTS.subscriptBaselineDropMin) - base.bbox.ymin,
                below.bbox.ymax - unit(CONSTS.subscriptTopMax),
            )
        if above is not None and below is not None:
            gap = up + above.bbox.ymin - (below.bbox.ymax - down)
            missing = unit(CONSTS.subSuperscriptGapMin) - gap
            if missing > 0:
                room = unit(CONSTS.superscriptBottomMaxWithSubscript) - (up + above.bbox.ymin)
                raised = min(missing, max(0.0, room))
                up, down = up + raised, down + missing - raised
        return up, down


class Limits(Node, tag="munderover"):
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
                self.unit(CONSTS.upperLimitGapMin),
                self.unit(CONSTS.upperLimitBaselineRiseMin) + above.bbox.ymin,
            )
            parts.append((above, lean / 2, -(base.bbox.ymax + gap - above.bbox.ymin)))
        if below is not None:
            gap = max(
                self.unit(CONSTS.lowerLimitGapMin),
                self.unit(CONSTS.lowerLimitBaselineDropMin) - below.bbox.ymax,
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
