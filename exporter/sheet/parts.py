"""The parts of a story: title, section heads, questions and answers, each as slabs."""

from __future__ import annotations

from exporter.model import (
    Deck,
    ListBlock,
    Paragraph,
    Question,
    Section,
    Text,
)
from exporter.plaintext import plaintext
from exporter.sheet.blocks import blocks, run_in
from exporter.sheet.index import Landing
from exporter.sheet.paragraph import Place, beside, on_grid, paragraph
from exporter.sheet.slabs import Anchor, Frame, Line, Mark, Slab, baseline, kept, marked, spaced
from exporter.sheet.structure import Node
from exporter.sheet.text import Voice
from exporter.sheet.tools import Tools, colour


def text_place(root: Node, tools: Tools) -> Place:
    """The place of body text: the whole measure, in the voice of the style."""
    sizes, spacing = tools.style.sizes, tools.style.spacing
    voice = Voice("text", sizes.text, colour(tools.style.colours.text))
    return Place(0.0, tools.style.page.measure, voice, sizes.leading, spacing.paragraph, root)


def title(deck: Deck, place: Place, tools: Tools) -> list[Slab]:
    """Title, subtitle, author and description, as far as the deck has them."""
    sizes = tools.style.sizes
    line = sizes.leading
    sans = place.voice._replace(family="sans", colour=tools.quiet)
    parts = (
        (deck.title, place.voice._replace(size=sizes.title, bold=True), "H1", 0.0),
        (deck.subtitle, sans._replace(size=sizes.subtitle), "P", 0.0),
        (deck.author, sans._replace(size=sizes.text), "P", line / 2),
        (deck.description, place.voice, "P", line),
    )
    slabs: list[Slab] = []
    for text, voice, role, gap in parts:
        if text.strip():
            own = place._replace(voice=voice, leading=_leading(voice.size, tools))
            words = (Text(text, deck.at),)
            slabs += paragraph(words, own, tools, place.node.add(role), gap=gap)
    return spaced(kept(slabs), below=line)


def _leading(size: float, tools: Tools) -> float:
    """The leading for a size of type, on the half grid."""
    return on_grid(size * 1.2, tools.style.sizes.leading)


def section_head(section: Section, landing: Landing, place: Place, tools: Tools) -> list[Slab]:
    """The title of a section; `place` is inside the section."""
    sizes, spacing = tools.style.sizes, tools.style.spacing
    size = max(sizes.section - 1.5 * landing.level, sizes.question)
    bold = place.voice._replace(size=size, bold=True)
    heading = place._replace(voice=bold, leading=_leading(size, tools))
    node = place.node.add(f"H{min(place.level, 6)}")
    slabs = kept(paragraph(section.title, heading, tools, node))
    above = spacing.section * 0.8**landing.level
    return _anchored(slabs, landing, above, running=plaintext(section.title))


def question_slabs(
    question: Question, landing: Landing, place: Place, under: int, tools: Tools
) -> list[Slab]:
    """A question with its number, prompt and hint.

    `under` is its depth: 0 for a question of its own, 1 for a follow-up, and so on.
    """
    spacing = tools.style.spacing
    above = spacing.follow_up if under else spacing.question
    slabs = _anchored(_heading(question, landing, place, under, tools), landing, above)
    return slabs + prompt_slabs(question, place, tools)


def prompt_slabs(question: Question, place: Place, tools: Tools) -> list[Slab]:
    """The prompt and the hint of a question."""
    slabs: list[Slab] = []
    if question.prompt:
        prompt = spaced(blocks(question.prompt, place, tools), above=1.5)
        slabs += prompt[:-1] + kept(prompt[-1:])
    if question.hint:
        slabs += _hint(question, place, tools)
    return slabs


def answer_slabs(question: Question, place: Place, tools: Tools) -> list[Slab]:
    """The answer to a question."""
    return spaced(blocks(question.answer, place, tools), above=_lead(question))


def _heading(
    question: Question, landing: Landing, place: Place, under: int, tools: Tools
) -> list[Slab]:
    """The question, with its number and its boxes to tick in the margins."""
    style = tools.style
    size = style.sizes.text if under else style.sizes.question
    leading = style.sizes.leading + (0 if under else 2)
    bold = place.voice._replace(bold=True, size=size)
    node = place.node.add(f"H{min(place.level, 6)}")
    label = number(landing.label, size * 0.95, node, tools)
    own = place._replace(voice=bold, leading=leading)
    slabs = paragraph(question.title, own, tools, node) or [Slab(leading)]
    y = baseline(slabs[0], leading)
    return kept(marked(slabs, label._replace(y=y), *_boxes(y, tools)))


def number(label: str, size: float, node: Node, tools: Tools) -> Line:
    """A question's number, hanging left of the text, on a baseline at 0."""
    style = tools.style
    accent = Voice("sans", size, colour(style.colours.accent), bold=True)
    pieces, width = beside(label, accent, node, tools)
    return Line(-style.spacing.number - width, 0.0, pieces)


def _boxes(y: float, tools: Tools) -> list[Mark]:
    margin, measure = tools.style.margin, tools.style.page.measure
    return [
        Frame(measure + margin.gap + index * margin.step, y + 0.6, margin.box)
        for index in range(round(margin.boxes))
    ]


def _anchored(
    slabs: list[Slab], landing: Landing, above: float, running: str | None = None
) -> list[Slab]:
    if slabs:
        anchor = Anchor(landing.name, plaintext(landing.title), landing.level, running)
        slabs[0] = slabs[0]._replace(anchor=anchor, above=above)
    return slabs


def _lead(question: Question) -> float:
    """The space above an answer, which is smaller for text right below its question."""
    match question.answer:
        case [Paragraph() | ListBlock(), *_] if not question.prompt:
            return 2.0
        case _:
            return 4.5


def _hint(question: Question, place: Place, tools: Tools) -> list[Slab]:
    words, sizes = tools.words, tools.style.sizes
    voice = place.voice._replace(family="sans", size=sizes.small, colour=tools.quiet)
    small = place._replace(voice=voice, leading=sizes.leading * 6 / 7, node=place.node.add("Div"))
    title = (Text(f"{words.hint}{words.colon}", question.at),)
    return kept(spaced(run_in(title, question.hint, small, tools), above=1.5, below=1.5))
