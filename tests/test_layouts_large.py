from __future__ import annotations

from itertools import pairwise

import pytest
import sheet_samples as samples
from layout_reading import everything, laid, letters, numbered, words
from sheet_samples import deck, p, table

from exporter.sheet import Layout, Paper


@pytest.mark.parametrize("paper", list(Paper))
def test_nothing_but_what_is_raised_or_lowered_is_below_16_points(paper: Paper) -> None:
    found = letters(everything(Layout.LARGE, paper))
    small = [letter.text for letter in found if letter.size < 15.99]
    assert sorted(small) == ["1", "2", "x"]


@pytest.mark.parametrize("paper", list(Paper))
def test_text_stays_on_the_paper(paper: Paper) -> None:
    width, height = paper.value
    for letter in letters(everything(Layout.LARGE, paper)):
        assert letter.x0 > 18
        assert letter.x1 < width - 30
        assert letter.bottom < height - 30


def test_a_wide_table_is_not_set_smaller() -> None:
    q = samples.Questions()
    wide = table(tuple(f"Heading{n}" for n in range(6)), tuple("substantial" for _ in range(6)))
    output = laid(deck(q("Which?", wide)), Layout.LARGE)
    assert min(letter.size for letter in letters(output)) >= 15.99


def test_running_heads_do_not_meet() -> None:
    output = laid(numbered(30, repeat=30), Layout.LARGE)
    found = [word for word in words(output) if word.page == output.count and word.top < 50]
    assert {"Only", "part"} <= {word.text for word in found}
    assert all(left.x1 < right.x0 for left, right in pairwise(sorted(found, key=lambda w: w.x0)))


def test_large_print_is_set_in_one_column() -> None:
    q = samples.Questions()
    output = laid(deck(q("Why?", p(samples.LOREM * 4))), Layout.LARGE)
    found = [word for word in words(output) if word.size == pytest.approx(19.1)]
    lines = {(word.page, round(word.baseline)): word.x0 for word in reversed(found)}
    assert len(lines) > 15
    assert len({round(start) for start in lines.values()}) == 1
