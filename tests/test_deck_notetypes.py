from __future__ import annotations

import json
import sqlite3
import zipfile
from contextlib import closing
from io import BytesIO
from typing import Any

from deck_samples import deck, package, question

from exporter.deck import notetypes
from exporter.deck.notetypes import BASIC, CLOZE, FIELDS, Fields, NoteType

WHY = "a released note type may never change: Anki would refuse every later edit, silently"

FROZEN_FIELDS = [
    ("Key", 8976334229839193),
    ("Question", 5998854839452759),
    ("Answer", 7957044218808759),
    ("Hint", 5005901112323094),
    ("Context", 8280760076094511),
    ("Section", 7710527018617337),
    ("Source", 5067817661970091),
    ("Expected", 5759298638230847),
    ("Reversed", 5981200215849075),
    ("Extra", 7126841631195344),
    ("Spare1", 8769128848175812),
    ("Spare2", 6321655872651162),
    ("Spare3", 8404147057923157),
    ("Spare4", 6202368812058146),
]


def frozen(note_type: NoteType) -> tuple[int, bool, list[tuple[str, int]]]:
    templates = [(template.name, template.id) for template in note_type.templates]
    return note_type.id, note_type.is_cloze, templates


def test_nothing_that_anki_matches_by_has_changed() -> None:
    assert [(field.name, field.id) for field in FIELDS] == FROZEN_FIELDS, WHY
    assert notetypes.SORT_FIELD == 1, WHY
    assert frozen(BASIC) == (
        3046762543925,
        False,
        [("Forward", 5307178361102360), ("Reverse", 6641838051178908)],
    ), WHY
    assert frozen(CLOZE) == (2953097775926, True, [("Cloze", 8395965754708564)]), WHY


def test_a_note_has_its_fields_in_the_order_of_the_note_type() -> None:
    assert [name.capitalize() for name in Fields._fields] == [name for name, _ in FROZEN_FIELDS]


def test_ids_are_distinct_and_safe_for_javascript() -> None:
    templates = (*BASIC.templates, *CLOZE.templates)
    ids = [BASIC.id, CLOZE.id, *(each.id for each in FIELDS), *(each.id for each in templates)]
    assert len(set(ids)) == len(ids)
    assert all(2**41 < id_ < 2**53 for id_ in ids)


def test_the_package_says_the_same() -> None:
    written = _models(package(deck(question("a"))))[str(BASIC.id)]
    assert [(each["name"], each["id"], each["ord"]) for each in written["flds"]] == [
        (name, id_, place) for place, (name, id_) in enumerate(FROZEN_FIELDS)
    ], WHY
    assert [(each["name"], each["id"], each["ord"]) for each in written["tmpls"]] == [
        ("Forward", 5307178361102360, 0),
        ("Reverse", 6641838051178908, 1),
    ], WHY
    assert (written["sortf"], written["type"]) == (1, 0), WHY


def _models(data: bytes) -> dict[str, Any]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        collection = archive.read("collection.anki2")
    with closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(collection)
        ((models,),) = database.execute("select models from col")
    return dict(json.loads(models))
