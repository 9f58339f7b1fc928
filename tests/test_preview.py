"""The preview in a real browser: the page is used as a person does, the source edited beside it."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from click.testing import CliRunner
from playwright.sync_api import Browser, Frame, Page, expect

from exporter.cli import main
from exporter.preview.page import Page as Page_
from exporter.preview.serve import Addresses, Board, Shown, serving
from exporter.preview.visitors import may_be_ours, owner

CASES = Path(__file__).parent / "cases"
ENOUGH = 120
"""Seconds; only what hangs takes them."""

SOURCE = """\
---
title: Nets & more
---

# First

## What is $x^2$? {#square}

A **square**, as in $$ \\frac{1}{2} $$

![a line](example.svg)

## How many? {.typed #many}

42

# Second

## The ==chain== rule {.cloze #chain}

Goes ==backwards==.

## Which? {.choice shuffle #which}

- [x] Adam
- [ ] ReLU
"""


@contextmanager
def running(*arguments: str | Path) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "exporter", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=ENOUGH)
        # One that is interrupted as it ends leaves with the signal, as shells expect.
        assert process.returncode in {0, -signal.SIGINT}, said


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "my notes.md"
    path.write_text(SOURCE, encoding="utf-8")
    (tmp_path / "example.svg").write_bytes((CASES / "example.svg").read_bytes())
    return path


@pytest.fixture
def address(source: Path) -> Iterator[str]:
    with running("preview", source, "--no-open") as process:
        assert process.stdout
        line = process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+/[\w-]{22}/", line)
        assert found, line
        yield found[0]


@pytest.fixture
def tab(browser: Browser, address: str) -> Iterator[Page]:
    """The page; in the end no error was logged, and nothing was asked of anybody else."""
    page = browser.new_page(viewport={"width": 1200, "height": 800})
    errors: list[str] = []
    asked: list[str] = []
    page.on("console", lambda each: errors.append(each.text) if each.type == "error" else None)
    page.on("pageerror", lambda each: errors.append(str(each)))
    page.on("request", lambda each: asked.append(each.url))
    page.goto(address)
    card(page).wait_for_selector("#qa > *")
    yield page
    page.close()
    assert errors == []
    own = (address, "data:", "about:", "chrome:", "chrome-extension:")  # the browser's PDF viewer
    assert {url for url in asked if not url.startswith(own)} == set()


def card(page: Page) -> Frame:
    handle = page.query_selector("#card")
    assert handle
    frame = handle.content_frame()
    assert frame
    return frame


def shown(page: Page) -> str:
    return " ".join(card(page).inner_text("#qa").split())


def await_picture(page: Page, selector: str = "img") -> None:
    """Until the card shows such a picture, however often the page is loaded again."""
    picture = page.frame_locator("#card").locator(selector)
    expect(picture).not_to_have_js_property("naturalWidth", 0, timeout=1000 * ENOUGH)


def test_cards_are_flipped_and_gone_through(tab: Page) -> None:
    assert "What is" in shown(tab)
    assert "square" not in shown(tab)
    assert card(tab).query_selector("math")
    for flip in ("Space", "Enter"):
        tab.keyboard.press(flip)
        assert "square" in shown(tab)
        tab.keyboard.press(flip)
        assert "square" not in shown(tab)
    card(tab).click("#qa")
    assert "square" in shown(tab)
    await_picture(tab)
    tab.keyboard.press("ArrowRight")
    assert shown(tab) == "How many?"
    tab.keyboard.press("ArrowLeft")
    assert "What is" in shown(tab)


def test_every_kind_is_shown_as_anki_shows_it(tab: Page) -> None:
    tab.keyboard.press("ArrowRight")
    card(tab).fill("#typeans", "43")
    card(tab).press("#typeans", "Enter")
    assert "43 ↓ 42" in shown(tab)
    tab.keyboard.press("ArrowRight")
    assert shown(tab) == "The [...] rule Goes backwards."
    tab.keyboard.press("ArrowRight")
    assert shown(tab) == "The chain rule Goes [...]."
    tab.keyboard.press("ArrowRight")
    asked = card(tab).locator(".options li").all_inner_texts()
    tab.keyboard.press("Space")
    assert card(tab).locator(".solved .options li").all_inner_texts() == asked


def test_the_list_says_which_card_of_a_note_each_is(tab: Page) -> None:
    listed = [" ".join(each.split()) for each in tab.locator("#list button").all_inner_texts()]
    assert listed == [
        "What is x²?",
        "How many?",
        *(f"The […] rule Cloze {n}" for n in (1, 2)),
        "Which?",
    ]


def test_section_search_phone_and_night(tab: Page) -> None:
    tab.select_option("#section", label="Second")
    assert tab.inner_text("#place") == "1 of 3"
    tab.select_option("#section", value="")
    tab.fill("#query", "reLU")
    assert tab.inner_text("#place") == "1 of 1"
    tab.fill("#query", "")
    dark = "getComputedStyle(document.body).backgroundColor"
    before = card(tab).evaluate(dark)
    tab.click("#night")
    assert card(tab).evaluate(dark) != before
    assert "nightMode" in str(card(tab).get_attribute("body", "class"))
    tab.click("#phone")
    assert card(tab).evaluate("innerWidth") <= 360


def test_the_sheet_is_in_the_second_tab(tab: Page, address: str) -> None:
    tab.click("#sheet-tab")
    tab.wait_for_selector("#sheet iframe")
    assert tab.request.get(f"{address}sheet.pdf").body().startswith(b"%PDF-1.7")


def test_an_edit_is_seen_and_an_error_told_and_mended(tab: Page, source: Path) -> None:
    tab.keyboard.press("ArrowRight")
    source.write_text(SOURCE.replace("How many?", "How many of them?"), encoding="utf-8")
    tab.frame_locator("#card").get_by_text("How many of them?").wait_for()
    assert tab.inner_text("#place") == "2 of 5"
    source.write_text(SOURCE + "\n## Empty\n", encoding="utf-8")
    tab.locator("#problems li", has_text=f"{source}:28 empty answer").wait_for()
    assert "The source has errors" in tab.inner_text("#problems")
    assert "How many of them?" in shown(tab)
    source.write_text(SOURCE, encoding="utf-8")
    tab.wait_for_selector("#problems", state="hidden")


def test_a_figure_that_changes_is_seen(tab: Page, source: Path) -> None:
    tab.keyboard.press("Space")
    await_picture(tab)
    before = card(tab).get_attribute("img", "src")
    picture = source.parent / "example.svg"
    picture.write_bytes(picture.read_bytes() + b"\n<!-- new -->\n")
    await_picture(tab, f'img:not([src="{before}"])')


@pytest.mark.parametrize("night", [False, True], ids=["light", "night"])
def test_axe_finds_nothing(tab: Page, night: bool) -> None:
    if (tab.get_attribute("#night", "aria-pressed") == "true") is not night:
        tab.click("#night")
    tab.keyboard.press("Space")
    rules = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}
    tab.wait_for_timeout(100)
    for frame in (tab, card(tab)):
        report = Axe().run(frame, options=rules)
        assert report.violations_count == 0, report.generate_report()


# The server ------------------------------------------------------------------------------------


def asked(address: str, path: str, headers: dict[str, str] | None = None) -> tuple[int, str]:
    """The status of what is asked for, its path as it stands, and where it leads."""
    connection = HTTPConnection(urlsplit(address).netloc, timeout=ENOUGH)
    connection.putrequest("GET", path, skip_host="Host" in (headers or {}))
    for name, value in (headers or {}).items():
        connection.putheader(name, value)
    connection.endheaders()
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status, answer.headers.get("Location", "")


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("", {}, 200),
        ("?x", {}, 200),
        ("", {"Host": "evil.example"}, 403),
        ("", {"Host": "localhost"}, 403),
        ("", {"Host": ""}, 403),
        ("", {"Origin": "https://evil.example"}, 403),
        ("", {"Sec-Fetch-Site": "cross-site"}, 403),
        ("", {"Sec-Fetch-Site": "same-site"}, 403),
        ("events", {"Origin": "null"}, 403),
        ("my%20notes.md", {}, 404),
        ("../my%20notes.md", {}, 404),
        ("%2e%2e/etc/passwd", {}, 404),
        ("%252e%252e%252fetc%252fpasswd", {}, 404),
        ("..%5c..%5cetc%5cpasswd", {}, 404),
        ("..\\etc\\passwd", {}, 404),
        ("example.svg%00", {}, 404),
        ("/etc/passwd", {}, 404),
        ("example.svg", {}, 404),
    ],
)
def test_nobody_else_is_served_and_nothing_else(
    path: str, headers: dict[str, str], status: int, address: str
) -> None:
    assert asked(address, urlsplit(address).path + path, headers)[0] == status


@contextmanager
def served() -> Iterator[Addresses]:
    page = Page_("<p>secret</p>", "default-src 'none'", "1")
    with serving(Board(Shown(page, {}, b"%PDF-"))) as addresses:
        yield addresses


@pytest.mark.parametrize("path", ["/", "/events", "/sheet.pdf", "/x/", "//", "/%00/", "*"])
def test_another_user_of_the_machine_does_not_know_the_address(path: str) -> None:
    with served() as addresses:
        assert asked(addresses.page, path) == (403, "")
        word = urlsplit(addresses.page).path
        assert asked(addresses.page, word) == (200, "")
        assert asked(addresses.page, word.rstrip("/")) == (303, word)
        assert asked(addresses.page, word.replace("/", "/x")) == (403, "")


def test_the_address_that_a_browser_is_started_with_is_good_once() -> None:
    with served() as addresses:
        word, once = (urlsplit(address).path for address in addresses)
        assert once != word
        assert asked(addresses.once, once, {"Host": "evil.example"}) == (403, "")
        assert asked(addresses.once, once) == (303, word)
        assert asked(addresses.once, once) == (403, "")


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="only Linux tells")
def test_another_user_cannot_use_it_first_where_the_system_tells_who_asks() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()) as visitor,
    ):
        ends = visitor.getsockname(), server.getsockname()
        table = Path("/proc/net/tcp").read_text(encoding="ascii")
        assert owner(table, *ends) == os.getuid()
        assert owner(table, ("127.0.0.2", ends[0][1]), ends[1]) is None
        assert may_be_ours(*ends)
        assert not may_be_ours(("127.0.0.2", ends[0][1]), ends[1])


def test_a_visitor_may_use_a_socket_of_ipv6() -> None:
    row = (
        " 1: 0000000000000000FFFF0000{:08X}:C350 0000000000000000FFFF0000{:08X}:1F90"
        " 01 00000000:00000000 00:00000000 00000000  1001        0 21 1"
    )
    local = int.from_bytes(socket.inet_aton("127.0.0.1"), sys.byteorder)
    table = row.format(local, local)
    assert owner(table, ("127.0.0.1", 50000), ("127.0.0.1", 8080)) == 1001
    assert owner(table, ("127.0.0.1", 8080), ("127.0.0.1", 50000)) is None


def test_slow_and_greedy_clients_keep_nobody_waiting() -> None:
    with served() as addresses, ExitStack() as stack:
        place = urlsplit(addresses.page)
        for start in [b"", b"GET / HT", b"GET / HTTP/1.1\r\nX: "] * 40:
            slow = socket.create_connection((place.hostname, place.port), timeout=ENOUGH)
            stack.callback(slow.close)
            slow.sendall(start)
        assert asked(addresses.page, place.path) == (200, "")
        assert asked(addresses.page, "/" + "x" * 70_000) == (414, "")
        assert asked(addresses.page, place.path, {"X": "x" * 70_000}) == (431, "")
        assert asked(addresses.page, place.path, dict.fromkeys(map(str, range(200)), "x")) == (
            431,
            "",
        )
        assert asked(addresses.page, place.path) == (200, "")


# One file, and the terminal -----------------------------------------------------------------------


def test_the_export_needs_nothing_else(browser: Browser, source: Path, tmp_path: Path) -> None:
    file = tmp_path / "out.html"
    result = CliRunner().invoke(main, ["preview", str(source), "--export", str(file)])
    assert (result.exit_code, result.stderr) == (0, "")
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda each: asked.append(each.url))
    page.goto(file.as_uri())
    card(page).wait_for_selector("#qa > *")
    page.keyboard.press("Space")
    assert "square" in shown(page)
    await_picture(page)
    page.close()
    schemes = {url.partition(":")[0] for url in asked if url != file.as_uri()}
    assert schemes <= {"data", "blob", "about"}


def test_an_export_does_not_overwrite_its_source(source: Path) -> None:
    before = source.read_bytes()
    link = source.with_name("link.md")
    link.symlink_to(source)
    for file in (source, source.parent / "." / source.name, link):
        result = CliRunner().invoke(main, ["preview", str(source), "--export", str(file)])
        assert result.exit_code == 2
        assert "--export would overwrite the source" in result.stderr
    assert source.read_bytes() == before


def test_an_export_of_a_source_with_errors_is_refused(tmp_path: Path) -> None:
    source = tmp_path / "bad.md"
    source.write_text("## A\n", encoding="utf-8")
    file = tmp_path / "out.html"
    result = CliRunner().invoke(main, ["preview", str(source), "--export", str(file)])
    assert result.exit_code == 1
    assert "empty answer" in result.stderr
    assert not file.exists()


SWALLOWING = """
import os, signal, sys, weakref
from exporter import build
from exporter.__main__ import main
make = build.make
def interrupt(_):
    os.kill(os.getpid(), signal.SIGINT)
def made(sources, settings, progress):
    part = lambda: None
    reference = weakref.ref(part, interrupt if settings.products else None)
    del part
    return make(sources, settings, progress)
build.make = made
sys.argv[1:] = "preview", "--no-open", "my notes.md"
main()
"""
"""Interrupts the preview, before its sheet is made, in a callback that can raise nothing."""


def test_an_interrupt_that_is_swallowed_ends_it_all_the_same(source: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-c", SWALLOWING],
        cwd=source.parent, capture_output=True, text=True, timeout=ENOUGH, check=False,
    )  # fmt: skip
    assert (result.returncode, result.stderr) == (0, "")


def test_watch_builds_again_when_the_source_changes(source: Path, tmp_path: Path) -> None:
    out = tmp_path / "dist"
    with running("watch", source, "-o", out, "--no-cache"):
        deck = out / "my notes.apkg"
        _until(deck.exists)
        before = deck.read_bytes()
        source.write_text(SOURCE.replace("How many?", "How many of them?"), encoding="utf-8")
        _until(lambda: deck.read_bytes() != before)


def _until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + ENOUGH
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)
