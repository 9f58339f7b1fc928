"""From one body of Markdown to a tuple of blocks.

    layout      makes GitHub's layout explicit for Python-Markdown; labels
    dialect     Python-Markdown with our extensions: text → tree; patterns, ahead, blocks
    walk        tree → blocks; callouts, elements
    inlines     tree → inlines; images, targets
    clozes      the deletions in both; deletions, commands
    context     what a walk shares; locate: lines of constructs

Raw HTML is never passed through: the few elements that are understood have patterns of their own,
and any other tag stays text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from exporter.lines import Line, Reading
from exporter.markup.context import DEEPEST, Context, TooDeep
from exporter.markup.deletions import Numbers
from exporter.markup.dialect import Dialect, TooHard, attributes
from exporter.markup.inlines import Inlines
from exporter.markup.layout import is_rule, regular
from exporter.markup.locate import Locator
from exporter.markup.walk import SECOND_HINT, Walk
from exporter.model import Block, Footnote, Footnotes, Inline, Location, Media, Paragraph, Text
from exporter.wording import Words

__all__ = ["SECOND_HINT", "Body", "Markup", "Numbers", "attributes"]

_SPLIT = "split it up; put code into a fence"
_TOO_DEEP = f"nested more than {DEEPEST} levels deep"

_OPENING = re.compile(r"(?:[ ]*(?:>|(?:[-*+]|\d{1,9}[.)])(?=[ ])))+")
_SIGN = re.compile(r"[-*+>.)]")
_PLAIN = re.compile(r"[^\\`*_~^=\[\]<>&$!@:/{}\x0e]*")


@dataclass(frozen=True, slots=True)
class Body:
    """The blocks of a body and, separately, the blocks and the location of its hint."""

    blocks: tuple[Block, ...] = ()
    hint: tuple[Block, ...] = ()
    hint_at: Location | None = None


class Markup:
    """The reader of the bodies of one file; its parser is built once, for the whole `text`.

    `words` are default texts in the language of the deck, such as the titles of callouts.
    """

    def __init__(
        self, reading: Reading, picture: Callable[[str], Media], words: Words, text: str
    ) -> None:
        self._reading = reading
        self._picture = picture
        self._words = words
        self._dialect = Dialect(text)

    def inlines(
        self, line: Line, numbers: Numbers | None = None, name: str = "a heading"
    ) -> tuple[Inline, ...]:
        """The inlines of one line, such as a heading; with `numbers`, one of a cloze.

        `name` is the word for the line in problems.
        """
        if _PLAIN.fullmatch(line.text):
            return (Text(line.text, self._reading.at(line)),) if line.text else ()
        context = self._context([line], numbers)
        try:
            tree = self._dialect.inline(line.text, self._reading.references)
            content = Inlines(context).inlines(tree)
        except (RecursionError, TooDeep):
            self._reading.error(line, _TOO_DEEP)
            return ()
        except TooHard as error:
            self._reading.error(line, error.what, _SPLIT)
            return ()
        if context.citations.labels:
            self._reading.error(line, f"{name} cannot have a footnote")
        return content

    def body(self, lines: Sequence[Line], numbers: Numbers | None = None) -> Body:
        """The blocks of some lines, apart from the hint; with `numbers`, those of a cloze."""
        context = self._context(lines, numbers)
        walk = Walk(context)
        blocks = self._blocks(walk, lines)
        notes: list[Footnote] = []
        for label in context.citations.labels:  # grows while footnotes cite others
            notes.append(Footnote(len(notes) + 1, self._note(context, label)))
        if notes:
            blocks = (*blocks, Footnotes(tuple(notes)))
        return Body(blocks, tuple(walk.hint), walk.hint_at)

    def _note(self, context: Context, label: str) -> tuple[Block, ...]:
        """The blocks of a footnote, which is in the text that cites it or elsewhere in the file."""
        if content := context.citations.notes.get(label):
            return (Paragraph(content),)
        text = self._reading.footnotes[label].lines
        inner = Walk(context.elsewhere(text))
        blocks = self._blocks(inner, text)
        if inner.hint_at:
            self._reading.error(
                inner.hint_at, "a hint in a footnote", "write it below the question"
            )
        return blocks

    def _context(self, lines: Sequence[Line], numbers: Numbers | None) -> Context:
        where = Locator(self._reading.path, lines)
        return Context(self._reading, self._picture, self._words, where, numbers)

    def _blocks(self, walk: Walk, lines: Sequence[Line]) -> tuple[Block, ...]:
        if self._too_deep(lines):
            return ()
        try:
            text = regular(lines, self._reading)
            return walk.blocks(self._dialect.tree(text, self._reading.references))
        except (RecursionError, TooDeep):  # Python-Markdown's recursion, or ours
            first = next(line for line in lines if not line.blank)
            self._reading.error(first, _TOO_DEEP, "split it up")
        except TooHard as error:
            at = Locator(self._reading.path, lines).find(error.snippet)
            self._reading.error(at, error.what, _SPLIT)
        return ()

    def _too_deep(self, lines: Sequence[Line]) -> bool:
        """Reject lines whose beginnings would take Python-Markdown to its recursion limit."""
        for line in lines:
            opening = _OPENING.match(line.text)
            signs = len(_SIGN.findall(opening.group())) if opening else 0
            indent = len(line.text) - len(line.text.lstrip(" >"))
            if indent > 4 * DEEPEST or (signs > DEEPEST and not is_rule(line.text)):
                self._reading.error(line, _TOO_DEEP, "split it up")
                return True
        return False
