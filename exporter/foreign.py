"""Markdown as other tools write it, line by line, as the source format does.

MkDocs' and Docusaurus' admonitions and Quarto's divisions become callouts; a heading that is also a
list item becomes a heading, for it is the sheet that numbers questions; and names that only other
tools read are taken away.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from exporter.lines import Line

_DEEPEST = 40
_FOREIGN = re.compile(r"[ ]*(?:!!!|\?\?\?|===|:::|\{:|\d{1,4}[.)][ ]+#)|[^^]*\^[\w-]{4,}[ ]*$")
"""What a line that is not as here begins or ends with."""

_HEADING_ITEM = re.compile(r"\d{1,4}[.)][ ]+(#{1,6})[ ]+(.*)")
_ADMONITION = re.compile(r'(?:!!!|\?\?\?\+?)[ ]+([\w-]+)[\w ]*?(?:[ ]+"(.*)")?[ ]*')
_TAB = re.compile(r'===[+!]?[ ]+"(.*)"[ ]*')
_DIVISION = re.compile(r":{3,}[ ]*(?:([a-z]+)\b|\{([^{}]*)\})[ ]*(?:\[(.*)\]|(.*?))[ ]*:*")
_END = re.compile(r"[ ]*:{3,}[ ]*")
_QUARTO = re.compile(r"\.callout-([a-z]+)")
_QUARTO_TITLE = re.compile(r'\btitle="([^"]*)"')
_NAME = re.compile(r"\{:[^{}]*\}[ ]*")
_BLOCK_NAME = re.compile(r"(?:^|[ ]+)\^(?=[\w-]*[a-zA-Z])[\w-]{4,}[ ]*$")
_ADMONITIONS = frozenset(
    ["note", "tip", "info", "important", "warning", "caution", "danger", "success", "question",
     "hint", "example", "error", "bug", "quote", "todo"]
)  # fmt: skip


def native(lines: Sequence[Line], depth: int = 0) -> list[Line]:
    """The lines as this format writes them; admonitions nested too deep stay as they are."""
    if depth > _DEEPEST or not any(_FOREIGN.match(line.text) for line in lines):
        return [*lines]
    ends = _ends(lines)
    out: list[Line] = []
    place = 0
    while place < len(lines):
        if _FOREIGN.match(lines[place].text):
            made, place = _made(lines, place, ends, depth)
            out += made
        else:
            out.append(lines[place])
            place += 1
    return out


def _made(
    lines: Sequence[Line], place: int, ends: dict[int, int], depth: int
) -> tuple[list[Line], int]:
    """What the lines from a place on become, and where the next ones are."""
    line = lines[place]
    text = line.text.lstrip(" ")
    margin = line.text[: len(line.text) - len(text)]
    inner = _indented(lines, place + 1, len(margin) + 4)
    after = place + 1 + len(inner)
    if (found := _ADMONITION.fullmatch(text)) and inner:
        return [*_callout(line, found[1], found[2] or "", native(inner, depth + 1))], after
    if (found := _TAB.fullmatch(text)) and inner:
        title = Line(line.number, f"{margin}**{found[1]}**")
        shown = (Line(each.number, margin + each.text) for each in native(inner, depth + 1))
        return [title, Line(line.number, ""), *shown], after
    if (found := _DIVISION.fullmatch(text)) and place in ends:
        body = native(lines[place + 1 : ends[place]], depth + 1)
        return _division(line, found, body), ends[place] + 1
    if found := _HEADING_ITEM.fullmatch(line.text):
        inner = _indented(lines, place + 1, 2)
        heading = Line(line.number, f"{found[1]} {found[2]}")
        return [heading, *native(inner, depth + 1)], place + 1 + len(inner)
    if _NAME.fullmatch(text):
        return [], place + 1
    if _ends_block(lines, place):
        return [Line(line.number, _BLOCK_NAME.sub("", line.text))], place + 1
    return [line], place + 1


def _indented(lines: Sequence[Line], start: int, columns: int) -> list[Line]:
    """The lines from one on with at least that indent, moved left by the first's."""
    below = (lines[place] for place in range(start, len(lines)))
    found = list(takewhile(lambda line: line.blank or line.indent >= columns, below))
    while found and found[-1].blank:
        found.pop()
    first = next((line.indent for line in found if not line.blank), 0)
    return [Line(each.number, each.text[min(first, each.indent) :]) for each in found]


def _callout(at: Line, kind: str, title: str, body: Sequence[Line]) -> Iterator[Line]:
    """A callout; what others call a hint is a tip, since a hint is a question's here."""
    margin = " " * at.indent
    kind = "tip" if kind.lower() == "hint" else kind
    yield Line(at.number, "")
    yield Line(at.number, f"{margin}> [!{kind}] {title}".rstrip(" "))
    for line in body:
        yield Line(line.number, f"{margin}> {line.text}".rstrip(" "))
    yield Line(at.number, "")


def _ends(lines: Sequence[Line]) -> dict[int, int]:
    """Where each division that is understood begins and ends."""
    ends: dict[int, int] = {}
    opened: list[int] = []
    for place, line in enumerate(lines):
        if _END.fullmatch(line.text):
            if opened:
                ends[opened.pop()] = place
        elif found := _DIVISION.fullmatch(line.text.lstrip(" ")):
            opened.append(place)
    return {
        place: end
        for place, end in ends.items()
        if (found := _DIVISION.fullmatch(lines[place].text.lstrip(" ")))
        and (found[1] is None or found[1] in _ADMONITIONS)
    }


def _division(line: Line, found: re.Match[str], body: list[Line]) -> list[Line]:
    """A callout; a division that is none is just what it holds."""
    kind, title = found[1], found[3] or found[4] or ""
    if kind is None:
        quarto = _QUARTO.search(found[2])
        if quarto is None:
            return body
        kind = quarto[1]
        if named := _QUARTO_TITLE.search(found[2]):
            title = named[1]
        first = next((i for i, each in enumerate(body) if not each.blank), 0)
        if not title and body and (heading := re.fullmatch(r"#{1,6}[ ]+(.*)", body[first].text)):
            title, body = heading[1], body[first + 1 :]
    while body and body[0].blank:
        body = body[1:]
    return [*_callout(line, kind, title, body)]


def _ends_block(lines: Sequence[Line], place: int) -> bool:
    """Whether nothing goes on below: only there Obsidian reads the name of a block."""
    below = lines[place + 1] if place + 1 < len(lines) else None
    return below is None or below.blank or bool(re.match(r"[ ]*(?:[-*+>#]|\d+[.)])[ ]", below.text))
