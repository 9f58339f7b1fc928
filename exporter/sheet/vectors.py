"""Vector drawings as PDF operators, with which they are kept between runs and added to documents.

All of a drawing is ready as operators but its text and its gradients: only a document knows which
codes its fonts have for which characters, and what its shadings are called.
"""

from __future__ import annotations

import json
from dataclasses import astuple, dataclass
from typing import Any, Literal

from reportlab.lib.colors import Color
from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFResourceDictionary

from exporter.sheet.canvas import BareCanvas
from exporter.sheet.picture import Drawn
from exporter.sheet.svg_fonts import registered


@dataclass(frozen=True, slots=True)
class Words:
    """A text in one of the sheet's fonts, at a place in points.

    `mode` is PDF's rendering mode: 1 outlines the letters, 2 fills and outlines them, None fills.
    """

    font: str
    size: float
    x: float
    y: float
    text: str
    mode: Literal[1, 2] | None

    def write(self, canvas: BareCanvas) -> None:
        """Write the text."""
        canvas.setFont(registered(self.font), self.size)
        canvas.drawString(self.x, self.y, self.text, mode=self.mode)


@dataclass(frozen=True, slots=True)
class Gradient:
    """A gradient over what is clipped.

    It runs along a line (x0, y0, x1, y1) or from a centre to a circle (x, y, radius), in points;
    colours are red, green and blue from 0 to 1, positions are shares of the way.
    """

    along: tuple[float, float, float, float] | tuple[float, float, float]
    colours: tuple[tuple[float, float, float], ...]
    positions: tuple[float, ...]
    extend: bool

    def write(self, canvas: BareCanvas) -> None:
        """Paint the gradient."""
        look = [Color(*colour) for colour in self.colours], self.positions, self.extend
        match self.along:
            case x0, y0, x1, y1:
                canvas.linearGradient(x0, y0, x1, y1, *look)
            case x, y, radius:
                canvas.radialGradient(x, y, radius, *look)


@dataclass(frozen=True, slots=True)
class State:
    """A graphics state that operators refer to by its name, such as /ca: the opacity of fills."""

    name: str
    key: str
    value: float


@dataclass(frozen=True, slots=True)
class Vectors:
    """A drawing of a size in points: operators, in between text and gradients."""

    width: float
    height: float
    content: tuple[str | Words | Gradient, ...]
    states: tuple[State, ...]

    def place(self, canvas: BareCanvas, name: str, width: float, height: float) -> None:
        """Draw it; the first time, its XObject is added to the document."""
        if not canvas.hasForm(name):
            self._add_form(canvas, name)
        canvas.scale(width / self.width, height / self.height)
        canvas.doForm(name)

    def _add_form(self, canvas: BareCanvas, name: str) -> None:
        """Add the drawing to the document as a form XObject.

        Its resources are collected here, as those of reportlab lack shadings and transparency.
        """
        canvas.beginForm(name, 0, 0, self.width, self.height)
        for part in self.content:
            if isinstance(part, str):
                canvas.write(part)
            else:
                part.write(canvas)
        resources: Any = PDFResourceDictionary()
        resources.basicFonts()
        resources.allProcs()
        resources.setShading(canvas.shadings)
        if self.states:
            resources.ExtGState = PDFDictionary(
                {state.name: PDFDictionary({state.key: state.value}) for state in self.states}
            )
        canvas.endForm(Resources=resources)


def dumps(drawn: Drawn[Vectors]) -> bytes:
    """A drawing as JSON, with what is said of it."""
    kept = [drawn.lost, drawn.missing, *astuple(drawn.content)]
    return json.dumps(kept, separators=(",", ":")).encode()


def loads(data: bytes) -> Drawn[Vectors]:
    """The drawing that `dumps` made into these bytes."""
    lost, missing, width, height, content, states = json.loads(data)
    parts = tuple(part if isinstance(part, str) else _part(part) for part in content)
    vectors = Vectors(width, height, parts, tuple(State(*state) for state in states))
    return Drawn(width, height, vectors, tuple(lost), tuple(missing))


def _part(values: list[Any]) -> Words | Gradient:
    if isinstance(values[0], str):
        return Words(*values)
    along, colours, positions, extend = values
    return Gradient(tuple(along), tuple(map(tuple, colours)), tuple(positions), extend)
