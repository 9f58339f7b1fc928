"""The words of the tool itself, in the language of the deck, on real sheets and cards."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import fields, replace
from io import BytesIO
from itertools import chain
from pathlib import Path

import pikepdf
import pytest
from anki_oracle import anki
from deck_samples import package
from layout_reading import laid, numbered, words
from playwright.sync_api import Browser
from sheet_reading import text
from sheet_tags import Tagged
from test_card_page import show, sides
from test_layouts_quiz import beside
from test_sheet_system import opentype

from exporter import source, wording
from exporter.model import Deck, Media
from exporter.output import Output
from exporter.sheet import Layout, Paper, system
from exporter.wording import Words

LANGUAGES = tuple({id(spoken): tag for tag, spoken in wording._WORDS.items()}.values())
LEFTWARD = ("ar", "he")
OBSIDIAN = "ABSTRACT CITE ATTENTION DANGER ERROR INFO SUMMARY EXAMPLE QUOTE QUESTION SUCCESS"
CALLOUTS = (f"NOTE TIP IMPORTANT WARNING CAUTION {OBSIDIAN}").split()

BODY = "\n\n".join(f"> [!{name}]\n> 1" for name in CALLOUTS)
TEXT = (
    f"## 1\n\n> [!HINT]\n> 2\n\n3\n\n{BODY}\n\n<details>\n\n4\n\n</details>\n\n"
    '## 5 {.typed expected="67"}\n\n8\n\n## 9 {.cloze}\n\n> [!HINT]\n> 2\n\n==3==\n\n'
    "## 10 {.choice}\n\n- [ ] 11\n- [x] 12\n"
)
LONG = "".join(f"## {number}\n\n{number}\n\n" for number in range(20))


def in_language(language: str, content: str) -> str:
    return f'---\nlanguage: "{language}"\n---\n\n{content}'


def read(content: str, language: str) -> Deck:
    def nothing(_reference: str) -> Media:
        raise AssertionError

    deck, problems = source.parse(in_language(language, content), "n.md", nothing)
    assert deck, problems
    assert not problems
    return deck


def titles(spoken: Words) -> list[str]:
    return [spoken.callout(name) for name in CALLOUTS]


def characters(spoken: Words) -> set[str]:
    plain = (getattr(spoken, field.name) for field in fields(spoken) if field.name != "callouts")
    return {*"".join([*plain, *titles(spoken)])}


@pytest.fixture
def bundled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the only fonts beside those that come with the package."""
    monkeypatch.setattr(system, "folders", lambda: (tmp_path,))
    return tmp_path


@pytest.mark.parametrize(
    ("tag", "base"),
    [
        ("pt-BR", "pt"),
        ("de-CH-1996", "de"),
        ("DE", "de"),
        ("no", "nb"),
        ("zh-Hans-CN", "zh"),
        ("zh-Hant-TW", "zh-Hant"),
        ("zh-TW", "zh-Hant"),
        ("tlh", "en"),
        ("frr", "en"),
        ("en-GB", "en"),
    ],
)
def test_words_are_found_by_the_longest_beginning_of_a_tag(tag: str, base: str) -> None:
    assert wording.of(tag) is wording.of(base)


def test_each_language_names_the_same_callouts() -> None:
    named = {frozenset(wording.of(tag).callouts) for tag in LANGUAGES if tag != "en"}
    assert len(named) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_a_language_is_printed(language: str, bundled: Path) -> None:
    spoken = wording.of(language)
    if re.match("ja|ko|zh", language):  # as for all text in them, a font must be installed
        opentype(bundled / "NotoSansBox-Regular.otf", *sorted(characters(spoken)))
    output = laid(read(TEXT, language), Layout.QUIZ, Paper.A5)
    assert output.problems == ()
    reading = " ".join(Tagged(output.data).reading().split())
    if language in LEFTWARD:  # painted from the left, so read from the end
        reading = reading[::-1]
    for title in titles(spoken):
        assert f" {title}{spoken.stop} 1" in reading
    assert f" {spoken.hint}{spoken.colon} 2 ".replace("\u00a0", " ") in reading
    assert f" {spoken.to_type}{spoken.colon} ".replace("\u00a0", " ") in reading
    assert f" {spoken.details} 4" in reading
    assert f" {spoken.answers} " in reading
    for word in (spoken.question, spoken.answer):
        before, after = (word + spoken.page).replace("\u00a0", " ").split("{}")
        numbered = rf" {re.escape(before)}\d+{re.escape(after)} "
        assert re.search(rf"\d{before}" if language in LEFTWARD else numbered, reading)
        assert word in links(output)
    assert max(each.x1 for each in words(output)) < Paper.A5.value[0] - 14  # the margin has room


def links(output: Output) -> set[str]:
    """What is read out for the links."""
    with pikepdf.open(BytesIO(output.data)) as pdf:
        return {str(each.Contents) for page in pdf.pages for each in page.get("/Annots", ())}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_boxes_to_tick_are_named_in_full(language: str, bundled: Path) -> None:
    spoken = wording.of(language)
    opentype(bundled / "NotoSansBox-Regular.otf", *sorted(characters(spoken)))
    assert f" {spoken.knew_it} " in text(laid(read(LONG, language), Layout.SHEET))


@pytest.mark.parametrize(("language", "seen"), [("ar", "2 ص ةباجإلا"), ("he", "2 ׳מע הבושת")])
def test_from_right_to_left_a_page_is_left_of_its_word(language: str, seen: str) -> None:
    """Seen from the left, as it stands; the letters of Arabic in the form they have alone."""
    found = words(laid(replace(numbered(1), language=language), Layout.QUIZ))
    (title, _) = (word for word in found if word.text == "front01?")
    assert unicodedata.normalize("NFKC", beside(found, title)) == seen


def test_the_outline_names_the_answers() -> None:
    output = laid(read(TEXT, "es"), Layout.QUIZ)
    with pikepdf.open(BytesIO(output.data)) as pdf, pdf.open_outline() as outline:
        assert "Respuestas" in [item.title for item in outline.root]


def test_a_title_of_the_source_stays() -> None:
    output = laid(read("## 1\n\n> [!NOTE] Note\n> 2\n\n> [!BUG]\n> 3\n", "de"), Layout.SHEET)
    assert "Note. 2 Bug. 3" in " ".join(Tagged(output.data).reading().split())


def test_a_full_stop_of_the_language_ends_a_title(bundled: Path) -> None:
    opentype(bundled / "NotoSansBox-Regular.otf", *"注？。")
    output = laid(read("## 1\n\n> [!NOTE] 注\n> 2\n\n> [!NOTE] 注？\n> 3\n", "ja"), Layout.SHEET)
    assert "注。 2 注？ 3" in " ".join(Tagged(output.data).reading().split())


# Cards ----------------------------------------------------------------------------------------

HINTED = "## A\n\nB.\n\n> [!HINT]\n> C.\n"
HIDDEN = "## A ==B== {.cloze}\n\n> [!HINT]\n> C.\n"
CHOICE = "## A {.choice}\n\n- [x] B\n- [ ] C\n"


@pytest.mark.parametrize(
    ("language", "name", "content"),
    [
        ("fr", "Indice", HINTED),
        ("fr", "Indice", HIDDEN),
        ("nl", "Hint", HINTED),
        ("en", "Hint", HIDDEN),
        ("xx", "Hint", HINTED),
    ],
)
def test_the_hint_has_its_name_in_the_language(
    language: str, name: str, content: str, browser: Browser, tmp_path: Path
) -> None:
    front, _ = sides(in_language(language, content), tmp_path)
    tab = browser.new_page()
    show(tab, front, tmp_path)
    hint = tab.locator("details.hint > summary")
    assert hint.inner_text() == name
    assert f"- group: {name}" in tab.locator("body").aria_snapshot()
    hint.click()
    assert tab.get_by_text("C.").is_visible()
    tab.close()


@pytest.mark.parametrize("content", [HINTED, HIDDEN, "## A {.reversed}\n\nB.\n"])
@pytest.mark.parametrize(
    ("language", "stated"), [("ja", "ja"), ("pt-BR", "pt-BR"), ("en-GB", None)]
)
def test_every_side_states_the_language_unless_it_is_english(
    language: str, stated: str | None, content: str, browser: Browser, tmp_path: Path
) -> None:
    with anki(tmp_path / "anki") as collection:
        collection.load(package(read(content, language)))
        cards = [collection.render(card.id) for card in collection.cards()]
    tab = browser.new_page()
    for side in chain(*cards):
        show(tab, side, tmp_path)
        assert tab.locator("article").get_attribute("lang") == stated
    tab.close()


@pytest.mark.parametrize(
    ("language", "right", "wrong"), [("de", "richtig", "falsch"), ("en", "right", "wrong")]
)
def test_options_are_called_right_or_wrong_in_the_language(
    language: str, right: str, wrong: str, browser: Browser, tmp_path: Path
) -> None:
    front, back = sides(in_language(language, CHOICE), tmp_path)
    tab = browser.new_page()
    show(tab, back, tmp_path)
    heard = tab.locator(".options").aria_snapshot()
    assert f"B {right}" in heard
    assert f"C {wrong}" in heard
    show(tab, front, tmp_path)
    assert right not in tab.locator("body").aria_snapshot()
    tab.close()


def test_callouts_have_their_title_in_the_language(tmp_path: Path) -> None:
    with anki(tmp_path / "anki") as collection:
        collection.load(package(read("## A\n\n> [!WARNING]\n> B\n\n> [!CITE]\n> C\n", "pt-BR")))
        (card,) = collection.cards()
        back = collection.render(card.id).answer
    assert '<p class="callout-title">Aviso</p>\n<p>B</p>' in back
    assert '<p class="callout-title">Citação</p>\n<p>C</p>' in back


@pytest.mark.parametrize("content", [HINTED, HIDDEN, CHOICE])
def test_no_note_of_an_english_deck_has_a_word_of_the_tool(content: str) -> None:
    from exporter.deck import notes  # noqa: PLC0415

    (note,) = notes(read(content, "en"))
    assert note.fields.spare1 == note.fields.spare2 == ""
    assert "data-name" not in note.fields.extra
