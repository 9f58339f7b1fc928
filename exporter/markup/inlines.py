"""The inlines of an element in Python-Markdown's tree.

The tree has no line numbers, so each construct is looked up in the raw text, in order.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from xml.etree.ElementTree import Element

from exporter.markup.clozes import Clozes, give_hints
from exporter.markup.context import Context
from exporter.markup.dialect import as_written, cleaned
from exporter.markup.elements import text_of
from exporter.markup.images import Images
from exporter.markup.targets import refusal
from exporter.model import (
    Break,
    Code,
    CodeBlock,
    Inline,
    Link,
    Math,
    MathBlock,
    Style,
    Styled,
    Text,
)

_STYLES = {style.value: style for style in Style} | {"ins": Style.UNDERLINE}
_TAG = re.compile(r"<[a-zA-Z][\w-]*(?:\s[^<>]*)?/?>")
_NAMES = re.compile(r"\A(?:\{:?[ ]*(?!hint=)(?:[.#][\w-]+|[\w-]+=)[^{}\n]*\})+")
"""Attributes of kramdown and pandoc after a link, code or emphasis: `{target=_blank}`."""

_LINKED = ("a link in a link is shown as text", "end the one before the other begins")

Item = Inline | MathBlock | CodeBlock
"""An inline, or a block that was lifted out of the lines and is inside a paragraph."""


class Inlines:
    """Reads the inlines of the elements of a body; `clozes` reads the deletions in them."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._reading = context.reading
        self._where = context.where
        self._numbers = context.numbers
        self.clozes = Clozes(context, self.inlines)

    def inlines(self, element: Element) -> tuple[Inline, ...]:
        """The inlines of an element that has no blocks; lifted blocks in it become inlines."""
        flat: list[Inline] = []
        for item in self.mixed(element):
            match item:
                case MathBlock(latex, at):
                    flat.append(Math(latex, at))
                case CodeBlock(text, _, at):
                    flat.append(Code(text, at))
                case inline:
                    flat.append(inline)
        return trimmed(flat)

    def mixed(self, element: Element) -> list[Item]:
        """The inlines of an element, and lifted blocks between them."""
        items: list[Item] = []
        items.extend(self._text(element.text))
        if self._numbers:
            give_hints(element)
        for child in element:
            with self._context.deeper():
                items.extend(self._inline(child))
            tail = child.tail or ""
            items.extend(self._text(tail if child.tag == "undefined" else _NAMES.sub("", tail)))
        return items

    def _text(self, raw: str | None) -> Iterable[Text]:
        if not raw:
            return ()
        at = self._where.find(as_written(raw))
        self.clozes.check(raw, at)
        for tag in _TAG.findall(raw):
            hint = "write it as `code`, or without < and >"
            self._reading.warn(self._where.find(tag), f"{tag} is shown as text", hint)
        return (Text(re.sub("[ \n]+", " ", cleaned(raw)), at),)

    def _inline(  # noqa: C901, PLR0912  # one case for each tag
        self, element: Element
    ) -> Iterable[Item]:
        match element.tag:
            case "mark" if self._numbers and element.get("written") != "html":
                return self.clozes.cloze(element, None, self._where.peek("=="))
            case tag if tag in _STYLES:
                return (Styled(_STYLES[tag], self.inlines(element)),)
            case "code":
                text = " ".join(html.unescape(element.text or "").split("\n"))
                at = self._where.find(text.partition(" ")[0])
                return (Code(*self.clozes.verbatim(text, at)),)
            case "math":
                at = self._where.find(text_of(element).partition("\n")[0])
                return (Math(*self.clozes.verbatim(text_of(element), at, latex=True)),)
            case "display":
                at = self._where.find(text_of(element).partition("\n")[0])
                return (MathBlock(*self.clozes.verbatim(text_of(element), at, latex=True)),)
            case "lifted":
                return (self.clozes.lifted(self._reading.blocks[int(element.get("n", ""))]),)
            case "deletion":
                snippet = f"{{{{c{element.get('number')}::"
                at = self._where.find(snippet)
                return self.clozes.cloze(element, element.get("number"), at)
            case "a":
                return self._link(element)
            case "img":
                images = Images(self._context, lambda at, part: Inlines(at).inlines(part))
                return images.image(element)
            case "br":
                return (Break(),)
            case "footnote":
                return self._footnote(element.get("label", ""))
            case "note":
                return self._note(element)
            case "hint":
                words = cleaned("".join(element.itertext()))
                self.clozes.stray_hint(f'{{hint="{words}"}}', self._where.find("{hint="))
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

    def _undefined(self, element: Element, label: str) -> Iterable[Inline]:
        """The text of a link by reference that is not defined, with its brackets."""
        what = f'nothing defines the link reference "{label}": it is shown as text'
        hint = f"write [{label}]: https://… on a line of its own, or `…` around code"
        self._reading.warn(self._where.peek(f"[{label}]"), what, hint)
        return self.inlines(element)

    def _link(self, element: Element) -> Iterable[Inline]:
        raw = element.get("href", "")
        target = cleaned(raw)
        outer, self._context.linking = self._context.linking, True
        content = self.inlines(element)
        self._context.linking = outer
        at = self._where.find(as_written(raw))
        if self._context.linking:
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
        """The target, with the key of a question if it has the GitHub anchor of its heading.

        It is without its `#` if it is an anchor where there is no question.
        """
        key = self._reading.anchors.get(target[1:]) if target.startswith("#") else None
        return target if key is None else f"#{key}" if key else target[1:]

    def _footnote(self, label: str) -> Iterable[Inline]:
        at = self._where.find(f"[^{label}]")
        if label not in self._reading.footnotes:
            hint = f"write [^{label}]: … on a line of its own"
            self._reading.error(at, f'footnote "{label}" has no text', hint)
            return ()
        self._reading.cited.add(label)
        return (self._context.citations.cite(label, at),)

    def _note(self, element: Element) -> Iterable[Inline]:
        """A footnote that is written in the text."""
        content = self.inlines(element)
        at = self._where.find("^[")
        label = self._context.citations.add(content)
        return (self._context.citations.cite(label, at),) if content else ()


def trimmed(content: Sequence[Inline]) -> tuple[Inline, ...]:
    """The inlines without white space at both ends, and without empty texts there."""
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
