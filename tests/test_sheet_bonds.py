"""Words that no line parts: by the rule, and on the page."""

from __future__ import annotations

import pypdfium2
import pytest
from sheet_reading import sheet
from sheet_samples import Questions, deck, em, p, section

from exporter.sheet.bonds import bound


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("«", "mot"),
        ("(«", "mot"),
        ("«", ""),
        ("mot", "»"),
        ("mot", "»."),
        ("", "»,"),
        ("quoi", "?"),
        ("»", "!"),
        ("suit", ":"),
        ("suit", ";"),
        ("25", "%"),
        ("25", "%,"),
        ("1,234.50", "€"),
        ("460", "ms"),
        ("4.1", "mmol/L"),
        ("120–200", "ms;"),
        ("37", "°C"),
        ("<", "120"),
        ("≈", "4.9"),
        ("§", "823"),
        ("n°", "5"),
        ("1", "234"),
        ("≈1", "234,50"),
    ],
)
def test_no_line_ends_between_these_words(before: str, after: str) -> None:
    assert bound(before, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", ""),
        ("two", "words"),
        ("»ja«", "und"),
        ("sagte", "»ja«"),
        ("is", ":-free"),
        ("5", "metres"),
        ("5", "minutes"),
        ("2019", "300"),
        ("20", "3000"),
        ("<", "b"),
        ("a", "<"),
        ("a", "–"),
        ("a", "“b”"),
        ("percent", "%"),
    ],
)
def test_a_line_may_end_between_these_words(before: str, after: str) -> None:
    assert not bound(before, after)


def test_no_line_begins_or_ends_with_what_belongs_to_another() -> None:
    words = "Il dit : « oui » ; moi « non ! » ? Prix : 25 % de 1 234 € pour < 40 ms, "
    body = p(words * 8, "« ", em("à part"), " » ", words * 8)
    data = sheet(deck(sections=(section("S", Questions()("Quoi ?", body)),))).data
    lines = pypdfium2.PdfDocument(data)[0].get_textpage().get_text_range().splitlines()
    full = [line.strip() for line in lines if len(line) > 40]
    assert len(full) == 14
    assert not [line for line in full if line[0] in "»!?;:%€" or line[-1] in "«<"]
    assert not [line for line in full if line.startswith(("ms", "234"))]
