"""Text setting: inlines become pieces of known width, in chunks between which a line may end."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Flag, auto
from itertools import pairwise
from typing import NamedTuple, assert_never

from exporter.errors import Problem, warning
from exporter.model import (
    Break,
    Clip,
    Cloze,
    Code,
    FootnoteMark,
    Image,
    Inline,
    Link,
    Location,
    Math,
    Style,
    Styled,
    Text,
)
from exporter.plaintext import plaintext
from exporter.sheet.bonds import bound
from exporter.sheet.fonts import Fount, Run, Word
from exporter.sheet.formula import Formula, FormulaError
from exporter.sheet.lines import FORCED
from exporter.sheet.objects import string
from exporter.sheet.picture import Picture
from exporter.sheet.structure import Node, Slot
from exporter.sheet.tools import Tools

_SPACES = re.compile("[ \t\n\r\f\v]+")
_ANYWHERE = 0.9  # the cost of ending a line between any two letters
_LENGTH = 200  # characters
FLOOR = 0.6
"""The factor below which a shrunk formula is hard to read."""

WRITE_LINES = r"break it into lines: \begin{aligned} … \\ … \end{aligned}"
"""A hint for formulas that are too wide."""


class Decoration(Flag):
    """Decorations of text."""

    NONE = 0
    UNDERLINE = auto()
    STRIKE = auto()
    MARK = auto()
    KEY = auto()
    LINK = auto()


class Voice(NamedTuple):
    """How a stretch of text looks; `colour` is a PDF operator, `rise` is in points."""

    family: str
    size: float
    colour: str
    bold: bool = False
    italic: bool = False
    rise: float = 0.0
    decoration: Decoration = Decoration.NONE


@dataclass(frozen=True, slots=True)
class Target:
    """The target of a link ("#name" inside the document), its description, and its node."""

    uri: str
    says: str
    node: Node


@dataclass(frozen=True, slots=True, eq=False)
class Ink:
    """The properties that all words of a stretch of text share."""

    fount: Fount
    voice: Voice
    slot: Slot
    target: Target | None


class Glyphs(NamedTuple):
    """A word or a space in its ink; `width` is in points."""

    word: Word
    ink: Ink
    width: float


@dataclass(frozen=True, slots=True)
class Art:
    """A formula or picture with its size on paper, in points; `size` is the em of a formula."""

    content: Formula | Picture
    width: float
    height: float
    depth: float
    colour: str
    size: float = 0.0


def in_ink(word: Word, ink: Ink) -> Glyphs:
    """A word in its ink, at the width it has there."""
    return Glyphs(word, ink, word.width * ink.voice.size)


class Box(NamedTuple):
    """A formula or picture in a line of text."""

    art: Art
    ink: Ink
    width: float


Piece = Glyphs | Box


class Chunk(NamedTuple):
    """Pieces that stay together on a line, and the space after them.

    `height` and `depth` are those of formulas and pictures in it, 0 without any.
    """

    width: float
    space: float
    cost: float
    pieces: tuple[Piece, ...]
    height: float = 0.0
    depth: float = 0.0


def set_text(  # noqa: PLR0913, PLR0917  (they share nothing but this call)
    content: Sequence[Inline],
    voice: Voice,
    node: Node,
    tools: Tools,
    measure: float,
    target: Target | None = None,
) -> list[Chunk]:
    """The chunks of some inlines, none wider than the measure, as content of the node.

    With a target all of them are part of that link.
    """
    return cut(_Setter(tools, measure).set(content, voice, node, target), measure)


class _Setter:
    def __init__(self, tools: Tools, measure: float) -> None:
        self._tools = tools
        self._measure = measure
        self._chunks: list[Chunk] = []
        self._pieces: list[Piece] = []
        self._height = self._depth = 0.0  # of the boxes among them

    def set(
        self, content: Sequence[Inline], voice: Voice, node: Node, target: Target | None
    ) -> list[Chunk]:
        self._walk(content, voice, node, target)
        self._close(0.0, 0.0)
        return self._chunks

    def _walk(  # noqa: C901  # one case for each kind of inline
        self, content: Sequence[Inline], voice: Voice, node: Node, target: Target | None
    ) -> None:
        for index, inline in enumerate(content):
            match inline:
                case Text(text, at):
                    self._text(text, self._ink(voice, node, target), at)
                case Code(text, at):
                    self._code(text, voice, node, target, at)
                case Math():
                    self._math(inline, voice, node, target)
                case Styled(style, inner):
                    self._styled(style, inner, voice, node, target)
                case Link():
                    self._link(inline, voice, node)
                case Image():
                    self._image(inline, voice, node, target)
                case Cloze(_, inner):
                    self._styled(Style.UNDERLINE, inner, voice, node, target)
                case Clip():
                    name = _named(inline, self._tools.words.colon)
                    self._walk(name, voice, node, target)
                case FootnoteMark(number, at):
                    raised = _raised(voice._replace(family="sans"), 0.34)
                    reference = node.add("Reference")
                    apart = index and isinstance(content[index - 1], FootnoteMark)  # 1,2 is not 12
                    mark = f",{number}" if apart else str(number)
                    self._text(mark, self._ink(raised, reference, target), at)
                case Break():
                    self._close(0.0, FORCED)
                case _:
                    assert_never(inline)

    def _ink(self, voice: Voice, node: Node, target: Target | None) -> Ink:
        fount = self._tools.book.fount(voice.family, bold=voice.bold, italic=voice.italic)
        return Ink(fount, voice, node.slot(), target)

    def _text(self, text: str, ink: Ink, at: Location) -> None:
        fount, size = ink.fount, ink.voice.size
        gap = Glyphs(fount.space, ink, fount.space.width * size)
        parts = _SPACES.split(text)
        for part, following in pairwise(parts):
            words = fount[part]
            held = bound(part, following)
            simple = len(words) == 1 and not words[0].missing
            if simple and not held and not self._pieces:  # most of them
                width = words[0].width * size
                pieces = (Glyphs(words[0], ink, width), gap)
                self._chunks.append(Chunk(width, gap.width, 0.0, pieces))
                continue
            self._words(words, ink, at)
            self._space(gap, held=held)
        self._words(fount[parts[-1]], ink, at)

    def _words(self, words: tuple[Word, ...], ink: Ink, at: Location) -> None:
        """Add a word in its parts, between which a line may end."""
        for index, word in enumerate(words):
            if index:
                self._close(0.0, ink.fount.cost)
            self._pieces.append(in_ink(word, ink))
            if word.missing:
                self._tools.report(word, at)

    def _space(self, gap: Glyphs, *, held: bool) -> None:
        """Add a space and end the chunk, unless it is held; repeated spaces count once."""
        if self._pieces:
            self._pieces.append(gap)
            if not held:
                self._close(gap.width, 0.0)

    def _close(self, space: float, cost: float) -> None:
        pieces = self._pieces
        if not pieces:
            if cost == FORCED and self._chunks:
                self._chunks[-1] = self._chunks[-1]._replace(cost=FORCED)
            return
        width = sum([piece[2] for piece in pieces]) - space
        self._chunks.append(Chunk(width, space, cost, tuple(pieces), self._height, self._depth))
        self._pieces = []
        self._height = self._depth = 0.0

    def _box(self, box: Box) -> None:
        self._pieces.append(box)
        self._height = max(self._height, box.art.height)
        self._depth = max(self._depth, box.art.depth)

    def _code(
        self, text: str, voice: Voice, node: Node, target: Target | None, at: Location
    ) -> None:
        sizes = self._tools.style.sizes
        own = voice._replace(family="code", size=self._smaller(voice, sizes.code / sizes.text))
        ink = self._ink(own, node.add("Code"), target)
        self._text(text.replace("  ", " \u00a0"), ink, at)

    def _smaller(self, voice: Voice, factor: float) -> float:
        """A size below that of the voice, or its own where nothing may be smaller."""
        return max(voice.size * factor, min(self._tools.least, voice.size))

    def _styled(
        self,
        style: Style,
        inner: tuple[Inline, ...],
        voice: Voice,
        node: Node,
        target: Target | None,
    ) -> None:
        own = _voice(style, voice)
        if style in {Style.SMALL, Style.KEYBOARD}:
            own = own._replace(size=self._smaller(voice, 0.85))
        if style is not Style.KEYBOARD:
            self._walk(inner, own, node, target)
            return
        ink = self._ink(own, node, target)
        pad = Word("", 0.3, (Run(ink.fount.chain[0], "-300 "),))
        gap = Word("", 0.1, (Run(ink.fount.chain[0], "-100 "),))
        bare = Ink(ink.fount, own._replace(decoration=voice.decoration), ink.slot, target)
        self._pieces.append(Glyphs(gap, bare, gap.width * own.size))
        self._pieces.append(Glyphs(pad, ink, pad.width * own.size))
        self._walk(inner, own, node, target)
        self._pieces.append(Glyphs(pad, ink, pad.width * own.size))
        self._pieces.append(Glyphs(gap, bare, gap.width * own.size))

    def _math(self, math: Math, voice: Voice, node: Node, target: Target | None) -> None:
        try:
            formula = self._tools.formulas.typeset(math.latex, display=False)
        except FormulaError as error:
            self._tools.problems.append(Problem(math.at, error.what, error.hint))
            self._code(math.latex, voice, node, target, math.at)
            return
        size = fitted(formula.width * voice.size, self._measure, self._tools, math.at) * voice.size
        art = Art(
            formula,
            formula.width * size,
            formula.height * size + voice.rise,
            formula.depth * size - voice.rise,
            voice.colour,
            size,
        )
        ink = self._ink(voice, node.add("Formula", {"Alt": string(math.latex)}), target)
        self._box(Box(art, ink, art.width))

    def _link(self, link: Link, voice: Voice, node: Node) -> None:
        """Add the text of a link, underlined, and for readers on paper its destination."""
        where = self._tools.destination(link)
        if where is None:
            self._walk(link.content, voice, node, None)
            return
        linked = voice._replace(decoration=voice.decoration | Decoration.LINK)
        inside = node.add("Link", {"Alt": string(link.title or plaintext(link.content))})
        target = Target(link.target, link.title or plaintext(link.content), inside)
        self._walk(link.content, linked, inside, target)
        if where:
            quiet = voice._replace(
                family="sans",
                size=self._smaller(voice, 0.84),
                colour=self._tools.quiet,
                italic=False,
            )
            self._text(f" {where}", self._ink(quiet, inside, target), link.at)

    def _image(self, image: Image, voice: Voice, node: Node, target: Target | None) -> None:
        picture = self._tools.picture(image)
        alt = image.alt or plaintext(image.caption)
        if picture is None:
            self._text(alt, self._ink(voice, node, target), image.at)
            return
        width = image.width * self._measure if image.width else picture.width
        width = min(width, self._measure, self._tools.tallest * picture.width / picture.height)
        height = width * picture.height / picture.width
        art = Art(picture, width, height, 0.0, voice.colour)
        ink = self._ink(voice, node.add("Figure", {"Alt": string(alt)}), target)
        self._box(Box(art, ink, width))
        if image.caption:
            beside = (Text(" ", image.at), Styled(Style.SMALL, image.caption))
            self._walk(beside, voice, node, target)


def _named(clip: Clip, colon: str) -> tuple[Inline, ...]:
    """The text printed for a clip: its words and the name of its file."""
    alt = f"{clip.alt}{colon} " if clip.alt and clip.caption else clip.alt
    file = f" ({clip.media.path})" if clip.alt or clip.caption else clip.media.path
    return (Text(f"♪ {alt}", clip.at), *clip.caption, Text(file, clip.at))


def fitted(width: float, measure: float, tools: Tools, at: Location) -> float:
    """The factor at which a formula fits; with a warning if it becomes hard to read."""
    if width <= measure:
        return 1.0
    factor = measure / width
    if factor < FLOOR:
        what = f"the formula is too wide for the sheet: it is printed at {factor:.0%} of its size"
        tools.problems.append(warning(at, what, WRITE_LINES))
    return factor


def _raised(voice: Voice, rise: float) -> Voice:
    return voice._replace(size=voice.size * 0.68, rise=voice.rise + voice.size * rise)


def _voice(style: Style, voice: Voice) -> Voice:
    match style:
        case Style.EMPHASIS:
            return voice._replace(italic=not voice.italic)
        case Style.STRONG:
            return voice._replace(bold=True)
        case Style.STRIKETHROUGH:
            return voice._replace(decoration=voice.decoration | Decoration.STRIKE)
        case Style.HIGHLIGHT:
            return voice._replace(decoration=voice.decoration | Decoration.MARK)
        case Style.UNDERLINE:
            return voice._replace(decoration=voice.decoration | Decoration.UNDERLINE)
        case Style.SUBSCRIPT:
            return _raised(voice, -0.16)
        case Style.SUPERSCRIPT:
            return _raised(voice, 0.34)
        case Style.SMALL:
            return voice
        case Style.KEYBOARD:
            return voice._replace(family="sans", decoration=voice.decoration | Decoration.KEY)
        case _:
            assert_never(style)


# Chunks wider than the measure ----------------------------------------------------------------


def cut(chunks: list[Chunk], measure: float) -> list[Chunk]:
    """The chunks, with those that are too wide cut between any two letters."""
    if all(chunk.width <= measure for chunk in chunks):
        return chunks
    return [
        part
        for chunk in chunks
        for part in ([chunk] if chunk.width <= measure else _cut(chunk, measure))
    ]


def _cut(chunk: Chunk, measure: float) -> list[Chunk]:
    parts: list[Chunk] = []
    line: list[Piece] = []
    room = measure
    queue: list[Piece] = []
    for piece in reversed(chunk.pieces):
        queue += [piece] if isinstance(piece, Box) else reversed(in_lengths(piece))
    while queue:
        piece = queue.pop()
        if piece.width <= room or (not line and _is_whole(piece)):
            line.append(piece)
            room -= piece.width
            continue
        if isinstance(piece, Glyphs) and (split := _split(piece, room, force=not line)):
            line.append(split[0])
            queue.extend(split[:0:-1])
        else:
            queue.append(piece)
        parts.append(_anywhere(line))
        line, room = [], measure
    last = _anywhere(line)
    width = last.width - chunk.space
    return [*parts, last._replace(width=width, space=chunk.space, cost=chunk.cost)]


def _is_whole(piece: Piece) -> bool:
    """Whether a piece cannot be cut, even if it is too wide."""
    return isinstance(piece, Box) or len(piece.word.text) < 2


def in_lengths(piece: Glyphs) -> list[Glyphs]:
    """A piece in parts that are short enough to be shaped repeatedly in little time."""
    if len(piece.word.text) <= _LENGTH:
        return [piece]
    text, ink = piece.word.text, piece.ink
    starts = range(0, len(text), _LENGTH)
    words = [ink.fount.word(text[start : start + _LENGTH]) for start in starts]
    return [in_ink(word, ink) for word in words]


def _anywhere(pieces: list[Piece]) -> Chunk:
    boxes = [piece.art for piece in pieces if isinstance(piece, Box)]
    return Chunk(
        sum(piece.width for piece in pieces),
        0.0,
        _ANYWHERE,
        tuple(pieces),
        max((art.height for art in boxes), default=0.0),
        max((art.depth for art in boxes), default=0.0),
    )


def _split(piece: Glyphs, room: float, *, force: bool) -> list[Glyphs]:
    """The piece in two, the first of which fits; with `force` it has at least one letter."""
    text, ink = piece.word.text, piece.ink
    size = ink.voice.size
    count = max(ink.fount.fitting(piece.word, room / size), 1 if force else 0)
    if not 0 < count < len(text):
        return []
    words = (ink.fount.word(text[:count]), ink.fount.word(text[count:]))
    return [in_ink(word, ink) for word in words]
