"""Rewrites Markdown syntax of other tools, line by line, in the source format.

Admonitions of MkDocs and Docusaurus and divs of Quarto become callouts, and spoilers of HackMD
become `<details>`. A heading in a list item becomes a heading, as the sheet numbers questions
itself; the `%` of mdanki becomes the rule that divides a question. Anchors, tables of contents and
page breaks, which are for other tools, are removed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import dropwhile, takewhile

from exporter.lines import MARK, OPTION, Line

_DEEPEST = 40
_FOREIGN = re.compile(
    r"[ ]*(?:!!!|\?\?\?|===|:::|:[ ]|>>>$|\*\[|\{:|\d{1,4}[.)][ ]+#|%[ ]*$|@?\[\[?_?toc|\[\[_tosp)"
    r"|[ ]*(?:\\[a-z]+[ ]*$|\([\w-]+\)=)|[^^]*\^[\w-]{4,}[ ]*$",
    re.IGNORECASE,
)
"""The beginnings and ends of lines that may have to be rewritten."""

_QUOTE = re.compile(r"[ ]{0,3}>(?!>>$)[ ]?")
_ITEM = re.compile(r"[ ]*(?:[-*+]|\d{1,9}[.)])[ ]")
_HEADING_ITEM = re.compile(r"\d{1,4}[.)][ ]+(#{1,6})[ ]+(.*)")
_ADMONITION = re.compile(r'(?:!!!|\?\?\?\+?)[ ]+([\w-]+)[\w ]*?(?:[ ]+"(.*)")?[ ]*')
_TAB = re.compile(r'===[+!]?[ ]+"(.*)"[ ]*')
_DIVISION = re.compile(
    r":{3,}[ ]*(?:([a-z]+)\b(?!-|=)(?:\{[^{}]*\})?|\{([a-z]+)\}|\{([^{}]*)\})"
    r"[ ]*(?:\[(?!\[)([^\[\]]*(?:\[[^\[\]]*\][^\[\]]*)*)\]|(.*))"
)
_END = re.compile(r"[ ]*:{3,}[ ]*")
_QUARTO = re.compile(r"\.callout-([a-z]+)")
_QUARTO_TITLE = re.compile(r'\btitle="([^"]*)"')
_NAME = re.compile(r"\{:[^{}:][^{}]*\}[ ]*|\([\w-]+\)=[ ]*")
_CONTENTS = re.compile(
    r"(?:@?\[(?:toc|\[_?toc_?\]|\[_tosp_\])\]|\\tableofcontents)[ ]*", re.IGNORECASE
)
_CONTENTS_BELOW = re.compile(r"\{:[ ]*toc\b[^{}]*\}[ ]*")
_PAGES = re.compile(
    r"\\(?:newpage|pagebreak|clearpage|noindent|centering|(?:small|med|big)skip|vfill)[ ]*"
)
_TABLE = re.compile(rf"[ ]*(?:\|.*|{MARK.pattern})")
_ABBREVIATION = re.compile(r"\*\[([^\[\]]+)\]:[ ]*(.+)")
_DIVIDER = re.compile(r"%[ ]*")
_BLOCK_NAME = re.compile(r"(?:^|[ ]+)\^(?=[\w-]*[a-zA-Z])[\w-]{4,}[ ]*$")
_ADMONITIONS = frozenset(
    ["note", "tip", "info", "important", "warning", "caution", "danger", "success", "question",
     "hint", "example", "error", "bug", "quote", "todo", "attention", "admonition"]
)  # fmt: skip
_OTHER_NAMES = {"hint": "tip", "admonition": "note"}
"""Callouts with another name here; a hint elsewhere is not the hint of a question."""

_FOLDED = frozenset(["spoiler", "details", "dropdown", "collapse", "toggle"])
_LAYOUT = frozenset(
    ["columns", "column", "incremental", "nonincremental", "center", "div", "block"]
)


def native(lines: Sequence[Line], depth: int = 0) -> list[Line]:
    """The lines in the source format; admonitions that are nested too deep stay as they are."""
    if depth > _DEEPEST or not any(map(_is_foreign, lines)):
        return [*lines]
    ends = _ends(lines)
    out: list[Line] = []
    place = 0
    while place < len(lines):
        if quoted := _quote(lines, place):
            out += _quoted(quoted, depth)
            place += len(quoted)
        elif _FOREIGN.match(lines[place].text):
            if _CONTENTS_BELOW.fullmatch(lines[place].text) and out and _ITEM.match(out[-1].text):
                out.pop()  # kramdown's contents stand for a list's only item
            made, place = _replaced(lines, place, ends, depth)
            out += made
        else:
            out.append(lines[place])
            place += 1
    return out


def _quote(lines: Sequence[Line], place: int) -> list[Line]:
    """The lines of a quote that begins there."""
    below = (lines[at] for at in range(place, len(lines)))
    return [*takewhile(lambda line: _QUOTE.match(line.text), below)]


def _is_foreign(line: Line) -> bool:
    """Whether a line may be one of another tool, perhaps in a quote."""
    quote = _QUOTE.match(line.text)
    return bool(quote or _FOREIGN.match(line.text))


def _quoted(lines: Sequence[Line], depth: int) -> Sequence[Line]:
    """The lines of a quote, with what stands in it made native."""
    inner = [Line(line.number, _QUOTE.sub("", line.text, count=1)) for line in lines]
    made = native(inner, depth + 1)
    if made == inner:
        return lines
    return [Line(line.number, f"> {line.text}" if line.text else ">") for line in made]


def _replaced(
    lines: Sequence[Line], place: int, ends: dict[int, int], depth: int
) -> tuple[list[Line], int]:
    """The lines that replace those at a place, and the place after these."""
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
    if (found := _DIVISION.fullmatch(_without_end_colons(text))) and place in ends:
        body = native(lines[place + 1 : ends[place]], depth + 1)
        return _division(line, found, body), ends[place] + 1
    if line.text == ">>>" and (end := _end_of_quote(lines, place)):
        quoted = [Line(each.number, f"> {each.text}") for each in lines[place + 1 : end]]
        return [Line(line.number, ""), *quoted, Line(line.number, "")], end + 1
    if found := _HEADING_ITEM.fullmatch(line.text):
        inner = _indented(lines, place + 1, 2)
        heading = Line(line.number, f"{found[1]} {found[2]}")
        return [heading, *native(inner, depth + 1)], place + 1 + len(inner)
    return [*_rewritten(lines, place)], place + 1


def _rewritten(lines: Sequence[Line], place: int) -> Iterator[Line]:
    """The lines that replace a single one; none if it is only for other tools."""
    line = lines[place]
    text = line.text.lstrip(" ")
    margin = " " * line.indent
    if text.startswith(": ") and _below_table(lines, place):
        yield Line(line.number, f"{margin}<small>{_caption(text)}</small>")
    elif found := _ABBREVIATION.fullmatch(text):
        yield Line(line.number, f"{margin}**{found[1]}:** {found[2]}")
    elif _DIVIDER.fullmatch(line.text):
        yield from (Line(line.number, each) for each in ("", "---", ""))
    elif not any(each.fullmatch(text) for each in (_NAME, _CONTENTS, _PAGES)):
        named = _block_ends(lines, place)
        yield Line(line.number, _BLOCK_NAME.sub("", line.text)) if named else line


def _below_table(lines: Sequence[Line], place: int) -> bool:
    """Whether a table and a blank line stand above, where pandoc has a table's caption."""
    return place > 1 and lines[place - 1].blank and bool(_TABLE.fullmatch(lines[place - 2].text))


def _caption(text: str) -> str:
    """The words of a caption, without its name."""
    words, named, rest = text[1:].partition("{#")
    return words.strip(" ") if named and rest.rstrip(" ").endswith("}") else text[1:].strip(" ")


def _end_of_quote(lines: Sequence[Line], place: int) -> int | None:
    """The end of the GitLab quote that begins there, None if it is not closed."""
    same = (i for i in range(place + 1, len(lines)) if lines[i].text == ">>>")
    return next(same, None)


def _indented(lines: Sequence[Line], start: int, columns: int) -> list[Line]:
    """The lines from a place on with at least that indent, dedented by that of the first."""
    below = (lines[place] for place in range(start, len(lines)))
    found = list(takewhile(lambda line: line.blank or line.indent >= columns, below))
    while found and found[-1].blank:
        found.pop()
    first = next((line.indent for line in found if not line.blank), 0)
    return [Line(each.number, each.text[min(first, each.indent) :]) for each in found]


def _callout(at: Line, kind: str, title: str, body: Sequence[Line]) -> Iterator[Line]:
    margin = " " * at.indent
    kind = _OTHER_NAMES.get(kind.lower(), kind)
    yield Line(at.number, "")
    yield Line(at.number, f"{margin}> [!{kind}] {title}".rstrip(" "))
    for line in body:
        yield Line(line.number, f"{margin}> {line.text}".rstrip(" "))
    yield Line(at.number, "")


def _ends(lines: Sequence[Line]) -> dict[int, int]:
    """The ends of the divs that are understood, by their beginnings."""
    ends: dict[int, int] = {}
    opened: list[int] = []
    for place, line in enumerate(lines):
        if _END.fullmatch(line.text):
            if opened:
                ends[opened.pop()] = place
        elif _DIVISION.fullmatch(_without_end_colons(line.text.lstrip(" "))):
            opened.append(place)
    return ends


def _without_end_colons(text: str) -> str:
    """The line without the colons that may end it, though not without those of an emoji's name."""
    text = text.rstrip(" ")
    return text.rstrip(":").rstrip(" ") if text.endswith(":::") else text


def _division(line: Line, found: re.Match[str], body: Sequence[Line]) -> list[Line]:
    """The lines of a div: a callout, a `<details>`, or else its content below its title."""
    kind, title = found[1] or found[2], found[4] or found[5] or ""
    of_myst = found[2] is not None
    body = [*dropwhile(lambda each: each.blank or (of_myst and OPTION.match(each.text)), body)]
    own = [Line(each.number, each.text[min(line.indent, each.indent) :]) for each in body]
    if kind is None:
        if quarto := _QUARTO.search(found[3]):
            return [*_callout(line, quarto[1], *_quarto_title(found[3], title, own))]
    elif kind in _ADMONITIONS:
        return [*_callout(line, kind, title, own)]
    elif kind in _FOLDED:
        return [*_folded(line, title, body)]
    named = kind and kind not in _LAYOUT
    head = f"**{kind.capitalize()}** {title}".rstrip() if named else title
    margin = " " * line.indent
    return [Line(line.number, each) for each in ("", margin + head, "")] + [
        *body,
        Line(line.number, ""),
    ]


def _quarto_title(attributes: str, title: str, body: list[Line]) -> tuple[str, list[Line]]:
    """The title of a Quarto callout, which may be its first heading, and the other lines."""
    if named := _QUARTO_TITLE.search(attributes):
        return named[1], body
    if not title and body and (heading := re.fullmatch(r"#{1,6}[ ]+(.*)", body[0].text)):
        return heading[1], [*dropwhile(lambda each: each.blank, body[1:])]
    return title, body


def _folded(at: Line, title: str, body: Sequence[Line]) -> Iterator[Line]:
    margin = " " * at.indent
    summary = f"<summary>{title}</summary>" if title else ""
    yield Line(at.number, "")
    yield Line(at.number, f"{margin}<details>{summary}")
    yield Line(at.number, "")
    yield from body
    yield Line(at.number, "")
    yield Line(at.number, f"{margin}</details>")
    yield Line(at.number, "")


def _block_ends(lines: Sequence[Line], place: int) -> bool:
    """Whether a block ends at a line, since only there Obsidian reads block names."""
    below = lines[place + 1] if place + 1 < len(lines) else None
    return below is None or below.blank or bool(re.match(r"[ ]*(?:[-*+>#]|\d+[.)])[ ]", below.text))
