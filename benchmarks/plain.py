"""A deck's text for those who know nothing of the model: styles' names and mini-HTML.

Formulas stay LaTeX, pictures are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from exporter.model import (
    Block,
    Callout,
    CodeBlock,
    Deck,
    DefinitionList,
    Details,
    Footnotes,
    Heading,
    Inline,
    Link,
    ListBlock,
    MathBlock,
    Paragraph,
    Quote,
    Section,
    Style,
    Styled,
    Table,
    entries,
    plain,
)

Item = tuple[str, str] | tuple[str, list[str]]
"""The name of a style and a paragraph, or "list" and its items; texts are reportlab's mini-HTML."""

_TAGS = {Style.STRONG: "b", Style.EMPHASIS: "i"}


def items(deck: Deck) -> Iterator[Item]:
    """All that a deck's questions say, in order."""
    section: Section | None = None
    for entry in entries(deck):
        if entry.sections and entry.sections[-1] is not section:
            section = entry.sections[-1]
            yield "Heading1", _inlines(section.title)
        yield "Heading2", _inlines(entry.question.title)
        for block in (*entry.question.prompt, *entry.question.answer):
            yield from _block(block)


def _block(block: Block) -> Iterator[Item]:
    match block:
        case ListBlock(entries_):
            yield "list", ["<br/>".join(_texts(entry.content)) for entry in entries_]
        case _:
            yield from (("BodyText", text) for text in _texts((block,)))


def _texts(blocks: Iterable[Block]) -> Iterator[str]:
    """The paragraphs of some blocks, whatever they are nested in."""
    for block in blocks:
        match block:
            case Paragraph(content) | Heading(content=content):
                yield _inlines(content)
            case CodeBlock(text) | MathBlock(text):
                yield escape(text)
            case Table(head, rows):
                yield from (" ".join(map(_inlines, row)) for row in (head, *rows))
            case _:
                yield from _texts(_inside(block))


def _inside(block: Block) -> Iterable[Block]:
    match block:
        case Quote(content) | Callout(content=content) | Details(content=content):
            return content
        case ListBlock(entries_) | Footnotes(entries_):
            return [inner for entry in entries_ for inner in entry.content]
        case DefinitionList(definitions):
            terms = [Paragraph(term) for each in definitions for term in each.terms]
            meanings = [inner for each in definitions for some in each.meanings for inner in some]
            return [*terms, *meanings]
        case _:
            return ()


def _inlines(content: Iterable[Inline]) -> str:
    return "".join(map(_inline, content))


def _inline(inline: Inline) -> str:
    match inline:
        case Styled(style, content) if style in _TAGS:
            return f"<{_TAGS[style]}>{_inlines(content)}</{_TAGS[style]}>"
        case Styled(_, content) | Link(content):
            return _inlines(content)
        case _:
            return escape(plain((inline,)))
