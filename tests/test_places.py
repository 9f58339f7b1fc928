"""Every construct in every place: it is shown, with every word and no mark, or its line is named.

A source for each place has a question for each construct, with a word of its own.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from string import ascii_lowercase

import pikepdf
import pytest
from deck_samples import designs
from sheet_reading import SETTINGS, sheet, text
from words import of_html

from exporter import deck as deck_writer
from exporter import files, source
from exporter.model import Deck
from exporter.output import Output
from exporter.plaintext import spelt
from exporter.preview.cards import cards
from exporter.sheet import Layout, SheetSettings

PICTURE = files.pictures(Path(__file__).parent / "cases")
WORDS = [f"q{first}{second}" for first, second in product("bcdfgkmp", ascii_lowercase)]

Constructs = dict[str, tuple[str, str]]

LINE: Constructs = {
    "emphasis": ("*Ω* _Ωi_ **Ωb** __Ωc__ ***Ωd***", "Ω Ωi Ωb Ωc Ωd"),
    "nested": ("**Ω *Ωi ~~Ωj~~* `Ωc` $Ω^8$**", "Ω Ωi Ωj Ωc $Ω^8$"),
    "code": ("`Ω` ``Ωi``", "Ω Ωi"),
    "formula": (r"$Ω^2$ \(Ω^3\) $`Ω^4`$ {math}`Ω^5`", "$Ω^2$ $Ω^3$ $Ω^4$ $Ω^5$"),
    "display": (r"$$Ω^2$$ \[Ω^3\]", "$Ω^2$ $Ω^3$"),
    "link": ('[Ω](https://a.org/x "tip") [Ωi *Ωj*][l] [$Ω^2$](https://a.org)', "Ω Ωi Ωj $Ω^2$"),
    "attributes": ("[Ω](https://a.org){target=_blank} *Ωi*{: .x} `Ωj`{.y}.", "Ω Ωi Ωj."),
    "address": ("<https://a.org/Ω> https://a.org/Ωi <Ω@a.org>", "a.org/Ω a.org/Ωi Ω@a.org"),
    "question": ("[Ω](#other)", "Ω"),
    "page": ("[[Ω]] [[#Other]]", "Ω Other"),
    "image": ("![Ω](example.svg)", "Ω"),
    "clip": ("![Ω](clip.mp3)", "Ω"),
    "styles": ("~~Ω~~ ==Ωi== H~Ωj~O x^Ωk^", "Ω Ωi HΩjO xΩk"),
    "html": ("<b>Ω</b> <i>Ωi</i> <sub>Ωj</sub> <kbd>Ωk</kbd> <a href='https://a.org'>Ωl</a> <br>Ωm",
             "Ω Ωi Ωj Ωk Ωl Ωm"),
    "span": ("[Ω *Ωi*]{.underline} [Ωj]{.kbd} [](#other)", "Ω Ωi Ωj"),
    "footnote": ("Ω[^n]", "Ω Noted"),
    "note": ("Ω^[Ωi and [Ωj](https://a.org) and [[Ωk]]]", "Ω Ωi Ωj Ωk"),
    "emoji": ("Ω :tada: Ωi", "Ω🎉Ωi"),
    "comment": ("Ω<!-- hidden -->i", "Ωi"),
    "entity": ("Ω &amp; &eacute; &lt;", "Ω & é <"),
    "escape": (r"Ω \* \_ \` \$ \~ \=\= \[ \# \| \\.", r"Ω * _ ` $ ~ == [ # | \."),
    "text": ("$5, Ω * Ωi, snake_Ω_case, Ωj's 3<4 ...", "$5, Ω * Ωi, snake_Ω_case, Ωj's 3<4 ..."),
}  # fmt: skip

BLOCK: Constructs = {
    "paragraphs": ("Ω\\\nΩi\n\nΩj", "Ω Ωi Ωj"),
    "list": ("- Ω\n- $Ω^2$\n  - `Ωi`\n    1. Ωj", "Ω $Ω^2$ Ωi Ωj"),
    "loose list": ("3) Ω\n\n4) Ωi", "Ω Ωi"),
    "tasks": ("- [x] Ω\n- [ ] *Ωi*", "Ω Ωi"),
    "definitions": ("Ω $Ω^2$\n: *Ωi*\n: Ωj", "Ω $Ω^2$ Ωi Ωj"),
    "table": ("| Ω | $Ω^2$ | Ωi |\n|:-|-:|:-:|\n| `Ωj` | **Ωk** | Ωl |", "Ω $Ω^2$ Ωi Ωj Ωk Ωl"),
    "caption": ("| Ω |\n|---|\n| Ωi |\n\n: Ωj $Ω^2$ *Ωk*", "Ω Ωi Ωj $Ω^2$ Ωk"),
    "quote": ("> Ω\n>\n> - $Ω^2$", "Ω $Ω^2$"),
    "callout": ("> [!WARNING]\n> Ω\n>\n> ```\n> Ωi\n> ```", "Ω Ωi"),
    "titled": ("> [!BUG]- Ω *Ωi* $Ω^2$ `Ωj`\n> Ωk", "Ω Ωi $Ω^2$ Ωj Ωk"),
    "fence": ("```python\nΩ = 1\n```\n\n~~~\nΩi\n~~~", "Ω=1 Ωi"),
    "formula": ("$$\nΩ^2\n$$\n\n```math\nΩ^3\n```", "$Ω^2$ $Ω^3$"),
    "details": ("<details><summary>Ω *Ωi* $Ω^2$</summary>\n\nΩj\n\n</details>", "Ω Ωi $Ω^2$ Ωj"),
    "admonition": ('!!! note "Ω $Ω^2$"\n    *Ωi*', "Ω $Ω^2$ Ωi"),
    "division": (":::tip Ω *Ωi* :tada:\n$Ω^2$\n:::", "Ω Ωi 🎉 $Ω^2$"),
    "tab": ('=== "Ω"\n\n    *Ωi*', "Ω Ωi"),
    "figure": ('![Ω](example.svg "Ωi *Ωj* $Ω^2$")', "Ω Ωi Ωj $Ω^2$"),
}
"""What is written, and what is to be seen of it: Ω is the word of the cell, $…$ a formula."""


@dataclass(frozen=True, slots=True)
class Place:
    """A question with a construct at `{x}`; its further lines have a prefix before them.

    `refused` are the constructs that something is said of here; `plain`: it shows formulas spelt
    out; `printed`: it is on no card.
    """

    source: str
    prefix: str = ""
    refused: str = ""
    plain: bool = False
    printed: bool = False

    def holding(self, construct: str, number: int) -> str:
        lines = construct.replace("Ω", WORDS[number]).replace("\n", f"\n{self.prefix}")
        return self.source.replace("{x}", lines).replace("{n}", f"{number}")


HINTED = "image clip styles footnote note"
LINKED = "link attributes address question page html span note"

IN_LINE = {
    "section": Place("# {x}\n\n## Asked {n}\n\nA.", refused="footnote note"),
    "question": Place("## {x} {#k{n}}\n\nA.", refused="footnote note"),
    "follow-up": Place("## A{n}\n\nB.\n\n### {x} {.question #k{n}}\n\nC", refused="footnote note"),
    "reversed": Place("## {x} {.reversed #k{n}}\n\n*A*", refused="footnote note"),
    "inner heading": Place("## Asked {n}\n\nA.\n\n### {x}\n\nB."),
    "paragraph": Place("## Asked {n}\n\nBefore {x} behind."),
    "prompt": Place("## Asked {n}\n\n{x}\n\n---\n\nA."),
    "small": Place("## Asked {n}\n\n<small>See {x}</small>"),
    "hint": Place("## Asked {n}\n\n> [!HINT]\n> {x}\n\nA."),
    "head": Place("## Asked {n}\n\n| {x} | b |\n|:-:|--:|\n| a | b |"),
    "cell": Place("## Asked {n}\n\n| a | b |\n|---|---|\n| c | {x} |"),
    "item": Place("## Asked {n}\n\n- {x}\n- b"),
    "task": Place("## Asked {n}\n\n- [ ] a\n  1. {x}"),
    "term": Place("## Asked {n}\n\n{x}\n: b"),
    "meaning": Place("## Asked {n}\n\na\n: {x}"),
    "quote": Place("## Asked {n}\n\n> {x}"),
    "callout title": Place("## Asked {n}\n\n> [!TIP] {x}\n> b"),
    "admonition title": Place('## Asked {n}\n\n!!! note "{x}"\n    b'),
    "division title": Place("## Asked {n}\n\n:::spoiler {x}\nb\n:::"),
    "tab title": Place('## Asked {n}\n\n=== "{x}"\n    b'),
    "summary": Place("## Asked {n}\n\n<details><summary>{x}</summary>\n\nb\n\n</details>"),
    "footnote": Place("## Asked {n}\n\nA.[^f{n}]\n\n[^f{n}]: {x}"),
    "note": Place("## Asked {n}\n\nA.^[See {x}]", refused="note"),
    "caption": Place("## Asked {n}\n\n![a](example.svg '{x}')", refused="image clip"),
    "table caption": Place("## Asked {n}\n\n| a |\n|---|\n| b |\n\n: {x}"),
    "option": Place("## Asked {n} {.choice}\n\n- [x] {x}\n- [ ] *{x}*"),
    "cloze": Place("## Asked {n} {.cloze}\n\n==a== {x} b"),
    "deletion": Place("## Asked {n} {.cloze}\n\na {{c1::{x}}} b", refused="styles"),
    "deletion hint": Place('## Asked {n} {.cloze}\n\na ==b=={hint="{x}"}', refused=HINTED),
    "link": Place("## Asked {n}\n\n[{x}](https://b.org)", refused=LINKED),
    "alt": Place("## Asked {n}\n\n![{x}](example.svg)", "", "image clip footnote note", plain=True),
    "emphasis": Place("## Asked {n}\n\n*a **b {x} c** d*"),
    "span": Place("## Asked {n}\n\n[a {x} b]{.underline}"),
    "html": Place("## Asked {n}\n\n<u>a {x} b</u>"),
    "html cell": Place("## Asked {n}\n\n<table>\n<tr><td>a</td><td>{x}</td></tr>\n</table>"),
}  # fmt: skip

BLOCKS = {
    "introduction": Place("# S{n}\n\n{x}\n\n## Asked {n}\n\nA.", printed=True),
    "prompt": Place("## Asked {n}\n\n{x}\n\n---\n\nA."),
    "answer": Place("## Asked {n}\n\n{x}"),
    "hint": Place("## Asked {n}\n\n> [!HINT]\n> {x}\n\nA.", "> "),
    "item": Place("## Asked {n}\n\n- a\n\n  {x}\n\n- b", "  "),
    "meaning": Place("## Asked {n}\n\na\n: b\n\n  {x}", "  "),
    "quote": Place("## Asked {n}\n\n> {x}", "> "),
    "callout": Place("## Asked {n}\n\n> [!NOTE] a\n> {x}", "> "),
    "admonition": Place("## Asked {n}\n\n!!! note\n    {x}", "    "),
    "division": Place("## Asked {n}\n\n::::note\n{x}\n::::"),
    "details": Place("## Asked {n}\n\n<details><summary>a</summary>\n\n{x}\n\n</details>"),
    "footnote": Place("## Asked {n}\n\nA.[^f{n}]\n\n[^f{n}]: a\n\n    {x}", "    "),
    "option": Place("## Asked {n} {.choice}\n\n- [x] a\n\n  {x}\n\n- [ ] b", "  "),
    "explanation": Place("## Asked {n} {.choice}\n\n- [x] a\n- [ ] b\n\nSo:\n\n{x}"),
    "cloze": Place("## Asked {n} {.cloze}\n\n==a==\n\n{x}"),
    "follow-up": Place("## Before {n}\n\nA.\n\n### Asked {n} {.question}\n\n{x}"),
}

LAST = "\n\n## Other\n\nEnd.[^n]\n\n[l]: https://a.org/l\n\n[^n]: Noted.\n"
MARK = re.compile(
    r"\$|\\|[*~`^]|(?<![a-z])_|_(?![a-z(])|==|\{\{|\}\}|\[\[|\]\(|\{[.:]|!!!|:::|<|>|&\w+;|[\x02\x03]|klzz"
)
"""What the source format and LaTeX mark with, and what a parser may leave."""

_SET_APART = re.compile(r"\\\(.*?\\\)|\\\[.*?\\\]|\[sound:[^\]]*\]|\{\{c\d+::|::|\}\}", re.DOTALL)
"""What Anki reads: formulas, sounds, the marks of deletions."""


def shown_on_cards(deck: Deck) -> str:
    notes = deck_writer.notes(deck)
    return of_html("\n".join(field for note in notes for field in note.fields[1:]))


def names(deck: Deck) -> Iterator[str]:
    """What is plain text: names of decks, and of cards in the preview's list."""
    notes = deck_writer.notes(deck)
    yield from (note.deck.replace("::", " ") for note in notes)
    made = designs()
    yield from (card.title for card in cards(notes, deck.name, made))


def spoken(output: Output) -> Iterator[tuple[bool, str]]:
    """What a PDF says beside its text: outline, alt texts, facts; and whether it is a formula."""
    with pikepdf.open(io.BytesIO(output.data)) as pdf:
        for each in pdf.objects:
            if isinstance(each, pikepdf.Dictionary):
                for name in ("/Alt", "/Contents", "/Title", "/Subject", "/Author"):
                    if isinstance(each.get(name), pikepdf.String):
                        yield each.get("/S") == "/Formula", str(each[name])


def bare(words: str) -> str:
    return re.sub(r"[\s\u00ad\u200b\u2060\ufffe]+", "", words)


def expected(construct: tuple[str, str], number: int, *, plain: bool) -> Iterator[str]:
    for words in construct[1].replace("Ω", WORDS[number]).split(" "):
        formula = words.strip("$") if words.startswith("$") and words.endswith("$") else ""
        yield bare(words if not formula else spelt(formula) if plain else formula)


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> SheetSettings:
    """Of a quiz, which shows the hints of deletions; formulas are the same in every place."""
    return replace(SETTINGS, layout=Layout.QUIZ, cache=tmp_path_factory.mktemp("formulas"))


def check(place: Place, constructs: Constructs, settings: SheetSettings) -> None:
    """Each construct in a question of its own, those that are refused in sources of their own."""
    cells = dict(enumerate(constructs.items()))
    refused = {n: each for n, (name, each) in cells.items() if name in place.refused.split()}
    for n, each in refused.items():
        _, problems = source.parse(place.holding(each[0], n) + LAST, "n.md", PICTURE)
        assert any(problem.where.line < 9 for problem in problems), each[0]
    accepted = {n: each for n, (_, each) in cells.items() if n not in refused}
    written = "\n\n".join(place.holding(each[0], n) for n, each in accepted.items())
    check_shown(written + LAST, accepted, place, settings)


def check_shown(
    written: str, cells: dict[int, tuple[str, str]], place: Place, settings: SheetSettings
) -> None:
    """No word of the cells is missing in a source's deck and sheet, and no mark is left."""
    deck, problems = source.parse(written, "n.md", PICTURE)
    assert deck, "\n".join(map(str, problems))
    output = sheet(deck, settings)
    assert [*map(str, (*problems, *output.problems))] == []
    on_cards, named, on_paper = shown_on_cards(deck), " ".join(names(deck)), text(output)
    said = [*spoken(output)]
    everything = on_paper + " ".join(words for _, words in said)
    marked = " ".join([_SET_APART.sub(" ", on_cards), named, on_paper])
    marked = bare(marked + " ".join(words for formula, words in said if not formula))
    for n, each in cells.items():
        for words in expected(each, n, plain=place.plain):
            assert place.printed or words in bare(on_cards + named), f"{each[0]}: not on a card"
            assert words in bare(everything), f"{each[0]}: not on the sheet"
        for words in filter(MARK.search, expected(each, n, plain=True)):
            marked = marked.replace(words, "|")
    found = MARK.search(marked)
    assert found is None, marked[max(found.start() - 60, 0) : found.end() + 40]


@pytest.mark.parametrize("name", IN_LINE)
def test_every_inline_construct_is_read_in_every_place_in_a_line(
    name: str, settings: SheetSettings
) -> None:
    check(IN_LINE[name], LINE, settings)


@pytest.mark.parametrize("name", BLOCKS)
def test_every_block_construct_is_read_in_every_place_for_blocks(
    name: str, settings: SheetSettings
) -> None:
    check(BLOCKS[name], BLOCK, settings)


@pytest.mark.parametrize("name", ["title", "subtitle", "author", "description"])
def test_every_plain_construct_is_read_in_front_matter(name: str, settings: SheetSettings) -> None:
    not_plain = "link attributes question image clip html span footnote note comment address"
    shown = [each for construct, each in LINE.items() if construct not in not_plain.split()]
    words = " ".join(each[0].replace("Ω", WORDS[n]) for n, each in enumerate(shown))
    value = words.replace("'", "''")
    written = f"---\n{name}: '{value}'\n---\n\n## Asked\n\nA.{LAST}"
    place = Place(written, plain=True, printed=name != "title")
    check_shown(written, dict(enumerate(shown)), place, settings)
