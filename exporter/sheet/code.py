"""Code blocks: highlighting that also works in grey, and long lines wrapped with a mark."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import Token, _TokenType
from pygments.util import ClassNotFound

from exporter.highlighting import colourable
from exporter.model import CodeBlock, Hole, Location
from exporter.sheet.paragraph import Place
from exporter.sheet.slabs import Line, Rail, Slab, spaced
from exporter.sheet.structure import Node, Slot
from exporter.sheet.text import Decoration, Glyphs, Ink, Piece, Voice, in_ink, in_lengths
from exporter.sheet.tools import Tools, colour

# pygments' token types contain their subtypes; its stubs take them for plain tuples of names.
_COMMENT: Container[object] = Token.Comment
_KEYWORD: Container[object] = Token.Keyword
_TAG: Container[object] = Token.Name.Tag
_STRING: Container[object] = Token.Literal.String
_LEADING = 6 / 7  # of the text's
_WRAPPED = "↪ "


def code_block(block: CodeBlock, place: Place, tools: Tools) -> list[Slab]:
    """A block of code with a grey rule on its left."""
    bar = Rail(place.x - tools.style.spacing.indent + 3.0, 1.2, tools.style.colours.rule)
    railed = place._replace(rails=(*place.rails, bar))
    slabs = code_lines(block, railed, tools, place.node.add("P"))
    return spaced(slabs, above=place.gap, below=place.gap)


def code_lines(block: CodeBlock, place: Place, tools: Tools, node: Node) -> list[Slab]:
    """Lines of code as slabs; no page begins or ends with a single one of them."""
    slot = node.add("Code").slot()
    leading = place.leading * _LEADING
    rows: list[Sequence[Piece]] = []
    start = 0
    for number, tokens in enumerate(_token_lines(block.text, block.language), 1):
        at = Location(block.at.path, block.at.line + number)
        parts = [(kind, value, False) for kind, value in tokens]
        if block.holes:
            parts = list(_marked(tokens, start, block.holes))
            start += sum(len(value) for _, value in tokens) + 1
        rows += _wrapped(_pieces(parts, place, tools, slot, at), place, tools, slot)
    last = len(rows) - 1
    return [
        Slab(
            leading,
            (Line(place.x, leading * 0.72, row),) if row else (),
            keep=index in {0, last - 1} and index < last,
            rails=place.rails,
        )
        for index, row in enumerate(rows)
    ]


def _token_lines(text: str, language: str) -> Iterator[list[tuple[_TokenType, str]]]:
    """The tokens of each line, without line ends."""
    line: list[tuple[_TokenType, str]] = []
    lexer = _lexer(language) if colourable(text, language) else None
    tokens = lexer.get_tokens(text) if lexer else ((Token.Text, text),)
    for kind, value in tokens:
        first, *rest = value.split("\n")
        line.append((kind, first))
        for part in rest:
            yield line
            line = [(kind, part)]
    if any(value for _, value in line):
        yield line


@lru_cache
def _lexer(language: str) -> Lexer | None:
    try:
        return get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None


def _marked(
    tokens: list[tuple[_TokenType, str]], start: int, holes: Sequence[Hole]
) -> Iterator[tuple[_TokenType, str, bool]]:
    """The tokens of a line that begins at `start`, cut at deletions; True for those inside one."""
    for kind, value in tokens:
        end = start + len(value)
        first = bisect_right(holes, start, key=lambda hole: hole.end)
        near = holes[first : bisect_left(holes, end, key=lambda hole: hole.start)]
        edges = {edge for hole in near for edge in (hole.start, hole.end) if start < edge < end}
        for left, right in pairwise(sorted({start, end} | edges)):
            inside = any(hole.start <= left < hole.end for hole in near)
            yield kind, value[left - start : right - start], inside
        start = end


def _pieces(
    tokens: list[tuple[_TokenType, str, bool]], place: Place, tools: Tools, slot: Slot, at: Location
) -> list[Glyphs]:
    """The shaped tokens, those inside a deletion underlined."""
    pieces = []
    for kind, value, deleted in tokens:
        if value:
            voice = _voice(kind, place, tools)
            if deleted:
                voice = voice._replace(decoration=Decoration.UNDERLINE)
            ink = _ink(voice, tools, slot)
            word = ink.fount.word(value)
            if word.missing:
                tools.report(word, at)
            pieces.append(in_ink(word, ink))
    return pieces


def _ink(voice: Voice, tools: Tools, slot: Slot) -> Ink:
    fount = tools.book.fount("code", bold=voice.bold, italic=voice.italic)
    return Ink(fount, voice, slot, None)


def _voice(kind: _TokenType, place: Place, tools: Tools) -> Voice:
    """The style of a token: weight and slant tell tokens apart, colour only helps."""
    sizes = tools.style.sizes
    size = place.voice.size * sizes.code / sizes.text
    plain = Voice("code", size, place.voice.colour)
    if kind in _COMMENT:
        return plain._replace(italic=True, colour=tools.quiet)
    if kind in _KEYWORD or kind in _TAG:
        return plain._replace(bold=True)
    if kind in _STRING:
        return plain._replace(colour=colour(tools.style.colours.string))
    return plain


def _wrapped(pieces: list[Glyphs], place: Place, tools: Tools, slot: Slot) -> list[Sequence[Piece]]:
    """The pieces on as many lines as they need; all but the first begin with a mark."""
    if sum(piece.width for piece in pieces) <= place.measure:
        return [pieces]
    mark = _mark(place, tools, slot)
    rows: list[Sequence[Piece]] = []
    row: list[Piece] = []
    room = place.measure
    queue = [part for piece in pieces for part in in_lengths(piece)][::-1]
    while queue:
        piece = queue.pop()
        if piece.width <= room:
            row.append(piece)
            room -= piece.width
            continue
        bare = len(row) == bool(rows)  # nothing but the mark on it yet
        count = _fitting(piece, room, alone=bare)
        text = piece.word.text
        for part in (text[count:], text[:count]):
            if part:
                word = piece.ink.fount.word(part)
                queue.append(in_ink(word, piece.ink))
        if count:
            row.append(queue.pop())
        rows.append(row)
        row, room = [mark], place.measure - mark.width
    return [*rows, row]


def _mark(place: Place, tools: Tools, slot: Slot) -> Glyphs:
    voice = _voice(Token.Comment, place, tools)._replace(italic=False)
    ink = _ink(voice, tools, slot)
    word = ink.fount.word(_WRAPPED)
    return in_ink(word, ink)


def _fitting(piece: Glyphs, room: float, *, alone: bool) -> int:
    """How many characters of a piece fit, up to a space or punctuation mark if possible.

    A piece that is `alone` on its line is cut anywhere, after at least one character.
    """
    text = piece.word.text
    count = piece.ink.fount.fitting(piece.word, room / piece.ink.voice.size)
    for end in range(count, count // 2, -1):
        if text[end - 1] in " ,;()[]{}.=/":
            return end
    return max(count, 1) if alone else 0
