"""Hints for files in which no question is found: their format, and what to do.

Files of other programs are recognised by syntax that Markdown does not have; questions in notes for
other flashcard programs, by the syntax of these.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from exporter.lines import Line
from exporter.visible import shortened

_LONGEST = 40  # characters of a line that a hint quotes


class Language(NamedTuple):
    """The language of a text that is not Markdown, the line that shows it, and a hint."""

    name: str
    line: int
    remedy: str


def _pandoc(reader: str) -> str:
    return f"turn it into Markdown, for instance with pandoc -f {reader} -t gfm"


_BY_LINE = "write each as ## question, the answer below; or import it into Anki itself"
_BY_HAND = "write each question as ## What is …?, the answer below"
_LANGUAGES = tuple(
    (name, re.compile(sign, re.MULTILINE | re.IGNORECASE), remedy)
    for name, sign, remedy in (
        ("a text export of Anki", r"\A#(?:separator|html|notetype|guid|columns)\b.*:", _BY_LINE),
        ("a list with tabs", r"\A(?:[^\s#>-][^\t\n]*\t.+\n){2}", _BY_LINE),
        ("CSV", r'\A(?:"[^"\n]*"|front|question|term|word)[,;].*\n', _BY_LINE),
        ("a Jupyter notebook", r'\A\s*\{\s*"(?:cells|metadata)"', _pandoc("ipynb")),
        ("JSON", r'\A\s*[\[{]\s*[\[{"]', "have the other program export Markdown"),
        ("HTML", r"\A\s*<(?:!doctype html|html)\b", _pandoc("html")),
        ("LaTeX", r"^\\(?:documentclass|begin\{document\}|(?:sub)*section\*?\{)", _pandoc("latex")),
        ("org-mode", r"^(?:#\+title:|\*{2,}[ ]+(?=\S)(?!.*\*\*))", _pandoc("org")),
        ("reStructuredText", r"^\.\.[ ][\w-]+::", _pandoc("rst")),
        ("MediaWiki's markup", r"^(={2,6})[^=\n]+\1[ ]*$", _pandoc("mediawiki")),
        ("AsciiDoc", r"^={1,5}[ ]\S", "write its headings with #, and fences around code"),
        ("Confluence's markup", r"^h[1-6]\.[ ]", _pandoc("jira")),
        ("Moodle's GIFT", r"^::[^:\n]+::", _BY_HAND),
        ("Moodle's Aiken", r"^answer:[ ]?[a-z][ ]*$", _BY_HAND),
        ("an exercise of R/exams", r"^Answerlist[ ]*\n-+[ ]*$", _BY_HAND),
    )
)

_UNDERLINE = ("reStructuredText", "AsciiDoc", "an exercise of R/exams")


def language(text: str, *, underlined: bool) -> Language | None:
    """The language of a text without a question, None if it may be Markdown.

    With `underlined` questions, only languages that underline as well are considered.
    """
    for name, sign, remedy in _LANGUAGES:
        if (not underlined or name in _UNDERLINE) and (found := sign.search(text)):
            return Language(name, text.count("\n", 0, found.start()) + 1, remedy)
    return None


_MARKS = re.compile(
    r"""(?:(?:[-*+]|\d{1,4}[.)])[ ]{1,4})?(?:
      (\**Q(?:uestion)?[ ]?\d*[.:)])
    | [^`:\n]*\?[ ]?(::) | [^`:\n]*[ ](::)[ ] | [^`:\n]*[^`:\s][ ]?(:::)[ ]?\S
    | (\?{1,2})[ ]*$ | .*[ ](\#(?:flash)?cards?)\b
    )""",
    re.IGNORECASE | re.VERBOSE,
)
"""Marks of questions in cards of Obsidian and Logseq, and in lists of Q and A."""

_HABITS = re.compile(
    r"""(?:(?:[-*+]|\d{1,4}[.)])[ ]{1,4})?(?:
      (START|STARTI|Deck:)(?:[ ]|$) | (-{3,})[ ]*$
    | .*\S[ ]?(>>|;;)[ ]?\S
    | (\*\*[^*]+\*\*|__[^_]+__) | (?:<details>)?(<summary>)
    | ([^\s#>|].*\?)[ ]*$
    )""",
    re.VERBOSE,
)
"""Weaker marks of questions, which count only where no question is found."""


def marked(lines: Iterable[Line]) -> Iterator[tuple[Line, str]]:
    """The lines that are questions to other programs, each with its mark."""
    for line in lines:
        if found := _MARKS.match(line.text.lstrip()):
            yield line, found[found.lastindex or 0].strip("*")


def instead(lines: Iterable[Line]) -> tuple[Line, str] | None:
    """The first line that may be meant as a question, with its mark."""
    for line in lines:
        if found := _MARKS.match(line.text.lstrip()) or _HABITS.match(line.text.lstrip()):
            sign = found[found.lastindex or 0]
            return line, shortened(sign, _LONGEST)
    return None
