"""The dialect of Markdown: Python-Markdown with extensions and our patterns.

It makes an ElementTree with the tags of HTML and twelve of our own: math, display, lifted (with
`n`), footnote (with `label`), note (the text of a footnote), undefined (a link by reference without
a definition, with `label`), deletion (with `number`), hint (last in its deletion, or after it),
problem (with `what`, `hint`, `snippet`), alt and caption (in their image; with `line` if defined
elsewhere) and, as in HTML, summary. No HTML passes through: unknown tags stay text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, cast
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.extensions.attr_list import get_attrs_and_remainder
from markdown.util import AMP_SUBSTITUTE, ETX, STX, AtomicString

from exporter.lines import Reference
from exporter.markup import blocks, patterns

if TYPE_CHECKING:
    from markdown.treeprocessors import InlineProcessor as InlineTree

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]\w{1,31});")
_ESCAPED = re.compile(f"{STX}(\\d+){ETX}")
_SIGN = re.compile(r"[\\`*_~^=\[<&$!@\x0e]|\{\{c\d|://|www\.|  \n|:[\w+-]+:", re.IGNORECASE)
"""The characters that begin inline constructs; other text is plain."""

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
    **{f"html{level or ''}": "<" for level in range(patterns.HTML_LEVELS)},
    "picture": "<",
    "wiki": "[",
    "fenced_math": "`",
    **{f"words{level or ''}": "{" for level in range(patterns.SPAN_LEVELS)},
    "note": "^",
    "emoji": ":",
    "lifted": "\x0e",
    "em_strong": "*_",
    "delimiter": "^=~",
}
"""Strings of which each match of a pattern has one; without any, the pattern is skipped."""

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
"""Extensions that are slow to load, with the strings without which they are left out."""

_MOST_BRACKETS = 1_000
_MOST_SIGNS = 5_000
_ONE_SIGN = re.compile(
    r"\\.|\$[^$\n]{1,200}\$|`[^`\n]{1,200}`|([\\`*_~^=<&$@{])\1*|://|www\.|  \n|:[\w+-]+:",
    re.IGNORECASE,
)
"""What counts once for the limit of signs in a paragraph: a run, a short formula or code."""


class TooHard(Exception):  # noqa: N818  # named for the state of the text, and caught in markup
    """A paragraph with too many special characters; `snippet` is its beginning."""

    def __init__(self, what: str, snippet: str) -> None:
        super().__init__(what)
        self.what = what
        self.snippet = snippet


class Dialect:
    """A parser for all bodies of a file, built once for the constructs in its `text`."""

    def __init__(self, text: str) -> None:
        text = text.lower()
        self._md = _parser(
            name for name, signs in _EXTENSIONS.items() if any(sign in text for sign in signs)
        )
        registry = self._md.inlinePatterns
        signs = {registry[name]: signs for name, signs in _SIGNS.items() if name in registry}
        self._patterns = [(pattern, signs.get(pattern, "")) for pattern in registry]

    def tree(self, lines: Sequence[str], references: Mapping[str, Reference]) -> Element:
        """The tree of some lines; references are targets and titles by folded label."""
        self._begin(references)
        root = cast("Element", self._md.parser.parseDocument([*lines]).getroot())
        for element in root.iter():
            if element.text and not _SIGN.search(element.text):
                element.text = AtomicString(element.text)  # no pattern need look at it
            _check(element.text or "")
            _check(element.tail or "")
        self._inlines("\n".join(lines)).run(root)
        return root

    def inline(self, text: str, references: Mapping[str, Reference]) -> Element:
        """An element with the inlines of a text as its content."""
        _check(text)
        self._begin(references)
        root = Element("div")
        SubElement(root, "p").text = text
        self._inlines(text).run(root)
        return root[0]

    def _begin(self, references: Mapping[str, Reference]) -> None:
        self._md.references = {}  # the reset clears it
        self._md.reset()
        self._md.references = cast("dict[str, Any]", references)  # for our patterns alone

    def _inlines(self, text: str) -> InlineTree:
        """The inline parser with only those patterns that can match in a text."""
        tree = cast("InlineTree", self._md.treeprocessors["inline"])
        tree.inlinePatterns = [  # type: ignore[assignment]  # it only counts and indexes them
            pattern
            for pattern, signs in self._patterns
            if not signs or any(sign in text for sign in signs)
        ]
        return tree


def _check(text: str) -> None:
    """Reject paragraphs with so many special characters that parsing would take minutes."""
    if isinstance(text, AtomicString) or len(text) <= _MOST_BRACKETS:
        return
    if text.count("[") > _MOST_BRACKETS:
        raise TooHard(f"more than {_MOST_BRACKETS:,} brackets in one paragraph", as_written(text))
    if len(text) > _MOST_SIGNS and sum(1 for _ in _ONE_SIGN.finditer(text)) > _MOST_SIGNS:
        raise TooHard(f"more than {_MOST_SIGNS:,} signs in one paragraph", as_written(text))


def _parser(extensions: Iterable[str]) -> Markdown:
    """Python-Markdown with the constructs of bodies, and without raw HTML."""
    # As modules: names are looked up among the entry points of everything that is installed.
    names = (*_ALWAYS, *extensions)
    md = Markdown(extensions=[import_module(name).makeExtension() for name in names])
    # As on GitHub, and whatever the extensions add: some of them are not always there.
    md.ESCAPED_CHARS = [*set("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")]
    for name in ("setextheader", "reference"):
        md.parser.blockprocessors.deregister(name)
    for name in ("html", "entity"):
        md.inlinePatterns.deregister(name)
    blocks.register(md)
    patterns.register(md)
    return md


def attributes(text: str) -> list[tuple[str, str | None]]:
    """The entries of an attribute list in order: ("id", key), (".", class), (name, value).

    A bare word has the value None; an entry that cannot be parsed has the name "".
    """
    found, rest = get_attrs_and_remainder(text)
    return [*found, *([("", rest)] if rest.strip() else [])]


def cleaned(raw: str) -> str:
    """A text of the tree with entities and escapes resolved."""
    text = raw.replace(AMP_SUBSTITUTE, "&")
    if "&" in text:
        text = _ENTITY.sub(lambda match: html.unescape(match.group()), text)
    return _ESCAPED.sub(lambda match: chr(int(match[1])), text) if STX in text else text


def as_written(raw: str) -> str:
    """The beginning of a text of the tree as it is in the source, for the lookup there."""
    return raw.strip().partition("\n")[0].partition(STX)[0][:40]
