"""Text in an SVG, set in the fonts of the sheet, with fall-backs for missing characters."""

from __future__ import annotations

import unicodedata
from itertools import groupby
from typing import Any, NamedTuple

from reportlab.graphics.shapes import Group, String
from reportlab.lib.attrmap import AttrMap, AttrMapValue
from reportlab.pdfbase import pdfmetrics
from svglib.svglib import Svg2RlgShapeConverter, iter_text_node

from exporter.sheet.fonts import STAND_IN
from exporter.sheet.svg_fonts import FALLBACKS, font_for, font_of, registered

# How far each of these lines is above the alphabetic baseline, in em.
_BASELINES = {
    "middle": 0.24,
    "central": 0.33,
    "hanging": 0.66,
    "text-before-edge": 0.9,
    "text-after-edge": -0.25,
    "ideographic": -0.25,
}
_OUTLINED, _BOTH = 1, 2  # PDF's text rendering modes
_DEFAULT_SIZE = "16"  # px, as in browsers
_ANCHORS = {"middle": 0.5, "end": 1.0}


class _Run(NamedTuple):
    """Text in one style, and where it begins if the file states a place."""

    node: Any
    text: str
    x: float | None
    y: float | None
    dx: float
    dy: float


class _Words(String):
    """A reportlab string that may also be stroked and transparent."""

    _attrMap = AttrMap(  # noqa: N815  # the names are reportlab's
        BASE=String,
        **dict.fromkeys(
            ("strokeColor", "strokeWidth", "fillOpacity", "strokeOpacity"), AttrMapValue(None)
        ),
    )
    strokeColor: Any = None  # noqa: N815  # reportlab's name
    textRenderMode = 0  # noqa: N815  # reportlab's name


class TextConverter(Svg2RlgShapeConverter):
    """svglib's converter with its own text; `missing` are the characters that no font has."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.missing: set[str] = set()

    def convertText(self, node: Any) -> Group:  # noqa: N802  # svglib calls it by this name
        """A text element, chunk by chunk; a chunk begins wherever the file states a place."""
        group = Group()
        chunks: list[list[_Run]] = []
        for run in self._runs(node):
            if not chunks or run.x is not None or run.y is not None:
                chunks.append([])
            chunks[-1].append(run)
        x = y = 0.0
        for chunk in chunks:
            x = x if chunk[0].x is None else chunk[0].x
            y = y if chunk[0].y is None else chunk[0].y
            x, y = self._set(chunk, x, y, group)
        group.scale(1, -1)
        return group

    def _runs(self, node: Any) -> list[_Run]:
        preserve = node.getAttribute("{http://www.w3.org/XML/1998/namespace}space") == "preserve"
        runs = []
        for part, text, is_tail in iter_text_node(node, preserve):
            if is_tail:
                runs.append(_Run(part, text, None, None, 0.0, 0.0))
                continue
            x, y, dx, dy = (self._length(part, name) for name in ("x", "y", "dx", "dy"))
            runs.append(_Run(part, text or "", x, y, dx or 0.0, dy or 0.0))
        return runs

    def _length(self, node: Any, name: str) -> float | None:
        value = node.getAttribute(name)
        if not value.strip():
            return None
        (length,) = self.convert_length_attrs(node, name, em_base=self._size(node))
        return _first(length)

    def _size(self, node: Any) -> float:
        size = self.attrConverter.findAttr(node, "font-size") or _DEFAULT_SIZE
        return _first(self.attrConverter.convertLength(size))

    def _set(self, chunk: list[_Run], x: float, y: float, group: Group) -> tuple[float, float]:
        """Add the strings of a chunk from a place on; returns where it ends."""
        pieces: list[tuple[_Words, float, float]] = []
        start, at, down = x, x, y
        for run in chunk:
            size = self._size(run.node)
            at, down = at + run.dx, down + run.dy
            baseline = down + self._shift(run.node, size)
            for font, text in self._in_fonts(run):
                string = _Words(0, 0, text)
                self.applyStyleOnShape(string, run.node)
                string.fontName, string.fontSize, string.textAnchor = font, size, "start"
                if string.strokeColor is not None:
                    string.textRenderMode = _OUTLINED if string.fillColor is None else _BOTH
                pieces.append((string, at, baseline))
                at += pdfmetrics.stringWidth(text, font, size)
        anchor = self.attrConverter.findAttr(chunk[0].node, "text-anchor")
        back = _ANCHORS.get(anchor, 0.0) * (at - start)
        for string, place, baseline in pieces:
            string.x, string.y = place - back, -baseline
            group.add(string)
        return at - back, down

    def _shift(self, node: Any, size: float) -> float:
        """How far the baseline is below the stated place."""
        name = self.attrConverter.findAttr(node, "dominant-baseline") or node.getAttribute(
            "alignment-baseline"
        )
        raised = node.getAttribute("baseline-shift") or "0"
        named = {"sub": -0.2, "super": 0.4, "baseline": 0.0}
        if raised in named:
            up = named[raised] * size
        elif raised.endswith("%"):
            up = float(raised[:-1]) / 100 * size
        else:
            up = _first(self.attrConverter.convertLength(raised, em_base=size))
        return _BASELINES.get(name, 0.0) * size - up

    def _in_fonts(self, run: _Run) -> list[tuple[str, str]]:
        """A text split into runs of one font each."""
        find = self.attrConverter.findAttr
        first = font_of(
            find(run.node, "font-family"),
            find(run.node, "font-weight"),
            find(run.node, "font-style"),
        )
        text = self._printable(unicodedata.normalize("NFC", run.text), first)
        fonts = [font_for(char, first) or first for char in text]
        for at in range(1, len(text)):
            if unicodedata.combining(text[at]):  # only DejaVu's marks stand over what is before
                fonts[at - 1 : at + 1] = [registered(FALLBACKS[0])] * 2
        return [
            (font, "".join(char for char, _ in pairs))
            for font, pairs in groupby(zip(text, fonts, strict=True), lambda pair: pair[1])
        ]

    def _printable(self, text: str, first: str) -> str:
        """The text without invisible characters, and with a stand-in for those no font has."""
        printed = ""
        for char in text:
            if font_for(char, first):
                printed += char
            elif unicodedata.category(char) not in ("Cc", "Cf"):
                self.missing.add(char)
                printed += STAND_IN
        return printed


def _first(length: Any) -> float:
    """A length, or the first of a list of them."""
    return float(length[0] if isinstance(length, list) else length)
