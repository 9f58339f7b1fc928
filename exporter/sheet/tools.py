"""What every part of the sheet's making shares: the look, the type, and what went wrong."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from exporter.errors import Problem, warning
from exporter.model import Image, Link, Location, plain
from exporter.sheet.fonts import FontBook, Word, lacking
from exporter.sheet.formula import Formulas
from exporter.sheet.picture import Picture, load
from exporter.sheet.style import Style
from exporter.wording import Words


@dataclass(frozen=True, slots=True)
class Tools:
    """The tools of one sheet; `problems` grows as it is made.

    `words` are those that the sheet adds to the source's, `numbers` the questions' printed numbers
    by key; `room` is the height of the text on a page and `least` the size of type that tables and
    notes do not shrink below, both in points.
    With `gray` pictures lose their colours; those of the style are grey by then.
    """

    style: Style
    book: FontBook
    formulas: Formulas
    words: Words
    numbers: Mapping[str, str]
    room: float
    problems: list[Problem] = field(default_factory=list)
    least: float = 0.0
    gray: bool = False
    _counts: Counter[str] = field(default_factory=Counter)
    _pictures: dict[str, Picture | None] = field(default_factory=dict)

    @property
    def tallest(self) -> float:
        """The height a picture may have: a higher one would leave the page before half empty."""
        return self.room * 0.5

    @property
    def quiet(self) -> str:
        """The operator for the colour of what stands back."""
        return colour(self.style.colours.quiet)

    def identity(self, kind: str) -> str:
        """A string that names one structure element of this document."""
        self._counts[kind] += 1
        return f"({kind}-{self._counts[kind]})"

    def picture(self, image: Image) -> Picture | None:
        """The picture of an image; None when its file cannot be shown."""
        digest = image.media.digest
        if digest not in self._pictures:
            self._pictures[digest], problems = load(image, gray=self.gray)
            self.problems.extend(problems)
        return self._pictures[digest]

    def report(self, word: Word, at: Location) -> None:
        """Say which characters of a word no font has."""
        for char in dict.fromkeys(word.missing):
            self.problems.append(warning(at, lacking(char)))

    def destination(self, link: Link) -> str | None:
        """What to print after a link: an address, a question's number, or "" if it is said.

        None if the link goes nowhere.
        """
        if link.target.startswith("#"):
            number = self.numbers.get(link.target[1:])
            return number and f"→\u00a0{number}"
        address = _without_scheme(link.target)
        return "" if _without_scheme(plain(link.content)) == address else f"({address})"


def _without_scheme(address: str) -> str:
    """An address as people write it: example.org/a for https://www.example.org/a/."""
    return re.sub(r"^(https?://(www\.)?|mailto:)", "", address).rstrip("/")


def colour(value: str) -> str:
    """The operator that sets "#rrggbb" as the colour to fill with."""
    red, green, blue = (int(value[start : start + 2], 16) / 255 for start in (1, 3, 5))
    if red == green == blue:
        return f"{red:.3g} g"
    return f"{red:.3g} {green:.3g} {blue:.3g} rg"
