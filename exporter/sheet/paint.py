"""Pages are painted: running heads, slabs, rails; and everything a reader can go to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import assert_never

from exporter.model import Deck, Text
from exporter.sheet.pages import Page, Placed
from exporter.sheet.paragraph import pieces_of
from exporter.sheet.pen import ORNAMENT, Pen
from exporter.sheet.shop import Shop, colour
from exporter.sheet.slabs import Anchor, Display, Line, Mark, Rail, Rule
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


def paint(
    pages: Iterable[Page], deck: Deck, shop: Shop, pen: Pen, size: Size
) -> tuple[list[Landmark], int]:
    """Paint pages as they come, then their running heads.

    Gives what can be gone to, and the number of pages.
    """
    left, top = shop.style.page.left, size[1] - shop.style.page.top
    landmarks: list[Landmark] = []
    heads: list[str] = []
    running = ""
    for page in pages:
        heads.append(_running(page, running))
        for rail, start, end in _rails(page):
            x = left + rail.x - rail.weight / 2
            pen.rule(x, top - end, rail.weight, end - start, rail.colour)
        for placed in page:
            _slab(placed, left, top, pen)
            if anchor := placed.slab.anchor:
                landmarks.append(Landmark(anchor, pen.page, top - placed.top + 4))
                running = anchor.running if anchor.running is not None else running
        pen.turn()
    drawn = _Heads(deck, shop, pen, size)
    for number, section in enumerate(heads, 1):
        with pen.amending(number):
            drawn.draw(number, len(heads), section)
    return landmarks, len(heads)


def _running(page: Page, running: str) -> str:
    """The section a page's head shows: the one its first slab is in."""
    first = page[0].slab.anchor if page else None
    return first.running if first and first.running is not None else running


def _slab(placed: Placed, left: float, top: float, pen: Pen) -> None:
    pen.repeating = placed.again
    y = top - placed.top
    for mark in placed.slab.marks:
        _mark(mark, left, y, pen)
    pen.repeating = False


def _mark(mark: Mark, left: float, top: float, pen: Pen) -> None:
    match mark:
        case Line(x, y, pieces):
            pen.line(left + x, top - y, pieces)
        case Display(x, y, art, slot):
            pen.art(left + x, top - y, art, slot)
        case Rule(x, y, width, weight, value):
            pen.rule(left + x, top - y - weight / 2, width, weight, value)
        case _:
            assert_never(mark)


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
        title = " · ".join(filter(None, (self.deck.title, self.deck.subtitle)))
        self.pen.line(page.left, y, pieces_of(self._fitted(title, quiet, room)))
        self.pen.rule(page.left, y - 5, end - page.left, 0.5, colours.rule)

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
