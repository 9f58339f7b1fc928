"""Reading a sheet back: its text, its letters and lines as a viewer finds them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

import pdfplumber
import pypdfium2

from exporter.model import Deck
from exporter.output import Output
from exporter.sheet import Paper, SheetSettings, write
from exporter.templates import Templates

SETTINGS = SheetSettings(Paper.A4, Templates(), 1_700_000_000, None)


def sheet(deck: Deck, settings: SheetSettings = SETTINGS) -> Output:
    return write(deck, settings, lambda: None)


def text(output: Output) -> str:
    """The text of all pages as a viewer copies it, white space made single."""
    with pypdfium2.PdfDocument(output.data) as pdf:
        pages = [page.get_textpage().get_text_bounded() for page in pdf]
    return re.sub(r"\s+", " ", " ".join(pages)).strip()


@dataclass(frozen=True, slots=True)
class Glyph:
    """A letter on its page: its box in points from the upper left corner."""

    page: int
    text: str
    font: str
    size: float
    x0: float
    x1: float
    top: float
    bottom: float


def glyphs(output: Output) -> list[Glyph]:
    return list(_glyphs(output.data))


def _glyphs(data: bytes) -> Iterator[Glyph]:
    with pdfplumber.open(BytesIO(data)) as pdf:
        for number, page in enumerate(pdf.pages, 1):
            for char in page.chars:
                if char["text"].strip():
                    yield Glyph(
                        number,
                        char["text"],
                        char["fontname"],
                        char["size"],
                        char["x0"],
                        char["x1"],
                        char["top"],
                        char["bottom"],
                    )
