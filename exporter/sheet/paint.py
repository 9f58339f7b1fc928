"""Paints pages: slabs, rails and heads; and records where anchors are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import assert_never

from exporter.model import Deck
from exporter.sheet.heads import Heads, Size
from exporter.sheet.pages import Page, Placed
from exporter.sheet.pen import Pen, Placeholder
from exporter.sheet.slabs import Anchor, Display, Frame, Line, Mark, PageOf, Rail, Rule
from exporter.sheet.tools import Tools


@dataclass(frozen=True, slots=True)
class Landmark:
    """An anchor on its page, `y` points above the paper's lower edge."""

    anchor: Anchor
    page: int
    y: float


@dataclass(frozen=True, slots=True)
class _PendingNumber:
    """A page number to fill in later: its placeholder in the content and its place on the page."""

    placeholder: Placeholder
    x: float
    y: float
    mark: PageOf


def paint(  # noqa: PLR0913  (they share nothing but this call)
    pages: Iterable[Page], deck: Deck, tools: Tools, pen: Pen, size: Size, *, headed: bool
) -> tuple[list[Landmark], int]:
    """Paint pages as they come, then what needs them all: page numbers and, if `headed`, heads.

    Returns the landmarks and the number of pages.
    """
    painter = _Painter(pen, tools.style.page.left, size[1] - tools.style.page.top)
    heads: list[str] = []
    for page in pages:
        heads.append(_running(page, painter.running))
        painter.paint(page)
        pen.turn()
    drawn = Heads(deck, tools, pen, size)
    found = {landmark.anchor.name: landmark.page for landmark in painter.landmarks}
    for item in painter.pending:
        with pen.filling(item.placeholder):
            drawn.number(found[item.mark.name], item.x, item.y, item.mark)
    for number, section in enumerate(heads if headed else (), 1):
        with pen.amending(number):
            drawn.draw(number, len(heads), section)
    return painter.landmarks, len(heads)


def _running(page: Page, running: str) -> str:
    """The section that the head of a page names: that of its first slab."""
    first = page[0].slab.anchor if page else None
    return first.running if first and first.running is not None else running


@dataclass(slots=True)
class _Painter:
    """Paints page after page, and records landmarks and page numbers to fill in."""

    pen: Pen
    left: float
    top: float
    running: str = ""
    landmarks: list[Landmark] = field(default_factory=list)
    pending: list[_PendingNumber] = field(default_factory=list)

    def paint(self, page: Page) -> None:
        for rail, left, start, end in _rails(page):
            x = self.left + left + rail.x - rail.weight / 2
            self.pen.rule(x, self.top - end, rail.weight, end - start, rail.colour)
        for _, together in groupby(page, key=_row):
            self._slabs(list(together))

    def _slabs(self, together: list[Placed]) -> None:
        """Paint one slab, or all lines of a table row, cell by cell."""
        self.pen.repeating = together[0].again
        marks = [(mark, placed) for placed in together for mark in placed.slab.marks]
        if len(together) > 1:
            marks.sort(key=lambda pair: pair[0].column if isinstance(pair[0], Line) else -1)
        for mark, placed in marks:
            self._mark(mark, self.left + placed.left, self.top - placed.top)
        self.pen.repeating = False
        for placed in together:
            if anchor := placed.slab.anchor:
                landmark = Landmark(anchor, self.pen.page, self.top - placed.top + 4)
                self.landmarks.append(landmark)
                self.running = self.running if anchor.running is None else anchor.running

    def _mark(self, mark: Mark, left: float, top: float) -> None:
        x, y = left + mark.x, top - mark.y
        match mark:
            case Line(pieces=pieces):
                self.pen.line(x, y, pieces)
            case Display(art=art, slot=slot):
                self.pen.art(x, y, art, slot)
            case Rule(width=width, weight=weight, colour=value):
                self.pen.rule(x, y - weight / 2, width, weight, value)
            case Frame(side=side):
                self.pen.frame(x, y, side, side, 0.0)
            case PageOf():
                self.pending.append(_PendingNumber(self.pen.leave_placeholder(), x, y, mark))
            case _:
                assert_never(mark)


def _row(placed: Placed) -> tuple[int, bool]:
    """A key that is equal for the slabs of one table row, and for no others."""
    return id(placed if placed.slab.row is None else placed.slab.row), placed.again


def _rails(page: Page) -> Iterator[tuple[Rail, float, float, float]]:
    """Each rail with the left edge of its column, and its extent from the top of the text."""
    open_rails: dict[Rail, tuple[float, float, float]] = {}
    for placed in page:
        end = placed.top + placed.slab.height
        for rail in [rail for rail in open_rails if rail not in placed.slab.rails]:
            yield rail, *open_rails.pop(rail)
        for rail in placed.slab.rails:
            left, start, _ = open_rails.get(rail, (placed.left, placed.top, end))
            open_rails[rail] = (left, start, end)
    for rail, (left, start, end) in open_rails.items():
        yield rail, left, start, end
