"""Chunks become lines, and lines slabs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from exporter.model import NOWHERE, Inline, Text
from exporter.sheet.bidi import leftward, visual
from exporter.sheet.lines import lines
from exporter.sheet.slabs import ABOVE_BASELINE, Line, Rail, Slab
from exporter.sheet.structure import Node
from exporter.sheet.text import Chunk, Piece, Voice, set_text
from exporter.sheet.tools import Tools

ENDLESS = 10_000.0
"""A measure in points for text that is never broken into lines."""


class Place(NamedTuple):
    """Where and how blocks are set: from `x` on, `measure` wide, in a voice.

    `gap` is the space between blocks, `level` the heading level of what is around them, `node` the
    parent of their structure elements.
    """

    x: float
    measure: float
    voice: Voice
    leading: float
    gap: float
    node: Node
    rails: tuple[Rail, ...] = ()
    level: int = 1


def paragraph(
    content: Sequence[Inline], place: Place, tools: Tools, node: Node, *, gap: float | None = None
) -> list[Slab]:
    """A paragraph as slabs, without widows and orphans."""
    chunks = set_text(content, place.voice, node, tools, place.measure)
    return set_lines(chunks, place, gap=gap)


def set_lines(chunks: list[Chunk], place: Place, *, gap: float | None = None) -> list[Slab]:
    """Chunks broken into lines of the place's measure."""
    ranges = lines(chunks, place.measure)
    last = len(ranges) - 1
    base = leftward(chunks)
    above = place.gap if gap is None else gap
    slabs = []
    for index, (start, end) in enumerate(ranges):
        part = chunks[start:end]
        height, y = line_height(part, place.leading)
        pieces = _ordered(part, base=base)
        x = place.x + (place.measure - width_of(part) if base else 0.0)
        keep = (index in {0, last - 1}) and index < last
        slabs.append(
            Slab(
                height,
                (Line(x, y, pieces),),
                0.0 if index else above,
                0.0,
                keep,
                place.rails,
            )
        )
    return slabs


def beside(text: str, voice: Voice, node: Node, tools: Tools) -> tuple[list[Piece], float]:
    """The pieces of a label beside a text, such as a number or a dash, and their width.

    The width leaves out a space at the end, which separates the two when they are copied.
    """
    chunks = set_text((Text(f"{text} ", NOWHERE),), voice, node, tools, ENDLESS)
    return pieces_of(chunks), width_of(chunks)


def pieces_of(chunks: Sequence[Chunk]) -> list[Piece]:
    """The pieces of chunks on one line, from left to right."""
    return _ordered(chunks, base=leftward(chunks))


def _ordered(chunks: Sequence[Chunk], *, base: bool | None) -> list[Piece]:
    pieces = [piece for chunk in chunks for piece in chunk.pieces]
    return pieces if base is None else visual(pieces, base=base)


def width_of(chunks: Sequence[Chunk]) -> float:
    """The width of chunks on one line, without the space at its end."""
    return sum(chunk.width + chunk.space for chunk in chunks) - (
        chunks[-1].space if chunks else 0.0
    )


def line_height(chunks: Sequence[Chunk], leading: float) -> tuple[float, float]:
    """The height of a line, and the distance of its baseline from its top.

    For a formula that is too high the line grows in steps of half a line.
    """
    up, down = leading * ABOVE_BASELINE, leading * (1 - ABOVE_BASELINE)
    boxed = [chunk for chunk in chunks if chunk.height or chunk.depth]
    over = max(max([chunk.height for chunk in boxed], default=0.0) - up + 1, 0.0)
    under = max(max([chunk.depth for chunk in boxed], default=0.0) - down + 0.5, 0.0)
    if not over and not under:
        return leading, up
    half = leading / 2
    extra = math.ceil((over + under) / half - 0.05) * half
    spare = extra - over - under
    return leading + extra, up + over + spare / 2


def on_grid(height: float, leading: float) -> float:
    """A height rounded up to a multiple of half a line."""
    half = leading / 2
    return math.ceil(height / half - 0.01) * half
