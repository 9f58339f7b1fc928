"""The source's figures: legible, safe to show anywhere, and the same each time they are drawn."""

from __future__ import annotations

import json
import math
import re
import statistics
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree

from exporter.model import Image, Location, Media
from exporter.sheet.picture import Pictures

FIGURES = Path(__file__).parent.parent / "source" / "figures"
DRAWN = sorted(FIGURES.glob("*.svg"))
SVG = "{http://www.w3.org/2000/svg}"
SHAPES = {"svg", "title", "desc", "g", "path", "rect", "circle", "text", "tspan"}
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
def test_every_figure_is_plain_svg_in_the_known_colours(path: Path) -> None:
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
    drawn, problems = Pictures(None).load(Image(media, "", (), None, Location("deck.md", 1)))
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


def words(name: str) -> list[str]:
    """What a figure says, each piece of text with its slanted, lowered and raised parts joined."""
    return ["".join(text.itertext()) for text in tree(FIGURES / f"{name}.svg").iter(f"{SVG}text")]


def slope(function: Callable[..., float], at: tuple[float, ...], which: int) -> float:
    """The partial derivative, measured."""
    step = 1e-6
    up, down = (tuple(v + s * (i == which) for i, v in enumerate(at)) for s in (step, -step))
    return (function(*up) - function(*down)) / (2 * step)


def signed(number: float) -> str:
    return f"{round(number)}".replace("-", "−")


def test_the_gradients_are_right() -> None:
    at = (2, 3, -1, 4)
    said = words("backpropagation")
    for which, name in enumerate("wxbt"):
        gradient = slope(lambda w, x, b, t: (w * x + b - t) ** 2, at, which)
        assert f"{name} = {signed(at[which])}" in said
        assert f"∂L/∂{name} = {signed(gradient)}" in said
    assert [word for word in said if word.isdigit()] == ["6", "2", "5", "2", "1", "2", "1", "1"]
    said = words("computational-graph")
    for which, name in enumerate("abc"):
        gradient = slope(lambda a, b, c: (a + b) * c, (2, 1, 4), which)
        assert f"∂e/∂{name} = {signed(gradient)}" in said
    assert {"d = 3", "e = 12", "∂e/∂d = 4", "∂e/∂e = 1"} <= set(said)


def test_the_numbers_on_curves_and_bars_are_right() -> None:
    total = sum(math.exp(logit) for logit in (2.0, 1.0, 0.1))
    shares = {f"{math.exp(logit) / total:.3f}" for logit in (2.0, 1.0, 0.1)}
    assert shares <= set(words("softmax-relu"))
    assert {f"{-math.log(p):.3f}" for p in (0.1, 0.5, 0.9)} <= set(words("cost-function"))
    low = min((z * statistics.NormalDist().cdf(z), z) for z in (-n / 1000 for n in range(3000)))
    said = f"GELU: {low[0]:.2f} at z ≈ {low[1]:.2f}".replace("-", "−")
    assert said in words("activation-function")
    factors = (0.01, 0.1, math.sqrt(2 / 512))
    said_of_init = " ".join(words("weight-init"))
    assert all(f"× {sd * math.sqrt(256):.2g} a layer" in said_of_init for sd in factors)
    assert [round(20 * math.log10(sd * 16)) for sd in factors] == [-16, 4, 0]
    assert (f"{0.9**100:.1e}", f"{1.1**100:.1e}") == ("2.7e-05", "1.4e+04")
    assert {"2.7·10−5", "1.4·104"} <= set(words("vanishing-exploding-gradients"))


def test_the_fits_are_the_least_squares_ones() -> None:
    data = json.loads((FIGURES / "data.json").read_text(encoding="utf-8"))["sine"]
    xs, ys = [at / 9 for at in range(10)], data["noisy"]
    line = statistics.linear_regression(xs, ys)
    errors = [line.slope * x + line.intercept - y for x, y in zip(xs, ys, strict=True)]
    said = words("overfitting-underfitting")
    assert f"train {math.sqrt(statistics.fmean(e * e for e in errors)):.3f}" in said
    assert [word for word in said if word.startswith("train ")][1:] == [
        "train 0.148",
        "train 0.000",
    ]
