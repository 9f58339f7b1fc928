"""The Markdown this project reads: Python-Markdown with its extensions and a few patterns.

The only importer of `markdown`. What it gives is an ElementTree whose tags are HTML's, save for
eight of its own: math, display, lifted (with `n`), footnote (with `label`), deletion (with `number`
and `hint`), hint (of the deletion before it), problem (with `what`, `hint`, `snippet`) and, as
HTML's, summary. No HTML of the source passes through: a tag that is
not understood stays text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, cast
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.extensions.attr_list import get_attrs_and_remainder
from markdown.extensions.tables import TableProcessor
from markdown.inlinepatterns import (
    IMAGE_LINK_RE,
    IMAGE_REFERENCE_RE,
    REFERENCE_RE,
    ImageInlineProcessor,
    ImageReferenceInlineProcessor,
    InlineProcessor,
    ReferenceInlineProcessor,
    ShortImageReferenceInlineProcessor,
    ShortReferenceInlineProcessor,
)
from markdown.util import AMP_SUBSTITUTE, ETX, STX, AtomicString

from exporter.keys import anchor
from exporter.lines import MARK, fold_label
from exporter.markup.deletions import HINT, NESTED, NUMBERED
from exporter.media import SUFFIXES
from exporter.pasted import attributes as html_attributes

if TYPE_CHECKING:
    from markdown.treeprocessors import InlineProcessor as InlineTree

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]\w{1,31});")
_ESCAPED = re.compile(f"{STX}(\\d+){ETX}")
_SIGN = re.compile(r"[\\`*_~^=\[<&$!@\x0e]|\{\{c\d|://|www\.|  \n", re.IGNORECASE)
"""What every inline construct has in it; text without any is just text."""

_HTML_LEVELS = 4
"""How many elements of HTML may stand in each other."""

_PICTURE = (
    r"(?i)<img(?=\s[^<>]*\bsrc\s*=\s*[\"']?[^<>\"']*\.(?:"
    + "|".join(suffix[1:] for suffix in SUFFIXES)
    + r")[\"'\s>/])\s[^<>]*>"
)
"""`<img>` with the name of a picture; any other is text."""

_WIKI = (
    r"(!?)(?<![\w\]])\[\[(?=[^\]\n]*[^\W\d_])"
    r"([^\[\]|#\n\"']*)(#[^\[\]|\n]*)?(?:\|([^\[\]\n]*))?\]\]"
)
"""`[[Page]]`, `[[Page#Heading|words]]` or `![[file]]`; `[[1]]` and `x[[i]]` are none."""

_SIGNS = {
    "backtick": "`",
    "math": "$\\",
    "unclosed_math": "$\\",
    "backslash_break": "\\",
    "escape": "\\",
    "deletion_hint": "{",
    "deletion": "{",
    "footnote": "[",
    "reference": "[",
    "link": "[",
    "image_link": "[",
    "image_reference": "[",
    "short_reference": "[",
    "short_image_ref": "[",
    "autolink": "<",
    "automail": "<",
    "br": "<",
    **{f"html{level or ''}": "<" for level in range(_HTML_LEVELS)},
    "picture": "<",
    "wiki": "[",
    "fenced_math": "$",
    "lifted": "\x0e",
    "em_strong": "*_",
    "delimiter": "^=~",
}
"""What a pattern has in all it finds: one of these; without any the pattern need not look."""

_ALWAYS = (
    "markdown.extensions.def_list",
    "markdown.extensions.sane_lists",
    "markdown.extensions.tables",
    "pymdownx.quotes",
    "pymdownx.saneheaders",
)

_EXTENSIONS = {
    "pymdownx.caret": ("^",),
    "pymdownx.mark": ("==",),
    "pymdownx.tilde": ("~",),
    "pymdownx.magiclink": ("://", "www.", "@"),
}
"""What takes longer to load than all else here, and the signs without which it is left out."""

_UNDERSTOOD = ("sub", "sup", "kbd", "u", "mark", "small", "summary")
_MEANT = {
    **{name: name for name in _UNDERSTOOD},
    "b": "strong", "strong": "strong", "i": "em", "em": "em", "s": "del", "strike": "del",
    "del": "del", "ins": "u", "code": "code", "tt": "code", "samp": "code",
    "span": "span", "font": "span", "center": "span", "p": "span", "div": "span",
}  # fmt: skip
"""HTML's elements in a line by what they are here: a `span` shows its words and no more.

Those that are `_UNDERSTOOD` are written without attributes.
"""

Found = tuple[Element | None, int | None, int | None]
"""What a pattern gives: an element, and where in the text it begins and ends."""


class Dialect:
    """One parser, built once and used for every body of a file, whose `text` it is made for."""

    def __init__(self, text: str) -> None:
        text = text.lower()
        self._md = _parser(
            name for name, signs in _EXTENSIONS.items() if any(sign in text for sign in signs)
        )
        registry = self._md.inlinePatterns
        signs = {registry[name]: signs for name, signs in _SIGNS.items() if name in registry}
        self._patterns = [(pattern, signs.get(pattern, "")) for pattern in registry]

    def tree(self, lines: Sequence[str], references: Mapping[str, tuple[str, str]]) -> Element:
        """The tree of some lines; references are targets and titles by folded label."""
        self._md.reset()
        self._md.references = dict(references)
        root = cast("Element", self._md.parser.parseDocument([*lines]).getroot())
        for element in root.iter():
            if element.text and not _SIGN.search(element.text):
                element.text = AtomicString(element.text)  # no pattern need look at it
        self._inlines("\n".join(lines)).run(root)
        return root

    def inline(self, text: str, references: Mapping[str, tuple[str, str]]) -> Element:
        """The element whose content is the inlines of a text."""
        self._md.reset()
        self._md.references = dict(references)
        root = Element("div")
        SubElement(root, "p").text = text
        self._inlines(text).run(root)
        return root[0]

    def _inlines(self, text: str) -> InlineTree:
        """What finds the inlines of a text, with the patterns that can find any in it."""
        tree = cast("InlineTree", self._md.treeprocessors["inline"])
        tree.inlinePatterns = [  # type: ignore[assignment]  # it only counts and indexes them
            pattern
            for pattern, signs in self._patterns
            if not signs or any(sign in text for sign in signs)
        ]
        return tree


class _MathPattern(InlineProcessor):
    r"""Formulas between $, $$, \( \) or \[ \], before a backslash is read as an escape."""

    PATTERN = (
        r"(?<!\\)(?:\$\$([^\x02]+?)\$\$"
        r"|\$(?![\s$])((?:\\.|[^\\$\x02])+?)(?<![\s\\])\$(?!\d)"
        r"|\\\(([^\x02]+?)\\\)|\\\[([^\x02]+?)\\\])"
    )

    def handleMatch(  # type: ignore[override]  # the stub has the older class's signature
        self, m: re.Match[str], data: str
    ) -> tuple[Element, int, int]:
        element = Element("display" if m[1] or m[4] else "math")
        element.text = AtomicString(m[1] or m[2] or m[3] or m[4])
        return element, m.start(), m.end()


class _UnclosedMath(InlineProcessor):
    """A delimiter that `_MathPattern` has left, since nothing closes it."""

    PATTERN = r"(?<!\\)(\$\$|\\\()"

    def handleMatch(  # type: ignore[override]  # as above
        self, m: re.Match[str], data: str
    ) -> tuple[Element, int, int]:
        closing = "$$" if m[1] == "$$" else "\\)"
        what = f"unclosed math: no {closing} before the end of the paragraph"
        problem = _problem(what, f"close the formula with {closing}", m[1])
        return problem, m.start(), m.end()


class _Pattern(InlineProcessor):
    """An element made from a match alone."""

    def __init__(self, pattern: str, make: Callable[[re.Match[str]], Element]) -> None:
        super().__init__(pattern)
        self._make = make

    def handleMatch(  # type: ignore[override]  # as above
        self, m: re.Match[str], data: str
    ) -> tuple[Element, int, int]:
        return self._make(m), m.start(), m.end()


class _HtmlPattern(InlineProcessor):
    """An element that is understood, from its tag to the first that ends it."""

    PATTERN = rf"(?i)<({'|'.join(_MEANT)}|a)((?:\s[^<>]*)?)>"

    def __init__(self, pattern: str) -> None:
        super().__init__(pattern)
        self._unended: dict[str, str] = {}  # the text in which nothing ends an element any more

    def handleMatch(  # type: ignore[override]  # as above
        self, m: re.Match[str], data: str
    ) -> Found:
        name = m[1].lower()
        end = self._end(name, m, data)
        if end is None or (m[2] and name in _UNDERSTOOD):
            return None, None, None
        element = _anchor(m[2]) if name == "a" else Element(_MEANT[name], written="html")
        text = data[m.end() : end]
        element.text = AtomicString(text) if element.tag == "code" else text
        return element, m.start(), end + len(name) + 3

    def _end(self, name: str, m: re.Match[str], data: str) -> int | None:
        if self._unended.get(name) == data:  # so it was for the tag before
            return None
        found = [data.find(end, m.end()) for end in (f"</{m[1]}>", f"</{name}>")]
        end = min((each for each in found if each >= 0), default=None)
        if end is None:
            self._unended[name] = data
        return end


def _anchor(attributes: str) -> Element:
    """A link; without a target it is a place for links, which shows nothing but its words."""
    given = html_attributes(attributes)
    if "href" not in given:
        return Element("span")
    return Element("a", href=given["href"], title=given.get("title", ""))


def _picture(match: re.Match[str]) -> Element:
    """An image; a width that is no part of the text's is a browser's affair."""
    given = html_attributes(match[0])
    element = Element("img", {name: given.get(name, "") for name in ("src", "alt", "title")})
    if (width := given.get("width", "")).endswith("%"):
        element.set("attributes", f"width={width}")
    return element


def _wiki(match: re.Match[str]) -> Element:
    """Obsidian's link to a page, or the file that it embeds."""
    page, place, alias = (match[2] or "").strip(), match[3] or "", (match[4] or "").strip()
    if match[1] and page.lower().endswith(SUFFIXES):
        alt = "" if re.fullmatch(r"\d+(?:x\d+)?", alias) else alias
        return Element("img", src=page, alt=alt, title="")
    target = page or f"#{anchor(place)}"
    element = Element("a", href=target) if match[1] or place or alias else Element("span")
    element.text = alias or f"{page}{place}".strip("#")
    return element


def _fenced_math(match: re.Match[str]) -> Element:
    """GitHub's formula in code, where nothing in it can be Markdown."""
    element = Element("math")
    element.text = AtomicString(match[1])
    return element


def _footnote_mark(match: re.Match[str]) -> Element:
    return Element("footnote", label=match[1])


def _deletion(match: re.Match[str]) -> Element:
    if NUMBERED.search(match[2]):
        return _problem(*NESTED, match[0][:20])
    text, _, hint = match[2].partition("::")
    element = Element("deletion", number=match[1], hint=hint)
    element.text = text
    return element


def _hint(match: re.Match[str]) -> Element:
    return Element("hint", words=match[1])


def _problem(what: str, hint: str, snippet: str) -> Element:
    return Element("problem", what=what, hint=hint, snippet=snippet)


class _ImagePattern(ImageInlineProcessor):
    """An image and the attributes right behind it."""

    def handleMatch(  # type: ignore[override]  # as above
        self, m: re.Match[str], data: str
    ) -> tuple[Element | None, int | None, int | None]:
        found = cast("tuple[Element | None, int | None, int | None]", super().handleMatch(m, data))
        return _with_attributes(found, data)


class _ImageReference(ImageReferenceInlineProcessor):
    """An image by reference and the attributes right behind it."""

    def handleMatch(  # type: ignore[override]  # as above
        self, m: re.Match[str], data: str
    ) -> tuple[Element | None, int | None, int | None]:
        return _with_attributes(_resolved(self, m, data), data)


class _Reference(ReferenceInlineProcessor):
    """A link by reference; one to nowhere is a problem, not text."""

    def handleMatch(  # type: ignore[override]  # as above
        self, m: re.Match[str], data: str
    ) -> tuple[Element | None, int | None, int | None]:
        return _resolved(self, m, data)


def _resolved(
    pattern: ReferenceInlineProcessor, m: re.Match[str], data: str
) -> tuple[Element | None, int | None, int | None]:
    """`[text][label]` or `[label][]`, without white space between, as on GitHub."""
    text, index, closed = pattern.getText(data, m.end())
    label = re.compile(r"\[([^\[\]]*)\]").match(data, index) if closed else None
    if label is None:
        return None, None, None
    name = label[1] or text
    if target := pattern.md.references.get(fold_label(name)):
        return pattern.makeTag(*target, text), m.start(), label.end()
    what = f'broken link reference: nothing defines "{name}"'
    hint = f"write [{name}]: https://… on a line of its own, or `…` around code"
    return _problem(what, hint, f"[{name}]"), m.start(), label.end()


def _with_attributes(
    found: tuple[Element | None, int | None, int | None], data: str
) -> tuple[Element | None, int | None, int | None]:
    element, start, end = found
    if element is None or end is None:
        return found
    if attributes := re.compile(r"\{:?[ ]*([^{}\n]*)\}").match(data, end):
        element.set("attributes", attributes[1])
        end = attributes.end()
    return element, start, end


class _Tables(TableProcessor):
    """Tables that remember a row with more cells than the head."""

    def _build_row(self, row: str, parent: Element, align: Sequence[str | None]) -> None:
        super()._build_row(row, parent, align)  # type: ignore[misc]  # not in the stub
        if len(self._split_row(row)) > len(align):  # type: ignore[attr-defined]  # as above
            parent[-1].set("lost", row.strip())


def _parser(extensions: Iterable[str]) -> Markdown:
    """Python-Markdown with what a body may hold, and nothing that passes HTML through."""
    # As modules: names are looked up among the entry points of everything that is installed.
    names = (*_ALWAYS, *extensions)
    md = Markdown(extensions=[import_module(name).makeExtension() for name in names])
    md.ESCAPED_CHARS = [*set(md.ESCAPED_CHARS) | set("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")]
    for name in ("setextheader", "reference"):
        md.parser.blockprocessors.deregister(name)
    for name in ("html", "entity"):
        md.inlinePatterns.deregister(name)
    md.parser.blockprocessors.register(
        _Tables(md.parser, {"use_align_attribute": True}), "table", 75
    )
    patterns = md.inlinePatterns
    patterns.register(_MathPattern(_MathPattern.PATTERN), "math", 187)
    patterns.register(_Pattern(r"\$`([^`\n]+)`\$", _fenced_math), "fenced_math", 191)
    patterns.register(_UnclosedMath(_UnclosedMath.PATTERN), "unclosed_math", 186)
    patterns.register(_Pattern(r"\\\n", lambda _: Element("br")), "backslash_break", 181)
    patterns.register(_Pattern(rf"(?<===){HINT}", _hint), "deletion_hint", 179)
    patterns.register(_Pattern(rf"(?s){NUMBERED.pattern}(.*?)\}}\}}", _deletion), "deletion", 178)
    patterns.register(_Pattern(r"\[\^([^\]\s]+)\]", _footnote_mark), "footnote", 175)
    patterns.register(_Reference(REFERENCE_RE, md), "reference", 170)
    patterns.register(_ImagePattern(IMAGE_LINK_RE, md), "image_link", 150)
    patterns.register(_ImageReference(IMAGE_REFERENCE_RE, md), "image_reference", 140)
    patterns.register(ShortReferenceInlineProcessor(REFERENCE_RE, md), "short_reference", 130)
    patterns.register(
        ShortImageReferenceInlineProcessor(IMAGE_REFERENCE_RE, md), "short_image_ref", 125
    )
    patterns.register(_Pattern(r"(?i)<br[ ]*/?>", lambda _: Element("br")), "br", 91)
    for level in range(_HTML_LEVELS):  # what one has found, the next ones read
        name = f"html{level or ''}"
        patterns.register(_HtmlPattern(_HtmlPattern.PATTERN), name, 90 - level / 10)
    patterns.register(_Pattern(_PICTURE, _picture), "picture", 92)
    patterns.register(_Pattern(_WIKI, _wiki), "wiki", 176)
    patterns.register(_Pattern(MARK.pattern, lambda m: Element("lifted", n=m[1])), "lifted", 89)
    return md


def attributes(text: str) -> list[tuple[str, str | None]]:
    """An attribute list's entries in order: ("id", key), (".", class), (name, value).

    A bare word has the value None; "" as a name holds what could not be read.
    """
    found, rest = get_attrs_and_remainder(text)
    return [*found, *([("", rest)] if rest.strip() else [])]


def cleaned(raw: str) -> str:
    """A text of the tree as it was meant: entities read, then escapes undone."""
    text = raw.replace(AMP_SUBSTITUTE, "&")
    if "&" in text:
        text = _ENTITY.sub(lambda match: html.unescape(match.group()), text)
    return _ESCAPED.sub(lambda match: chr(int(match[1])), text) if STX in text else text


def as_written(raw: str) -> str:
    """How a text of the tree begins in the source, for looking it up there."""
    return raw.strip().partition("\n")[0].partition(STX)[0][:40]
