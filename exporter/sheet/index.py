"""The sections and questions of a deck in order, with their printed numbers and anchors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from exporter.model import Deck, Inline, Question, Section

_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Landing:
    """A section or question that links can lead to: anchor, title and level in the outline.

    `label` is the printed number of a question, such as 4, 4a or 4a1; "" for a section.
    """

    name: str
    label: str
    title: tuple[Inline, ...]
    level: int


def landings(deck: Deck) -> tuple[Landing, ...]:
    """All of them in order; a question's anchor is its key, a section's its number, as ~1."""
    return tuple(_Index().group(deck.questions, deck.sections, 0))


class _Index:
    def __init__(self) -> None:
        self._questions = 0
        self._sections = 0

    def group(
        self, questions: tuple[Question, ...], sections: tuple[Section, ...], level: int
    ) -> Iterator[Landing]:
        for question in questions:
            self._questions += 1
            yield from self._question(question, str(self._questions), level)
        for section in sections:
            self._sections += 1
            yield Landing(f"~{self._sections}", "", section.title, level)
            yield from self.group(section.questions, section.sections, level + 1)

    def _question(self, question: Question, label: str, level: int) -> Iterator[Landing]:
        yield Landing(question.key, label, question.title, level)
        for index, follow_up in enumerate(question.follow_ups):
            suffix = _letters(index) if label[-1].isdigit() else str(index + 1)
            yield from self._question(follow_up, label + suffix, level + 1)


def _letters(index: int) -> str:
    """The letters of a number from 0: a to z, then aa, ab and so on."""
    high, low = divmod(index, 26)
    return (_letters(high - 1) if high else "") + _LETTERS[low]
