"""Writes keys into the headings of a source, and changes nothing else in the file.

The result is parsed as a check: if a key would be read as a part of the heading, the user has to
write it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from exporter import files, past, source
from exporter.errors import Problem
from exporter.lines import decode
from exporter.model import Deck, Question, entries

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")
_BRACES = re.compile(r"(\{:?[ ]*)((?:[.]|[\w-]+=)[^{}]*\}\s*)$")
_END = re.compile(r"\s*$")
_COMMENTS = re.compile(r"(?:\s*<!--(?:(?!-->).)*(?:-->)?)+\s*$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Stamping:
    """The missing keys of a source by the lines of their headings, and its bytes with them.

    `was` are the bytes that were read.
    """

    path: Path
    keys: Mapping[int, str]
    was: bytes
    data: bytes
    problems: tuple[Problem, ...]


def stamp(path: Path) -> Stamping:
    """Find the missing keys of a source, those of its notes in Anki; nothing is written."""
    data, problems = files.read_source(path)
    deck, problems = (None, problems) if problems else _parsed(data, path)
    if deck is None:
        return Stamping(path, {}, data, data, problems)
    found, _, _ = past.identify(path, deck)
    if found.problems:
        return Stamping(path, {}, data, data, found.problems)
    pairs = zip(entries(found.deck), entries(deck), strict=True)
    wanted = [
        replace(now.question, key=_key(own.question, now.question, data))
        for own, now in pairs
        if not now.question.keyed
    ]
    keys = {question.at.line: question.key for question in wanted}
    written = stamped(data, keys)
    return Stamping(path, keys, data, written, tuple(_check(written, path, wanted)))


def write(stamping: Stamping) -> bool:
    """Replace the source by the one with keys; on OSError it stays as it was.

    Returns False and writes nothing if the file was changed since it was read.
    """
    if stamping.path.read_bytes() != stamping.was:
        return False
    files.write_all({stamping.path.resolve(): stamping.data})
    return True


def stamped(data: bytes, keys: Mapping[int, str]) -> bytes:
    """The source (UTF-8) with a key after each of the headings on these lines (from 1)."""
    lines = _LINE.findall(data.decode())
    for line, key in keys.items():
        lines[line - 1] = _stamped(lines[line - 1], key)
    return "".join(lines).encode()


def _stamped(line: str, key: str) -> str:
    """A heading with its key, in its braces or in new ones, before comments at its end."""
    comments = _COMMENTS.search(line)
    if comments is None or line.count("`", 0, comments.start()) % 2:  # it may be in code
        text, rest = line, ""
    else:
        text, rest = line[: comments.start()], comments.group()
    if _BRACES.search(text):
        return _BRACES.sub(rf"\g<1>#{key} \g<2>", text) + rest
    return _END.sub(rf" {{#{key}}}\g<0>", text, count=1) + rest


def _parsed(data: bytes, path: Path) -> tuple[Deck | None, tuple[Problem, ...]]:
    text, problems = decode(data, str(path))
    if problems:
        return None, problems
    return source.parse(text, str(path), files.pictures(path.parent))


def _key(own: Question, now: Question, data: bytes) -> str:
    """The key of the note in Anki, unless the source has links to that of the heading."""
    return now.key if f"#{now.key}".encode() in data else own.key


def _check(data: bytes, path: Path, wanted: Sequence[Question]) -> Iterator[Problem]:
    """A problem for each question that the source with keys would change."""
    deck, problems = _parsed(data, path)
    found = {each.question.at: _alone(each.question) for each in entries(deck)} if deck else {}
    for question in wanted:
        if found and found.get(question.at) != _alone(replace(question, keyed=True)):
            what = "no key can be written behind this heading"
            yield Problem(question.at, what, f"write {{#{question.key}}} there yourself")
    yield from (problem for problem in problems if deck is None)


def _alone(question: Question) -> Question:
    return replace(question, follow_ups=())
