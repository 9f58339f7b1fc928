"""What a source from a stranger can try: each row of docs/security.md names its test."""

from __future__ import annotations

import getpass
import json
import re
import subprocess
import sys
from base64 import b64decode
from collections.abc import Iterator
from contextlib import suppress
from html import escape
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr
from zipfile import ZipFile

import pikepdf
import pypdfium2
import pytest
from anki_oracle import Anki, anki
from card_sheet import TRUSTING, Device, Face, launched, page
from click.testing import CliRunner, Result
from deck_samples import package
from PIL import Image as Pillow
from playwright.sync_api import Browser
from test_deck_html import Parsed

from exporter import deck as deck_writer
from exporter import files, source
from exporter.cli import main
from exporter.deck.notes import deck_name
from exporter.errors import Severity
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
    assert len(rows) > 30
    for row in rows:
        assert len(re.findall(r"(?<!\\)\|", row)) == 4, row
        assert re.search(r"`test_\w+\.py::test_\w+`", row), row


# Commands of Anki's -----------------------------------------------------------------------------

SMUGGLED = (
    r"[latex]\input{/etc/passwd}[/latex]",
    "[$]x[/$]",
    "[$$]x[/$$]",
    "[sound:a.mp3]",
    "[LaTeX]x[/LaTeX]",
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


EDITED = """html => {
  const field = document.createElement("div");
  field.innerHTML = html;
  return field.innerHTML;
}"""


def test_a_note_that_was_edited_in_anki_asks_for_no_more(browser: Browser, tmp_path: Path) -> None:
    """Anki's editor saves what its browser makes of a field: `[` for `&#91;`."""
    read, _ = source.parse(MARKDOWN, "notes.md", files.pictures(CASES))
    assert read
    tab = browser.new_page()
    with anki(tmp_path) as edited:
        edited.load(package(read))
        for key, note in edited.notes().items():
            for field, content in note.fields.items():
                edited.edit(key, field, tab.evaluate(EDITED, content))
        backend = edited.collection._backend
        for card in edited.cards():
            output = edited.collection.get_card(card.id).render_output()  # type: ignore[arg-type]
            played = str([*map(vars, (*output.question_av_tags, *output.answer_av_tags))])
            assert {*re.findall(r"'(\w+)': '(?!exporter-)", played)} == set()
            for side in edited.render(card.id):
                assert not backend.extract_latex(text=side, svg=False, expand_clozes=True).latex
    tab.close()


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


PASTED = (
    '<a href="javascript:alert(1)">x</a>',
    "<A HREF='jav&#x09;ascript:alert(1)' onclick=x>x</A>",
    "<img src=../x.png onerror=alert(1)>",
    '<img src="example.svg" alt=\'"><script>1</script>\' style="x" onload=x>',
    '<img src="example.svg" alt="[sound:x]" title="[latex]" width="javascript:1">',
    "![[../secret.png]]",
    '![[example.svg|" onload="x]]',
    "[[javascript:alert(1)]]",
    "<table onclick=x><tr><td onclick=x style=x>[latex]x[/latex]</td></tr></table>",
    "<details open ontoggle=alert(1)><summary onclick=x>x</summary>y</details>",
    "<b onmouseover=alert(1)>x</b> <font color=x onclick=x>x</font> <center onclick=x>y</center>",
    "<h3 onclick=1>x</h3> <p onclick=x>y</p>",
    '<div style="background:url(https://a)">z</div>',
    '<pre><code class="language-x&quot; onload=1">y</code></pre>',
    '<ol start="javascript:1" onclick=x><li onclick=x>x</li></ol>',
    "<svg onload=alert(1)><math><mi xlink:href='javascript:1'>x</mi></math>",
    "<style>*{}</style><base href=https://a><link rel=stylesheet href=https://a><embed src=x>",
    '> [!NOTE] "><script>1</script>\n> x',
    '```"><script>\n<script>1</script>\n```',
)


@pytest.mark.parametrize("pasted", PASTED)
def test_pasted_html_brings_no_attribute_along(pasted: str) -> None:
    read, found = source.parse(f"## A\n\nb\n\n{pasted}\n", "n.md", files.pictures(CASES))
    assert read or any(problem.severity is Severity.ERROR for problem in found)
    for note in deck_writer.notes(read) if read else ():
        parsed = Parsed("".join(note.fields))
        assert not {"script", "style", "base", "link", "embed", "svg", "math"} & {*parsed.elements}
        assert {*parsed.attributes} <= {"class", "href", "src", "alt", "title"}
        assert "javascript" not in (parsed.attributes.get("href") or "")
        assert not re.search(r"\[(?:latex|sound)", "".join(note.fields))


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
    r"\unicode[a;background:url(https://a.org/x)]{65}",
    r"\fcolorbox{red;background:url(https://a.org/x)}{red}{x}",
    r"\verb\x\\href{javascript:x}{y}",
    r"\definecolor{red}{rgb}{1,1,1}",
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


@pytest.mark.parametrize(
    ("latex", "command"),
    [
        (r"\{{c1::\href{javascript:x}{y}}}", "\\\\"),
        (r"\{{c1::\hr}}ef{javascript:x}{y}", "\\\\"),
        (r"{{c1::a\}}\href{javascript:x}{y}", "\\\\"),
        (r"{{c1::a\}}{{c2::\href{javascript:x}{y}}}", "\\\\"),
        (r"\sum{{c1::x}}", r"\sumx"),
    ],
)
def test_a_deletion_makes_no_other_command_of_one(latex: str, command: str) -> None:
    for text in (f"${latex}$", f"$$\n{latex}\n$$"):
        found = problems(f"## A {{.cloze}}\n\n{text}\n")
        assert found == [f"3: a deletion that begins or ends within the command {command}"]
    assert problems(f"## A {{.cloze}}\n\n`{latex}`\n") == []


def test_what_only_looks_like_such_a_command_is_none() -> None:
    for latex in (r"\hrefx", r"a \\ href", r"\styles", r"\\style", "href"):
        assert forbidden(latex) is None
    for latex in (r"\\{{c1::a}}", r"\sigma{{c1::(z)}}", r"\{{{c1::1}}\}", r"\ ==a==\ b"):
        assert problems(f"## A {{.cloze}}\n\n${latex}$\n") == []


ALL_COMMANDS = """async () => {
  await MathJax.startup.promise;
  const packages = "action amscd bbox boldsymbol braket bussproofs cancel cases centernot color "
    + "colortbl empheq enclose extpfeil gensymb html mhchem newcommand textcomp unicode upgreek "
    + "verb";
  for (const each of packages.split(" ")) await MathJax.tex2mmlPromise(`\\require{${each}}`);
  const { handlers } = MathJax.startup.document.inputJax[0].parseOptions;
  return handlers.get("macro")._configuration.items.flatMap(({ item }) => [...item.map.keys()]);
}"""

SET = """async (all) => {
  const set = {};
  for (const each of all) set[each] = await MathJax.tex2mmlPromise(each).catch(() => "");
  return set;
}"""


def test_no_command_of_ankis_mathjax_writes_html(browser: Browser, tmp_path: Path) -> None:
    tab = browser.new_page()
    (tmp_path / "page.html").write_text(page(Face("", ""), Device("", "card", 800)))
    tab.goto((tmp_path / "page.html").as_uri())
    names = {name for name in tab.evaluate(ALL_COMMANDS) if name.isalpha()}
    assert {"frac", "ce", "unicode", "fcolorbox", "verb", "href", "cellcolor"} <= names
    bad = "1em;background:url(https://a.org)"
    forms = [
        form
        for name in sorted(names)
        for form in (rf"\{name}{{{bad}}}{{{bad}}}{{{bad}}}{{{bad}}}", rf"\{name}[{bad}]{{x}}{{y}}")
        if not forbidden(form)
    ]
    written = "".join(tab.evaluate(SET, forms).values())
    tab.close()
    assert len(forms) > 900
    assert {*re.findall(r'([\w-]+)="[^"]*https:', written)} <= HARMLESS


HARMLESS = {"mathcolor", "mathbackground", "width", "notation", "id", "title", "data-mjx-error"}
"""What may hold words of a formula: MathJax sets it in a way to which nothing can be added."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched(*TRUSTING) as opened:
        yield opened


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


def test_the_preview_of_a_hostile_source_runs_nothing(browser: Browser, tmp_path: Path) -> None:
    for name in ("example.svg", "clip.mp3"):
        (tmp_path / name).write_bytes((CASES / name).read_bytes())
    formulas = MARKDOWN.partition("## In formulas")[0] + "## Last\n\n$x$\n"
    (tmp_path / "notes.md").write_text(formulas, encoding="utf-8")
    result = run("preview", tmp_path / "notes.md", "--export", tmp_path / "p.html")
    assert result.exit_code == 0, result.output
    tab = browser.new_page()
    heard: list[str] = []
    tab.on("dialog", lambda each: heard.append(each.message))
    tab.on("console", lambda each: heard.append(each.text) if each.type == "error" else None)
    tab.on("request", lambda each: heard.append(each.url))
    tab.goto((tmp_path / "p.html").as_uri())
    count = tab.evaluate("document.getElementById('list').children.length")
    assert count == 9
    for _ in range(2 * count):
        tab.keyboard.press("Space")
        tab.keyboard.press("ArrowRight")
    tab.keyboard.press("Space")
    strange = "iframe, meta[http-equiv=refresh], object, form, [onerror], [onload], [onclick]"
    frame = tab.query_selector("#card")
    assert frame
    assert (inner := frame.content_frame())
    assert inner.query_selector(strange) is None
    tab.close()
    own = (tmp_path.as_uri(), "data:", "blob:", "about:")
    assert [each for each in heard if not each.startswith(own)] == []


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


# Files --------------------------------------------------------------------------------------------

OUTSIDE = {
    "../x.png": "image outside the source's folder",
    "a/../../x.png": "image outside the source's folder",
    "%2e%2e/x.png": "image outside the source's folder",
    "&#46;&#46;/x.png": "image outside the source's folder",
    "%2fetc%2fx.png": "image outside the source's folder",
    "x%00.png": "image outside the source's folder",
    "/etc/x.png": "absolute image path",
    "C:/x.png": "absolute image path",
    "C:x.png": "absolute image path",
    "//server/x.png": "remote image",
    "file:///etc/x.png": "remote image",
    "FILE:/etc/x.png": "remote image",
    "&#102;ile:///etc/x.png": "remote image",
    "https://a.org/x.png": "remote image",
    "ftp://a.org/x.png": "remote image",
    "data:image/png;base64,AAAA": "an image written into the text",
    "javascript:x.png": "remote image",
    "..%5c..%5cx.png": "image path",
    "%5c%5cserver%5cx.png": "image path",
    "/etc/passwd": "absolute image path",
    "passwd": "unsupported image type",
    "x.png/../../passwd": "image outside the source's folder",
    "x.svgz": "unsupported image type",
    "x.html": "unsupported image type",
}


@pytest.mark.parametrize("reference", OUTSIDE)
def test_a_picture_is_a_file_of_the_sources_folder(reference: str) -> None:
    (found,) = problems(f"## A\n\n![a]({reference})\n")
    assert re.match(rf'3: {OUTSIDE[reference]}(?: "|:|$)', found)


def test_links_in_the_file_system_lead_nowhere_else(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "x.png").write_bytes(picture("PNG"))
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "file.png").symlink_to(secret / "x.png")
    (folder / "folder").symlink_to(secret)
    (folder / "loop.png").symlink_to("loop.png")
    (folder / "zero.png").symlink_to("/dev/zero")
    (folder / "fine.png").symlink_to("own.png")
    (folder / "own.png").write_bytes(picture("PNG"))
    lines = [f"![a]({name})" for name in ("file.png", "folder/x.png", "loop.png", "zero.png")]
    found = problems("## A\n\n" + "\n".join((*lines, "![a](fine.png)")), folder)
    assert found == [
        '3: image outside the source\'s folder: "file.png"',
        '4: image outside the source\'s folder: "folder/x.png"',
        '5: image "loop.png" cannot be read: Too many levels of symbolic links',
        '6: image outside the source\'s folder: "zero.png"',
    ]


def test_a_file_of_gigabytes_is_not_read(tmp_path: Path) -> None:
    """A few bytes in an archive, or on a disk that keeps no zeros."""
    for name in ("notes.md", "x.png", "own.md", "own.lock.json"):
        with (tmp_path / name).open("wb") as file:
            file.truncate(100_000_001)
    (tmp_path / "own.md").write_text("## A\n\nb\n", encoding="utf-8")
    much = "cannot be read: it has more than 100,000,000 bytes"
    assert problems("## A\n\n![a](x.png)\n", tmp_path) == [f'3: image "x.png" {much}']
    assert run("check", tmp_path / "notes.md").stderr.startswith(
        f"{tmp_path / 'notes.md'}:1: the file {much}\n"
    )
    assert run("check", tmp_path / "own.md").stderr.startswith(
        f"{tmp_path / 'own.lock.json'}:1: the lock {much}\n"
    )


def test_a_lock_is_read_from_the_sources_folder_alone(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text('{"format": 1}', encoding="utf-8")
    notes = tmp_path / "notes" / "notes.md"
    notes.parent.mkdir()
    notes.write_text("## A\n\nb\n", encoding="utf-8")
    lock = notes.with_suffix(".lock.json")
    for target in (tmp_path / "secret", Path("/dev/zero"), lock):
        lock.symlink_to(target)
        assert run("check", notes).stderr.splitlines()[0] in {
            f"{lock}:1: the lock is a link that leads out of the folder",
            f"{lock}:1: the lock cannot be read: Too many levels of symbolic links",
        }
        lock.unlink()


def test_outputs_replace_links_and_never_follow_them(tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.write_text("mine", encoding="utf-8")
    out = tmp_path / "out"
    out.mkdir()
    notes = tmp_path / "notes.md"
    notes.write_text(
        "---\ndeck: ../../x::/etc/y\ntitle: ../z\n---\n\n## A\n\nb\n", encoding="utf-8"
    )
    for name in ("notes.apkg", "notes.pdf"):
        (out / name).symlink_to(precious)
    assert run("build", notes, "-o", out).exit_code == 0
    assert precious.read_text(encoding="utf-8") == "mine"
    names = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")}
    assert names == {
        *("precious", "notes.md", "notes.lock.json", "out", "out/notes.apkg", "out/notes.pdf")
    }


# Pictures -----------------------------------------------------------------------------------------

PLACE = "52.5163 N, 13.3777 E, at home"


def picture(kind: str, **options: object) -> bytes:
    """A small picture, wider than high, which says where it was taken."""
    made = Pillow.Exif()
    made[0x010E] = PLACE
    made.get_ifd(0x8825)[1] = PLACE
    made[0x0112] = 6
    data = BytesIO()
    image = Pillow.radial_gradient("L").resize((40, 20))
    image.save(data, kind, **({"exif": made} if kind != "GIF" else {"comment": PLACE}), **options)
    return data.getvalue()


def streams(pdf: bytes) -> bytes:
    """All that a PDF holds, with its streams unpacked where they can be."""
    with pikepdf.open(BytesIO(pdf)) as document:
        held = [each for each in document.objects if isinstance(each, pikepdf.Stream)]
        found = [each.read_raw_bytes() for each in held]
        for each in held:
            with suppress(pikepdf.PdfError):  # pictures cannot be unpacked
                found.append(each.read_bytes())
        return pdf + b"".join(found) + document.docinfo.unparse(resolved=True)


def test_a_photo_tells_nobody_where_it_was_taken(tmp_path: Path) -> None:
    kinds = {"a.jpg": "JPEG", "b.png": "PNG", "c.webp": "WEBP", "d.gif": "GIF"}
    for name, kind in kinds.items():
        data = picture(kind)
        assert PLACE.encode() in data
        (tmp_path / name).write_bytes(data + PLACE.encode())
    # One that is embedded as it is, for it stands upright.
    upright = BytesIO()
    Pillow.new("L", (9, 9)).save(upright, "JPEG", comment=PLACE)
    (tmp_path / "e.jpg").write_bytes(upright.getvalue() + PLACE.encode())
    notes = tmp_path / "notes.md"
    names = (*kinds, "e.jpg")
    notes.write_text("## A\n\n" + "".join(f"![a]({name})\n\n" for name in names), encoding="utf-8")
    assert run("build", notes, "-o", tmp_path).exit_code == 0
    with ZipFile(tmp_path / "notes.apkg") as deck:
        held = b"".join(map(deck.read, deck.namelist()))
        assert len(json.loads(deck.read("media"))) == len(names)
    held += streams((tmp_path / "notes.pdf").read_bytes())
    assert run("preview", notes, "--export", tmp_path / "p.html").exit_code == 0
    page = (tmp_path / "p.html").read_text(encoding="utf-8")
    held += b"".join(map(b64decode, re.findall(r"base64,([\w+/=]+)", page)))
    assert PLACE.encode() not in held


def test_outputs_do_not_tell_where_they_were_built(tmp_path: Path) -> None:
    folder = tmp_path / "home of alice"
    folder.mkdir()
    notes = folder / "notes.md"
    (folder / "a.svg").write_bytes((CASES / "example.svg").read_bytes())
    notes.write_text("## A\n\n![](a.svg) <x>\n\n```c\nint x;\n```\n", encoding="utf-8")
    assert run("build", notes, "-o", tmp_path).exit_code == 0
    assert run("preview", notes, "--export", tmp_path / "p.html").exit_code == 0
    with ZipFile(tmp_path / "notes.apkg") as deck:
        held = b"".join(map(deck.read, deck.namelist()))
    held += streams((tmp_path / "notes.pdf").read_bytes())
    held += (tmp_path / "p.html").read_bytes() + (folder / "notes.lock.json").read_bytes()
    assert b"notes.md:3" in held
    for trace in (b"alice", str(tmp_path).encode(), getpass.getuser().encode() + b"@"):
        assert trace not in held


def test_a_photo_without_its_place_is_still_the_right_way_up(
    browser: Browser, tmp_path: Path
) -> None:
    (tmp_path / "a.jpg").write_bytes(picture("JPEG"))
    media = files.pictures(tmp_path)("a.jpg")
    (tmp_path / "b.jpg").write_bytes(media.data)
    tab = browser.new_page()
    tab.goto((tmp_path / "b.jpg").as_uri())
    size = "[document.images[0].naturalWidth, document.images[0].naturalHeight]"
    assert tab.evaluate(size) == [20, 40]
    tab.close()


SPACES = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'

ACTIVE = {
    "<script>alert(1)</script>": "holds a script",
    '<svg:script xmlns:svg="http://www.w3.org/2000/svg"/>': "holds a script",
    '<rect onload="alert(1)"/>': "holds a script",
    '<g ONCLICK="alert(1)"/>': "holds a script",
    '<a xlink:href="javascript:alert(1)"/>': "holds a script",
    '<a href=" java&#10;script:alert(1)"/>': "holds a script",
    '<a href="vbscript:x"/>': "holds a script",
    '<a href="data:text/html,x"/>': "holds a script",
    '<animate attributeName="href" values="#a;javascript:x"/>': "holds a script",
    '<foreignObject><p xmlns="http://www.w3.org/1999/xhtml" onclick="x"/></foreignObject>': (
        "holds a script"
    ),
    '<x:iframe srcdoc="&lt;script>alert(1)&lt;/script>" xmlns:x="http://www.w3.org/1999/xhtml"/>': (
        "holds another page"
    ),
    '<embed xmlns="http://www.w3.org/1999/xhtml" src="data:image/svg+xml,x"/>': (
        "holds another page"
    ),
    '<object xmlns="http://www.w3.org/1999/xhtml" data="x.svg"/>': "holds another page",
    '<meta xmlns="http://www.w3.org/1999/xhtml" http-equiv="refresh" content="0;url=/"/>': (
        "holds another page"
    ),
    "<b>": "is not well-formed (line 1)",
}  # fmt: skip

PROLOGS = {
    "<!DOCTYPE svg [<!ENTITY a 'x'>]>": "declares XML entities",
    "<!DOCTYPE svg [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>": "declares XML entities",
    "<!DOCTYPE svg [<!ENTITY % a SYSTEM 'https://a.org/x'> %a;]>": "declares XML entities",
    "<!DOCTYPE svg [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;&a;&a;'>]>": "declares XML entities",
    "<!DOCTYPE svg [<!ATTLIST svg onload CDATA 'alert(1)'>]>": "holds a script",
    "<?xml-stylesheet type='text/xsl' href='#x'?>": "holds a script",
    "<?xml-stylesheet type='text/xsl' title='text/css' href='x.svg'?>": "holds a script",
    "<?xml-stylesheet title='type=\"text/css\"' type='text/xml' href='x.svg'?>": "holds a script",
    "<?xml version='1.0' encoding='utf-7'?>": "has an encoding that is not known",
}


@pytest.mark.parametrize(
    ("data", "what"),
    [
        *((f"<svg {SPACES}>{body}</svg>", what) for body, what in ACTIVE.items()),
        *((f"{prolog}<svg {SPACES}/>", what) for prolog, what in PROLOGS.items()),
    ],
)
def test_an_svg_that_does_something_is_refused(data: str, what: str, tmp_path: Path) -> None:
    for encoding in ("utf-8", "utf-8-sig"):
        (tmp_path / "x.svg").write_text(data, encoding=encoding)
        assert problems("## A\n\n![a](x.svg)\n", tmp_path) == [f'3: image "x.svg" {what}']
    (tmp_path / "x.svg").write_text(data, encoding="utf-16")
    assert problems("## A\n\n![a](x.svg)\n", tmp_path) == ['3: image "x.svg" is not an svg file']


def test_an_svg_loads_nothing_on_a_card(browser: Browser, tmp_path: Path) -> None:
    """What is not refused is harmless where a picture is shown."""
    bodies = "".join(
        f'<{name} href="{scheme}x" xlink:href="{scheme}x" width="9" height="9"/>'
        for name in ("image", "use", "feImage", "script-like")
        for scheme in ("https://a.org/", "//a.org/", "file:///etc/", "secret.svg#")
    )
    style = "@import url(https://a.org/a.css); rect{fill:url(https://a.org/b#c)}"
    other = '<img xmlns="http://www.w3.org/1999/xhtml" src="https://a.org/d"/>'
    data = (
        f"<svg {SPACES} width='9' height='9'><style>{style}</style>{bodies}<rect/>"
        f"<foreignObject width='9' height='9'>{other}</foreignObject></svg>"
    )
    (tmp_path / "x.svg").write_text(data, encoding="utf-8")
    assert problems("## A\n\n![a](x.svg)\n", tmp_path) == []
    tab = browser.new_page()
    asked: list[str] = []
    tab.on("request", lambda each: asked.append(each.url))
    (tmp_path / "card.html").write_text("<img src=x.svg>", encoding="utf-8")
    tab.goto((tmp_path / "card.html").as_uri())
    assert tab.evaluate("document.images[0].naturalWidth") == 9
    tab.wait_for_timeout(200)
    tab.close()
    assert [url.rpartition("/")[2] for url in asked] == ["card.html", "x.svg"]


# Nothing runs, nothing is fetched ---------------------------------------------------------------

PAYLOADS = (
    "[[[getattr(pow,'__globals__')['os'].system('touch pwned') for x in [1]]]]",
    "__import__('os').system('touch pwned')",
    "Color(__import__('os').system('touch pwned'),0,0)",
    "');__import__('os').system('touch pwned');('",
    '<img src="file:///etc/passwd"/>',
    "<font color=\"__import__('os').system('touch pwned')\">x</font>",
    '<onDraw name="x" label="y"/>',
    "<para><a href='https://a.org'/><seq/></para>",
)

WATCHED = """
import sys
ALLOWED = ("open", "import", "compile", "exec")
def watch(event, arguments):
    name = event.partition(".")[0]
    if name in ("socket", "subprocess", "ftplib", "http", "urllib", "smtplib", "webbrowser"):
        if event not in ("socket.__new__",):
            print("HOSTILE", event, arguments, file=sys.stderr)
    if event in ("os.system", "os.exec", "os.posix_spawn", "os.fork", "ctypes.dlopen"):
        print("HOSTILE", event, arguments, file=sys.stderr)
    if event == "open" and any(part in str(arguments[0]) for part in ("passwd", "hidden.svg")):
        print("HOSTILE", event, arguments, file=sys.stderr)
from exporter.cli import main
sys.addaudithook(watch)
main()
"""


def watched(folder: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """The command in a process that tells when it runs, fetches or opens what it should not."""
    ran = subprocess.run(
        [sys.executable, "-c", WATCHED, *map(str, arguments)],
        cwd=folder, capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    assert "HOSTILE" not in ran.stderr, ran.stderr
    return ran


PLACES = (
    "<rect fill={0}/>",
    "<rect stroke={0} stroke-width={0} stroke-dasharray={0}/>",
    "<rect style={0}/>",
    "<rect width={0} x={0} transform={0}/>",
    "<path d={0}/>",
    "<text font-family={0} font-size={0} font-weight={0}>a</text>",
    "<linearGradient id='g'><stop stop-color={0} offset={0}/></linearGradient>",
    "<style>rect{{fill:{1};stroke:{1};href:hidden.svg}}</style><rect/>",
    "<style>rect[a={0}],#{1}{{fill:red}}</style><rect/>",
)


def test_no_word_is_evaluated_and_nothing_is_fetched(tmp_path: Path) -> None:
    (tmp_path / "hidden.svg").write_text(f"<svg {SPACES} width='9' height='9'/>", encoding="utf-8")
    others = "<use href='hidden.svg#a'/><image href='file:///etc/passwd'/><rect/>"
    notes, words = tmp_path / "notes.md", []
    for payload in PAYLOADS:
        plain = re.sub(r"([_*<[])", r"\\\1", payload)
        words.append(f"`{payload}` {plain}")
        for place in PLACES:
            body = place.format(quoteattr(payload), escape(payload, quote=False))
            name = f"{len(words)}.svg"
            data = f"<svg {SPACES} width='9' height='9'>{body}{others}</svg>"
            (tmp_path / name).write_text(data, encoding="utf-8")
            words.append(f"![a]({name})")
    notes.write_text("## A\n\n" + "\n\n".join(words), encoding="utf-8")
    found = json.loads(watched(tmp_path, "check", notes, "--format", "json").stdout)
    bad = {each["what"].partition(":")[0] for each in found if each["severity"] == "error"}
    drawable = [each for each in words if each[5:-1] not in bad]
    assert len(drawable) > len(words) / 2
    notes.write_text("## A\n\n" + "\n\n".join(drawable), encoding="utf-8")
    ran = watched(tmp_path, "build", notes, "-o", tmp_path / "out")
    assert ran.returncode == 0, ran.stderr
    assert not (tmp_path / "pwned").exists()
    document = pypdfium2.PdfDocument((tmp_path / "out" / "notes.pdf").read_bytes())
    printed = "".join(page.get_textpage().get_text_range() for page in document)
    for payload in PAYLOADS:
        assert re.sub(r"\s", "", printed).count(re.sub(r"\s", "", payload)) >= 2


ACTIONS = {
    *("/JS", "/JavaScript", "/Launch", "/OpenAction", "/AA", "/SubmitForm", "/ImportData"),
    *("/GoToR", "/GoToE", "/EmbeddedFiles", "/EmbeddedFile", "/RichMedia", "/Movie", "/Sound"),
    *("/AcroForm", "/XFA", "/Rendition", "/Named", "/Hide", "/URL", "/FileSpec"),
}


def _names(item: Any) -> Iterator[str]:
    """Every key and name in an object of a PDF, but for those it refers to."""
    match item:
        case pikepdf.Dictionary() | pikepdf.Stream():
            for key, value in item.items():
                yield key
                yield from () if getattr(value, "is_indirect", False) else _names(value)
        case pikepdf.Array():
            for value in item:
                yield from () if getattr(value, "is_indirect", False) else _names(value)
        case pikepdf.Name():
            yield str(item)
        case _:
            pass


@pytest.mark.parametrize("layout", ["sheet", "quiz", "fold", "cards", "large"])
def test_the_pdf_opens_links_and_does_nothing_else(layout: str, tmp_path: Path) -> None:
    links = [
        "https://a.org/x)>>/S/JavaScript/JS(app.alert(1))",
        "https://a.org/%29%3E%3E/Launch",
        "mailto:a@b.org?subject=x)/S/Launch",
        "https://a.org/\\)\u202e/x",
        "http://a.org/é(x",
    ]
    body = "".join(f'[x](<{link}> "t) /JS (x")\n\n' for link in links)
    notes = tmp_path / "notes.md"
    head = "---\ntitle: 't) /JS (x'\nauthor: '>> /OpenAction <<'\ndescription: '/Launch'\n---\n"
    notes.write_text(f"{head}\n# A) /AA (\n\n## B) /JS (\n\n{body}", encoding="utf-8")
    result = run("build", notes, "-o", tmp_path, "--layout", layout, "--only", "sheet")
    assert result.exit_code == 0, result.output
    (pdf,) = tmp_path.glob("*.pdf")
    with pikepdf.open(pdf) as document:
        found = {name for item in document.objects for name in _names(item)}
        assert found & ACTIONS == set()
        addresses = [
            str(item.A.URI)
            for item in document.objects
            if isinstance(item, pikepdf.Dictionary) and "/A" in item and "/URI" in item.A
        ]
        assert len(addresses) >= 5
        assert all(re.match(r"https?://|mailto:", each) for each in addresses)


@pytest.mark.parametrize("field", ["attach", "ATTACH", "attachment", "%61ttach", "&#97;ttach"])
def test_a_mail_takes_no_file_along(field: str) -> None:
    for sign in ("?", "?subject=x&"):
        assert problems(f"## A\n\n[a](mailto:a@b.org{sign}{field}=/etc/passwd)\n") == [
            "3: a link that attaches a file to a mail"
        ]


BAD_TARGETS = (
    *("javascript:x", "JaVaScRiPt:x", " javascript:x", "&#1;javascript:x", "java&#9;script:x"),
    *("java&#10;script:x", "&Tab;javascript:x", "javascript&colon;x", "&#x6A;avascript:x"),
    *("data:text/html,x", "vbscript:x", "file:///etc/passwd", "blob:x", "anki:x", "intent:x"),
    *("http:javascript:x", "https:x", "//a.org", "javascript%3Ax", "java\u200bscript:x"),
    *("view-source:http://a", "http://[::1"),
)


@pytest.mark.parametrize("target", BAD_TARGETS)
def test_a_link_leads_to_the_web_or_is_none(target: str) -> None:
    for text in (f"[a]({target})", f"[a]\n\n[a]: {target.strip()}"):
        found = problems(f"## A\n\nb {text}\n")
        assert len(found) == 1
        assert "a link with the scheme" in found[0] or "is shown as text" in found[0]
