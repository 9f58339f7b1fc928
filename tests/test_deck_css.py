from __future__ import annotations

import re

import pytest

from exporter.deck.notetypes import BASIC, CLOZE, STYLE
from exporter.templates import Templates

CSS = Templates().read_text(STYLE)
SIDES = [name for each in (BASIC, CLOZE) for t in each.templates for name in (t.front, t.back)]


def colours(night: bool) -> dict[str, str]:
    """The opaque colours that the style sheet names for the light or the night."""
    light, dark = re.findall(r"\{([^{}]*--paper:[^{}]*)\}", CSS)
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", dark if night else light))


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    linear = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return sum(part * each for part, each in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("night", [False, True], ids=["light", "night"])
def test_every_colour_of_text_can_be_read(night: bool) -> None:
    named = colours(night)
    backgrounds = {"paper", "mark", "picture"}
    decoration = {"line"}
    tint = "#2b2d31" if night else "#eff0f0"  # what --tint makes of the paper
    texts = {name: colour for name, colour in named.items() if name not in backgrounds | decoration}
    assert len(texts) == 15
    assert {name for name, each in texts.items() if contrast(each, named["paper"]) < 4.5} == set()
    assert {name for name, each in texts.items() if contrast(each, tint) < 4.5} == set()
    assert contrast(named["ink"], named["paper"]) > 10
    assert contrast(named["ink"], named["mark"]) > 4.5


def test_light_and_night_name_the_same_colours() -> None:
    assert colours(night=False).keys() == colours(night=True).keys() - {"picture"}


@pytest.mark.parametrize("name", [STYLE, *SIDES])
def test_nothing_is_loaded_from_elsewhere(name: str) -> None:
    text = Templates().read_text(name)
    assert re.findall(r"url\(|@import|https?:|src=|<link|\{\{!|fetch|XMLHttp", text) == []


def test_a_night_is_known_by_either_of_ankis_classes() -> None:
    selectors = ".nightMode.card, .nightMode .card, .night_mode.card, .night_mode .card {"
    assert selectors in CSS


@pytest.mark.parametrize("name", [t.back for t in BASIC.templates])
def test_the_reviewer_finds_the_answer(name: str) -> None:
    assert "\n<hr id=answer>\n" in Templates().read_text(name)
