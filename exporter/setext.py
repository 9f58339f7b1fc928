"""Underlined (setext) headings, rewritten as `#` (ATX) headings.

`---` right below a text underlines it. But if questions are written with `#`, it is just as likely
the rule that divides a question, so the user has to decide.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from exporter.lines import MARK, Line, Reading

_UNDERLINE = re.compile(r"[ ]{0,3}(?:-{2,}|=+)[ ]*")
_ALONE = re.compile(
    rf"[ ]{{0,3}}(?:#{{1,6}}(?:[ ]|$)|{MARK.pattern}[ ]*$|([-*_])(?:[ ]*\2){{2,}}[ ]*$)"
)
"""A heading, a mark or a rule, right below which a paragraph may begin."""

_ITEM = re.compile(r"[ ]*(?:[-*+]|\d{1,9}[.)])(?:[ ]|$)")
_OTHER = re.compile(r"[ ]*(?:[>|]|:[ ]|</?details|<summary)")
"""The beginning of a quote, a table, a meaning or a `<details>`, up to the next blank line."""

_DELIMITERS = re.compile(r"[-:| ]+")


def as_atx(lines: Sequence[Line], *, divided: bool, reading: Reading) -> list[Line]:
    """The lines with each setext heading as an ATX heading, at the last line of its text.

    `divided` tells whether questions are written with `#`, so that `---` may divide them.
    """
    if not any(_UNDERLINE.fullmatch(line.text) for line in lines):
        return [*lines]
    out: list[Line] = []
    above = _Paragraph()
    for line in lines:
        if not (above.size and _UNDERLINE.fullmatch(line.text)):
            above.take(line)
            out.append(line)
            continue
        if divided and line.text.strip() in ("--", "---"):
            hint = "write ## before the heading, or a blank line above the ---"
            reading.error(line, "a heading underlined with ---", hint)
        else:
            out[-above.size :] = [_heading(out[-above.size :], line)]
        above = _Paragraph()
    return out


@dataclass(slots=True)
class _Paragraph:
    """The size of the paragraph at the end of the lines so far.

    `in_list` and `closed` tell why the next line is not part of one.
    """

    size: int = 0
    in_list: bool = False
    closed: bool = False

    def take(self, line: Line) -> None:
        text = line.text
        if line.blank or _ALONE.match(text):
            self.size, self.closed = 0, False
            return
        self.in_list = bool(_ITEM.match(text)) or (self.in_list and text.startswith(" "))
        table = "|" in text and _DELIMITERS.fullmatch(text)
        self.closed = self.closed or self.in_list or bool(_OTHER.match(text) or table)
        self.size = 0 if self.closed else self.size + 1


def _heading(paragraph: Sequence[Line], underline: Line) -> Line:
    words = " ".join(line.text.strip() for line in paragraph)
    signs = "#" if "=" in underline.text else "##"
    end = f" {signs}" if words.endswith("#") else ""  # or its own # would close the heading
    return Line(paragraph[-1].number, f"{signs} {words}{end}")
