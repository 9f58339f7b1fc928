from __future__ import annotations

import pytest

from exporter.sheet import Flip, Paper
from exporter.sheet.layouts.grid import MM, grid


@pytest.mark.parametrize(
    ("paper", "count", "card"),
    [
        (Paper.A4, 8, (105.0, 74.25)),
        (Paper.A5, 4, (105.0, 74.0)),
        (Paper.LETTER, 3, (127.0, 76.2)),
    ],
)
def test_cards_have_the_size_of_their_name(
    paper: Paper, count: int, card: tuple[float, float]
) -> None:
    cells = grid(paper)
    assert cells.count == count
    assert [side / MM for side in cells.card] == pytest.approx(card, abs=0.01)


def test_index_cards_lie_where_perforated_stock_has_them() -> None:
    assert grid(Paper.LETTER).margins == (1.75 * 72, 1.0 * 72)


def test_cuts_are_inside_the_paper_and_shared() -> None:
    across, down = grid(Paper.A4).cuts()
    assert [len(across), len(down)] == [1, 3]
    across, down = grid(Paper.LETTER).cuts()
    assert [len(across), len(down)] == [2, 4]


def test_the_long_edge_swaps_the_columns_of_a_row() -> None:
    cells = grid(Paper.A4)
    assert [cells.behind(place, Flip.LONG) for place in range(8)] == [1, 0, 3, 2, 5, 4, 7, 6]


def test_the_short_edge_swaps_the_rows() -> None:
    cells = grid(Paper.A4)
    assert [cells.behind(place, Flip.SHORT) for place in range(8)] == [6, 7, 4, 5, 2, 3, 0, 1]


def test_on_landscape_paper_the_long_edge_swaps_top_and_bottom() -> None:
    cells = grid(Paper.A5)
    assert [cells.behind(place, Flip.LONG) for place in range(4)] == [2, 3, 0, 1]
    assert [cells.behind(place, Flip.SHORT) for place in range(4)] == [1, 0, 3, 2]


@pytest.mark.parametrize("paper", list(Paper))
@pytest.mark.parametrize("flip", list(Flip))
def test_what_is_behind_is_in_front_from_behind(paper: Paper, flip: Flip) -> None:
    cells = grid(paper)
    for place in range(cells.count):
        assert cells.behind(cells.behind(place, flip), flip) == place
