from __future__ import annotations

from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from exporter.sheet.lines import FORCED, lines


class Bit(NamedTuple):
    width: float
    space: float = 1.0
    cost: float = 0.0


def widths(bits: list[Bit], measure: float) -> list[list[float]]:
    return [[bit.width for bit in bits[start:end]] for start, end in lines(bits, measure)]


def test_a_line_that_fits_is_one_line() -> None:
    assert widths([Bit(3), Bit(4), Bit(2)], 11) == [[3, 4, 2]]


def test_the_space_after_the_last_word_takes_no_room() -> None:
    assert widths([Bit(5), Bit(5)], 11) == [[5, 5]]
    assert widths([Bit(5), Bit(5)], 10.9) == [[5], [5]]


def test_the_rag_is_even_rather_than_greedy() -> None:
    # Greedily: 6 2 2 | 3 | 10 | 2. A line of 3 between one of 12 and one of 10 is a hole.
    bits = [Bit(6), Bit(2), Bit(2), Bit(3), Bit(10), Bit(2)]
    assert widths(bits, 12) == [[6, 2], [2, 3], [10], [2]]


def test_the_fewest_lines_are_taken_even_if_ragged() -> None:
    assert widths([Bit(9), Bit(1), Bit(9), Bit(1)], 11) == [[9, 1], [9, 1]]


def test_no_word_is_left_alone_on_the_last_line() -> None:
    assert widths([*[Bit(9)] * 10, Bit(5)], 100)[-1] == [9, 5]


def test_a_break_by_hand_ends_the_line() -> None:
    assert widths([Bit(1), Bit(1, cost=FORCED), Bit(1)], 100) == [[1, 1], [1]]


def test_a_word_is_broken_only_where_that_saves_a_line() -> None:
    bits = [Bit(4), Bit(3, 0, 0.15), Bit(3), Bit(4)]
    assert widths(bits, 9) == [[4, 3], [3, 4]]
    assert widths(bits, 11.5) == [[4, 3, 3], [4]]


bits = st.builds(
    Bit,
    st.floats(0.5, 30),
    st.sampled_from([0.0, 1.0]),
    st.sampled_from([0.0, 0.0, 0.0, 0.15, FORCED]),
)


@given(st.lists(bits, max_size=60))
def test_every_word_is_set_once_in_order_within_the_measure(content: list[Bit]) -> None:
    ranges = lines(content, 40.0)
    assert [index for start, end in ranges for index in range(start, end)] == list(
        range(len(content))
    )
    for start, end in ranges:
        line = content[start:end]
        assert sum(bit.width + bit.space for bit in line) - line[-1].space <= 40.01
        assert all(bit.cost != FORCED for bit in line[:-1])
