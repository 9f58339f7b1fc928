"""The source's figures: legible, safe to show anywhere, and the same each time they are drawn."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from lxml import etree

from exporter.model import Image, Location, Media
from exporter.sheet import picture

FIGURES = Path(__file__).parent.parent / "source" / "figures"
DRAWN = sorted(FIGURES.glob("*.svg"))
SVG = "{http://www.w3.org/2000/svg}"
SHAPES = {"svg", "title", "desc", "g", "path", "rect", "circle", "ellipse", "text", "tspan"}
ATTRIBUTES = {
    "width",
    "height",
    "viewBox",
    "role",
    "aria-labelledby",
    "id",
    "fill",
    "stroke",
    "stroke-width",
    "stroke-dasharray",
    "stroke-linejoin",
    "d",
    "x",
    "y",
    "rx",
    "ry",
    "cx",
    "cy",
    "r",
    "dy",
    "transform",
    "text-anchor",
    "font-family",
    "font-size",
    "font-style",
    "font-weight",
}
INKS = {"none", "black", "white", "#1b5fae", "#6b6b6b", "#4d4d4d", "#d0d0d0", "#d9d9d9"}

every = pytest.mark.parametrize("path", DRAWN, ids=lambda path: path.stem)


def tree(path: Path) -> etree._Element:
    return etree.fromstring(path.read_bytes())


def test_drawing_them_again_gives_the_same_bytes(tmp_path: Path) -> None:
    subprocess.run([sys.executable, FIGURES / "draw.py", tmp_path], check=True)
    again = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert again == {path.name: path.read_bytes() for path in DRAWN}
    assert len(again) == 25


@every
def test_it_is_plain_svg(path: Path) -> None:
    for element in tree(path).iter():
        assert str(element.tag).removeprefix(SVG) in SHAPES
        assert set(element.attrib) <= ATTRIBUTES
        assert {element.get("fill", "none"), element.get("stroke", "none")} <= INKS
    assert "url(" not in path.read_text(encoding="utf-8")


@every
def test_it_says_what_it_shows(path: Path) -> None:
    root = tree(path)
    title, desc = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert desc is not None
    assert 5 < len(title.text or "") < 80
    assert 80 < len(desc.text or "") < 600
    assert root.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"
    assert title.get("id") == f"{path.stem}-title"


@every
def test_its_words_have_7_points_at_80_mm(path: Path) -> None:
    root = tree(path)
    _, _, width, height = map(float, str(root.get("viewBox")).split())
    assert (root.get("width"), root.get("height")) == (f"{width:g}", f"{height:g}")
    sizes = [float(str(words.get("font-size"))) for words in root.iter(f"{SVG}text")]
    sizes += [float(part.get("font-size", "12")) for part in root.iter(f"{SVG}tspan")]
    assert min(sizes) * (80 / 25.4 * 72) / width >= 7


@every
def test_the_sheet_shows_all_of_it(path: Path) -> None:
    media = Media(f"figures/{path.name}", ".svg", path.read_bytes())
    drawn, problems = picture.load(Image(media, "", "", None, Location("deck.md", 1)))
    assert problems == ()
    assert drawn is not None
    assert drawn.width == 240


@every
def test_its_shapes_are_on_the_page(path: Path) -> None:
    root = tree(path)
    _, _, width, height = map(float, str(root.get("viewBox")).split())
    for element in root.iter(f"{SVG}path"):
        numbers = re.sub(r"[HV][\d.-]+", "", str(element.get("d")))
        places = [float(number) for number in re.findall(r"-?[\d.]+", numbers)]
        assert all(0 <= x <= width for x in places[::2]), element.get("d")
        assert all(0 <= y <= height for y in places[1::2]), element.get("d")
    for element in root.iter(f"{SVG}rect"):
        x, y, wide, tall = (float(str(element.get(name))) for name in ("x", "y", "width", "height"))
        assert x >= 0.5
        assert y >= 0.5
        assert x + wide <= width - 0.5
        assert y + tall <= height - 0.5
