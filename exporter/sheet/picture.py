"""Pictures: an image file becomes a drawing, which is added to a PDF once and shown by its name.

`exporter.sheet.bitmap` reads photos and bitmaps, `exporter.sheet.svg` vectors; the content of each
is one XObject.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from reportlab.pdfgen.canvas import Canvas

from exporter.errors import Problem, warning
from exporter.model import Image
from exporter.sheet.fonts import lacking


class PictureError(Exception):
    """A picture that cannot be shown: what is wrong with its file, and a hint."""

    def __init__(self, what: str, hint: str = "") -> None:
        self.what = what
        self.hint = hint
        super().__init__(what)


class Content(Protocol):
    """The drawing in a picture."""

    def place(self, canvas: Canvas, name: str, width: float, height: float) -> None:
        """Draw it into the rectangle from (0, 0) to (width, height), in points."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A decoded file: its natural size in points, and its content.

    `lost` names the parts that the sheet leaves out, `missing` the characters that no font has.
    """

    width: float
    height: float
    content: Content
    lost: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A named picture: its natural size in points (SVG at 96 px per inch), and its content."""

    width: float
    height: float
    name: str
    content: Content

    def draw(self, canvas: Canvas, x: float, y: float, width: float, height: float) -> None:
        """Draw it with its lower left corner at (x, y); the graphics state is restored."""
        canvas.saveState()
        canvas.translate(x, y)
        self.content.place(canvas, self.name, width, height)
        canvas.restoreState()


def document_of(canvas: Canvas) -> Any:
    """The document of a canvas; reportlab has no public way to add a ready-made object."""
    return canvas._doc  # type: ignore[attr-defined]  # noqa: SLF001  # no public name


def load(image: Image, *, gray: bool = False) -> tuple[Picture | None, tuple[Problem, ...]]:
    """The picture of an image, None if its file is damaged; and the problems in it.

    With `gray`, colours become greys of the same lightness (ITU-R BT.601).
    """
    media = image.media
    try:
        drawn = _drawn(media.suffix, media.data, gray=gray)
    except PictureError as error:
        return None, (Problem(image.at, f"{media.path}: {error.what}", error.hint),)
    problems = [
        warning(image.at, f"{media.path}: the sheet leaves out {lost}", _LOST_HINT)
        for lost in drawn.lost
    ]
    problems += [warning(image.at, f"{media.path}: {lacking(char)}") for char in drawn.missing]
    return Picture(drawn.width, drawn.height, f"P{media.digest[:24]}", drawn.content), tuple(
        problems
    )


_LOST_HINT = "draw it with plain shapes, or save the picture as a PNG"


def _drawn(suffix: str, data: bytes, *, gray: bool) -> Drawn:
    if suffix == ".svg":
        from exporter.sheet.svg import draw  # noqa: PLC0415  # svglib is slow to import

        return draw(data, gray=gray)
    from exporter.sheet.bitmap import decode  # noqa: PLC0415  # as is Pillow

    return decode(suffix, data, gray=gray)
