"""Headings: their text, and the attributes in braces after it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from exporter.keys import KEY, NO_TAG, TAG_RULE
from exporter.lines import Line, Reading
from exporter.markup import attributes
from exporter.model import Kind
from exporter.suggest import did_you_mean

_PERMALINK = re.compile(r"(?<=[^ ])[ ]*\[[#¶]\]\(#[^()\s]*(?:[ ]\"[^\"]*\")?\)$")
"""A permalink after a heading, as web pages have it."""

_ATTRIBUTES = re.compile(r"\{:?[ ]*((?:[#.]|[\w-]+=|shuffle\b)[^{}]*|-)\}")
_QUOTED = re.compile(r"(?<==)(?:\"[^\"]*\"|'[^']*')(?=[ }])")
_MASK = str.maketrans("{}", "()")
_KINDS = {kind.value: kind for kind in Kind if kind is not Kind.BASIC}
_FOLLOW_UP = "question"
_CLASSES = (*_KINDS, _FOLLOW_UP)
_NAMES = ("#key", "tags", "shuffle", "expected")


@dataclass(frozen=True, slots=True)
class Attributes:
    """The attributes in the braces after a heading."""

    key: str | None = None
    kinds: tuple[Kind, ...] = ()
    follow_up: bool = False
    shuffle: bool = False
    expected: str = ""
    tags: tuple[str, ...] = ()

    @property
    def kind(self) -> Kind:
        """The first kind that is stated, as a question has only one."""
        return self.kinds[0] if self.kinds else Kind.BASIC

    @property
    def given(self) -> bool:
        """Whether there are any attributes."""
        return self != Attributes()

    @property
    def asks(self) -> bool:
        """Whether there are attributes that only questions can have."""
        return bool(self.kinds or self.follow_up or self.shuffle or self.expected)


def read(line: Line, text: str, reading: Reading) -> tuple[str, Attributes]:
    """The text of a heading, and the attributes in the braces after it."""
    words, braces = parted(text)
    return words, _attributes(line, braces, reading) if braces.strip("-") else Attributes()


def _attributes(line: Line, text: str, reading: Reading) -> Attributes:
    found = Attributes()
    for name, value in attributes(text):
        match name, value:
            case "id", str(key):
                found = _keyed(line, key, found, reading)
            case ".", str(word) if word in _KINDS:
                found = replace(found, kinds=(*found.kinds, _KINDS[word]))
            case ".", str(word) if word == _FOLLOW_UP:
                found = replace(found, follow_up=True)
            case ".", str(word):
                _unknown(line, "class", f".{word}", [f".{each}" for each in _CLASSES], reading)
            case "shuffle", None | "shuffle":
                found = replace(found, shuffle=True)
            case "expected", str(words) if words.strip():
                found = replace(found, expected=" ".join(words.split()))
            case "tags", str(words):
                found = replace(found, tags=(*found.tags, *_tags(line, words, reading)))
            case _:
                _unknown(line, "attribute", name or value or "", _NAMES, reading)
    return found


def _unknown(line: Line, what: str, name: str, known: Sequence[str], reading: Reading) -> None:
    """Report an unknown word: as an error if it is misspelt, else as a warning."""
    if slip := did_you_mean(name, known):
        reading.error(line, f'unknown {what} "{name}"', slip)
    else:
        hint = f"known are {', '.join(known)}"
        reading.warn(line, f'the {what} "{name}" is not used', hint)


def _tags(line: Line, words: str, reading: Reading) -> Iterator[str]:
    for tag in words.split():
        if NO_TAG.search(tag):
            reading.error(line, f"tag {tag}", TAG_RULE)
        else:
            yield tag


def _keyed(line: Line, key: str, found: Attributes, reading: Reading) -> Attributes:
    if not KEY.fullmatch(key):
        fit = re.sub(r"[^\w.-]+", "-", key).strip("-")
        hint = f"write {{#{fit}}}" if KEY.fullmatch(fit) else "use only letters, digits, . _ -"
        reading.error(line, f'bad key "{key}"', hint)
    elif found.key is not None:
        reading.error(line, f'a second key "{key}"', f'the first is "{found.key}"')
    else:
        return replace(found, key=key)
    return found


def parted(heading: str) -> tuple[str, str]:
    """A heading's words, without the # that may close it, and what its braces say.

    A key is easily written behind braces that are there already: several pairs count as one.
    """
    words = heading.rstrip(" ")
    bare = _QUOTED.sub(
        lambda value: value[0].translate(_MASK), words
    )  # in a value {} are no braces
    said = ""
    while (at := bare.rfind("{")) >= 0:
        of_words = bare[at - 1 : at] == "]"  # [words]{.class} says something of these alone
        braces = None if of_words else _ATTRIBUTES.fullmatch(bare, at)
        if braces is None:
            break
        own = words[braces.start(1) : braces.end(1)]
        said = f"{own} {said}" if said else own
        bare = bare[:at].rstrip(" ")
    words = words[: len(bare)]
    words = _PERMALINK.sub("", words)
    open_end = words.rstrip("#")
    if not open_end or open_end.endswith(" "):
        words = open_end
    return words.strip(), said
