"""Running heads and page numbers, drawn once the number of pages is known."""

from __future__ import annotations

from dataclasses import dataclass, field

from exporter.model import NOWHERE, Deck, Text
from exporter.sheet.paragraph import ENDLESS, pieces_of, width_of
from exporter.sheet.pen import ARTIFACT, Pen
from exporter.sheet.slabs import PageOf
from exporter.sheet.structure import Node, Slot
from exporter.sheet.text import Chunk, Voice, set_text
from exporter.sheet.tools import Tools, colour

Size = tuple[float, float]


class _ArtifactNode(Node):
    """A node whose text is an artifact, and so not part of the structure tree."""

    __slots__ = ()

    def slot(self) -> Slot:
        return ARTIFACT


@dataclass(frozen=True, slots=True)
class Heads:
    """Title, section and page number above a hairline; the first page has only its number."""

    deck: Deck
    tools: Tools
    pen: Pen
    size: Size
    _known: dict[tuple[str, Voice, float], list[Chunk]] = field(default_factory=dict)

    def draw(self, number: int, count: int, section: str) -> None:
        """The head of one page."""
        page, colours = self.tools.style.page, self.tools.style.colours
        y, end = self.size[1] - page.head + 5, self.size[0] - page.outer
        quiet = Voice("sans", self.tools.style.sizes.head, self.tools.quiet)
        strong = quiet._replace(bold=True, colour=colour(colours.text))
        numbered = _artifact(f"{number}\u2009/\u2009{count}", strong, self.tools)
        free = end - self._before(end, y, numbered) - 14
        if number == 1:
            return
        right = self._fitted(section, quiet, page.measure / 2)
        section_end = min(page.left + page.measure, free)
        room = section_end - page.left - self._before(section_end, y, right) - 14
        if round(self.tools.style.margin.boxes):
            x = page.left + page.measure + self.tools.style.margin.gap
            self.pen.line(x, y, pieces_of(self._fitted(self.tools.words.knew_it, quiet, 60.0)))
        title = " · ".join(filter(None, (self.deck.title, self.deck.subtitle)))
        self.pen.line(page.left, y, pieces_of(self._fitted(title, quiet, room)))
        self.pen.rule(page.left, y - 5, end - page.left, 0.5, colours.rule)

    def number(self, page: int, x: float, y: float, mark: PageOf) -> None:
        """Fill in a page number that was not known when its page was painted."""
        text = (Text(f"{page}{mark.after}", self.deck.at),)
        chunks = set_text(text, mark.voice, mark.node, self.tools, ENDLESS)
        if mark.ends:
            self._before(x, y, chunks)
        else:
            self.pen.line(x, y, pieces_of(chunks))

    def _before(self, x: float, y: float, chunks: list[Chunk]) -> float:
        """Draw chunks that end at x; returns their width."""
        width = width_of(chunks)
        self.pen.line(x - width, y, pieces_of(chunks))
        return width

    def _fitted(self, text: str, voice: Voice, room: float) -> list[Chunk]:
        """`fitted`, once for all pages with the same words."""
        key = (text, voice, room)
        if key not in self._known:
            self._known[key] = fitted(text, voice, room, self.tools)
        return self._known[key]


def fitted(text: str, voice: Voice, room: float, tools: Tools) -> list[Chunk]:
    """A text as an artifact on one line, truncated with an ellipsis if it does not fit."""
    chunks = _artifact(text, voice, tools)
    if width_of(chunks) <= room:
        return chunks
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        fits = width_of(_artifact(f"{text[:middle].rstrip()}…", voice, tools)) <= room
        low, high = (middle, high) if fits else (low, middle - 1)
    return _artifact(f"{text[:low].rstrip()}…", voice, tools)


def _artifact(text: str, voice: Voice, tools: Tools) -> list[Chunk]:
    problems = len(tools.problems)
    node = _ArtifactNode("Artifact")
    chunks = set_text((Text(text, NOWHERE),), voice, node, tools, ENDLESS)
    del tools.problems[problems:]  # reported where the same words are part of the text
    return chunks
