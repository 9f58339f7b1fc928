"""What a source from a stranger can try: each row of docs/security.md names its test."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from anki_oracle import Anki, anki
from card_sheet import Device, Face, chromium, page
from click.testing import CliRunner, Result
from deck_samples import package
from playwright.sync_api import Browser, sync_playwright
from test_deck_html import Parsed

from exporter import files, source
from exporter.cli import main
from exporter.deck.notes import deck_name
from exporter.markup.commands import forbidden
from exporter.templates import Templates, overridable

TESTS = Path(__file__).parent
DOCS = TESTS.parent / "docs"
CASES = TESTS / "cases"


def run(*arguments: str | Path, color: bool = False) -> Result:
    return CliRunner().invoke(main, [*map(str, arguments)], color=color)


def problems(text: str, folder: Path = CASES) -> list[str]:
    """What is wrong with a source, one line each, without hints."""
    _, found = source.parse(text, "notes.md", files.pictures(folder))
    return [f"{problem.where.line}: {problem.what}" for problem in found]


# The list ---------------------------------------------------------------------------------------


def _rows() -> list[str]:
    """The tests that docs/security.md names."""
    text = (DOCS / "security.md").read_text(encoding="utf-8")
    return re.findall(r"`(test_\w+\.py::test_\w+)`", text)


def test_every_row_of_the_list_has_its_test() -> None:
    named = _rows()
    for each in named:
        file, _, function = each.partition("::")
        code = (TESTS / file).read_text(encoding="utf-8")
        assert f"\ndef {function}(" in code, each
    own = re.findall(r"^def (test_\w+)\(", Path(__file__).read_text(encoding="utf-8"), re.MULTILINE)
    unlisted = {f"test_security.py::{name}" for name in own} - {*named}
    assert unlisted == {
        "test_security.py::test_every_row_of_the_list_has_its_test",
        "test_security.py::test_every_row_is_whole",
    }


def test_every_row_is_whole() -> None:
    text = (DOCS / "security.md").read_text(encoding="utf-8")
    listed = text.partition("## What a source can try")[2]
    rows = [
        line for line in listed.splitlines() if line.startswith("| ") and "what happens" not in line
    ]
    assert len(rows) > 10
    for row in rows:
        assert len(re.findall(r"(?<!\\)\|", row)) == 4, row
        assert re.search(r"`test_\w+\.py::test_\w+`", row), row


# Commands of Anki's -----------------------------------------------------------------------------

SMUGGLED = (
    r"[latex]\input{/etc/passwd}[/latex]",
    "[$]x[/$]",
    "[$$]x[/$$]",
    "[sound:a.mp3]",
    "[anki:tts lang=en_US]x[/anki:tts]",
    "{{tts en_US:Answer}}",
    "{{Answer}}",
    "[[type:Answer]]",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<iframe src=https://a.org></iframe>",
    '<meta http-equiv=refresh content="0;url=https://a.org">',
    "</style><style>*{display:none}</style>",
)
ENTITIES = "".join(f"&#{ord(char)};" for char in " ".join(SMUGGLED))
WORDS = re.sub(r"&#(?:34|36|91|93);|&#(\d+);", lambda m: chr(int(m[1])) if m[1] else m[0], ENTITIES)
CODE = " ".join(SMUGGLED)

MARKDOWN = rf"""---
title: '{CODE}'
subtitle: '{CODE}'
author: '{CODE}'
description: '{CODE}'
deck: 'Deck {CODE}'
---

{WORDS}

# {WORDS}

## {WORDS} {{#basic}}

{WORDS} {ENTITIES} `{CODE}` [{WORDS}](https://a.org/{ENTITIES} "{WORDS}")

![{WORDS}](example.svg "{WORDS}")

![{WORDS}](clip.mp3 "{WORDS}")

```{CODE.split()[0]}
{CODE}
```

| {WORDS} |
|---|
| {WORDS} |

> [!HINT]
> {WORDS}

<details><summary>{WORDS}</summary>

{WORDS}[^1]

</details>

[^1]: {WORDS}

### {WORDS} {{.question #child}}

{WORDS}

## {WORDS} again {{.reversed #reversed}}

{WORDS}

## {WORDS} typed {{.typed #typed}}

{WORDS}

## {WORDS} chosen {{.choice #choice}}

- [x] {WORDS}
- [ ] `{CODE}`

## =={WORDS}=={{hint="{ENTITIES}"}} {{.cloze #cloze}}

==`{CODE}`== and {WORDS}

## In formulas {{#formula}}

$\text{{{ENTITIES}}} [sound:a.mp3] [latex]x[/latex] \{{\{{$

$$latex] \input{{/etc/passwd}}$$

$$/latex]$$

$$$] x$$

\[/$]\]

$$sound:a.mp3$$

$$anki:tts lang=en_US] x$$

$$/anki:tts]$$

## In hints {{.cloze #hints}}

{{{{c1::a::latex}}}} \\input{{/etc/passwd}} {{{{c1::b::/latex}}}}
{{{{c1::c::sound:a.mp3}}}} {{{{c1::d::LaTeX}}}} x {{{{c1::e::/LaTeX}}}}

$$==latex]== x$$

$$la{{{{c2::tex]}}}} x$$

$${{{{c1::a::$}}}} x$$

$${{{{c1::a::/$}}}} x$$

{{{{c1::f::anki:tts lang=en_US}}}} x {{{{c1::g::/anki:tts}}}}
"""


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Anki]:
    """A source full of commands in Anki, under templates that show all that Anki offers."""
    folder = tmp_path_factory.mktemp("attacked")
    own = folder / "templates"
    for name in overridable():
        if name.endswith(".html"):
            text = Templates().read_text(name)
            (own / name).parent.mkdir(parents=True, exist_ok=True)
            everything = text.replace("<footer", "{{Deck}} {{Subdeck}} {{Type}} {{Card}}<footer")
            (own / name).write_text(everything, encoding="utf-8")
    read, found = source.parse(MARKDOWN, "notes.md", files.pictures(CASES))
    assert read, "\n".join(map(str, found))
    with anki(folder / "anki") as collection:
        collection.load(package(read, templates=Templates(own)))
        yield collection


def test_anki_is_never_asked_for_latex(attacked: Anki) -> None:
    backend = attacked.collection._backend
    assert backend.extract_latex(text="[latex]x[/latex]", svg=False, expand_clozes=True).latex
    cards = attacked.cards()
    assert len(cards) == 12
    for card in cards:
        for side in attacked.render(card.id):
            assert not backend.extract_latex(text=side, svg=False, expand_clozes=True).latex
    for deck in attacked.decks():
        assert not backend.extract_latex(text=deck, svg=False, expand_clozes=True).latex


def test_anki_plays_the_decks_own_clip_and_nothing_else(attacked: Anki) -> None:
    played = set()
    for card in attacked.cards():
        output = attacked.collection.get_card(card.id).render_output()  # type: ignore[arg-type]
        for tag in (*output.question_av_tags, *output.answer_av_tags):
            played.add(str(vars(tag)))
    assert len(played) == 1
    assert re.fullmatch(r"\{'filename': 'exporter-[0-9a-f]{16}\.mp3'\}", played.pop())
    assert attacked.missing_media() == []


def test_cards_have_no_element_or_attribute_of_the_sources(attacked: Anki) -> None:
    known = {"class", "dir", "id", "href", "title", "src", "alt", "type", "disabled", "checked"}
    known |= {"value", "data-cloze", "data-ordinal"}
    for card in attacked.cards():
        for side in attacked.render(card.id):
            parsed = Parsed(re.sub(r"(?s)<script>\n// Options that.*?</script>", "", side))
            assert not {"script", "iframe", "meta", "style", "form", "object"} & {*parsed.elements}
            assert {*parsed.attributes} <= known
    for deck in attacked.decks():
        assert Parsed(deck).elements == []


@pytest.mark.parametrize(
    "tag",
    [r"[latex]\input/etc/passwd[/latex]", "[$]x[/$]", "[sound:a.mp3]", r"\(x\)",
     "&#92;(x&#92;)", "&bsol;(x&bsol;)", "<b>", 'a"b', "x\\"],
)  # fmt: skip
def test_a_tag_that_anki_would_read_as_more_is_refused(tag: str) -> None:
    inner = tag.replace('"', "'") if '"' in tag else tag
    quoted = f"## A {{tags='{tag}'}}" if '"' in tag else f'## A {{tags="{inner}"}}'
    assert problems(f"{quoted}\n\nb\n") == [f"1: tag {tag}"]
    front = tag.replace("'", "''")
    assert problems(f"---\ntags: ['{front}']\n---\n\n## A\n\nb\n") == [
        f'2: "tags" must be words, not "{tag}"'
    ]


def test_a_deck_is_named_without_commands() -> None:
    read, _ = source.parse(
        f"---\ndeck: '{CODE}'\n---\n\n## A < B & C [i] \\\\(x) &lt;b>\n\nb\n\n",
        "n.md",
        lambda _: None,  # type: ignore[arg-type,return-value]  # no pictures
    )
    assert read
    name = deck_name(read)
    assert not re.search(r"<[A-Za-z/]|\[(?:latex|sound|\$|anki)", name)
    assert "［latex]" in name


# MathJax ----------------------------------------------------------------------------------------

FORMULAS = (
    r"\href{javascript:alert(1)}{x}",
    r"\style{background:url(https://a.org/x)}{x}",
    r"\class{replay-button}{x}",
    r"\cssId{qa}{x}",
    r"\data{a=b}{x}",
    r"\mmlToken{mi}[href='javascript:x']{x}",
    r"\bbox[background:url(https://a.org/x)]{x}",
    r"\require{html} x",
    r"\def\frac#1#2{pwned}",
    r"\let\x=\href",
    r"\newcommand{\x}{y}",
    r"\renewcommand{\frac}{y}",
    r"\newenvironment{x}{}{}",
    r"\ce{\href{javascript:x}{y}}",
    r"\\\href{javascript:x}{y}",
)


@pytest.mark.parametrize("latex", FORMULAS)
def test_a_formula_makes_no_links_styles_or_definitions(latex: str) -> None:
    command = re.search(r"\\(?!ce|\\)[A-Za-z]+", latex)
    assert command
    expected = f"the command {command[0]} in a formula"
    for text in (f"b ${latex}$", f"$$\n{latex}\n$$", f"b \\({latex}\\)"):
        assert [each.partition(": ")[2] for each in problems(f"## A\n\n{text}\n")][:1] == [expected]
    hidden = f"## A {{.cloze}}\n\n$a = {{{{c1::b::{latex}}}}}$\n"
    assert problems(hidden)[:1] == [f"3: {expected}"]


def test_what_only_looks_like_such_a_command_is_none() -> None:
    for latex in (r"\hrefx", r"a \\ href", r"\styles", r"\\style", "href"):
        assert forbidden(latex) is None


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as driver:
        opened = driver.chromium.launch(
            executable_path=chromium(), args=["--no-sandbox", "--allow-file-access-from-files"]
        )
        yield opened
        opened.close()


def test_mathjax_finds_no_formula_in_words(
    browser: Browser, attacked: Anki, tmp_path: Path
) -> None:
    """Ankis own MathJax sets the deck's formulas, and asks for nothing."""
    tab = browser.new_page()
    asked: list[str] = []
    tab.on("request", lambda each: asked.append(each.url))
    for card in attacked.cards():
        for side in attacked.render(card.id):
            file = tmp_path / "page.html"
            file.write_text(page(Face("", side), Device("", "card", 800)), encoding="utf-8")
            tab.goto(file.as_uri())
            typeset = "MathJax.typesetPromise([document.body])).then(() => 0)"
            tab.evaluate(f"MathJax.startup.promise.then(() => {typeset}")
            links = "[...document.querySelectorAll('#qa a')].map(a => a.protocol)"
            assert {*tab.evaluate(links)} <= {"https:"}
    tab.close()
    assert not [url for url in asked if not url.startswith("file:")]


# The terminal -------------------------------------------------------------------------------------

ESCAPES = "\x1b]0;owned\x07\x1b[2J\x1b[8m\r\u202egnp\u2066\x9b31m"


def assert_quiet(text: str) -> None:
    """Nothing acts on a terminal but this program's own bold and red."""
    bare = re.sub("\x1b\\[(?:0|1|31)m", "", text)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]", bare), text


def test_the_terminal_shows_names_and_does_nothing_they_say(tmp_path: Path) -> None:
    folder = tmp_path / f"a{ESCAPES}"
    folder.mkdir()
    notes = folder / f"b{ESCAPES}\nforged.md:1: all is well.md"
    notes.write_text("## A {#a}\n\nb\n\n## B {#b}\n\nc\n", encoding="utf-8")
    out = folder / "out"
    told = [run("build", notes, "-o", out, "-v", color=True)]
    notes.write_text('---\ndeck: "x\u202ey"\n---\n\n## A {#a}\n\nd\n', encoding="utf-8")
    told += [
        run(*arguments, color=True)
        for arguments in (
            ("build", notes, "-o", out, "-v"),
            ("status", notes, "-v"),
            ("check", notes),
            ("stamp", notes),
            ("templates", folder / "own"),
            ("templates", folder / "own"),
            ("build", notes, "-o", notes),
            ("preview", notes, "--export", out / f"p{ESCAPES}.html"),
        )
    ]
    for each in told:
        assert_quiet(each.output)
        assert not re.search("^forged", each.output, re.MULTILINE)
    assert r"\x1b]0;owned\x07" in told[0].output


def test_messages_that_quote_a_source_are_shown_not_acted_on(tmp_path: Path) -> None:
    escaped = "%1b%5b2J%0aforged.md:1: all is well"
    text = f'---\n"\\e[2J": x\n---\n\n## A\n\n![a]({escaped}.png) ![b](\u202egnp.png)\n'
    notes = tmp_path / "notes.md"
    notes.write_text(text, encoding="utf-8")
    style = tmp_path / "own" / "sheet.toml"
    style.parent.mkdir()
    style.write_text('["\\u001b[2J"]\n', encoding="utf-8")
    told = run("check", notes, color=True).stderr
    notes.write_text("## A\n\nb\n", encoding="utf-8")
    told += run("check", notes, "--templates", style.parent, color=True).stderr
    (style.parent / "card").mkdir()
    (style.parent / "card" / "basic-front.html").write_text("{{\x1b[2J}}", encoding="utf-8")
    told += run("check", notes, "--templates", style.parent, color=True).stderr
    (tmp_path / "notes.lock.json").write_text(
        '{"format": 1, "deck": "n", "questions": [{"\\u001b[2J": 1}]}', encoding="utf-8"
    )
    told += run("check", notes, color=True).stderr
    assert_quiet(told)
    assert not re.search("^forged", told, re.MULTILINE)
    assert told.count(r"\x1b[2J") == 4


@pytest.mark.parametrize("name", ["title", "author", "description", "deck", "subtitle"])
def test_front_matter_has_no_control_characters(name: str) -> None:
    for written, code in (("\\e", "001B"), ("\\ud800", "D800"), ("\\0", "0000"), ("\\x9b", "009B")):
        assert problems(f'---\n{name}: "a{written}b"\n---\n\n## A\n\nb\n') == [
            f'2: "{name}" must be text without the character U+{code}'
        ]
