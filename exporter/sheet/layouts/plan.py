"""The plan of a layout: the size of its pages, its style, and how it fills pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from exporter.model import Deck
from exporter.output import Tick
from exporter.sheet.heads import Size
from exporter.sheet.index import Landing
from exporter.sheet.pages import Page
from exporter.sheet.structure import Node
from exporter.sheet.style import Style
from exporter.sheet.tools import Tools


@dataclass(frozen=True, slots=True)
class Work:
    """The input of a layout: the deck, its index, and the tools.

    Structure elements are added to `root`; `tick` is called once for each question.
    """

    deck: Deck
    index: Sequence[Landing]
    tools: Tools
    root: Node
    tick: Tick


@dataclass(frozen=True, slots=True)
class Plan:
    """How a deck becomes pages of one size; `headed` pages have running heads."""

    size: Size
    style: Style
    pages: Callable[[Work], Iterator[Page]]
    headed: bool = True

    @property
    def room(self) -> float:
        """The height of the text on a page."""
        return self.size[1] - self.style.page.top - self.style.page.bottom
