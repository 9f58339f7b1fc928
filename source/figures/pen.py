"""The shared drawing vocabulary: shapes, arrows, labels and axes, written as plain SVG.

A drawing is 320 units wide and meant for 80 mm and up; there 1 unit is 0.71 pt, so that the
smallest words, 10 units, are 7 pt. Only shapes, text and presentation attributes are used, which
every reader of SVG shows alike; arrowheads are paths.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import TypedDict, Unpack

WIDTH = 320
INK, BLUE, GREY = "black", "#1b5fae", "#6b6b6b"
THIN, LINE, THICK = 0.7, 1.2, 2.0
DASHED, DOTTED = "4 2.5", "1.3 2"
LABEL, SMALL, TINY = 12.0, 10.5, 10.0
_FONTS = "'Source Sans 3', Helvetica, Arial, sans-serif"
_HEAD_LENGTH, _HEAD_HALF = 6.0, 2.4

Point = tuple[float, float]


class Style(TypedDict, total=False):
    """How a shape looks: the colour and width of its line, its dashes, and what fills it."""

    ink: str
    width: float
    dash: str
    fill: str


class Type(TypedDict, total=False):
    """How words look: their size, which of their points is placed, colour, weight and turn."""

    size: float
    anchor: str
    ink: str
    bold: bool
    turn: float


@dataclass(frozen=True, slots=True)
class Frame:
    """A rectangle on the drawing, and the ranges of x and y that it shows."""

    left: float
    top: float
    width: float
    height: float
    xs: tuple[float, float]
    ys: tuple[float, float]

    def x(self, value: float) -> float:
        """Where a value of x is on the drawing."""
        low, high = self.xs
        return self.left + (value - low) / (high - low) * self.width

    def y(self, value: float) -> float:
        """Where a value of y is on the drawing, which counts downwards."""
        low, high = self.ys
        return self.top + (high - value) / (high - low) * self.height

    def at(self, x: float, y: float) -> Point:
        """Where a point is on the drawing."""
        return self.x(x), self.y(y)

    def all(self, points: Iterable[Point]) -> list[Point]:
        """Where some points are on the drawing."""
        return [self.at(*point) for point in points]

    def graph(self, function: Callable[[float], float], steps: int = 80) -> list[Point]:
        """The graph of a function over the whole frame, where it is within it."""
        low, high = self.xs
        xs = [low + (high - low) * step / steps for step in range(steps + 1)]
        points = [(x, function(x)) for x in xs]
        return self.all(point for point in points if self.ys[0] <= point[1] <= self.ys[1])

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.top + self.height

    @property
    def middle(self) -> float:
        """Half way between its left and right edges."""
        return self.left + self.width / 2


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing under way: what it is called, what it shows, its height and its parts so far."""

    title: str
    shows: str
    height: float
    parts: list[str] = field(default_factory=list)

    def svg(self, name: str) -> str:
        """The whole file; `name` makes the ids of title and description unique on a page."""
        size = f"{WIDTH} {number(self.height)}"
        width, height = size.split()
        root = (
            f'xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
            f'viewBox="0 0 {size}" role="img" aria-labelledby="{name}-title {name}-desc"'
        )
        return "\n".join(
            (
                f"<svg {root}>",
                f'<title id="{name}-title">{escape(self.title)}</title>',
                f'<desc id="{name}-desc">{escape(self.shows)}</desc>',
                f'<g font-family="{_FONTS}" stroke-linejoin="round">',
                *self.parts,
                "</g>",
                "</svg>\n",
            )
        )

    def path(self, commands: str, **style: Unpack[Style]) -> None:
        """A path; without a style a black line."""
        self.parts.append(f'<path d="{commands}"{_attributes(style)}/>')

    def line(self, *points: Point, **style: Unpack[Style]) -> None:
        """Straight lines from point to point."""
        self.path(trace(points), **style)

    def box(self, x: float, y: float, wide: float, tall: float, **style: Unpack[Style]) -> None:
        """A rectangle with square corners."""
        place = _pairs(x=x, y=y, width=wide, height=tall)
        self.parts.append(f"<rect{place}{_attributes(style)}/>")

    def card(self, x: float, y: float, wide: float, tall: float, **style: Unpack[Style]) -> None:
        """A rectangle with round corners."""
        place = _pairs(x=x, y=y, width=wide, height=tall, rx=4)
        self.parts.append(f"<rect{place}{_attributes(style)}/>")

    def circle(self, centre: Point, radius: float, **style: Unpack[Style]) -> None:
        """A circle."""
        place = _pairs(cx=centre[0], cy=centre[1], r=radius)
        self.parts.append(f"<circle{place}{_attributes(style)}/>")

    def dot(self, centre: Point, radius: float = 2.2, ink: str = INK) -> None:
        """A filled point."""
        place = _pairs(cx=centre[0], cy=centre[1], r=radius)
        self.parts.append(f'<circle{place} fill="{ink}"/>')

    def arrow(self, *points: Point, **style: Unpack[Style]) -> None:
        """Straight lines from point to point with a head at the last."""
        (x0, y0), (x1, y1) = points[-2:]
        self.line(*points[:-1], _toward((x1, y1), (x0, y0), _HEAD_LENGTH - 1), **style)
        self.head((x1, y1), math.atan2(y1 - y0, x1 - x0), style.get("ink", INK))

    def head(self, tip: Point, angle: float, ink: str = INK) -> None:
        """An arrowhead; the angle is the direction it points in, clockwise from the right."""
        across, down = math.cos(angle), math.sin(angle)
        back = (tip[0] - _HEAD_LENGTH * across, tip[1] - _HEAD_LENGTH * down)
        sides = [
            (back[0] - side * _HEAD_HALF * down, back[1] + side * _HEAD_HALF * across)
            for side in (1, -1)
        ]
        self.parts.append(f'<path d="{trace((tip, *sides))} Z" fill="{ink}"/>')

    def edge(self, start: Point, end: Point, gap: float, **style: Unpack[Style]) -> None:
        """A line between two round units of radius `gap`, from rim to rim."""
        self.line(_toward(start, end, gap), _toward(end, start, gap), **style)

    def link(
        self, start: Point, end: Point, gap: float, after: float = 1.5, **style: Unpack[Style]
    ) -> None:
        """An arrow between two units, from rim to just before the other's rim."""
        self.arrow(_toward(start, end, gap), _toward(end, start, gap + after), **style)

    def brace(self, start: float, end: float, y: float, rise: float, ink: str = INK) -> None:
        """A brace along a level line, its tip `rise` away: above if negative."""
        half, middle, bend = rise / 2, (start + end) / 2, abs(rise) / 2
        n = number
        self.path(
            f"M{n(start)} {n(y)} Q{n(start)} {n(y + half)} {n(start + bend)} {n(y + half)}"
            f" H{n(middle - bend)} Q{n(middle)} {n(y + half)} {n(middle)} {n(y + rise)}"
            f" Q{n(middle)} {n(y + half)} {n(middle + bend)} {n(y + half)} H{n(end - bend)}"
            f" Q{n(end)} {n(y + half)} {n(end)} {n(y)}",
            ink=ink,
        )

    def text(self, x: float, y: float, words: str, **look: Unpack[Type]) -> None:
        """Words on a baseline: `*x*` slants them, `_{…}` lowers and `^{…}` raises them."""
        attributes = _pairs(x=x, y=y, **{"font-size": look.get("size", LABEL)})
        anchor = look.get("anchor", "middle")
        attributes += f' text-anchor="{anchor}"' if anchor != "start" else ""
        attributes += ' font-weight="600"' if look.get("bold") else ""
        attributes += f' fill="{look["ink"]}"' if "ink" in look else ""
        if turn := look.get("turn"):
            attributes += f' transform="rotate({number(turn)} {number(x)} {number(y)})"'
        self.parts.append(f"<text{attributes}>{_marked(words)}</text>")

    def lines(self, x: float, y: float, words: Sequence[str], **look: Unpack[Type]) -> None:
        """Words on lines of their own, the first at y."""
        for row, line in enumerate(words):
            self.text(x, y + row * (look.get("size", LABEL) + 1.5), line, **look)

    def axes(self, frame: Frame, across: str, up: str, origin: Point | None = None) -> None:
        """Two axes with arrowheads and names; they cross in the corner or at a point."""
        x, y = frame.at(*origin) if origin else (frame.left, frame.bottom)
        self.arrow((frame.left, y), (frame.right + 8, y))
        self.arrow((x, frame.bottom), (x, frame.top - 8))
        self.text(frame.right + 8, y + 13, across, anchor="end")
        self.text(x + 6, frame.top, up, anchor="start")

    def ticks(
        self,
        frame: Frame,
        across: Iterable[tuple[float, str]] = (),
        up: Iterable[tuple[float, str]] = (),
    ) -> None:
        """Short strokes with numbers below the lower edge and left of the left edge."""
        for value, words in across:
            x = frame.x(value)
            self.line((x, frame.bottom), (x, frame.bottom + 3), width=THIN)
            self.text(x, frame.bottom + 13, words, size=SMALL)
        for value, words in up:
            y = frame.y(value)
            self.line((frame.left - 3, y), (frame.left, y), width=THIN)
            self.text(frame.left - 5, y + 3.6, words, size=SMALL, anchor="end")


def number(value: float) -> str:
    """A number in at most two decimals, without zeros at the end and without a negative zero."""
    return f"{round(value, 2) + 0.0:.2f}".rstrip("0").rstrip(".")


def trace(points: Iterable[Point]) -> str:
    """The commands of a path from point to point."""
    return "M" + " L".join(f"{number(x)} {number(y)}" for x, y in points)


def column(x: float, middle: float, count: int, pitch: float) -> list[Point]:
    """The centres of some units above one another, about a middle."""
    top = middle - (count - 1) * pitch / 2
    return [(x, top + row * pitch) for row in range(count)]


def _toward(start: Point, end: Point, distance: float) -> Point:
    """The point at a distance from the start, on the way to the end."""
    length = math.dist(start, end)
    share = distance / length
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share


def _pairs(**values: float) -> str:
    return "".join(f' {name}="{number(value)}"' for name, value in values.items())


def _attributes(style: Style) -> str:
    ink, width = style.get("ink", INK), style.get("width", LINE)
    stroke = f' stroke="{ink}" stroke-width="{number(width)}"' if ink != "none" else ""
    dash = f' stroke-dasharray="{style["dash"]}"' if "dash" in style else ""
    return f' fill="{style.get("fill", "none")}"{stroke}{dash}'


_MARKS = re.compile(r"\*([^*]+)\*|([_^])\{([^}]*)\}")


def _marked(words: str) -> str:
    """The words as SVG: slanted, lowered and raised parts are tspans."""
    parts, at, back = [], 0, 0.0
    for found in _MARKS.finditer(words):
        parts.append(_shifted(words[at : found.start()], back, ""))
        back = 0.0 if found.start() > at else back
        if found[1]:
            parts.append(_shifted(found[1], back, ' font-style="italic"'))
            back = 0.0
        else:
            shift = 3.0 if found[2] == "_" else -4.5
            parts.append(_shifted(found[3], back + shift, f' font-size="{number(TINY)}"'))
            back = -shift
        at = found.end()
    return "".join((*parts, _shifted(words[at:], back, "")))


def _shifted(words: str, down: float, attributes: str) -> str:
    if not words:
        return ""
    attributes += f' dy="{number(down)}"' if down else ""
    shown = escape(words, quote=False)
    return f"<tspan{attributes}>{shown}</tspan>" if attributes else shown
