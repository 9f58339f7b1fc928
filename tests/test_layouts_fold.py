from __future__ import annotations

import re

import pytest
import sheet_samples as samples
from layout_reading import everything, laid, letters, numbered, shapes, sizes, words
from sheet_samples import deck, p
from sheet_tags import Tagged

from exporter.sheet import Layout, Paper


@pytest.mark.parametrize("paper", list(Paper))
def test_questions_and_answers_are_level_on_either_side_of_the_fold(paper: Paper) -> None:
    width = paper.value[1]
    found = words(laid(numbered(30), Layout.FOLD, paper))
    for number in range(1, 31):
        (question,) = (word for word in found if word.text == f"front{number:02d}?")
        (answer,) = (word for word in found if word.text == f"back{number:02d}")
        assert question.page == answer.page
        assert question.baseline == pytest.approx(answer.baseline, abs=0.01)
        assert question.x1 < width / 2 - 20 < width / 2 + 20 < answer.x0


@pytest.mark.parametrize("paper", list(Paper))
def test_nothing_but_rules_is_near_the_fold(paper: Paper) -> None:
    output = everything(Layout.FOLD, paper)
    middle = paper.value[1] / 2
    assert all(size == pytest.approx(paper.value[::-1], abs=0.01) for size in sizes(output))
    near = [letter for letter in letters(output) if abs(letter.x0 - middle) < 15]
    assert [letter for letter in near if letter.x1 > middle - 15] == []
    edges = [letter for letter in letters(output) if letter.x1 > 2 * middle - 20 or letter.x0 < 15]
    assert edges == []


def test_the_fold_is_dashed_from_edge_to_edge() -> None:
    output = laid(numbered(1), Layout.FOLD)
    ((width, height),) = sizes(output)
    dashes = [
        box
        for box in shapes(output)
        if abs((box.x0 + box.x1) / 2 - width / 2) < 0.1 and box.x1 - box.x0 < 0.5
    ]
    assert len(dashes) > 60
    assert min(box.top for box in dashes) < 10
    assert max(box.bottom for box in dashes) > height - 10


def test_the_rules_between_rows_stay_on_the_paper() -> None:
    output = laid(numbered(4), Layout.FOLD)
    ((width, _),) = sizes(output)
    across = [box for box in shapes(output) if box.x1 - box.x0 > width / 2]
    assert across
    assert all(box.x0 > 15 and box.x1 < width - 15 for box in across)


def test_a_long_answer_goes_on_beside_its_question() -> None:
    q = samples.Questions()
    text = " ".join(f"w{n:04d}" for n in range(1500))
    output = laid(deck(q("Long?", p(text)), q("Next?", p("brief"))), Layout.FOLD)
    assert output.count > 2
    found = words(output)
    titles = {word.page for word in found if word.text == "Long?"}
    assert titles == {word.page for word in found if re.fullmatch(r"w\d{4}", word.text)}
    reading = Tagged(output.data).reading()
    assert text in reading
    assert reading.count("Long?") == 1


def test_a_short_row_is_not_broken() -> None:
    found = words(laid(numbered(8, repeat=60), Layout.FOLD))
    for number in range(1, 9):
        pages = {word.page for word in found if word.text == f"back{number:02d}"}
        assert len(pages) == 1


def test_a_question_without_an_answer_has_its_row() -> None:
    q = samples.Questions()
    output = laid(deck(q("Empty?"), q("Next?", p("brief"))), Layout.FOLD)
    assert Tagged(output.data).reading().endswith("1 Empty? 2 Next? brief")
