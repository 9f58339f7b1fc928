"""The walk over Python-Markdown's tree that builds the model.

The tree has no line numbers: each construct is looked up in the raw text, which the walk follows in
order.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from xml.etree.ElementTree import Element

from exporter.lines import Line, Reading
from exporter.markup import deletions
from exporter.markup.commands import divided, forbidden
from exporter.markup.deletions import Numbers
from exporter.markup.dialect import as_written, attributes, cleaned
from exporter.markup.locate import Locator
from exporter.markup.targets import refusal
from exporter.media import CLIPS, LONGEST_QUOTED, PictureError
from exporter.model import (
    Align,
    Block,
    Break,
    Callout,
    CalloutKind,
    Clip,
    Cloze,
    Code,
    CodeBlock,
    Definition,
    DefinitionList,
    Details,
    Figure,
    FootnoteMark,
    Heading,
    Hole,
    Image,
    Inline,
    Link,
    ListBlock,
    ListItem,
    Location,
    Math,
    MathBlock,
    Media,
    Paragraph,
    Quote,
    Rule,
    Style,
    Styled,
    Table,
    Text,
    parts,
    plain,
)
from exporter.model import deletions as hidden
from exporter.plaintext import plaintext, unspelt
from exporter.suggest import did_you_mean
from exporter.visible import shortened
from exporter.wording import Words

DEEPEST = 40
"""How many levels of blocks and styles may lie in each other."""

SECOND_HINT = ("a second hint", "a question has one hint")
_MOST_COLUMNS = 50
_STYLES = {style.value: style for style in Style} | {"ins": Style.UNDERLINE}
_TAG = re.compile(r"<[a-zA-Z][\w-]*(?:\s[^<>]*)?/?>")
_CALLOUT = re.compile(r"\[!([\w-]+)\](?:(:)|[+-])?[ ]*(?:\n|\Z)")
_CALLOUTS = {
    **CalloutKind.__members__,
    **dict.fromkeys(
        ("ABSTRACT", "SUMMARY", "TLDR", "INFO", "TODO", "QUESTION", "HELP", "FAQ", "EXAMPLE",
         "QUOTE", "CITE"), CalloutKind.NOTE,
    ),
    **dict.fromkeys(("SUCCESS", "CHECK", "DONE"), CalloutKind.TIP),
    "ATTENTION": CalloutKind.WARNING,
    **dict.fromkeys(("FAILURE", "FAIL", "MISSING", "DANGER", "ERROR", "BUG"), CalloutKind.CAUTION),
}  # fmt: skip
"""GitHub's callouts by their names, and Obsidian's by what they are nearest to."""

_LENGTH = re.compile(r"\d+(?:\.\d+)?(?:px|in|cm|mm|pt|em|rem)?")
_SIZE = re.compile(r"(?<=[^ ])[ ]+=\d{0,5}%?x\d{0,5}$")
"""What some programs take behind the name of a picture: `=300x200`."""

_NAMES = re.compile(r"\A(?:\{:?[ ]*(?!hint=)(?:[.#][\w-]+|[\w-]+=)[^{}\n]*\})+")
"""What kramdown and pandoc have right behind a link, code or emphasis: `{target=_blank}`."""

_TASK = re.compile(r"\[([ xX])\][ ]+")


class TooDeep(Exception):  # noqa: N818  # it says what was met, and never leaves the package
    """A tree nested deeper than any reader means it to be, or a writer could follow."""


class Walk:
    """One walk over the tree of a body."""

    def __init__(
        self,
        reading: Reading,
        picture: Callable[[str], Media],
        words: Words,
        lines: Sequence[Line],
        numbers: Numbers | None = None,
    ) -> None:
        """With `numbers` for its deletions the text is that of a cloze."""
        self._reading = reading
        self._picture = picture
        self._words = words
        self._numbers = numbers
        self._hiding = False
        self._linking = False
        self._where = Locator(reading.path, lines)
        self.footnotes: list[str] = []
        self.notes: dict[str, tuple[Inline, ...]] = {}  # those in the text, by labels of ours
        self._numbered: dict[str, int] = {}  # the same, from 1
        self.hint: list[Block] = []
        self.hint_at: Location | None = None
        self._depth = 0
        self._headings: list[int] = []  # the levels of those around, from the outside in

    def within(self, lines: Sequence[Line]) -> Walk:
        """A walk over other lines that counts the same footnotes."""
        inner = Walk(self._reading, self._picture, self._words, lines, self._numbers)
        inner.footnotes, inner._numbered = self.footnotes, self._numbered
        inner.notes = self.notes
        inner._hiding, inner._linking = self._hiding, self._linking
        inner._depth = self._depth
        return inner

    # Blocks

    def blocks(self, parent: Element) -> tuple[Block, ...]:
        """The blocks below an element, <details> among them folded."""
        made: list[Block] = []
        opened: list[tuple[Location, tuple[Inline, ...], list[Block]]] = []
        children = list(parent)[::-1]
        while children:
            child = children.pop()
            tag = _lone_text(child).lower()
            if re.fullmatch(r"<details(?:[ ]+open)?>", tag):
                at = self._where.find("<details")
                if self._depth + len(opened) >= DEEPEST:
                    raise TooDeep
                opened.append((at, self._summary(children, at), made))
                made = []
            elif tag == "</details>" and opened:
                _, summary, before = opened.pop()
                before.append(Details(summary, tuple(made)))
                made = before
            else:
                with self._deeper():
                    made.extend(self._block(child))
        while opened:
            at, _, before = opened.pop()
            self._reading.error(at, "unclosed <details>", "end it with </details>")
            before.extend(made)
            made = before
        return tuple(made)

    def _summary(self, children: list[Element], at: Location) -> tuple[Inline, ...]:
        """The summary, if it is next among the children, taken from them."""
        if children and [child.tag for child in children[-1]] == ["summary"]:
            return self.inlines(children.pop()[0])
        return (Text(self._words.details, at),)

    @contextmanager
    def _deeper(self) -> Iterator[None]:
        self._depth += 1
        if self._depth > DEEPEST:
            raise TooDeep
        yield
        self._depth -= 1

    def _block(self, element: Element) -> Iterable[Block]:  # one case for each tag
        match element.tag:
            case "p":
                return self._paragraph(self._mixed(element))
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
                return (self._lifted(CodeBlock(text, "", at)),)
            case tag if re.fullmatch("h[1-6]", tag):
                return (self._heading(element, int(tag[1])),)
            case tag:  # a tag that no processor of ours makes
                raise AssertionError(tag)

    def _heading(self, element: Element, level: int) -> Heading:
        """A heading one level below the one around it, however many the source leaves out."""
        while self._headings and self._headings[-1] >= level:
            self._headings.pop()
        self._headings.append(level)
        return Heading(len(self._headings), self.inlines(element))

    def _paragraph(self, items: Sequence[Inline | MathBlock | CodeBlock]) -> list[Block]:
        """A paragraph, cut where displayed formulas or code stand in it."""
        blocks: list[Block] = []
        line: list[Inline] = []
        for item in [*items, None]:
            if item is None or isinstance(item, MathBlock | CodeBlock):
                blocks.extend(_lone(_trimmed(line)))
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
        holder = element[0] if not _text(element) and len(element) else element
        if holder.tag in ("p", "li") and (task := _TASK.match(holder.text or "")):
            holder.text = (holder.text or "")[task.end() :]
            return ListItem(self._flow(element), task[1] != " ")
        return ListItem(self._flow(element))

    def _flow(self, element: Element) -> tuple[Block, ...]:
        """An item's or a definition's content: a run of inlines, then blocks, in any order."""
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
        full = [child for child in holder if child.tag != "p" or len(child) or _text(child)]
        del holder[:]
        holder.extend(full)
        blocks.extend(self.blocks(holder))
        return tuple(blocks)

    def _quote(self, element: Element) -> Iterable[Block]:
        first = element[0] if len(element) else None
        callout = (
            _CALLOUT.match(first.text or "") if first is not None and first.tag == "p" else None
        )
        if first is None or callout is None:
            return (Quote(self.blocks(element)),)
        at = self._where.find(f"[!{callout[1]}]")
        first.text = (first.text or "")[callout.end() :]
        if not _text(first) and not len(first):
            element.remove(first)
        name = callout[1].upper()
        titled = bool(callout[2]) and name != "HINT" and len(element) > 1 and element[0].tag == "p"
        title = self._title(element) if titled else ()
        content = self.blocks(element)
        if not content:
            self._reading.error(at, f"empty callout [!{name}]")
        if name == "HINT":
            if self.hint:
                self._reading.error(at, *SECOND_HINT)
            self.hint.extend(content)
            self.hint_at = at
            return ()
        kind = _CALLOUTS.get(name)
        if kind is None:
            known = [*CalloutKind.__members__, "HINT"]
            hint = did_you_mean(name, _CALLOUTS) or f"known are {', '.join(known)}"
            self._reading.error(at, f"unknown callout [!{callout[1]}]", hint)
            return ()
        if not title and (shown := self._words.callout(name)) != kind.value:
            title = (Text(shown, at),)
        return (Callout(kind, content, title),)

    def _title(self, callout: Element) -> tuple[Inline, ...]:
        """The title of a callout, taken from its elements."""
        title = callout[0]
        callout.remove(title)
        return self.inlines(title)

    def _table(self, element: Element) -> Table:
        head, body = element
        at = self._where.peek((_text(head[0][0]) or "|")[:20])
        align = tuple(Align(cell.get("align")) if cell.get("align") else None for cell in head[0])
        if len(align) > _MOST_COLUMNS:
            what = f"a table of {len(align):,} columns; at most {_MOST_COLUMNS} can be set"
            self._reading.error(at, what, "turn it on its side, or split it up")
            return Table((), (), (), at)
        titles = tuple(self.inlines(cell) for cell in head[0])
        rows = []
        for row in body:
            if lost := row.get("lost"):
                what = f"a table row with more cells than the head's {len(align)}"
                hint = "write \\| for a bar inside a cell"
                self._reading.error(self._where.find(lost[:40]), what, hint)
            rows.append(tuple(self.inlines(cell) for cell in row))
        filled = tuple(row for row in rows if any(row))
        return Table(titles, filled, align, at)

    def _definitions(self, element: Element) -> DefinitionList:
        items: list[tuple[list[tuple[Inline, ...]], list[tuple[Block, ...]]]] = []
        for child in element:
            if not items or (child.tag == "dt" and items[-1][1]):
                items.append(([], []))
            terms, meanings = items[-1]
            if child.tag == "dt":
                terms.append(self.inlines(child))
            else:
                meanings.append(self._flow(child))
        return DefinitionList(tuple(Definition(tuple(a), tuple(b)) for a, b in items))

    # Inlines

    def inlines(self, element: Element) -> tuple[Inline, ...]:
        """The inlines of an element that can hold nothing else."""
        flat: list[Inline] = []
        for item in self._mixed(element):
            match item:
                case MathBlock(latex, at):
                    flat.append(Math(latex, at))
                case CodeBlock(text, _, at):
                    flat.append(Code(text, at))
                case inline:
                    flat.append(inline)
        return _trimmed(flat)

    def _mixed(self, element: Element) -> list[Inline | MathBlock | CodeBlock]:
        items: list[Inline | MathBlock | CodeBlock] = []
        items.extend(self._text(element.text))
        if self._numbers:
            _give_hints(element)
        for child in element:
            with self._deeper():
                items.extend(self._inline(child))
            tail = child.tail or ""
            items.extend(self._text(tail if child.tag == "undefined" else _NAMES.sub("", tail)))
        return items

    def _text(self, raw: str | None) -> Iterable[Text]:
        if not raw:
            return ()
        at = self._where.find(as_written(raw))
        self._check_deletions(raw, at)
        for tag in _TAG.findall(raw):
            hint = "write it as `code`, or without < and >"
            self._reading.warn(self._where.find(tag), f"{tag} is shown as text", hint)
        return (Text(re.sub("[ \n]+", " ", cleaned(raw)), at),)

    def _inline(  # noqa: C901, PLR0912  # one case for each tag
        self, element: Element
    ) -> Iterable[Inline | MathBlock | CodeBlock]:
        match element.tag:
            case "mark" if self._numbers and element.get("written") != "html":
                return self._cloze(element, None, self._where.peek("=="))
            case tag if tag in _STYLES:
                return (Styled(_STYLES[tag], self.inlines(element)),)
            case "code":
                text = " ".join(html.unescape(element.text or "").split("\n"))
                return (Code(*self._verbatim(text, self._where.find(text.partition(" ")[0]))),)
            case "math":
                at = self._where.find(_first_line(element))
                return (Math(*self._verbatim(_latex(element), at, latex=True)),)
            case "display":
                at = self._where.find(_first_line(element))
                return (MathBlock(*self._verbatim(_latex(element), at, latex=True)),)
            case "lifted":
                return (self._lifted(self._reading.blocks[int(element.get("n", ""))]),)
            case "deletion":
                snippet = f"{{{{c{element.get('number')}::"
                at = self._where.find(snippet)
                return self._cloze(element, element.get("number"), at)
            case "a":
                return self._link(element)
            case "img":
                return self._image(element)
            case "br":
                return (Break(),)
            case "footnote":
                return self._footnote(element.get("label", ""))
            case "note":
                return self._note(self.inlines(element), self._where.find("^["))
            case "hint":
                words = cleaned("".join(element.itertext()))
                self._stray_hint(f'{{hint="{words}"}}', self._where.find("{hint="))
                return ()
            case "summary" | "span":  # outside <details>: just its words
                return self.inlines(element)
            case "undefined":
                return self._undefined(element, element.get("label", ""))
            case "problem":
                at = self._where.find(element.get("snippet", ""))
                self._reading.error(at, element.get("what", ""), element.get("hint", ""))
                return ()
            case tag:  # a tag that no pattern of ours makes
                raise AssertionError(tag)

    # Deletions

    def _cloze(self, element: Element, stated: str | None, at: Location) -> Iterable[Inline]:
        """A deletion of a cloze; elsewhere it is a slip."""
        if self._numbers is None:
            self._reading.error(at, *_NO_CLOZE)
            return ()
        if self._hiding or stated == "0":
            self._reading.error(at, *(deletions.NESTED if self._hiding else deletions.ZERO))
            return ()
        self._hiding = True
        hint = self._hint(element, at)
        content = self.inlines(element)
        self._hiding = False
        deletion = self._numbers.deletion(stated, hint, at)
        if not content:
            self._reading.error(at, *deletions.EMPTY)
            return ()
        return (Cloze(deletion, content),)

    def _hint(self, deletion: Element, at: Location) -> tuple[Inline, ...]:
        """The hint of a deletion, taken from it."""
        if not len(deletion) or deletion[-1].tag != "hint":
            return ()
        words = deletion[-1]
        deletion.remove(words)
        hint = self.inlines(words)
        if any(isinstance(each, Image | Clip | FootnoteMark) for each in _within(hint)):
            self._reading.error(at, "a hint of more than words", "leave out what is not text")
        self._check_formulas(hint)
        return hint

    def _check_formulas(self, content: tuple[Inline, ...]) -> None:
        """Report what the sheet would, if it set the text."""
        for at, what, hint in unspelt(content):
            self._reading.error(at, what, hint)

    def _verbatim(
        self, text: str, at: Location, *, latex: bool = False
    ) -> tuple[str, Location, tuple[Hole, ...]]:
        """Code or a formula without its marks, where it is, and its holes in a cloze."""
        bare, holes = self._cut(text, at, latex=latex)
        # A hint stands in its formula, in the place of what it hides.
        for part in (bare, *(plain(hole.deletion.hint) for hole in holes)) if latex else ():
            if wrong := forbidden(part):
                self._reading.error(at, *wrong)
        edges = [edge for hole in holes for edge in (hole.start, hole.end)] if latex else []
        if command := divided(bare, edges):
            what = f"a deletion that begins or ends within the command {command}"
            self._reading.error(at, what, "put a blank between the two, or hide all of it")
        return bare, at, holes

    def _cut(self, text: str, at: Location, *, latex: bool) -> tuple[str, tuple[Hole, ...]]:
        if self._numbers is None:
            if latex and deletions.NUMBERED.search(text):
                self._reading.error(at, *_NO_CLOZE)
            return text, ()
        if "==" not in text and "{{c" not in text:
            return text, ()

        def complain(what: str, hint: str) -> None:
            self._reading.error(at, what, hint)

        bare, holes = deletions.cut(text, self._numbers, at, complain)
        if holes and self._hiding:
            complain(*deletions.NESTED)
        return bare, holes

    def _lifted(self, block: CodeBlock | MathBlock) -> CodeBlock | MathBlock:
        match block:
            case CodeBlock(text, language, at):
                bare, at, holes = self._verbatim(text, at)
                return CodeBlock(bare, language, at, holes)
            case MathBlock(latex, at):
                return MathBlock(*self._verbatim(latex, at, latex=True))

    def _check_deletions(self, raw: str, at: Location) -> None:
        """What looks like a deletion and was not read as one."""
        if deletions.NUMBERED.search(raw):
            self._reading.error(at, *(deletions.UNCLOSED if self._numbers else _NO_CLOZE))
        elif self._numbers and "====" in raw:
            self._reading.error(at, *deletions.EMPTY)
        elif self._numbers and re.search(r"==(?=\S)|(?<=\S)==", raw):
            self._reading.error(at, *deletions.UNCLOSED)
        elif self._numbers and (hint := re.search(deletions.HINT, raw)):
            self._stray_hint(hint[0], at)

    def _stray_hint(self, hint: str, at: Location) -> None:
        mend = (
            "a hint stands right behind ==the text== that it is for"
            if self._numbers
            else "write {.cloze} behind the question's heading"
        )
        self._reading.error(at, f"{hint} belongs to no deletion", mend)

    def _undefined(self, element: Element, label: str) -> Iterable[Inline]:
        """The words of a link by reference that leads nowhere, brackets and all."""
        what = f'nothing defines the link reference "{label}": it is shown as text'
        hint = f"write [{label}]: https://… on a line of its own, or `…` around code"
        self._reading.warn(self._where.peek(f"[{label}]"), what, hint)
        return self.inlines(element)

    def _link(self, element: Element) -> Iterable[Inline]:
        raw = element.get("href", "")
        target = cleaned(raw)
        outer, self._linking = self._linking, True
        content = self.inlines(element)
        self._linking = outer
        at = self._where.find(as_written(raw))
        if self._linking:
            self._reading.warn(at, *_LINKED)
            return content
        if any(isinstance(each, Text) and "](" in each.text for each in content):
            self._reading.warn(at, *_LINKED)
        target = self._anchored(target)
        link = Link(content, target, cleaned(element.get("title", "")), at)
        if target.startswith("#") and len(target) > 1:
            self._reading.internal.append(link)
            return (link,)
        found = refusal(target, cleaned(raw))
        if found is None:
            return (link,)
        report = self._reading.error if found.grave else self._reading.warn
        report(at, found.what, found.hint)
        return content

    def _anchored(self, target: str) -> str:
        """The target with a question's key, if it names its heading as GitHub does.

        Without its `#` if it names a place that is no question's.
        """
        key = self._reading.anchors.get(target[1:]) if target.startswith("#") else None
        return target if key is None else f"#{key}" if key else target[1:]

    def _image(self, element: Element) -> Iterable[Inline]:
        reference = _SIZE.sub("", cleaned(element.get("src", "")))
        self._where.find(element.get("opening", ""))
        alt = self._alt(element.find("alt"))
        at = self._where.find(element.get("closing", ""))
        caption = self._caption(element.find("caption"))
        width = self._width(element.get("attributes"), at)
        clip = reference.lower().endswith(CLIPS)
        if not alt and not clip:
            hint = "write what it shows between [ and ]"
            self._reading.warn(
                at, f'the image "{shortened(reference, LONGEST_QUOTED)}" has no alt text', hint
            )
        try:
            media = self._picture(reference)
        except PictureError as error:
            self._reading.error(at, error.what, error.hint)
            return ()
        return (Clip(media, alt, caption, at) if clip else Image(media, alt, caption, width, at),)

    def _alt(self, element: Element | None) -> str:
        """An alt text, which is no place for what leads or stands elsewhere, or is hidden."""
        content = () if element is None else self.inlines(element)
        self._refuse_images(content, "an alt text")
        for mark in _within(content):
            if isinstance(mark, FootnoteMark):
                self._reading.error(mark.at, "a footnote in an alt text", _IN_CAPTION)
        for deletion, _ in hidden(content):
            self._reading.error(deletion.at, "a deletion in an alt text", _IN_CAPTION)
        self._check_formulas(content)
        return " ".join(plaintext(content).split())

    def _caption(self, element: Element | None) -> tuple[Inline, ...]:
        """A caption; that of an image by reference stands where it is defined."""
        if element is None:
            return ()
        walk = self
        if line := element.get("line"):
            walk = self.within([Line(int(line), element[0].text or "")])
        content = walk.inlines(element)
        self._refuse_images(content, "a caption")
        return content

    def _refuse_images(self, content: tuple[Inline, ...], where: str) -> None:
        for node in _within(content):
            if isinstance(node, Image | Clip):
                self._reading.error(node.at, f"an image in {where}", "put it behind")

    def _width(self, text: str | None, at: Location) -> float | None:
        """The one attribute of an image, `width=60%`, as a fraction."""
        width: float | None = None
        for name, value in attributes(text) if text else ():
            percent = re.fullmatch(r"(\d{1,3}(?:\.\d+)?)%", value or "")
            if name == "width" and percent and 0 < float(percent[1]) <= 100:
                width = float(percent[1]) / 100
            elif name == "width":
                hint = "write a part of the text's width, as {width=60%}"
                if _LENGTH.fullmatch(value or ""):
                    self._reading.warn(at, f'the image width "{value}" is not used', hint)
                else:
                    self._reading.error(at, f'image width "{value}"', hint)
            else:
                what = f'unknown image attribute "{name if name not in ("id", ".") else value}"'
                self._reading.warn(at, what, "an image takes only {width=60%}")
        return width

    def _footnote(self, label: str) -> Iterable[Inline]:
        at = self._where.find(f"[^{label}]")
        if label not in self._reading.footnotes:
            hint = f"write [^{label}]: … on a line of its own"
            self._reading.error(at, f'footnote "{label}" has no text', hint)
            return ()
        self._reading.cited.add(label)
        return (self._cited(label, at),)

    def _note(self, content: tuple[Inline, ...], at: Location) -> Iterable[Inline]:
        label = f"note {len(self.notes)}"  # no label of the source has a blank
        self.notes[label] = content
        return (self._cited(label, at),) if content else ()

    def _cited(self, label: str, at: Location) -> FootnoteMark:
        if label not in self._numbered:
            self.footnotes.append(label)
            self._numbered[label] = len(self.footnotes)
        return FootnoteMark(self._numbered[label], at)


_LINKED = ("a link in a link is shown as text", "end the one before the other begins")
_IN_CAPTION = 'it can stand in a caption: ![what it shows](picture.png "the caption")'

_BLOCK_TAGS = frozenset(
    ["p", "ul", "ol", "blockquote", "table", "dl", "hr", "pre", "h1", "h2", "h3", "h4", "h5", "h6"]
)


_NO_CLOZE = (
    "a deletion {{c…}} in a question that is no cloze",
    "write {.cloze} behind its heading, or put the text in `…`",
)


def _give_hints(element: Element) -> None:
    """Move each hint to the mark before it."""
    for mark, hint in list(pairwise(element)):
        if hint.tag == "hint" and mark.tag == "mark" and not mark.tail:
            element.remove(hint)
            mark.tail, hint.tail = hint.tail, None
            mark.append(hint)


def _within(content: Iterable[Block | Inline]) -> Iterator[Block | Inline]:
    """Some inlines and all that is in them."""
    for node in content:
        yield node
        for part in parts(node):
            yield from _within(part)


def _lone(content: tuple[Inline, ...]) -> tuple[Block, ...]:
    """A run of inlines as a block: a picture alone is a figure."""
    match content:
        case ():
            return ()
        case (Image() as image,):
            return (Figure(image),)
        case _:
            return (Paragraph(content),)


def _trimmed(content: Sequence[Inline]) -> tuple[Inline, ...]:
    """Without white space at either end, and without empty texts."""
    items = list(content)
    while items and isinstance(items[0], Text) and not items[0].text.strip():
        del items[0]
    while items and isinstance(items[-1], Text) and not items[-1].text.strip():
        del items[-1]
    if items and isinstance(first := items[0], Text):
        items[0] = Text(first.text.lstrip(), first.at)
    if items and isinstance(last := items[-1], Text):
        items[-1] = Text(last.text.rstrip(), last.at)
    return tuple(items)


def _text(element: Element) -> str:
    return (element.text or "").strip()


def _lone_text(element: Element) -> str:
    return _text(element) if element.tag == "p" and not len(element) else ""


def _latex(element: Element) -> str:
    return (element.text or "").strip()


def _first_line(element: Element) -> str:
    return _latex(element).partition("\n")[0]
