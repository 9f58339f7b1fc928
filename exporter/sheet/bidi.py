"""Words written from right to left, put in the order in which they stand on a line."""

from __future__ import annotations

from collections.abc import Sequence

from exporter.sheet.text import Box, Piece


def leftward(piece: Piece) -> bool:
    """Whether a piece is a word written from right to left."""
    return not isinstance(piece, Box) and piece.word.leftward


def visual(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces of a line, every run of leftward words with the spaces inside it turned round.

    The simplest case of the Unicode bidirectional algorithm: a line that runs to the right, and
    words already turned by the shaper.
    """
    out: list[Piece] = []
    run: list[Piece] = []
    for piece in pieces:
        if leftward(piece) or (run and _is_space(piece)):
            run.append(piece)
        else:
            out += [*_turned(run), piece]
            run = []
    return out + _turned(run)


def _turned(run: list[Piece]) -> list[Piece]:
    """A run from its last word to its first; spaces after the last stay at the end."""
    inner = list(run)
    tail: list[Piece] = []
    while inner and _is_space(inner[-1]):
        tail.insert(0, inner.pop())
    return inner[::-1] + tail


def _is_space(piece: Piece) -> bool:
    return not isinstance(piece, Box) and piece.word is piece.ink.fount.space
