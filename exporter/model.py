"""The typed tree between the one reader and the writers: a deck, its questions, their text.

Filled by `exporter.source` and `exporter.markup`, consumed by `match` in every writer. The two
unions at the end, `Inline` and `Block`, are closed: a writer that forgets a member is a type
error, so a construct is either understood by every output or refused by the reader.

Text is Unicode NFC without control characters; a line break inside `Text` is a space. Every node
that a writer can still object to (a picture, a formula, a link, code) keeps its `Location`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from functools import cached_property
from hashlib import sha256
from typing import assert_never


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in a source file: the path as the user named it, the line counted from 1."""

    path: str
    line: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


NOWHERE = Location("", 0)
"""The place of words that no source has, which a writer adds: they are never wrong."""


@dataclass(frozen=True)
class Media:
    """A file of the source's folder, read and found to be of the type its suffix says.

    `path` is relative to the source's folder, with forward slashes; `suffix` is lower case with
    its dot: a picture's, or one of a sound or a film (`exporter.media` knows them).
    """

    path: str
    suffix: str
    data: bytes

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the bytes, 64 hexadecimal digits."""
        return sha256(self.data).hexdigest()


# Deletions ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Deletion:
    """What hides a part of a cloze: its number from 1, which its card is asked by, and a hint.

    `stated` tells that the source gives the number; any other is counted, and remembered from
    one build to the next. `hint` is () when there is none; in code and formulas it is as written.
    """

    number: int
    stated: bool
    hint: tuple[Inline, ...]
    at: Location


@dataclass(frozen=True, slots=True)
class Hole:
    """A deletion in a verbatim text, from one place in it to another (start < end)."""

    start: int
    end: int
    deletion: Deletion


# Inlines ------------------------------------------------------------------------------------


class Style(Enum):
    """What a `Styled` run of text is; the values are the HTML elements that mean the same."""

    EMPHASIS = "em"
    STRONG = "strong"
    STRIKETHROUGH = "del"
    HIGHLIGHT = "mark"
    SUBSCRIPT = "sub"
    SUPERSCRIPT = "sup"
    UNDERLINE = "u"
    KEYBOARD = "kbd"
    SMALL = "small"


@dataclass(frozen=True, slots=True)
class Text:
    """Plain text; the place is where it, or the heading or body that holds it, begins."""

    text: str
    at: Location


@dataclass(frozen=True, slots=True)
class Code:
    """Inline code, verbatim; `holes` do not overlap and stand in order."""

    text: str
    at: Location
    holes: tuple[Hole, ...] = ()


@dataclass(frozen=True, slots=True)
class Math:
    """An inline formula: LaTeX without its delimiters; `holes` as in code."""

    latex: str
    at: Location
    holes: tuple[Hole, ...] = ()


@dataclass(frozen=True, slots=True)
class Styled:
    """A run of inlines in one style."""

    style: Style
    content: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A link whose target is vetted: http, https or mailto, or `#key` of a question."""

    content: tuple[Inline, ...]
    target: str
    title: str
    at: Location


@dataclass(frozen=True, slots=True)
class Image:
    """A picture in a line of text.

    `alt` says what it shows, for those who cannot see it; `caption` is what to show below or
    beside it, without another image; `width` is a fraction of the text's width (0 < width <= 1)
    or None for the picture's own size.
    """

    media: Media
    alt: str
    caption: tuple[Inline, ...]
    width: float | None
    at: Location


@dataclass(frozen=True, slots=True)
class Clip:
    """A sound or a film; `alt` says what it is, `caption` is as an image's."""

    media: Media
    alt: str
    caption: tuple[Inline, ...]
    at: Location


@dataclass(frozen=True, slots=True)
class Cloze:
    """A run of inlines that a card of a cloze hides; it is never empty."""

    deletion: Deletion
    content: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class FootnoteMark:
    """The reference to the footnote of this number in the same body."""

    number: int
    at: Location


@dataclass(frozen=True, slots=True)
class Break:
    """A hard line break."""


Inline = Text | Code | Math | Styled | Link | Image | Clip | Cloze | FootnoteMark | Break


# Blocks -------------------------------------------------------------------------------------


class CalloutKind(Enum):
    """GitHub's five callouts; the values are their names in English."""

    NOTE = "Note"
    TIP = "Tip"
    IMPORTANT = "Important"
    WARNING = "Warning"
    CAUTION = "Caution"


class Align(Enum):
    """A table column's alignment; the values are CSS's."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of text."""

    content: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside an answer; `depth` counts from 1 below the question it belongs to."""

    depth: int
    content: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class CodeBlock:
    """Fenced code, verbatim, without a final line end; `language` is "" when none was given."""

    text: str
    language: str
    at: Location
    holes: tuple[Hole, ...] = ()


@dataclass(frozen=True, slots=True)
class MathBlock:
    """A displayed formula: LaTeX without its delimiters; `holes` as in code."""

    latex: str
    at: Location
    holes: tuple[Hole, ...] = ()


@dataclass(frozen=True, slots=True)
class ListItem:
    """One item; `checked` is None unless it is a task."""

    content: tuple[Block, ...]
    checked: bool | None = None


@dataclass(frozen=True, slots=True)
class ListBlock:
    """A list; `start` is the first number of an ordered one, None for bullets.

    A tight list's items hold no blank lines: their paragraphs are set without space between.
    """

    items: tuple[ListItem, ...]
    start: int | None
    tight: bool


@dataclass(frozen=True, slots=True)
class Definition:
    """Terms and what they mean: one or more of each."""

    terms: tuple[tuple[Inline, ...], ...]
    meanings: tuple[tuple[Block, ...], ...]


@dataclass(frozen=True, slots=True)
class DefinitionList:
    """A list of definitions."""

    items: tuple[Definition, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """A block quote."""

    content: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Callout:
    """A GitHub callout; `title` is () where the name of its kind is the title."""

    kind: CalloutKind
    content: tuple[Block, ...]
    title: tuple[Inline, ...] = ()


@dataclass(frozen=True, slots=True)
class Details:
    """HTML's <details>: folded on a card, open on paper."""

    summary: tuple[Inline, ...]
    content: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A rectangular table: `head` and each row have as many cells as `align` has entries.

    None in `align` is a column without a stated alignment.
    """

    head: tuple[tuple[Inline, ...], ...]
    rows: tuple[tuple[tuple[Inline, ...], ...], ...]
    align: tuple[Align | None, ...]
    at: Location


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture alone in its paragraph, with the image's caption below it."""

    image: Image


@dataclass(frozen=True, slots=True)
class Footnote:
    """A footnote's number, counted from 1 in its body, and its text."""

    number: int
    content: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Footnotes:
    """The footnotes of a body, always its last block."""

    items: tuple[Footnote, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A thematic break inside an answer."""


Block = (
    Paragraph
    | Heading
    | CodeBlock
    | MathBlock
    | ListBlock
    | DefinitionList
    | Quote
    | Callout
    | Details
    | Table
    | Figure
    | Footnotes
    | Rule
)


# The deck -----------------------------------------------------------------------------------


class Kind(Enum):
    """How a question is asked; the values are the classes that ask for it in a heading."""

    BASIC = "basic"
    REVERSED = "reversed"
    CLOZE = "cloze"
    TYPED = "typed"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Option:
    """One of the answers to choose from, and whether it is right."""

    content: tuple[Block, ...]
    right: bool


@dataclass(frozen=True, slots=True)
class Question:
    """One question, its answer, and the follow-ups that build on it.

    `title` is the heading, `prompt` what the body adds to it before the `---`. `key` is its
    identity in the deck; `keyed` tells whether the source states it. A cloze has its deletions in
    title and prompt, and an answer only to explain; a choice has `options`, which `shuffle` puts
    in another order each time; `expected` is what is to be typed, "" unless it is of that kind.
    """

    key: str
    keyed: bool
    title: tuple[Inline, ...]
    prompt: tuple[Block, ...]
    answer: tuple[Block, ...]
    hint: tuple[Block, ...]
    kind: Kind
    tags: tuple[str, ...]
    follow_ups: tuple[Question, ...]
    at: Location
    options: tuple[Option, ...] = ()
    shuffle: bool = False
    expected: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading above the questions; its own questions come before its subsections."""

    title: tuple[Inline, ...]
    tags: tuple[str, ...]
    intro: tuple[Block, ...]
    questions: tuple[Question, ...]
    sections: tuple[Section, ...]
    at: Location


@dataclass(frozen=True, slots=True)
class Deck:
    """A whole source file.

    `key` is the deck's identity, `name` its name in Anki (`::` separates levels), `title` what
    the sheet prints; `subtitle`, `author` and `description` are "" when the source has none.
    `keyed` tells whether the source states the key.
    """

    key: str
    name: str
    title: str
    subtitle: str
    author: str
    language: str
    description: str
    tags: tuple[str, ...]
    intro: tuple[Block, ...]
    questions: tuple[Question, ...]
    sections: tuple[Section, ...]
    at: Location
    keyed: bool = True


@dataclass(frozen=True, slots=True)
class Entry:
    """A question in its place: the sections around it from the outside in, and its parent."""

    question: Question
    sections: tuple[Section, ...]
    parent: Question | None


def entries(deck: Deck) -> Iterator[Entry]:
    """Every question of the deck in source order, follow-ups right after their parent."""

    def of_question(
        question: Question, sections: tuple[Section, ...], parent: Question | None
    ) -> Iterator[Entry]:
        yield Entry(question, sections, parent)
        for follow_up in question.follow_ups:
            yield from of_question(follow_up, sections, question)

    def of_group(
        questions: tuple[Question, ...],
        subsections: tuple[Section, ...],
        path: tuple[Section, ...],
    ) -> Iterator[Entry]:
        for question in questions:
            yield from of_question(question, path, None)
        for section in subsections:
            yield from of_group(section.questions, section.sections, (*path, section))

    return of_group(deck.questions, deck.sections, ())


def with_questions(deck: Deck, change: Callable[[Question], Question]) -> Deck:
    """The deck with each of its questions changed, in order; follow-ups are for `change`."""

    def of_section(section: Section) -> Section:
        questions = tuple(map(change, section.questions))
        return replace(
            section, questions=questions, sections=tuple(map(of_section, section.sections))
        )

    questions = tuple(map(change, deck.questions))
    return replace(deck, questions=questions, sections=tuple(map(of_section, deck.sections)))


def parts(node: Block | Inline) -> tuple[tuple[Block | Inline, ...], ...]:
    """What is in a block or an inline, run by run: a table's cells, a list's items and so on."""
    match node:
        case (
            Text() | Code() | Math() | FootnoteMark() | Break() | CodeBlock() | MathBlock()
            | Rule()
        ):  # fmt: skip
            return ()
        case (
            Styled(_, content) | Cloze(_, content) | Link(content) | Image(caption=content)
            | Clip(caption=content) | Paragraph(content) | Heading(_, content)
        ):  # fmt: skip
            return (content,)
        case Quote(blocks):
            return (blocks,)
        case Figure(image):
            return ((image,),)
        case ListBlock(items):
            return tuple(item.content for item in items)
        case Footnotes(notes):
            return tuple(note.content for note in notes)
        case DefinitionList(definitions):
            return tuple(part for each in definitions for part in (*each.terms, *each.meanings))
        case Details(title, blocks) | Callout(_, blocks, title):
            return (title, blocks)
        case Table(head, rows):
            return tuple(cell for row in (head, *rows) for cell in row)
        case _:
            assert_never(node)


def deletions(
    nodes: Iterable[Block | Inline],
) -> Iterator[tuple[Deletion, tuple[Inline, ...]]]:
    """All deletions in some text, in order, each with what it hides: verbatim text as code."""
    for node in nodes:
        match node:
            case Code(text) | Math(text) | CodeBlock(text) | MathBlock(text):
                for piece, hidden in parted(text, node.holes):
                    if hidden:
                        yield hidden, (Code(piece, node.at),)
            case Cloze(deletion, content):
                yield deletion, content
            case _:
                for part in parts(node):
                    yield from deletions(part)


def parted(text: str, holes: tuple[Hole, ...]) -> Iterator[tuple[str, Deletion | None]]:
    """A verbatim text in parts that are not empty, each with its deletion, None outside."""
    place = 0
    for hole in holes:
        if before := text[place : hole.start]:
            yield before, None
        yield text[hole.start : hole.end], hole.deletion
        place = hole.end
    if after := text[place:]:
        yield after, None


def plain(content: tuple[Inline, ...]) -> str:
    """The text of some inlines as it was typed, without their styles; a formula is its `$LaTeX$`.

    For messages and comparisons; `exporter.plaintext` is for people.
    """
    return "".join(map(_words, content))


def _words(inline: Inline) -> str:
    match inline:
        case Text(text) | Code(text):
            return text
        case Math(latex):
            return f"${latex}$"
        case Styled(_, content) | Cloze(_, content) | Link(content):
            return plain(content)
        case Image(alt=alt) | Clip(alt=alt):
            return alt
        case Break():
            return " "
        case FootnoteMark():
            return ""


# Identity -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NoteStamp:
    """What Anki knows a note by: its guid, when it was created (ms) and last changed (s)."""

    guid: str
    created: int
    modified: int


@dataclass(frozen=True, slots=True)
class Stamps:
    """The stamp of each question's note by the question's key, and of the note types (s)."""

    notes: Mapping[str, NoteStamp]
    basic: int
    cloze: int
