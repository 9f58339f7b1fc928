"""A comparison with the package of an earlier build, as stamps must not go back: `outdated`.

Anki updates a note only if the stamp in the package is newer. With an old lock, checked out from
version control, a build can stamp notes older than in the package that it replaces.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Mapping
from contextlib import closing
from io import BytesIO
from typing import NamedTuple
from zipfile import BadZipFile, ZipFile

_MOST_STEPS = 50_000_000  # of SQLite's machine: 10,000 notes take 200,000
_LARGEST = 1_000_000_000  # bytes of a collection: what is larger was not made here


class _Issued(NamedTuple):
    """The stamp (s) and the content of a note."""

    modified: int
    content: tuple[str, str]


def outdated(before: bytes, now: bytes) -> frozenset[str]:
    """The guids of notes that differ in two packages and are not newer in the second.

    There are none if one of the two cannot be read.
    """
    old, new = _notes(before), _notes(now)
    return frozenset(
        guid
        for guid, note in new.items()
        if (known := old.get(guid))
        and known.content != note.content
        and known.modified >= note.modified
    )


def _notes(package: bytes) -> Mapping[str, _Issued]:
    try:
        collection = _collection(package)
        rows = _rows(collection) if collection.startswith(b"SQLite format 3\0") else []
    except (BadZipFile, EOFError, KeyError, OSError, RuntimeError, ValueError):
        return {}
    except (sqlite3.Error, zlib.error):
        return {}
    return {guid: _Issued(modified, (fields, tags)) for guid, modified, fields, tags in rows}


def _collection(package: bytes) -> bytes:
    with ZipFile(BytesIO(package)) as archive:
        member = archive.getinfo("collection.anki2")
        return archive.read(member) if member.file_size <= _LARGEST else b""


def _rows(collection: bytes) -> list[tuple[str, int, str, str]]:
    with closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(collection)
        database.set_progress_handler(lambda: 1, _MOST_STEPS)
        return database.execute(
            "SELECT guid, mod, flds, tags FROM notes "
            "WHERE typeof(guid) = 'text' AND typeof(mod) = 'integer'"
        ).fetchall()
