"""Blocks become slabs: one function per kind of block, dispatched by one exhaustive `match`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import assert_never

from exporter.errors import Problem, warning
from exporter.model import (
    NOWHERE,
    Block,
    Callout,
    CodeBlock,
    DefinitionList,
    Details,
    Figure,
    Footnotes,
    Heading,
    Inline,
    ListBlock,
    ListItem,
    MathBlock,
    Paragraph,
    Quote,
    Rule,
    Style,
    Styled,
    Table,
    Text,
    plain,
)
from exporter.sheet import slabs as s
from exporter.sheet.broken import apart, broken
from exporter.sheet.code import code_block, code_lines
from exporter.sheet.figure import figure
from exporter.sheet.formula import Formula, FormulaError
from exporter.sheet.objects import string
from exporter.sheet.paragraph import Place, beside, on_grid, paragraph
from exporter.sheet.slabs import Slab, kept, kept_with_next, marked, spaced
from exporter.sheet.structure import Node
from exporter.sheet.table import table
from exporter.sheet.text import FLOOR, WRITE_LINES, Art, fitted
from exporter.sheet.tools import Tools

_STOPS = (".", "?", "!", ":", "…", "。", "？", "！", "：")
_NARROWEST = 140.0  # points: no indent makes a measure narrower
_SHORT = 6  # lines: a quote, callout or tight list up to this stays on one page


def blocks(content: Sequence[Block], place: Place, tools: Tools) -> list[Slab]:
    """The slabs of some blocks, one below the other."""
    out: list[Slab] = []
    level = place.level
    for index, block in enumerate(content):
        if isinstance(block, Heading):
            level = min(place.level + block.depth, level + 1)
            slabs = _heading(block, place._replace(level=level), tools)
        else:
            slabs = _block(block, place, tools)
        if index and isinstance(content[index - 1], Heading):
            slabs = spaced(slabs, above=0.0)
        following = content[index + 1] if index + 1 < len(content) else None
        out += kept_with_next(slabs) if _leads_in(block, following) else slabs
    return out


def _leads_in(block: Block, following: Block | None) -> bool:
    """Whether a block stays on one page with the block below it.

    True above a line of small print, such as a source, and for a paragraph that ends with a colon
    or stands before a formula.
    """
    if isinstance(following, Paragraph) and _is_small(following):
        return True
    if not isinstance(block, Paragraph) or following is None:
        return False
    return isinstance(following, MathBlock) or plain(block.content).rstrip().endswith(":")


def _is_small(paragraph: Paragraph) -> bool:
    match paragraph.content:
        case [Styled(Style.SMALL)]:
            return True
        case _:
            return False


def _block(block: Block, place: Place, tools: Tools) -> list[Slab]:  # noqa: C901, PLR0912  (one case each)
    match block:
        case Paragraph(content):
            if _is_small(block):
                place = place._replace(voice=place.voice._replace(colour=tools.quiet))
            return paragraph(content, place, tools, place.node.add("P"))
        case Heading():
            return _heading(block, place, tools)
        case CodeBlock():
            return code_block(block, indented(place, tools), tools)
        case MathBlock():
            return _math(block, indented(place, tools), tools)
        case ListBlock():
            return _list(block, place, tools)
        case DefinitionList():
            return _definitions(block, place, tools)
        case Quote(content):
            return _quote(content, place, tools)
        case Callout():
            return _callout(block, place, tools)
        case Details(summary, content):
            return run_in(summary, content, place._replace(node=place.node.add("Div")), tools)
        case Table():
            return table(block, place, tools)
        case Figure(image):
            return figure(image, place, tools)
        case Footnotes():
            return _footnotes(block, place, tools)
        case Rule():
            return [_rule(place, tools, place.measure)]
        case _:
            assert_never(block)


def indented(place: Place, tools: Tools, by: float | None = None) -> Place:
    """The place indented, unless its measure would become too narrow to read."""
    step = tools.style.spacing.indent if by is None else by
    step = max(min(step, place.measure - _NARROWEST), 0.0)
    return place._replace(x=place.x + step, measure=place.measure - step)


def _heading(block: Heading, place: Place, tools: Tools) -> list[Slab]:
    """A heading in an answer: bold at depth 1, bold italic at depth 2, italic below."""
    voice = place.voice._replace(bold=block.depth <= 2, italic=block.depth >= 2)
    node = place.node.add(f"H{min(place.level, 6)}")
    slabs = paragraph(block.content, place._replace(voice=voice), tools, node)
    return kept(spaced(slabs, above=max(place.gap, place.leading / 2)))


def _math(block: MathBlock, place: Place, tools: Tools) -> list[Slab]:
    try:
        whole = tools.formulas.typeset(block.latex, display=True)
    except FormulaError as error:
        tools.problems.append(Problem(block.at, error.what, error.hint))
        source = CodeBlock(block.latex, "", block.at)
        return code_lines(source, place, tools, place.node.add("P"))
    node = place.node.add("P").add("Formula", {"Alt": string(block.latex)})
    size = place.voice.size
    room = place.measure / size
    if whole.width > room and (parts := apart(block.latex, room, tools.formulas)):
        lines = [tools.formulas.typeset(part, display=True) for part in parts]
        slabs = [_display(line, size, node, place, tools) for line in lines]
    elif room < whole.width * FLOOR and (
        len(parts := broken(block.latex, room - 1.0, tools.formulas)) > 1
    ):
        what = f"the formula is too wide for the sheet: it is broken into {len(parts)} lines"
        tools.problems.append(warning(block.at, what, WRITE_LINES))
        slabs = list(_broken_lines(parts, room - 1.0, node, place, tools))
    else:
        size *= fitted(whole.width, room, tools, block.at)
        slabs = [_display(whole, size, node, place, tools)]
    return spaced([*kept(slabs[:-1]), slabs[-1]], above=2.0, below=3.0)


def _broken_lines(
    parts: Sequence[str], room: float, node: Node, place: Place, tools: Tools
) -> Iterator[Slab]:
    """The lines of one formula, at most `room` em wide; all but the first are indented."""
    for index, part in enumerate(parts):
        formula = tools.formulas.typeset(part, display=True)
        size = place.voice.size * min(1.0, room / formula.width)
        indent = place.voice.size if index else 0.0
        yield _display(formula, size, node, place._replace(x=place.x + indent), tools)


def _display(formula: Formula, size: float, node: Node, place: Place, tools: Tools) -> Slab:
    size = min(size, tools.tallest / max(formula.height + formula.depth, 1.0))
    up, down = formula.height * size, formula.depth * size
    height = on_grid(up + down + 5, place.leading)
    art = Art(formula, formula.width * size, up, down, place.voice.colour, size)
    display = s.Display(place.x, (height - up - down) / 2 + up, art, node.slot())
    return Slab(height, (display,), rails=place.rails)


# Lists ----------------------------------------------------------------------------------------


def _list(block: ListBlock, place: Place, tools: Tools) -> list[Slab]:
    ordered = block.start is not None
    node = place.node.add("L", {"A": _list_numbering(ordered=ordered)})
    labels = [_label(block, index, item) for index, item in enumerate(block.items)]
    fount = tools.book.fount("text")
    widths = (sum(word.width for word in fount[label]) for label in dict.fromkeys(labels))
    widest = max(widths, default=0.0) * place.voice.size
    step = max(tools.style.spacing.indent, widest + 7.0)
    gap = 0.0 if block.tight else place.gap / 2
    out: list[Slab] = []
    for label, item in zip(labels, block.items, strict=True):
        slabs = _item(item, label, step, place._replace(node=node.add("LI")), tools)
        if out and item is block.items[-1] and len(slabs) == 1:
            out[-1] = out[-1]._replace(keep=True)
        out += spaced(slabs, above=gap if out else place.gap / 2)
    if block.tight and len(out) <= _SHORT:
        out = kept(out[:-1]) + out[-1:]
    return spaced(out, below=place.gap)


def _list_numbering(*, ordered: bool) -> str:
    return f"<< /O /List /ListNumbering /{'Decimal' if ordered else 'Disc'} >>"


def _label(block: ListBlock, index: int, item: ListItem) -> str:
    if item.checked is not None:
        return "☑" if item.checked else "☐"
    if block.start is None:
        return "–"
    return f"{block.start + index}."


def _item(item: ListItem, text: str, step: float, place: Place, tools: Tools) -> list[Slab]:
    """An item with its label to the left: numbers right-aligned, dashes and boxes left-aligned."""
    tag = place.node.add("Lbl")
    body = place.node.add("LBody")
    inner = indented(place, tools, step)._replace(gap=place.gap / 2, node=body)
    slabs = _item_body(item, inner, tools) or [Slab(inner.leading, rails=inner.rails)]
    pieces, width = beside(text, place.voice, tag, tools)
    x = inner.x - 5.0 - width if text[-1] == "." else place.x + 3.0
    y = s.baseline(slabs[0], place.leading)
    return marked(slabs, s.Line(x, y, pieces))


def _item_body(item: ListItem, place: Place, tools: Tools) -> list[Slab]:
    """The content of an item; a single paragraph needs no P inside its LBody.

    Text above a nested list stays on one page with the beginning of that list.
    """
    match item.content:
        case [Paragraph(content)]:
            return paragraph(content, place, tools, place.node)
        case [Paragraph(), ListBlock(), *_]:
            text = blocks(item.content[:1], place, tools)
            return kept_with_next(text) + blocks(item.content[1:], place, tools)
        case _:
            return blocks(item.content, place, tools)


def _definitions(block: DefinitionList, place: Place, tools: Tools) -> list[Slab]:
    node = place.node.add("L")
    out: list[Slab] = []
    for item in block.items:
        entry = node.add("LI")
        term = entry.add("Lbl")
        bold = place._replace(voice=place.voice._replace(bold=True))
        for index, words in enumerate(item.terms):
            gap = 0.0 if index else place.gap
            out += kept(paragraph(words, bold, tools, term, gap=gap))
        inner = indented(place, tools)._replace(gap=place.gap / 2, node=entry.add("LBody"))
        for index, meaning in enumerate(item.meanings):
            out += spaced(blocks(meaning, inner, tools), above=place.gap / 2 if index else 0.0)
    return spaced(out, below=place.gap)


# Set apart ------------------------------------------------------------------------------------


def _quote(content: Sequence[Block], place: Place, tools: Tools) -> list[Slab]:
    rail = s.Rail(place.x + 0.6, 1.2, tools.style.colours.rule)
    own = place._replace(node=place.node.add("BlockQuote"))
    return _railed((), content, rail, own, tools)


def _callout(block: Callout, place: Place, tools: Tools) -> list[Slab]:
    rail = s.Rail(place.x + 1.2, 2.4, tools.style.colours.accent)
    own = place._replace(node=place.node.add("Div"))
    title = block.title or (Text(block.kind.value, NOWHERE),)
    stop = "" if plain(title).endswith(_STOPS) else tools.words.stop
    return _railed((*title, Text(stop, NOWHERE)), block.content, rail, own, tools)


def _railed(
    title: tuple[Inline, ...],
    content: Sequence[Block],
    rail: s.Rail,
    place: Place,
    tools: Tools,
) -> list[Slab]:
    inner = indented(place, tools)._replace(rails=(*place.rails, rail))
    slabs = run_in(title, content, inner, tools) if title else blocks(content, inner, tools)
    if len(slabs) <= _SHORT:
        slabs = kept(slabs[:-1]) + slabs[-1:]
    return spaced(slabs, above=place.gap, below=place.gap)


def run_in(
    title: tuple[Inline, ...], content: Sequence[Block], place: Place, tools: Tools
) -> list[Slab]:
    """Blocks with a bold title, run into their first paragraph or else on its own line."""
    strong = Styled(Style.STRONG, title)
    match content:
        case [Paragraph(words), *rest]:
            first = Paragraph((strong, Text("\u2002", NOWHERE), *words))
            return blocks((first, *rest), place, tools)
        case _:
            return kept(blocks((Paragraph((strong,)),), place, tools)) + blocks(
                content, place, tools
            )


def _footnotes(block: Footnotes, place: Place, tools: Tools) -> list[Slab]:
    """The footnotes of an answer in small type, below a short rule."""
    sizes = tools.style.sizes
    small = place._replace(
        voice=place.voice._replace(size=sizes.small),
        leading=sizes.leading * 6 / 7,
        gap=0.0,
    )
    out = [_rule(place, tools, 42.0)._replace(keep=True)]
    for note in block.items:
        node = place.node.add("Note", {"ID": tools.identity("note")})
        inner = indented(small, tools, 12.0)._replace(node=node)
        tag = node.add("Lbl")
        slabs = blocks(note.content, inner, tools) or [Slab(small.leading, rails=place.rails)]
        voice = small.voice._replace(family="sans", size=max(sizes.small * 0.85, tools.least))
        pieces, _ = beside(f"{note.number}", voice, tag, tools)
        y = s.baseline(slabs[0], small.leading)
        out += spaced(marked(slabs, s.Line(small.x, y, pieces)), above=0.0)
    return spaced(out, below=place.gap)


def _rule(place: Place, tools: Tools, width: float) -> Slab:
    rule = s.Rule(place.x, 0.3, width, 0.6, tools.style.colours.rule)
    return Slab(0.6, (rule,), place.gap, place.gap, rails=place.rails)


def separator(place: Place, tools: Tools) -> Slab:
    """The short rule between a question and its answer."""
    rule = s.Rule(place.x, place.leading / 4, 28.0, 0.9, tools.style.colours.accent)
    return Slab(place.leading / 2, (rule,), place.gap / 2, 0.0, keep=True)
