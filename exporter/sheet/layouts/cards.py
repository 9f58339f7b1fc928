"""`cards`: questions on the fronts, answers on the backs, printed on both sides to cut out.

Text that does not fit is set smaller, down to 8 points, and then continues on another card.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, islice, takewhile

from exporter.errors import Problem, warning
from exporter.model import Entry, entries
from exporter.plaintext import plaintext
from exporter.sheet import Duplex, SheetSettings
from exporter.sheet.heads import fitted
from exporter.sheet.index import Landing
from exporter.sheet.layouts.calibration import calibration
from exporter.sheet.layouts.fit import scaled, unticked
from exporter.sheet.layouts.grid import MM, Grid, grid
from exporter.sheet.layouts.plan import Plan, Work
from exporter.sheet.pages import Page, Placed, paginate
from exporter.sheet.paragraph import paragraph, pieces_of
from exporter.sheet.parts import answer_slabs, number, prompt_slabs, text_place
from exporter.sheet.slabs import Anchor, Line, Mark, Rule, Slab, kept
from exporter.sheet.structure import Node
from exporter.sheet.style import Page as Paper
from exporter.sheet.style import Style
from exporter.sheet.text import Voice
from exporter.sheet.tools import Tools

_INSET = 6 * MM  # from a cut to whatever is printed
_HEAD = 20.0  # points: the line with number and key, and the space below it
_LEAST = 8.0  # points: nothing is set smaller
_SIZES = (1.0, 0.93, 0.86, 0.8)  # of the text, tried before the least
_HIGH = 0.42  # of the free height on a front is above the question
_PICTURE = 1.5  # unlike a page, a card may be filled by a picture


@dataclass(frozen=True, slots=True)
class _Card:
    """The front and the back of a card, placed from the corner of its printable area."""

    front: Page
    back: Page


def cards(style: Style, settings: SheetSettings) -> Plan:
    """The plan of `cards`."""
    cells, duplex = grid(settings.paper), settings.duplex
    inner = cells.card[0] - 2 * _INSET
    page = Paper(measure=inner, left=0.0, top=0.0, bottom=0.0, head=0.0, outer=0.0)
    own = replace(scaled(unticked(style), 1.0, _LEAST), page=page)

    def pages(work: Work) -> Iterator[Page]:
        before = calibration(work, cells, duplex) if duplex.calibrate else ()
        room = cells.card[1] - 2 * _INSET - _HEAD
        return chain(before, _sheets(_dealt(work, room), cells, duplex, own))

    return Plan(cells.paper, own, pages, headed=False)


# Cards onto sheets ----------------------------------------------------------------------------


def _sheets(dealt: Iterator[_Card], cells: Grid, duplex: Duplex, style: Style) -> Iterator[Page]:
    """The front and the back of each sheet of paper; the last may have blank cards."""
    cuts = Placed(0.0, _cuts(cells, style.colours.rule), again=True)
    right, up = duplex.offset
    hand = tuple(islice(dealt, cells.count))
    while True:
        front = [_moved(card.front, *cells.corner(place)) for place, card in enumerate(hand)]
        back = [
            _moved(card.back, *cells.corner(cells.behind(place, duplex.flip)))
            for place, card in enumerate(hand)
        ]
        yield (cuts, *chain(*front))
        yield _shifted(chain(*back), right * MM, -up * MM)
        if not (hand := tuple(islice(dealt, cells.count))):
            break


def _moved(face: Page, x: float, y: float) -> Page:
    return _shifted(face, x + _INSET, y + _INSET)


def _shifted(face: Iterable[Placed], x: float, y: float) -> Page:
    return tuple(placed._replace(left=placed.left + x, top=placed.top + y) for placed in face)


def _cuts(cells: Grid, colour: str) -> Slab:
    """A hairline across the paper for each cut."""
    width, height = cells.paper
    across, down = cells.cuts()
    return Slab(
        0.0,
        (
            *(Rule(x - 0.15, height / 2, 0.3, height, colour) for x in across),
            *(Rule(0.0, y, width, 0.3, colour) for y in down),
        ),
    )


# Questions onto cards -------------------------------------------------------------------------


def _dealt(work: Work, room: float) -> Iterator[_Card]:
    """The cards of the deck in order."""
    tools = replace(work.tools, room=room * _PICTURE, least=_LEAST)
    waiting = entries(work.deck)
    anchors: list[Anchor] = []
    for landing in work.index:
        anchors.append(Anchor(landing.name, plaintext(landing.title), landing.level))
        if landing.label:
            yield from _of(next(waiting), landing, anchors, work.root.add("Sect"), tools, room)
            anchors = []
            work.tick()


def _of(  # noqa: PLR0913, PLR0917  (they share nothing but this call)
    entry: Entry, landing: Landing, anchors: list[Anchor], node: Node, tools: Tools, room: float
) -> Iterator[_Card]:
    """The cards of one question: as many as its longer side needs."""
    fronts = _fitted(lambda own, at: _front(entry, at, own), "question", entry, tools, room)
    backs = _fitted(lambda own, at: _back(entry, at, own), "answer", entry, tools, room)
    label = _label(landing, fronts.node, tools)
    node.children += fronts.node.children + backs.node.children
    count = max(len(fronts.faces), len(backs.faces))
    for index in range(count):
        repeated = index >= len(fronts.faces)
        front = _again(fronts.faces[0]) if repeated else fronts.faces[index]
        missing = count - len(backs.faces)
        back = backs.faces[index - missing] if index >= missing else ()
        part = f"{index + 1}/{count}" if count > 1 else ""
        head = _head(entry, landing, part, tools)
        own = Placed(0.0, Slab(0.0, (label,)), again=bool(index))
        marks = [Placed(0.0, Slab(0.0, anchor=anchor)) for anchor in anchors if not index]
        printed = Placed(0.0, Slab(0.0, head))
        numbered = Placed(0.0, Slab(0.0, (label,)), again=True)
        yield _Card(
            (*marks, own, printed._replace(again=True), *_centred(front, room)),
            (numbered, printed._replace(again=True), *_shifted(back, 0.0, _HEAD)),
        )


@dataclass(frozen=True, slots=True)
class _Faces:
    """One side of a question: its structure, the faces that it fills, and the problems in it."""

    node: Node
    faces: list[Page]
    problems: list[Problem]


_Make = Callable[[Tools, Node], list[Slab]]
"""Sets one side in the style of some tools, as content of a node."""


def _fitted(make: _Make, side: str, entry: Entry, tools: Tools, room: float) -> _Faces:
    """A side on the fewest faces possible, at the largest size that needs no more of them."""
    largest, *smaller, least = (
        partial(_tried, make, style, tools, room) for style in _styles(tools.style)
    )
    best = first = largest()
    if len(first.faces) > 1:
        best = least()
        fewest = len(best.faces)
        if fewest == 1:  # then a size near the largest may do
            attempts = (attempt() for attempt in smaller)
            best = next((each for each in attempts if len(each.faces) == 1), best)
        else:  # or else only one near the least
            attempts = (attempt() for attempt in reversed(smaller))
            *_, best = (best, *takewhile(lambda each: len(each.faces) == fewest, attempts))
    tools.problems.extend(dict.fromkeys((*first.problems, *best.problems)))
    if len(best.faces) > 1:
        more = "a second card" if fewest == 2 else f"{fewest - 1} more cards"
        what = (
            f"the {side} is too long for a card even at {_LEAST:g} points: it continues on {more}"
        )
        hint = "shorten it, or split it into follow-ups"
        tools.problems.append(warning(entry.question.at, what, hint))
    return best


def _tried(make: _Make, style: Style, tools: Tools, room: float) -> _Faces:
    """A side in one style."""
    node = Node("Sect")
    own = replace(tools, style=style, problems=[])
    return _Faces(node, list(paginate(make(own, node), room)), own.problems)


def _styles(style: Style) -> Iterator[Style]:
    text = style.sizes.text
    for factor in _SIZES:
        if text * factor > _LEAST:
            yield scaled(style, factor, _LEAST)
    yield scaled(style, min(_LEAST / text, 1.0), _LEAST)


def _again(face: Page) -> Page:
    """A face that is repeated, and so an artifact."""
    return tuple(placed._replace(again=True) for placed in face)


def _centred(face: Page, room: float) -> Page:
    """The face of a front, with its content a little above the middle."""
    end = max((placed.top + placed.slab.height for placed in face), default=0.0)
    return _shifted(face, 0.0, _HEAD + max(room - end, 0.0) * _HIGH)


# What is on a card ----------------------------------------------------------------------------


def _front(entry: Entry, node: Node, tools: Tools) -> list[Slab]:
    """The question; for a follow-up, below the question that it follows."""
    question, sizes = entry.question, tools.style.sizes
    place = text_place(node, tools)
    before: list[Slab] = []
    if entry.parent is not None:
        quiet = place.voice._replace(size=sizes.small, colour=tools.quiet)
        small = place._replace(voice=quiet, leading=sizes.leading * 6 / 7)
        before = kept(paragraph(entry.parent.title, small, tools, node.add("P")))
    bold = place.voice._replace(bold=True, size=sizes.question)
    heading = place._replace(voice=bold, leading=sizes.leading + 2)
    slabs = paragraph(question.title, heading, tools, node.add("H1"), gap=sizes.leading / 2)
    return before + slabs + prompt_slabs(question, place, tools)


def _back(entry: Entry, node: Node, tools: Tools) -> list[Slab]:
    return answer_slabs(entry.question, text_place(node, tools), tools)


def _label(landing: Landing, sect: Node, tools: Tools) -> Line:
    """The number, which is tagged as the start of the heading."""
    node = Node("H1")
    line = number(landing.label, tools.style.sizes.text, node, tools)
    heading = next(each for each in sect.children if isinstance(each, Node) and each.role == "H1")
    heading.children[:0] = node.children
    return line._replace(x=0.0, y=_baseline(tools))


def _baseline(tools: Tools) -> float:
    return tools.style.sizes.text * 0.8


def _head(entry: Entry, landing: Landing, part: str, tools: Tools) -> tuple[Mark, ...]:
    """The rest of the line at the top of a face: part, section and key."""
    voice = Voice("sans", tools.style.sizes.small, tools.quiet)
    measure, y = tools.style.page.measure, _baseline(tools)
    spare = Node("Artifact")
    used = number(landing.label, tools.style.sizes.text, spare, tools).pieces
    x = sum(piece.width for piece in used) + 6.0
    key = pieces_of(fitted(entry.question.key, voice, measure - x - 30.0, tools))
    end = measure - sum(piece.width for piece in key)
    section = " › ".join(plaintext(section.title) for section in entry.sections)
    marks: list[Mark] = [Line(end, y, key)]
    words = " · ".join(filter(None, (part, section)))
    if words and end - x > 40.0:
        marks.insert(0, Line(x, y, pieces_of(fitted(words, voice, end - x - 12.0, tools))))
    return tuple(marks)
