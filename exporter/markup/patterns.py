"""Inline patterns for our own constructs, and in place of some of Python-Markdown's.

Those search from each opening to the end of the text, so that a text of openings takes quadratic
time; their replacements here do not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import ClassVar, Protocol, cast
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.inlinepatterns import (
    IMAGE_LINK_RE,
    IMAGE_REFERENCE_RE,
    LINK_RE,
    REFERENCE_RE,
    InlineProcessor,
    LinkInlineProcessor,
)
from markdown.util import ETX, STX, AtomicString, code_escape

from exporter.keys import anchor, folded
from exporter.lines import MARK, Reference, unclosed_math
from exporter.markup.ahead import Ahead, Brackets, plain_target, titled_target, untouched
from exporter.markup.deletions import HINT, NESTED, NUMBERED
from exporter.media import SUFFIXES
from exporter.pasted import attributes as html_attributes

_LONGEST_TARGET = 4_000
"""The greatest length between the parentheses of a link, unless it is just an address."""

_LONGEST_SHARED = 1_000
"""The greatest length of a caption by reference, as it is read for each image that refers to it."""

HTML_LEVELS = 4
"""The greatest depth of nested HTML elements."""

SPAN_LEVELS = 2
"""The greatest depth of nested spans of pandoc."""

_PICTURE = (
    r"(?i)<img(?=\s[^<>]*\bsrc\s*=\s*[\"']?[^<>\"']*\.(?:"
    + "|".join(suffix[1:] for suffix in SUFFIXES)
    + r")[\"'\s>/])\s[^<>]*>"
)
"""An `<img>` with the name of a picture; others are text."""

_WIKI = (
    r"(!?)(?<![\w\]])\[\[(?=[^\]\n]*[^\W\d_])"
    r"([^\[\]|#\n\"']*)(#[^\[\]|\n]*)?(?:\|([^\[\]\n]*))?\]\]"
)
"""`[[Page]]`, `[[Page#Heading|words]]` or `![[file]]`, but not `[[1]]` or `x[[i]]`."""

_FENCED_MATH = r"\$`([^`\n]+)`\$|\{math\}`([^`\n]+)`"
"""A formula in code, as in GitHub and MyST."""

_ATTRIBUTES = re.compile(r"\{(?:([#.])|[\w-]+=)([^{}\n]*)\}")

_EMOJI = r"(?<![\w:]):([a-z0-9_+-]{1,40}):(?![\w:])"
"""What looks like GitHub's name of an emoji."""

_SPANS = {"underline": "u", "ul": "u", "mark": "mark", "kbd": "kbd"}

_UNDERSTOOD = ("sub", "sup", "kbd", "u", "mark", "small", "summary")
_MEANT = {
    **{name: name for name in _UNDERSTOOD},
    "b": "strong", "strong": "strong", "i": "em", "em": "em", "s": "del", "strike": "del",
    "del": "del", "ins": "u", "code": "code", "tt": "code", "samp": "code",
    "span": "span", "font": "span", "center": "span", "p": "span", "div": "span",
}  # fmt: skip
"""Inline elements of HTML by their tags in the tree, where a `span` is just its content.

Those that are `_UNDERSTOOD` are written without attributes.
"""

Found = tuple[Element | None, int | None, int | None]
"""The result of a pattern: an element, and its start and end in the text."""


def register(md: Markdown) -> None:
    """Install these patterns in a parser."""
    patterns = md.inlinePatterns
    brackets = Brackets()
    patterns.register(
        _Pattern(_FENCED_MATH, lambda m: _math("math", m[1] or m[2])), "fenced_math", 191
    )
    patterns.register(_CodePattern(), "backtick", 190)
    patterns.register(_MathPattern(), "math", 187)
    patterns.register(_UnclosedMath(_UnclosedMath.PATTERN), "unclosed_math", 186)
    patterns.register(_Pattern(r"\\\n", lambda _: Element("br")), "backslash_break", 181)
    patterns.register(_Pattern(rf"(?<===){HINT}", _hint), "deletion_hint", 179)
    patterns.register(_DeletionPattern(), "deletion", 178)
    for level in range(SPAN_LEVELS):
        patterns.register(_SpanPattern(brackets), f"words{level or ''}", 177 - level / 10)
    patterns.register(_NotePattern(brackets), "note", 176.5)
    patterns.register(_EmojiPattern(_EMOJI), "emoji", 88)
    patterns.register(_Pattern(r"\[\^([^\]\s]+)\]", _footnote_mark), "footnote", 175)
    patterns.register(_Reference(REFERENCE_RE, md, brackets), "reference", 170)
    patterns.register(_Link(LINK_RE, md, brackets), "link", 160)
    patterns.register(_ImagePattern(IMAGE_LINK_RE, md, brackets), "image_link", 150)
    patterns.register(_ImageReference(IMAGE_REFERENCE_RE, md, brackets), "image_reference", 140)
    patterns.register(_ShortReference(REFERENCE_RE, md, brackets), "short_reference", 130)
    patterns.register(
        _ShortImageReference(IMAGE_REFERENCE_RE, md, brackets), "short_image_ref", 125
    )
    patterns.register(_Pattern(r"(?i)<br[ ]*/?>", lambda _: Element("br")), "br", 91)
    for level in range(HTML_LEVELS):  # each matches around the elements of the last
        patterns.register(_HtmlPattern(), f"html{level or ''}", 90 - level / 10)
    patterns.register(_Pattern(_PICTURE, _picture), "picture", 92)
    patterns.register(_Pattern(_WIKI, _wiki), "wiki", 176)
    for name in ("em_strong", "delimiter"):
        if name in patterns and hasattr(patterns[name], "add_region"):  # not in every version
            _pair_soundly(cast("_Pairing", patterns[name]))
    patterns.register(_Pattern(MARK.pattern, lambda m: Element("lifted", n=m[1])), "lifted", 89)


class _Pairing(Protocol):
    """The processors of paired delimiters, those of Markdown and those of pymdownx."""

    add_region: Callable[..., None]


def _pair_soundly(pattern: _Pairing) -> None:
    """Skip pairs that end before they begin, whose elements would be made again and again."""
    add = pattern.add_region

    def add_sound(delimiter: object, start: int, inner: int, end: int, *rest: int) -> None:
        if start < inner <= end:
            add(delimiter, start, inner, end, *rest)

    pattern.add_region = add_sound


class _MathPattern(InlineProcessor):
    r"""Formulas between $, $$, \( \) or \[ \], which are read before escapes."""

    PATTERN = (
        r"(?<!\\)(?:(\$(?=\$)|\\\(|\\\[)"
        r"|\$(?![\s$])((?:\\.|[^\\$\x02])+?)(?<![\s\\])\$(?!\d))"
    )
    PAIRS: ClassVar = {"$": ("$$", "$$"), "\\(": ("\\(", "\\)"), "\\[": ("\\[", "\\]")}
    """The opening and the closing delimiter for a match of the first group."""

    def __init__(self) -> None:
        super().__init__(self.PATTERN)
        self._ahead = Ahead()

    def handleMatch(  # type: ignore[override]  # the stub has the older class's signature
        self, m: re.Match[str], data: str
    ) -> Found:
        if m[2]:
            return _math("math", m[2]), m.start(), m.end()
        opening, closing = self.PAIRS[m[1]]
        start = m.start() + len(opening)
        end = self._ahead.find(data, closing, start + 1)
        if end < 0 or not untouched(data, start, end):
            return None, None, None
        tag = "math" if opening == "\\(" else "display"
        return _math(tag, data[start:end]), m.start(), end + len(closing)


def _math(tag: str, latex: str) -> Element:
    element = Element(tag)
    element.text = AtomicString(latex)
    return element


class _CodePattern(InlineProcessor):
    """Code between equal numbers of backticks, as on GitHub."""

    PATTERN = r"(?<!\\)((?:\\{2})+)(?=`)|(?<!\\)`+"

    def __init__(self) -> None:
        super().__init__(self.PATTERN)
        self._ahead = Ahead()
        self._runs = cache(lambda length: re.compile(rf"(?<!`)`{{{length}}}(?!`)"))

    def handleMatch(  # type: ignore[override]  # as above
        self, m: re.Match[str], data: str
    ) -> tuple[Element | str | None, int, int]:
        if m[1]:
            return m[1].replace("\\\\", f"{STX}{ord(chr(92))}{ETX}"), m.start(), m.end()
        closing = self._ahead.search(data, self._runs(len(m[0])), m.end())
        if closing is None:
            return None, m.start(), m.end()
        element = Element("code")
        element.text = AtomicString(code_escape(data[m.end() : closing.start()].strip()))
        return element, m.start(), closing.end()


class _UnclosedMath(InlineProcessor):
    """A delimiter that `_MathPattern` has left because it is not closed."""

    PATTERN = r"(?<!\\)(\$\$|\\\()"

    def handleMatch(  # type: ignore[override]  # as above
        self, m: re.Match[str], data: str
    ) -> tuple[Element, int, int]:
        closing = "$$" if m[1] == "$$" else "\\)"
        return _problem(*unclosed_math(closing), m[1]), m.start(), m.end()


class _Pattern(InlineProcessor):
    """A pattern whose element is made from the match alone."""

    def __init__(self, pattern: str, make: Callable[[re.Match[str]], Element]) -> None:
        super().__init__(pattern)
        self._make = make

    def handleMatch(  # type: ignore[override]  # as above
        self, m: re.Match[str], data: str
    ) -> tuple[Element, int, int]:
        return self._make(m), m.start(), m.end()


class _DeletionPattern(InlineProcessor):
    """A deletion of Anki, up to the first two braces at which braces are balanced."""

    def __init__(self) -> None:
        super().__init__(NUMBERED.pattern)
        self._ahead = Ahead()

    def handleMatch(  # type: ignore[override]  # as above
        self, m: re.Match[str], data: str
    ) -> Found:
        end = self._ahead.find(data, "}}", m.end())
        if end < 0:
            return None, None, None
        opened = data.count("{", m.end(), end) - data.count("}", m.end(), end)
        while opened > 0 and data.startswith("}}}", end):
            opened, end = opened - 1, end + 1
        return (
            _deletion(m[1], data[m.end() : end], data[m.start() : m.start() + 20]),
            m.start(),
            end + 2,
        )


class _EmojiPattern(InlineProcessor):
    """An emoji by its name on GitHub; other names are text."""

    def handleMatch(  # type: ignore[override]  # as above
        self, m: re.Match[str], data: str
    ) -> tuple[str | None, int | None, int | None]:
        from pymdownx import gemoji_db  # noqa: PLC0415  # few texts have any

        name = gemoji_db.aliases.get(m[0], m[0])
        found = gemoji_db.emoji.get(name, {})
        points = found.get("unicode_alt") or found.get("unicode")
        if not points:
            return None, None, None
        return "".join(chr(int(point, 16)) for point in points.split("-")), m.start(), m.end()


class _HtmlPattern(InlineProcessor):
    """An element of HTML that is understood, up to its first end tag."""

    PATTERN = rf"(?i)<({'|'.join(_MEANT)}|a)((?:\s[^<>]*)?)>"

    def __init__(self) -> None:
        super().__init__(self.PATTERN)
        self._ahead = Ahead()

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
        ends = {f"</{m[1]}>", f"</{name}>"}
        found = [self._ahead.find(data, end, m.end()) for end in ends]
        return min((each for each in found if each >= 0), default=None)


def _anchor(attributes: str) -> Element:
    """A link; without a target it is an anchor, which is just its content."""
    given = html_attributes(attributes)
    if "href" not in given:
        return Element("span")
    return Element("a", href=given["href"], title=given.get("title", ""))


def _image(  # what an image has, and the two places it is looked up by
    target: str, alt: str, title: str, *, opening: str = "", closing: str = ""
) -> Element:
    """An image, with alt text and caption as child elements so that inlines are found in them.

    Images inside of them are not found, as each level would be searched once more. `opening` is the
    source before the alt text, `closing` the source after it.
    """
    for name, text in (("an alt text", alt), ("a caption", title)):
        if "![" in text:
            hint = "put it behind, or write \\![ for the signs"
            return _problem(f"an image in {name}", hint, opening or closing)
    image = Element("img", src=target, opening=opening, closing=closing)
    for tag, text in (("alt", alt), ("caption", title)):
        if text:
            SubElement(image, tag).text = text
    return image


def _picture(match: re.Match[str]) -> Element:
    """An image of HTML; its width is used only if it is a percentage."""
    given = html_attributes(match[0])
    src, alt, title = (given.get(name, "") for name in ("src", "alt", "title"))
    element = _image(src, alt, title, opening=match[0][:4])
    if (width := given.get("width", "")).endswith("%"):
        element.set("attributes", f"width={width}")
    return element


def _wiki(match: re.Match[str]) -> Element:
    """A link to a page, or an embedded file, as in Obsidian."""
    page, place, alias = (match[2] or "").strip(), match[3] or "", (match[4] or "").strip()
    if match[1] and page.lower().endswith(SUFFIXES):
        alt = "" if re.fullmatch(r"\d+(?:x\d+)?", alias) else alias
        return _image(page, alt, "", opening="![[")
    target = page or f"#{anchor(place)}"
    element = Element("a", href=target) if match[1] or place or alias else Element("span")
    element.text = alias or f"{page}{place}".strip("#")
    return element


def _footnote_mark(match: re.Match[str]) -> Element:
    return Element("footnote", label=match[1])


def _deletion(number: str, content: str, snippet: str) -> Element:
    if NUMBERED.search(content):
        return _problem(*NESTED, snippet)
    text, _, hint = content.partition("::")
    element = Element("deletion", number=number)
    element.text = text
    if hint.strip():
        SubElement(element, "hint").text = hint
    return element


def _hint(match: re.Match[str]) -> Element:
    element = Element("hint")
    element.text = match[1]
    return element


class _SpanPattern(InlineProcessor):
    """A span of pandoc, `[words]{.underline}`, or an anchor, `[]{#place}`.

    Most classes are for other programs, and are ignored.
    """

    def __init__(self, brackets: Brackets) -> None:
        super().__init__(r"(?<![\]!])\[(?!\^)")
        self._brackets = brackets

    def handleMatch(  # type: ignore[override]  # as above
        self, m: re.Match[str], data: str
    ) -> Found:
        closing = self._brackets.closing(data, m.start())
        given = None if closing is None else _ATTRIBUTES.match(data, closing + 1)
        if given is None:
            return None, None, None
        name = given[2].split(" ")[0] if given[1] == "." else ""
        element = Element(_SPANS.get(name, "span"), written="html")
        element.text = data[m.end() : closing]
        return element, m.start(), given.end()


class _NotePattern(InlineProcessor):
    """A footnote in the text, as in pandoc: `^[some words]`, but not `^[a-z]`."""

    def __init__(self, brackets: Brackets) -> None:
        super().__init__(r"\^\[")
        self._brackets = brackets

    def handleMatch(  # type: ignore[override]  # as above
        self, m: re.Match[str], data: str
    ) -> Found:
        closing = self._brackets.closing(data, m.end() - 1)
        words = data[m.end() : closing] if closing is not None else ""
        if closing is None or not re.search(r"\s", words):
            return None, None, None
        if (inner := words.find("^[")) >= 0 and re.search(r"\s", words[inner:]):
            hint = "put the two behind each other"
            return _problem("a footnote in a footnote", hint, "^["), m.start(), closing + 1
        element = Element("note")
        element.text = words
        return element, m.start(), closing + 1


def _problem(what: str, hint: str, snippet: str) -> Element:
    return Element("problem", what=what, hint=hint, snippet=snippet)


class _Bracketed(LinkInlineProcessor):
    """Base of links and images; the patterns of one parser share the pairs of brackets."""

    def __init__(self, pattern: str, md: Markdown, brackets: Brackets) -> None:
        super().__init__(pattern, md)
        self._brackets = brackets

    def getText(self, data: str, index: int) -> tuple[str, int, bool]:
        """The content and the end of the brackets opened before the index, if they do end."""
        closing = self._brackets.closing(data, index - 1)
        return ("", index, False) if closing is None else (data[index:closing], closing + 1, True)

    def getLink(self, data: str, index: int) -> tuple[str, str | None, int, bool]:
        """The target and title in the parentheses there, their end, and whether they do end."""
        if plain := plain_target(data, index):
            return plain[0], None, plain[1], True
        if titled := titled_target(data, index):
            return self.unescape(titled[0]), self.unescape(titled[1]), titled[2], True
        near = data[index : index + _LONGEST_TARGET]
        target, title, end, closed = super().getLink(near, 0)
        # A target over several lines would swallow the text between.
        return target, title, index + end, closed and end > 0 and "\n" not in target


class _Link(_Bracketed):
    """An inline link."""


class _ImagePattern(_Bracketed):
    """An inline image, with attributes right after it."""

    def handleMatch(  # type: ignore[override]  # as above
        self, m: re.Match[str], data: str
    ) -> Found:
        alt, index, closed = self.getText(data, m.end())
        if not closed:
            return None, None, None
        target, title, end, closed = self.getLink(data, index)
        if not closed:
            return None, None, None
        target = super().unescape(target)
        closing = f"]({target}".partition(STX)[0]
        image = _image(target, alt, title or "", closing=closing)
        return _with_attributes((image, m.start(), end), data)

    def unescape(self, text: str) -> str:
        """The text of a title, with the constructs that were found in it before."""
        return text


class _Reference(_Bracketed):
    """A link `[text][label]` or `[label][]`, without white space between, as on GitHub."""

    def handleMatch(  # type: ignore[override]  # as above
        self, m: re.Match[str], data: str
    ) -> Found:
        text, index, closed = self.getText(data, m.end())
        label = re.compile(r"\[([^\[\]]*)\]").match(data, index) if closed else None
        if label is None:
            return None, None, None
        name = label[1] or text
        reference = self.defined(name)
        written = data[m.start() : label.end()]
        made = self.made(reference, text) if reference else self.undefined(name, written)
        return made, m.start(), label.end()

    def defined(self, label: str) -> Reference | None:
        """The definition of a label in the file, if any."""
        references = cast("Mapping[str, Reference]", self.md.references)
        return references.get(folded(label))

    def made(self, reference: Reference, text: str) -> Element:
        """The element of a link with this definition."""
        element = Element("a", href=reference.target, title=reference.title)
        element.text = text
        return element

    def undefined(self, label: str, written: str) -> Element:
        """The element of a link without a definition, which becomes text, with a warning."""
        element = Element("undefined", label=label)
        element.text = written
        return element


class _ImageReference(_Reference):
    """An image by reference, with attributes right after it."""

    def handleMatch(  # type: ignore[override]  # as above
        self, m: re.Match[str], data: str
    ) -> Found:
        return _with_attributes(super().handleMatch(m, data), data)

    def made(self, reference: Reference, text: str) -> Element:
        if len(reference.title) > _LONGEST_SHARED:
            what = f"a caption by reference of more than {_LONGEST_SHARED:,} characters"
            return _problem(what, "shorten it, or write it below the image", "]")
        image = _image(reference.target, text, reference.title, closing="]")
        if (caption := image.find("caption")) is not None:
            # One level deeper than the patterns match, as none of them has seen this text yet.
            SubElement(caption, "span").text, caption.text = caption.text, None
            caption.set("line", str(reference.line.number))
        return image

    def undefined(self, label: str, written: str) -> Element:
        what = f'broken image reference: nothing defines "{label}"'
        return _problem(what, f"write [{label}]: picture.png on a line of its own", f"[{label}]")


class _ShortReference(_Reference):
    """A link `[label]`."""

    def handleMatch(  # type: ignore[override]  # as above
        self, m: re.Match[str], data: str
    ) -> Found:
        text, index, closed = self.getText(data, m.end())
        if not closed:
            return None, None, None
        reference = self.defined(text)
        return reference and self.made(reference, text), m.start(), index


class _ShortImageReference(_ShortReference, _ImageReference):
    """An image `![label]`, with attributes right after it."""

    def handleMatch(  # type: ignore[override]  # as above
        self, m: re.Match[str], data: str
    ) -> Found:
        return _with_attributes(super().handleMatch(m, data), data)


def _with_attributes(found: Found, data: str) -> Found:
    element, start, end = found
    if element is None or end is None:
        return found
    if attributes := re.compile(r"\{:?[ ]*([^{}\n]*)\}").match(data, end):
        element.set("attributes", attributes[1])
        end = attributes.end()
    return element, start, end
