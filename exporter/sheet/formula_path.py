"""The glyphs and lines of a formula as PDF operators."""

from __future__ import annotations

from functools import cache
from math import hypot
from typing import Any
from xml.etree.ElementTree import Element

from exporter.sheet.nodes import SIZE, Diagonal, HLine, VLine, ink, layout


def draw(root: Element) -> tuple[float, float, float, bytes]:
    """A formula's width, height, depth (em) and PDF operators (1/1000 em)."""
    node = layout(root)
    operators = b"\n".join(_operators(part, x, -y) for part, x, y in ink(node))
    box = node.bbox
    return (
        round(box.xmax / SIZE, 4),
        round(max(box.ymax, 0.0) / SIZE, 4),
        round(max(-box.ymin, 0.0) / SIZE, 4),
        operators,
    )


def _operators(part: Any, x: float, y: float) -> bytes:
    match part:
        case HLine():
            return _rectangle(x, y - part.lw, part.length, part.lw)
        case VLine():
            return _rectangle(x - part.lw / 2, y - part.height, part.lw, part.height)
        case Diagonal():
            return _stroke(x, y + part.height, x + part.width, y, part.lw)
        case _:
            return _placed(part, x, y)


def _placed(part: Any, x: float, y: float) -> bytes:
    """A glyph's outline, placed by a matrix: equal outlines stay equal bytes and deflate well."""
    glyph = part.glyph
    if not hasattr(glyph, "offsets"):
        outline = _outline(glyph)
    else:
        outline = b"".join(
            b"1 0 0 1 %s %s cm\n" % move + _outline(piece)
            for piece, move in zip(glyph.glyphs, _moves(glyph), strict=True)
        )
    if not outline:
        return b""
    scale = _number(part.size / SIZE, 4)
    return b"q %s 0 0 %s %s %s cm\n%sQ" % (scale, scale, _number(x), _number(y), outline)


def _moves(glyph: Any) -> list[tuple[bytes, bytes]]:
    """The distance of each piece of an assembled glyph from the one before."""
    steps = [now - before for before, now in zip([0, *glyph.offsets], glyph.offsets, strict=False)]
    return [(b"0", _number(step)) if glyph.vert else (_number(step), b"0") for step in steps]


@cache
def _outline(glyph: Any) -> bytes:
    """A glyph's contours, filled, in font units."""
    parts: list[str] = []
    at_x = at_y = 0.0
    for operator in glyph.operators:
        points = [(point.x, point.y) for point in operator.points()[0]]
        x, y = points[-1]
        if len(points) == 2:  # a quadratic curve, which PDF has only as a cubic one
            control_x, control_y = points[0]
            numbers = (
                (at_x + 2 * control_x) / 3,
                (at_y + 2 * control_y) / 3,
                (x + 2 * control_x) / 3,
                (y + 2 * control_y) / 3,
                x,
                y,
            )
            parts.append(" ".join(f"{number:.0f}" for number in numbers) + " c")
        elif type(operator).__name__ == "Moveto":
            parts.append(f"{x:.0f} {y:.0f} m")
        elif (x, y) != (at_x, at_y):
            parts.append(f"{x:.0f} {y:.0f} l")
        at_x, at_y = x, y
    return ("\n".join(parts) + "\nf\n").encode() if parts else b""


def _rectangle(x: float, y: float, width: float, height: float) -> bytes:
    return b"%s %s %s %s re f" % tuple(map(_number, (x, y, width, height)))


def _stroke(x0: float, y0: float, x1: float, y1: float, width: float) -> bytes:
    """A straight line as a filled parallelogram, so that a formula has only fills."""
    length = hypot(x1 - x0, y1 - y0) or 1.0
    dx, dy = (y1 - y0) * width / 2 / length, (x0 - x1) * width / 2 / length
    corners = (x0 + dx, y0 + dy, x1 + dx, y1 + dy, x1 - dx, y1 - dy, x0 - dx, y0 - dy)
    return b"%s %s m %s %s l %s %s l %s %s l f" % tuple(map(_number, corners))


def _number(value: float, digits: int = 1) -> bytes:
    text = f"{round(value, digits) + 0.0:.{digits}f}"  # 0.0 makes -0 a 0
    return (text.rstrip("0").rstrip(".") if "." in text else text).encode()
