"""`quiz`: questions with ruled space to write in, answers at the end, each with page references."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

from exporter.model import Deck, Kind, Question, Text
from exporter.plaintext import plaintext
from exporter.sheet import SheetSettings
from exporter.sheet.bidi import leftward
from exporter.sheet.index import Landing
from exporter.sheet.layouts.fit import to_paper, unticked
from exporter.sheet.layouts.plan import Plan, Work
from exporter.sheet.pages import Page, extent, paginate
from exporter.sheet.paragraph import Place, on_grid, paragraph, pieces_of
from exporter.sheet.parts import answer_slabs, number, text_place, title
from exporter.sheet.slabs import (
    Anchor,
    Line,
    Mark,
    PageOf,
    Rule,
    Slab,
    baseline,
    kept,
    marked,
    spaced,
)
from exporter.sheet.story import Passage, passages
from exporter.sheet.structure import Node
from exporter.sheet.style import Style
from exporter.sheet.text import Target, Voice, set_text
from exporter.sheet.tools import Tools

_FEWEST, _MOST = 2, 24  # lines to write on
_WHOLE = 12  # lines: up to this many are on one page
_RULING = 1.5  # of the leading: 7.4 mm, as in college notebooks
_NUMBER = 1.5  # of the size of type: the room for a page's number left of its word
_FILLED_IN = (Kind.CLOZE, Kind.CHOICE)  # these have blanks and boxes to write in


def quiz(style: Style, settings: SheetSettings) -> Plan:
    """The plan of `quiz`."""
    size = settings.paper.value
    return Plan(size, unticked(to_paper(style, size)), _pages)


def _pages(work: Work) -> Iterator[Page]:
    answers: list[Slab] = []
    questions = paginate(_questions(work, answers), work.tools.room)
    return chain(questions, _later(answers, work.tools.room))


def _later(answers: list[Slab], room: float) -> Iterator[Page]:
    """The pages of the answers; lazy, as the list is complete only after the questions."""
    yield from paginate(answers, room)


def _questions(work: Work, answers: list[Slab]) -> Iterator[Slab]:
    """The questions with their ruled space; appends the answers to a list."""
    tools, root = work.tools, work.root
    place = text_place(root.add("Part"), tools)
    apart = place._replace(node=Node("Part"), level=2)
    answers += _head(work.deck, apart, tools)
    yield from title(work.deck, place, tools)
    for passage in passages(work.deck, work.index, place, tools):
        if passage.question is None or passage.landing is None:
            yield from passage.slabs
            continue
        answer = _answer(passage.question, passage.landing, apart, tools)
        yield from _question(passage, passage.question, passage.landing, tools)
        if passage.question.kind not in _FILLED_IN:
            yield from _ruled(extent(answer), tools)
        answers += answer
        work.tick()
    root.children.append(apart.node)


def _head(deck: Deck, place: Place, tools: Tools) -> list[Slab]:
    """The heading of the answers."""
    name, sizes = tools.words.answers, tools.style.sizes
    voice = place.voice._replace(size=sizes.section, bold=True)
    own = place._replace(voice=voice, leading=on_grid(sizes.section * 1.2, sizes.leading))
    slabs = kept(paragraph((Text(name, deck.at),), own, tools, place.node.add("H2")))
    slabs[0] = slabs[0]._replace(anchor=Anchor("~answers", name, 0, name))
    return slabs


def _question(passage: Passage, question: Question, landing: Landing, tools: Tools) -> list[Slab]:
    """A question, kept with what follows, with the page of its answer beside it."""
    slabs = kept(passage.slabs)
    y = baseline(slabs[0], tools.style.sizes.leading)
    word = Text(tools.words.answer, question.at)
    beside = _page_of(word, _named(landing), y, passage.place, tools)
    slabs[0] = slabs[0]._replace(marks=(*slabs[0].marks, *beside))
    return slabs


def _named(landing: Landing) -> str:
    """The name of an answer's anchor."""
    return f"{landing.name}~answer"


def _page_of(word: Text, name: str, y: float, place: Place, tools: Tools) -> tuple[Mark, ...]:
    """A link in the outer margin to the page of an anchor, such as "answer p. 12"."""
    voice = Voice("sans", tools.style.sizes.small, tools.quiet)
    page = tools.style.page
    link = place.node.add("P").add("Link")
    before, after = tools.words.page.split("{}")
    words = (replace(word, text=word.text + before),)
    chunks = set_text(words, voice, link, tools, page.measure, Target(f"#{name}", word.text, link))
    pieces = pieces_of(chunks)
    x = page.measure + tools.style.margin.gap
    if leftward(chunks):
        x += _NUMBER * voice.size
        return Line(x, y, pieces), PageOf(x, y, name, voice, link, after, ends=True)
    end = x + sum(piece.width for piece in pieces)
    return Line(x, y, pieces), PageOf(end, y, name, voice, link, after)


def _ruled(height: float, tools: Tools) -> list[Slab]:
    """Lines to write on, about as high together as the answer."""
    style = tools.style
    step = style.sizes.leading * _RULING
    count = min(max(round(height / step), _FEWEST), _MOST)
    rule = Rule(0.0, step - 0.2, style.page.measure, 0.4, style.colours.rule)
    last = count - 1
    keep = [count <= _WHOLE or index in {0, 1, last - 1, last - 2} for index in range(last)]
    slabs = [Slab(step, (rule,), keep=each) for each in (*keep, False)]
    return spaced(slabs, above=0.0)


def _answer(question: Question, landing: Landing, place: Place, tools: Tools) -> list[Slab]:
    """An answer below the number and title of its question, with the page of that beside it."""
    style = tools.style
    own = place._replace(node=place.node.add("Sect"), level=3)
    node = own.node.add("H3")
    label = number(landing.label, style.sizes.text * 0.95, node, tools)
    bold = own._replace(voice=own.voice._replace(bold=True))
    slabs = paragraph(question.title, bold, tools, node, gap=style.spacing.question)
    slabs = kept(slabs or [Slab(place.leading, above=style.spacing.question)])
    y = baseline(slabs[0], place.leading)
    word = Text(tools.words.question, question.at)
    beside = _page_of(word, landing.name, y, own, tools)
    anchor = Anchor(_named(landing), plaintext(question.title), 1)
    slabs[0] = slabs[0]._replace(marks=(*slabs[0].marks, *beside), anchor=anchor)
    marked(slabs, label._replace(y=y))
    return slabs + answer_slabs(question, own, tools)
