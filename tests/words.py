"""Whether every word of a source is shown: on the cards, and on paper.

What a source says to a program is no word: names, targets, languages of code, commands of LaTeX,
tags and their attributes. It is taken out of the text first; the lines keep their numbers.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from html.parser import HTMLParser

from exporter import deck as deck_writer
from exporter.model import (
    Block,
    Deck,
    Image,
    Inline,
    Math,
    MathBlock,
    Question,
    Section,
    entries,
    parts,
)

_TAGS = (
    "details|summary|table|thead|tbody|tr|t[hd]|p|div|center|span|font|aside|br|hr|[bius]|em|strong"
    "|code|pre|ul|ol|li|h[1-6]|blockquote|a|img|small|su[bp]|kbd|mark"
)
_SILENT = tuple(
    re.compile(pattern, re.MULTILINE | re.DOTALL | re.IGNORECASE)
    for pattern in (
        r"<!--.*?-->",
        r"^%%$.*?^%%$|^%%[^\n]+%%$",
        r"<style.*?</style>",
        r"\A---\n.*?^---$",
        r"^[ ]{0,3}\[(?!\^)[^\]\n]+\]:[^\n]*$",  # references, their titles too
        r"^[ ]*(?:[-*+][ ]+)?(?:`{3,}|~{3,})[^`\n]*$",
        r"^[ ]*(?:\{%[ ]*(?:end)?highlight.*?%\}|#\+(?:begin|end)_(?:src|example)[^\n]*)$",
        r"^[ ]*(?:!!!|\?\?\?\+?|:{3,})[ ]*(?:\{[^}\n]*\}|[a-z]+\b)",
        r"^(?:@?\[(?:TOC|\[_?TO(?:C|SP)_?\])\]|\([\w-]+\)=|[*-] TOC\n\{:toc\})$",
        r"^:(?:class|label|name|tags|width):[^\n]*$|(?<![\w:]):[a-z0-9_+-]+:(?![\w:])",
        r"[ ]=\d+x\d+(?=\))|\{math\}(?=`)",
        r"^[ ]*\{:[^}\n]*\}$|[ ]\^[\w-]{4,}$",
        r"\[![a-z]+\][+-]?",
        r"(?<=\])\((?:<[^<>\n]*>|[^()\s]*(?:\([^()\s]*\)[^()\s]*)*)",  # the target of a link
        r"(?<=\])\[[^\]\n]*\]|\[\^[^\]\n]+\]:?",  # labels
        r"(?<=\[\[)[^\[\]|\n]*\|",
        r"(?<=\|)\d+(?=\]\])",
        r"(?<=[\])])\{[^{}\n]*\}|\$\$[ ]*\{#[^{}\n]*\}",
        r"(?<=[ ])\{:?[ ]*[#.][^{}\n]*\}$",
        rf"</?(?:{_TAGS})\b[^<>]*>",
        r"\\(?:begin|end|label)\{[^{}\n]*\}|\\[a-z]+",
        r"&(?:#x?)?\w+;",
    )
)
_WORD = re.compile(r"[^\W\d_]{3,}")
_UNSEEN = re.compile(r"[\s\u00ad\u200b-\u200f\u2060\ufeff\ufffe]+")


def lost(source: str, shown: str, besides: Collection[int]) -> list[tuple[int, str]]:
    """The words of a source, with their lines, that a text shows less often than it should.

    `besides` are lines that nothing is asked of, such as those that a problem names.
    """
    lines = [
        "" if number in besides else unicodedata.normalize("NFKC", line)
        for number, line in enumerate(_bare(source).split("\n"), 1)
    ]
    there, wanted = _joined(shown), _joined("\n".join(lines))
    return [
        (number, word)
        for number, line in enumerate(lines, 1)
        for word in _WORD.findall(line)
        if there.count(word) < wanted.count(word)
    ]


def _bare(source: str) -> str:
    text = source.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    text = re.sub(r"\x1b\[[0-9;]*m", "", text)
    for pattern in _SILENT:
        text = pattern.sub(lambda match: "\n" * match[0].count("\n"), text)
    return text


def _joined(text: str) -> str:
    """A text without its white space, which lines and pages break anew."""
    return _UNSEEN.sub("", unicodedata.normalize("NFKC", text))


class _Shown(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "img":
            self.words += [value or "" for name, value in attrs if name == "alt"]


def of_html(html: str) -> str:
    """The text of some HTML, as a reader sees or hears it."""
    shown = _Shown()
    shown.feed(html)
    shown.close()
    return "".join(shown.words)


def of_cards(deck: Deck) -> str:
    """All that the cards of a deck say."""
    return "\n".join(of_html("\n".join(note.fields)) for note in deck_writer.notes(deck))


def nodes(deck: Deck) -> Iterator[Block | Inline]:
    """Every block and inline of a deck, each before what is in it, in the order of the sheet."""

    def of_question(question: Question) -> Iterator[Block | Inline]:
        yield from within(question.title)
        yield from within(question.prompt)
        yield from within(question.hint)
        for option in question.options:
            yield from within(option.content)
        yield from within(question.answer)
        for follow_up in question.follow_ups:
            yield from of_question(follow_up)

    def of_section(section: Section) -> Iterator[Block | Inline]:
        yield from within((*section.title, *section.intro))
        for question in section.questions:
            yield from of_question(question)
        for inner in section.sections:
            yield from of_section(inner)

    yield from within(deck.intro)
    for question in deck.questions:
        yield from of_question(question)
    for section in deck.sections:
        yield from of_section(section)


def within(content: Iterable[Block | Inline]) -> Iterator[Block | Inline]:
    """Some blocks or inlines and all that is in them."""
    for node in content:
        yield node
        for part in parts(node):
            yield from within(part)


def drawn(deck: Deck) -> str:
    """What pictures and formulas say, which the text of a page leaves out."""
    said: list[str] = []
    for node in nodes(deck):
        match node:
            case Image(_, alt) | Math(alt) | MathBlock(alt):
                said.append(alt)
            case _:
                pass
    return " ".join(said)


def introductions(deck: Deck, lines: int) -> Iterator[int]:
    """The lines that are printed only: the deck's title, and what introduces a section."""
    questions = {entry.question.at.line for entry in entries(deck)}
    within = False
    sections = {section.at.line for entry in entries(deck) for section in entry.sections}
    for line in range(1, lines + 1):
        within = line in questions or (within and line not in sections)
        if not within:
            yield line
