"""Notes as people write them: each is built, or stops with errors to act on; no word is lost.

Beside each of tests/notes stands what is said of it; `pytest --update-golden` writes that anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import cycle
from pathlib import Path

import pytest
import words
from deck_samples import designs
from sheet_reading import SETTINGS, sheet, text

from exporter import deck as deck_writer
from exporter import files, history, report, source
from exporter.errors import Problem, in_source_order
from exporter.lines import decode
from exporter.model import Deck
from exporter.sheet import Layout

NOTES = Path(__file__).parent / "notes"
LANGUAGES = {
    "python": "# first\nprint('x')",
    "javascript": "// first\nconsole.log(`x`);",
    "java": "List<String> xs = new ArrayList<>();",
    "c": "#include <stdio.h>\nint main(void) { return 0; }",
    "cpp": "std::vector<int> v{1, 2};",
    "go": 'func main() {\n\tfmt.Println("x")\n}',
    "rust": 'fn main() { println!("{}", 1); }',
    "sql": "SELECT * FROM t -- all\nWHERE a <> b;",
    "bash": "#!/bin/bash\n# list\nls | wc -l",
    "haskell": "main = print $ map (+1) [1,2]",
}


@dataclass(frozen=True, slots=True)
class Built:
    """Some notes: their text, their deck if there is one, what is wrong, what each output says."""

    text: str
    deck: Deck | None
    problems: tuple[Problem, ...]
    shown: Mapping[str, str]


def built(data: bytes, name: str) -> Built:
    whole, problems = decode(data, name)
    read = None
    if not problems:
        read, problems = source.parse(whole, name, files.pictures(NOTES))
    if read is None:
        return Built(whole, None, problems, {})
    stamps = history.fresh(read, 1_700_000_000)
    found = [*problems, *deck_writer.write(read, stamps, designs(), lambda: None).problems]
    shown = {"cards": words.of_cards(read)}
    for layout in (Layout.SHEET, Layout.QUIZ):
        output = sheet(read, replace(SETTINGS, layout=layout))
        found += output.problems
        shown[layout.value] = f"{text(output)} {words.drawn(read)}"
    return Built(whole, read, in_source_order(found), shown)


def lost(notes: Built) -> list[tuple[str, int, str]]:
    """The words that are missing from an output, and their lines; none that a problem names."""
    if notes.deck is None:
        return []
    told = {problem.where.line for problem in notes.problems}
    printed_only = {*words.introductions(notes.deck, notes.text.count("\n") + 1)}
    return [
        (output, *each)
        for output, said in notes.shown.items()
        for each in words.lost(
            notes.text, said, told | (printed_only if output == "cards" else set())
        )
    ]


def told(notes: Built) -> str:
    """What a person is told, but for letters that the machine's fonts lack."""
    shown = [each for each in notes.problems if not each.what.startswith("no font has")]
    ends = "builds" if notes.deck else "stops"
    return "".join(f"{problem}\n" for problem in report.grouped(shown)) + f"{ends}\n"


@pytest.mark.parametrize("name", sorted(path.stem for path in NOTES.glob("*.md")))
def test_notes_of_other_tools_become_the_expected_deck(name: str, update_golden: bool) -> None:
    notes = built((NOTES / f"{name}.md").read_bytes(), f"{name}.md")
    expected = NOTES / f"{name}.txt"
    if update_golden:
        expected.write_text(told(notes), encoding="utf-8", newline="\n")
    assert told(notes) == expected.read_text(encoding="utf-8")
    assert lost(notes) == []


def test_every_expectation_has_its_notes() -> None:
    assert {path.stem for path in NOTES.glob("*.txt")} == {path.stem for path in NOTES.glob("*.md")}


def test_the_check_for_lost_words_finds_one_on_card_sheet_and_quiz() -> None:
    notes = built(b"# Part\n\nOnce upon.\n\n## What?\n\nThis and that.\n", "a.md")
    assert lost(notes) == []
    assert lost(replace(notes, text=notes.text.replace("that", "that or that"))) == [
        (output, 7, "that") for output in ("cards", "sheet", "quiz") for _ in range(2)
    ]


def test_450_questions_in_ten_languages() -> None:
    questions = (
        f"## {number}. What does snippet {number} in {language} do?\n\n"
        f"It is **example {number}**; see [docs](https://example.org/{number}).\n\n"
        f"```{language}\n{code}\n```\n\n* one point\n* another\n\n"
        "**[⬆ Back to Top](#450-questions)**\n\n"
        for number, (language, code) in zip(range(450), cycle(LANGUAGES.items()), strict=False)
    )
    notes = built(f"# 450 questions\n\n{''.join(questions)}".encode(), "interview.md")
    link = 'warning: the link to "#450-questions" is shown as text'
    mend = "    only a question can be linked to"
    expected = [f"interview.md:{line}: {link}\n{mend}\n" for line in (15, 29, 42)]
    assert told(notes) == "".join(expected) + (
        "interview.md:56: warning: 447 more like these, the last on line 6,211\nbuilds\n"
    )
    assert lost(notes) == []


def test_a_very_long_answer() -> None:
    names = ["browser", "server", "packet", "header", "cookie", "render", "layout", "cache"]
    paragraphs = (
        f"### Part {part}\n\n{' '.join(names[part * k % 8] for k in range(90))}.\n\n- {part}\n"
        for part in range(120)
    )
    notes = built(f"## Tell the whole story\n\n{''.join(paragraphs)}".encode(), "long.md")
    assert told(notes) == "builds\n"
    assert lost(notes) == []
