"""Text from right to left; Hebrew letters stand for א ב ג, read as aleph, bet, gimel."""

from __future__ import annotations

import pytest
import sheet_samples as samples
from sheet_reading import glyphs, sheet
from sheet_samples import deck, em, p, table

from exporter.model import Inline
from exporter.output import Output
from exporter.sheet.bidi import levels
from exporter.sheet.fonts import Face
from exporter.sheet.system import FontFile
from exporter.templates import shipped


@pytest.mark.parametrize(
    ("text", "base", "expected"),
    [
        ("ab", 0, "00"),
        ("ab", 1, "22"),
        ("אב", 0, "11"),
        ("a אב b", 0, "001100"),
        ("אב, b", 0, "11000"),  # a comma after it stays with the line
        ("אב, גד", 0, "111111"),  # one inside goes with the words
        ("אב a", 1, "1112"),
        ("אב 12", 0, "11122"),  # a number keeps its order, in its place
        ("אב 12%", 1, "111222"),
        ("a 1.5 אב", 0, "00000011"),
        ("א-ב", 0, "111"),
        ("\u0627 1,2", 1, "11222"),
        ("א\u05b0ב", 0, "111"),  # a point below the letter
        ("", 0, ""),
    ],
)
def test_levels_are_those_of_the_standard(text: str, base: int, expected: str) -> None:
    assert "".join(map(str, levels(text, base=base))) == expected


def one(*content: Inline | str) -> Output:
    return sheet(deck(samples.Questions()("?", p(*content))))


def row(output: Output) -> list[tuple[str, float]]:
    """The letters of the answer's first line from left to right."""
    body = [g for g in glyphs(output) if g.size == pytest.approx(10.5) and g.top > 60]
    top = min(glyph.bottom for glyph in body)
    line = sorted((g for g in body if abs(g.bottom - top) < 4), key=lambda g: g.x0)
    return [(glyph.text, glyph.x0) for glyph in line]


def letters(output: Output) -> str:
    return "".join(letter for letter, _ in row(output))


def test_words_in_a_line_to_the_right_are_turned_in_their_place() -> None:
    output = one("a שלום עולם, b")
    assert letters(output) == "aםלועםולש,b"
    assert output.problems == ()


def test_a_paragraph_to_the_left_ends_at_the_left_and_begins_at_the_right() -> None:
    output = one("שלום abc 12")
    assert letters(output) == "abc12םולש"
    line = row(output)
    assert line[0][1] > 300
    assert line[-1][1] > 440


def test_a_bracket_is_mirrored() -> None:
    assert letters(one("שלום (עולם)")) == ")םלוע(םולש"  # as read, in the order they stand
    face = Face(FontFile(shipped() / "fonts" / "DejaVuSans.ttf"), 0)
    face.shape("(", leftward=True)
    face.shape(")", leftward=False)
    assert [glyph for glyph, _ in face.codes] == [next(iter(face.codes))[0]] * 2


def test_styles_go_with_their_words() -> None:
    output = one("א ", em("ב"), " ג")
    assert letters(output) == "גבא"


def test_a_cell_to_the_left_is_set_from_the_right() -> None:
    output = sheet(deck(samples.Questions()("?", table(("word", "wide wide wide"), ("a", "שלום")))))
    found = {glyph.text: glyph for glyph in glyphs(output)}
    head = [glyph for glyph in glyphs(output) if glyph.text == "e" and glyph.size < 10]
    assert found["ש"].x1 == pytest.approx(max(glyph.x1 for glyph in head), abs=1)
