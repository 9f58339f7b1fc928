from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import page as validation
import pytest
import sheet_samples as samples
from outloud import check  # type: ignore[import-untyped]
from pdfua import validate
from sheet_reading import sheet
from sheet_samples import deck, p, table
from sheet_tags import Element, Tagged, kids, long_words

from exporter.model import Block, Figure, Paragraph, Question, entries
from exporter.output import Output


@pytest.fixture(scope="module")
def everything() -> Output:
    return sheet(samples.everything())


@pytest.fixture(scope="module")
def tagged(everything: Output) -> Tagged:
    return Tagged(everything.data)


@pytest.fixture(scope="module")
def flowing() -> Tagged:
    """Paragraphs, a list and a table, each over more than one page."""
    q = samples.Questions()
    rows = [(f"row {i}", "words " * 9) for i in range(140)]
    return Tagged(
        sheet(
            deck(
                q("One?", p(samples.LOREM * 30)),
                q("Two?", table(("Key", "Words and more"), *rows)),
                q("Three?", samples.ul(*[f"item {i}" for i in range(80)])),
            )
        ).data
    )


@pytest.mark.parametrize("sample", ["tagged", "flowing"])
def test_every_mark_belongs_to_one_element(sample: str, request: pytest.FixtureRequest) -> None:
    pdf: Tagged = request.getfixturevalue(sample)
    assert pdf.content.twice == []
    assert pdf.content.stray == []
    assert sorted(pdf.claimed) == sorted(pdf.content.marked)


@pytest.mark.parametrize("sample", ["tagged", "flowing"])
def test_the_parent_tree_says_what_the_structure_says(
    sample: str, request: pytest.FixtureRequest
) -> None:
    pdf: Tagged = request.getfixturevalue(sample)
    parents, owners = pdf.parents(), pdf.owners()
    assert parents.keys() == owners.keys()
    assert all(parents[key].objgen == owners[key].objgen for key in owners)


def test_the_link_areas_are_found_both_ways(tagged: Tagged) -> None:
    numbers = list(tagged.pdf.Root.StructTreeRoot.ParentTree.Nums)
    tree = dict(zip(map(int, numbers[::2]), numbers[1::2], strict=True))
    areas = [annot for pg in tagged.pdf.pages for annot in pg.obj.get("/Annots", [])]
    assert len(areas) >= 3
    for area in areas:
        element = tree[int(area.StructParent)]
        assert element.S == "/Link"
        objects = [kid.Obj for kid in kids(element) if not isinstance(kid, int) and "/Obj" in kid]
        assert area.objgen in {obj.objgen for obj in objects}


def test_only_heads_are_ornaments(tagged: Tagged) -> None:
    words = "".join(text for _, text in tagged.content.artifacts)
    count = len(tagged.pdf.pages)
    for expected in (f"1\u2009/\u2009{count}", "Deep learning · interview questions", "Text"):
        assert expected in words
    assert "Plot" not in words


def test_a_tables_head_is_read_once(flowing: Tagged) -> None:
    assert flowing.reading().count("Key Words and more") == 1
    repeated = [text for _, text in flowing.content.artifacts if "Words and more" in text]
    assert len(repeated) >= 2


def test_a_screen_reader_reads_the_words_of_the_source_in_order(tagged: Tagged) -> None:
    reading = tagged.reading()
    position = 0
    for word in _sourcelong_words():
        position = reading.find(word, position)
        assert position >= 0, word


def _sourcelong_words() -> Iterator[str]:
    """Every word of three letters or more of the sample's plain text, in source order."""
    source = samples.everything()
    for entry in entries(source):
        question = entry.question
        yield from long_words(question.title)
        for block in _parts(question):
            match block:
                case Paragraph(content):
                    yield from long_words(content)
                case Figure(image):
                    yield from re.findall(r"\w{3,}", image.alt)
                    yield from long_words(image.caption)
                case _:
                    pass


def _parts(question: Question) -> tuple[Block, ...]:
    return question.prompt + question.hint + question.answer


def test_headings_step_down_one_at_a_time(tagged: Tagged) -> None:
    levels = [int(e.role[1]) for e in tagged.elements if re.fullmatch(r"H\d", e.role)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(lower <= upper + 1 for upper, lower in pairwise(levels))


def test_lists_hold_labels_and_bodies(tagged: Tagged) -> None:
    roles = [element.role for element in tagged.elements if element.role]
    start = roles.index("L")
    assert roles[start : start + 7] == ["L", "LI", "Lbl", "LBody", "LI", "Lbl", "LBody"]
    assert [e.text for e in tagged.elements if e.role == "Lbl"][:2] == ["– ", "– "]


def test_tables_are_rectangular_and_name_their_columns(tagged: Tagged) -> None:
    roles = [element.role for element in tagged.elements]
    start = roles.index("Table")
    assert roles[start : start + 5] == ["Table", "TR", "TH", "TH", "TH"]
    assert roles[start + 5 : start + 9] == ["TR", "TD", "TD", "TD"]


def test_formulas_and_figures_have_an_alternative(tagged: Tagged) -> None:
    shown = [e for e in tagged.elements if e.role in {"Formula", "Figure"}]
    assert all(element.alt for element in shown)
    assert Element("Formula", 3, "", r"\mathbf{y}") in shown
    assert {e.alt for e in shown if e.role == "Figure"} == {"A diagonal"}


def test_a_caption_holds_what_other_text_holds(tagged: Tagged) -> None:
    roles = [element.role for element in tagged.elements if element.role]
    start = roles.index("Caption")
    assert roles[start - 1 : start + 4] == ["Figure", "Caption", "Formula", "Code", "Link"]
    said = r"A diagonal Early stopping keeps the weights \theta_t from the minimum: patience=3"
    assert said in tagged.reading()


def test_an_empty_cell_is_still_a_cell() -> None:
    q = samples.Questions()
    pdf = Tagged(sheet(deck(q("What?", table(("a", ""), ("", "b"))))).data)
    roles = [element.role for element in pdf.elements]
    assert roles[roles.index("Table") :] == ["Table", "TR", "TH", "TH", "TR", "TD", "TD"]


@pytest.mark.parametrize("profile", ["PDF_UA_1", "PDF_A_2A"])
def test_the_validator_finds_nothing(everything: Output, profile: str, tmp_path: Path) -> None:
    file = tmp_path / "sheet.pdf"
    file.write_bytes(everything.data)
    report = validation.validate_pdf(
        str(file), profile=getattr(validation.ValidationProfile, profile)
    )
    assert [f"{failure.rule_id}: {failure.message}" for failure in report.failures] == []
    assert report.is_compliant


def test_other_checkers_find_no_error(everything: Output, tmp_path: Path) -> None:
    file = tmp_path / "sheet.pdf"
    file.write_bytes(everything.data)
    assert list(validate(str(file)).findings) == []
    # A formula's alternative is its LaTeX, which is not how it would be read aloud.
    assert {finding.rule for finding in check(str(file)).findings} == {"MATH-010"}


def test_the_contents_lead_to_every_section_and_question() -> None:
    q = samples.Questions()
    asked = [q(f"Number {i}?", p(samples.LOREM * 2)) for i in range(24)]
    output = sheet(deck(sections=(samples.section("Part", *asked),)))
    pdf = Tagged(output.data)
    roles = [element.role for element in pdf.elements]
    assert output.count > 3
    assert roles.count("TOCI") == 25
    listed = [(e.role, e.text) for e in pdf.elements if e.depth > 1][:10]
    assert ("Lbl", "1 ") in listed
    assert ("Link", "Number 0?") in listed
    numbers = [
        int(number.text)
        for link, number in pairwise(pdf.elements)
        if link.role == "Link" and number.role == "Span"
    ]
    assert len(numbers) == 25
    assert numbers == sorted(numbers)
    assert numbers[-1] == output.count


def test_a_short_sheet_has_no_contents(tagged: Tagged) -> None:
    assert len(tagged.pdf.pages) == 3
    assert not [element for element in tagged.elements if element.role == "TOC"]
