"""The deck as a column of slabs: title, contents, sections, questions with their answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice

from exporter.model import (
    Block,
    Deck,
    Inline,
    ListBlock,
    Location,
    Paragraph,
    Question,
    Section,
    Text,
    plain,
)
from exporter.output import Tick
from exporter.sheet.blocks import blocks, run_in, separator
from exporter.sheet.contents import contents
from exporter.sheet.index import Landing
from exporter.sheet.pages import paginate
from exporter.sheet.paragraph import Place, paragraph
from exporter.sheet.shop import Shop, colour
from exporter.sheet.slabs import Anchor, Frame, Line, Mark, Slab, baseline, kept, marked, spaced
from exporter.sheet.structure import Node
from exporter.sheet.text import Voice, set_text

_WITHOUT_CONTENTS = 3  # pages


def story(
    deck: Deck, index: Sequence[Landing], shop: Shop, root: Node, tick: Tick
) -> Iterator[Slab]:
    """The slabs of a deck in order; the structure grows under `root` as they are made.

    A sheet of more than three pages gets a table of contents below its title.
    """
    place = _place(root, shop)
    title = _title(deck, place, shop)
    listed = contents(index, replace(place, node=root.add("TOC")), shop)
    body = _Teller(shop, iter(index), tick).tell(deck, place)
    seen: list[Slab] = []

    def noted() -> Iterator[Slab]:
        for slab in body:
            seen.append(slab)
            yield slab

    probe = islice(paginate(chain(title, noted()), shop.room), _WITHOUT_CONTENTS + 1)
    long = sum(1 for _ in probe) > _WITHOUT_CONTENTS
    return chain(title, listed if long else (), seen, body)


def _place(root: Node, shop: Shop) -> Place:
    sizes, spacing = shop.style.sizes, shop.style.spacing
    voice = Voice("text", sizes.text, colour(shop.style.colours.text))
    return Place(0.0, shop.style.page.measure, voice, sizes.leading, spacing.paragraph, root)


def _title(deck: Deck, place: Place, shop: Shop) -> list[Slab]:
    sizes = shop.style.sizes
    sans = replace(place.voice, family="sans", colour=shop.quiet)
    parts = (
        (deck.title, replace(place.voice, size=sizes.title, bold=True), 28.0, "H1", 0.0),
        (deck.subtitle, replace(sans, size=sizes.subtitle), 21.0, "P", 0.0),
        (deck.author, replace(sans, size=sizes.text), 14.0, "P", 7.0),
        (deck.description, place.voice, 14.0, "P", 14.0),
    )
    slabs: list[Slab] = []
    for text, voice, leading, role, gap in parts:
        if text.strip():
            own = replace(place, voice=voice, leading=leading)
            words = (Text(text, deck.at),)
            slabs += paragraph(words, own, shop, place.node.add(role), gap=gap)
    return spaced(kept(slabs), below=14.0)


@dataclass(frozen=True, slots=True)
class _Teller:
    """Tells the story of one deck; `index` gives the number and name of what comes next."""

    shop: Shop
    index: Iterator[Landing]
    tick: Tick

    def tell(self, deck: Deck, place: Place) -> Iterator[Slab]:
        yield from blocks(deck.intro, place, self.shop)
        yield from self._group(deck.questions, deck.sections, place)

    def _group(
        self, questions: tuple[Question, ...], sections: tuple[Section, ...], place: Place
    ) -> Iterator[Slab]:
        for question in questions:
            yield from self._question(question, place)
        for section in sections:
            yield from self._section(section, place)

    def _section(self, section: Section, place: Place) -> Iterator[Slab]:
        landing = next(self.index)
        inner = replace(place, node=place.node.add("Sect"), level=place.level + 1)
        sizes, spacing = self.shop.style.sizes, self.shop.style.spacing
        size = max(sizes.section - 1.5 * landing.level, sizes.question)
        heading = replace(inner, voice=replace(place.voice, size=size, bold=True), leading=21.0)
        node = inner.node.add(f"H{min(inner.level, 6)}")
        slabs = kept(paragraph(section.title, heading, self.shop, node))
        above = spacing.section * 0.8**landing.level
        yield from _anchored(slabs, landing, above, running=plain(section.title))
        yield from spaced(blocks(section.intro, inner, self.shop), above=3.5)
        yield from self._group(section.questions, section.sections, inner)

    def _question(self, question: Question, place: Place, under: int = 0) -> Iterator[Slab]:
        """A question with its answer, then its follow-ups: `under` says how many are above it."""
        inner = replace(place, level=place.level + 1)
        yield from self._asked(question, inner, under)
        yield from spaced(blocks(question.answer, inner, self.shop), above=_lead(question))
        self.tick()
        for follow_up in question.follow_ups:
            yield from self._question(follow_up, inner, under + 1)

    def _asked(self, question: Question, place: Place, under: int) -> list[Slab]:
        """The number, the question, what it adds, and its hint."""
        spacing = self.shop.style.spacing
        landing = next(self.index)
        above = spacing.follow_up if under else spacing.question
        slabs = _anchored(self._heading(question, landing, place, under), landing, above)
        if question.prompt:
            prompt = spaced(blocks(question.prompt, place, self.shop), above=1.5)
            slabs += prompt[:-1] + kept(prompt[-1:])
        if question.hint:
            slabs += _hint(question.hint, place, self.shop)
        if question.prompt:
            slabs.append(separator(place, self.shop))
        return slabs

    def _heading(
        self, question: Question, landing: Landing, place: Place, under: int
    ) -> list[Slab]:
        """The question behind its number, which hangs in the margin; boxes to tick beyond it."""
        style = self.shop.style
        size = style.sizes.text if under else style.sizes.question
        leading = style.sizes.leading + (0 if under else 2)
        bold = replace(place.voice, bold=True, size=size)
        accent = replace(bold, family="sans", size=size * 0.95, colour=colour(style.colours.accent))
        node = place.node.add(f"H{min(place.level, 6)}")
        label = (Text(f"{landing.label} ", question.at),)
        (chunk,) = set_text(label, accent, node, self.shop, place.measure)
        own = replace(place, voice=bold, leading=leading)
        slabs = paragraph(question.title, own, self.shop, node) or [Slab(leading)]
        y = baseline(slabs[0], leading * 0.735)
        number = Line(-style.spacing.number - chunk.width, y, chunk.pieces)
        return kept(marked(slabs, number, *self._boxes(y)))

    def _boxes(self, y: float) -> list[Mark]:
        margin, measure = self.shop.style.margin, self.shop.style.page.measure
        return [
            Frame(measure + margin.gap + index * margin.step, y + 0.6, margin.box)
            for index in range(round(margin.boxes))
        ]


def _anchored(
    slabs: list[Slab], landing: Landing, above: float, running: str | None = None
) -> list[Slab]:
    if slabs:
        anchor = Anchor(landing.name, plain(landing.title), landing.level, running)
        slabs[0] = replace(slabs[0], anchor=anchor, above=above)
    return slabs


def _lead(question: Question) -> float:
    """The space above an answer: least where text follows on the question itself."""
    match question.answer:
        case [Paragraph() | ListBlock(), *_] if not question.prompt:
            return 2.0
        case _:
            return 4.5


def _hint(hint: tuple[Block, ...], place: Place, shop: Shop) -> list[Slab]:
    sizes = shop.style.sizes
    voice = replace(place.voice, family="sans", size=sizes.small, colour=shop.quiet)
    small = replace(place, voice=voice, leading=sizes.leading * 6 / 7, node=place.node.add("Div"))
    title: tuple[Inline, ...] = (Text("Hint:", Location("", 0)),)
    return kept(spaced(run_in(title, hint, small, shop), above=1.5, below=1.5))
