"""Texts and bytes made by mutating good ones; the same seed and number give the same again."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from exporter import deck as deck_writer
from exporter import history, source
from exporter.history import Rendered, Shown
from exporter.media import PictureError
from exporter.model import Media
from exporter.templates import Templates

ROOT = Path(__file__).parent.parent
CASES = ROOT / "tests" / "cases"
LONGEST = (4_000, 20_000)
"""Characters of most inputs, so that a run tries many, and of one in twenty."""

MARKDOWN = (
    "#", "##", "## A {.cloze}\n", "## A {.choice}\n", "## A {.typed}\n", "{#a}", "{.question}",
    "==", '=={hint="h"}', "{{c1::", "{{c2::a::b}}", "}}", "::", "- [x] ", "- [ ] ", "1. ", "> ",
    "> [!HINT]\n", "> [!NOTE]\n", "```", "```python\n", "~~~", "`", "$", "$$", "\\(", "\\)", "\\[",
    "\\]", "\\", "\\frac", "\\begin{matrix}", "\\end{matrix}", "&", "^", "_", "{", "}", "*", "**",
    "~~", "[", "](", ")", "![", "[^1]", "[^1]: ", "|", "|---|", "\n\n", "\n", "    ", "\t", "---\n",
    "---", ": ", "<details>", "</details>", "<summary>", "<sub>", "</sub>", "<!--", "-->", "<br>",
    "&amp;", "&#0;", "&#x110000;", "http://a.b", "www.a.b", "a@b.c", "\u202e", "\u0301", "\u200b",
    "\ufeff", "\x0e1\x0f", "\x00", "\U0001f600", "\u05d0", "\u4e2d", "\r", "title: ", "tags: [",
    "-  ", "<table>", "<td>", "<a href=", "[[a]]", "![[a.png]]", "$`", "`$", "^a", "Q: ", "\\left(",
    "\\right)", "\\text{", "\\sqrt", "\\hat", "\\\\", "\x02klzzwxh:0000\x03",
    "<ul><li>", "!!! note", '![a](example.svg "', '[a]: example.svg "', "<img src=a.svg alt='",
)  # fmt: skip
YAML = (
    "&a ", "*a", "<<: *a\n", "!!python/object:os.system ", "!!binary |\n", "!!float ", "!a ", "? ",
    "- ", "|\n", ">\n", "%YAML 9.9\n", "\t", "'", '"', "{", "[", "}", "]", ": ", ":", "#", "---\n",
    "...\n", "title: ", "title:\n", "tags: ", "key: ", "deck: ", "question-level: ", "language: ",
    "author: ", "null", "~", "yes", "1e999", ".nan", "0x10", "9" * 5000, "[" * 2000, "{a: " * 500,
    "- " * 500, "2026-01-01", "\\u0000", '"\\ud800"', "a: &b [*b]\n", "\x85", "\u2028",
    "::", "\x00",
)  # fmt: skip
TOML = (
    "nan", "inf", "-inf", "1e999", "0", "-1", "0.0001", "4999", "4999.9", "5000", "1_000", "0x10",
    "9" * 5000, '"x"', "[]", "{}", "true", "[page]\n", "[[page]]\n", "[page.left]\n", "page = 1\n",
    "1979-05-27", '"""', "'''", "\\u0000", "a.b.c = 1\n", "[" * 2000, "{a=" * 500, "=", ",", "#",
    '"#fff"', '"#ffffff"', '"math"', '"../fonts/a.ttf"', '"/dev/zero"', "[sizes]\n", "text = ",
    "leading = ", "left = ", "boxes = ", "fallback = []", "\n", "\r", "\t", "\x00", "é", "a" * 500,
)  # fmt: skip
JSON = (
    "NaN", "Infinity", "-Infinity", "1e999", "-0", "-1", "0.5", "9" * 5000, "[" * 5000,
    '{"a":' * 5000, '"\\ud800"', '"\\u0000"', "null", "true", "{}", "[]", '""', '"', ",", ":", "}",
    "]", "{", "[",
    '"format": 1', '"format": 2', '"format": 1e0', '"key": "a"', '"kind": "cloze"', '"left": 1',
    '"deletions": [[1, "a"]]', '"deletions": [[-100001, "a"]]', '"tags": [1]', '"place": 1e3',
    "<<<<<<< HEAD\n", "=======\n", ">>>>>>> b\n", "||||||| a\n", "\n", "\r", "\ufeff", "\x00", "é",
)  # fmt: skip
HTML = (
    "{{", "}}", "{{Question}}", "{{#Answer}}", "{{/Answer}}", "{{^Hint}}", "{{cloze:Question}}",
    "{{FrontSide}}", "{{type:Expected}}", "{{#", "{{/", "{{=<% %>=}}", "<!--", "-->", "<script>",
    "{{Nothing}}", "{{hint:Hint}}", "{{a:b:c:Question}}", "\x00", "{{" * 500, "{{#Answer}}" * 500,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Corpus:
    """Good texts of one kind, and what is put into them."""

    texts: Sequence[str]
    snippets: Sequence[str]


def markdown() -> Corpus:
    """The golden cases without what is expected of them, the wrong sources, the real one."""
    cases = [path.read_text(encoding="utf-8").partition("\n~~~~~~~~ ")[0]
             for path in sorted(CASES.glob("*.md"))]  # fmt: skip
    wrong = [
        path.read_text(encoding="utf-8", errors="surrogateescape")[: LONGEST[1]]
        for path in sorted((ROOT / "tests" / "errors").glob("*.md"))
    ]
    real = (ROOT / "source" / "deep-learning.md").read_text(encoding="utf-8")
    parts = [real[at : at + LONGEST[0]] for at in range(0, len(real), LONGEST[0])]
    return Corpus([*cases, *wrong, *parts], MARKDOWN)


def front_matter() -> Corpus:
    """Sources that are little but front matter."""
    heads = (
        "title: A\nsubtitle: B\nauthor: C\nlanguage: en\n",
        "deck: A::B\nkey: a\ntags: [a, b]\ndescription: c\nquestion-level: 3\n",
        "title: >\n  A\n  b\ntags:\n  - a\n  - b\n",
        "title: \"A: b\"\nauthor: 'C'\ntags: a b\n",
        "aliases: [a]\ncssclass: b\ntitle: A\ndate: 2026-01-01\n",
    )
    return Corpus([f"---\n{head}---\n\n### Q\n\na\n\n## R\n\nb\n" for head in heads], YAML)


def styles() -> Corpus:
    """The shipped style, whole and in groups."""
    whole = Templates().read_text("sheet.toml")
    groups = [f"[{part}" for part in whole.split("\n[")[1:]]
    return Corpus([whole, *groups], TOML)


def cards() -> Corpus:
    """The templates of the cards."""
    folder = Templates().path("card/card.css").parent
    return Corpus([path.read_text(encoding="utf-8") for path in sorted(folder.iterdir())], HTML)


def locks() -> Corpus:
    """Locks of golden cases and a piece of the real one."""
    real = (ROOT / "source" / "deep-learning.lock.json").read_text(encoding="utf-8").split("\n")
    few = "\n".join([*real[:10], real[10].rstrip(","), *real[-3:]])
    names = ("kinds", "cloze", "follow-ups", "minimal")
    paths = [path for name in names for path in sorted(CASES.glob(f"*{name}*.md"))]
    sources = [path.read_text(encoding="utf-8").partition("\n~~~~~~~~ ")[0] for path in paths]
    texts = [lock for text in sources if (lock := locked(text))]
    return Corpus([few, *texts], JSON)


def locked(text: str) -> str:
    """The lock of a first build of a text, "" if it cannot be built."""

    def no_picture(reference: str) -> Media:
        raise PictureError(reference)

    found, _ = source.parse(text, "a.md", no_picture)
    if found is None:
        return ""
    notes = deck_writer.notes(found)
    shown = {note.key: Shown(note.digest[:16], note.deck, note.tags) for note in notes}
    identified = history.identify(found, None, "a.lock.json")
    made = history.compare(None, identified, Rendered(shown, "b", "c"), 1_700_000_000, ())
    return history.dump(made.lock)


def mutated(corpus: Corpus, chance: random.Random) -> str:
    """A text with a few of its parts cut, doubled, swapped with another's, or overwritten."""
    text = chance.choice(corpus.texts)
    longest = LONGEST[chance.randrange(20) == 0]
    for _ in range(chance.choice((1, 1, 2, 3, 8))):
        start = chance.randrange(len(text) + 1)
        end = min(len(text), start + chance.choice((0, 0, 1, 3, 20, 200)))
        text = (text[:start] + _part(text[start:end], corpus, chance) + text[end:])[:longest]
    return text


def _part(old: str, corpus: Corpus, chance: random.Random) -> str:
    match chance.randrange(6):
        case 0:
            return ""
        case 1:
            return old * chance.choice((2, 3, 30))
        case 2:
            other = chance.choice(corpus.texts)
            at = chance.randrange(len(other) + 1)
            return other[at : at + chance.choice((1, 10, 200))]
        case 3:
            return chance.choice(corpus.snippets) * chance.choice((1, 1, 2, 50))
        case 4:
            return old[::-1]
        case _:
            return old + chance.choice(corpus.snippets)


def mutated_bytes(corpus: Corpus, chance: random.Random) -> bytes:
    """The bytes of such a text, at times with some flipped, cut off, or put in."""
    data = bytearray(mutated(corpus, chance).encode("utf-8", "surrogatepass"))
    for _ in range(chance.choice((0, 0, 1, 5))):
        at = chance.randrange(len(data) + 1)
        match chance.randrange(4):
            case 0:
                del data[at:]
            case 1:
                data[at:at] = chance.randbytes(chance.choice((1, 4, 100)))
            case 2:
                data[:0] = chance.choice((b"\xef\xbb\xbf", b"\xff\xfe", b"PK\x03\x04", b"\x00"))
            case _:
                data[at : at + 1] = bytes([chance.randrange(256)])
    return bytes(data)


def chances(seed: int, skip: int = 0) -> Iterator[random.Random]:
    """For each input its own; a run can begin again at any number."""
    number = skip
    while True:
        yield random.Random(f"{seed} {number}")  # noqa: S311  # the same inputs again are wanted
        number += 1


def inputs(seed: int, corpus: Callable[[], Corpus] = markdown, skip: int = 0) -> Iterator[str]:
    """Mutated texts without end."""
    texts = corpus()
    for chance in chances(seed, skip):
        yield mutated(texts, chance)
