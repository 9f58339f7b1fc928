"""The words of a question in comparable form, and a small sketch of them for the lock.

The lock has no answers, only a bottom-k sketch of each: of the words of a text, hashed to 18 bits,
the k smallest (Broder, "On the resemblance and containment of documents", 1997).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from hashlib import sha256
from itertools import pairwise
from zlib import crc32

from exporter.keys import derived
from exporter.model import (
    Block,
    Break,
    Clip,
    Cloze,
    Code,
    CodeBlock,
    FootnoteMark,
    Image,
    Inline,
    Link,
    Location,
    Math,
    MathBlock,
    Question,
    Rule,
    Styled,
    Text,
    parts,
    plain,
)

Words = frozenset[int]
"""The words of a text, each as a number of 18 bits."""

SIZE = 48
"""The number of words in a sketch."""

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz-"
_VALUES = {digit: value for value, digit in enumerate(_DIGITS)}
_LONGEST_NAME = 200
# Chinese, Japanese, Thai, Lao, Burmese and Khmer put no blanks between words.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff"
_WORD = re.compile(rf"[{_UNSPACED}]+|[^\W{_UNSPACED}]+|[^\w\s?!.,:;'\"()‘’“”–—-]")
_RUN = re.compile(rf"[{_UNSPACED}]+")


class Asked:
    """A question as the source has it, with the properties that recognise it, found lazily.

    `key` is the stated one, or the one made from its heading.
    """

    def __init__(self, question: Question) -> None:
        self.question = question
        self.key = question.key
        self.keyed = question.keyed

    @property
    def at(self) -> Location:
        """Where its heading is."""
        return self.question.at

    @cached_property
    def title(self) -> str:
        """The words of its heading."""
        return name(plain(self.question.title))

    @cached_property
    def prompt(self) -> str:
        """A digest of the prompt, "" without one."""
        return digest(text(self.question.prompt)) if self.question.prompt else ""

    @cached_property
    def answer(self) -> str:
        """A digest of the words of the answer and the options."""
        return digest(text(_answered(self.question)))

    @cached_property
    def answered(self) -> int:
        """The number of different words in them."""
        return len(words(text(_answered(self.question))))

    @cached_property
    def sketch(self) -> str:
        """The sketch of everything below its heading."""
        question = self.question
        return sketch(words(text((*question.prompt, *_answered(question), *question.hint))))

    @property
    def says(self) -> tuple[str, str]:
        """The question without case and punctuation, which is equal for the same question."""
        return saying(self.title, self.prompt)


def _answered(question: Question) -> Iterable[Block]:
    options = (block for option in question.options for block in option.content)
    return (*options, *question.answer)


def saying(title: str, prompt: str) -> tuple[str, str]:
    """What is equal for two questions that differ only in case and punctuation."""
    return derived(title), prompt


def name(title: str) -> str:
    """A heading on one line of at most 200 characters; a longer one ends with a digest."""
    line = " ".join(title.split())
    if len(line) <= _LONGEST_NAME:
        return line
    return f"{line[: _LONGEST_NAME - 10]}… {digest(line)[:8]}"


def digest(content: str) -> str:
    """12 hexadecimal digits (48 bits) of the SHA-256 of a text."""
    return sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def text(nodes: Iterable[Block | Inline]) -> str:
    """The words of some blocks without markup, with digests of pictures and clips."""
    return " ".join("".join(_text(nodes)).split())


def words(content: str) -> Words:
    """The hashed words of a text, case-folded; scripts without spaces as pairs of letters."""
    return frozenset(crc32(word.encode()) & 0x3FFFF for word in _words(content.casefold()))


def _words(content: str) -> Iterator[str]:
    for word in _WORD.findall(content):
        if len(word) > 1 and _RUN.fullmatch(word):
            yield from map("".join, pairwise(word))
        else:
            yield word


def sketch(found: Words) -> str:
    """The sketch of these words, three characters for each of the smallest numbers."""
    return "".join(
        _DIGITS[each >> 12] + _DIGITS[each >> 6 & 63] + _DIGITS[each & 63]
        for each in sorted(found)[:SIZE]
    )


def sketched(content: str) -> Words:
    """The words in a sketch; raises ValueError if it is not one."""
    if len(content) % 3 or len(content) > 3 * SIZE or not set(content) <= _VALUES.keys():
        raise ValueError(content)
    return frozenset(
        _VALUES[first] << 12 | _VALUES[second] << 6 | _VALUES[third]
        for first, second, third in zip(content[::3], content[1::3], content[2::3], strict=True)
    )


def _text(nodes: Iterable[Block | Inline]) -> Iterator[str]:
    for node in nodes:
        match node:
            case Text(words) | Code(words) | CodeBlock(words) | Math(words) | MathBlock(words):
                yield words
            case Image(media, alt, caption) | Clip(media, alt, caption):
                yield f" {media.digest[:12]} {alt} "
                yield from _text(caption)
                yield " "
            case Break() | Rule() | FootnoteMark():
                yield " "
            case Styled(content=content) | Cloze(content=content) | Link(content=content):
                yield from _text(content)
            case _:
                for part in parts(node):
                    yield " "
                    yield from _text(part)
        if not isinstance(node, Inline):
            yield " "
