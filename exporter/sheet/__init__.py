"""A deck becomes the bytes of a printed revision sheet: `write`.

The flow inside goes one way:

    story    the deck, as blocks in order      blocks, table, code, figure: block → slabs
    text     inlines → pieces, shaped          fonts: files → faces, with fall-back
    lines    pieces → lines of the measure     slabs: what stands on the page, line by line
    pages    slabs → pages                     structure: what each slab is, for readers
    paint    pages → a reportlab canvas        pen: the only one that writes page content
    finish   the last pass over the file

Nothing is drawn before all pages are known, so "page n of N" and references forward cost
nothing. The heavy libraries are imported when `write` is called.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from exporter.model import Deck
from exporter.output import Output, Tick
from exporter.templates import Templates


class Paper(Enum):
    """Paper sizes: width and height in points."""

    A4 = (595.276, 841.89)
    A5 = (419.528, 595.276)
    LETTER = (612.0, 792.0)


class Layout(Enum):
    """The ways a deck is laid out; the values are their names."""

    SHEET = "sheet"
    QUIZ = "quiz"
    FOLD = "fold"
    CARDS = "cards"
    LARGE = "large"


class Flip(Enum):
    """The edge over which a printer turns the paper to print on its back."""

    LONG = "long"
    SHORT = "short"


@dataclass(frozen=True, slots=True)
class Duplex:
    """How both sides of cards are printed.

    Backs are moved by `offset` millimetres to the right and up; with `calibrate` two pages to find
    that offset by come first.
    """

    flip: Flip = Flip.LONG
    offset: tuple[float, float] = (0.0, 0.0)
    calibrate: bool = False


@dataclass(frozen=True, slots=True)
class SheetSettings:
    """What the sheet is made for.

    `created` is the time the file bears (seconds since 1970, UTC); `cache` a folder where
    formulas once set are kept, or None. In `gray` all text and rules are, pictures stay as they
    are.
    """

    paper: Paper
    templates: Templates
    created: int
    cache: Path | None
    gray: bool = False
    layout: Layout = Layout.SHEET
    duplex: Duplex = Duplex()


def write(deck: Deck, settings: SheetSettings, tick: Tick) -> Output:
    """The sheet as a PDF; its count is of pages."""
    from exporter.sheet.press import press  # noqa: PLC0415  (reportlab takes a while to import)

    return press(deck, settings, tick)
