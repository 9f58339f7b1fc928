"""The geometry of cards on paper: where they are, and which of them are back to back."""

from __future__ import annotations

from dataclasses import dataclass

from exporter.sheet import Flip, Paper

MM = 72 / 25.4
"""A millimetre in points."""

_INCH = 72.0


@dataclass(frozen=True, slots=True)
class Grid:
    """Cards of one size in rows and columns, centred on the paper; lengths are in points.

    Cards are counted from 0, row by row from the upper left.
    """

    paper: tuple[float, float]
    card: tuple[float, float]
    columns: int
    rows: int

    @property
    def count(self) -> int:
        """The number of cards on a sheet of paper."""
        return self.columns * self.rows

    @property
    def margins(self) -> tuple[float, float]:
        """The margins of the paper: left of the cards, and above them."""
        return (
            (self.paper[0] - self.columns * self.card[0]) / 2,
            (self.paper[1] - self.rows * self.card[1]) / 2,
        )

    def corner(self, index: int) -> tuple[float, float]:
        """The upper left corner of a card, from that of the paper."""
        row, column = divmod(index, self.columns)
        left, top = self.margins
        return left + column * self.card[0], top + row * self.card[1]

    def behind(self, index: int, flip: Flip) -> int:
        """The index on the back of the paper of the place behind a card.

        Paper turned over a vertical edge swaps left and right, over a horizontal one top and
        bottom. Which of the two is the long edge depends on the orientation of the paper.
        """
        row, column = divmod(index, self.columns)
        upright = self.paper[1] >= self.paper[0]
        if (flip is Flip.LONG) == upright:
            return row * self.columns + self.columns - 1 - column
        return (self.rows - 1 - row) * self.columns + column

    def cuts(self) -> tuple[list[float], list[float]]:
        """The cuts inside the paper: x of the vertical ones, y of the horizontal ones."""
        left, top = self.margins
        across = [left + index * self.card[0] for index in range(self.columns + 1)]
        down = [top + index * self.card[1] for index in range(self.rows + 1)]
        return _inside(across, self.paper[0]), _inside(down, self.paper[1])


def _inside(places: list[float], end: float) -> list[float]:
    return [place for place in places if 0.5 < place < end - 0.5]


def grid(paper: Paper) -> Grid:
    """The cards for a size of paper.

    A4 makes eight of A7, A5 laid across makes four. Letter makes three index cards of 3 by 5 inches
    where ready-perforated stock (Avery 5388) has them.
    """
    width, height = paper.value
    match paper:
        case Paper.A4:
            return Grid((width, height), (width / 2, height / 4), 2, 4)
        case Paper.A5:
            return Grid((height, width), (height / 2, width / 2), 2, 2)
        case Paper.LETTER:
            return Grid((width, height), (5 * _INCH, 3 * _INCH), 1, 3)
