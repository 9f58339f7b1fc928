"""Rewrites the layout of a body from the rules of GitHub to those of Python-Markdown.

GitHub nests a list below the text of an item, whatever its indent, and lets lists, tables and
quotes interrupt a paragraph. Python-Markdown requires four columns per level, and blank lines.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from exporter.lines import MARK, Line, Reading, lift
from exporter.markup.labels import REACH, begins_line
from exporter.model import CodeBlock

_ITEM = re.compile(r"([-*+]|\d{1,9}[.)])(?:([ ]+)(.*)|$)")
_MEANING = re.compile(r"(:)([ ]+)(.*)")
_RULE = re.compile(r"(?:\*[ ]*){3,}|(?:-[ ]*){3,}|(?:_[ ]*){3,}")
_QUOTE = re.compile(r">(?:!(?=[ ]))?[ ]?(.*)")  # `>!` is a spoiler on some sites
_TITLE = re.compile(r"[ ]*(\[![\w-]+\])[+-]?[ ]+(\S.*)")
_DELIMITERS = re.compile(r"\|?[ ]*:?-+:?[ ]*(?:\|[ ]*:?-+:?[ ]*)*\|?[ ]*")
_HEADING = re.compile(r"#{1,6}[ ]")
_FOLD = re.compile(r"(</?details(?:[ ]+open)?>|<summary>.*?</summary>)", re.IGNORECASE)


def regular(lines: Sequence[Line], reading: Reading) -> list[str]:
    """The text of the lines for Python-Markdown, after lifting fences in quotes."""
    return _Layout(reading).of(lines)


def is_rule(text: str) -> bool:
    """Whether a line is a thematic break."""
    return bool(_RULE.fullmatch(text.strip(" ")))


@dataclass(frozen=True, slots=True)
class _Open:
    """An open list item: the column of its text, and the kind of its list."""

    column: int
    kind: str


@dataclass(frozen=True, slots=True)
class _Run:
    """The lines since a blank one: the depth in lists and whether an item begins them."""

    depth: int
    of_items: bool


class _Layout:
    """One pass over the lines of a container; `items` are the open ones, outermost first."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._items: list[_Open] = []
        self._run: _Run | None = None  # None after a blank line
        self._out: list[str] = []

    def of(self, lines: Sequence[Line]) -> list[str]:
        rest = list(reversed(lines))
        while rest:
            line = rest.pop()
            if line.blank:
                self._add("")
            else:
                self._place(line, rest)
        return self._out

    def _add(self, *texts: str, of_items: bool = False) -> None:
        for text in texts:
            self._out.append(text)
            if not text:  # at a blank line Python-Markdown looks for a new block
                self._run = None
            elif self._run is None:
                self._run = _Run(len(self._items), of_items)

    def _place(self, line: Line, rest: list[Line]) -> None:
        text = line.text.lstrip(" ")
        indent = len(line.text) - len(text)
        after_blank = not self._out or not self._out[-1]
        depth = sum(item.column <= indent for item in self._items)
        extra = indent - (self._items[depth - 1].column if depth else 0)
        if extra <= 3 and (item := self._item(text, after_blank=after_blank)):
            self._open_item(item, depth, indent)
            return
        if after_blank or _starts_block(text):
            del self._items[depth:]
            if after_blank and extra > 3 and not MARK.search(text):
                self._code(line, indent - extra + 4, rest)
                return
        else:
            extra = 0  # the paragraph above goes on, however this line is indented
            if self._begins_line(text, rest) and not self._out[-1].endswith(("\\", "\x0f")):
                self._out[-1] += "  "
        self._put(line, text, extra, rest)

    def _begins_line(self, text: str, rest: Sequence[Line]) -> bool:
        above = takewhile(bool, reversed(self._out[-REACH:]))
        below = takewhile(str.strip, (line.text for line in reversed(rest[-REACH:])))
        return begins_line(text, above, below)

    def _item(self, text: str, *, after_blank: bool) -> re.Match[str] | None:
        """Read a list item or a definition; only a bullet or a 1 interrupts a paragraph."""
        if meaning := _MEANING.match(text):
            return meaning
        item = None if _RULE.fullmatch(text) else _ITEM.match(text)
        if item and not after_blank and not self._items:
            above = self._out[-1].lstrip(" ")
            starts_list = item[1] in "-*+" or item[1][:-1] == "1"
            if not item[3] or not (starts_list or _ITEM.match(above)):
                return None
        return item

    def _open_item(self, item: re.Match[str], depth: int, indent: int) -> None:
        kind = item[1] if item[1] == ":" else "-" if item[1] in "-*+" else "1"
        other_list = depth < len(self._items) and self._items[depth].kind != kind
        run = self._run
        in_paragraph = kind != ":" and (other_list or not (run and run.of_items))
        # Python-Markdown takes one meaning off a block and starts again with the rest.
        next_meaning = kind == ":" and depth < len(self._items) and not other_list
        if run and (depth < run.depth or in_paragraph or next_meaning):
            self._add("")
        del self._items[depth:]
        gap = len(item[2]) if item[2] and len(item[2]) <= 4 else 1
        marker = {":": ":  ", "-": item[1], "1": f"{item[1][:-1]}."}[kind]
        self._add(f"{'    ' * depth}{marker} {item[3] or ''}", of_items=True)
        self._items.append(_Open(indent + len(item[1]) + gap, kind))

    def _put(self, line: Line, text: str, extra: int, rest: list[Line]) -> None:
        margin = "    " * len(self._items)
        if _QUOTE.match(text):
            self._quote(line, margin, rest)
        elif mark := MARK.fullmatch(text):
            self._mark(line, mark, margin, extra)
        elif _FOLD.match(text):
            for part in filter(None, map(str.strip, _FOLD.split(text))):
                self._add("", margin + part, "")
        elif extra <= 3 and rest and _is_table_head(text, rest[-1].text):
            self._add("", margin + text)
        elif not margin and (_HEADING.match(text) or _RULE.fullmatch(text)):
            self._add("", text, "")  # else each is a search through all the lines below it
        else:
            self._add(f"{margin}{' ' * extra if extra > 3 else ''}{text}")

    def _code(self, line: Line, column: int, rest: list[Line]) -> None:
        """Read indented code inside an item, from a column on."""
        code = [line]
        while rest and (rest[-1].blank or rest[-1].indent >= column):
            if MARK.search(rest[-1].text):
                break
            code.append(rest.pop())
        while code[-1].blank:
            rest.append(code.pop())
        text = "\n".join(each.text[column:] for each in code)
        block = CodeBlock(text, "", self._reading.at(line))
        self._add("    " * len(self._items) + self._reading.mark(block))

    def _mark(self, line: Line, mark: re.Match[str], margin: str, extra: int) -> None:
        if extra and isinstance(self._reading.blocks[int(mark[1])], CodeBlock):
            hint = "start it in the column of the text it belongs to"
            self._reading.error(line, "indented fence", hint)
        around = [] if margin else [""]  # inside an item a blank line would loosen the list
        self._add(*around, margin + mark.group(), *around)

    def _quote(self, line: Line, margin: str, rest: list[Line]) -> None:
        """Read a quote, whose lines are laid out on their own; its text may continue without >."""
        inner = [line]
        while rest and not rest[-1].blank and _stays_quoted(rest[-1].text.lstrip(" ")):
            inner.append(rest.pop())
        bare = [Line(each.number, _unquoted(each.text)) for each in inner]
        bare = lift(_titled(bare), self._reading)
        laid = _Layout(self._reading).of(bare)
        self._add("", *(f"{margin}> {each}".rstrip(" ") for each in laid), "")


def _titled(quoted: list[Line]) -> list[Line]:
    """The lines of a quote; the title of a callout becomes a paragraph, announced by a colon.

    A hint has no title; its text may begin after its name.
    """
    found = _TITLE.fullmatch(quoted[0].text)
    if found is None:
        return quoted
    at, (name, title) = quoted[0].number, found.groups()
    if name.lower() == "[!hint]":
        return [Line(at, name), Line(at, title), *quoted[1:]]
    return [Line(at, f"{name}:"), Line(at, ""), Line(at, title), Line(at, ""), *quoted[1:]]


def _stays_quoted(text: str) -> bool:
    return bool(_QUOTE.match(text)) or not _starts_block(text)


def _unquoted(text: str) -> str:
    quote = _QUOTE.fullmatch(text.lstrip(" "))
    return quote[1] if quote else text


def _starts_block(text: str) -> bool:
    """Whether a line ends the paragraph above it instead of continuing it."""
    return bool(
        _QUOTE.match(text)
        or _ITEM.match(text)
        or MARK.fullmatch(text)
        or _FOLD.match(text)
        or _RULE.fullmatch(text)
        or _HEADING.match(text)
    )


def _is_table_head(text: str, below: str) -> bool:
    return "|" in text and "|" in below and bool(_DELIMITERS.fullmatch(below.strip(" ")))
