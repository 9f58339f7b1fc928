"""What Anki does with a package, as far as the deck is built on it.

Each of these is Anki's behaviour, not ours: one that fails says that Anki has changed.
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import pytest
from anki.errors import BackendError
from anki_oracle import Anki, Log
from deck_samples import (
    AT,
    FAR_AHEAD,
    LONG_AGO,
    PNG,
    SVG,
    deck,
    designs,
    image,
    numbered,
    package,
    question,
    section,
    stamps,
)

from exporter.deck import package as deck_package
from exporter.deck.media import file_name
from exporter.deck.notes import Note
from exporter.deck.notetypes import BASIC, FIELDS, Fields, NoteType
from exporter.deck.package import Stamped, apkg
from exporter.model import Figure, Kind, NoteStamp
from exporter.templates import Templates


def answers(collection: Anki) -> dict[str, str]:
    return {key: note.fields["Answer"] for key, note in collection.notes().items()}


# A: when does a re-import change a note? ----------------------------------------------------------


class Reimport(NamedTuple):
    """The stamps of a second package, and what comes of it."""

    modified: int
    newer: Mapping[str, int]
    log: Log
    edited_in_source: str
    edited_in_anki: str


REIMPORTS = {
    "all stamps the same": Reimport(LONG_AGO, {}, Log(0, 0, 10, 0), "old", "mine"),
    "all stamps older": Reimport(LONG_AGO - 1, {}, Log(0, 0, 10, 0), "old", "mine"),
    "all stamps newer": Reimport(FAR_AHEAD, {}, Log(0, 10, 0, 0), "new", "old"),
    "the edited stamped newer": Reimport(
        LONG_AGO, {"q1": LONG_AGO + 1}, Log(0, 1, 9, 0), "new", "mine"
    ),
}


@pytest.mark.parametrize("row", REIMPORTS.values(), ids=REIMPORTS)
def test_a_note_changes_when_its_stamp_is_newer_and_only_then(
    collection: Anki, row: Reimport
) -> None:
    original = numbered(10, {1: "old", 2: "old"})
    collection.load(package(original))
    collection.answer(5)
    collection.edit("q2", "Answer", "<p>mine</p>")
    cards = collection.cards()

    edited = numbered(10, {1: "new", 2: "old"})
    log = collection.load(package(edited, stamps(edited, row.modified, row.newer)))

    assert log == row.log
    assert answers(collection)["q1"] == f"<p>{row.edited_in_source}</p>"
    assert answers(collection)["q2"] == f"<p>{row.edited_in_anki}</p>"
    assert collection.cards() == cards
    assert sum(card.reviews for card in cards) == 5


def test_an_edit_stays_out_when_the_note_was_touched_in_anki_after_its_stamp(
    collection: Anki,
) -> None:
    collection.load(package(numbered(1)))
    collection.edit("q1", "Hint", "mine")
    edited = numbered(1, {1: "new"})
    for stamp, log in [(LONG_AGO + 1, Log(0, 0, 1, 0)), (FAR_AHEAD, Log(0, 1, 0, 0))]:
        assert collection.load(package(edited, stamps(edited, stamp))) == log


def test_an_update_replaces_the_tags_and_keeps_flag_and_suspension(collection: Anki) -> None:
    made = deck(question("a", tags=("ours",)))
    collection.load(package(made))
    collection.tag("a", "theirs")
    collection.flag("a", 3)
    collection.suspend("a")
    assert collection.notes()["a"].tags == ("ours", "theirs")
    collection.load(package(made, stamps(made, FAR_AHEAD)))
    assert collection.notes()["a"].tags == ("ours",)
    (card,) = collection.cards()
    assert (card.flag, card.suspended) == (3, True)


# B: note types ------------------------------------------------------------------------------------


def styled(folder: Path, css: str) -> Templates:
    (folder / "card").mkdir(parents=True, exist_ok=True)
    (folder / "card" / "card.css").write_text(css)
    return Templates(folder)


@pytest.mark.parametrize(
    ("stamp", "css"), [(LONG_AGO, "/* old */"), (LONG_AGO + 1, "/* new */")], ids=["same", "newer"]
)
def test_css_arrives_when_the_stamp_of_the_note_type_is_newer(
    collection: Anki, tmp_path: Path, stamp: int, css: str
) -> None:
    made = numbered(2)
    collection.load(package(made, templates=styled(tmp_path / "old", "/* old */")))
    later = stamps(made, note_types=stamp)
    log = collection.load(package(made, later, styled(tmp_path / "new", "/* new */")))
    assert log == Log(0, 0, 2, 0)
    assert collection.note_type(BASIC.name)["css"] == css


def of_type(note_type: NoteType, answer: str, stamp: int) -> bytes:
    """A package of one note of a note type made for the test."""
    fields = Fields("k", "Question?", answer, reversed="1")
    note = Note("k", Kind.BASIC, fields, (), "Sample", 1, (0, 1), (), AT)
    design = designs().basic
    stamped = Stamped(
        note, NoteStamp("g", LONG_AGO * 1000, stamp), replace(design, note_type=note_type), stamp
    )
    return apkg([stamped], {})


RENAMED = replace(BASIC, name="Another name")
TEMPLATE_RENAMED = replace(
    BASIC, templates=tuple(replace(each, name=f"{each.name}!") for each in BASIC.templates)
)
FEWER = replace(BASIC, templates=BASIC.templates[:1])


@pytest.mark.parametrize("changed", [RENAMED, TEMPLATE_RENAMED], ids=["type", "template"])
def test_a_rename_is_safe_where_there_are_ids(collection: Anki, changed: NoteType) -> None:
    collection.load(of_type(BASIC, "old", LONG_AGO))
    assert collection.load(of_type(changed, "new", FAR_AHEAD)) == Log(0, 1, 0, 0)
    assert answers(collection) == {"k": "new"}
    assert len(collection.cards()) == 2


def test_a_field_may_be_folded_or_unfolded(
    collection: Anki, monkeypatch: pytest.MonkeyPatch
) -> None:
    collection.load(of_type(BASIC, "old", LONG_AGO))
    unfolded = tuple(replace(field, folded=False) for field in FIELDS)
    assert unfolded != FIELDS
    monkeypatch.setattr(deck_package, "FIELDS", unfolded)
    assert collection.load(of_type(BASIC, "new", FAR_AHEAD)) == Log(0, 1, 0, 0)
    assert answers(collection) == {"k": "new"}


def test_another_name_of_a_field_without_its_id_makes_every_note_conflict(
    collection: Anki, monkeypatch: pytest.MonkeyPatch
) -> None:
    collection.load(of_type(BASIC, "old", LONG_AGO))
    other = tuple(
        replace(field, name=f"{field.name}!", id=field.id + 1) if field.name == "Spare4" else field
        for field in FIELDS
    )
    monkeypatch.setattr(deck_package, "FIELDS", other)
    assert collection.load(of_type(BASIC, "new", FAR_AHEAD)) == Log(0, 0, 0, 1)


def test_another_number_of_templates_makes_every_note_conflict(collection: Anki) -> None:
    collection.load(with_templates(FEWER))
    assert collection.load(of_type(BASIC, "new", FAR_AHEAD)) == Log(0, 0, 0, 1)
    assert answers(collection) == {"k": "old"}


def with_templates(note_type: NoteType) -> bytes:
    """A package of a note type with only the first of the templates."""
    fields = Fields("k", "Question?", "old")
    note = Note("k", Kind.BASIC, fields, (), "Sample", 1, (0,), (), AT)
    design = designs().basic
    cut = replace(design, note_type=note_type, sides=design.sides[: len(note_type.templates)])
    return apkg([Stamped(note, NoteStamp("g", LONG_AGO * 1000, LONG_AGO), cut, LONG_AGO)], {})


# C: decks -----------------------------------------------------------------------------------------


def test_cards_that_are_there_never_move(collection: Anki) -> None:
    collection.load(package(deck(sections=(section("One", question("a")),))))
    moved = deck(sections=(section("Two", question("a"), question("b")),))
    assert collection.load(package(moved, stamps(moved, FAR_AHEAD))) == Log(1, 1, 0, 0)
    by_note = {card.note: card.deck for card in collection.cards()}
    placed = {key: by_note[note.id] for key, note in collection.notes().items()}
    assert placed == {"a": "Sample::One", "b": "Sample::Two"}


def test_decks_match_by_name_also_those_a_person_made(collection: Anki) -> None:
    own = collection.collection.decks.id("Sample")
    collection.load(package(numbered(1)))
    (card,) = collection.cards()
    assert collection.collection.get_card(card.id).did == own  # type: ignore[arg-type]


def test_an_empty_description_leaves_a_persons_own(collection: Anki) -> None:
    collection.load(package(deck(question("a"), description="ours")))
    collection.load(package(deck(question("a"))))
    assert collection.description("Sample") == "ours"


# D: media -----------------------------------------------------------------------------------------


def test_a_changed_picture_is_a_new_file_and_the_old_one_stays(collection: Anki) -> None:
    first = deck(question("a", answer=(Figure(image(SVG)),)))
    second = deck(question("a", answer=(Figure(image(PNG)),)))
    collection.load(package(first))
    collection.load(package(second, stamps(second, FAR_AHEAD)))
    assert collection.missing_media() == []
    assert collection.unused_media() == [file_name(SVG)]


def test_a_file_that_is_there_is_never_replaced(collection: Anki) -> None:
    made = deck(question("a", answer=(Figure(image(SVG)),)))
    name = file_name(SVG)
    collection.load(package(made))
    other = with_member(package(made, stamps(made, FAR_AHEAD)), "0", b"<svg/>")
    collection.load(other)
    path = Path(collection.collection.media.dir()) / name
    assert path.read_bytes() == SVG.data
    assert f"{path.stem}-" in answers(collection)["a"]  # Anki gave the other a name of its own


def test_a_media_name_that_leaves_the_folder_makes_the_import_fail(collection: Anki) -> None:
    data = package(deck(question("a", answer=(Figure(image(SVG)),))))
    with pytest.raises(BackendError, match="not a valid"):
        collection.load(with_member(data, "media", b'{"0": "../evil.svg"}'))
    assert collection.notes() == {}


def with_member(data: bytes, name: str, content: bytes) -> bytes:
    """The package with another member of that name."""
    written = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(written, "w") as new:
        for member in old.namelist():
            new.writestr(member, content if member == name else old.read(member))
    return written.getvalue()


# E: removed questions -----------------------------------------------------------------------------


def test_a_removed_question_stays_with_its_schedule_and_is_found_by_its_key(
    collection: Anki,
) -> None:
    collection.load(package(numbered(3)))
    collection.answer(3)
    cards = collection.cards()
    fewer = numbered(2)
    assert collection.load(package(fewer, stamps(fewer, FAR_AHEAD))) == Log(0, 2, 0, 0)
    assert collection.cards() == cards
    assert len(collection.collection.find_notes("Key:q3 OR Key:nosuch")) == 1


def test_a_note_deleted_in_anki_comes_back_as_new(collection: Anki) -> None:
    data = package(numbered(2))
    collection.load(data)
    collection.answer(2)
    collection.delete("q1")
    assert collection.load(data) == Log(1, 0, 1, 0)
    note = collection.notes()["q1"]
    assert [card.reviews for card in collection.cards() if card.note == note.id] == [0]


# F: what breaks, and how quietly ------------------------------------------------------------------


def raw(
    *fields: Fields, guids: tuple[str, ...] = ("g1", "g2", "g3"), deck: str = "Sample"
) -> bytes:
    """A package of notes that nothing has checked."""
    design = designs().basic
    stamped = [
        Stamped(
            Note(each.key, Kind.BASIC, each, (), deck, 1, (0,), (), AT),
            NoteStamp(guid, LONG_AGO * 1000, LONG_AGO),
            design,
            LONG_AGO,
        )
        for each, guid in zip(fields, guids, strict=False)
    ]
    return apkg(stamped, {})


def test_a_unit_separator_makes_the_whole_import_fail(collection: Anki) -> None:
    with pytest.raises(BackendError, match="note has 15 fields, expected 14"):
        collection.load(raw(Fields("a", "fine", "b"), Fields("c", "not \x1f fine", "d")))


def test_a_deck_in_too_many_decks_makes_the_whole_import_fail(collection: Anki) -> None:
    assert collection.load(raw(Fields("a", "b", "c"), deck="::".join("abcdefghijk"))).new == 1
    with pytest.raises(BackendError, match="deck nesting level too deep"):
        collection.load(raw(Fields("d", "e", "f"), deck="::".join("mnopqrstuvwx"), guids=("g2",)))


def test_two_notes_with_one_guid_are_both_added(collection: Anki) -> None:
    log = collection.load(raw(Fields("a", "b", "c"), Fields("d", "e", "f"), guids=("g", "g")))
    assert log.new == 2


def test_a_card_without_a_front_imports_and_never_shows(collection: Anki) -> None:
    assert collection.load(raw(Fields("a", "", "c"))).new == 1
    (card,) = collection.cards()
    assert "front of this card is blank" in collection.render(card.id).question


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("a\x01b", "ab"),
        ("a\r\nb", "a\nb"),
        ("e\u0301", "é"),
        ("<script>alert(1)</script><b>", "<script>alert(1)</script><b>"),
    ],
    ids=["control", "line end", "not composed", "html"],
)
def test_anki_keeps_fields_as_they_are_or_cleans_them_like_this(
    collection: Anki, written: str, kept: str
) -> None:
    collection.load(raw(Fields("a", "q", written)))
    assert answers(collection) == {"a": kept}


@pytest.mark.parametrize(("tag", "kept"), [('a"b', 'a"b'), ("a<b>", "a<b>"), ("a::b", "a::b")])
def test_anki_keeps_tags_as_they_are_or_splits_them_like_this(
    collection: Anki, tag: str, kept: str
) -> None:
    design = designs().basic
    note = Note("a", Kind.BASIC, Fields("a", "b", "c"), (tag,), "Sample", 1, (0,), (), AT)
    collection.load(
        apkg([Stamped(note, NoteStamp("g", LONG_AGO * 1000, LONG_AGO), design, LONG_AGO)], {})
    )
    assert collection.notes()["a"].tags == (kept,)
    (card,) = collection.cards()
    assert f">{kept}</span>" in collection.render(card.id).answer  # as HTML, not as text
