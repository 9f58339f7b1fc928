"""A deck becomes the bytes of a printed revision sheet: `write`.

The flow inside goes one way:

    kinds      every kind of question as a plain one, printed with its answer or apart from it
    index      the deck's sections and questions with their numbers and anchors
    story      the deck as passages (parts), made of blocks: blocks, table, code, figure, contents
    text       inlines → shaped pieces         fonts, system: files → faces, with fall-back
    lines      pieces → lines                  bidi: pieces in visual order
    slabs      the content of pages            structure: its meaning, for screen readers
    layouts    slabs → pages                   pages: the filling of one column
    paint      pages → page content            pen: writes it; heads, links
    finish     catalog and metadata            tagging, embed: tree and fonts as objects
    file       objects → bytes
    picture    bitmap, svg: files → drawings   cache: drawings and formulas of earlier builds

Pages are painted as they are filled, so memory does not grow with them; what must wait for the
last page (running heads, page numbers, links) is added to them afterwards. reportlab keeps the
document's objects and draws pictures; shaping, layout, fonts, tags and the file are done here. The
heavy libraries are imported when `write` is called.
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
    """The layouts; the values are their names on the command line."""

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

    Backs are shifted by `offset` millimetres, to the right and up; `calibrate` prepends two pages
    for measuring that offset.
    """

    flip: Flip = Flip.LONG
    offset: tuple[float, float] = (0.0, 0.0)
    calibrate: bool = False


@dataclass(frozen=True, slots=True)
class SheetSettings:
    """The settings of one sheet.

    `created` is the creation date in the file (seconds since 1970, UTC); `cache` is a folder for
    what was typeset and drawn, or None; `gray` turns all colours into greys, in pictures too.
    """

    paper: Paper
    templates: Templates
    created: int
    cache: Path | None
    gray: bool = False
    layout: Layout = Layout.SHEET
    duplex: Duplex = Duplex()


def write(deck: Deck, settings: SheetSettings, tick: Tick) -> Output:
    """The sheet as a PDF; the `count` of the output is its pages."""
    from exporter.sheet.press import press  # noqa: PLC0415  (reportlab takes a while to import)

    return press(deck, settings, tick)
