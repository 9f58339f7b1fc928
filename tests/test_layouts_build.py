"""Layouts and selections from the command line."""

from __future__ import annotations

from pathlib import Path

import pdfplumber
import pypdfium2
import pytest
from click.testing import CliRunner, Result

from exporter.cli import main

SOURCE = """\
---
title: Sample
key: sample
---

# First {tags="easy"}

## One? {#one}

The first answer.

# Second

## Two? {#two tags="hard"}

The second answer.
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    (tmp_path / "notes.md").write_text(SOURCE, encoding="utf-8")
    return tmp_path


def build(*options: str) -> Result:
    return CliRunner().invoke(main, ["build", "notes.md", *options])


def made(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "dist").iterdir())


def words(path: Path) -> str:
    with pypdfium2.PdfDocument(path) as pdf:
        return " ".join(page.get_textpage().get_text_bounded() for page in pdf)


def test_each_layout_has_its_file(folder: Path) -> None:
    names = ["sheet", "quiz", "fold", "cards", "large"]
    result = build(*(f"--layout={name}" for name in [*names, "quiz"]))
    assert result.exit_code == 0, result.output
    assert made(folder) == [
        "notes-cards.pdf",
        "notes-fold.pdf",
        "notes-large.pdf",
        "notes-quiz.pdf",
        "notes.apkg",
        "notes.pdf",
    ]


def test_a_layout_is_made_instead_of_the_sheet(folder: Path) -> None:
    assert build("--layout", "quiz", "--only", "sheet", "--paper", "a5").exit_code == 0
    assert made(folder) == ["notes-quiz.pdf"]
    with pypdfium2.PdfDocument(folder / "dist" / "notes-quiz.pdf") as pdf:
        assert pdf[0].get_size() == pytest.approx((419.53, 595.28), abs=0.01)


def test_cards_take_what_the_printer_needs(folder: Path) -> None:
    result = build("--layout=cards", "--flip=short", "--back-offset=1.5,-2", "--calibrate")
    assert result.exit_code == 0, result.output
    told = " ".join(words(folder / "dist" / "notes-cards.pdf").split())
    assert "over its short edge" in told
    assert "moved by now: 1.5,-2." in told


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--calibrate",), "--flip, --back-offset and --calibrate are for --layout cards"),
        (("--back-offset=1",), "two numbers of millimetres are wanted, such as 1.5,-2"),
        (("--back-offset=a,b",), "two numbers of millimetres are wanted, such as 1.5,-2"),
        (("--back-offset=nan,0",), "no more than 20 millimetres either way"),
        (("--back-offset=0,21",), "no more than 20 millimetres either way"),
    ],
)
def test_wrong_options_are_usage_errors_and_write_nothing(
    folder: Path, options: tuple[str, ...], message: str
) -> None:
    result = build(*options)
    assert result.exit_code == 2
    assert message in result.output
    assert not (folder / "dist").exists()


def test_gray_takes_the_colour_away(folder: Path) -> None:
    assert build("--gray", "--only", "sheet").exit_code == 0
    grey = (folder / "dist" / "notes.pdf").read_bytes()
    with pdfplumber.open(folder / "dist" / "notes.pdf") as pdf:
        assert {len(char["non_stroking_color"]) for char in pdf.pages[0].chars} == {1}
    assert build("--only", "sheet").exit_code == 0
    assert (folder / "dist" / "notes.pdf").read_bytes() != grey


def test_a_part_is_built_of_deck_and_sheet_alike(folder: Path) -> None:
    result = build("--tag", "hard")
    assert result.exit_code == 0, result.output
    assert "notes.apkg  1 question, 1 card" in result.output
    assert "notes.pdf  1 question, 1 page" in result.output
    told = words(folder / "dist" / "notes.pdf")
    assert "Two?" in told
    assert "One?" not in told


def test_the_history_is_that_of_all_questions(folder: Path) -> None:
    assert build("--section", "Second").exit_code == 0
    lock = (folder / "notes.lock.json").read_text(encoding="utf-8")
    assert '"one"' in lock
    assert '"two"' in lock


def test_an_unknown_section_stops_the_build(folder: Path) -> None:
    result = build("--section", "Sceond")
    assert result.exit_code == 1
    assert 'notes.md:1: no section is called "Sceond"\n    did you mean Second?' in result.output
    assert not (folder / "dist").exists()


def test_a_source_without_what_is_wanted_is_left_out(folder: Path) -> None:
    other = SOURCE.replace("sample", "other").replace("hard", "soft")
    (folder / "other.md").write_text(other, encoding="utf-8")
    result = build("other.md", "--tag", "soft")
    assert result.exit_code == 0, result.output
    assert made(folder) == ["other.apkg", "other.pdf"]


def test_two_sources_do_not_write_the_same_file(folder: Path) -> None:
    (folder / "notes-quiz.md").write_text(SOURCE.replace("sample", "other"), encoding="utf-8")
    assert build("notes-quiz.md", "--layout", "sheet").exit_code == 0
    result = build("notes-quiz.md", "--layout", "quiz", "--layout", "sheet")
    assert result.exit_code == 1
    assert "notes-quiz.md:1: notes.md would write the same file" in result.output
