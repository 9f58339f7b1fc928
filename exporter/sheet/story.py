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
from exporter.sheet.parts import answered, asked, section_head, text_place, title
from exporter.sheet.shop import Shop
from exporter.sheet.slabs import Slab, kept, spaced
from exporter.sheet.structure import Node

_WITHOUT_CONTENTS = 3  # pages


def story(
    deck: Deck, index: Sequence[Landing], shop: Shop, root: Node, tick: Tick
) -> Iterator[Slab]:
    """The slabs of a deck in order; the structure grows under `root` as they are made.

    A sheet of more than three pages gets a table of contents below its title.
    """
    place = text_place(root, shop)
    head = title(deck, place, shop)
    listed = contents(index, place._replace(node=root.add("TOC")), shop)
    body = _body(deck, index, place, shop, tick)
    seen: list[Slab] = []

    def noted() -> Iterator[Slab]:
        for slab in body:
            seen.append(slab)
            yield slab

    probe = islice(paginate(chain(head, noted()), shop.room), _WITHOUT_CONTENTS + 1)
    long = sum(1 for _ in probe) > _WITHOUT_CONTENTS
    return chain(head, listed if long else (), seen, body)


def _body(
    deck: Deck, index: Sequence[Landing], place: Place, shop: Shop, tick: Tick
) -> Iterator[Slab]:
    for passage in passages(deck, index, place, shop):
        yield from passage.slabs
        if passage.question is not None:
            if passage.question.prompt:
                yield separator(passage.place, shop)
            yield from answered(passage.question, passage.place, shop)
            tick()


_BRIEF = 2  # lines


class Passage(NamedTuple):
    """What stands before an answer: an intro, the head of a section, or a question.

    `place` is where the answer to a question goes, `landing` what leads to a question.
    """

    slabs: list[Slab]
    place: Place
    question: Question | None = None
    landing: Landing | None = None


def passages(deck: Deck, index: Sequence[Landing], place: Place, shop: Shop) -> Iterator[Passage]:
    """The deck without its title and answers; the caller sets an answer before the next passage."""
    return _Teller(shop, iter(index)).tell(deck, place)


@dataclass(frozen=True, slots=True)
class _Teller:
    """Makes the passages of one deck; `index` gives the number and name of what comes next."""

    shop: Shop
    index: Iterator[Landing]

    def tell(self, deck: Deck, place: Place) -> Iterator[Passage]:
        yield Passage(blocks(deck.intro, place, self.shop), place)
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
        head = section_head(section, next(self.index), inner, self.shop)
        intro = spaced(blocks(section.intro, inner, self.shop), above=3.5)
        brief = len(intro) <= _BRIEF  # with the section's title it would look lost on its page
        yield Passage(head + (kept(intro) if brief else intro), inner)
        yield from self._group(section.questions, section.sections, inner)

    def _question(self, question: Question, place: Place, under: int = 0) -> Iterator[Passage]:
        """A question, then its follow-ups: `under` says how many are above it."""
        inner = place._replace(level=place.level + 1)
        landing = next(self.index)
        slabs = asked(question, landing, inner, under, self.shop)
        yield Passage(slabs, inner, question, landing)
        for follow_up in question.follow_ups:
            yield from self._question(follow_up, inner, under + 1)
