"""The deck as a column of slabs: title, sections, questions, answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from exporter.model import (
    Deck,
    Inline,
    ListBlock,
    Location,
    Paragraph,
    Question,
    Section,
    Text,
    entries,
    plain,
)
from exporter.output import Tick
from exporter.sheet.blocks import blocks, run_in, separator
from exporter.sheet.paragraph import Place, paragraph
from exporter.sheet.shop import Shop, colour
from exporter.sheet.slabs import Anchor, Line, Slab, baseline, kept, marked, spaced
from exporter.sheet.structure import Node
from exporter.sheet.text import Voice, set_text

_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def numbers(deck: Deck) -> list[str]:
    """The printed numbers of all questions, as `entries` gives them, such as 4, 4a, 4b, 4b1."""

    def of(question: Question, label: str) -> Iterator[str]:
        yield label
        for index, follow_up in enumerate(question.follow_ups):
            suffix = _letters(index) if label[-1].isdigit() else str(index + 1)
            yield from of(follow_up, label + suffix)

    mains = (entry.question for entry in entries(deck) if entry.parent is None)
    return [label for count, main in enumerate(mains, 1) for label in of(main, str(count))]


def _letters(index: int) -> str:
    """Letters to count with: a to z, then aa, ab and so on."""
    high, low = divmod(index, 26)
    return (_letters(high - 1) if high else "") + _LETTERS[low]


@dataclass(frozen=True, slots=True)
class _Teller:
    """Tells the story of one deck; `labels` are the questions' numbers in order."""

    shop: Shop
    labels: Iterator[str]
    tick: Tick
    names: set[str]

    def name(self, wanted: str) -> str:
        """A name for an anchor, unlike all others."""
        name, count = wanted, 1
        while name in self.names:
            count += 1
            name = f"{wanted}~{count}"
        self.names.add(name)
        return name


def story(deck: Deck, shop: Shop, root: Node, tick: Tick) -> Iterator[Slab]:
    """The slabs of a deck in order; the structure grows under `root` as they are made."""
    teller = _Teller(shop, iter(numbers(deck)), tick, set())
    sizes, spacing = shop.style.sizes, shop.style.spacing
    voice = Voice("text", sizes.text, colour(shop.style.colours.text))
    place = Place(0.0, shop.style.page.measure, voice, sizes.leading, spacing.paragraph, root)
    yield from _title(deck, place, shop)
    yield from blocks(deck.intro, place, shop)
    yield from _group(deck.questions, deck.sections, place, 0, teller)


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


def _group(
    questions: tuple[Question, ...],
    sections: tuple[Section, ...],
    place: Place,
    depth: int,
    teller: _Teller,
) -> Iterator[Slab]:
    for question in questions:
        yield from _question(question, place, depth, 0, teller)
    for section in sections:
        yield from _section(section, place, depth, teller)


def _section(section: Section, place: Place, depth: int, teller: _Teller) -> Iterator[Slab]:
    shop = teller.shop
    inner = replace(place, node=place.node.add("Sect"), level=place.level + 1)
    size = max(shop.style.sizes.section - 1.5 * depth, shop.style.sizes.question)
    heading = replace(inner, voice=replace(place.voice, size=size, bold=True), leading=21.0)
    node = inner.node.add(f"H{min(inner.level, 6)}")
    title = plain(section.title)
    slabs = kept(paragraph(section.title, heading, shop, node))
    above = shop.style.spacing.section * (0.8**depth)
    anchor = Anchor(teller.name("~section"), title, depth, title)
    if slabs:
        slabs[0] = replace(slabs[0], anchor=anchor, above=above)
    yield from slabs
    yield from spaced(blocks(section.intro, inner, shop), above=3.5)
    yield from _group(section.questions, section.sections, inner, depth + 1, teller)


def _question(
    question: Question, place: Place, depth: int, under: int, teller: _Teller
) -> Iterator[Slab]:
    """A question with its answer, then its follow-ups: `under` says how many are above it."""
    shop = teller.shop
    inner = replace(place, level=place.level + 1)
    slabs = _asked(question, inner, depth, under, teller)
    yield from slabs
    yield from spaced(blocks(question.answer, inner, shop), above=_lead(question))
    teller.tick()
    for follow_up in question.follow_ups:
        yield from _question(follow_up, inner, depth + 1, under + 1, teller)


def _lead(question: Question) -> float:
    """The space above an answer: least where text follows on the question itself."""
    match question.answer:
        case [Paragraph() | ListBlock(), *_] if not question.prompt:
            return 1.5
        case _:
            return 4.0


def _asked(question: Question, place: Place, depth: int, under: int, teller: _Teller) -> list[Slab]:
    """The number, the question, what it adds, and its hint."""
    shop = teller.shop
    spacing = shop.style.spacing
    slabs = _heading(question, place, under, teller)
    title = plain(question.title)
    anchor = Anchor(teller.name(question.key), title, depth)
    above = spacing.follow_up if under else spacing.question
    slabs[0] = replace(slabs[0], anchor=anchor, above=above)
    if question.prompt:
        prompt = spaced(blocks(question.prompt, place, shop), above=1.5)
        if prompt:
            prompt[-1] = replace(prompt[-1], keep=True)
        slabs += prompt
    if question.hint:
        slabs += _hint(question, place, shop)
    if question.prompt:
        slabs.append(separator(place, shop))
    return slabs


def _heading(question: Question, place: Place, under: int, teller: _Teller) -> list[Slab]:
    shop = teller.shop
    sizes = shop.style.sizes
    size = sizes.text if under else sizes.question
    node = place.node.add(f"H{min(place.level, 6)}")
    label = next(teller.labels)
    number = replace(
        place.voice,
        family="sans",
        bold=True,
        size=size * 0.95,
        colour=colour(shop.style.colours.accent),
    )
    at = question.at
    voice = replace(place.voice, bold=True, size=size)
    leading = sizes.leading + 2 if not under else sizes.leading
    own = replace(place, voice=voice, leading=leading)
    (chunk,) = set_text((Text(f"{label} ", at),), number, node, shop, place.measure)
    slabs = paragraph(question.title, own, shop, node) or [Slab(leading)]
    line = Line(-spacing_of(shop) - chunk.width, baseline(slabs[0], leading * 0.735), chunk.pieces)
    return kept(marked(slabs, line))


def spacing_of(shop: Shop) -> float:
    """How far left of the text a number ends."""
    return shop.style.spacing.number


def _hint(question: Question, place: Place, shop: Shop) -> list[Slab]:
    sizes = shop.style.sizes
    voice = replace(place.voice, family="sans", size=sizes.small, colour=shop.quiet)
    small = replace(place, voice=voice, leading=sizes.leading * 6 / 7, node=place.node.add("Div"))
    title: tuple[Inline, ...] = (Text("Hint:", Location("", 0)),)
    return kept(spaced(run_in(title, question.hint, small, shop), above=1.5, below=1.5))
