"""Two pages for calibrating a printer: crosses on the front, scales on the back behind them."""

from __future__ import annotations

from collections.abc import Iterator

from exporter.model import NOWHERE, Code, Inline, Text
from exporter.sheet import Duplex
from exporter.sheet.heads import fitted
from exporter.sheet.layouts.grid import MM, Grid
from exporter.sheet.layouts.plan import Work
from exporter.sheet.objects import string
from exporter.sheet.pages import Page, Placed
from exporter.sheet.paragraph import paragraph, pieces_of
from exporter.sheet.parts import text_place
from exporter.sheet.slabs import Line, Mark, Rule, Slab
from exporter.sheet.text import Voice
from exporter.sheet.tools import Tools

_IN = 25 * MM  # from the paper's edges to the middle of a cross
_ARM = 8 * MM
_REACH = 6  # mm: how far the scales go
_ENGLISH = {"Lang": string("en")}  # whatever the language of the deck, as the commands are English

_FRONT = """\
Calibration
Print this page and the next on the two sides of one sheet, at actual size; the paper is turned \
over its {flip} edge, as for the cards.
Then hold the sheet against a light with the scales towards you."""
_BACK = """\
The back
Read off where the crosses of the front shine through: first to the right of the scale’s middle \
(to the left with a minus), then above it (below with a minus).
Say `--back-offset X,Y` with the two numbers, added to those the backs are moved by now: {now}."""


def calibration(work: Work, cells: Grid, duplex: Duplex) -> Iterator[Page]:
    """A front with crosses and a back with scales, which meet whichever way paper is turned."""
    right, up = duplex.offset
    crosses = _placed(_cross(work.tools), cells, 0.0, 0.0)
    yield (*crosses, *_instructions(_FRONT.format(flip=duplex.flip.value), work, cells))
    scales = _placed(_scale(work.tools), cells, right * MM, -up * MM)
    yield (*scales, *_instructions(_BACK.format(now=f"{right:g},{up:g}"), work, cells))


def _placed(slab: Slab, cells: Grid, x: float, y: float) -> list[Placed]:
    """A slab at each of four points that are the same seen from either side."""
    width, height = cells.paper
    return [
        Placed(top + y, slab, again=True, left=left + x)
        for top in (_IN, height - _IN)
        for left in (_IN, width - _IN)
    ]


def _cross(tools: Tools) -> Slab:
    colour = tools.style.colours.text
    return Slab(
        0.0, (Rule(-_ARM, 0.0, 2 * _ARM, 0.4, colour), Rule(-0.2, 0.0, 0.4, 2 * _ARM, colour))
    )


def _scale(tools: Tools) -> Slab:
    """Scales in millimetres across and upwards, with numbers at the fifths."""
    colour = tools.style.colours.accent
    marks: list[Mark] = [
        Rule(-_REACH * MM, 0.0, 2 * _REACH * MM, 0.3, colour),
        Rule(-0.15, 0.0, 0.3, 2 * _REACH * MM, colour),
    ]
    for count in range(-_REACH, _REACH + 1):
        half = (1.6 if count % 5 == 0 else 0.8) * MM
        marks.append(Rule(count * MM - 0.15, 0.0, 0.3, 2 * half, colour))
        marks.append(Rule(-half, -count * MM, 2 * half, 0.3, colour))
    voice = Voice("sans", 8.0, tools.quiet)
    for count in (-5, 5):
        words = pieces_of(fitted(f"{count:+d}".replace("-", "−"), voice, 40.0, tools))
        width = sum(piece.width for piece in words)
        end = (_REACH + 1) * MM
        marks.append(Line(end if count > 0 else -end - width, 2.8, words))
        marks.append(Line(-width / 2, -end if count > 0 else end + 5.6, words))
    return Slab(0.0, tuple(marks))


def _instructions(words: str, work: Work, cells: Grid) -> list[Placed]:
    """A heading and paragraphs in the middle of the paper."""
    tools, sizes = work.tools, work.tools.style.sizes
    measure = min(cells.paper[0] - 4 * _IN + 40.0, 300.0)
    place = text_place(work.root.add("Sect", _ENGLISH), tools)._replace(measure=measure)
    out: list[Placed] = []
    y = cells.paper[1] / 2 - 60.0
    for index, text in enumerate(words.splitlines()):
        voice = place.voice if index else place.voice._replace(bold=True, size=sizes.section)
        own = place._replace(voice=voice, leading=place.leading * (1 if index else 1.5))
        node = place.node.add("P" if index else "H1")
        for slab in paragraph(_inlines(text), own, tools, node):
            out.append(Placed(y, slab, left=(cells.paper[0] - measure) / 2))
            y += slab.height
        y += place.gap
    return out


def _inlines(text: str) -> list[Inline]:
    """Text, with code where it has backticks."""
    return [
        Code(part, NOWHERE) if index % 2 else Text(part, NOWHERE)
        for index, part in enumerate(text.split("`"))
        if part
    ]
