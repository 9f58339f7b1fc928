"""Cards in a real browser, with the HTML that the real Anki makes of them."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from anki_oracle import Sides, anki
from card_sheet import DEVICES, Device, Face, page
from deck_samples import package
from playwright.sync_api import Browser, Page

from exporter import files, source
from exporter.deck.notetypes import STYLE
from exporter.templates import Templates

CASES = Path(__file__).parent / "cases"
TYPESET = "MathJax.startup.promise.then(() => MathJax.typesetPromise()).then(() => 0)"
DESKTOP, PHONE = Device("", "card card1", 800), DEVICES[0]


def sides(text: str, folder: Path) -> Sides:
    """Both sides of the only card of a source."""
    deck, problems = source.parse(text, "notes.md", files.pictures(CASES))
    assert deck, problems
    with anki(folder / "anki") as collection:
        collection.load(package(deck))
        (card,) = collection.cards()
        return collection.render(card.id)


def show(tab: Page, html: str, folder: Path, device: Device = DESKTOP) -> None:
    file = folder / "page.html"
    styled = f"<style>{Templates().read_text(STYLE)}</style>{html}"
    file.write_text(page(Face("", styled), device), encoding="utf-8")
    tab.goto(file.as_uri())


CHOICE = "## A {.choice shuffle}\n\n" + "".join(
    f"- [{'x' if n == 3 else ' '}] option {n}\n" for n in range(9)
)


def test_options_are_shuffled_and_the_back_keeps_their_order(
    browser: Browser, tmp_path: Path
) -> None:
    front, back = sides(CHOICE, tmp_path)
    tab = browser.new_page()
    orders = set()
    for _ in range(4):
        show(tab, front, tmp_path)
        asked = tab.locator(".options > li").all_inner_texts()
        show(tab, back, tmp_path)
        assert tab.locator(".options > li").all_inner_texts() == asked
        orders.add(tuple(asked))
    tab.close()
    assert len(orders) > 1
    assert all(sorted(order) == [f"option {n}" for n in range(9)] for order in orders)


def test_options_that_are_not_to_be_shuffled_stay(browser: Browser, tmp_path: Path) -> None:
    front, _ = sides(CHOICE.replace(" shuffle", ""), tmp_path)
    tab = browser.new_page()
    show(tab, front, tmp_path)
    assert tab.locator(".options > li").all_inner_texts() == [f"option {n}" for n in range(9)]
    tab.close()


def test_without_scripts_options_stand_as_written(browser: Browser, tmp_path: Path) -> None:
    front, _ = sides(CHOICE, tmp_path)
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    show(tab, front, tmp_path)
    assert tab.locator(".options > li").all_inner_texts() == [f"option {n}" for n in range(9)]
    context.close()


def test_only_the_back_tells_right_from_wrong(browser: Browser, tmp_path: Path) -> None:
    tab = browser.new_page()
    for html, told in zip(sides(CHOICE, tmp_path), (False, True), strict=True):
        show(tab, html, tmp_path)
        looks = {
            tab.locator(f".options > .{name}").first.evaluate(
                "each => getComputedStyle(each, '::after').content + getComputedStyle(each).color"
                " + getComputedStyle(each).borderTopColor"
            )
            for name in ("right", "wrong")
        }
        assert (len(looks) == 2) is told
    tab.close()


@pytest.mark.parametrize("device", DEVICES)
def test_nothing_wide_makes_the_page_scroll_sideways(
    device: Device, browser: Browser, tmp_path: Path
) -> None:
    text = (
        "## A\n\n```\n" + "x" * 300 + "\n```\n\n$$ " + "a + " * 90 + "b $$\n\n|" + "word |" * 12
        + "\n|" + "---|" * 12 + "\n|" + "longer |" * 12 + "\n\n" + "y" * 300 + "\n"
    )  # fmt: skip
    _, back = sides(text, tmp_path)
    tab = browser.new_page(viewport={"width": device.width, "height": 600})
    show(tab, back, tmp_path, device)
    tab.evaluate(TYPESET)
    assert tab.evaluate("document.documentElement.scrollWidth") <= device.width
    tab.close()


def test_a_hint_is_shown_by_a_click(browser: Browser, tmp_path: Path) -> None:
    front, _ = sides("## A\n\nB.\n\n> [!HINT]\n> Think.\n", tmp_path)
    tab = browser.new_page()
    show(tab, front, tmp_path)
    assert not tab.get_by_text("Think.").is_visible()
    tab.get_by_text("Hint").click()
    assert tab.get_by_text("Think.").is_visible()
    tab.close()


def test_a_picture_lies_on_a_light_tile_at_night(browser: Browser, tmp_path: Path) -> None:
    _, back = sides("## A\n\n![a](example.svg)\n\nB ![b](example.svg).\n", tmp_path)
    tab = browser.new_page()
    show(tab, back, tmp_path, DEVICES[1])
    colours = tab.locator("img").evaluate_all(
        "all => all.map(e => getComputedStyle(e).backgroundColor)"
    )
    assert colours == ["rgb(235, 233, 227)"] * 2
    tab.close()


def test_a_caption_is_text_like_any_other(browser: Browser, tmp_path: Path) -> None:
    caption = "*Growth* of $x^2$, ==marked==, with `code`."
    _, back = sides(f'## A\n\n![a](example.svg "{caption}")\n', tmp_path)
    tab = browser.new_page()
    show(tab, back, tmp_path, DEVICES[1])
    tab.evaluate(TYPESET)
    shown = tab.locator("figcaption")
    found = [shown.locator(each).count() for each in ("em", "mjx-container", "mark", "code")]
    assert found == [1, 1, 1, 1]
    assert "$" not in shown.inner_text()
    colour = "e => getComputedStyle(e).color"
    ink = tab.locator(".answer").evaluate(colour)
    assert shown.locator("mark").evaluate(colour) == ink != shown.evaluate(colour)
    tab.close()


def test_a_card_follows_the_font_size_of_the_reader(browser: Browser, tmp_path: Path) -> None:
    front, _ = sides("## A\n\nB.\n", tmp_path)
    tab = browser.new_page()
    show(tab, front, tmp_path)
    size = "parseFloat(getComputedStyle(document.querySelector('.question')).fontSize)"
    before = tab.evaluate(size)
    tab.evaluate("document.body.style.fontSize = '40px'")
    assert tab.evaluate(size) == pytest.approx(40 * 1.3)
    assert before < 30
    tab.close()


WIDE = r"""## How many?

$$
a = (784 + 1) \cdot 128, \qquad b = (128 + 1) \cdot 10 + 0 + 0 + 0
$$

$(784 + 1) \cdot 128 + (128 + 1) \cdot 10 = 100{,}480 + 1{,}290 = 101{,}770$.
"""
NARROWED = """stop => {
    const formula = stop.querySelector("mjx-container");
    stop.parentElement.style.width = formula.offsetWidth + "px";
    return stop.getClientRects().length;
}"""


@pytest.mark.parametrize("width", [300, 360, 412])
def test_wide_formulas_stay_on_a_narrow_card(browser: Browser, tmp_path: Path, width: int) -> None:
    _, back = sides(WIDE, tmp_path)
    tab = browser.new_page(viewport={"width": width, "height": 600})
    show(tab, back, tmp_path, PHONE)
    tab.evaluate(TYPESET)
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    first, second = (box.bounding_box() for box in tab.locator(".math > mjx-container").all())
    assert first
    assert second
    assert second["y"] > first["y"] + first["height"] - 1
    assert tab.locator(".math").evaluate("e => e.scrollWidth <= e.clientWidth + 1")
    assert tab.locator(".unbroken").evaluate(NARROWED) == 1
    tab.close()


@pytest.mark.parametrize(("device", "width"), [(PHONE, 257), (DESKTOP, 142)])
def test_a_small_part_of_a_wide_page_is_a_larger_one_of_a_phone(
    browser: Browser, tmp_path: Path, device: Device, width: int
) -> None:
    _, back = sides("## A\n\n![A](example.svg){width=20%}\n", tmp_path)
    (name,) = re.findall(r'src="(.*?)"', back)
    shutil.copy(CASES / "example.svg", tmp_path / name)
    tab = browser.new_page(viewport={"width": device.width, "height": 600})
    show(tab, back, tmp_path, device)
    box = tab.locator("figure img").bounding_box()
    assert box
    assert box["width"] == pytest.approx(width, abs=2)
    tab.close()
