from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from pathlib import Path

import page as validation
import pytest
import sheet_samples as samples
from layout_reading import everything
from outloud import check  # type: ignore[import-untyped]
from pdfua import validate
from sheet_tags import Tagged, long_words

from exporter.model import Block, Figure, Paragraph, entries
from exporter.sheet import Layout

LAYOUTS = [layout for layout in Layout if layout is not Layout.SHEET]


@cache
def tagged(layout: Layout) -> Tagged:
    return Tagged(everything(layout).data)


def titles() -> list[str]:
    return [
        word for entry in entries(samples.everything()) for word in long_words(entry.question.title)
    ]


def answers() -> list[str]:
    return [
        word
        for entry in entries(samples.everything())
        for block in entry.question.answer
        for word in _of(block)
    ]


def _of(block: Block) -> list[str]:
    match block:
        case Paragraph(content):
            return long_words(content)
        case Figure(image):
            return re.findall(r"\w{3,}", image.alt)
        case _:
            return []


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_mark_belongs_to_one_element(layout: Layout) -> None:
    pdf = tagged(layout)
    assert pdf.content.twice == []
    assert pdf.content.stray == []
    assert sorted(pdf.claimed) == sorted(pdf.content.marked)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_parent_tree_says_what_the_structure_says(layout: Layout) -> None:
    parents, owners = tagged(layout).parents(), tagged(layout).owners()
    assert parents.keys() == owners.keys()
    assert all(parents[key].objgen == owners[key].objgen for key in owners)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("source", [titles, answers])
def test_questions_and_answers_are_read_in_source_order(
    layout: Layout, source: type[list[str]]
) -> None:
    reading = tagged(layout).reading()
    position = 0
    for word in source():
        position = reading.find(word, position)
        assert position >= 0, word


@pytest.mark.parametrize("layout", [Layout.FOLD, Layout.CARDS, Layout.LARGE])
def test_each_answer_is_read_after_its_question(layout: Layout) -> None:
    reading = tagged(layout).reading()
    position = 0
    for entry in entries(samples.everything()):
        parts = (
            entry.question.title,
            *(block.content for block in entry.question.answer if isinstance(block, Paragraph)),
        )
        for word in (word for part in parts for word in long_words(part)):
            position = reading.find(word, position)
            assert position >= 0, word


@pytest.mark.parametrize("layout", LAYOUTS)
def test_headings_step_down_one_at_a_time(layout: Layout) -> None:
    levels = [int(e.role[1]) for e in tagged(layout).elements if re.fullmatch(r"H\d", e.role)]
    assert levels[0] == 1
    assert all(lower <= upper + 1 for upper, lower in pairwise(levels))


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("profile", ["PDF_UA_1", "PDF_A_2A"])
def test_the_validator_finds_nothing(layout: Layout, profile: str, tmp_path: Path) -> None:
    file = tmp_path / "sheet.pdf"
    file.write_bytes(everything(layout).data)
    report = validation.validate_pdf(
        str(file), profile=getattr(validation.ValidationProfile, profile)
    )
    assert [f"{failure.rule_id}: {failure.message}" for failure in report.failures] == []
    assert report.is_compliant


@pytest.mark.parametrize("layout", LAYOUTS)
def test_other_checkers_find_no_error(layout: Layout, tmp_path: Path) -> None:
    file = tmp_path / "sheet.pdf"
    file.write_bytes(everything(layout).data)
    assert list(validate(str(file)).findings) == []
    errors = [finding for finding in check(str(file)).findings if finding.severity == "error"]
    assert errors == []
