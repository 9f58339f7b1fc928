"""No page of a layout is left mostly white, but for the last one of a part.

Cards fill a grid of their own, and blank ones fill up its last sheet.
"""

from __future__ import annotations

import pytest
import sheet_samples as samples
from layout_reading import Box, laid, shapes, sizes, words
from sheet_samples import deck, p, section, table

from exporter.model import Block, Deck, Figure
from exporter.sheet import Layout, Paper

LAYOUTS = [Layout.SHEET, Layout.QUIZ, Layout.FOLD, Layout.LARGE]
MARGIN = 60.0  # points: of the text at least, from the paper's upper and lower edge


def mixed() -> Deck:
    """Short and long answers; pictures and tables that do not fit where they come."""
    q = samples.Questions()
    tall = samples.picture(200, 2000)
    questions = []
    for number in range(14):
        answer: list[Block] = [p(samples.LOREM * (1 + number % 3))]
        if number % 4 == 1:
            answer += [Figure(samples.image(tall, "Tall")), p("So.")]
        if number % 4 == 3:
            answer.append(table(("Row", "Value"), *((f"{n}", "a value") for n in range(9))))
        questions.append(q(f"Question {number}?", *answer))
    return deck(sections=(section("Only part", *questions),))


@pytest.mark.parametrize("paper", list(Paper))
@pytest.mark.parametrize("layout", LAYOUTS)
def test_no_page_is_less_than_two_fifths_full(layout: Layout, paper: Paper) -> None:
    output = laid(mixed(), layout, paper)
    height = sizes(output)[0][1]
    inside = [box for box in (*words(output), *shapes(output)) if in_text(box, height)]
    white = {}
    for page in range(1, output.count):
        lowest = max(box.bottom for box in inside if box.page == page)
        white[page] = (lowest - MARGIN) / (height - 2 * MARGIN)
    last_of_part = {box.page - 1 for box in inside if box.text == "Answers"}
    assert output.count > 3
    assert {page for page, full in white.items() if full < 0.4} <= last_of_part


def in_text(box: Box, height: float) -> bool:
    """Whether it is neither a running head nor a rule from edge to edge."""
    return box.top > MARGIN * 0.8 and box.bottom < height - 20
