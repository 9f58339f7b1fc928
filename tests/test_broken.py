from __future__ import annotations

from pathlib import Path

import pytest
from sheet_reading import sheet

from exporter import build
from exporter.sheet.broken import apart, broken, terms
from exporter.sheet.formula import Formulas


@pytest.mark.parametrize(
    ("latex", "cut"),
    [
        ("a", ["a"]),
        ("-a = -b", ["-a ", "= -b"]),
        ("a + b = c", ["a ", "+ b ", "= c"]),
        ("f(a + b) = {c + d}", ["f(a + b) ", "= {c + d}"]),
        (r"\left(a + b\right) - c", [r"\left(a + b\right) ", "- c"]),
        (r"\left[a + b\right) \le c", [r"\left[a + b\right) ", r"\le c"]),
        (r"\begin{aligned} a &= b \end{aligned}", [r"\begin{aligned} a &= b \end{aligned}"]),
        (r"x^+ \to y_-", [r"x^+ ", r"\to y_-"]),
        (r"\{a = b\} \cdot c", [r"\{a = b\} ", r"\cdot c"]),
        (r"a \leq\ b", ["a ", r"\leq\ b"]),
    ],
)
def test_a_formula_is_cut_before_relations_and_operators_outside_of_brackets(
    latex: str, cut: list[str]
) -> None:
    assert terms(latex) == cut
    assert "".join(cut) == latex


def test_lines_are_as_full_as_the_room_allows() -> None:
    formulas = Formulas(None)
    latex = " + ".join(f"a_{{{n}}}" for n in range(40))
    lines = broken(latex, 30.0, formulas)
    widths = [formulas.typeset(line, display=True).width for line in lines]
    assert len(lines) == 4
    assert all(20.0 < width <= 30.0 for width in widths[:-1])
    assert "".join(lines).replace("{}", "") == latex


def test_what_has_no_terms_stays_whole() -> None:
    matrix = r"\begin{pmatrix} 1 & 2 \end{pmatrix}"
    assert broken(matrix, 1.0, Formulas(None)) == [matrix]


def test_the_sheet_says_that_it_broke_one(tmp_path: Path) -> None:
    wide = " + ".join(f"a_{{{n}}}" for n in range(60))
    (tmp_path / "notes.md").write_text(f"## What?\n\n$$ {wide} $$\n", encoding="utf-8")
    deck = build.read(tmp_path / "notes.md").deck
    assert deck
    (problem,) = sheet(deck).problems
    assert problem.what == "the formula is too wide for the sheet: it is broken into 5 lines"


def test_formulas_side_by_side_come_under_each_other_at_their_size() -> None:
    formulas = Formulas(None)
    latex = r"a = b, \qquad c = d, \qquad e = f"
    two = formulas.typeset(r"a = b,\qquad c = d,", display=True).width
    assert len(apart(latex, 100.0, formulas)) == 1
    assert len(apart(latex, two + 0.1, formulas)) == 2
    assert len(apart(latex, two / 2, formulas)) == 3
    assert apart(latex, 1.0, formulas) == []


def test_the_sheet_parts_formulas_without_a_word(tmp_path: Path) -> None:
    row = r" \qquad ".join(f"x_{{{n}}} = y_{{{n}}} + z_{{{n}}}" for n in range(9))
    (tmp_path / "notes.md").write_text(f"## What?\n\n$$ {row} $$\n", encoding="utf-8")
    deck = build.read(tmp_path / "notes.md").deck
    assert deck
    assert sheet(deck).problems == ()
