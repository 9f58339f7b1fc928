"""`fold`: questions on the left half of the paper, their answers on the right.

Folded along the dashed line, one side shows the questions, the other the answers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import zip_longest

from exporter.model import Inline
from exporter.plaintext import plaintext
from exporter.sheet import SheetSettings
from exporter.sheet.heads import fitted
from exporter.sheet.layouts.fit import to_paper, unticked
from exporter.sheet.layouts.plan import Plan, Work
from exporter.sheet.pages import Page, Placed, extent, paginate
from exporter.sheet.paragraph import pieces_of
from exporter.sheet.parts import answer_slabs, text_place, title
from exporter.sheet.slabs import ABOVE_BASELINE, Line, Rule, Slab, baseline, marked
from exporter.sheet.story import Passage, passages
from exporter.sheet.style import Style
from exporter.sheet.text import Voice
from exporter.sheet.tools import Tools, colour

_GUTTER = 28.0  # points: from the text to the fold
_TOP, _BOTTOM, _HEAD, _OUTER = 62.0, 42.0, 40.0, 34.0
_DASH = 4.0
_FULL = 0.5  # of a page: up to this, a row begins on it even if it has to be broken
_REMINDER = 5  # words of a continued question; any more would have to be tagged as text
_LONG = 0.4  # of a page: longer section heads and intros are rows of their own


def fold(style: Style, settings: SheetSettings) -> Plan:
    """The plan of `fold`; the paper is landscape, so that both halves are upright."""
    height, width = settings.paper.value
    own = unticked(to_paper(style, settings.paper.value))
    part = own.sizes.text / style.sizes.text
    left = _GUTTER * part + own.sizes.question * 1.4 + own.spacing.number  # for 28a
    page = replace(
        own.page,
        left=left,
        measure=width / 2 - left - _GUTTER * part,
        top=_TOP * part,
        bottom=_BOTTOM * part,
        head=_HEAD * part,
        outer=_OUTER * part,
    )
    line = Placed(0.0, _fold_line(width / 2 - left, page.top, height, own.colours.rule), again=True)
    across = Rule(0.0, 0.0, width - left - page.outer, 0.3, own.colours.rule)

    def pages(work: Work) -> Iterator[Page]:
        folder = _Folder(work.tools.room, width / 2, Slab(0.0, (across,)))
        return ((*laid, line) for laid in folder.pages(_rows(work)))

    return Plan((width, height), replace(own, page=page), pages)


def _fold_line(x: float, top: float, height: float, colour: str) -> Slab:
    """A dashed line from the upper edge of the paper to the lower."""
    middles = [2 * _DASH * index + _DASH - top for index in range(int(height / _DASH / 2))]
    return Slab(0.0, tuple(Rule(x - 0.2, y, 0.4, _DASH, colour) for y in middles))


# Rows -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Row:
    """A question on the left and its answer, level with it, on the right, below `heads`.

    A `ruled` row has a hairline above it. `again` returns what is repeated on the left of every
    further page of the row.
    """

    heads: list[Slab]
    left: list[Slab]
    right: list[Slab]
    above: float
    ruled: bool
    again: Callable[[], list[Slab]]

    def columns(self, begin: float, room: float) -> tuple[list[Page], list[Page]]:
        """The pages of both sides, beginning at `begin` below a spacer of that height."""
        first = baseline(self.left[0], 0.0)
        answer = baseline(self.right[0], first)
        level = max(first, answer)
        gap = max(self.left[0].above, self.heads[-1].below) if self.heads else 0.0
        lead = extent(self.heads) + gap
        left = [*_from(self.heads, 0.0), *_from(self.left, gap + level - first)]
        right = _from(self.right, lead + level - answer)
        spacer = Slab(begin)
        return list(paginate([spacer, *left], room)), list(paginate([spacer, *right], room))


def _from(slabs: list[Slab], above: float) -> list[Slab]:
    """The slabs with this space above them."""
    return [slab._replace(above=above) for slab in slabs[:1]] + slabs[1:]


def _rows(work: Work) -> Iterator[_Row]:
    """The deck in rows; heads and intros are part of the next row unless they are long."""
    tools = work.tools
    place = text_place(work.root, tools)
    heads = title(work.deck, place, tools)
    ruled = False
    for passage in passages(work.deck, work.index, place, tools):
        if passage.question is None:
            heads += passage.slabs
            continue
        if extent(heads) > _LONG * tools.room:
            yield _heads_row(heads)
            heads, ruled = [], False
        yield _question_row(heads, passage, tools, ruled=ruled and not heads)
        work.tick()
        heads, ruled = [], True
    if heads:
        yield _heads_row(heads)


def _heads_row(heads: list[Slab]) -> _Row:
    """A row without a question."""
    return _Row([], heads, [Slab(0.0)], heads[0].above, ruled=False, again=list)


def _question_row(heads: list[Slab], passage: Passage, tools: Tools, *, ruled: bool) -> _Row:
    """A row of a question and its answer, with its number beside both."""
    assert passage.question is not None  # noqa: S101  (its row is one of a question)
    assert passage.landing is not None  # noqa: S101  (likewise)
    sizes, spacing = tools.style.sizes, tools.style.spacing
    quiet = passage.place.voice._replace(colour=tools.quiet, bold=True)
    reminder = _reminder(passage.question.title)
    accent = Voice("sans", sizes.text * 0.95, colour(tools.style.colours.accent), bold=True)
    chunks = fitted(passage.landing.label, accent, 100.0, tools)
    label = pieces_of(chunks)
    x = -spacing.number - sum(piece.width for piece in label)
    answer = answer_slabs(passage.question, passage.place, tools) or [Slab(sizes.leading)]
    y = baseline(answer[0], sizes.leading)
    above = heads[0].above if heads else passage.slabs[0].above

    def again() -> list[Slab]:
        first = sizes.leading * ABOVE_BASELINE
        words = pieces_of(fitted(reminder, quiet, tools.style.page.measure, tools))
        return [Slab(sizes.leading, (Line(x, first, label), Line(0.0, first, words)))]

    return _Row(heads, passage.slabs, marked(answer, Line(x, y, label)), above, ruled, again)


def _reminder(title: tuple[Inline, ...]) -> str:
    """The first words of a question, for the pages on which it continues."""
    words = plaintext(title).split()
    return f"{' '.join(words[:_REMINDER])} …"


# Rows onto pages ------------------------------------------------------------------------------


class _Folder:
    """Fills pages with rows; `half` is the distance between the two sides."""

    def __init__(self, room: float, half: float, across: Slab) -> None:
        self._room = room
        self._half = half
        self._across = across
        self._page: list[Placed] = []
        self._y = 0.0

    def pages(self, rows: Iterator[_Row]) -> Iterator[Page]:
        """Each page as soon as it is full."""
        for row in rows:
            yield from self._put(row)
        yield self._finished()

    def _put(self, row: _Row) -> Iterator[Page]:
        begin = self._y + row.above if self._page else 0.0
        left, right = row.columns(begin, self._room)
        if self._page and self._better_below(left, right):
            yield self._finished()
            begin = 0.0
            left, right = row.columns(begin, self._room)
        if begin and row.ruled:
            self._page.append(Placed(begin - row.above / 2, self._across, again=True))
        for index, (one, other) in enumerate(zip_longest(left, right, fillvalue=())):
            if index:
                yield self._finished()
            self._side(_after(one, index) or _seen(row.again()), 0.0)
            self._side(_after(other, index), self._half)

    def _better_below(self, left: list[Page], right: list[Page]) -> bool:
        """Whether a row should begin on the next page: nothing fits here, or it need not break."""
        if len(left[0]) == 1 or len(right[0]) == 1:
            return True
        return (len(left) > 1 or len(right) > 1) and self._y > _FULL * self._room

    def _side(self, side: Page, left: float) -> None:
        for placed in side:
            self._page.append(placed._replace(left=left))
            self._y = max(self._y, placed.top + placed.slab.height)

    def _finished(self) -> Page:
        done = tuple(self._page)
        self._page = []
        self._y = 0.0
        return done


def _after(side: Page, index: int) -> Page:
    """One page of a side, without the spacer at the top of the first page."""
    return side if index else side[1:]


def _seen(slabs: list[Slab]) -> Page:
    """Slabs from the top of a page down, as artifacts."""
    (page,) = paginate(slabs, float("inf"))
    return tuple(placed._replace(again=True) for placed in page)
