"""Cards of every kind as Anki's reviewer shows them, as one picture, to be looked at by a person.

    python tests/card_sheet.py [FOLDER]     (or: make cards)

The HTML is what the real backend renders; style, script and MathJax are the reviewer's own, from
the aqt wheel; the classes of the body are those of Anki on each device.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from anki_oracle import Anki, anki
from contact_sheet import grid
from deck_samples import package
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from exporter import files, source
from exporter.deck.notetypes import STYLE
from exporter.templates import Templates

ROOT = Path(__file__).parent.parent
CHROMIUM = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
TRUSTING = ("--no-sandbox", "--allow-file-access-from-files")
PATIENCE = 180_000
"""Milliseconds; only what hangs takes them."""
SAMPLE = """\
---
title: Every kind
---

# Networks {tags="basics"}

## What is a **net**? {#net}

A function $f(x) = Wx + b$ with a figure:

![A net](example.svg "A small net")

$$
\\hat y = \\sigma\\left(\\sum_{i=1}^{n} w_i x_i + b\\right)
= \\frac{1}{1 + e^{-(w_1 x_1 + w_2 x_2 + w_3 x_3 + w_4 x_4 + b)}}
$$

> [!NOTE]
> Any layer is one of these.

```python
def relu(x: float) -> float:
    return max(0.0, x)  # never below zero, which is what makes it a rectifier of what it is given
```

| layer | weights |
|---|---:|
| first | 100,352 |

> [!HINT]
> It has layers.

<small>A. Author, 2016, chapter 6</small>

### And why is it deep? {.question #deep}

It has many layers.

## Epoch {.reversed #epoch}

One pass over the data.

## How many weights join 784 inputs to 128 units? {.typed #weights}

100,352

## The ==chain rule== {.cloze #chain}

Backpropagation goes from the ==loss=={hint="where?"} backwards:
$\\frac{dL}{dw} = ==\\frac{dL}{dy}== \\frac{dy}{dw}$.

```python
if a == b:
    return ==relu(x)==
```

## Which of these are optimisers? {.choice shuffle #optimisers}

- [x] Adam
- [ ] ReLU, which is an activation and as such has nothing to do with this question at all
- [x] SGD with $\\beta = 0.9$

Both follow the gradient.

## מהי רשת? {#rtl}

פונקציה עם `relu` ו־$x^2$.

## What rings? {#bell}

![A bell](clip.mp3 "One stroke")
"""


class Device(NamedTuple):
    """The body's classes on a device, and how wide its page is (CSS pixels)."""

    name: str
    classes: str
    width: int


DEVICES = (
    Device("phone", "card card1 mobile android", 360),
    Device("phone, night", "card card1 mobile android nightMode night_mode", 360),
    Device("tablet", "card card1", 800),
    Device("desktop, night", "card card1 nightMode night_mode linux", 1280),
)


class Face(NamedTuple):
    """One side of a card: whose it is, its place, the HTML, and the media folder."""

    name: str
    html: str


def faces(folder: Path) -> Iterator[Face]:
    """Every side of every card of the sample, with its media in a folder."""
    deck, problems = source.parse(SAMPLE, "sample.md", files.pictures(ROOT / "tests" / "cases"))
    assert deck, problems
    with anki(folder / "anki") as collection:
        collection.load(package(deck))
        keys = {note.id: key for key, note in collection.notes().items()}
        css = Templates().read_text(STYLE)
        media = Path(collection.collection.media.dir())
        for path in media.iterdir():
            (folder / path.name).write_bytes(path.read_bytes())
        for card in collection.cards():
            sides = collection.render(card.id)
            expected = collection.notes()[keys[card.note]].fields["Expected"]
            for side, html in zip(("front", "back"), sides, strict=True):
                styled = f"<style>{css}</style>{_played(_typing(html, collection, expected))}"
                yield Face(f"{keys[card.note]} {card.place + 1} {side}", styled)


def _typing(html: str, collection: Anki, expected: str) -> str:
    """What the reviewer makes of a field to type in: empty, or a wrong answer compared."""
    asked = '<center><input type="text" id="typeans" placeholder="Type answer"></center>'
    if "id=answer" in html:
        wrong = f"{expected[:-1]}x7"
        asked = collection.collection.compare_answer(expected, wrong, True)  # Anki's
    return html.replace("[[type:Expected]]", asked)


def _played(html: str) -> str:
    """The button that the reviewer puts in the place of a sound."""
    button = '<a class="replay-button soundLink" href="#"><svg viewBox="0 0 64 64">{}</svg></a>'
    drawn = '<circle cx="32" cy="32" r="29"/><path d="M56 32 20 53 20 11z"/>'
    return re.sub(r"\[sound:[^]]+\]", button.format(drawn), html)


def reviewer() -> Path:
    """The folder of the reviewer's own style and script, of the aqt wheel."""
    spec = find_spec("_aqt")
    assert spec is not None, "pip install --no-deps aqt"
    assert spec.submodule_search_locations
    return Path(spec.submodule_search_locations[0]) / "data" / "web"


def page(face: Face, device: Device) -> str:
    """The reviewer's page: its style before the card's own, MathJax as Anki sets it up."""
    web = reviewer().as_uri()
    fonts = f"{web}/js/vendor/mathjax/output/chtml/fonts/woff-v2"
    night = ' class="night-mode" data-bs-theme="dark"' if "night" in device.classes else ""
    return f"""<!doctype html><html{night}><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="{web}/css/webview.css">
<link rel="stylesheet" href="{web}/css/reviewer.css">
<script src="{web}/js/mathjax.js"></script>
<script>MathJax.chtml = {{...MathJax.chtml, fontURL: "{fonts}"}}</script>
<script src="{web}/js/vendor/mathjax/tex-chtml-full.js"></script>
</head><body class="{device.classes}"><div id="qa">{face.html}</div></body></html>"""


@contextmanager
def launched(*arguments: str) -> Iterator[Browser]:
    """A Chromium without a window, in which a page has minutes for what takes it a moment."""
    found = [path for path in CHROMIUM if Path(path).exists()]
    assert found, "install chromium"
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=found[0], args=[*arguments], timeout=PATIENCE
        )
        browser.on("context", lambda opened: opened.set_default_timeout(PATIENCE))
        yield browser
        browser.close()


def shot(tab: Page, folder: Path, face: Face, device: Device) -> Image.Image:
    """A screenshot of the whole page, once the formulas are set; the back follows its front."""
    path = folder / "page.html"
    path.write_text(page(face, device), encoding="utf-8")
    tab.goto(path.as_uri())
    tab.evaluate(
        "MathJax.startup.promise.then(() => MathJax.typesetPromise([document.body])).then(() => 0)"
    )
    picture = folder / "shot.png"
    tab.screenshot(path=picture, full_page=True)
    with Image.open(picture) as opened:
        return opened.convert("RGB")


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name, launched(*TRUSTING) as browser:
        own = Path(name)
        shown = list(faces(own))
        for device in DEVICES:
            tab = browser.new_page(viewport={"width": device.width, "height": 300})
            pictures = [(face.name, shot(tab, own, face, device)) for face in shown]
            tab.close()
            columns = max(1, 3000 // device.width)
            path = folder / f"cards-{device.name.replace(', ', '-')}.png"
            grid(pictures, columns).save(path)
            sys.stdout.write(f"{path}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "build" / "contact")
