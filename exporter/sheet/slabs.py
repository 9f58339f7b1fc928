"""What stands on a page, cut as fine as a page can be cut: a sheet is a column of slabs.

A slab is as wide as the text and as high as a line, a picture or a table's row. Its marks are
placed from its upper left corner, y down. Where a page may end is a matter of `keep`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from exporter.sheet.structure import Node, Slot
from exporter.sheet.text import Art, Piece, Voice


class Line(NamedTuple):
    """Pieces of text side by side on a baseline; `column` is the cell's that they are a line of."""

    x: float
    y: float
    pieces: Sequence[Piece]
    column: int = 0


class Display(NamedTuple):
    """A formula or picture on its own; (x, y) is its lower left corner, or baseline's left end."""

    x: float
    y: float
    art: Art
    slot: Slot


class Rule(NamedTuple):
    """A straight line; an artifact to screen readers."""

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
    """The number of the page an anchor is on, once it is known, and what is close `after` it.

    Both belong to the node; if `ends`, they do not begin but end at `x`.
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
    """A vertical rule beside everything that carries it, without a gap between."""

    x: float
    weight: float
    colour: str


@dataclass(frozen=True, slots=True)
class Anchor:
    """Something that can be gone to: its name, its title in the outline, and how deep it is.

    `running` is what the running head shows from here on, None for no change.
    """

    name: str
    title: str
    level: int
    running: str | None = None


class Slab(NamedTuple):
    """A piece of the column.

    `above` and `below` are the white space wanted; of two that meet the greater counts, and at
    the head of a page none does. `keep` forbids a page to end here. `again` is repeated at the
    head of a page that begins with this slab. Slabs of one `row` of a table are painted cell by
    cell, for those who copy the text.
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
    """The slabs with other white space round them."""
    if slabs and above is not None:
        slabs[0] = slabs[0]._replace(above=above)
    if slabs and below is not None:
        slabs[-1] = slabs[-1]._replace(below=below)
    return slabs


def kept(slabs: list[Slab]) -> list[Slab]:
    """The slabs, to be kept together and with what follows."""
    return [slab if slab.keep else slab._replace(keep=True) for slab in slabs]


def kept_with_next(slabs: list[Slab]) -> list[Slab]:
    """The slabs, the last to be kept with what follows."""
    if slabs:
        slabs[-1] = slabs[-1]._replace(keep=True)
    return slabs


def marked(slabs: list[Slab], *marks: Mark) -> list[Slab]:
    """The slabs with more marks on the first."""
    slabs[0] = slabs[0]._replace(marks=(*marks, *slabs[0].marks))
    return slabs


ABOVE_BASELINE = 0.735
"""The part of a line's leading that is above its baseline, unless a formula needs more."""


def baseline(slab: Slab, leading: float) -> float:
    """Where the baseline of a slab's first line is, or that of a line of this leading would be."""
    lines = (mark.y for mark in slab.marks if isinstance(mark, Line))
    return next(lines, leading * ABOVE_BASELINE)
