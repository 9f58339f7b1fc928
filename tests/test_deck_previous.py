"""Packages that were made before, whole and damaged."""

from __future__ import annotations

import io
import sqlite3
import zipfile
from contextlib import closing

import pytest
from deck_samples import package
from history_samples import Notebook, deck

from exporter.deck import outdated

TEXT = "## A? {#a}\n\nOne.\n\n## B? {#b}\n\nTwo.\n"
OTHER = TEXT.replace("One", "Three")


def packed(text: str, seconds: int) -> bytes:
    """The deck, all of it stamped then."""
    notebook = Notebook()
    notebook.now += seconds
    return package(deck(text), notebook.build(text).stamps)


def zipped(name: str, data: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(name, data)
    return buffer.getvalue()


def endless() -> bytes:
    """A database in which reading the notes never comes to an end."""
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute(
            "CREATE VIEW notes AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
            "SELECT 'a' guid, i mod, '' flds, '' tags FROM n WHERE i < 0"
        )
        return database.serialize()


@pytest.mark.parametrize(
    ("before", "now", "count"),
    [
        (packed(TEXT, 60), packed(OTHER, 0), 1),
        (packed(TEXT, 0), packed(OTHER, 0), 1),
        (packed(TEXT, 0), packed(OTHER, 60), 0),
        (packed(TEXT, 60), packed(TEXT, 0), 0),
    ],
)
def test_what_differs_and_is_no_newer_is_outdated(before: bytes, now: bytes, count: int) -> None:
    assert len(outdated(before, now)) == count


@pytest.mark.parametrize(
    "damaged",
    [
        b"",
        b"no zip",
        zipped("other", b""),
        zipped("collection.anki2", b"no database"),
        zipped("collection.anki2", b""),
        zipped("collection.anki2", b"SQLite format 3\0 no more"),
        zipped("collection.anki2", endless()),
        packed(TEXT, 60)[:-40],
    ],
)
def test_what_cannot_be_read_has_nothing_later(damaged: bytes) -> None:
    assert outdated(damaged, packed(OTHER, 0)) == frozenset()
