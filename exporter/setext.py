"""Headings that are underlined, CommonMark's setext headings, as the `#` that they stand for.

`---` right below a text underlines it. But where the questions are written with `#`, it is as
likely the rule that divides one: there a person has to say which is meant.
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
"""A heading, something lifted, or a rule: a paragraph may begin right below."""

_ITEM = re.compile(r"[ ]*(?:[-*+]|\d{1,9}[.)])(?:[ ]|$)")
_OTHER = re.compile(r"[ ]*(?:[>|]|:[ ]|</?details|<summary)")
"""What begins a quote, a table, a meaning or a fold, whose lines go on to the next blank one."""

_DELIMITERS = re.compile(r"[-:| ]+")


def as_atx(lines: Sequence[Line], *, divided: bool, reading: Reading) -> list[Line]:
    """The lines with each underlined heading as one with `#`, at the last line of its text.

    `divided` tells whether questions are written with `#`, and `---` may divide them.
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
    """The paragraph that the lines so far end with: how many of them it has.

    `in_list` and `closed` tell why the next line belongs to none.
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
    end = f" {signs}" if words.endswith("#") else ""  # else that sign would be taken for one
    return Line(paragraph[-1].number, f"{signs} {words}{end}")
