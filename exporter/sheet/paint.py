"""Pages are painted: running heads, slabs, rails; and everything a reader can go to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import assert_never

from reportlab.pdfgen.canvas import Canvas

from exporter.model import Deck, Location, Text
from exporter.sheet.pages import Page, Placed
from exporter.sheet.pen import ORNAMENT, Pen
from exporter.sheet.shop import Shop, colour
from exporter.sheet.slabs import Anchor, Display, Line, Mark, Rail, Rule
from exporter.sheet.structure import Node
from exporter.sheet.text import Chunk, Voice, set_text


class _OrnamentNode(Node):
    """Where text goes that is no part of the document, such as running heads."""

    __slots__ = ()

    def slot(self) -> type(ORNAMENT):  # type: ignore[valid-type]
        return ORNAMENT


def paint(pages: Sequence[Page], deck: Deck, shop: Shop, canvas: Canvas, pen: Pen) -> None:
    """Paint all pages on the canvas."""
    width, height = canvas._pagesize  # noqa: SLF001  (has no reader)
    top = height - shop.style.page.top
    running = ""
    for number, page in enumerate(pages, 1):
        running = _running(page, running)
        _head(number, len(pages), deck, running, shop, pen, (width, height))
        for rail, start, end in _rails(page):
            pen.rule(
                shop.style.page.left + rail.x - rail.weight / 2,
                top - end,
                rail.weight,
                end - start,
                rail.colour,
            )
        for placed in page:
            _slab(placed, shop.style.page.left, top, pen)
            if anchor := placed.slab.anchor:
                _bookmark(anchor, top - placed.top + 4, canvas)
                running = anchor.running if anchor.running is not None else running
        pen.turn()


def _running(page: Page, running: str) -> str:
    """The section a page's head shows: the one its first slab is in."""
    first = page[0].slab.anchor
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


def _bookmark(anchor: Anchor, y: float, canvas: Canvas) -> None:
    canvas.bookmarkPage(anchor.name, fit="XYZ", left=0, top=round(y, 1))
    canvas.addOutlineEntry(anchor.title, anchor.name, anchor.level, closed=anchor.level > 0)


# Running heads --------------------------------------------------------------------------------


def _head(
    number: int,
    count: int,
    deck: Deck,
    running: str,
    shop: Shop,
    pen: Pen,
    size: tuple[float, float],
) -> None:
    """Title, section and page number over a hairline; the first page has its number only."""
    page, sizes = shop.style.page, shop.style.sizes
    y = size[1] - page.head + 5
    quiet = Voice("sans", sizes.head, shop.quiet)
    strong = replace(quiet, bold=True, colour=colour(shop.style.colours.text))
    end = size[0] - page.outer
    folio = _words(f"{number}\u2009/\u2009{count}", strong, shop, deck.at, 200.0)
    _ending(folio, end, y, pen)
    if number == 1:
        return
    section = _words(running, quiet, shop, deck.at, page.measure * 0.5)
    section_width = _ending(section, page.left + page.measure, y, pen)
    room = page.measure - section_width - 14
    title = " · ".join(filter(None, (deck.title, deck.subtitle)))
    _starting(_words(title, quiet, shop, deck.at, room), page.left, y, pen)
    pen.rule(page.left, y - 5, end - page.left, 0.5, shop.style.colours.rule)


def _words(text: str, voice: Voice, shop: Shop, at: Location, room: float) -> list[Chunk]:
    """Some words on one line; shortened at a space or letter when they do not fit."""
    problems = len(shop.problems)
    chunks = set_text((Text(text, at),), voice, _OrnamentNode("Artifact"), shop, 10_000.0)
    if sum(chunk.width + chunk.space for chunk in chunks) > room and text.strip("…"):
        chunks = _words(text[: -2 if text.endswith("…") else -1].rstrip() + "…", voice, shop, at, room)
    del shop.problems[problems:]  # the title itself has said so
    return chunks


def _width(chunks: list[Chunk]) -> float:
    return sum(chunk.width + chunk.space for chunk in chunks)


def _starting(chunks: list[Chunk], x: float, y: float, pen: Pen) -> None:
    pen.line(x, y, [piece for chunk in chunks for piece in chunk.pieces])


def _ending(chunks: list[Chunk], x: float, y: float, pen: Pen) -> float:
    width = _width(chunks)
    _starting(chunks, x - width, y, pen)
    return width
