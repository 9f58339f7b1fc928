"""Rewrites blocks of HTML, pasted from a page or as common on GitHub, as Markdown lines.

These are tables, lists, headings, and layout (`<div>`, `<center>`); inline elements are read by
`exporter.markup`. A block of HTML begins with a tag at the start of a line, and ends with a blank
line or, for a table, with its end tag.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from exporter.lines import Line, Reading

_LAYOUT = frozenset(
    ["p", "div", "center", "section", "article", "aside", "figure", "figcaption", "header",
     "footer", "main", "nav"]
)  # fmt: skip
_SINGLE = frozenset(["hr", "br", "details", "summary"])
"""Tags without an end tag, or whose missing end tag is reported later."""

_STYLES = frozenset(
    ["b", "i", "em", "strong", "u", "s", "span", "font", "small", "sub", "sup", "code", "del"]
)
_BLOCKS = "|".join(
    [*sorted(_LAYOUT), "table", "ul", "ol", "h[1-6]", "hr", "blockquote", "details", "summary",
     "style"]
)  # fmt: skip
_START = re.compile(
    rf"[ ]*(?:</?(?:{'|'.join(sorted(_STYLES))}|br)\b[^<>]*>[ ]*)*</?(?:{_BLOCKS})\b[^<>]*(?:>|$)",
    re.IGNORECASE,
)
_DEEPEST = 50
_TOKEN = re.compile(r"`+[^`\n]*`+|<(/?)([a-zA-Z][a-zA-Z0-9]*)\b([^<>]*)>")
_ATTRIBUTE = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+))""")
_LONGER = re.compile(r"<(table|style)\b", re.IGNORECASE)
_ALIGN = re.compile(r"text-align:\s*(left|right|center)")


def attributes(text: str) -> dict[str, str]:
    """The attributes of a tag by their names in lower case."""
    return {m[1].lower(): m[2] or m[3] or m[4] or "" for m in _ATTRIBUTE.finditer(text)}


def rewritten(lines: Sequence[Line], reading: Reading) -> list[Line]:
    """The lines with each block of HTML as Markdown; style sheets are dropped with a warning.

    A tag without its counterpart is text: it may be a `<p>` that someone writes about.
    """
    if not any(_START.match(line.text) for line in lines):
        return [*lines]
    pairs = _Pairs.of(lines)
    out: list[Line] = []
    place = 0
    while place < len(lines):
        if _START.match(lines[place].text):
            end = _end(lines, place, pairs)
            out += _Writer(lines[place:end], reading, pairs).lines()
            place = end
        else:
            out.append(lines[place])
            place += 1
    return out


@dataclass(frozen=True, slots=True)
class _Pairs:
    """The lines of the first start tag and of the last end tag of each name."""

    begins: Mapping[str, int]
    ends: Mapping[str, int]

    @classmethod
    def of(cls, lines: Sequence[Line]) -> _Pairs:
        begins: dict[str, int] = {}
        ends: dict[str, int] = {}
        for line in lines:
            for found in _TOKEN.finditer(line.text) if "<" in line.text else ():
                name = (found[2] or "").lower()
                if found[1]:
                    ends[name] = line.number
                elif name:
                    begins.setdefault(name, line.number)
        return cls(begins, ends)

    def has(self, name: str, number: int, *, ends: bool) -> bool:
        """Whether a tag of that name on a line has its counterpart before or after it."""
        if name in _SINGLE:
            return True
        if ends:
            return self.begins.get(name, number + 1) <= number
        return self.ends.get(name, number - 1) >= number


def _end(lines: Sequence[Line], place: int, pairs: _Pairs) -> int:
    """The index after a block of HTML: a blank line that is in no table or style sheet."""
    within = ""
    while place < len(lines):
        line = lines[place]
        text = line.text.lower()
        if within:
            within = "" if f"</{within}" in text else within
        elif line.blank:
            break
        elif (longer := _LONGER.search(text)) and pairs.has(longer[1], line.number, ends=False):
            within = "" if f"</{longer[1]}" in text else longer[1]
        place += 1
    return place


@dataclass(slots=True)
class _Margin:
    """The prefix of the first line of an item or quote, and that of the others."""

    first: str
    rest: str


_FORMULA = re.compile(r"\$(?![\s$])[^$\n]+(?<![\s\\])\$(?!\d)")
_BAR = re.compile(r"(?<!\\)((?:\\\\)*)\|")
"""A bar that no backslash escapes."""


@dataclass(slots=True)
class _Table:
    """A table being read: line and cells of each row; `taken` are columns that row spans cover."""

    rows: list[tuple[int, list[str]]] = field(default_factory=list)
    taken: dict[int, int] = field(default_factory=dict)
    align: list[str] = field(default_factory=list)
    spread: int = 1
    in_cell: bool = False

    def row(self, number: int) -> None:
        self.rows.append((number, []))
        self.in_cell = False

    def cell(self, number: int, given: Mapping[str, str]) -> None:
        if not self.rows:
            self.row(number)
        cells = self.rows[-1][1]
        self._skip(cells)
        if len(self.rows) == 1:
            align = _ALIGN.search(given.get("style", ""))
            self.align.append(given.get("align", align[1] if align else ""))
        for _ in range(_span(given.get("colspan", ""))):
            self.taken[len(cells)] = _span(given.get("rowspan", "")) - 1
            cells.append("")
        self.spread = _span(given.get("colspan", ""))
        self.in_cell = True

    def _skip(self, cells: list[str]) -> None:
        while self.taken.get(len(cells), 0) > 0:
            self.taken[len(cells)] -= 1
            cells.append("")

    def add(self, text: str) -> None:
        cells = self.rows[-1][1]
        place = len(cells) - self.spread
        joined = cells[place] + _barred(text).replace("\n", " ")
        cells[place] = joined if cells[place] else joined.lstrip()

    def lines(self) -> Iterator[Line]:
        rows = [(number, cells) for number, cells in self.rows if cells]
        width = max((len(cells) for _, cells in rows), default=0)
        for place, (number, cells) in enumerate(rows):
            filled = [" ".join(cell.split()) for cell in cells] + [""] * (width - len(cells))
            yield Line(number, f"| {' | '.join(filled)} |")
            if place == 0:
                signs = {"left": ":--", "right": "--:", "center": ":-:"}
                aligns = self.align + [""] * (width - len(self.align))
                dashes = [signs.get(align, "---") for align in aligns[:width]]
                yield Line(number, f"| {' | '.join(dashes)} |")


def _barred(text: str) -> str:
    r"""The text of a cell with its bars escaped; in a formula `\|` is the bar of a norm."""
    of_formulas = _FORMULA.sub(lambda found: _BAR.sub(r"\1\\vert{}", found[0]), text)
    return _BAR.sub(r"\1\|", of_formulas)


def _span(value: str) -> int:
    return min(max(int(value), 1), 50) if value.isdecimal() and len(value) < 4 else 1


class _Writer:
    """Writes one block of HTML as lines."""

    def __init__(self, html: Sequence[Line], reading: Reading, pairs: _Pairs) -> None:
        self._html = html
        self._reading = reading
        self._pairs = pairs
        margin = " " * html[0].indent
        self._margins = [_Margin(margin, margin)]
        self._beyond = 0  # levels that are too deep to be written
        self._lists: list[tuple[str, int]] = []
        self._out: list[Line] = []
        self._words = ""
        self._at = self._number = html[0].number
        self._joins = ""  # the element whose content is joined to one line
        self._table: _Table | None = None
        self._skipping = ""

    def lines(self) -> list[Line]:
        text = "\n".join(line.text for line in self._html)
        unpaired = _unpaired(text)
        place = row = 0
        for found in _TOKEN.finditer(text):
            self._text(text[place : found.start()], row)
            row += text.count("\n", place, found.start())
            self._number = self._html[row].number
            if found[2] is None:
                self._add(found[0])
            elif found.start() not in unpaired:
                self._tag(found)
            row += found[0].count("\n")
            place = found.end()
        self._text(text[place:], row)
        self._break()
        return self._out

    def _text(self, text: str, row: int) -> None:
        for offset, part in enumerate(text.split("\n")):
            if offset:
                self._newline()
                self._number = self._html[row + offset].number
            self._add(part)

    def _newline(self) -> None:
        if self._table or self._joins:
            self._add(" ")
        else:
            self._flush()

    def _add(self, text: str) -> None:
        if self._skipping:
            return
        if self._table:
            if self._table.in_cell:
                self._table.add(text)
                return
            if not text.strip():
                return
        if not self._words:
            text, self._at = text.lstrip(" "), self._number
        self._words += text

    def _flush(self) -> None:
        """End the current line."""
        words = self._words.strip(" ")
        if words and words.lower() not in ("<br>", "<br/>", "<br />"):
            self._write(Line(self._at, words))
        self._words = ""

    def _write(self, line: Line) -> None:
        before = ""
        for margin in self._margins:
            before += margin.first
            margin.first = margin.rest
        self._out.append(Line(line.number, before + line.text))

    def _break(self) -> None:
        """End the current paragraph."""
        self._flush()
        self._out.append(Line(self._number, "".join(each.rest for each in self._margins).rstrip()))

    def _tag(self, found: re.Match[str]) -> None:
        name, ends = found[2].lower(), bool(found[1])
        if self._skipping:
            if ends and name == self._skipping:
                self._skipping = ""
            return
        if self._joins and name != self._joins:
            self._add(" " if name in _LAYOUT else " ".join(found[0].split()))
        elif self._table:
            self._table_tag(name, found, self._table, ends=ends)
        elif not self._block_tag(name, ends=ends):
            self._add(" ".join(found[0].split()))

    def _block_tag(self, name: str, *, ends: bool) -> bool:  # noqa: C901  # one case for each tag
        """Write the tag of a block; returns whether it is one."""
        if not self._pairs.has(name, self._number, ends=ends):
            return False
        match name:
            case "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
                self._heading(name, ends=ends)
            case "hr":
                self._apart("***")
            case "ul" | "ol":
                self._list(name, ends=ends)
            case "li" if self._lists:
                self._item(ends=ends)
            case "blockquote":
                self._quote(ends=ends)
            case "details":
                self._apart("</details>" if ends else "<details>")
            case "summary":
                self._summary(ends=ends)
            case "table" if not ends:
                self._break()
                self._table = _Table()
            case "style" if not ends:
                self._skipping = name
                self._reading.warn(Line(self._number, ""), "a style sheet is left out")
            case _ if name in _LAYOUT:
                self._break()
            case _:
                return False
        return True

    def _heading(self, name: str, *, ends: bool) -> None:
        self._break()
        self._joins = "" if ends else name
        self._words = "" if ends else f"{'#' * int(name[1])} "

    def _apart(self, text: str) -> None:
        """Write a line of its own."""
        self._break()
        self._write(Line(self._number, text))
        self._break()

    def _quote(self, *, ends: bool) -> None:
        self._break()
        if ends:
            self._rise()
        else:
            self._nest(_Margin("> ", "> "))

    def _summary(self, *, ends: bool) -> None:
        if ends:
            self._joins, self._words = "", f"{self._words.rstrip()}</summary>"
            self._break()
        else:
            self._break()
            self._joins, self._words = "summary", "<summary>"

    def _list(self, name: str, *, ends: bool) -> None:
        if not self._lists:
            self._break()
        else:
            self._flush()
        if not ends:
            self._lists.append((name, 0))
            self._nest(_Margin("", ""))
        elif self._lists:
            self._lists.pop()
            self._rise()
        if not self._lists:
            self._break()

    def _nest(self, margin: _Margin) -> None:
        """Go one level deeper, up to the limit of depth."""
        if len(self._margins) < _DEEPEST:
            self._margins.append(margin)
        else:
            self._beyond += 1

    def _rise(self) -> None:
        """Return to the level above."""
        if self._beyond:
            self._beyond -= 1
        elif len(self._margins) > 1:
            self._margins.pop()

    def _item(self, *, ends: bool) -> None:
        self._flush()
        if ends:
            return
        name, number = self._lists.pop()
        self._lists.append((name, number + 1))
        if self._beyond:
            return
        sign = "-" if name == "ul" else f"{number + 1}."
        self._margins[-1] = _Margin(f"{sign:4}", "    ")

    def _table_tag(self, name: str, found: re.Match[str], table: _Table, *, ends: bool) -> None:
        match name:
            case "table" if ends:
                self._table = None
                self._break()
                for line in table.lines():
                    self._write(line)
                self._break()
            case "tr":
                if ends:
                    table.in_cell = False
                else:
                    table.row(self._number)
            case "th" | "td":
                table.in_cell = False
                if not ends:
                    table.cell(self._number, attributes(found[3]))
            case "thead" | "tbody" | "tfoot" | "colgroup" | "col" | "caption":
                table.in_cell = False
            case _ if name in _LAYOUT:
                self._add(" ")
            case _:
                self._add(" ".join(found[0].split()))


def _unpaired(text: str) -> set[int]:
    """The places of style tags in this block that lack their counterpart."""
    opened: dict[str, list[int]] = {}
    left: set[int] = set()
    for found in _TOKEN.finditer(text):
        name = (found[2] or "").lower()
        if name not in _STYLES:
            continue
        if not found[1]:
            opened.setdefault(name, []).append(found.start())
        elif not (opened.get(name) and opened[name].pop() is not None):
            left.add(found.start())
    return left.union(*opened.values())
