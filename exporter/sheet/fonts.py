"""Font files, and words shaped in them, with fall-back fonts for missing characters.

A `Face` is one file. It gives every pair of (glyph, text it stands for) a code of its own, so that
copied text is what was written, even with ligatures or a glyph shared by two characters. A `Fount`
is a face with its fall-backs; it shapes each word once.
"""

from __future__ import annotations

import re
import struct
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import NamedTuple

import uharfbuzz as hb

from exporter.sheet.system import FontFile, covering

_UNSEEN = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]"
)
_LEFTWARD = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff]")
# Scripts whose vowels may stand before the consonant they follow: from Devanagari to Khmer.
_CLUSTERED = re.compile("[\u0900-\u0dff\u1000-\u109f\u1780-\u17ff\u1a20-\u1bff\ua880-\uabff]")
STAND_IN = "□"
"""Printed in place of a character that no font has."""


def lacking(char: str) -> str:
    """The message about a character that no font has."""
    name = f'"{char}" (U+{ord(char):04X})' if char.isprintable() else f"U+{ord(char):04X}"
    return f"no font has {name}; it is printed as {STAND_IN}"


# Where a word may be broken, without a hyphen being added: after a hyphen or dash between
# letters, after a slash, at a zero-width space, between ideographs.
_OPPORTUNITY = re.compile(
    "(?<=\\w\\w[-\u2010])(?=\\w\\w)|(?<=\\w[\u2013\u2014/])(?=\\w)|(?<=\u200b)"
    "|(?<=[\u2e80-\u9fff\uac00-\ud7af\uff00-\uffef])(?=[\u2e80-\u2fff\u3040-\u9fff\uac00-\ud7af])"
)

_CODE_OPPORTUNITY = re.compile("(?<=[\\w)\\]][._/,;:=&?(\\[])(?=\\w)|(?<=[/&?])(?=[\\w~])")
_IN_WORD, _IN_CODE = 0.15, 0.6  # the cost of ending a line there, see `lines`


class Run(NamedTuple):
    """Glyphs of one face: the inside of a TJ array, with kerning; `rise` is in em."""

    face: Face
    glyphs: str
    rise: float = 0.0


class Word(NamedTuple):
    """Shaped text: its width in em, its runs from left to right.

    `missing` are the characters that no font has; `leftward` text runs from right to left. A word
    is `spelled` if its glyphs are not in the order of its letters, so that the PDF has to state its
    text. A `simple` word has one run, on the baseline, in its fount's first face.
    """

    text: str
    width: float
    runs: tuple[Run, ...]
    missing: str = ""
    leftward: bool = False
    spelled: bool = False
    simple: bool = False


class Face:
    """One font file, and the codes of the glyphs used in this document.

    `codes` maps (glyph, text) to a two-byte code; 0 is .notdef's and never used. Heights are in
    em above the baseline.
    """

    def __init__(self, file: FontFile, number: int) -> None:
        self.path = file.path
        self.resource = f"T{number}"
        self.face = hb.Face(hb.Blob(file.path.read_bytes()), file.face)
        self.upem: int = self.face.upem
        self.codes: dict[tuple[int, str], int] = {}
        self._font = hb.Font(self.face)
        self._advance = cache(self._font.get_glyph_h_advance)

    @cached_property
    def characters(self) -> frozenset[int]:
        """The code points that have a glyph."""
        return frozenset(self.face.unicodes)

    @cached_property
    def name(self) -> str:
        """Its PostScript name."""
        name = self.face.get_name(hb.OTNameIdPredefined.POSTSCRIPT_NAME) or self.path.stem
        return re.sub("[^A-Za-z0-9-]", "", name)

    def advance(self, glyph: int) -> float:
        """A glyph's own width, in thousandths of an em."""
        return float(self._advance(glyph)) * 1000 / self.upem

    def table(self, tag: str) -> bytes:
        """A table of the file, b"" if it is missing."""
        return bytes(self.face.reference_table(tag).data or b"")

    @cached_property
    def box(self) -> tuple[int, int, int, int]:
        """The bounding box of all glyphs, in thousandths of an em."""
        x0, y0, x1, y1 = struct.unpack(">4h", self.table("head")[36:44])
        scale = 1000 / self.upem
        return round(x0 * scale), round(y0 * scale), round(x1 * scale), round(y1 * scale)

    def shape(self, text: str, *, leftward: bool = False) -> tuple[float, list[Run]]:
        """The width of some text in em, and its glyphs from left to right."""
        buffer = self._shaped(text, leftward=leftward)
        infos, positions = buffer.glyph_infos, buffer.glyph_positions
        scale = 1000 / self.upem
        written = _written(text, [info.cluster for info in infos])
        if leftward:  # readers turn the line around letter by letter, a ligature's as well
            written = [each[::-1] for each in written]
        width, carried, rise = 0, 0, 0
        parts: list[str] = []
        runs: list[Run] = []
        for info, position, means in zip(infos, positions, written, strict=True):
            glyph = info.codepoint
            right, up, advance, _ = position.position
            if up != rise:
                runs.append(self._run(parts, rise))
                parts, rise = [], up
            code = self.codes.setdefault((glyph, means), len(self.codes) + 1)
            if (moved := carried + right) and (shift := round(moved * scale)):
                parts.append(f"{-shift} ")
            parts.append(f"<{code:04x}>")
            carried = advance - self._advance(glyph) - right
            width += advance
        if shift := round(carried * scale):
            parts.append(f"{-shift} ")
        runs.append(self._run(parts, rise))
        return width / self.upem, runs

    def width(self, text: str, *, leftward: bool) -> float:
        """The width of some text in em, which is found much sooner than its glyphs."""
        buffer = self._shaped(text, leftward=leftward)
        width: int = sum(position.x_advance for position in buffer.glyph_positions)
        return width / self.upem

    def _shaped(self, text: str, *, leftward: bool) -> hb.Buffer:
        buffer = hb.Buffer()
        buffer.add_str(text)
        buffer.cluster_level = hb.BufferClusterLevel.MONOTONE_CHARACTERS
        buffer.guess_segment_properties()
        buffer.direction = "rtl" if leftward else "ltr"
        hb.shape(self._font, buffer, {"dlig": False})
        return buffer

    def _run(self, parts: list[str], rise: int) -> Run:
        return Run(self, "".join(parts).replace("><", ""), rise / self.upem)

    def stand_in(self, text: str) -> tuple[float, list[Run]]:
        """A hollow square for each character of a text, which is still copied as that text."""
        glyph = self._font.get_nominal_glyph(ord(STAND_IN)) or 0
        codes = [self.codes.setdefault((glyph, ch), len(self.codes) + 1) for ch in text]
        glyphs = "".join(f"{code:04x}" for code in codes)
        return len(text) * self.advance(glyph) / 1000, [Run(self, f"<{glyphs}>")]


def _written(text: str, clusters: list[int]) -> Sequence[str]:
    """The text that each glyph stands for: the first glyph of a cluster has all of its text."""
    if clusters == list(range(len(text))):
        return text
    starts = sorted(set(clusters))
    ends = dict(zip(starts, [*starts[1:], len(text)], strict=True))
    seen: set[int] = set()
    written = []
    for cluster in clusters:
        written.append("\u200b" if cluster in seen else text[cluster : ends[cluster]])
        seen.add(cluster)
    return written


def _is_leftward(text: str) -> bool:
    """Whether a text has right-to-left letters."""
    return not text.isascii() and _LEFTWARD.search(text) is not None


class Fount(dict[str, "tuple[Word, ...]"]):
    """A face and its fall-backs; `fount[word]` is that word, split where a line may end.

    `cost` is that of ending a line there: in code, also after punctuation. `leftward` tells whether
    any word so far was right-to-left.
    """

    leftward = False

    def __init__(
        self, chain: tuple[Face, ...], beyond: Callable[[str], Face | None], *, code: bool
    ) -> None:
        super().__init__()
        self.chain = chain
        self._beyond = beyond
        self.cost = _IN_CODE if code else _IN_WORD
        self._opportunity = _CODE_OPPORTUNITY if code else _OPPORTUNITY
        self.space = self.word(" ")

    def __missing__(self, text: str) -> tuple[Word, ...]:
        words = tuple(self.word(part) for part in self._parted(text) if part)
        self[text] = words
        return words

    def _parted(self, text: str) -> list[str]:
        pattern = _CODE_OPPORTUNITY if "://" in text else self._opportunity
        return pattern.split(text)

    def word(self, text: str, *, leftward: bool | None = None) -> Word:
        """A text shaped as one word; its letters tell its direction unless `leftward` is given."""
        if leftward is None:
            leftward = _is_leftward(text)
        self.leftward |= leftward
        width, missing = 0.0, []
        runs: list[Run] = []
        for found, part in self._itemised(text):
            face = found or self._standing_in()
            advance, shaped = face.shape(part, leftward=leftward) if found else face.stand_in(part)
            if not found:
                missing.append(part)
            width += advance
            runs = shaped + runs if leftward else runs + shaped
        spelled = not leftward and not text.isascii() and _CLUSTERED.search(text) is not None
        simple = len(runs) == 1 and runs[0].face is self.chain[0] and not runs[0].rise
        simple = simple and not spelled
        return Word(text, width, tuple(runs), "".join(missing), leftward, spelled, simple)

    def _width(self, text: str) -> float:
        """The width of a text shaped as one word, in em."""
        leftward = _is_leftward(text)
        return sum(
            face.width(part, leftward=leftward) if face else self._standing_in().stand_in(part)[0]
            for face, part in self._itemised(text)
        )

    def fitting(self, word: Word, room: float) -> int:
        """How many leading characters of a word fit into `room` em."""
        most = len(word.text)
        if word.width <= room:
            return most
        low, high = 0, most  # so many do fit, so many do not
        probe, step = int(most * room / word.width), 1  # letters are about as wide as each other
        while high - low > 1:
            probe = (low + high) // 2 if low and high < most else min(max(probe, 1), most - 1)
            if self._width(word.text[:probe]) <= room:
                low, probe = probe, probe + step
            else:
                high, probe = probe, probe - step
            step *= 2
        return low

    def _itemised(self, text: str) -> Iterator[tuple[Face | None, str]]:
        """The text in runs of one face each; None stands for characters that no face has.

        A combining mark is set in the face of its base if possible. What cannot be seen is left
        out.
        """
        if not text.isascii():
            text = _UNSEEN.sub("", text)
        if text and self.chain[0].characters.issuperset(map(ord, text)):
            yield self.chain[0], text
            return
        start, current = 0, None
        for index, ch in enumerate(text):
            face = self._face_of(ch, current if unicodedata.combining(ch) else None)
            if index and face is not current:
                yield current, text[start:index]
                start = index
            current = face
        if text:
            yield current, text[start:]

    def _standing_in(self) -> Face:
        """The face of the sign for characters that no face has."""
        return self._face_of(STAND_IN, None) or self.chain[0]

    def _face_of(self, ch: str, preferred: Face | None) -> Face | None:
        code = ord(ch)
        if preferred and code in preferred.characters:
            return preferred
        own = next((face for face in self.chain if code in face.characters), None)
        return own or self._beyond(ch)


class FontBook:
    """Every fount of one document, by family, weight and slant.

    Characters that no font of the style has are taken from system fonts, as is usual in `language`.
    """

    def __init__(
        self, families: dict[str, tuple[Path, ...]], fallback: tuple[Path, ...], language: str
    ) -> None:
        self._families = families
        self._fallback = fallback
        self._language = language
        self._faces: dict[FontFile, Face] = {}
        self._found: dict[str, Face | None] = {}
        self._founts: dict[tuple[str, bool, bool], Fount] = {}

    @property
    def faces(self) -> tuple[Face, ...]:
        """The faces loaded so far."""
        return tuple(self._faces.values())

    def fount(self, family: str, *, bold: bool = False, italic: bool = False) -> Fount:
        """The fount of a family."""
        key = (family, bold, italic)
        if (found := self._founts.get(key)) is None:
            own = self._families[family][2 * bold + italic]
            files = map(FontFile, dict.fromkeys((own, *self._fallback)))
            chain = tuple(map(self._face, files))
            found = self._founts[key] = Fount(chain, self._beyond, code=family == "code")
        return found

    def _face(self, file: FontFile) -> Face:
        if (face := self._faces.get(file)) is None:
            face = self._faces[file] = Face(file, len(self._faces))
        return face

    def _beyond(self, ch: str) -> Face | None:
        """A system font that has a character."""
        if ch not in self._found:
            known = (face for face in self._found.values() if face)
            face = next((face for face in known if ord(ch) in face.characters), None)
            if face is None and (file := covering(ch, self._language)):
                face = self._face(file)
            self._found[ch] = face
        return self._found[ch]
