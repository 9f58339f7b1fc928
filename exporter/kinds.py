"""The parts of a question by its kind, and checks that it has all it needs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from exporter.markup import Body
from exporter.model import (
    Block,
    Break,
    Code,
    CodeBlock,
    Inline,
    Kind,
    Link,
    ListBlock,
    Location,
    Math,
    MathBlock,
    Option,
    Paragraph,
    Styled,
    Text,
)

MOST_OPTIONS = 26
"""The number of letters, by which options are named."""


@dataclass(frozen=True, slots=True)
class QuestionBody:
    """The parts of the body of a question.

    `expected` is the text to type, "" if the answer cannot be typed; `unboxed` tells whether some
    options have no box; `second_hint` is the place of a hint too many.
    """

    prompt: tuple[Block, ...]
    answer: tuple[Block, ...]
    hint: tuple[Block, ...]
    options: tuple[Option, ...] = ()
    expected: str = ""
    unboxed: bool = False
    second_hint: Location | None = None


def question_body(kind: Kind, before: Body, after: Body) -> QuestionBody:
    """The parts of a question of that kind, from the bodies before and after its rule."""
    prompt, answer = before.blocks, after.blocks
    options: tuple[Option, ...] = ()
    unboxed = False
    if kind is Kind.CHOICE and (found := _options(prompt, answer)):
        prompt, tasks, answer = found
        options = tuple(Option(item.content, item.checked is True) for item in tasks.items)
        unboxed = any(item.checked is None for item in tasks.items)
    return QuestionBody(
        prompt=prompt,
        answer=answer,
        hint=before.hint or after.hint,
        options=options,
        expected=_typed(answer) if kind is Kind.TYPED else "",
        unboxed=unboxed,
        second_hint=after.hint_at if before.hint else None,
    )


def fault(kind: Kind, found: QuestionBody, deletions: int) -> tuple[str, str] | None:
    """A message if a question of that kind is incomplete, with `{}` for its heading; and a hint."""
    match kind:
        case Kind.CLOZE:
            if not deletions:
                return 'nothing is hidden in "{}"', "hide what is asked for: ==text=="
            return None
        case Kind.CHOICE:
            return _choice_fault(found)
        case Kind.BASIC | Kind.REVERSED | Kind.TYPED:
            if not found.answer:
                return 'empty answer to "{}"', "write the answer below the heading"
            if kind is Kind.TYPED and not found.expected:
                hint = 'say what is to be typed: {.typed expected="…"}'
                return 'the answer to "{}" cannot be typed', hint
            return None


def _choice_fault(found: QuestionBody) -> tuple[str, str] | None:
    count = len(found.options)
    if count < 2:
        return '"{}" has no options to choose from', "write at least two, as - [ ] and - [x]"
    if count > MOST_OPTIONS:
        return f'"{{}}" has {count} options; at most {MOST_OPTIONS} have a letter', "leave some out"
    if found.unboxed:
        return (
            'an option of "{}" has no box',
            "write - [ ] before a wrong one, - [x] before a right",
        )
    if not any(option.right for option in found.options):
        return 'no option of "{}" is right', "write - [x] before the right one"
    return None


def _options(
    prompt: tuple[Block, ...], answer: tuple[Block, ...]
) -> tuple[tuple[Block, ...], ListBlock, tuple[Block, ...]] | None:
    """The blocks before the first list with boxes, that list, and the blocks after it."""
    everything = (*prompt, *answer)
    for place, block in enumerate(everything):
        if isinstance(block, ListBlock) and any(item.checked is not None for item in block.items):
            return everything[:place], block, everything[place + 1 :]
    return None


# Typed answers ------------------------------------------------------------------------------


def _typed(answer: tuple[Block, ...]) -> str:
    """The text of the first block of an answer without a final full stop; "" for several lines."""
    match answer[:1]:
        case (Paragraph(content),):
            words = "".join(_words(content) or ("",))
        case (CodeBlock(text),):
            words = text
        case (MathBlock(latex),):
            words = "" if "\\" in latex else latex
        case _:
            words = ""
    words = words.strip()
    if "\n" in words:
        return ""
    return words.removesuffix(".") if not words.endswith("..") else words


def _words(content: Iterable[Inline]) -> list[str] | None:
    """The text of some inlines as it is typed; None if it cannot be typed."""
    found: list[str] = []
    for inline in content:
        match inline:
            case Text(text) | Code(text):
                found.append(text)
            case Math(latex) if "\\" not in latex:
                found.append(latex)
            case Styled(_, inner) | Link(inner):
                if (words := _words(inner)) is None:
                    return None
                found += words
            case Break():
                found.append(" ")
            case _:
                return None
    return found
