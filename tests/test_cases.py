"""Golden cases: Markdown in, both outputs out.

Each file in tests/cases is a source, then what its cards hold, then what its sheet says. Run
`pytest --update-golden` (or `make golden`) to write the last two anew, and read the difference.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from exporter import deck, files, sheet, source
from exporter.deck.notetypes import FIELDS
from exporter.model import Deck
from exporter.templates import Templates

CASES = Path(__file__).parent / "cases"
CARDS, SHEET = "\n~~~~~~~~ cards ~~~~~~~~\n", "\n~~~~~~~~ sheet ~~~~~~~~\n"


@pytest.mark.parametrize("name", sorted(path.stem for path in CASES.glob("*.md")))
def test_case(name: str, update_golden: bool) -> None:
    path = CASES / f"{name}.md"
    text, _, expected = path.read_text(encoding="utf-8").partition(CARDS)
    read, problems = source.parse(text, path.name, files.pictures(CASES))
    assert read, "\n".join(map(str, problems))
    found = "\n".join([*_cards(read), SHEET.strip("\n"), *_sheet(read)]) + "\n"
    if update_golden:
        path.write_text(f"{text}{CARDS}{found}", encoding="utf-8", newline="\n")
    else:
        assert found == expected


def _cards(read: Deck) -> Iterator[str]:
    for note in deck.notes(read):
        yield f"[{note.deck}] {' '.join(note.tags)}".rstrip()
        for field, value in zip(FIELDS, note.fields, strict=True):
            if value:
                yield f"{field.name}: {value}"
        yield ""


def _sheet(read: Deck) -> Iterator[str]:
    settings = sheet.SheetSettings(sheet.Paper.A4, Templates(), 1_700_000_000, None)
    output = sheet.write(read, settings, lambda: None)
    yield from map(str, output.problems)
    with pikepdf.open(io.BytesIO(output.data)) as pdf, pdf.open_outline() as outline:
        yield from _outline(outline.root, "")
    for page in pypdfium2.PdfDocument(output.data):
        yield ""
        yield from page.get_textpage().get_text_range().splitlines()


def _outline(items: list[pikepdf.OutlineItem], indent: str) -> Iterator[str]:
    for item in items:
        yield f"{indent}* {item.title}"
        yield from _outline(item.children, f"{indent}  ")
