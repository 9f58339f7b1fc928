"""Laying decks out in every way, and measuring what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from io import BytesIO

import pdfplumber
import sheet_samples as samples
from sheet_reading import SETTINGS, sheet
from sheet_samples import deck, p, section

from exporter.model import Deck
from exporter.output import Output
from exporter.sheet import Duplex, Layout, Paper

MM = 72 / 25.4
PLAIN = Duplex()


def laid(source: Deck, layout: Layout, paper: Paper = Paper.A4, duplex: Duplex = PLAIN) -> Output:
    return sheet(source, replace(SETTINGS, layout=layout, paper=paper, duplex=duplex))


@cache
def everything(layout: Layout, paper: Paper = Paper.A4) -> Output:
    return laid(samples.everything(), layout, paper)


def numbered(count: int, repeat: int = 1) -> Deck:
    """Questions "front01?" to be answered by "back01" and so on, as often as it says."""
    q = samples.Questions()
    return deck(
        sections=(
            section(
                "Only part",
                *(q(f"front{n:02d}?", p(f"back{n:02d} " * repeat)) for n in range(1, count + 1)),
            ),
        )
    )


@dataclass(frozen=True)
class Box:
    """Something on a page, in points from its upper left corner; text has a baseline."""

    page: int
    text: str
    size: float
    x0: float
    x1: float
    top: float
    bottom: float
    baseline: float = 0.0


def letters(output: Output) -> list[Box]:
    return [
        Box(
            page.page_number,
            char["text"],
            round(char["size"], 2),
            char["x0"],
            char["x1"],
            char["top"],
            char["bottom"],
            page.height - char["matrix"][5],
        )
        for page in _pages(output)
        for char in page.chars
        if char["text"].strip()
    ]


def words(output: Output) -> list[Box]:
    """The words of all pages, each with the baseline of its first letter."""
    return [
        Box(
            page.page_number,
            word["text"],
            round(word["chars"][0]["size"], 2),
            word["x0"],
            word["x1"],
            word["top"],
            word["bottom"],
            page.height - word["chars"][0]["matrix"][5],
        )
        for page in _pages(output)
        for word in page.extract_words(return_chars=True, x_tolerance=1.5)
    ]


def shapes(output: Output) -> list[Box]:
    """Everything that is no text: rules, pictures, the strokes of formulas and drawings."""
    return [
        Box(page.page_number, "", 0.0, each["x0"], each["x1"], each["top"], each["bottom"])
        for page in _pages(output)
        for each in (*page.rects, *page.lines, *page.curves, *page.images)
    ]


def sizes(output: Output) -> list[tuple[float, float]]:
    return [(float(page.width), float(page.height)) for page in _pages(output)]


def _pages(output: Output) -> Iterator[pdfplumber.page.Page]:
    with pdfplumber.open(BytesIO(output.data)) as pdf:
        yield from pdf.pages
