"""The tools that all parts of a sheet share: style, fonts, formulas, pictures; and the problems."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from exporter.errors import Problem, warning
from exporter.model import Image, Link, Location, plain
from exporter.sheet.fonts import FontBook, Word, lacking
from exporter.sheet.formula import Formulas
from exporter.sheet.picture import Picture, Pictures
from exporter.sheet.style import Style
from exporter.wording import Words


@dataclass(frozen=True, slots=True)
class Tools:
    """The tools of one sheet; `problems` grows while it is made.

    `words` are the fixed texts in the language of the deck, `numbers` the printed numbers of
    questions by key. `room` is the height of the text area and `least` the smallest size of type
    in tables and notes, both in points.
    """

    style: Style
    book: FontBook
    formulas: Formulas
    pictures: Pictures
    words: Words
    numbers: Mapping[str, str]
    room: float
    problems: list[Problem] = field(default_factory=list)
    least: float = 0.0
    _counts: Counter[str] = field(default_factory=Counter)

    @property
    def tallest(self) -> float:
        """The greatest height of a picture: a higher one could leave the page before half empty."""
        return self.room * 0.5

    @property
    def quiet(self) -> str:
        """The operator that sets the colour of secondary text."""
        return colour(self.style.colours.quiet)

    def identity(self, kind: str) -> str:
        """A new ID for a structure element, unique in the document."""
        self._counts[kind] += 1
        return f"({kind}-{self._counts[kind]})"

    def picture(self, image: Image) -> Picture | None:
        """The picture of an image; None when its file cannot be shown."""
        picture, problems = self.pictures.load(image)
        self.problems.extend(problems)
        return picture

    def report(self, word: Word, at: Location) -> None:
        """Report the characters of a word that no font has."""
        for char in dict.fromkeys(word.missing):
            self.problems.append(warning(at, lacking(char)))

    def destination(self, link: Link) -> str | None:
        """The text to print after a link: its address, or the number of a question.

        "" if the link says it already, None if its question is not on the sheet.
        """
        if link.target.startswith("#"):
            number = self.numbers.get(link.target[1:])
            return number and f"→\u00a0{number}"
        address = _without_scheme(link.target)
        return "" if _without_scheme(plain(link.content)) == address else f"({address})"


def _without_scheme(address: str) -> str:
    """A short form of an address: example.org/a for https://www.example.org/a/."""
    return re.sub(r"^(https?://(www\.)?|mailto:)", "", address).rstrip("/")


def colour(value: str) -> str:
    """The operator that sets the fill colour "#rrggbb"."""
    red, green, blue = (int(value[start : start + 2], 16) / 255 for start in (1, 3, 5))
    if red == green == blue:
        return f"{red:.3g} g"
    return f"{red:.3g} {green:.3g} {blue:.3g} rg"
