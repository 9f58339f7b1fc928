"""The context of a walk over one body, which all its parts share."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from exporter.lines import Line, Reading
from exporter.markup.deletions import Numbers
from exporter.markup.locate import Locator
from exporter.model import FootnoteMark, Inline, Location, Media
from exporter.plaintext import unspelt
from exporter.wording import Words

DEEPEST = 40
"""The greatest depth of nested blocks and styles."""


class TooDeep(Exception):  # noqa: N818  # named for the state of the tree, and caught in markup
    """A tree nested deeper than any author intends, or than a writer could follow."""


class Citations:
    """The footnotes that a body cites, in order: those of the file and those in its text.

    `labels` grows while footnotes cite others; `notes` has the content of those in the text.
    """

    def __init__(self) -> None:
        self.labels: list[str] = []
        self.notes: dict[str, tuple[Inline, ...]] = {}
        self._numbers: dict[str, int] = {}

    def cite(self, label: str, at: Location) -> FootnoteMark:
        """The mark of a footnote, which has its number from the first citation on."""
        if label not in self._numbers:
            self.labels.append(label)
            self._numbers[label] = len(self.labels)
        return FootnoteMark(self._numbers[label], at)

    def add(self, content: tuple[Inline, ...]) -> str:
        """Keep a footnote that is written in the text; returns its label."""
        label = f"note {len(self.notes)}"  # no label of the source has a blank
        self.notes[label] = content
        return label


@dataclass(slots=True)
class Context:
    """The source of the walk, and where it is: `where` in the raw text, and in which nodes.

    `numbers` are those for the deletions of a cloze, None for other text. `hiding` and `linking`
    tell whether the walk is inside a deletion, or inside a link.
    """

    reading: Reading
    picture: Callable[[str], Media]
    words: Words
    where: Locator
    numbers: Numbers | None
    citations: Citations = field(default_factory=Citations)
    depth: int = 0
    hiding: bool = False
    linking: bool = False

    def elsewhere(self, lines: Sequence[Line]) -> Context:
        """The context for other lines, with the same citations."""
        return replace(self, where=Locator(self.reading.path, lines))

    def check_formulas(self, content: tuple[Inline, ...]) -> None:
        """Report the formulas in a text that is never typeset, as the sheet would elsewhere."""
        for at, what, hint in unspelt(content):
            self.reading.error(at, what, hint)

    @contextmanager
    def deeper(self) -> Iterator[None]:
        """One level deeper; raises TooDeep if that is too much."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise TooDeep
        yield
        self.depth -= 1
