r"""Formulas side by side are parted where `\qquad` stands between them, and nowhere else."""

from __future__ import annotations

import pytest
from deck_samples import AT
from hypothesis import given
from hypothesis import strategies as st

from exporter.formulas import side_by_side
from exporter.model import Deletion, Hole

HIDDEN = Deletion(1, False, (), AT)


@pytest.mark.parametrize(
    ("latex", "parts"),
    [
        (r"a = b", ["a = b"]),
        (r"a,\qquad b", ["a,", " b"]),
        (r"a \qquad b\qquad c", ["a ", " b", " c"]),
        (r"a \quad b", [r"a \quad b"]),
        (r"\text{a \qquad b}", [r"\text{a \qquad b}"]),
        (r"\left( a \qquad b \right)", [r"\left( a \qquad b \right)"]),
        (r"\begin{array}{c} a \qquad b \end{array}", [r"\begin{array}{c} a \qquad b \end{array}"]),
        (r"a \\ b \qquad c", [r"a \\ b \qquad c"]),
        (r"\{ a \qquad b", [r"\{ a ", " b"]),
    ],
)
def test_a_formula_is_parted_at_its_outermost_gaps(latex: str, parts: list[str]) -> None:
    assert [part for part, _ in side_by_side(latex, ())] == parts


def test_deletions_stay_where_they_are_and_whole() -> None:
    latex = r"xy \qquad z, \qquad w"
    own = Hole(1, 2, HIDDEN)
    over = Hole(11, len(latex), HIDDEN)
    assert list(side_by_side(latex, (own, over))) == [
        ("xy ", (own,)),
        (r" z, \qquad w", (Hole(over.start - 9, over.end - 9, HIDDEN),)),
    ]


@given(st.lists(st.sampled_from([r"\qquad", "{", "}", r"\left", r"\right", "&", "a", "\\\\", " "])))
def test_nothing_but_gaps_is_lost(tokens: list[str]) -> None:
    latex = "".join(tokens)
    assert r"\qquad".join(part for part, _ in side_by_side(latex, ())) == latex
