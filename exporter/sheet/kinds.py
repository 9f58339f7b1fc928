r"""Questions of every kind as plain questions and answers, as they are printed.

Deletions of a cloze become blanks or marked words, options of a choice become a list. In text a
deletion is marked by a rule below it, in a formula by a box, as a rule would look like a bar or a
minus sign; neither needs colour.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import assert_never

from exporter import wording
from exporter.model import (
    NOWHERE,
    Block,
    Break,
    Callout,
    Clip,
    Cloze,
    Code,
    CodeBlock,
    Deck,
    Definition,
    DefinitionList,
    Deletion,
    Details,
    Figure,
    Footnote,
    FootnoteMark,
    Footnotes,
    Heading,
    Hole,
    Image,
    Inline,
    Kind,
    Link,
    ListBlock,
    ListItem,
    Location,
    Math,
    MathBlock,
    Paragraph,
    Question,
    Quote,
    Rule,
    Style,
    Styled,
    Table,
    Text,
    parted,
    plain,
    with_questions,
)
from exporter.wording import Words

_BLANKS = "\u00a0" * 12  # always as wide, so that the width reveals nothing
_RULED = "______"  # in code
_SETTABLE = re.compile(r"[^\\{}$%#&_^~]*")  # as text in a formula
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def printed(deck: Deck, sets: Callable[[str], bool], *, apart: bool) -> Deck:
    """The deck with plain questions; `apart` tells whether answers are printed out of sight.

    If so, a cloze has blanks in the question and its text in the answer, and only the answer shows
    which options are right. `sets` returns whether a formula can be typeset.
    """
    words = wording.of(deck.language)
    printer = _Printer(
        _DeletionView(blank=False, sets=sets), _DeletionView(blank=True, sets=sets), words
    )
    change = printer.apart if apart else printer.together

    def of_question(question: Question) -> Question:
        made = change(question)
        if not question.follow_ups:
            return made
        return replace(made, follow_ups=tuple(map(of_question, question.follow_ups)))

    return with_questions(deck, of_question)


def _typed(question: Question, words: Words) -> tuple[Block, ...]:
    """The answer and, unless it contains it, what is to be typed."""
    match question.answer:
        case [Paragraph(content), *_] if question.expected in plain(content).replace("$", ""):
            return question.answer
        case [CodeBlock(text), *_] if question.expected in text:
            return question.answer
        case _:
            lead = Text(f"{words.to_type}{words.colon} ", question.at)
            told = Styled(Style.SMALL, (lead, Code(question.expected, question.at)))
            return (*question.answer, Paragraph((told,)))


def _options(
    question: Question, ticked: Callable[[bool], bool], *, only_right: bool = False
) -> ListBlock:
    """The options as a list, with a letter and a box each."""
    items = tuple(
        ListItem(_lettered(letter, option.content), ticked(option.right))
        for letter, option in zip(_LETTERS, question.options, strict=False)
        if option.right or not only_right
    )
    return ListBlock(items, None, tight=all(len(each.content) == 1 for each in items))


def _lettered(letter: str, content: tuple[Block, ...]) -> tuple[Block, ...]:
    name: tuple[Inline, ...] = (
        Styled(Style.STRONG, (Text(letter, NOWHERE),)),
        Text("\u2002", NOWHERE),
    )
    match content:
        case [Paragraph(words), *rest]:
            return (Paragraph((*name, *words)), *rest)
        case _:
            return (Paragraph(name[:1]), *content)


# Deletions ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _DeletionView:
    """Shows deletions: as blanks, or as what they hide with a mark.

    `sets` returns whether a formula can be typeset.
    """

    blank: bool
    sets: Callable[[str], bool]

    def inlines(self, content: Iterable[Inline]) -> tuple[Inline, ...]:
        return tuple(each for inline in content for each in self._inline(inline))

    def _inline(self, inline: Inline) -> Iterable[Inline]:
        match inline:
            case Cloze(deletion, content):
                return self._deletion(content, deletion)
            case Code(text, at, holes) if holes:
                return self._code(text, at, holes)
            case Math(latex, at, holes) if holes:
                return (Math(self._latex(latex, holes), at),)
            case Styled() | Link():
                return (replace(inline, content=self.inlines(inline.content)),)
            case Image() | Clip():
                return (replace(inline, caption=self.inlines(inline.caption)),)
            case Text() | Code() | Math() | FootnoteMark() | Break():
                return (inline,)
        assert_never(inline)

    def _deletion(self, content: tuple[Inline, ...], deletion: Deletion) -> Iterable[Inline]:
        if not self.blank:
            return (Styled(Style.UNDERLINE, content),)
        ruled = Styled(Style.UNDERLINE, (Text(_BLANKS, deletion.at),))
        if not deletion.hint:
            return (ruled,)
        opening, closing = Text("(", deletion.at), Text(")", deletion.at)
        hint = Styled(Style.SMALL, (opening, *deletion.hint, closing))
        return (ruled, Text("\u00a0", deletion.at), hint)

    def _code(self, text: str, at: Location, holes: tuple[Hole, ...]) -> Iterator[Inline]:
        for part, deletion in parted(text, holes):
            code = Code(part, at)
            yield from self._deletion((code,), deletion) if deletion else (code,)

    def _latex(self, latex: str, holes: tuple[Hole, ...]) -> str:
        """A formula with a box for each hole; one for all of it if a part cannot be set alone."""
        marked = "".join(
            f"{{{self._boxed(part, plain(deletion.hint))}}}" if deletion else part
            for part, deletion in parted(latex, holes)
        )
        return marked if self.sets(marked) else self._boxed(latex, "")

    def _boxed(self, latex: str, hint: str) -> str:
        """A part of a formula in its box, which is empty if it is a blank."""
        if not self.blank:
            return rf"\boxed{{{latex}}}"
        told = rf"\,\text{{({hint})}}" if hint and _SETTABLE.fullmatch(hint) else ""
        return rf"\boxed{{\phantom{{00}}}}{told}"

    def _code_block(self, block: CodeBlock) -> CodeBlock:
        if not self.blank or not block.holes:
            return block
        text = "".join(
            _ruled(deletion) if deletion else part
            for part, deletion in parted(block.text, block.holes)
        )
        return replace(block, text=text, holes=())

    def blocks(self, content: Iterable[Block]) -> tuple[Block, ...]:
        return tuple(map(self._block, content))

    def _block(self, block: Block) -> Block:  # noqa: C901  # one case for each kind of block
        match block:
            case Paragraph(content) | Heading(_, content):
                return replace(block, content=self.inlines(content))
            case CodeBlock():
                return self._code_block(block)
            case MathBlock(latex, at, holes):
                return MathBlock(self._latex(latex, holes), at) if holes else block
            case ListBlock(items):
                made = (ListItem(self.blocks(each.content), each.checked) for each in items)
                return replace(block, items=tuple(made))
            case DefinitionList(definitions):
                return DefinitionList(tuple(map(self._definition, definitions)))
            case Quote(inner):
                return Quote(self.blocks(inner))
            case Callout(_, inner, title):
                return replace(block, content=self.blocks(inner), title=self.inlines(title))
            case Details(summary, inner):
                return Details(self.inlines(summary), self.blocks(inner))
            case Table(head, rows):
                return replace(block, head=self._row(head), rows=tuple(map(self._row, rows)))
            case Footnotes(notes):
                return Footnotes(
                    tuple(Footnote(note.number, self.blocks(note.content)) for note in notes)
                )
            case Figure(image):
                return Figure(replace(image, caption=self.inlines(image.caption)))
            case Rule():
                return block
        assert_never(block)

    def _row(self, cells: tuple[tuple[Inline, ...], ...]) -> tuple[tuple[Inline, ...], ...]:
        return tuple(map(self.inlines, cells))

    def _definition(self, definition: Definition) -> Definition:
        meanings = tuple(map(self.blocks, definition.meanings))
        return Definition(self._row(definition.terms), meanings)


def _ruled(deletion: Deletion) -> str:
    """A blank in code, and its hint."""
    return f"{_RULED} ({plain(deletion.hint)})" if deletion.hint else _RULED


# Questions ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Printer:
    """Turns questions of any kind into plain ones."""

    solved: _DeletionView
    blank: _DeletionView
    words: Words

    def together(self, question: Question) -> Question:
        match question.kind:
            case Kind.CLOZE:
                title = self.solved.inlines(question.title)
                text = self.solved.blocks(question.prompt)
                if not question.answer:
                    return replace(question, title=title, prompt=(), answer=text)
                return replace(question, title=title, prompt=text)
            case Kind.CHOICE:
                options = _options(question, lambda right: right)
                answer = (*question.prompt, options, *question.answer)
                return replace(question, prompt=(), answer=answer)
            case Kind.TYPED:
                return replace(question, answer=_typed(question, self.words))
            case Kind.BASIC | Kind.REVERSED:
                return question

    def apart(self, question: Question) -> Question:
        match question.kind:
            case Kind.CLOZE:
                title = self.blank.inlines(question.title)
                whole = self.solved.blocks(question.prompt)
                if title != question.title:
                    whole = (Paragraph(self.solved.inlines(question.title)), *whole)
                answer = (*whole, *question.answer)
                return replace(
                    question, title=title, prompt=self.blank.blocks(question.prompt), answer=answer
                )
            case Kind.CHOICE:
                asked = _options(question, lambda _: False)
                right = _options(question, lambda right: right, only_right=True)
                answer = (right, *question.answer)
                return replace(question, prompt=(*question.prompt, asked), answer=answer)
            case Kind.TYPED:
                return replace(question, answer=_typed(question, self.words))
            case Kind.BASIC | Kind.REVERSED:
                return question
