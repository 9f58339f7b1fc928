from __future__ import annotations

from io import BytesIO
from itertools import pairwise

import pikepdf
import pypdfium2
import pytest
import sheet_samples as samples
from layout_reading import Box, everything, laid, letters, numbered, shapes, words
from sheet_samples import deck, p
from sheet_tags import Tagged

from exporter.output import Output
from exporter.sheet import Layout, Paper


def quiz(count: int, repeat: int = 1) -> Output:
    return laid(numbered(count, repeat), Layout.QUIZ)


def rules(output: Output) -> list[Box]:
    """The lines to write on."""
    return [box for box in shapes(output) if 377 < box.x1 - box.x0 < 379 and box.top > 60]


def test_answers_come_after_all_questions_in_order() -> None:
    reading = Tagged(quiz(6).data).reading()
    questions, answers = reading.split(" Answers ")
    assert [f"front{n:02d}?" in questions for n in range(1, 7)] == [True] * 6
    assert "back" not in questions
    places = [answers.index(f"back{n:02d}") for n in range(1, 7)]
    assert places == sorted(places)


def test_the_ruled_space_is_in_proportion_to_the_answer() -> None:
    counts = [len(rules(quiz(1, repeat))) for repeat in (1, 80, 160, 320)]
    assert counts[0] == 2
    assert counts[2] == pytest.approx(2 * counts[1], abs=1)
    assert counts[3] == pytest.approx(2 * counts[2], abs=1)


def test_the_ruled_space_is_at_most_a_page() -> None:
    assert len(rules(quiz(1, 1500))) == 24


def test_the_lines_are_as_far_apart_as_in_a_notebook() -> None:
    tops = sorted(box.top for box in rules(quiz(1, 200)))
    assert {round(lower - upper, 1) for upper, lower in pairwise(tops)} == {21.0}


def test_pages_are_named_both_ways() -> None:
    output = quiz(25, repeat=40)
    found = words(output)
    for number in range(1, 26):
        title = [word for word in found if word.text == f"front{number:02d}?"]
        asked, answered = title
        assert beside(found, asked) == f"answer p. {answered.page}"
        assert beside(found, answered) == f"question p. {asked.page}"


def beside(found: list[Box], title: Box) -> str:
    """What is in the outer margin on a title's line."""
    return " ".join(
        word.text
        for word in found
        if word.page == title.page
        and abs(word.baseline - title.baseline) < 0.1
        and word.x0 > 79 + 378
    ).replace("\u00a0", " ")


def test_the_references_are_links_to_those_pages() -> None:
    output = quiz(25, repeat=40)
    found = words(output)
    pages: dict[int, list[int]] = {
        n: [word.page for word in found if word.text == f"front{n:02d}?"] for n in range(1, 26)
    }
    wanted = sorted([(a, b) for a, b in pages.values()] + [(b, a) for a, b in pages.values()])
    with pikepdf.open(BytesIO(output.data)) as pdf:
        links = sorted(
            (number, pikepdf.Page(link.Dest[0]).index + 1)
            for number, page in enumerate(pdf.pages, 1)
            for link in page.obj.get("/Annots", [])
        )
    assert links == wanted


def test_answers_begin_on_a_page_of_their_own_and_in_the_outline() -> None:
    output = quiz(3)
    assert output.count == 2
    with pypdfium2.PdfDocument(output.data) as pdf:
        outline = [(item.level, item.get_title()) for item in pdf.get_toc()]
    assert outline == [
        (0, "Only part"),
        *((1, f"front0{n}?") for n in (1, 2, 3)),
        (0, "Answers"),
        *((1, f"front0{n}?") for n in (1, 2, 3)),
    ]


@pytest.mark.parametrize("paper", list(Paper))
def test_nothing_leaves_the_paper_or_lies_on_a_line(paper: Paper) -> None:
    output = everything(Layout.QUIZ, paper)
    width, height = paper.value
    found = letters(output)
    assert all(letter.x0 > 18 and letter.x1 < width - 18 for letter in found)
    assert all(letter.top > 18 and letter.bottom < height - 28 for letter in found)


def test_a_question_keeps_two_lines_with_it() -> None:
    output = quiz(20, repeat=60)
    lines = rules(output)
    for word in words(output):
        if word.text.startswith("front") and word.size == 12.0:
            below = [box for box in lines if box.page == word.page and box.top > word.bottom]
            assert len(below) >= 2


def test_a_prompt_and_a_hint_stay_with_the_question() -> None:
    q = samples.Questions()
    output = laid(
        deck(q("Why?", p("Because."), prompt=(p("Prompted."),), hint=(p("Hinted."),))), Layout.QUIZ
    )
    questions, answers = Tagged(output.data).reading().split(" Answers ")
    assert "Prompted." in questions
    assert "Hinted." in questions
    assert "Prompted." not in answers
