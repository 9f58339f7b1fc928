"""The lock, which records a source from one build to the next, as text and back.

It is JSON with one line per note, sorted by key, so that git can merge branches. docs/history.md
describes it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeGuard

from exporter.errors import Problem
from exporter.history.deletions import Hidden
from exporter.history.words import sketched
from exporter.keys import KEY
from exporter.model import Kind, Location

FORMAT = 1
_HEAD = ("format", "deck", "basic", "cloze", "questions")
_MARKERS = re.compile(r"(?:<{7}|={7}|>{7}|\|{7})(?:[ ].*)?")
_TEXT = re.compile(r"[^\x00-\x1f\x7f-\x9f\ud800-\udfff]*")
_HIGHEST = 100_000
"""The highest number of a deletion."""

_LATEST = 1 << 40
"""An upper bound of stamps in seconds; for times in ms it is a thousand times as high."""


@dataclass(frozen=True, slots=True)
class Record:
    """The record of one note.

    `created` is in ms, `modified` and `left` in s; `digest` is that of its fields and tags. Its
    question is recognised by `title`, `prompt`, `answer`, `sketch` (see `exporter.history.words`)
    and `place`, which increases along the source. `left` is the time when the question was removed,
    None while it is in the source; `deletions` are those of a cloze.
    """

    key: str
    kind: Kind
    guid: str
    created: int
    modified: int
    digest: str
    title: str
    prompt: str
    answer: str
    sketch: str
    deck: str
    tags: tuple[str, ...]
    place: int
    left: int | None = None
    deletions: tuple[Hidden, ...] = ()

    @property
    def name(self) -> tuple[str, bool]:
        """The unique name of a record: its key, and whether its note is a cloze."""
        return self.key, self.kind is Kind.CLOZE


@dataclass(frozen=True, slots=True)
class Look:
    """The look of a note type: the digest of its templates and CSS, and when they changed (s)."""

    digest: str
    modified: int


@dataclass(frozen=True, slots=True)
class Lock:
    """The contents of a lock; its records are sorted by name."""

    deck: str
    basic: Look
    cloze: Look
    records: tuple[Record, ...]


def dump(lock: Lock) -> str:
    """The lock as JSON text with LF."""
    records = ",\n".join(_json(_as_row(record)) for record in lock.records)
    return (
        f'{{\n"format": {FORMAT},\n"deck": {_json(lock.deck)},\n'
        f'"basic": {_json(_as_look(lock.basic))},\n"cloze": {_json(_as_look(lock.cloze))},\n'
        f'"questions": [\n{records}\n]\n}}\n'
    )


def parse(text: str, path: str) -> tuple[Lock | None, tuple[Problem, ...]]:
    """The lock in a text, or None with the problem in it."""
    for number, line in enumerate(text.split("\n"), 1):
        if _MARKERS.fullmatch(line.rstrip("\r")):
            hint = f"keep the lines of both sides, or one side: git checkout --theirs -- {path}"
            return None, (Problem(Location(path, number), "an unresolved merge conflict", hint),)
    try:
        return _lock(_loaded(text), text), ()
    except _Damaged as error:
        at = Location(path, _line(text, error.near))
        return None, (Problem(at, error.what, error.hint),)
    except json.JSONDecodeError as error:
        return None, (Problem(Location(path, error.lineno), f"not JSON: {error.msg}", _RESTORE),)
    except (ValueError, RecursionError):  # thousands of digits or of brackets
        return None, (Problem(Location(path, 1), "not a lock", _RESTORE),)


_RESTORE = "restore it from version control; without one, delete it: every note is stamped anew"


class _Damaged(Exception):  # noqa: N818  # private, and named for the state of a lock
    """What is wrong with a lock, and a text that is on the line of the fault."""

    def __init__(self, what: str, near: str = "", hint: str = _RESTORE) -> None:
        super().__init__(what)
        self.what = what
        self.near = near
        self.hint = hint


def _line(text: str, near: str) -> int:
    place = text.rfind(near) if near else 0
    return text.count("\n", 0, max(place, 0)) + 1


def _loaded(text: str) -> Mapping[str, Any]:
    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in pairs:
            if key in found:
                raise _Damaged(f'"{key}" is here twice', f'"{key}"')
            found[key] = value
        return found

    loaded = json.loads(text.removeprefix("\ufeff"), object_pairs_hook=once)
    if not isinstance(loaded, dict) or "format" not in loaded:
        raise _Damaged("not a lock")
    return loaded


def _lock(loaded: Mapping[str, Any], text: str) -> Lock:
    version = loaded["format"]
    if _is_number(version) and version > FORMAT:
        hint = "install the newest exporter"
        raise _Damaged(f"written by a newer exporter (format {version})", '"format"', hint)
    if version != FORMAT or set(loaded) != set(_HEAD):
        raise _Damaged("not a lock")
    if not isinstance(loaded["deck"], str) or not KEY.fullmatch(loaded["deck"]):
        raise _Damaged("a bad deck key", f'"deck": {_json(loaded["deck"])}')
    if not isinstance(loaded["questions"], list):
        raise _Damaged("no list of questions", '"questions"')
    records = [_record(row) for row in loaded["questions"]]
    _check_unique(records, text)
    return Lock(
        loaded["deck"],
        _look(loaded["basic"], '"basic": {'),
        _look(loaded["cloze"], '"cloze": {'),
        tuple(sorted(records, key=lambda record: record.name)),
    )


def _check_unique(records: list[Record], text: str) -> None:
    names: set[tuple[str, bool]] = set()
    present: set[str] = set()
    guids: dict[str, str] = {}
    for record in records:
        near = f'"key": {_json(record.key)}'
        if record.name in names:
            first = text.count("\n", 0, text.find(near)) + 1
            what = f'the question "{record.key}" is here twice (first on line {first})'
            raise _Damaged(what, near, "delete the line with the smaller number after modified")
        if (twin := guids.setdefault(record.guid, record.key)) != record.key:
            raise _Damaged(f'"{record.key}" and "{twin}" have the same guid', near)
        names.add(record.name)
        if record.left is None:
            if record.key in present:
                what = f'the question "{record.key}" is here both as a cloze and as another kind'
                raise _Damaged(what, near)
            present.add(record.key)


# Rows ---------------------------------------------------------------------------------------

_ROW: dict[str, re.Pattern[str] | type] = {
    "key": KEY,
    "kind": re.compile("|".join(kind.value for kind in Kind)),
    "guid": re.compile(r"[0-9a-f]{16}"),
    "created": int,
    "modified": int,
    "digest": re.compile(r"[0-9a-f]{16}"),
    "title": _TEXT,
    "prompt": re.compile(r"|[0-9a-f]{12}"),
    "answer": re.compile(r"[0-9a-f]{12}"),
    "sketch": str,
    "deck": _TEXT,
    "tags": list,
    "place": int,
    "left": int,
    "deletions": list,
}
_OPTIONAL: dict[str, object] = {"prompt": "", "tags": [], "left": None, "deletions": []}


def _as_row(record: Record) -> dict[str, Any]:
    row = {name: getattr(record, name) for name in _ROW}
    row |= {
        "kind": record.kind.value,
        "tags": list(record.tags),
        "deletions": [
            [-each.number if each.gone else each.number, each.words] for each in record.deletions
        ],
    }
    return {
        name: value
        for name, value in row.items()
        if name not in _OPTIONAL or value != _OPTIONAL[name]
    }


def _record(row: object) -> Record:
    if not isinstance(row, dict):
        raise _Damaged("a question that is no object", '"questions"')
    near = f'"key": {_json(row.get("key"))}'
    for name in row:
        if name not in _ROW:
            raise _Damaged(f'unknown "{name}" of a question', near)
    full: dict[str, Any] = {**_OPTIONAL, **row}
    for name, kind in _ROW.items():
        if name not in full or not _fits(full[name], kind, name):
            raise _Damaged(f'a bad or missing "{name}" of the question', near)
    deletions = tuple(Hidden(abs(number), words, number < 0) for number, words in full["deletions"])
    parsed = {"kind": Kind(full["kind"]), "tags": tuple(full["tags"]), "deletions": deletions}
    return Record(**{**full, **parsed})


def _fits(value: object, kind: re.Pattern[str] | type, name: str) -> bool:
    if kind is int:
        return (name == "left" and value is None) or _is_time(value, ms=name == "created")
    if name == "deletions":
        return isinstance(value, list) and all(map(_is_hidden, value))
    if kind is list:
        return isinstance(value, list) and all(_fits(each, _TEXT, name) for each in value)
    if name == "sketch":
        return isinstance(value, str) and _is_sketch(value)
    return isinstance(kind, re.Pattern) and isinstance(value, str) and bool(kind.fullmatch(value))


def _is_hidden(value: object) -> bool:
    """Whether a value is a deletion: a number, negative if it was removed, and words."""
    match value:
        case [int(number), str(words)] if not isinstance(number, bool):
            return 0 < abs(number) <= _HIGHEST and bool(_TEXT.fullmatch(words))
        case _:
            return False


def _is_number(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_time(value: object, *, ms: bool = False) -> bool:
    return _is_number(value) and 0 <= value < (_LATEST * 1000 if ms else _LATEST)


def _is_sketch(value: str) -> bool:
    try:
        sketched(value)
    except ValueError:
        return False
    return True


def _as_look(look: Look) -> dict[str, Any]:
    return {"digest": look.digest, "modified": look.modified}


def _look(value: object, near: str) -> Look:
    match value:
        case {"digest": str(digest), "modified": int(modified), **rest} if (
            not rest and _TEXT.fullmatch(digest) and _is_time(modified)
        ):
            return Look(digest, modified)
        case _:
            raise _Damaged("a bad note type", near)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def live(lock: Lock) -> Iterator[Record]:
    """The records of questions that are still in the source."""
    return (record for record in lock.records if record.left is None)
