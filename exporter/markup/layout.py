"""GitHub's layout of a body made explicit for Python-Markdown.

GitHub nests a list under the text of its item, whatever the indent, and lets a list, a table or
a quote interrupt a paragraph. Python-Markdown wants four columns for each level and blank lines.
This module writes the second from the first, so that a source reads the same in both.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from exporter.lines import MARK, Line, Reading, lift
from exporter.model import CodeBlock

_ITEM = re.compile(r"([-*+]|\d{1,9}[.)])(?:([ ]+)(.*)|$)")
_MEANING = re.compile(r"(:)([ ]+)(.*)")
_RULE = re.compile(r"(?:\*[ ]*){3,}|(?:-[ ]*){3,}|(?:_[ ]*){3,}")
_QUOTE = re.compile(r">[ ]?(.*)")
_DELIMITERS = re.compile(r"\|?[ ]*:?-+:?[ ]*(?:\|[ ]*:?-+:?[ ]*)*\|?[ ]*")
_FOLD = re.compile(r"(</?details(?:[ ]+open)?>|<summary>.*?</summary>)", re.IGNORECASE)


def regular(lines: Sequence[Line], reading: Reading) -> list[str]:
    """The text of the lines as Python-Markdown reads it, fences in quotes lifted as well."""
    return _Layout(reading).of(lines)


class _Layout:
    """One pass over the lines of a container; `columns` are where open items' texts begin."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._columns: list[int] = []
        self._in_items = False  # whether the lines since the last blank one began with an item
        self._out: list[str] = []

    def of(self, lines: Sequence[Line]) -> list[str]:
        rest = list(reversed(lines))
        while rest:
            line = rest.pop()
            if line.blank:
                self._out.append("")
                self._in_items = False
            else:
                self._place(line, rest)
        return self._out

    def _place(self, line: Line, rest: list[Line]) -> None:
        text = line.text.lstrip(" ")
        indent = len(line.text) - len(text)
        after_blank = not self._out or not self._out[-1]
        depth = sum(column <= indent for column in self._columns)
        extra = indent - (self._columns[depth - 1] if depth else 0)
        item = (
            None
            if _RULE.fullmatch(text) or extra > 3
            else self._item(text, after_blank=after_blank)
        )
        if item:
            self._open_item(item, depth, indent)
            return
        if after_blank or _starts_block(text):
            del self._columns[depth:]
        else:
            extra = 0  # the paragraph above goes on, however this line is indented
        self._put(line, text, extra, rest)

    def _item(self, text: str, *, after_blank: bool) -> re.Match[str] | None:
        """A list item or a definition; a paragraph is interrupted only by a bullet or a 1."""
        if meaning := _MEANING.match(text):
            return meaning
        item = _ITEM.match(text)
        if item and not after_blank and not self._columns:
            above = self._out[-1].lstrip(" ")
            starts_list = item[1] in "-*+" or item[1][:-1] == "1"
            if not item[3] or not (starts_list or _ITEM.match(above)):
                return None
        return item

    def _open_item(self, item: re.Match[str], depth: int, indent: int) -> None:
        if self._out and self._out[-1] and not self._in_items and item[1] != ":":
            self._out.append("")  # Python-Markdown sees a list begin only after a blank line
        del self._columns[depth:]
        gap = len(item[2]) if item[2] and len(item[2]) <= 4 else 1
        marker = f"{item[1][:-1]}." if item[1][-1] in ".)" else item[1]
        self._out.append(
            f"{'    ' * depth}{marker}{'   ' if marker == ':' else ' '}{item[3] or ''}"
        )
        self._columns.append(indent + len(item[1]) + gap)
        self._in_items = True

    def _put(self, line: Line, text: str, extra: int, rest: list[Line]) -> None:
        margin = "    " * len(self._columns)
        if _QUOTE.match(text):
            self._quote(line, margin, rest)
        elif mark := MARK.fullmatch(text):
            self._mark(line, mark, margin, extra)
        elif _FOLD.match(text):
            for part in filter(None, map(str.strip, _FOLD.split(text))):
                self._out += ["", margin + part, ""]
        elif extra <= 3 and rest and _is_table_head(text, rest[-1].text):
            self._out += ["", margin + text]
        else:
            self._out.append(f"{margin}{' ' * extra if extra > 3 else ''}{text}")

    def _mark(self, line: Line, mark: re.Match[str], margin: str, extra: int) -> None:
        if extra and isinstance(self._reading.blocks[int(mark[1])], CodeBlock):
            hint = "start it in the column of the text it belongs to"
            self._reading.error(line, "indented fence", hint)
        around = [] if margin else [""]  # inside an item a blank line would loosen the list
        self._out += [*around, margin + mark.group(), *around]

    def _quote(self, line: Line, margin: str, rest: list[Line]) -> None:
        """The lines of a quote, laid out by themselves; text goes on in it without its sign."""
        inner = [line]
        while (
            rest
            and not rest[-1].blank
            and (
                _QUOTE.match(rest[-1].text.lstrip(" "))
                or not _starts_block(rest[-1].text.lstrip(" "))
            )
        ):
            inner.append(rest.pop())
        bare = [Line(each.number, _unquoted(each.text)) for each in inner]
        bare = lift(bare, self._reading)
        laid = _Layout(self._reading).of(bare)
        self._out += ["", *(f"{margin}> {each}".rstrip(" ") for each in laid), ""]


def _unquoted(text: str) -> str:
    quote = _QUOTE.fullmatch(text.lstrip(" "))
    return quote[1] if quote else text


def _starts_block(text: str) -> bool:
    """Whether a line ends the paragraph above it, rather than going on with it."""
    return bool(
        _QUOTE.match(text)
        or _ITEM.match(text)
        or MARK.fullmatch(text)
        or _FOLD.match(text)
        or _RULE.fullmatch(text)
        or re.match(r"#{1,6}[ ]", text)
    )


def _is_table_head(text: str, below: str) -> bool:
    return "|" in text and "|" in below and bool(_DELIMITERS.fullmatch(below.strip(" ")))
