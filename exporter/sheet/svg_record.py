"""Drawings of reportlab, as svglib makes them, recorded as vectors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import groupby
from typing import Any, Literal

from reportlab.graphics.renderPDF import _PDFRenderer
from reportlab.pdfgen.canvas import Canvas

from exporter.sheet.svg_fonts import is_own
from exporter.sheet.vectors import Gradient, State, Vectors, Words


def recorded(drawing: Any, width: float, height: float) -> Vectors:
    """The vectors of a drawing of a size in points."""
    canvas: Any = _Recorder(BytesIO())
    _Renderer().draw(drawing, canvas, 0, 0, showBoundary=0)
    states = canvas._extgstate._c.items()  # noqa: SLF001  # no public name
    return Vectors(
        width,
        height,
        tuple(_joined(canvas._code)),  # noqa: SLF001  # no public name
        tuple(State(name, key, value) for (key, value), name in states),
    )


def _joined(code: Sequence[str | Words | Gradient]) -> Iterator[str | Words | Gradient]:
    """The parts of a drawing, operators joined where nothing is between them."""
    for plain, parts in groupby(code, lambda part: isinstance(part, str)):
        if plain:
            yield "\n".join(str(part) for part in parts)
        else:
            yield from parts


class _Recorder(Canvas):
    """A canvas that keeps texts and gradients between the operators instead of writing them.

    The methods have reportlab's names, and the arguments that its and svglib's drawings pass.
    """

    _code: list[str | Words | Gradient]
    _fontname: str
    _fontsize: float

    def drawString(  # type: ignore[override]  # noqa: N802  # see above
        self, x: float, y: float, text: str, mode: Literal[1, 2] | None = None
    ) -> None:
        self._code.append(Words(self._fontname, self._fontsize, x, y, text, mode))

    def linearGradient(self, *arguments: Any) -> None:  # noqa: N802  # see above
        self._code.append(_gradient(*arguments))

    def radialGradient(self, *arguments: Any) -> None:  # noqa: N802  # see above
        self._code.append(_gradient(*arguments))


def _gradient(*arguments: Any) -> Gradient:
    *along, colours, positions, extend = arguments
    return Gradient(
        tuple(along),
        tuple((colour.red, colour.green, colour.blue) for colour in colours),
        tuple(positions),
        extend,
    )


class _Renderer(_PDFRenderer):
    """reportlab's renderer without its initial font, which would not be embedded."""

    def applyStateChanges(  # noqa: N802  # reportlab's name
        self, delta: dict[str, Any], new: dict[str, Any]
    ) -> None:
        if not is_own(delta.get("fontName")):
            delta = {key: value for key, value in delta.items() if not key.startswith("font")}
        super().applyStateChanges(delta, new)
