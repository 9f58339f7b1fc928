"""Lines with right-to-left text in visual order.

The Unicode bidirectional algorithm (UAX #9) without explicit embeddings and paired brackets. Each
line is resolved on its own; only for signs at its ends does that differ from UAX #9, which resolves
whole paragraphs.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from itertools import groupby

from exporter.sheet.text import Box, Chunk, Piece, in_ink

_STRONG = {"L", "R", "AL"}
_OBJECT = "\ufffc"  # stands for a formula or a picture


def leftward(chunks: Sequence[Chunk]) -> bool | None:
    """Whether a paragraph is right-to-left (rules P2, P3); None if it has no such text at all."""
    inks = {piece.ink for chunk in chunks for piece in chunk.pieces}
    if not any(ink.fount.leftward for ink in inks):
        return None  # most often
    if not any(_has_leftward(piece) for chunk in chunks for piece in chunk.pieces):
        return None
    for chunk in chunks:
        for ch in "".join(map(_text, chunk.pieces)):
            if (kind := unicodedata.bidirectional(ch)) in _STRONG:
                return kind != "L"
    return False


def visual(pieces: Sequence[Piece], *, base: bool) -> list[Piece]:
    """The pieces of a line from left to right; `base` is whether its paragraph is right-to-left."""
    text = "".join(map(_text, pieces))
    depths = levels(text.rstrip(" "), base=int(base))
    depths += [int(base)] * (len(text) - len(depths))
    leveled: list[tuple[int, Piece]] = []
    start = 0
    for piece in pieces:
        end = start + len(_text(piece))
        leveled += _parted(piece, depths[start:end])
        start = end
    return _reordered(leveled)


def _has_leftward(piece: Piece) -> bool:
    return not isinstance(piece, Box) and piece.word.leftward


def _text(piece: Piece) -> str:
    return _OBJECT if isinstance(piece, Box) else piece.word.text


def _parted(piece: Piece, depths: Sequence[int]) -> list[tuple[int, Piece]]:
    """A piece split by embedding level, each part shaped in its own direction."""
    if isinstance(piece, Box) or not depths:
        return [(depths[0] if depths else 0, piece)]
    parts: list[tuple[int, Piece]] = []
    start = 0
    for depth, run in groupby(depths):
        end = start + len(list(run))
        word = piece.ink.fount.word(piece.word.text[start:end], leftward=bool(depth % 2))
        parts.append((depth, in_ink(word, piece.ink)))
        start = end
    return parts


def _reordered(leveled: list[tuple[int, Piece]]) -> list[Piece]:
    """Rule L2: from the highest level down, every run of at least that level is reversed."""
    for depth in range(max((depth for depth, _ in leveled), default=0), 0, -1):
        out: list[tuple[int, Piece]] = []
        for deep, group in groupby(leveled, key=lambda pair: pair[0] >= depth):
            run = list(group)
            out += run[::-1] if deep else run
        leveled = out
    return [piece for _, piece in leveled]


def levels(text: str, *, base: int) -> list[int]:
    """The embedding level of each character, in a line of that base level (0 or 1)."""
    edge = "R" if base else "L"
    kinds = _neutral(_weak([unicodedata.bidirectional(ch) or "L" for ch in text], edge), edge)
    if base:
        return [base if kind == "R" else base + 1 for kind in kinds]  # I2
    return [{"L": 0, "R": 1}.get(kind, 2) for kind in kinds]  # I1


def _weak(kinds: list[str], edge: str) -> list[str]:
    """Rules W1 to W7: combining marks, numbers and the signs beside them."""
    for index, kind in enumerate(kinds):  # W1
        if kind == "NSM":
            kinds[index] = kinds[index - 1] if index else edge
    strong = edge
    for index, kind in enumerate(kinds):  # W2
        strong = kind if kind in _STRONG else strong
        if kind == "EN" and strong == "AL":
            kinds[index] = "AN"
    kinds = ["R" if kind == "AL" else kind for kind in kinds]  # W3
    for index in range(1, len(kinds) - 1):  # W4
        around = kinds[index - 1]
        joins = kinds[index] == "CS" or (kinds[index] == "ES" and around == "EN")
        if joins and around in {"EN", "AN"} and kinds[index + 1] == around:
            kinds[index] = around
    kinds = _terminated(kinds)
    strong = edge
    for index, kind in enumerate(kinds):  # W7
        strong = kind if kind in _STRONG else strong
        if kind == "EN" and strong == "L":
            kinds[index] = "L"
    return kinds


def _terminated(kinds: list[str]) -> list[str]:
    """Rules W5 and W6: a sign such as % joins the number it touches, or is neutral."""
    out: list[str] = []
    groups = [(kind, len(list(run))) for kind, run in groupby(kinds)]
    for index, (kind, count) in enumerate(groups):
        near = {groups[at][0] for at in (index - 1, index + 1) if 0 <= at < len(groups)}
        terminates = kind == "ET" and "EN" in near
        neutral = not terminates and kind in {"ET", "ES", "CS"}
        out += ["EN" if terminates else "ON" if neutral else kind] * count
    return out


def _neutral(kinds: list[str], edge: str) -> list[str]:
    """Rules N1 and N2: neutrals take the direction of both neighbours, or that of the line."""
    sides = ["L" if kind == "L" else "R" if kind in {"R", "EN", "AN"} else "" for kind in kinds]
    out: list[str] = []
    start = 0
    for side, run in groupby(sides):
        end = start + len(list(run))
        if side:
            out += kinds[start:end]
        else:
            before = sides[start - 1] if start else edge
            after = sides[end] if end < len(sides) else edge
            out += [before if before == after else edge] * (end - start)
        start = end
    return out
