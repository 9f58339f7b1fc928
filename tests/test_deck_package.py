from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import zipfile
from contextlib import closing
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

from deck_samples import (
    LONG_AGO,
    PNG,
    SVG,
    deck,
    designs,
    image,
    numbered,
    package,
    paragraph,
    question,
    section,
    silent,
    stamps,
    write,
)

from exporter import deck as deck_writer
from exporter.deck.media import file_name
from exporter.deck.package import deck_id
from exporter.model import CodeBlock, Deck, Figure, NoteStamp, Stamps


def rich() -> Deck:
    """A deck with code, pictures, tags and subdecks."""
    pictures = (Figure(image(SVG)), Figure(image(PNG)))
    code = CodeBlock("print({'a': 1})", "python", question("x").at)
    sections = (
        section("One", question("a", answer=pictures), tags=("t", "s")),
        section("Two", question("b", answer=(code, *pictures)), question("c")),
    )
    return deck(sections=sections, tags=("r", "q"), description="What <this> is\nabout")


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {info.filename: archive.read(info) for info in archive.infolist()}


def rows(data: bytes, query: str) -> list[Any]:
    with closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(members(data)["collection.anki2"])
        return list(database.execute(query))


# The zip ------------------------------------------------------------------------------------------


def test_the_zip_holds_collection_and_media_without_a_date() -> None:
    data = package(rich())
    with zipfile.ZipFile(BytesIO(data)) as archive:
        infos = archive.infolist()
    assert [info.filename for info in infos] == ["collection.anki2", "media", "0", "1"]
    assert {info.date_time for info in infos} == {(1980, 1, 1, 0, 0, 0)}
    assert {(info.compress_type, info.create_system) for info in infos} == {
        (zipfile.ZIP_DEFLATED, 3)
    }
    names = json.loads(members(data)["media"])
    assert names == dict(zip("01", sorted((file_name(SVG), file_name(PNG))), strict=True))
    assert {members(data)[number] for number in names} == {SVG.data, PNG.data}


SCRIPT = """
import hashlib, sys, time
sys.path.insert(0, sys.argv[1])
time.time = lambda: float(sys.argv[2])
from test_deck_package import rich
from deck_samples import package
print(hashlib.sha256(package(rich())).hexdigest())
"""


def test_the_bytes_are_the_same_at_any_time_in_any_place(tmp_path: Path) -> None:
    def digest(seed: str, zone: str, folder: Path) -> str:
        environment = os.environ | {"PYTHONHASHSEED": seed, "TZ": zone}
        time = "1e9" if seed == "1" else "2e9"
        command = [sys.executable, "-c", SCRIPT, str(Path(__file__).parent), time]
        done = subprocess.run(
            command, env=environment, cwd=folder, capture_output=True, text=True, check=True
        )
        return done.stdout

    first = digest("1", "UTC", Path.cwd())
    assert first == digest("2", "Asia/Kathmandu", tmp_path)
    assert len(first) == 65


def test_asking_for_notes_loads_no_library() -> None:
    libraries = "{'genanki', 'pygments', 'sqlite3'}"
    code = f"import sys, exporter.deck; print(sorted({libraries} & {{*sys.modules}}))"
    command = [sys.executable, "-c", code]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "[]\n"


# The collection -----------------------------------------------------------------------------------


def test_due_ids_and_stamps_are_those_that_were_given() -> None:
    made = numbered(3)
    data = package(made, stamps(made, newer={"q2": LONG_AGO + 9}))
    created = LONG_AGO * 1000
    assert rows(data, "select id, guid, mod from notes order by id") == [
        (created, "guid-q1", LONG_AGO),
        (created + 1, "guid-q2", LONG_AGO + 9),
        (created + 2, "guid-q3", LONG_AGO),
    ]
    assert rows(data, "select nid, ord, due, type, queue from cards order by id") == [
        (created, 0, 1, 0, 0),
        (created + 1, 0, 2, 0, 0),
        (created + 2, 0, 3, 0, 0),
    ]


def test_notes_of_one_moment_get_ids_of_their_own_in_source_order() -> None:
    made = numbered(4)
    created = {"q1": 5000, "q2": 4000, "q3": 4000, "q4": 4001}
    stamped = Stamps({key: NoteStamp(key, at, 1) for key, at in created.items()}, 1, 1)
    data = package(made, stamped)
    assert rows(data, "select guid, id from notes order by guid") == [
        ("q1", 5000),
        ("q2", 4000),
        ("q3", 4001),
        ("q4", 4002),
    ]


def test_the_row_of_the_collection_is_constant_but_for_decks_and_note_types() -> None:
    query = "select id, crt, mod, scm, ver, dty, usn, ls, conf, dconf, tags from col"
    made = numbered(2)
    later = stamps(made, modified=LONG_AGO + 99, note_types=LONG_AGO + 99)
    assert rows(package(made, later), query) == rows(package(numbered(1)), query)


def test_the_stamp_of_a_note_type_is_its_own() -> None:
    made = numbered(1)
    data = package(made, replace(stamps(made), basic=77, cloze=88))
    ((models,),) = rows(data, "select models from col")
    assert [model["mod"] for model in json.loads(models).values()] == [77]


def test_deck_ids_are_stable_and_never_the_default_deck() -> None:
    assert deck_id("Sample") == 1290426982969482
    assert deck_id("sample") != deck_id("Sample")
    assert all(2**50 <= deck_id(str(number)) < 2**51 for number in range(100))


def test_the_description_goes_to_the_uppermost_deck_as_text() -> None:
    ((decks,),) = rows(package(rich()), "select decks from col")
    described = {each["name"]: each["desc"] for each in json.loads(decks).values()}
    assert described == {
        "Default": "",
        "Sample": "What &lt;this&gt; is<br>about",
        "Sample::One": "",
        "Sample::Two": "",
    }


def test_without_a_description_a_deck_has_none() -> None:
    ((decks,),) = rows(package(numbered(1)), "select decks from col")
    assert {each["desc"] for each in json.loads(decks).values()} == {""}


# write --------------------------------------------------------------------------------------------


def test_write_counts_cards_and_ticks_once_for_each_question() -> None:
    ticks: list[None] = []
    made = deck(question("a", follow_ups=(question("b"),)), sections=(section("S", question("c")),))
    output = deck_writer.write(made, stamps(made), designs(), lambda: ticks.append(None))
    assert (output.count, len(ticks), output.problems) == (3, 3, ())


def test_with_problems_there_are_no_bytes_but_a_count() -> None:
    output = write(deck(question("a", tags=("white space",)), question("b")))
    assert (output.data, output.count, len(output.problems)) == (b"", 2, 1)


def test_an_empty_deck_is_an_empty_package() -> None:
    output = deck_writer.write(deck(), Stamps({}, 0, 0), designs(), silent)
    assert output.count == 0
    assert rows(output.data, "select count(*) from notes") == [(0,)]


def test_code_that_takes_genanki_quadratic_time_does_not_stop_us() -> None:
    made = deck(
        question("a", answer=(paragraph("x"), CodeBlock("<a " * 20_000, "", question("x").at)))
    )
    assert write(made).problems == ()
