"""Notes as the bytes of an .apkg file: a SQLite collection and its media in a zip.

The only module that knows genanki, which writes the collection's tables. Everything that makes a
package reproducible is here: stamps instead of the time, a database in memory, a zip without
dates. Format: Anki's legacy collection, schema 11, as every Anki since 2.0 imports it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from itertools import islice
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import genanki
from genanki.apkg_col import APKG_COL
from genanki.apkg_schema import APKG_SCHEMA

from exporter.deck.design import Design
from exporter.deck.media import file_name
from exporter.deck.notes import Note
from exporter.deck.notetypes import FIELDS, SORT_FIELD
from exporter.model import NoteStamp


@dataclass(frozen=True, slots=True)
class Stamped:
    """A note with its stamp, the design of its cards, and when that has last changed (s)."""

    note: Note
    stamp: NoteStamp
    design: Design
    designed: int


def apkg(notes: Sequence[Stamped], descriptions: Mapping[str, str]) -> bytes:
    """A package of these notes; `descriptions` has the HTML for decks by name."""
    return _zip(_collection(notes, descriptions), (each.note for each in notes))


def deck_id(name: str) -> int:
    """An id for the deck of that name: never 1 (Anki's default deck), below 2^51, stable."""
    return 1 << 50 | int.from_bytes(sha256(name.encode()).digest()[:6])


# The collection -----------------------------------------------------------------------------


class _Model(genanki.Model):  # type: ignore[misc]  # genanki ships without types
    """genanki's note type, with our stamp."""

    def __init__(self, design: Design, modified: int) -> None:
        note_type = design.note_type
        super().__init__(
            note_type.id,
            note_type.name,
            fields=[
                {"name": field.name, "id": field.id, "collapsed": field.folded} for field in FIELDS
            ],
            templates=[
                {"name": template.name, "id": template.id, "qfmt": front, "afmt": back}
                for template, (front, back) in zip(note_type.templates, design.sides, strict=True)
            ],
            css=design.css,
            model_type=self.CLOZE if note_type.is_cloze else self.FRONT_BACK,
            sort_field_index=SORT_FIELD,
        )
        self._modified = modified
        self._needs = [template.needs for template in note_type.templates]

    @property
    def _req(self) -> list[Any]:
        """The field that each card needs; genanki would guess it from the templates, or fail."""
        places = {field.name: place for place, field in enumerate(FIELDS)}
        return [[place, "all", [places[name]]] for place, name in enumerate(self._needs)]

    def to_json(self, *_: object) -> dict[str, Any]:
        written: dict[str, Any] = super().to_json(self._modified, None)
        return written


class _Note(genanki.Note):  # type: ignore[misc]  # genanki ships without types
    """genanki's note, with our ids, stamp and cards."""

    def __init__(self, stamped: Stamped, model: _Model, ids: Iterator[int]) -> None:
        note = stamped.note
        super().__init__(
            model, list(note.fields), tags=note.tags, guid=stamped.stamp.guid, due=note.due
        )
        self.cards = [genanki.Card(place) for place in note.cards]
        self._modified = stamped.stamp.modified
        self._ids = ids
        self._deck_id = deck_id(note.deck)

    def _check_invalid_html_tags_in_fields(self) -> None:
        """Nothing: the HTML is our own, and genanki's check takes quadratic time."""

    def write(self, cursor: sqlite3.Cursor) -> None:
        self.write_to_db(cursor, self._modified, self._deck_id, self._ids)


def _collection(notes: Sequence[Stamped], descriptions: Mapping[str, str]) -> bytes:
    """The bytes of the SQLite database."""
    models = {each.design.note_type.id: _Model(each.design, each.designed) for each in notes}
    with closing(sqlite3.connect(":memory:")) as database:
        cursor = database.cursor()
        cursor.executescript(APKG_SCHEMA)
        cursor.executescript(APKG_COL)
        _merge(cursor, "models", {id_: model.to_json() for id_, model in models.items()})
        _merge(cursor, "decks", _decks(notes, descriptions))
        for each, ids in zip(notes, _ids(notes), strict=True):
            _Note(each, models[each.design.note_type.id], ids).write(cursor)
        database.commit()
        try:
            return database.serialize()
        except sqlite3.OperationalError as error:  # the one call that reports a lack of memory so
            raise MemoryError from error


def _merge(cursor: sqlite3.Cursor, column: str, entries: Mapping[int, dict[str, Any]]) -> None:
    """Add to one of the JSON columns of the collection's only row."""
    ((present,),) = cursor.execute(f"SELECT {column} FROM col")  # noqa: S608  # a constant name
    merged = json.loads(present) | {str(id_): entry for id_, entry in entries.items()}
    cursor.execute(f"UPDATE col SET {column} = ?", (json.dumps(merged),))  # noqa: S608  # as above


def _decks(notes: Iterable[Stamped], descriptions: Mapping[str, str]) -> dict[int, dict[str, Any]]:
    """The decks of the notes and the described ones, by id."""
    names = dict.fromkeys((*descriptions, *(each.note.deck for each in notes)))
    return {
        deck_id(name): genanki.Deck(deck_id(name), name, descriptions.get(name, "")).to_json()
        for name in names
    }


def _ids(notes: Sequence[Stamped]) -> Iterator[Iterator[int]]:
    """The id of each note and of its cards: the time of its creation (ms), made unique."""
    note_ids = _unique([each.stamp.created for each in notes])
    card_ids = iter(
        _unique([id_ for id_, each in zip(note_ids, notes, strict=True) for _ in each.note.cards])
    )
    for id_, each in zip(note_ids, notes, strict=True):
        yield iter((id_, *islice(card_ids, len(each.note.cards))))


def _unique(wanted: Sequence[int]) -> list[int]:
    """The numbers in order, each raised to the next free one if it is taken."""
    given, last = [0] * len(wanted), 0
    for place in sorted(range(len(wanted)), key=wanted.__getitem__):
        given[place] = last = max(wanted[place], last + 1)
    return given


# The zip ------------------------------------------------------------------------------------

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time in a zip, which all its members get."""


def _zip(collection: bytes, notes: Iterable[Note]) -> bytes:
    """The package: the collection, the media by number, and the table of their names."""
    media = {file_name(each): each.data for note in notes for each in note.media}
    names = dict(enumerate(sorted(media)))
    written = BytesIO()
    with ZipFile(written, "w", ZIP_DEFLATED) as package:
        _member(package, "collection.anki2", collection)
        _member(package, "media", json.dumps(names).encode())
        for number, name in names.items():
            _member(package, str(number), media[name])
    return written.getvalue()


def _member(package: ZipFile, name: str, data: bytes) -> None:
    info = ZipInfo(name, _EPOCH)
    info.compress_type = ZIP_DEFLATED
    info.create_system = 3  # as on Unix, wherever it is built
    info.external_attr = 0o644 << 16
    package.writestr(info, data)
