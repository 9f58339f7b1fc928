"""SVG as vectors: svglib draws a tree that was vetted before.

The tree is parsed without entities, DTDs or network access. Anything that could open a file is
removed before svglib sees it, and what svglib does not support is reported. Text is set in the
fonts of the sheet by `exporter.sheet.svg_text`.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from copy import copy
from io import BytesIO
from math import isfinite
from typing import Any

from lxml import etree
from svglib.svglib import SvgRenderer

from exporter.sheet.picture import Drawn, PictureError
from exporter.sheet.style import lightness
from exporter.sheet.svg_record import recorded
from exporter.sheet.svg_text import TextConverter
from exporter.sheet.svg_tree import vetted
from exporter.sheet.vectors import Vectors

_LARGEST = 5_000_000  # bytes
_PX = 0.75  # points
_FARTHEST = 1e6  # points; a coordinate beyond is a mistake, and PDF has no room for it
_SMALLEST = 1e-9  # of an area: what is shrunk further cannot be seen

# svglib remarks on odd files; what matters is reported by `vetted`.
logging.getLogger("svglib").addHandler(logging.NullHandler())


def draw(data: bytes, *, gray: bool = False) -> Drawn[Vectors]:
    """The drawing in a file; raises PictureError if it is not an SVG that can be drawn."""
    tree = vetted(_parsed(data))
    try:
        # No path, so that nothing can be relative to it; colours are copied, since svglib keeps a
        # shape's opacity in its colour, which reportlab would share between shapes.
        renderer = SvgRenderer(BytesIO(), color_converter=_greyed if gray else copy)
        text = TextConverter(BytesIO(), renderer.attrConverter)
        renderer.shape_converter = text
        drawing = renderer.render(tree.root)
    except MemoryError:  # says nothing of the file
        raise
    except Exception as error:  # svglib fails in many ways on damaged files
        raise PictureError("an SVG that cannot be drawn", "save it again, as plain SVG") from error
    if not all(isfinite(number) and abs(number) < _FARTHEST for number in _numbers(drawing)):
        raise PictureError("an SVG with coordinates that are no numbers, or far too large")
    _mend(drawing)
    width, height = tree.width * _PX, tree.height * _PX
    vectors = recorded(drawing, width, height)
    return Drawn(width, height, vectors, tree.lost, tuple(sorted(text.missing)))


def _greyed(colour: Any) -> Any:
    """A copy of a reportlab colour as the grey of the same lightness."""
    grey = copy(colour)
    if hasattr(grey, "red"):
        grey.red = grey.green = grey.blue = lightness(colour.red, colour.green, colour.blue)
    return grey


def _parsed(data: bytes) -> Any:
    """The root element, parsed without entities, DTDs or network access."""
    if len(data) > _LARGEST:
        raise PictureError(
            f"an SVG of more than {_LARGEST // 1_000_000} MB", "simplify it, or save it as a PNG"
        )
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        line = f" (line {error.lineno})" if error.lineno else ""
        raise PictureError(f"an SVG that is not well-formed{line}", error.msg or "") from error
    dtd = root.getroottree().docinfo.internalDTD
    if dtd is not None and list(dtd.iterentities()):
        raise PictureError("an SVG that declares XML entities", "save it as plain SVG")
    return root


def _mend(shape: Any, area: float = 1.0) -> None:
    """Remove what SVG ignores and reportlab rejects: dashes of no length, parts of no size.

    `area` is the factor by which the transformations around the shape scale areas.
    """
    dashes = getattr(shape, "strokeDashArray", None) or [1]
    if not all(isinstance(dash, int | float) and dash >= 0 for dash in dashes) or not sum(dashes):
        shape.strokeDashArray = None
    a, b, c, d = getattr(shape, "transform", (1, 0, 0, 1))[:4]
    area *= abs(a * d - b * c)
    if area < _SMALLEST:
        shape.contents, shape.transform = [], (1, 0, 0, 1, 0, 0)
    for child in getattr(shape, "contents", ()):
        _mend(child, area)


def _numbers(shape: Any) -> Iterator[float]:
    """Every number in a drawing."""
    for value in vars(shape).values():
        if isinstance(value, int | float):
            yield value
        elif isinstance(value, list | tuple):
            for item in value:
                if isinstance(item, int | float):
                    yield item
                elif hasattr(item, "__dict__"):
                    yield from _numbers(item)
