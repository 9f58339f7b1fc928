"""Deletions in a body: in prose as elements of the tree, in code and formulas as marks.

Outside of clozes they are errors.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import pairwise
from xml.etree.ElementTree import Element

from exporter.markup import deletions
from exporter.markup.commands import divided, forbidden
from exporter.markup.context import Context
from exporter.model import (
    Clip,
    Cloze,
    CodeBlock,
    FootnoteMark,
    Hole,
    Image,
    Inline,
    Location,
    MathBlock,
    nodes,
    plain,
)

_NO_CLOZE = (
    "a deletion {{c…}} in a question that is no cloze",
    "write {.cloze} behind its heading, or put the text in `…`",
)


class Clozes:
    """Reads the deletions of a body; `inlines` reads the content of an element."""

    def __init__(self, context: Context, inlines: Callable[[Element], tuple[Inline, ...]]) -> None:
        self._context = context
        self._reading = context.reading
        self._numbers = context.numbers
        self._inlines = inlines

    def cloze(self, element: Element, stated: str | None, at: Location) -> Iterable[Inline]:
        """A deletion of a cloze; in other questions it is an error."""
        if self._numbers is None:
            self._reading.error(at, *_NO_CLOZE)
            return ()
        if self._context.hiding or stated == "0":
            self._reading.error(at, *(deletions.NESTED if self._context.hiding else deletions.ZERO))
            return ()
        self._context.hiding = True
        hint = self._hint(element, at)
        content = self._inlines(element)
        self._context.hiding = False
        deletion = self._numbers.deletion(stated, hint, at)
        if not content:
            self._reading.error(at, *deletions.EMPTY)
            return ()
        return (Cloze(deletion, content),)

    def _hint(self, deletion: Element, at: Location) -> tuple[Inline, ...]:
        """Take the hint out of a deletion."""
        if not len(deletion) or deletion[-1].tag != "hint":
            return ()
        words = deletion[-1]
        deletion.remove(words)
        hint = self._inlines(words)
        if any(isinstance(each, Image | Clip | FootnoteMark) for each in nodes(hint)):
            self._reading.error(at, "a hint of more than words", "leave out what is not text")
        self._context.check_formulas(hint)
        return hint

    def verbatim(
        self, text: str, at: Location, *, latex: bool = False
    ) -> tuple[str, Location, tuple[Hole, ...]]:
        """Code or a formula without marks of deletions, its location, and its holes."""
        bare, holes = self._cut(text, at, latex=latex)
        # On a card, a hint takes the place of what it hides, inside the formula.
        for part in (bare, *(plain(hole.deletion.hint) for hole in holes)) if latex else ():
            if wrong := forbidden(part):
                self._reading.error(at, *wrong)
        edges = [edge for hole in holes for edge in (hole.start, hole.end)] if latex else []
        if command := divided(bare, edges):
            what = f"a deletion that begins or ends within the command {command}"
            self._reading.error(at, what, "put a blank between the two, or hide all of it")
        return bare, at, holes

    def _cut(self, text: str, at: Location, *, latex: bool) -> tuple[str, tuple[Hole, ...]]:
        if self._numbers is None:
            if latex and deletions.NUMBERED.search(text):
                self._reading.error(at, *_NO_CLOZE)
            return text, ()
        if "==" not in text and "{{c" not in text:
            return text, ()

        def complain(what: str, hint: str) -> None:
            self._reading.error(at, what, hint)

        bare, holes = deletions.cut(text, self._numbers, at, complain)
        if holes and self._context.hiding:
            complain(*deletions.NESTED)
        return bare, holes

    def lifted(self, block: CodeBlock | MathBlock) -> CodeBlock | MathBlock:
        """A block that was lifted out of the lines, with its holes."""
        match block:
            case CodeBlock(text, language, at):
                bare, at, holes = self.verbatim(text, at)
                return CodeBlock(bare, language, at, holes)
            case MathBlock(latex, at):
                return MathBlock(*self.verbatim(latex, at, latex=True))

    def check(self, raw: str, at: Location) -> None:
        """Report what looks like a deletion in a text, but was not read as one."""
        if deletions.NUMBERED.search(raw):
            self._reading.error(at, *(deletions.UNCLOSED if self._numbers else _NO_CLOZE))
        elif self._numbers and "====" in raw:
            self._reading.error(at, *deletions.EMPTY)
        elif self._numbers and re.search(r"==(?=\S)|(?<=\S)==", raw):
            self._reading.error(at, *deletions.UNCLOSED)
        elif self._numbers and (hint := re.search(deletions.HINT, raw)):
            self.stray_hint(hint[0], at)

    def stray_hint(self, hint: str, at: Location) -> None:
        """Report a hint that follows no deletion."""
        mend = (
            "a hint stands right behind ==the text== that it is for"
            if self._numbers
            else "write {.cloze} behind the question's heading"
        )
        self._reading.error(at, f"{hint} belongs to no deletion", mend)


def give_hints(element: Element) -> None:
    """Move each hint into the highlight right before it, which it belongs to."""
    for mark, hint in list(pairwise(element)):
        if hint.tag == "hint" and mark.tag == "mark" and not mark.tail:
            element.remove(hint)
            mark.tail, hint.tail = hint.tail, None
            mark.append(hint)
