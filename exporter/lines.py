"""Decoding and numbering of lines; lifts out whatever must not be read as Markdown.

Code fences, displayed formulas and comments can contain any line, so they are taken out first, each
with its exact place. The rest can be read line by line without knowledge of fences. A lifted block
is replaced by a *mark*, a token of control characters that no source can contain.
"""

from __future__ import annotations

import re
import unicodedata
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import dropwhile
from typing import NamedTuple

from exporter import verbatim
from exporter.errors import Problem, warning
from exporter.keys import folded
from exporter.model import CodeBlock, Link, Location, MathBlock
from exporter.visible import shortened

MARK = re.compile("\x0e(\\d+)\x0f")

CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""Characters that no text may contain, as they can be neither shown nor stored."""

_ENCODING = "save the file with the encoding UTF-8"
_LONGEST_LINE = 100_000
_LONGEST_MESSAGE = 160
_CONTAINER = r"([ ]*(?:(?:[-*+]|\d{1,9}[.)])[ ]+)*)"
_CODE_INDENT = "    "
_HOLDER = re.compile(
    r"[ ]{0,3}(?:(?:[-*+]|\d{1,9}[.)]|:|\[\^[^\]]+\]:|!!!|\?\?\?\+?|===[+!]?)[ ]|[-*+]$)"
)
"""The beginning of a container of indented lines: a list item, a footnote, an admonition."""

_FENCE = re.compile(_CONTAINER + r"(`{3,}|~{3,})[ ]*([^`]*?)[ ]*")
_DISPLAY = re.compile(
    _CONTAINER
    + r"(\$\$|\\\[|\\begin\{(?:align|alignat|eqnarray|equation|gather|multline)\*?\})(.*)"
)
_LABEL = re.compile(r"\\label\{[^{}]*\}")
_ATTRIBUTES = re.compile(r"[ ]*\{[#.][^{}]*\}[ ]*")
_LANGUAGE = re.compile(r"(?:\{code(?:-cell|-block)?\}[ ]*|\{?[ ]*\.?)([\w+#-][\w+#.-]*)")
_DIRECTIVE = re.compile(
    r"\{(?:admonition|attention|caution|danger|dropdown|error|hint|important|note|tip|warning)\}"
)
"""The directives of MyST, in a fence, that are callouts."""

OPTION = re.compile(r"[ ]*:[\w-]+:(?:[ ]|$)")
"""An option at the beginning of a MyST directive: `:class: dropdown`."""
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_TICKS_OR_COMMENT = re.compile(r"`+|<!--")
_DRAWN = re.compile(r"[ ]*(?:\+(?:[-=:]{2,}\+)+|-{2,}(?:[ ]+-{2,})+)[ ]*")
"""A line of dashes in the tables that pandoc draws: `+----+---+`, `---- ---`."""

_NO_ROW = re.compile(rf"[ ]*(?:(?:[-*+>#|]|\d{{1,9}}[.)])[ ]|{MARK.pattern})")
_REFERENCE = re.compile(
    r"""[ ]{0,3}\[(?!\^)((?:[^\[\]\\]|\\.)+)\]:[ ]*(?:<([^<>]*)>|(\S+))"""
    r"""(?:[ ]+(?:"(.*)"|'(.*)'|\((.*)\)))?[ ]*"""
)
_FOOTNOTE = re.compile(r"[ ]{0,3}\[\^([^\]\s]+)\]:[ ]*(.*)")
_GOES_ON = re.compile(
    r"[ ]{0,3}(?!(?:[-*+]|\d{1,9}[.)])[ ]|[>#|<:=\x0e]|-{3}|\*{3}|_{3}|!!!|\?\?\?|\[[^\]]*\]:)\S"
)
"""A line that begins nothing, and so goes on with the paragraph above it without an indent."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line without its line end, and its number in the file, from 1."""

    number: int
    text: str

    @property
    def blank(self) -> bool:
        """Whether it has nothing but white space."""
        return not self.text or self.text.isspace()

    @property
    def indent(self) -> int:
        """The number of spaces at its beginning."""
        return len(self.text) - len(self.text.lstrip(" "))


class Reference(NamedTuple):
    """The definition of a link reference: target, title ("" for none), and its line."""

    target: str
    title: str
    line: Line


@dataclass(frozen=True, slots=True)
class FootnoteText:
    """The lines of a footnote's definition, without its label and indent."""

    lines: tuple[Line, ...]
    at: Location


@dataclass(slots=True)
class Reading:
    """The state of reading one file: the blocks lifted out of its lines, and the problems.

    Marks are indices into `blocks`; `internal` are the links to questions, which are checked at the
    end; `cited` are the footnotes in use. `anchors` maps other link targets to the key of the
    question there, or "" without one.
    """

    path: str
    problems: list[Problem] = field(default_factory=list)
    blocks: list[CodeBlock | MathBlock] = field(default_factory=list)
    references: dict[str, Reference] = field(default_factory=dict)
    footnotes: dict[str, FootnoteText] = field(default_factory=dict)
    internal: list[Link] = field(default_factory=list)
    cited: set[str] = field(default_factory=set)
    anchors: dict[str, str] = field(default_factory=dict)

    def at(self, line: Line) -> Location:
        """The location of a line."""
        return Location(self.path, line.number)

    def error(self, where: Line | Location, what: str, hint: str = "") -> None:
        """Record an error; the reading goes on."""
        at = self.at(where) if isinstance(where, Line) else where
        self.problems.append(Problem(at, shortened(what, _LONGEST_MESSAGE), hint))

    def warn(self, where: Line | Location, what: str, hint: str = "") -> None:
        """Record a warning."""
        at = self.at(where) if isinstance(where, Line) else where
        self.problems.append(warning(at, shortened(what, _LONGEST_MESSAGE), hint))

    def mark(self, block: CodeBlock | MathBlock) -> str:
        """Keep a block and return the mark that replaces it."""
        self.blocks.append(block)
        return f"\x0e{len(self.blocks) - 1}\x0f"


def decode(data: bytes, path: str) -> tuple[str, tuple[Problem, ...]]:
    """The text in UTF-8 bytes with or without a byte order mark, or the problem in them."""
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return "", (Problem(Location(path, 1), "UTF-16, not UTF-8", _ENCODING),)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if b"\0" in data:
            return "", (Problem(Location(path, 1), "this is not text", "name a Markdown file"),)
        where = Location(path, data.count(b"\n", 0, error.start) + 1)
        what = f"not UTF-8: byte 0x{data[error.start]:02X}"
        return "", (Problem(where, what, _ENCODING),)
    return text, ()


def with_line_feeds(text: str) -> str:
    """A text without a byte order mark, with LF as line ends."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def number(text: str, path: str) -> tuple[list[Line], tuple[Problem, ...]]:
    """The lines of a text in NFC with tabs as spaces; and problems with their characters."""
    text = with_line_feeds(text)
    if "\x1b" in text:
        text = _COLOUR.sub("", text)  # as a terminal's output keeps them
    lines = unicodedata.normalize("NFC", text).split("\n")
    problems: list[Problem] = []
    for index, line in enumerate(lines):
        where = Location(path, index + 1)
        if len(line) > _LONGEST_LINE:
            what = f"a line of {len(line):,} characters; at most {_LONGEST_LINE:,} are read"
            problems.append(Problem(where, what, "is this a Markdown file?"))
            lines[index] = ""
        elif bad := CONTROL.search(line):
            problems.append(_control(bad.group(), where))
            lines[index] = CONTROL.sub("", line)
    return [Line(n, line.expandtabs(4)) for n, line in enumerate(lines, 1)], tuple(problems)


def _control(char: str, where: Location) -> Problem:
    kind = "lone surrogate" if "\ud800" <= char <= "\udfff" else "control character"
    return Problem(where, f"{kind} U+{ord(char):04X}", "delete it: it cannot be shown")


def lift(lines: Sequence[Line], reading: Reading) -> list[Line]:
    """The lines with each fence and displayed formula as one marked line, without comments."""
    kept: list[Line] = []
    inside = False  # whether an indented line continues a container
    rest = list(reversed(lines))  # a stack, onto which text after a comment or formula is put back
    while rest:
        line = rest.pop()
        if fence := _FENCE.fullmatch(line.text):
            kept.extend(_lift_fence(line, fence, rest, reading))
        elif display := _DISPLAY.fullmatch(line.text):
            kept.extend(_lift_display(line, display, rest, reading))
        elif begun := verbatim.opening(line.text.lstrip(" ")):
            kept.append(_lift_verbatim(line, begun, rest, reading))
        elif line.text.lstrip(" ").startswith("%%"):
            _drop_aside(line, rest, kept)
        elif _DRAWN.fullmatch(line.text):
            kept.append(_lift_drawn(line, kept, rest, reading))
        elif not inside and line.text.startswith(_CODE_INDENT) and _begins(line, kept):
            kept.append(_lift_indented(line, rest, reading))
        elif "<!--" in line.text and (start := _comment_start(line.text)) is not None:
            _drop_comment(line, start, rest, reading)
        else:
            kept.append(line)
        if kept and not kept[-1].blank:
            text = kept[-1].text
            inside = bool(_HOLDER.match(text)) or (inside and text.startswith(" "))
    return kept


def _begins(line: Line, above: Sequence[Line]) -> bool:
    """Whether a line can begin a block: it is not blank, and does not continue a paragraph."""
    return not line.blank and (not above or above[-1].blank)


def _lift_indented(line: Line, rest: list[Line], reading: Reading) -> Line:
    """The mark of indented code, which includes blank lines between its lines."""
    code = [line]
    while rest and (rest[-1].blank or rest[-1].text.startswith(_CODE_INDENT)):
        code.append(rest.pop())
    while code[-1].blank:
        rest.append(code.pop())
    text = "\n".join(each.text[len(_CODE_INDENT) :] for each in code)
    return Line(line.number, reading.mark(CodeBlock(text, "", reading.at(line))))


def _lift_drawn(line: Line, kept: list[Line], rest: list[Line], reading: Reading) -> Line:
    """The mark of a table drawn with dashes, with all of its paragraph, as code."""
    above: list[Line] = []
    while kept and not (kept[-1].blank or _NO_ROW.match(kept[-1].text)):
        above.append(kept.pop())
    drawn = [*reversed(above), line]
    while rest and not rest[-1].blank:
        drawn.append(rest.pop())
    hint = "write its rows as | a | b |, as pandoc does for -t gfm"
    reading.warn(drawn[0], "a table that is drawn is shown as it is typed", hint)
    margin = min(each.indent for each in drawn)
    text = "\n".join(each.text[margin:].rstrip() for each in drawn)
    return Line(drawn[0].number, reading.mark(CodeBlock(text, "", reading.at(drawn[0]))))


def _lift_fence(line: Line, fence: re.Match[str], rest: list[Line], reading: Reading) -> list[Line]:
    """The line with the mark of a fence; the lines of a directive are put back to be read."""
    indent, ticks, info = fence.groups()
    close = re.compile(rf"[ ]*{re.escape(ticks[0])}{{{len(ticks)},}}[ ]*")
    inner: list[Line] = []
    closed = False
    while rest and not closed:
        below = rest.pop()
        closed = bool(close.fullmatch(below.text))
        if not closed:
            inner.append(below)
    if not closed:
        reading.error(line, "unclosed fence", f"end the code with a line of {ticks}")
    elif _DIRECTIVE.match(info):
        begin, end = Line(line.number, f"{indent}:::{info}"), Line(line.number, f"{indent}:::")
        rest += reversed([begin, *inner, end])
        return []
    code = [_dedent(each.text, len(indent)) for each in inner]
    if info.startswith("{"):
        code = [*dropwhile(OPTION.match, code)]
    found = _LANGUAGE.match(info)
    language = found[1] if found else ""
    if language == "math":  # GitHub's other way to display a formula
        return [_formula(line, indent, "\n".join(code), reading)]
    block = CodeBlock("\n".join(code), language, reading.at(line))
    return [Line(line.number, indent + reading.mark(block))]


def _lift_verbatim(line: Line, begun: verbatim.Opening, rest: list[Line], reading: Reading) -> Line:
    indent = line.indent
    code: list[str] = []
    here = Line(line.number, begun.first)
    while (end := begun.closing.search(here.text)) is None:
        code.append(_dedent(here.text, indent))
        if not rest:
            reading.error(line, "unclosed code", f"end it with {begun.end}")
            break
        here = rest.pop()
    else:
        code.append(_dedent(here.text[: end.start()], indent))
        if tail := here.text[end.end() :].strip():
            rest.append(Line(here.number, " " * indent + tail))
    text = verbatim.code("\n".join(code), begun)
    block = CodeBlock(text, begun.language, reading.at(line))
    return Line(line.number, " " * indent + reading.mark(block))


def _dedent(text: str, columns: int) -> str:
    return text[min(columns, len(text) - len(text.lstrip(" "))) :]


def _lift_display(
    line: Line, display: re.Match[str], rest: list[Line], reading: Reading
) -> list[Line]:
    indent, opening, after = display.groups()
    closing = {"$$": "$$", "\\[": "\\]"}.get(opening) or opening.replace("begin", "end")
    formula: list[str] = []
    here = Line(line.number, after)
    while (end := here.text.find(closing)) < 0:
        formula.append(here.text)
        if not rest or rest[-1].blank:
            reading.error(line, *unclosed_math(closing))
            return []
        here = rest.pop()
    formula.append(here.text[:end])
    latex = "\n".join(formula)
    if closing.startswith("\\end") and "equation" not in closing:
        latex = f"{opening}{latex}{closing}"
    tail = here.text[end + len(closing) :].strip()
    if tail and not _ATTRIBUTES.fullmatch(tail):
        rest.append(Line(here.number, " " * len(indent) + tail))
    return [_formula(line, indent, latex, reading)]


def unclosed_math(closing: str) -> tuple[str, str]:
    """The message about an unclosed formula, and a hint."""
    what = f"unclosed math: no {closing} before the end of the paragraph"
    return what, f"close the formula with {closing}, or put it in `code`"


def _formula(line: Line, indent: str, latex: str, reading: Reading) -> Line:
    r"""The line with the mark of a displayed formula, without its \label{…}, which nothing uses."""
    latex = "\n".join(part.strip() for part in _LABEL.sub("", latex).split("\n")).strip()
    if not latex:
        reading.error(line, "empty formula", "write LaTeX between the delimiters")
    return Line(line.number, indent + reading.mark(MathBlock(latex, reading.at(line))))


def _drop_aside(line: Line, rest: list[Line], kept: list[Line]) -> None:
    """Drop a comment of Obsidian: one line between %% and %%, or the lines between two %%.

    An unclosed %% is text.
    """
    text = line.text.strip(" ")
    if len(text) > 4 and text.endswith("%%"):
        return
    ends = (i for i in reversed(range(len(rest))) if rest[i].text.strip(" ") == "%%")
    end = next(ends, None) if text == "%%" else None
    if end is None:
        kept.append(line)
    else:
        del rest[end:]


def _comment_start(text: str) -> int | None:
    """The start of the first comment outside of code."""
    found = [*_TICKS_OR_COMMENT.finditer(text)]
    last = {sign.group(): place for place, sign in enumerate(found)}
    closing = ""  # of the code that is open
    for place, sign in enumerate(found):
        match sign.group():
            case "<!--" if not closing:
                return sign.start()
            case ticks if ticks == closing:
                closing = ""
            case ticks if not closing and last[ticks] > place:
                closing = ticks
    return None


def _drop_comment(line: Line, start: int, rest: list[Line], reading: Reading) -> None:
    """Drop a comment that may span lines; put back the text around it."""
    before, here = line.text[:start], Line(line.number, line.text[start + 4 :])
    while (end := here.text.find("-->")) < 0:
        if not rest:
            reading.error(line, "unclosed comment", "end it with -->")
            here, end = Line(line.number, ""), 0
            break
        here = rest.pop()
    after = here.text[end + 3 :]
    if here.number == line.number:
        before, after = before + after, ""
    if after.strip():
        rest.append(Line(here.number, after))
    if before.strip():
        rest.append(Line(line.number, before))


def lift_definitions(lines: Sequence[Line], reading: Reading) -> list[Line]:
    """The lines without definitions of link references and footnotes, which are collected."""
    kept: list[Line] = []
    rest = list(reversed(lines))
    while rest:
        line = rest.pop()
        if note := _FOOTNOTE.fullmatch(line.text):
            _define_footnote(line, note, rest, reading)
        elif reference := _REFERENCE.fullmatch(line.text):
            _define_reference(line, reference, reading)
        else:
            kept.append(line)
    return kept


def _define_footnote(line: Line, note: re.Match[str], rest: list[Line], reading: Reading) -> None:
    label = note[1]
    lines = (Line(line.number, note[2]), *_continuation(rest, lazy=bool(note[2])))
    text = FootnoteText(lines, reading.at(line))
    if label in reading.footnotes:
        first = reading.footnotes[label].at.line
        reading.error(line, f'duplicate footnote "{label}" (first written on line {first})')
    else:
        reading.footnotes[label] = text


def _continuation(rest: list[Line], *, lazy: bool) -> list[Line]:
    """The lines that go on with a footnote: indented ones, and blank ones between them.

    `lazy`: a paragraph stands above, with which a line without an indent goes on as well.
    """
    found: list[Line] = []
    blanks: list[Line] = []
    while rest and (
        rest[-1].blank or rest[-1].text.startswith("  ") or (lazy and _GOES_ON.match(rest[-1].text))
    ):
        line = rest.pop()
        lazy = not line.blank and not MARK.search(line.text)
        if line.blank:
            blanks.append(line)
        else:
            found += [*blanks, Line(line.number, _dedent(line.text, 4))]
            blanks = []
    rest.extend(reversed(blanks))
    return found


def _define_reference(line: Line, reference: re.Match[str], reading: Reading) -> None:
    target = reference[2] if reference[2] is not None else reference[3]
    title = reference[4] or reference[5] or reference[6] or ""
    first = reading.references.setdefault(folded(reference[1]), Reference(target, title, line))
    if first[:2] != (target, title):
        what = f'link reference "{reference[1]}" is defined again'
        reading.warn(line, what, "the first definition is used")
