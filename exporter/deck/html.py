r"""The HTML of cards, made from the model.

Anki shows what it is given without cleaning it, and looks for commands of its own in it:
`{{c1::x}}`, `[sound:x]`, `[latex]`, `[[type:x]]`, and MathJax's `\(`. So nothing of the source
gets here but as text that none of them can read anything into, and each tag and attribute is
written out below. References such as `&#91;` are not enough for that: Anki's editor writes the
characters instead, once somebody has edited a note. So commands are taken apart as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise, starmap
from typing import assert_never

from exporter.deck.highlight import Piece, pieces
from exporter.deck.media import file_name
from exporter.formulas import side_by_side
from exporter.model import (
    Align,
    Block,
    Break,
    Callout,
    Clip,
    Cloze,
    Code,
    CodeBlock,
    Definition,
    DefinitionList,
    Deletion,
    Details,
    Figure,
    Footnote,
    FootnoteMark,
    Footnotes,
    Heading,
    Hole,
    Image,
    Inline,
    Link,
    ListBlock,
    ListItem,
    Math,
    MathBlock,
    Option,
    Paragraph,
    Quote,
    Rule,
    Styled,
    Table,
    Text,
    parted,
)
from exporter.wording import ENGLISH, Words

# Text ---------------------------------------------------------------------------------------

_LATEX = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "[": "&#91;"}
_TEXT = _LATEX | {"{": "&#123;", "}": "&#125;"}
_IN_LATEX = str.maketrans(_LATEX)
_IN_TEXT = str.maketrans(_TEXT)
_IN_ATTRIBUTE = str.maketrans(_TEXT | {'"': "&quot;"})

# A backslash that would begin a formula with what follows it here or in the next node.
_FORMULA = re.compile(r"\\(?=\(|&#91;|\Z)")

_NAMES = r"latex|\$|sound:|anki:|type:"
_COMMAND = re.compile(rf"/?(?:{_NAMES})", re.IGNORECASE)
"""A command of Anki without its bracket, which could also be that of `\\[` or around a hint."""

_BRACKET = re.compile(rf"&#91;(?={_COMMAND.pattern})", re.IGNORECASE)
"""The bracket of a command."""

_OPEN_BRACKET = re.compile(rf"&#91;(?={_COMMAND.pattern}|/?[a-z]{{0,5}}\Z)", re.IGNORECASE)
"""The bracket of a command that may continue in the next node."""

_SEVERAL = re.compile(r"[^\\{}$%#&_^~<>\s]+(?: [^\\{}$%#&_^~<>\s]+)+")
"""Words, which in a formula would run together."""

_WITHIN_QUOTES = re.compile(r"(?<=(?<!\w)«) | (?=»(?!\w))")


def text(words: str) -> str:
    """The words as HTML text, in which neither Anki nor MathJax finds a command."""
    # Both look for commands only within a run of text, which ends at an element.
    apart = _OPEN_BRACKET.sub("&#91;<span></span>", words.translate(_IN_TEXT))
    return _FORMULA.sub(r"\\<span></span>", _single_colons(apart))


def _prose(words: str) -> str:
    """Text in which no line ends between « quotes » and their words."""
    if "«" in words or "»" in words:
        words = _WITHIN_QUOTES.sub("\N{NO-BREAK SPACE}", words)
    return text(words)


def _attribute(words: str, bracket: str = "［") -> str:
    """The words for an attribute in double quotes; `bracket` replaces that of a command."""
    return _single_colons(_BRACKET.sub(bracket, words.translate(_IN_ATTRIBUTE)))


def _latex(latex: str) -> str:
    """A formula: single braces stay, doubled ones would end a cloze.

    Blanks, which LaTeX skips, take commands apart.
    """
    escaped = _single_colons(_OPEN_BRACKET.sub("&#91; ", latex.translate(_IN_LATEX)))
    escaped = escaped.replace("{{", "&#123;&#123;").replace("}}", "&#125;&#125;")
    # A last backslash, as of a control space, would escape the delimiter behind it.
    return f"{escaped} " if escaped.endswith("\\") else escaped


def _single_colons(escaped: str) -> str:
    """Without `::`, which separates a deletion from its hint."""
    return escaped.replace("::", "&#58;&#58;")


def _hint(hint: tuple[Inline, ...]) -> str:
    """The hint of a deletion, which Anki shows in brackets."""
    words = inlines(hint)
    return f" {words}" if _COMMAND.match(words) else words


# A question's options ---------------------------------------------------------------------


def options(choices: Iterable[Option], *, shuffle: bool, words: Words) -> str:
    """The options of a choice, "" for none: each says whether it is right by its class.

    In another language than English it has the word for that as well, to be read out.
    """
    right = f'class="right"{_named(words.right, ENGLISH.right)}'
    wrong = f'class="wrong"{_named(words.wrong, ENGLISH.wrong)}'
    items = "\n".join(
        f"<li {right if each.right else wrong}>{_tight(each.content)}</li>" for each in choices
    )
    order = ' data-shuffle=""' if shuffle else ""
    return f'<ol class="options"{order}>\n{items}\n</ol>' if items else ""


def _named(name: str, known: str) -> str:
    return "" if name == known else f' data-name="{_attribute(name)}"'


# Inlines ------------------------------------------------------------------------------------

_SCHEMES = ("http://", "https://", "mailto:")


def inlines(content: Iterable[Inline]) -> str:
    """The HTML of some inlines, without an element around it."""
    parts: list[str] = []
    for before, inline in pairwise((None, *content)):
        behind = _AFTER_FORMULA.match(inline.text) if isinstance(inline, Text) else None
        if behind and isinstance(before, Math):  # a browser would end the line between them
            parts[-1] = f'<span class="unbroken">{parts[-1]}{text(behind[0])}</span>'
            parts.append(text(behind.string[behind.end() :]))
        elif isinstance(inline, FootnoteMark) and isinstance(before, FootnoteMark):
            parts.append(_mark(f",{inline.number}"))  # or 1 and 2 would be 12
        elif inline is not None:
            parts.append(_inline(inline))
    return "".join(parts)


_AFTER_FORMULA = re.compile(r"[.,;:!?)\]’”»…。，、；：！？）」]+|-\w{1,8}\b")
"""The characters right after a formula that must not begin a line."""


def _inline(inline: Inline) -> str:  # noqa: C901  # one case for each kind of inline
    match inline:
        case Text(words):
            return _prose(words)
        case Code(code):
            return f"<code>{_holed(code, inline.holes)}</code>"
        case Math(latex):
            return rf"\({_formula(latex, inline.holes)}\)"
        case Styled(style, content):
            return f"<{style.value}>{inlines(content)}</{style.value}>"
        case Link():
            return _link(inline)
        case Image():
            return _image(inline) + _beside(inline.caption)
        case Clip():
            return _clip(inline)
        case Cloze(deletion, content):
            return _hidden(inlines(content), deletion)
        case FootnoteMark(number):
            return _mark(str(number))
        case Break():
            return "<br>"
    assert_never(inline)


def _link(link: Link) -> str:
    """A link to the web; a link to another question becomes text with a search for it.

    A card cannot open another one, but Anki's browser finds the key.
    """
    content = inlines(link.content)
    if link.target.startswith("#"):
        return f'<span class="reference" title="Key:{_attribute(link.target[1:])}">{content}</span>'
    if not link.target.lower().startswith(_SCHEMES):
        return content
    title = f' title="{_attribute(link.title)}"' if link.title else ""
    return f'<a href="{_attribute(link.target, "%5B")}"{title}>{content}</a>'


def _image(image: Image) -> str:
    width = "" if image.width is None else f' style="width:{image.width * 100:.4g}%"'
    return f'<img src="{file_name(image.media)}" alt="{_attribute(image.alt)}"{width}>'


def _clip(clip: Clip) -> str:
    """The command by which Anki plays a clip, with its caption or alt text."""
    name = clip.caption or ((Text(clip.alt, clip.at),) if clip.alt else ())
    return f'<span class="clip">[sound:{file_name(clip.media)}]{_beside(name)}</span>'


def _beside(caption: tuple[Inline, ...]) -> str:
    """The caption of a picture or clip in a line of text."""
    return f" <small>{inlines(caption)}</small>" if caption else ""


def _hidden(content: str, deletion: Deletion) -> str:
    """A deletion in the syntax of Anki, around content that cannot end it."""
    if content.endswith(":"):  # with a hint behind it there would be three
        content = f"{content[:-1]}&#58;"
    hint = f"::{_hint(deletion.hint)}" if deletion.hint else ""
    return f"{{{{c{deletion.number}::{content}{hint}}}}}"


def _holed(code: str, holes: tuple[Hole, ...]) -> str:
    """Code with its deletions."""
    return _pieces((Piece("", code),), holes)


def _formula(latex: str, holes: tuple[Hole, ...]) -> str:
    """A formula with its deletions, whose braces are separated from those of LaTeX by blanks."""
    written: list[str] = []
    for part, deletion in parted(latex, holes):
        escaped = _latex(part)
        if deletion is None:
            written += [" "] if written and part.startswith("}") else []
            written.append(escaped)
        else:
            written += [" "] if written and written[-1].endswith("{") else []
            inner = " " if escaped.endswith("}") else ""
            told = replace(deletion, hint=_as_text(deletion.hint))
            written.append(_hidden(escaped + inner, told))
    return "".join(written)


def _as_text(hint: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """The hint of a deletion in a formula: words as text, and what may be LaTeX as it is."""
    match hint:
        case (Text(words, at),) if _SEVERAL.fullmatch(words):
            return (Text(rf"\text{{{words}}}", at),)
        case _:
            return hint


def _display(latex: str, holes: tuple[Hole, ...]) -> str:
    """A displayed formula, after whose bracket there must be no command."""
    formula = _formula(latex, holes)
    if _COMMAND.match(latex):
        within = holes and holes[0].start == 0
        opening = f"{{{{c{holes[0].deletion.number}::" if within else ""
        formula = f"{opening} {formula.removeprefix(opening)}"
    return rf"\[{formula}\]"


# Blocks -------------------------------------------------------------------------------------


def blocks(content: Iterable[Block]) -> str:
    """The HTML of some blocks, one below the other."""
    return "\n".join(map(_block, content))


def _block(block: Block) -> str:  # noqa: C901, PLR0912  # one case for each kind of block
    match block:
        case Paragraph(content):
            return f"<p>{inlines(content)}</p>"
        case Heading(depth, content):
            level = min(depth + 1, 6)  # the question itself is the first level
            return f"<h{level}>{inlines(content)}</h{level}>"
        case CodeBlock():
            return _code_block(block)
        case MathBlock(latex):
            parts = side_by_side(latex, block.holes)
            return f'<div class="math">{_lines(starmap(_display, parts))}</div>'
        case ListBlock():
            return _list(block)
        case DefinitionList(items):
            return f"<dl>\n{_lines(map(_definition, items))}\n</dl>"
        case Quote(quoted):
            return f"<blockquote>\n{blocks(quoted)}\n</blockquote>"
        case Callout():
            return _callout(block)
        case Details(summary, folded):
            head = f"<summary>{inlines(summary)}</summary>"
            return f"<details>\n{head}\n{blocks(folded)}\n</details>"
        case Table():
            return _table(block)
        case Figure(image):
            return _figure(image)
        case Footnotes(notes):
            return f'<ol class="footnotes">\n{_lines(map(_footnote, notes))}\n</ol>'
        case Rule():
            return "<hr>"
    assert_never(block)


def _lines(parts: Iterable[str]) -> str:
    return "\n".join(parts)


def _code_block(block: CodeBlock) -> str:
    coloured = _pieces(pieces(block.text, block.language), block.holes)
    return f"<pre><code>{coloured}</code></pre>"


def _pieces(coloured: Iterable[Piece], holes: tuple[Hole, ...]) -> str:
    """Highlighted code; no span crosses the edge of a deletion."""
    if not holes:
        return "".join(map(_piece, coloured))
    kept: list[str] = []  # outside of holes, and finished holes
    held: list[str] = []  # in the hole so far
    place = 0
    rest = list(reversed(holes))
    for piece in coloured:
        code = piece.code
        while code:
            inside = bool(rest) and place >= rest[-1].start
            edge = (rest[-1].end if inside else rest[-1].start) if rest else place + len(code)
            part, code = code[: edge - place], code[edge - place :]
            place += len(part)
            (held if inside else kept).append(_piece(Piece(piece.name, part)))
            if inside and place == edge:
                kept.append(_hidden("".join(held), rest.pop().deletion))
                held = []
    return "".join(kept)


def _piece(piece: Piece) -> str:
    return (
        f'<span class="{piece.name}">{text(piece.code)}</span>' if piece.name else text(piece.code)
    )


def _list(block: ListBlock) -> str:
    items = _lines(_item(item, tight=block.tight) for item in block.items)
    if block.start is None:
        return f"<ul>\n{items}\n</ul>"
    start = "" if block.start == 1 else f' start="{block.start}"'
    return f"<ol{start}>\n{items}\n</ol>"


def _item(item: ListItem, *, tight: bool) -> str:
    content = _tight(item.content) if tight else blocks(item.content)
    if item.checked is None:
        return f"<li>{content}</li>"
    checked = " checked" if item.checked else ""
    return f'<li class="task"><input type="checkbox" disabled{checked}>{content}</li>'


def _tight(content: Iterable[Block]) -> str:
    """The blocks of an item in a tight list, with paragraphs as bare text."""
    return _lines(
        inlines(block.content) if isinstance(block, Paragraph) else _block(block)
        for block in content
    )


def _definition(definition: Definition) -> str:
    terms = (f"<dt>{inlines(term)}</dt>" for term in definition.terms)
    meanings = (f"<dd>{blocks(meaning)}</dd>" for meaning in definition.meanings)
    return _lines((*terms, *meanings))


def _callout(callout: Callout) -> str:
    name = callout.kind.value
    title = f'<p class="callout-title">{inlines(callout.title) or name}</p>'
    return f'<div class="callout {name.lower()}">\n{title}\n{blocks(callout.content)}\n</div>'


def _table(table: Table) -> str:
    head = _row("th", table.head, table.align)
    rows = _lines(_row("td", row, table.align) for row in table.rows)
    body = f"\n<tbody>\n{rows}\n</tbody>" if rows else ""
    inner = f"<thead>\n{head}\n</thead>{body}"
    return f'<div class="table"><table>\n{inner}\n</table></div>'


def _row(
    element: str, cells: tuple[tuple[Inline, ...], ...], aligns: tuple[Align | None, ...]
) -> str:
    written = (
        f"<{element}{_aligned(align)}>{inlines(cell)}</{element}>"
        for cell, align in zip(cells, aligns, strict=True)
    )
    return f"<tr>{''.join(written)}</tr>"


def _aligned(align: Align | None) -> str:
    return "" if align is None else f' style="text-align:{align.value}"'


def _figure(image: Image) -> str:
    words = inlines(image.caption)
    caption = f"\n<figcaption>{words}</figcaption>" if words else ""
    return f"<figure>\n{_image(image)}{caption}\n</figure>"


def _mark(words: str) -> str:
    return f'<sup class="footnote-mark">{words}</sup>'


def _footnote(note: Footnote) -> str:
    return f'<li value="{note.number}">{blocks(note.content)}</li>'
