"""Every golden case and every layout as one picture, to be looked at by a person.

    python tests/contact_sheet.py [FOLDER]     (or: make contact)

writes cases.png and a picture for each layout of the shipped source into the folder, which is
build/contact by default.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import pypdfium2
from PIL import Image, ImageDraw

from exporter import build, files, sheet, source
from exporter.model import Deck
from exporter.templates import Templates

ROOT = Path(__file__).parent.parent
MARGIN = 12
SCALE = 1.0  # pixels a point


def pages(deck: Deck, layout: sheet.Layout, most: int) -> list[Image.Image]:
    settings = sheet.SheetSettings(sheet.Paper.A4, Templates(), 0, None, layout=layout)
    output = sheet.write(deck, settings, lambda: None)
    with pypdfium2.PdfDocument(output.data) as pdf:
        return [
            page.render(scale=SCALE).to_pil() for page, _ in zip(pdf, range(most), strict=False)
        ]


def grid(pictures: Sequence[tuple[str, Image.Image]], columns: int) -> Image.Image:
    width = max(picture.width for _, picture in pictures) + MARGIN
    height = max(picture.height for _, picture in pictures) + 2 * MARGIN
    rows = -(-len(pictures) // columns)
    whole = Image.new("RGB", (columns * width + MARGIN, rows * height + MARGIN), "#888")
    draw = ImageDraw.Draw(whole)
    for place, (name, picture) in enumerate(pictures):
        x, y = MARGIN + place % columns * width, MARGIN + place // columns * height
        draw.text((x, y - MARGIN + 1), name, fill="white")
        whole.paste(picture, (x, y))
    return whole


def cases() -> list[tuple[str, Image.Image]]:
    found = []
    for path in sorted((ROOT / "tests" / "cases").glob("*.md")):
        text = path.read_text(encoding="utf-8").partition("\n~~~~~~~~ cards")[0]
        deck, problems = source.parse(text, path.name, files.pictures(path.parent))
        assert deck, problems
        (picture, *_) = pages(deck, sheet.Layout.SHEET, 1)
        found.append((path.stem, picture.crop((0, 0, picture.width, picture.height // 2))))
    return found


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    grid(cases(), 4).save(folder / "cases.png")
    deck = build.read(ROOT / "source" / "deep-learning.md").deck
    assert deck
    for layout in sheet.Layout:
        named = [(f"{n}", page) for n, page in enumerate(pages(deck, layout, 8), 1)]
        grid(named, 4).save(folder / f"{layout.value}.png")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "build" / "contact")
