"""Pictures: the name of one in Anki's media folder, and those that some text shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import assert_never

from exporter.model import (
    Block,
    Break,
    Callout,
    Code,
    CodeBlock,
    DefinitionList,
    Details,
    Figure,
    FootnoteMark,
    Footnotes,
    Heading,
    Image,
    Inline,
    Link,
    ListBlock,
    Math,
    MathBlock,
    Media,
    Paragraph,
    Quote,
    Rule,
    Styled,
    Table,
    Text,
)

Node = Block | Inline


def file_name(media: Media) -> str:
    """A name made from the contents, for Anki never replaces a file that it already has."""
    return f"exporter-{media.digest[:16]}{media.suffix}"


def pictures(nodes: Iterable[Node]) -> Iterator[Media]:
    """The files of all pictures in some text, in order, doubles included."""
    for node in nodes:
        if isinstance(node, Image):
            yield node.media
        else:
            yield from pictures(_inside(node))


def _inside(node: Node) -> Iterable[Node]:
    match node:
        case (
            Text() | Code() | Math() | Image() | FootnoteMark() | Break() | CodeBlock()
            | MathBlock() | Rule()
        ):  # fmt: skip
            return ()
        case (
            Styled(content=content) | Link(content=content) | Paragraph(content=content)
            | Heading(content=content)
        ):  # fmt: skip
            return content
        case Quote(content=blocks) | Callout(content=blocks):
            return blocks
        case Figure(image):
            return (image,)
        case ListBlock(items):
            return chain.from_iterable(item.content for item in items)
        case Footnotes(notes):
            return chain.from_iterable(note.content for note in notes)
        case DefinitionList(definitions):
            return chain.from_iterable(
                part for each in definitions for part in (*each.terms, *each.meanings)
            )
        case Details(summary, blocks):
            return chain(summary, blocks)
        case Table(head, rows):
            return chain.from_iterable(cell for row in (head, *rows) for cell in row)
    assert_never(node)
