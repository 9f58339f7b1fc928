"""Where a paragraph's lines end: ragged right, the rag as even as the fewest lines allow.

Pure arithmetic over chunks, after Knuth and Plass without their stretching. A chunk is what may
not be broken; whatever is wider than the measure has been cut before.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

FORCED = -1.0
_SHORT_LAST = 0.12  # of the measure: a last line below this looks lost
_FAR = float("inf")


class Chunk(Protocol):
    """What is needed of a chunk: widths in points, and what it costs to end a line after it.

    A cost of 0 is that of a space, 1 that of a whole line; `FORCED` ends the line.
    """

    @property
    def width(self) -> float: ...  # noqa: D102  (the class says it)
    @property
    def space(self) -> float: ...  # noqa: D102  (the class says it)
    @property
    def cost(self) -> float: ...  # noqa: D102  (the class says it)


def lines(chunks: Sequence[Chunk], measure: float) -> list[tuple[int, int]]:
    """The lines as ranges of chunks."""
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
    """The lines of chunks that hold no forced end inside."""
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
    """For each number of chunks set, where the last of their lines begins."""
    tolerance = measure + 0.001
    scores = [0.0]
    previous = [start]
    reach = [0.0]  # how far the chunks before each would come on one line
    fewest = [0]  # lines that the chunks before each take at the least
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
