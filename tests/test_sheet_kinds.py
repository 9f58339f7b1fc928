"""Questions of every kind on paper: asked as blanks and boxes, answered whole, in each layout."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import page as validation
import pytest
from layout_reading import laid, words
from sheet_tags import Tagged

from exporter import files, source
from exporter.model import Deck
from exporter.output import Output
from exporter.sheet import Layout
from exporter.sheet.kinds import printed

CASES = Path(__file__).parent / "cases"
APART = (Layout.QUIZ, Layout.FOLD, Layout.CARDS)


def read(text: str) -> Deck:
    found, problems = source.parse(text, "notes.md", files.pictures(CASES))
    assert found, problems
    return found


@cache
def case(name: str, layout: Layout) -> Output:
    text = (CASES / f"{name}.md").read_text(encoding="utf-8").partition("\n~~~~")[0]
    return laid(read(text), layout)


def asking(output: Output, layout: Layout) -> str:
    """What can be seen while the answers cannot."""
    if layout is Layout.FOLD:
        seen = [word for word in words(output) if word.x0 < 841.89 / 2]
    else:
        seen = [word for word in words(output) if word.page == 1]
    return " ".join(word.text for word in seen)


@pytest.mark.parametrize("layout", APART)
def test_nothing_hidden_is_seen_where_it_is_asked_for(layout: Layout) -> None:
    seen = asking(case("cloze", layout), layout)
    for hidden in ("France", "Paris", "highlight", "chain", "product", "factors", "vector", "relu"):
        assert hidden not in seen
    for shown in ("capital", "(a country)", "above", "(of what?)", "(an activation)", "if"):
        assert shown in seen


@pytest.mark.parametrize("layout", Layout)
@pytest.mark.parametrize("name", ["cloze", "choice", "kinds"])
def test_no_word_is_lost_and_no_mark_is_printed(name: str, layout: Layout) -> None:
    output = case(name, layout)
    assert list(output.problems) == []
    reading = Tagged(output.data).reading()
    assert "{{c" not in reading
    wanted = {
        "cloze": "capital France Paris highlight chain product std::vector relu explanation",
        "choice": "Look Adam SGD gradient Two prompt paragraphs one two rule",
        "kinds": "Epoch One Two 1,234 book clip.mp3 bell 4",
    }[name]
    for word in wanted.split():
        assert word in reading


@pytest.mark.parametrize("layout", Layout)
@pytest.mark.parametrize("name", ["cloze", "choice", "kinds"])
def test_validators_find_nothing(name: str, layout: Layout, tmp_path: Path) -> None:
    path = tmp_path / "sheet.pdf"
    path.write_bytes(case(name, layout).data)
    for profile in (validation.ValidationProfile.PDF_UA_1, validation.ValidationProfile.PDF_A_2A):
        assert validation.validate_pdf(str(path), profile=profile).is_compliant


def test_options_are_neutral_where_they_are_asked_for() -> None:
    output = case("choice", Layout.QUIZ)
    asked = " ".join(word.text for word in words(output) if word.page == 1)
    answered = " ".join(word.text for word in words(output) if word.page == 2)
    assert asked.count("☐") == 7
    assert "☑" not in asked
    assert answered.count("☑") == 4
    assert "ReLU" in asked
    assert "ReLU" not in answered
    assert re.search(r"☑ A Adam ☑ C SGD", answered)


def test_the_sheet_shows_options_once_with_the_right_ones_ticked() -> None:
    seen = " ".join(word.text for word in words(case("choice", Layout.SHEET)))
    assert re.search(r"☑ A Adam ☐ B ReLU ☑ C SGD", seen)


def test_what_is_to_be_typed_is_told_if_the_answer_does_not() -> None:
    seen = " ".join(word.text for word in words(case("kinds", Layout.SHEET)))
    assert seen.count("To type:") == 1
    assert "To type: 4 \\" in seen


def test_a_deck_without_such_kinds_stays_as_it_is() -> None:
    deck = read("# One\n\nIntro.\n\n## A {.reversed}\n\nB ==c==.\n\n### D {.question}\n\nE.\n")
    assert printed(deck, _any, apart=True) == printed(deck, _any, apart=False) == deck


def _any(_: str) -> bool:
    return True


@pytest.mark.parametrize(
    "latex",
    [r"{{c1::\frac{1}}}{2}", r"\left( ==a \right)==", "a^=={b}==", "{{c1::a &}} b", "==x^== 2"],
)
def test_a_hole_that_is_no_part_of_a_formula_makes_all_of_it_a_blank(latex: str) -> None:
    deck = read(f"## A {{.cloze}}\n\n$$ \\begin{{matrix}}{latex}\\end{{matrix}} $$\n")
    for layout in (Layout.SHEET, Layout.QUIZ):
        assert [str(problem) for problem in laid(deck, layout).problems] == []


def test_outlines_do_not_tell_what_is_asked_for() -> None:
    text = Tagged(case("cloze", Layout.QUIZ).data).pdf
    with text.open_outline() as outline:
        assert not any("Paris" in item.title for item in outline.root)
