"""Pages are painted: running heads, slabs, rails; and everything a reader can go to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import assert_never

from exporter.model import Deck, Text
from exporter.sheet.pages import Page, Placed
from exporter.sheet.paragraph import pieces_of
from exporter.sheet.pen import ORNAMENT, Pen, Room
from exporter.sheet.shop import Shop, colour
from exporter.sheet.slabs import Anchor, Display, Frame, Line, Mark, PageOf, Rail, Rule
from exporter.sheet.structure import Node, Slot
from exporter.sheet.text import Chunk, Voice, set_text

Size = tuple[float, float]
_ENDLESS = 10_000.0  # points: a measure for what is never broken


class _OrnamentNode(Node):
    """Where text goes that is no part of the document, such as running heads."""

    __slots__ = ()

    def slot(self) -> Slot:
        return ORNAMENT


@dataclass(frozen=True, slots=True)
class Landmark:
    """An anchor on its page, `y` points above the paper's lower edge."""

    anchor: Anchor
    page: int
    y: float


@dataclass(frozen=True, slots=True)
class _Later:
    """A page number to be filled in: where in the content, and where on the page."""

    room: Room
    x: float
    y: float
    mark: PageOf


def paint(
    pages: Iterable[Page], deck: Deck, shop: Shop, pen: Pen, size: Size
) -> tuple[list[Landmark], int]:
    """Paint pages as they come, then what depends on them all: heads and page numbers.

    Gives what can be gone to, and the number of pages.
    """
    painter = _Painter(pen, shop.style.page.left, size[1] - shop.style.page.top)
    heads: list[str] = []
    for page in pages:
        heads.append(_running(page, painter.running))
        painter.paint(page)
        pen.turn()
    drawn = _Heads(deck, shop, pen, size)
    found = {landmark.anchor.name: landmark.page for landmark in painter.landmarks}
    for item in painter.later:
        with pen.filling(item.room):
            drawn.number(item, found[item.mark.name])
    for number, section in enumerate(heads, 1):
        with pen.amending(number):
            drawn.draw(number, len(heads), section)
    return painter.landmarks, len(heads)


def _running(page: Page, running: str) -> str:
    """The section a page's head shows: the one its first slab is in."""
    first = page[0].slab.anchor if page else None
    return first.running if first and first.running is not None else running


@dataclass(slots=True)
class _Painter:
    """Paints the slabs of one page after the other, and notes what it comes by."""

    pen: Pen
    left: float
    top: float
    running: str = ""
    landmarks: list[Landmark] = field(default_factory=list)
    later: list[_Later] = field(default_factory=list)

    def paint(self, page: Page) -> None:
        for rail, start, end in _rails(page):
            x = self.left + rail.x - rail.weight / 2
            self.pen.rule(x, self.top - end, rail.weight, end - start, rail.colour)
        for _, together in groupby(page, key=_row):
            self._slabs(list(together))

    def _slabs(self, together: list[Placed]) -> None:
        """One slab, or the lines of a table's row, whose cells are painted one after the other."""
        self.pen.repeating = together[0].again
        marks = [(mark, self.top - placed.top) for placed in together for mark in placed.slab.marks]
        if len(together) > 1:
            marks.sort(key=lambda pair: pair[0].column if isinstance(pair[0], Line) else -1)
        for mark, y in marks:
            self._mark(mark, y)
        self.pen.repeating = False
        for placed in together:
            if anchor := placed.slab.anchor:
                landmark = Landmark(anchor, self.pen.page, self.top - placed.top + 4)
                self.landmarks.append(landmark)
                self.running = self.running if anchor.running is None else anchor.running

    def _mark(self, mark: Mark, top: float) -> None:
        x, y = self.left + mark.x, top - mark.y
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
                self.later.append(_Later(self.pen.leave_room(), x, y, mark))
            case _:
                assert_never(mark)


def _row(placed: Placed) -> tuple[int, bool]:
    """The same for all slabs of one row of a table, and for no others."""
    return id(placed if placed.slab.row is None else placed.slab.row), placed.again


def _rails(page: Page) -> Iterator[tuple[Rail, float, float]]:
    """Each rail with where it begins and ends below the top of the text."""
    open_rails: dict[Rail, tuple[float, float]] = {}
    for placed in page:
        end = placed.top + placed.slab.height
        for rail in [rail for rail in open_rails if rail not in placed.slab.rails]:
            yield rail, *open_rails.pop(rail)
        for rail in placed.slab.rails:
            start, _ = open_rails.get(rail, (placed.top, end))
            open_rails[rail] = (start, end)
    for rail, (start, end) in open_rails.items():
        yield rail, start, end


# Running heads --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Heads:
    """Title, section and page number over a hairline; the first page has its number only."""

    deck: Deck
    shop: Shop
    pen: Pen
    size: Size

    def draw(self, number: int, count: int, section: str) -> None:
        page, colours = self.shop.style.page, self.shop.style.colours
        y, end = self.size[1] - page.head + 5, self.size[0] - page.outer
        quiet = Voice("sans", self.shop.style.sizes.head, self.shop.quiet)
        strong = replace(quiet, bold=True, colour=colour(colours.text))
        self._before(end, y, self._fitted(f"{number}\u2009/\u2009{count}", strong, 200.0))
        if number == 1:
            return
        right = self._fitted(section, quiet, page.measure / 2)
        room = page.measure - self._before(page.left + page.measure, y, right) - 14
        if round(self.shop.style.margin.boxes):
            x = page.left + page.measure + self.shop.style.margin.gap
            self.pen.line(x, y, pieces_of(self._fitted("knew it", quiet, 60.0)))
        title = " · ".join(filter(None, (self.deck.title, self.deck.subtitle)))
        self.pen.line(page.left, y, pieces_of(self._fitted(title, quiet, room)))
        self.pen.rule(page.left, y - 5, end - page.left, 0.5, colours.rule)

    def number(self, item: _Later, page: int) -> None:
        """A page number that had to wait."""
        text = (Text(f"{page}", self.deck.at),)
        chunks = set_text(text, item.mark.voice, item.mark.node, self.shop, _ENDLESS)
        self.pen.line(item.x, item.y, pieces_of(chunks))

    def _before(self, x: float, y: float, chunks: list[Chunk]) -> float:
        """Chunks that end at x; gives their width."""
        width = _width(chunks)
        self.pen.line(x - width, y, pieces_of(chunks))
        return width

    def _fitted(self, text: str, voice: Voice, room: float) -> list[Chunk]:
        """Some words on one line, shortened when they do not fit."""
        chunks = self._set(text, voice)
        while _width(chunks) > room and text:
            text = text[:-1].rstrip()
            chunks = self._set(f"{text}…", voice)
        return chunks

    def _set(self, text: str, voice: Voice) -> list[Chunk]:
        problems = len(self.shop.problems)
        node = _OrnamentNode("Artifact")
        chunks = set_text((Text(text, self.deck.at),), voice, node, self.shop, _ENDLESS)
        del self.shop.problems[problems:]  # the title itself has said so
        return chunks


def _width(chunks: list[Chunk]) -> float:
    return sum(chunk.width + chunk.space for chunk in chunks)
