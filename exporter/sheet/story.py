"""The deck as a column of slabs: title, contents, sections, questions with their answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import NamedTuple

from exporter.model import Deck, Question, Section
from exporter.output import Tick
from exporter.sheet.blocks import blocks, separator
from exporter.sheet.contents import contents
from exporter.sheet.index import Landing
from exporter.sheet.pages import paginate
from exporter.sheet.paragraph import Place
from exporter.sheet.parts import answer_slabs, question_slabs, section_head, text_place, title
from exporter.sheet.slabs import Slab, kept, spaced
from exporter.sheet.structure import Node
from exporter.sheet.tools import Tools

_WITHOUT_CONTENTS = 3  # pages


def story(
    deck: Deck, index: Sequence[Landing], tools: Tools, root: Node, tick: Tick
) -> Iterator[Slab]:
    """The slabs of a deck in order; structure elements are added to `root` as they are made.

    A sheet of more than three pages has a table of contents below its title.
    """
    place = text_place(root, tools)
    head = title(deck, place, tools)
    listed = contents(index, place._replace(node=root.add("TOC")), tools)
    body = _body(deck, index, place, tools, tick)
    seen: list[Slab] = []

    def recorded() -> Iterator[Slab]:
        for slab in body:
            seen.append(slab)
            yield slab

    probe = islice(paginate(chain(head, recorded()), tools.room), _WITHOUT_CONTENTS + 1)
    long = sum(1 for _ in probe) > _WITHOUT_CONTENTS
    return chain(head, listed if long else (), seen, body)


def _body(
    deck: Deck, index: Sequence[Landing], place: Place, tools: Tools, tick: Tick
) -> Iterator[Slab]:
    for passage in passages(deck, index, place, tools):
        yield from passage.slabs
        if passage.question is not None:
            if passage.question.prompt:
                yield separator(passage.place, tools)
            yield from answer_slabs(passage.question, passage.place, tools)
            tick()


_BRIEF = 2  # lines


class Passage(NamedTuple):
    """A part of the deck before an answer: an intro, the head of a section, or a question.

    For a question, `place` is that of its answer, and `landing` has its number and anchor.
    """

    slabs: list[Slab]
    place: Place
    question: Question | None = None
    landing: Landing | None = None


def passages(deck: Deck, index: Sequence[Landing], place: Place, tools: Tools) -> Iterator[Passage]:
    """The deck without title and answers; the caller sets each answer before the next passage."""
    return _Passages(tools, iter(index)).all(deck, place)


@dataclass(frozen=True, slots=True)
class _Passages:
    """Makes the passages of one deck, taking their numbers and anchors from `index`."""

    tools: Tools
    index: Iterator[Landing]

    def all(self, deck: Deck, place: Place) -> Iterator[Passage]:
        yield Passage(blocks(deck.intro, place, self.tools), place)
        yield from self._group(deck.questions, deck.sections, place)

    def _group(
        self, questions: tuple[Question, ...], sections: tuple[Section, ...], place: Place
    ) -> Iterator[Passage]:
        for question in questions:
            yield from self._question(question, place)
        for section in sections:
            yield from self._section(section, place)

    def _section(self, section: Section, place: Place) -> Iterator[Passage]:
        inner = place._replace(node=place.node.add("Sect"), level=place.level + 1)
        head = section_head(section, next(self.index), inner, self.tools)
        intro = spaced(blocks(section.intro, inner, self.tools), above=3.5)
        brief = len(intro) <= _BRIEF  # it would look lost at the end of a page
        yield Passage(head + (kept(intro) if brief else intro), inner)
        yield from self._group(section.questions, section.sections, inner)

    def _question(self, question: Question, place: Place, under: int = 0) -> Iterator[Passage]:
        """A question, then its follow-ups; `under` is its depth among these."""
        inner = place._replace(level=place.level + 1)
        landing = next(self.index)
        slabs = question_slabs(question, landing, inner, under, self.tools)
        yield Passage(slabs, inner, question, landing)
        for follow_up in question.follow_ups:
            yield from self._question(follow_up, inner, under + 1)
