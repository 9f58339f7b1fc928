"""The pen, which alone writes page content: all of it belongs to a slot or is an artifact.

It wraps the canvas of reportlab. Text is written in whole lines, `BT … TJ … ET`, with the codes of
our faces; graphics state is set only where it changes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple

from reportlab.pdfbase.pdfdoc import PDFPage

from exporter.sheet.canvas import BareCanvas
from exporter.sheet.fonts import Face, Word
from exporter.sheet.formula import Formula
from exporter.sheet.objects import Objects, Reserved, stream, string
from exporter.sheet.structure import Annotation, Slot
from exporter.sheet.text import Art, Box, Decoration, Glyphs, Ink, Piece, Target, Voice
from exporter.sheet.tools import colour

ARTIFACT = Slot("Artifact")


@dataclass(frozen=True, slots=True)
class LinkArea:
    """The area of a link on a page: its annotation object, its rectangle and its target."""

    annotation: Reserved
    page: int
    box: tuple[float, float, float, float]
    target: Target


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A gap in the content of a page: which of its parts, and the MCID of what will fill it."""

    page: int
    place: int
    mcid: int


@dataclass(slots=True)
class _Sheet:
    """A finished page: its object, the parts of its content, and its next MCID."""

    page: PDFPage
    content: list[str]
    mcid: int


class _Span(NamedTuple):
    """A decorated or linked stretch of a line."""

    decoration: Decoration
    target: Target | None
    ink: Ink
    start: float
    end: float


class Pen:
    """Writes on one canvas, page after page; the origin is the lower left corner of the paper.

    `link_areas` are the links so far. While `repeating`, everything written is an artifact.
    """

    def __init__(self, canvas: BareCanvas, objects: Objects, link_rule: str, mark: str) -> None:
        self.link_areas: list[LinkArea] = []
        self.repeating = False
        self._canvas = canvas
        self._objects = objects
        self._link_rule = link_rule
        self._mark = mark
        self._forms: dict[int, str] = {}
        self._sheets: list[_Sheet] = []
        self._begin(1, 0)

    @property
    def page(self) -> int:
        """The number of the page being written, from 1."""
        return self._page

    def _begin(self, page: int, mcid: int) -> None:
        self._page = page
        self._mcid = mcid
        self._written: list[str] = []
        self._reset()

    def _reset(self) -> None:
        """Forget the graphics state, so that it is set anew."""
        self._owner: Slot | None = None
        self._colour = ""
        self._font: tuple[Face | None, float] = (None, 0.0)
        self._rise = 0.0

    def turn(self) -> None:
        """End the page."""
        self._written.append(self._content())
        self._sheets.append(_Sheet(self._canvas.turn(), self._written, self._mcid))
        self._begin(len(self._sheets) + 1, 0)

    def leave_placeholder(self) -> Placeholder:
        """Leave a gap in the content of the page for a text that is not known yet."""
        self._written += [self._content(), ""]
        self._reset()
        self._mcid += 1
        return Placeholder(self._page, len(self._written) - 1, self._mcid - 1)

    @contextmanager
    def filling(self, placeholder: Placeholder) -> Iterator[None]:
        """Write into a gap on a finished page."""
        self._begin(placeholder.page, placeholder.mcid)
        yield
        self._sheets[placeholder.page - 1].content[placeholder.place] = self._content()

    @contextmanager
    def amending(self, number: int) -> Iterator[None]:
        """Add to the end of a finished page."""
        sheet = self._sheets[number - 1]
        self._begin(number, sheet.mcid)
        yield
        sheet.content.append(self._content())
        sheet.mcid = self._mcid

    def close(self) -> None:
        """Set the content of every page, and its key in the parent tree (its number less 1)."""
        for number, sheet in enumerate(self._sheets):
            page: Any = sheet.page
            content = "\n".join(filter(None, sheet.content))
            page.Contents = self._objects.add(stream({}, content.encode("ascii")))
            page.StructParents = number
            page.Tabs = "/S"
            # reportlab writes only the entries it knows
            page.__NoDefault__ = [*page.__NoDefault__, "StructParents", "Tabs"]

    def _content(self) -> str:
        """The content written since the last call, with marked content closed."""
        self._release()
        return self._canvas.take()

    def _write(self, operators: str) -> None:
        self._canvas.write(operators)

    # Marked content ----------------------------------------------------------------------------

    def _own(self, slot: Slot) -> None:
        if self.repeating:
            slot = ARTIFACT
        if slot is self._owner:
            return
        self._release()
        self._owner = slot
        if slot is ARTIFACT:
            self._write("/Artifact BMC")
        else:
            self._write(f"/{slot.role} <</MCID {self._mcid}>> BDC")
            slot.marks.append((self._page, self._mcid))
            self._mcid += 1

    def _release(self) -> None:
        if self._owner is not None:
            self._write("EMC")
            self._owner = None

    # Text -------------------------------------------------------------------------------------

    def line(self, x: float, y: float, pieces: Sequence[Piece]) -> None:
        """Write pieces side by side from x on, on the baseline y."""
        spans = list(_spans(x, pieces))
        for span in spans:
            if Decoration.MARK in span.decoration:
                self._highlight(span, y)
        self._text(x, y, pieces)
        for span in spans:
            self._decorate(span, y)
            if span.target is not None and not self.repeating:
                self._link(span, span.target, y)

    def _text(self, x: float, y: float, pieces: Sequence[Piece]) -> None:
        ink: Ink | None = None
        slot: Slot | None = None
        glyphs: list[str] = []
        ready = False  # the state is set for simple words of this ink: write only their glyphs
        for piece in pieces:
            if ready and piece.ink is ink and isinstance(piece, Glyphs) and piece.word.simple:
                glyphs.append(piece.word.runs[0].glyphs)
                x += piece.width
                continue
            if piece.ink is not ink:
                ink = piece.ink
                if ink.slot is not slot:
                    self._show(glyphs)
                    if slot is not None:
                        self._write("ET")
                    slot = ink.slot
                    self._own(slot)
                    self._write(f"BT {x:.2f} {y:.2f} Td")
                if ink.voice.colour != self._colour:
                    self._show(glyphs)
                    self._fill(ink.voice.colour)
            if isinstance(piece, Box):
                self._show(glyphs)
                self._write("ET")
                self.art(x, y + ink.voice.rise, piece.art, ink.slot)
                slot = ink = None
                ready = False
            else:
                self._word(piece.word, ink.voice, glyphs)
                ready = piece.word.simple
            x += piece.width
        self._show(glyphs)
        if slot is not None:
            self._write("ET")

    def _word(self, word: Word, voice: Voice, glyphs: list[str]) -> None:
        if not word.spelled:
            self._runs(word, voice, glyphs)
            return
        self._show(glyphs)
        self._write(f"/Span <</ActualText {string(word.text)}>> BDC")
        self._runs(word, voice, glyphs)
        self._show(glyphs)
        self._write("EMC")

    def _runs(self, word: Word, voice: Voice, glyphs: list[str]) -> None:
        size = voice.size
        for face, run, lifted in word.runs:
            if self._font != (face, size):
                self._show(glyphs)
                self._font = (face, size)
                self._write(f"/{face.resource} {size:.4g} Tf")
            if (rise := voice.rise + lifted * size) != self._rise:
                self._show(glyphs)
                self._rise = rise
                self._write(f"{rise:.2f} Ts")
            glyphs.append(run)

    def _show(self, glyphs: list[str]) -> None:
        if glyphs:
            self._write(f"[{''.join(glyphs)}]TJ".replace("><", ""))
            glyphs.clear()

    def _fill(self, operator: str) -> None:
        if operator != self._colour:
            self._colour = operator
            self._write(operator)

    # Decorations of text ----------------------------------------------------------------------

    def _highlight(self, span: _Span, y: float) -> None:
        size = span.ink.voice.size
        self._bar(span.start - 0.8, y - 0.26 * size, span.end + 0.8, 1.02 * size, self._mark)

    def _bar(self, start: float, y: float, end: float, height: float, value: str) -> None:
        self._own(ARTIFACT)
        self._fill(colour(value))
        self._write(f"{start:.2f} {y:.2f} {end - start:.2f} {height:.2f} re f")

    def _decorate(self, span: _Span, y: float) -> None:
        voice = span.ink.voice
        y += voice.rise
        if Decoration.LINK in span.decoration:
            self._bar(span.start, y - 2.1, span.end, 0.4, self._link_rule)
        if Decoration.UNDERLINE in span.decoration:
            self._stroke(span, y - 2.3)
        if Decoration.STRIKE in span.decoration:
            self._stroke(span, y + 0.24 * voice.size)
        if Decoration.KEY in span.decoration:
            self.frame(span.start, y - 2.4, span.end - span.start, voice.size + 2.2, 1.8)

    def _stroke(self, span: _Span, y: float) -> None:
        """Draw a thin line along a span in its colour."""
        self._own(ARTIFACT)
        self._fill(span.ink.voice.colour)
        self._write(f"{span.start:.2f} {y:.2f} {span.end - span.start:.2f} 0.7 re f")

    def frame(self, x: float, y: float, width: float, height: float, radius: float) -> None:
        """Draw a thin frame, with round corners if `radius` is not 0."""
        self._own(ARTIFACT)
        self._write("0.45 G 0.5 w")
        if radius:
            self._canvas.roundRect(x, y, width, height, radius, stroke=1, fill=0)
        else:
            self._write(f"{x:.2f} {y:.2f} {width:.2f} {height:.2f} re S")

    def _link(self, span: _Span, target: Target, y: float) -> None:
        size = span.ink.voice.size
        box = (span.start, y - 0.25 * size, span.end, y + 0.85 * size)
        (annotation,) = self._objects.reserve(1)
        self._canvas.annotate(annotation.reference)
        self.link_areas.append(LinkArea(annotation, self._page, box, target))
        target.node.children.append(Annotation(self._page, annotation.reference))

    # Everything else --------------------------------------------------------------------------

    def rule(self, x: float, y: float, width: float, height: float, value: str) -> None:
        """Fill a rectangle with its lower left corner at (x, y)."""
        self._bar(x, y, x + width, height, value)

    def art(self, x: float, y: float, art: Art, slot: Slot) -> None:
        """Draw a formula with the left end of its baseline at (x, y), or a picture above it."""
        self._own(slot)
        if isinstance(art.content, Formula):
            self._fill(art.colour)
            scale = art.size / 1000
            self._write(f"q {scale:.5f} 0 0 {scale:.5f} {x:.2f} {y:.2f} cm")
            self._canvas.doForm(self._form(art.content))
            self._write("Q")
        else:
            self._write("q")
            art.content.draw(self._canvas, x, y, art.width, art.height)
            self._write("Q")

    def _form(self, formula: Formula) -> str:
        """The name of the form XObject of a formula, which is added at its first use."""
        known = self._forms.get(id(formula))
        if known is None:
            known = self._forms[id(formula)] = f"M{len(self._forms) + 1}"
            x, y = round(formula.width * 1000), round(formula.height * 1000)
            self._canvas.beginForm(
                known, -200, round(-formula.depth * 1000) - 200, x + 200, y + 200
            )
            self._canvas.write(formula.path.decode("ascii"))
            self._canvas.endForm()
        return known


def _spans(x: float, pieces: Sequence[Piece]) -> Iterator[_Span]:
    """The decorated and linked stretches of a line, merged where equal, without its last space."""
    inks = {piece.ink for piece in pieces}
    if not any(ink.voice.decoration or ink.target for ink in inks):
        return
    span: _Span | None = None
    last = len(pieces) - 1
    for index, piece in enumerate(pieces):
        ink, end = piece.ink, x + piece.width
        decoration, target = ink.voice.decoration, ink.target
        if index == last and not isinstance(piece, Box) and piece.word.text == " ":
            break
        if (
            span
            and (span.decoration, span.target) == (decoration, target)
            and (span.ink.voice.size == ink.voice.size)
        ):
            span = span._replace(end=end)
        else:
            if span:
                yield span
            span = _Span(decoration, target, ink, x, end) if decoration or target else None
        x = end
    if span:
        yield span
