"""What a layout decides: the paper as it lies, the style made fit for it, what each page holds."""

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
    """What is to be laid out: the deck with its index, and all that is needed for it.

    The structure grows under `root`; `tick` is called for each question that is done.
    """

    deck: Deck
    index: Sequence[Landing]
    tools: Tools
    root: Node
    tick: Tick


@dataclass(frozen=True, slots=True)
class Plan:
    """How a deck becomes pages of one size, with running heads or without."""

    size: Size
    style: Style
    pages: Callable[[Work], Iterator[Page]]
    headed: bool = True

    @property
    def room(self) -> float:
        """The height of the text on a page."""
        return self.size[1] - self.style.page.top - self.style.page.bottom
