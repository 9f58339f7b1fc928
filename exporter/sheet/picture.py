"""Pictures: a file of the deck becomes a drawing that any canvas can show again and again."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import Any

from exporter.errors import Problem
from exporter.model import Image


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture's natural size in points, and its content."""

    width: float
    height: float
    content: Any

    def draw(self, canvas: Any, x: float, y: float, width: float, height: float) -> None:
        """Show it on the canvas with its lower left corner at (x, y)."""
        from reportlab.graphics import renderPDF

        canvas.saveState()
        canvas.translate(x, y)
        canvas.scale(width / self.width, height / self.height)
        if hasattr(self.content, "asDrawing") or hasattr(self.content, "contents"):
            renderPDF.draw(self.content, canvas, 0, 0)
        else:
            canvas.drawImage(self.content, 0, 0, self.width, self.height, mask="auto")
        canvas.restoreState()


def load(image: Image) -> tuple[Picture | None, tuple[Problem, ...]]:
    """The picture of an image, or what is wrong with its file."""
    if image.media.suffix == ".svg":
        from svglib.svglib import svg2rlg

        drawing = svg2rlg(BytesIO(image.media.data))
        if drawing is None:
            problem = Problem(image.at, f"{image.media.path}: the SVG cannot be read")
            return None, (problem,)
        return Picture(drawing.width, drawing.height, drawing), ()
    from reportlab.lib.utils import ImageReader

    reader = ImageReader(BytesIO(image.media.data))
    width, height = reader.getSize()
    return Picture(width * 0.75, height * 0.75, reader), ()
