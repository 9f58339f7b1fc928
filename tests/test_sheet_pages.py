from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from exporter.sheet.pages import Page, paginate
from exporter.sheet.slabs import Slab


def heights(pages: list[Page]) -> list[list[float]]:
    return [[placed.slab.height for placed in page] for page in pages]


def laid(*slabs: Slab) -> list[Page]:
    return list(paginate(slabs, 100.0))


def test_a_page_is_filled_and_no_more() -> None:
    assert heights(laid(Slab(60), Slab(40), Slab(1))) == [[60, 40], [1]]


def test_of_two_spaces_that_meet_the_greater_counts() -> None:
    (page,) = laid(Slab(10, below=7.0), Slab(10, above=5.0))
    assert [placed.top for placed in page] == [0, 17]


def test_space_is_dropped_at_the_head_of_a_page() -> None:
    first, second = laid(Slab(95), Slab(10, above=20.0))
    assert second[0].top == 0
    assert len(first) == 1


def test_what_is_kept_moves_as_a_whole() -> None:
    pages = laid(Slab(80), Slab(15, keep=True), Slab(5, keep=True), Slab(7))
    assert heights(pages) == [[80], [15, 5, 7]]


def test_what_is_higher_than_a_page_comes_apart() -> None:
    pages = laid(*[Slab(30, keep=True)] * 5)
    assert heights(pages) == [[30, 30, 30], [30, 30]]


def test_a_head_comes_again_on_the_next_page() -> None:
    head = Slab(10, keep=True)
    row = Slab(40, again=(head,))
    pages = laid(head, row, row, row)
    assert heights(pages) == [[10, 40, 40], [10, 40]]
    assert [placed.again for placed in pages[1]] == [True, False]


def test_nothing_makes_one_empty_page() -> None:
    assert laid() == [()]


def slab(height: float, above: float, below: float, *, keep: bool) -> Slab:
    return Slab(height, above=above, below=below, keep=keep)


space = st.floats(0, 20)
slabs = st.builds(slab, st.floats(1, 90), space, space, keep=st.booleans())


@given(st.lists(slabs, max_size=40), st.booleans())
def test_every_slab_is_placed_once_inside_its_page(column: list[Slab], headed: bool) -> None:
    if headed:
        column = [slab._replace(again=(Slab(9.0),)) for slab in column]
    pages = list(paginate(column, 100.0))
    placed = [item.slab for page in pages for item in page if not item.again]
    assert placed == column
    for page in pages:
        for upper, lower in itertools.pairwise(page):
            assert upper.top + upper.slab.height <= lower.top + 0.001
        assert not page or page[-1].top + page[-1].slab.height <= 100.01
