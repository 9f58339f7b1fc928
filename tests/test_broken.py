from __future__ import annotations

from pathlib import Path

import pytest
from sheet_reading import sheet

from exporter import build
from exporter.sheet.broken import broken, terms
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
def test_terms(latex: str, cut: list[str]) -> None:
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
