"""Sources made to take for ever are read and written at once, or refused by their line.

In a process of its own that has far more time than it needs, and far less than what grows with the
square of a source's length takes for these: minutes, or no end at all.
"""

from __future__ import annotations

import subprocess
import sys

import pytest
from constructs import constructs

from exporter import source
from exporter.media import PictureError
from exporter.model import Media

ENOUGH = 300
"""Seconds; it takes five."""

MENDED = (
    "line of '``a`'", "line of '\\\\('", "line of '\\\\(a'", "line of '<sub>'", "line of '{{c1::'",
    "line of '`a` '", "line of '-  '", "line of '*_'", "heading of '['", "heading of '[a](b'",
    "heading of '[a]['", "paragraph of '\\\\'", "paragraph of '<sub>'", "paragraph of '{{c1::==a'",
    "cloze of '==a=='", "growing '`'", "growing backticks before a comment", "items on one line",
    "a long rule that is none", "numbers that are no fence", "items in items", "quotes in quotes",
    "folds in folds", "headings in an answer", "rules without blanks", "meanings of one term",
    "terms of one meaning", "an item with many items", "blanks of a heading", "hashes of a heading",
    "deletions in code", "open deletions in code", "braces in code", "footnote and blanks",
    "references in many bodies", "the same missing picture", "front matter: aliases",
    "options on lettered lines", "open directives", "blanks, and no question",
)  # fmt: skip
"""Took Python-Markdown, its extensions or this project far longer once."""

BACKWARDS = "## What is this?" + 104 * "~" + "ined** mod~~~~~~~~<b" + 23 * "~" + "\nTex<br>\n"
"""Delimiters that were paired end before start, for which elements were made without end."""

READ = """
import sys
from constructs import constructs
from exporter import media, source
def no_picture(reference):
    raise media.PictureError(reference)
def read(text):
    source.parse(text, "worst.md", no_picture)
read(sys.argv[1])
for name in sys.argv[2:]:
    print(name, flush=True)
    read(constructs()[name](90_000))
"""


def problems(text: str) -> list[str]:
    def no_picture(reference: str) -> Media:
        raise PictureError(reference)

    return [str(problem) for problem in source.parse(text, "a.md", no_picture)[1]]


def test_what_took_for_ever_is_read_at_once() -> None:
    path = f"import sys; sys.path[:0] = {sys.path!r}\n"
    command = [sys.executable, "-c", path + READ, BACKWARDS, *MENDED]
    subprocess.run(command, check=True, timeout=ENOUGH)


def test_the_mended_are_constructs_still() -> None:
    assert set(MENDED) <= set(constructs())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("## Q\n\na\n\n" + "b *c* " * 2_501 + "\n", "more than 5,000 signs in one paragraph"),
        ("## Q\n\na\n\n" + "[b] " * 1_001 + "\n", "more than 1,000 brackets in one paragraph"),
        ("## Q\n\na\n\n" + "- " * 41 + "b\n", "nested more than 40 levels deep"),
        ("## Q\n\na\n\n" + "> " * 41 + "b\n", "nested more than 40 levels deep"),
    ],
)
def test_what_nobody_writes_is_refused_by_its_line(text: str, expected: str) -> None:
    assert [problem.partition("\n")[0] for problem in problems(text)] == [f"a.md:5: {expected}"]


@pytest.mark.parametrize(
    "text",
    [
        "b *c* " * 2_499,
        "$a_1^2 + b_1^2 = c_1^2$ " * 1_000,
        "- [b](http://c)\n" * 2_000,
        "| [b](http://c) | d |\n|---|---|\n" + "| [b](http://c) | d |\n" * 2_000,
        "- " * 60,
        "- " * 39 + "b",
        "word " * 19_000,
    ],
)
def test_what_somebody_may_write_is_read(text: str) -> None:
    assert problems(f"## Q\n\na\n\n{text}\n") == []
