"""Accents, braces, rules, roots and boxes: parts over, under or around a base."""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element

from exporter.sheet.nodes.base import RULE, Node
from exporter.sheet.nodes.font import (
    CONSTS,
    MATH,
    SIZE,
    Diagonal,
    Glyph,
    VLine,
    delimiter,
    glyph_of,
    widest,
)
from exporter.sheet.nodes.rows import Row


class Over(Node, tag="mover"):
    """An accent, a brace, an arrow or a rule over a base."""

    def _setup(self, **kwargs: Any) -> None:
        base = self.child(self.element[0], **kwargs)
        self.put(base, 0.0, 0.0)
        width = base.bbox.xmax
        if accent := self.element.get("accent"):
            self._accent(base, accent, **kwargs)
        elif self.element.get("cover") == "rule":
            gap = self.unit(CONSTS.overbarVerticalGap) * 0.6
            self.rule(0.0, -base.bbox.ymax - gap, width, RULE * self.em, **kwargs)
        else:
            width = _stretched(self, self.element.attrib["cover"], width, over=True, **kwargs)
        self.fit(width)
        self.single = getattr(base, "single", False)
        self.italic = getattr(base, "italic", 0.0)

    def _accent(self, base: Any, char: str, **kwargs: Any) -> None:
        """Put an accent over the attachment point of its letter (rule 12)."""
        glyph = glyph_of(char)
        width = base.bbox.xmax - getattr(base, "italic", 0.0)
        if self.element.get("wide") == "True" and width > self.unit(
            glyph.bbox.xmax - glyph.bbox.xmin
        ):
            glyph = widest(glyph, width * SIZE / self.em)
        letter = letter_of(base)
        at = None if letter is None else MATH.topattachment(letter.index)
        place = width / 2 + getattr(base, "italic", 0.0) / 2 if at is None else self.unit(at)
        own = MATH.topattachment(glyph.index)
        if own is None:
            own = (glyph.bbox.xmin + glyph.bbox.xmax) / 2
        lift = max(0.0, base.bbox.ymax - self.unit(CONSTS.accentBaseHeight))
        node = Glyph(glyph, char, self.em, self.style, **kwargs)
        self.put(node, place - self.unit(own), -lift)


class Under(Node, tag="munder"):
    """A brace, an arrow or a rule under a base."""

    def _setup(self, **kwargs: Any) -> None:
        base = self.child(self.element[0], **kwargs)
        self.put(base, 0.0, 0.0)
        width = base.bbox.xmax
        if self.element.get("cover") == "rule":
            thickness = RULE * self.em
            gap = self.unit(CONSTS.underbarVerticalGap) * 0.6
            self.rule(0.0, -base.bbox.ymin + gap + thickness, width, thickness, **kwargs)
        else:
            width = _stretched(self, self.element.attrib["cover"], width, over=False, **kwargs)
        self.fit(width)


class Root(Node, tag="mroot"):
    """A root with its degree."""

    def _setup(self, **kwargs: Any) -> None:
        _root(self, self.element[0], self.element[1], **kwargs)


class SquareRoot(Node, tag="msqrt"):
    """A square root."""

    def _setup(self, **kwargs: Any) -> None:
        _root(self, self.element[0], None, **kwargs)


class Enclosure(Node, tag="menclose"):
    """A base in a box, or struck out."""

    def _setup(self, **kwargs: Any) -> None:
        base = self.child(self.element[0], **kwargs)
        notation = self.element.attrib["notation"]
        pad = 0.3 * self.em if notation == "box" else 0.0
        rule = RULE * self.em
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
            self.rule(0.0, -self.unit(CONSTS.axisHeight), width, rule, **kwargs)
        tall = base.bbox.ymax - base.bbox.ymin
        for direction in notation.split():
            if direction in ("up", "down"):
                line = Diagonal(width, -tall if direction == "up" else tall, rule, phantom=hidden)
                self.put(line, 0.0, -base.bbox.ymax if direction == "up" else -base.bbox.ymin)
        self.size_to(width, height, depth)


class Padded(Node, tag="mpadded"):
    """A base that keeps only a part of its size, or is invisible."""

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


def letter_of(node: Any) -> Any:
    """The glyph of a node that is a single letter, else None."""
    while isinstance(node, Row | Over) and node.single:
        node = node.nodes[0]
    return getattr(node, "glyph", None)


def _stretched(node: Node, char: str, width: float, *, over: bool, **kwargs: Any) -> float:
    """Put a sign over or under a base, as wide as that; returns the width of both."""
    glyph = MATH.variant(glyph_of(char).index, width * SIZE / node.em, vert=False)
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


def _root(node: Node, inside: Element, degree: Element | None, **kwargs: Any) -> None:
    """Lay out a radical sign over an element (The TeXbook, rule 11)."""
    base = node.child(inside, **kwargs)
    thickness = node.unit(CONSTS.radicalRuleThickness)
    display = node.style.displaystyle
    gap = node.unit(CONSTS.radicalDisplayStyleVerticalGap if display else CONSTS.radicalVerticalGap)
    needed = base.bbox.ymax - base.bbox.ymin + gap + thickness
    plain = glyph_of("√")
    sign = delimiter(plain, needed * SIZE / node.em)
    height = node.unit(sign.bbox.ymax - sign.bbox.ymin)
    gap += max(0.0, (height - needed) / 2)
    top = base.bbox.ymax + gap + thickness
    x = 0.0
    if degree is not None:
        small = node.child(degree, **kwargs)
        share = CONSTS.radicalDegreeBottomRaisePercent / 100
        raised = top - height * (1 - share) + (0.0 if sign is not plain else 0.12 * node.em)
        x = node.unit(CONSTS.radicalKernBeforeDegree)
        after = x + small.bbox.xmax + node.unit(CONSTS.radicalKernAfterDegree)
        x += max(0.0, -after)
        node.put(small, x, -raised + small.bbox.ymin)
        x = max(0.0, after)
    node.put(Glyph(sign, "√", node.em, node.style, **kwargs), x, -top + node.unit(sign.bbox.ymax))
    x += node.unit(sign.advance())
    node.put(base, x, 0.0)
    node.rule(x, -top + thickness, base.bbox.xmax, thickness, **kwargs)
    node.fit(x + base.bbox.xmax)
