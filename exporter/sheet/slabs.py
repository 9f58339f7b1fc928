"""Slabs, the smallest parts between which a page may end: a sheet is a column of them.

A slab is as wide as the text and as high as a line, a picture or a table row. Its marks are placed
from its upper left corner, y downwards. `keep` forbids a page break after it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from exporter.sheet.structure import Node, Slot
from exporter.sheet.text import Art, Piece, Voice


class Line(NamedTuple):
    """Pieces of text side by side on a baseline, in a table in the cell of that `column`."""

    x: float
    y: float
    pieces: Sequence[Piece]
    column: int = 0


class Display(NamedTuple):
    """A picture or a displayed formula; (x, y) is the left end of its lower edge or baseline."""

    x: float
    y: float
    art: Art
    slot: Slot


class Rule(NamedTuple):
    """A straight line, which is an artifact."""

    x: float
    y: float
    width: float
    weight: float
    colour: str


class Frame(NamedTuple):
    """An empty square of that side; (x, y) is its lower left corner."""

    x: float
    y: float
    side: float


@dataclass(frozen=True, slots=True)
class PageOf:
    """The number of the page that an anchor is on, and the text right `after` it.

    Both belong to the node; if `ends`, they end at `x` instead of beginning there.
    """

    x: float
    y: float
    name: str
    voice: Voice
    node: Node
    after: str = ""
    ends: bool = False


Mark = Line | Display | Rule | Frame | PageOf


@dataclass(frozen=True, slots=True, eq=False)
class Rail:
    """A vertical rule along consecutive slabs that carry it, without gaps."""

    x: float
    weight: float
    colour: str


@dataclass(frozen=True, slots=True)
class Anchor:
    """A destination: its name, and its title and level in the outline.

    `running` is the section in running heads from here on, None for no change.
    """

    name: str
    title: str
    level: int
    running: str | None = None


class Slab(NamedTuple):
    """A part of the column that no page divides.

    `above` and `below` are the space around it; between two slabs the greater counts, and at the
    head of a page none does. `keep` keeps it on one page with the next slab. `again` is repeated at
    the head of a page that begins with this slab. Slabs of one table `row` are painted cell by
    cell, so that copied text is in order.
    """

    height: float
    marks: tuple[Mark, ...] = ()
    above: float = 0.0
    below: float = 0.0
    keep: bool = False
    rails: tuple[Rail, ...] = ()
    again: tuple[Slab, ...] = ()
    anchor: Anchor | None = None
    row: object = None


def spaced(
    slabs: list[Slab], *, above: float | None = None, below: float | None = None
) -> list[Slab]:
    """The slabs with other space above the first or below the last."""
    if slabs and above is not None:
        slabs[0] = slabs[0]._replace(above=above)
    if slabs and below is not None:
        slabs[-1] = slabs[-1]._replace(below=below)
    return slabs


def kept(slabs: list[Slab]) -> list[Slab]:
    """The slabs, all kept together and with the next one."""
    return [slab if slab.keep else slab._replace(keep=True) for slab in slabs]


def kept_with_next(slabs: list[Slab]) -> list[Slab]:
    """The slabs, the last one kept with the next."""
    if slabs:
        slabs[-1] = slabs[-1]._replace(keep=True)
    return slabs


def marked(slabs: list[Slab], *marks: Mark) -> list[Slab]:
    """The slabs with more marks on the first."""
    slabs[0] = slabs[0]._replace(marks=(*marks, *slabs[0].marks))
    return slabs


ABOVE_BASELINE = 0.735
"""The share of the leading above the baseline, unless a formula needs more."""


def baseline(slab: Slab, leading: float) -> float:
    """The baseline of the first line of a slab, from its top; without one, that of this leading."""
    lines = (mark.y for mark in slab.marks if isinstance(mark, Line))
    return next(lines, leading * ABOVE_BASELINE)
