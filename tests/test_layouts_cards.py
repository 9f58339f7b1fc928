from __future__ import annotations

from itertools import product

import pypdfium2
import pytest
import sheet_samples as samples
from layout_reading import (
    MM,
    Box,
    everything,
    laid,
    letters,
    numbered,
    shapes,
    sizes,
    words,
)
from sheet_samples import at, deck, p, table
from sheet_tags import Tagged

from exporter.errors import warning
from exporter.output import Output
from exporter.sheet import Duplex, Flip, Layout, Paper
from exporter.sheet.layouts.grid import Grid, grid


def cards(count: int, paper: Paper = Paper.A4, duplex: Duplex | None = None) -> Output:
    return laid(numbered(count), Layout.CARDS, paper, duplex or Duplex())


def centres(output: Output, text: str) -> dict[str, tuple[int, float, float]]:
    """The page and middle of each word such as "front07", y down."""
    found = {}
    with pypdfium2.PdfDocument(output.data) as pdf:
        for number, page in enumerate(pdf):
            height = page.get_height()
            layer = page.get_textpage()
            search = layer.search(text)
            while hit := search.get_next():
                left, _, _, top = layer.get_charbox(hit[0])
                word = layer.get_text_range(hit[0], len(text) + 2)
                found[word] = (number, left, height - top)
    return found


def cell(cells: Grid, x: float, y: float) -> int:
    left, top = cells.margins
    column, row = int((x - left) // cells.card[0]), int((y - top) // cells.card[1])
    return row * cells.columns + column


@pytest.mark.parametrize("flip", list(Flip))
def test_front_and_back_of_each_card_coincide(flip: Flip) -> None:
    cells = grid(Paper.A4)
    width, height = cells.paper
    for count in range(1, 26):
        output = cards(count, duplex=Duplex(flip))
        assert output.count == 2 * -(-count // 8)
        fronts, backs = centres(output, "front"), centres(output, "back")
        assert len(fronts) == len(backs) == count
        for number in range(1, count + 1):
            page, x, y = fronts[f"front{number:02d}"]
            behind, back_x, back_y = backs[f"back{number:02d}"]
            assert behind == page + 1
            # Paper turned over its long, upright edge: left is right; over the short: up is down.
            seen = (width - back_x, back_y) if flip is Flip.LONG else (back_x, height - back_y)
            assert cell(cells, x, y) == cell(cells, *seen) == (number - 1) % 8


@pytest.mark.parametrize(("paper", "flip"), list(product([Paper.A5, Paper.LETTER], Flip)))
def test_they_coincide_on_other_paper(paper: Paper, flip: Flip) -> None:
    cells = grid(paper)
    width, height = cells.paper
    output = cards(7, paper, Duplex(flip))
    fronts, backs = centres(output, "front"), centres(output, "back")
    over_side = (flip is Flip.LONG) == (height > width)
    for number in range(1, 8):
        _, x, y = fronts[f"front{number:02d}"]
        _, back_x, back_y = backs[f"back{number:02d}"]
        seen = (width - back_x, back_y) if over_side else (back_x, height - back_y)
        assert cell(cells, x, y) == cell(cells, *seen)


@pytest.mark.parametrize("paper", list(Paper))
def test_pages_have_the_papers_size(paper: Paper) -> None:
    assert all(
        size == pytest.approx(grid(paper).paper, abs=0.01) for size in sizes(cards(2, paper))
    )


def _inside(cells: Grid, box: Box) -> bool:
    """Whether something is on one card, 5 mm from all its cuts."""
    place = cell(cells, (box.x0 + box.x1) / 2, (box.top + box.bottom) / 2)
    left, top = cells.corner(place)
    return (
        box.x0 >= left + 5 * MM
        and box.x1 <= left + cells.card[0] - 5 * MM
        and box.top >= top + 5 * MM
        and box.bottom <= top + cells.card[1] - 5 * MM
    )


def _is_cut(cells: Grid, box: Box) -> bool:
    return box.x1 - box.x0 > cells.paper[0] - 1 or box.bottom - box.top > cells.paper[1] - 1


@pytest.mark.parametrize("paper", list(Paper))
def test_nothing_is_within_5_mm_of_a_cut(paper: Paper) -> None:
    cells = grid(paper)
    output = everything(Layout.CARDS, paper)
    found = letters(output) + [box for box in shapes(output) if not _is_cut(cells, box)]
    assert len(found) > 1000
    assert [box for box in found if not _inside(cells, box)] == []


def test_one_hairline_is_shared_on_the_fronts_alone() -> None:
    cells = grid(Paper.A4)
    cuts = [box for box in shapes(cards(9)) if _is_cut(cells, box)]
    assert [sum(box.page == page for box in cuts) for page in (1, 2, 3, 4)] == [4, 0, 4, 0]
    assert all(min(box.x1 - box.x0, box.bottom - box.top) < 0.4 for box in cuts)


def test_both_faces_bear_number_and_key() -> None:
    cells = grid(Paper.A4)
    faces: dict[tuple[int, int], set[str]] = {}
    for word in words(cards(9)):
        place = cell(cells, word.x0, word.top)
        faces.setdefault((word.page, place), set()).add(word.text)
    for number in range(1, 10):
        front = next(words for words in faces.values() if f"front{number:02d}?" in words)
        back = next(words for words in faces.values() if f"back{number:02d}" in words)
        assert {str(number), f"question-{number}"} <= front & back
    assert len(faces) == 18


def test_text_shrinks_as_much_as_it_must() -> None:
    q = samples.Questions()
    lengths = (1, 110, 130, 150)
    output = laid(deck(*(q("Why?", p("word " * n)) for n in lengths)), Layout.CARDS)
    assert output.problems == ()
    used = {word.size for word in words(output) if word.text == "word"}
    assert max(used) == 10.5
    assert len(used) >= 3
    assert min(used) >= 8.0


def test_what_does_not_fit_goes_on_on_more_cards() -> None:
    q = samples.Questions()
    numbers = " ".join(f"w{n:03d}" for n in range(420))
    output = laid(deck(q("Long?", p(numbers), key="long")), Layout.CARDS)
    hint = "shorten it, or split it into follow-ups"
    what = "the answer is too long for a card even at 8 points: it continues on 2 more cards"
    assert output.problems == (warning(at(10), what, hint),)
    assert output.count == 2
    found = words(output)
    assert [word.text for word in found if word.text == "Long?"] == ["Long?"] * 3
    parts = [word.text for word in found if word.text in {"1/3", "2/3", "3/3"}]
    assert sorted(parts) == ["1/3", "1/3", "2/3", "2/3", "3/3", "3/3"]
    assert numbers in Tagged(output.data).reading()


def test_a_question_that_does_not_fit_has_its_answer_on_its_last_card() -> None:
    q = samples.Questions()
    output = laid(
        deck(q("Long?", p("brief"), prompt=(p("word " * 300),), key="long")), Layout.CARDS
    )
    (problem,) = output.problems
    assert problem.what.startswith("the question is too long for a card even at 8 points")
    assert Tagged(output.data).reading().endswith("word brief")
    count = next(int(word.text[-1]) for word in words(output) if word.text.startswith("1/"))
    last = next(word for word in words(output) if word.text == "brief")
    cells = grid(Paper.A4)
    assert cells.behind(cell(cells, last.x0, last.top), Flip.LONG) == count - 1


def test_a_wide_table_is_never_set_below_8_points() -> None:
    q = samples.Questions()
    wide = table(tuple(f"Heading{n}" for n in range(7)), tuple("substantial" for _ in range(7)))
    output = laid(deck(q("Which?", wide)), Layout.CARDS)
    assert min(letter.size for letter in letters(output)) >= 7.99


def test_a_follow_up_shows_what_it_follows() -> None:
    q = samples.Questions()
    output = laid(
        deck(q("The first?", p("one"), follow_ups=(q("The second?", p("two")),))), Layout.CARDS
    )
    assert Tagged(output.data).reading() == "1 The first? one The first? 1a The second? two"


def test_backs_are_moved_by_the_offset() -> None:
    plain, moved = words(cards(3)), words(cards(3, duplex=Duplex(offset=(2.0, -1.5))))
    for before, after in zip(plain, moved, strict=True):
        right, down = (2.0, 1.5) if before.page == 2 else (0.0, 0.0)
        assert after.x0 - before.x0 == pytest.approx(right * MM, abs=0.02)
        assert after.top - before.top == pytest.approx(down * MM, abs=0.02)


@pytest.mark.parametrize("paper", list(Paper))
def test_the_crosses_to_calibrate_by_coincide(paper: Paper) -> None:
    output = cards(1, paper, Duplex(calibrate=True))
    assert output.count == 4
    width, height = grid(paper).paper
    middles = [
        {
            (round((box.x0 + box.x1) / 2), round((box.top + box.bottom) / 2))
            for box in shapes(output)
            if box.page == page and max(box.x1 - box.x0, box.bottom - box.top) > 30
        }
        for page in (1, 2)
    ]
    assert len(middles[0]) == 4
    assert middles[0] == middles[1]
    assert all(any(abs(width - x - other) < 1.1 for other, _ in middles[0]) for x, _ in middles[0])
    assert all(any(abs(height - y - other) < 1.1 for _, other in middles[0]) for _, y in middles[0])


def test_the_calibration_says_what_to_do() -> None:
    output = cards(1, duplex=Duplex(Flip.SHORT, (1.0, -0.5), calibrate=True))
    reading = Tagged(output.data).reading()
    assert "over its short edge, as for the cards" in reading
    assert "Say --back-offset X,Y with the two numbers" in reading
    assert "moved by now: 1,-0.5." in reading


def test_a_deck_without_questions_has_no_cards() -> None:
    assert laid(deck(), Layout.CARDS).count == 2
