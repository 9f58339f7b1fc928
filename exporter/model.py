"""The model: the typed tree of a deck, its questions and their text.

`exporter.source` and `exporter.markup` make it, and every writer reads it with `match`. The unions
`Inline` and `Block` are closed: a writer that forgets a member is a type error, so a construct is
either supported by every output or rejected by the reader.

Text is Unicode NFC without control characters; a line break inside `Text` is a space. Every node in
which a writer can find a problem (a picture, a formula, a link, code) has its `Location`.
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
"""The location of words that a writer adds, in which there is never a problem."""


@dataclass(frozen=True)
class Media:
    """A media file in the folder of the source, checked by `exporter.media`.

    `path` is relative to that folder, with forward slashes; `suffix` is its lower-case suffix with
    the dot, that of a picture, a sound or a film.
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
    """A deletion of a cloze: its number, from 1, which is that of its card, and its hint.

    `stated` tells whether the source states the number; others are assigned, and kept from one
    build to the next. `hint` is () without one; in code and formulas it is verbatim.
    """

    number: int
    stated: bool
    hint: tuple[Inline, ...]
    at: Location


@dataclass(frozen=True, slots=True)
class Hole:
    """The part of a verbatim text that a deletion hides, from `start` to before `end`."""

    start: int
    end: int
    deletion: Deletion


# Inlines ------------------------------------------------------------------------------------


class Style(Enum):
    """The style of a run of text; the values are the corresponding HTML elements."""

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
    """Plain text; `at` is where it begins, or the heading or body that contains it."""

    text: str
    at: Location


@dataclass(frozen=True, slots=True)
class Code:
    """Inline code, verbatim; `holes` are in order and do not overlap."""

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

    `alt` describes it for those who cannot see it; `caption` is shown below or beside it, without
    images of its own; `width` is a fraction of the text width (0 < width <= 1), or None for the
    natural size of the picture.
    """

    media: Media
    alt: str
    caption: tuple[Inline, ...]
    width: float | None
    at: Location


@dataclass(frozen=True, slots=True)
class Clip:
    """A sound or a film; `alt` describes it, `caption` is as in an image."""

    media: Media
    alt: str
    caption: tuple[Inline, ...]
    at: Location


@dataclass(frozen=True, slots=True)
class Cloze:
    """A run of inlines, not empty, that a card of a cloze hides."""

    deletion: Deletion
    content: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class FootnoteMark:
    """A reference to the footnote with this number in the same body."""

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
    """A list; `start` is the first number of an ordered list, None for bullets.

    Items of a tight list are not separated by blank lines, and are set without space between.
    """

    items: tuple[ListItem, ...]
    start: int | None
    tight: bool


@dataclass(frozen=True, slots=True)
class Definition:
    """One or more terms, and one or more meanings of these."""

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
    """A GitHub callout; `title` is () if the name of its kind is its title."""

    kind: CalloutKind
    content: tuple[Block, ...]
    title: tuple[Inline, ...] = ()


@dataclass(frozen=True, slots=True)
class Details:
    """HTML's `<details>`: collapsed on a card, open on paper."""

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
    """An image alone in its paragraph, with its caption below."""

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
    """The kinds of question; the values are their classes in a heading."""

    BASIC = "basic"
    REVERSED = "reversed"
    CLOZE = "cloze"
    TYPED = "typed"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Option:
    """An option of a choice, and whether it is right."""

    content: tuple[Block, ...]
    right: bool


@dataclass(frozen=True, slots=True)
class Question:
    """One question, its answer, and the follow-ups that build on it.

    `title` is the heading, `prompt` the part of the body before the `---`. `key` is its identity in
    the deck; `keyed` tells whether the source states it. A cloze has its deletions in title and
    prompt, and an answer only as an explanation; a choice has `options`, which `shuffle` reorders
    each time; a typed question has the text to type in `expected`, which is "" for other kinds.
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
    """A section: a heading, its own questions, and then its subsections."""

    title: tuple[Inline, ...]
    tags: tuple[str, ...]
    intro: tuple[Block, ...]
    questions: tuple[Question, ...]
    sections: tuple[Section, ...]
    at: Location


@dataclass(frozen=True, slots=True)
class Deck:
    """A whole source file.

    `key` is its identity, `name` its name in Anki (`::` separates levels), `title` its title on the
    sheet; `subtitle`, `author` and `description` are "" if the source has none. `keyed` tells
    whether the source states the key.
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
    """A question with the sections around it, outermost first, and the one that it follows up."""

    question: Question
    sections: tuple[Section, ...]
    parent: Question | None


def entries(deck: Deck) -> Iterator[Entry]:
    """Every question of the deck in source order; follow-ups come right after their parent."""

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
    """The deck with `change` applied to each question in order; it handles follow-ups itself."""

    def of_section(section: Section) -> Section:
        questions = tuple(map(change, section.questions))
        return replace(
            section, questions=questions, sections=tuple(map(of_section, section.sections))
        )

    questions = tuple(map(change, deck.questions))
    return replace(deck, questions=questions, sections=tuple(map(of_section, deck.sections)))


def parts(node: Block | Inline) -> tuple[tuple[Block | Inline, ...], ...]:
    """The children of a node in runs, such as the cells of a table or the items of a list."""
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


def nodes(content: Iterable[Block | Inline]) -> Iterator[Block | Inline]:
    """The nodes of a text and all nodes inside them, in order."""
    for node in content:
        yield node
        for part in parts(node):
            yield from nodes(part)


def deletions(
    content: Iterable[Block | Inline],
) -> Iterator[tuple[Deletion, tuple[Inline, ...]]]:
    """All deletions in a text, in order, each with what it hides; verbatim text comes as code."""
    for node in content:
        match node:
            case Code(text) | Math(text) | CodeBlock(text) | MathBlock(text):
                for piece, deletion_of in parted(text, node.holes):
                    if deletion_of:
                        yield deletion_of, (Code(piece, node.at),)
            case Cloze(deletion, hidden):
                yield deletion, hidden
            case _:
                for part in parts(node):
                    yield from deletions(part)


def parted(text: str, holes: tuple[Hole, ...]) -> Iterator[tuple[str, Deletion | None]]:
    """A verbatim text in non-empty parts, each with its deletion, or None outside of holes."""
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
    """The identity of a note in Anki: its guid, and when it was created (ms) and modified (s)."""

    guid: str
    created: int
    modified: int


@dataclass(frozen=True, slots=True)
class Stamps:
    """The stamps of notes by the keys of their questions, and those of the note types (s)."""

    notes: Mapping[str, NoteStamp]
    basic: int
    cloze: int
