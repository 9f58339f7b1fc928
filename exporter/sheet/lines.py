"""Line breaking: ragged right, in as few lines as possible and those as even as possible.

The dynamic programme of Knuth and Plass, without stretching of spaces. A chunk is never broken;
whatever is wider than the measure was cut before.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

FORCED = -1.0
_SHORT_LAST = 0.12  # of the measure: a last line below this looks lost
_FAR = float("inf")


class Chunk(Protocol):
    """An unbreakable part of a line: widths in points, and the cost of ending a line after it.

    A space costs 0, and 1 is as bad as one more line; `FORCED` ends the line.
    """

    @property
    def width(self) -> float: ...  # noqa: D102  (the class says it)
    @property
    def space(self) -> float: ...  # noqa: D102  (the class says it)
    @property
    def cost(self) -> float: ...  # noqa: D102  (the class says it)


def lines(chunks: Sequence[Chunk], measure: float) -> list[tuple[int, int]]:
    """The lines as ranges of chunk indices."""
    ranges = []
    start = 0
    for index, chunk in enumerate(chunks):
        if chunk.cost == FORCED:
            ranges += _paragraph(chunks, start, index + 1, measure)
            start = index + 1
    if start < len(chunks):
        ranges += _paragraph(chunks, start, len(chunks), measure)
    return ranges


def _paragraph(
    chunks: Sequence[Chunk], start: int, end: int, measure: float
) -> list[tuple[int, int]]:
    """The lines of chunks without a forced break between them."""
    total = sum(chunk.width + chunk.space for chunk in chunks[start:end])
    if total - chunks[end - 1].space <= measure:
        return [(start, end)]
    previous = _best(chunks, start, end, measure)
    ranges = []
    while end > start:
        begin = previous[end - start]
        ranges.append((begin, end))
        end = begin
    return ranges[::-1]


def _best(chunks: Sequence[Chunk], start: int, end: int, measure: float) -> list[int]:
    """For each number of chunks, the index at which the last of their lines begins."""
    tolerance = measure + 0.001
    scores = [0.0]
    previous = [start]
    reach = [0.0]  # the width of the chunks before each, all on one line
    fewest = [0]  # the least number of lines for the chunks before each
    earliest = 0
    for last in range(start, end):
        chunk = chunks[last]
        at = last - start
        edge = reach[at] + chunk.width
        reach.append(edge + chunk.space)
        while earliest < at and edge - reach[earliest] > tolerance:
            earliest += 1
        best, best_begin = _FAR, at
        ending = last + 1 == end
        for first in range(earliest, at + 1):
            slack = 1 - (edge - reach[first]) / measure
            if ending:
                badness = 0.5 if slack > 1 - _SHORT_LAST else 0.0
            else:
                badness = slack * slack + chunk.cost
                if fewest[first] + 1 + badness > best:
                    break  # further on the line only gets shorter, and no fewer come before it
            score = scores[first] + 1 + badness
            if score <= best:
                best, best_begin = score, first
        scores.append(best)
        fewest.append(fewest[earliest] + 1)
        previous.append(best_begin + start)
    return previous
