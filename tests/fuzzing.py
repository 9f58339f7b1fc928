"""Sources made by mutating the golden cases, for the reader and both writers to survive.

    python tests/fuzzing.py --reader 1000000 --writers 20000 [--seed N]

Prints a table: inputs tried, tracebacks, inputs that took more than two seconds. What failed is
kept in build/fuzzing/. The same seed makes the same inputs.
"""

from __future__ import annotations

import argparse
import random
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

from exporter import deck, files, history, sheet, source
from exporter.model import Deck
from exporter.templates import Templates

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "tests" / "cases"
SLOW = 2.0
"""Seconds that no input under 100 kB may take."""

LONGEST = 20_000
"""Characters of an input, so that a run tries many."""

SNIPPETS = (
    "#", "##", "## A {.cloze}\n", "## A {.choice}\n", "## A {.typed}\n", "{#a}", "{.question}",
    "==", '=={hint="h"}', "{{c1::", "{{c2::a::b}}", "}}", "::", "- [x] ", "- [ ] ", "1. ", "> ",
    "> [!HINT]\n", "> [!NOTE]\n", "```", "```python\n", "~~~", "`", "$", "$$", "\\(", "\\)", "\\[",
    "\\]", "\\", "\\frac", "\\begin{matrix}", "\\end{matrix}", "&", "^", "_", "{", "}", "*", "**",
    "~~", "[", "](", ")", "![", "[^1]", "[^1]: ", "|", "|---|", "\n\n", "\n", "    ", "\t", "---\n",
    "---", ": ", "<details>", "</details>", "<summary>", "<sub>", "</sub>", "<!--", "-->", "<br>",
    "&amp;", "&#0;", "&#x110000;", "http://a.b", "www.a.b", "a@b.c", "\u202e", "\u0301", "\u200b",
    "\ufeff", "\x0e1\x0f", "\x00", "\U0001f600", "\u05d0", "\u4e2d", "\r", "title: ", "tags: [",
)  # fmt: skip


@dataclass
class Tally:
    """What became of the inputs of one campaign."""

    name: str
    tried: int = 0
    failed: int = 0
    slow: int = 0
    slowest: float = 0.0
    kinds: dict[str, int] = field(default_factory=dict)


def corpus() -> list[str]:
    """The golden cases without what is expected of them, the wrong sources, the real one."""
    cases = [path.read_text(encoding="utf-8").partition("\n~~~~~~~~ ")[0]
             for path in sorted(FOLDER.glob("*.md"))]  # fmt: skip
    wrong = [
        path.read_text(encoding="utf-8", errors="surrogateescape")[:LONGEST]
        for path in sorted((ROOT / "tests" / "errors").glob("*.md"))
    ]
    real = (ROOT / "source" / "deep-learning.md").read_text(encoding="utf-8")
    return [*cases, *wrong, *(real[at : at + 4_000] for at in range(0, len(real), 4_000))]


def mutated(texts: Sequence[str], chance: random.Random) -> str:
    """A text with a few of its parts cut, doubled, swapped with another's, or overwritten."""
    text = chance.choice(texts)
    for _ in range(chance.choice((1, 1, 2, 3, 8))):
        start = chance.randrange(len(text) + 1)
        end = min(len(text), start + chance.choice((0, 0, 1, 3, 20, 200)))
        match chance.randrange(6):
            case 0:
                part = ""
            case 1:
                part = text[start:end] * chance.choice((2, 3, 30))
            case 2:
                other = chance.choice(texts)
                at = chance.randrange(len(other) + 1)
                part = other[at : at + chance.choice((1, 10, 200))]
            case 3:
                part = chance.choice(SNIPPETS) * chance.choice((1, 1, 2, 50))
            case 4:
                part = text[start:end][::-1]
            case _:
                part = text[start:end] + chance.choice(SNIPPETS)
        text = (text[:start] + part + text[end:])[:LONGEST]
    return text


def read(text: str) -> Deck | None:
    """The reader's deck, None if it finds errors; other than that it must not fail."""
    found, _ = source.parse(text, "fuzz.md", files.pictures(FOLDER))
    return found


def written(found: Deck) -> None:
    """Both outputs of a deck, in memory."""
    deck.write(found, history.fresh(found, 1_700_000_000), Templates(), _nobody)
    for layout in (sheet.Layout.SHEET, sheet.Layout.QUIZ):
        settings = sheet.SheetSettings(
            sheet.Paper.A4, Templates(), 1_700_000_000, None, layout=layout
        )
        sheet.write(found, settings, _nobody)


def _nobody() -> None:
    """Nobody is watching."""


def inputs(seed: int) -> Iterator[str]:
    """Mutated texts without end, the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311  # the same inputs again are wanted
    texts = corpus()
    while True:
        yield mutated(texts, chance)


def campaign(name: str, count: int, seed: int, run: Callable[[str], bool]) -> Tally:
    """So many inputs that `run` takes up; it tells whether one counted."""
    tally = Tally(name)
    for text in inputs(seed):
        if tally.tried >= count:
            return tally
        start = perf_counter()
        try:
            counted = run(text)
        except Exception:  # noqa: BLE001  # whatever it is, it is looked for
            tally.failed += 1
            counted = True
            where = traceback.format_exc()
            tally.kinds[where] = tally.kinds.get(where, 0) + 1
            _keep(text, where)
        took = perf_counter() - start
        tally.slowest = max(tally.slowest, took)
        if took > SLOW:
            tally.slow += 1
            _keep(text, f"{took:.1f} s")
        tally.tried += counted
    return tally


def _keep(text: str, why: str) -> None:
    folder = ROOT / "build" / "fuzzing"
    folder.mkdir(parents=True, exist_ok=True)
    number = len(list(folder.glob("*.md")))
    path = folder / f"{number}.md"
    path.write_text(text, encoding="utf-8", errors="surrogatepass", newline="")
    path.with_suffix(".txt").write_text(why, encoding="utf-8")


def reader(text: str) -> bool:
    read(text)
    return True


def writers(text: str) -> bool:
    found = read(text)
    if found is None:
        return False
    written(found)
    return True


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reader", type=int, default=10_000)
    parser.add_argument("--writers", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    tallies = [
        campaign("reader", wanted.reader, wanted.seed, reader),
        campaign("both writers", wanted.writers, wanted.seed + 1, writers),
    ]
    print(f"{'campaign':14}{'inputs':>10}{'tracebacks':>12}{'over 2 s':>10}{'slowest':>10}")
    for each in tallies:
        counts = f"{each.tried:>10,}{each.failed:>12,}{each.slow:>10}"
        print(f"{each.name:14}{counts}{each.slowest:>8.2f} s")
        for where, times in sorted(each.kinds.items(), key=lambda pair: -pair[1])[:5]:
            print(f"\n{times} times:\n{where}")
    sys.exit(any(each.failed or each.slow for each in tallies))


if __name__ == "__main__":
    main()
