"""The walk over Python-Markdown's tree that builds the blocks of the model."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from xml.etree.ElementTree import Element

from exporter.markup.callouts import HINT, Opening, take_opening
from exporter.markup.context import DEEPEST, Context, TooDeep
from exporter.markup.elements import only_text, text_of
from exporter.markup.inlines import Inlines, Item, trimmed
from exporter.model import (
    Align,
    Block,
    Callout,
    CodeBlock,
    Definition,
    DefinitionList,
    Details,
    Figure,
    Heading,
    Image,
    Inline,
    ListBlock,
    ListItem,
    Location,
    MathBlock,
    Paragraph,
    Quote,
    Rule,
    Table,
    Text,
)

SECOND_HINT = ("a second hint", "a question has one hint")
_MOST_COLUMNS = 50
_TASK = re.compile(r"\[([ xX])\][ ]+")
_BLOCK_TAGS = frozenset(
    ["p", "ul", "ol", "blockquote", "table", "dl", "hr", "pre", "h1", "h2", "h3", "h4", "h5", "h6"]
)


class Walk:
    """One walk over the tree of a body; `hint` collects the hint of its question."""

    def __init__(self, context: Context) -> None:
        self.hint: list[Block] = []
        self.hint_at: Location | None = None
        self._context = context
        self._reading = context.reading
        self._where = context.where
        self._words = context.words
        self._inlines = Inlines(context)
        self._headings: list[int] = []  # the levels of the headings above, outermost first

    def blocks(self, parent: Element) -> tuple[Block, ...]:
        """The blocks in an element, those between <details> and </details> as one block."""
        made: list[Block] = []
        opened: list[tuple[Location, tuple[Inline, ...], list[Block]]] = []
        children = list(parent)[::-1]
        while children:
            child = children.pop()
            tag = only_text(child).lower()
            if re.fullmatch(r"<details(?:[ ]+open)?>", tag):
                at = self._where.find("<details")
                if self._context.depth + len(opened) >= DEEPEST:
                    raise TooDeep
                opened.append((at, self._summary(children, at), made))
                made = []
            elif tag == "</details>" and opened:
                _, summary, before = opened.pop()
                before.append(Details(summary, tuple(made)))
                made = before
            else:
                with self._context.deeper():
                    made.extend(self._block(child))
        while opened:
            at, _, before = opened.pop()
            self._reading.error(at, "unclosed <details>", "end it with </details>")
            before.extend(made)
            made = before
        return tuple(made)

    def _summary(self, children: list[Element], at: Location) -> tuple[Inline, ...]:
        """Take the summary from the children if it is the next one, else the default words."""
        if children and [child.tag for child in children[-1]] == ["summary"]:
            return self._inlines.inlines(children.pop()[0])
        return (Text(self._words.details, at),)

    def _block(self, element: Element) -> Iterable[Block]:  # one case for each tag
        match element.tag:
            case "p":
                return self._paragraph(self._inlines.mixed(element))
            case "ul" | "ol":
                return (self._list(element),)
            case "blockquote":
                return self._quote(element)
            case "table":
                return (self._table(element),)
            case "dl":
                return (self._definitions(element),)
            case "hr":
                return (Rule(),)
            case "pre":
                text = html.unescape((element[0].text or "").rstrip("\n"))
                at = self._where.find(text.partition("\n")[0])
                return (self._inlines.clozes.lifted(CodeBlock(text, "", at)),)
            case tag if re.fullmatch("h[1-6]", tag):
                return (self._heading(element, int(tag[1])),)
            case tag:  # a tag that no processor of ours makes
                raise AssertionError(tag)

    def _heading(self, element: Element, level: int) -> Heading:
        """A heading at the depth among the headings above, even if the source skips levels."""
        while self._headings and self._headings[-1] >= level:
            self._headings.pop()
        self._headings.append(level)
        return Heading(len(self._headings), self._inlines.inlines(element))

    def _paragraph(self, items: Sequence[Item]) -> list[Block]:
        """A paragraph, split at the displayed formulas and code in it."""
        blocks: list[Block] = []
        line: list[Inline] = []
        for item in [*items, None]:
            if item is None or isinstance(item, MathBlock | CodeBlock):
                blocks.extend(_lone(trimmed(line)))
                line = []
            if isinstance(item, MathBlock | CodeBlock):
                blocks.append(item)
            elif item is not None:
                line.append(item)
        return blocks

    def _list(self, element: Element) -> ListBlock:
        start = int(element.get("start", "1")) if element.tag == "ol" else None
        tight = not any(child.tag == "p" for item in element for child in item)
        return ListBlock(tuple(self._item(item) for item in element), start, tight)

    def _item(self, element: Element) -> ListItem:
        holder = element[0] if not text_of(element) and len(element) else element
        if holder.tag in ("p", "li") and (task := _TASK.match(holder.text or "")):
            holder.text = (holder.text or "")[task.end() :]
            return ListItem(self._flow(element), task[1] != " ")
        return ListItem(self._flow(element))

    def _flow(self, element: Element) -> tuple[Block, ...]:
        """The content of an item or a definition: runs of inlines and blocks in any order."""
        blocks: list[Block] = []
        run = Element("p")
        run.text = element.text
        holder = Element("div")
        for child in element:
            if child.tag in _BLOCK_TAGS:
                holder.extend([run, child])
                tail, child.tail = child.tail, None
                run = Element("p")
                run.text = tail
            else:
                run.append(child)
        holder.append(run)
        full = [child for child in holder if child.tag != "p" or len(child) or text_of(child)]
        del holder[:]
        holder.extend(full)
        blocks.extend(self.blocks(holder))
        return tuple(blocks)

    def _quote(self, element: Element) -> Iterable[Block]:
        opening = take_opening(element)
        if opening is None:
            return (Quote(self.blocks(element)),)
        at = self._where.find(f"[!{opening.written}]")
        title = self._inlines.inlines(_taken(element)) if opening.titled else ()
        content = self.blocks(element)
        if not content:
            self._reading.error(at, f"empty callout [!{opening.name}]")
        if opening.name == HINT:
            self._add_hint(content, at)
            return ()
        return self._callout(opening, title, content, at)

    def _add_hint(self, content: tuple[Block, ...], at: Location) -> None:
        if self.hint:
            self._reading.error(at, *SECOND_HINT)
        self.hint.extend(content)
        self.hint_at = at

    def _callout(
        self, opening: Opening, title: tuple[Inline, ...], content: tuple[Block, ...], at: Location
    ) -> Iterable[Block]:
        if (kind := opening.kind) is None:
            self._reading.error(at, *opening.unknown())
            return ()
        if not title and (shown := self._words.callout(opening.name)) != kind.value:
            title = (Text(shown, at),)
        return (Callout(kind, content, title),)

    def _table(self, element: Element) -> Table:
        head, body = element
        at = self._where.peek((text_of(head[0][0]) or "|")[:20])
        align = tuple(Align(cell.get("align")) if cell.get("align") else None for cell in head[0])
        if len(align) > _MOST_COLUMNS:
            what = f"a table of {len(align):,} columns; at most {_MOST_COLUMNS} can be set"
            self._reading.error(at, what, "turn it on its side, or split it up")
            return Table((), (), (), at)
        titles = tuple(self._inlines.inlines(cell) for cell in head[0])
        rows = []
        for row in body:
            if lost := row.get("lost"):
                what = f"a table row with more cells than the head's {len(align)}"
                hint = "write \\| for a bar inside a cell"
                self._reading.error(self._where.find(lost[:40]), what, hint)
            rows.append(tuple(self._inlines.inlines(cell) for cell in row))
        filled = tuple(row for row in rows if any(row))
        return Table(titles, filled, align, at)

    def _definitions(self, element: Element) -> DefinitionList:
        items: list[tuple[list[tuple[Inline, ...]], list[tuple[Block, ...]]]] = []
        for child in element:
            if not items or (child.tag == "dt" and items[-1][1]):
                items.append(([], []))
            terms, meanings = items[-1]
            if child.tag == "dt":
                terms.append(self._inlines.inlines(child))
            else:
                meanings.append(self._flow(child))
        return DefinitionList(tuple(Definition(tuple(a), tuple(b)) for a, b in items))


def _taken(element: Element) -> Element:
    """Take the first child out of an element."""
    first = element[0]
    element.remove(first)
    return first


def _lone(content: tuple[Inline, ...]) -> tuple[Block, ...]:
    """A run of inlines as a block: a picture alone becomes a figure."""
    match content:
        case ():
            return ()
        case (Image() as image,):
            return (Figure(image),)
        case _:
            return (Paragraph(content),)
