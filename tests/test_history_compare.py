from __future__ import annotations

from history_samples import START, Notebook, deck, keys, rendered, said, touched

from exporter import history
from exporter.history import Change, ChangeKind, Identified
from exporter.history.compare import _places
from exporter.model import Kind, Location, entries

THREE = """\
---
title: Notes
---

# Animals

## What is a cat? {#cat}

It purrs.

## What is a dog? {#dog tags="loud"}

It barks.

# Plants

## What is a tree? {#tree}

It stands.
"""


def test_the_first_build_makes_every_note_now() -> None:
    made = Notebook().build(THREE)
    assert made.began
    assert said(made) == [
        ("new", "What is a cat?"),
        ("new", "What is a dog?"),
        ("new", "What is a tree?"),
    ]
    stamps = list(made.stamps.notes.values())
    assert [stamp.modified for stamp in stamps] == [START] * 3
    assert [stamp.created for stamp in stamps] == [START * 1000 + n for n in range(3)]
    assert [stamp.guid for stamp in stamps] == [
        history.guid("notes", key, Kind.BASIC) for key in ("cat", "dog", "tree")
    ]
    assert made.changed == START


def test_the_same_source_again_changes_nothing() -> None:
    notebook = Notebook()
    first = notebook.build(THREE)
    again = notebook.build(THREE.replace("\n", "\r\n"))
    assert said(again) == []
    assert (again.stamps, again.lock, again.changed) == (first.stamps, first.lock, first.changed)
    assert not again.began


def test_one_edit_moves_one_stamp() -> None:
    notebook = Notebook()
    first = notebook.build(THREE)
    made = notebook.build(THREE.replace("barks", "barks a lot"))
    assert said(made) == [("changed", "What is a dog?")]
    assert touched(made, first) == {"dog"}
    assert made.stamps.notes["dog"].modified == START + 60 == made.changed
    assert made.stamps.notes["dog"].created == first.stamps.notes["dog"].created


def test_a_stamp_moves_on_when_the_clock_stands_or_jumps_back() -> None:
    notebook = Notebook(THREE)
    notebook.now = START - 1_000_000
    made = notebook.build(THREE.replace("barks", "barks a lot"))
    assert made.stamps.notes["dog"].modified == START + 1
    notebook.now = START
    made = notebook.build(THREE)
    assert made.stamps.notes["dog"].modified == START + 2


def test_what_becomes_of_a_question_is_told_apart() -> None:
    notebook = Notebook(THREE)
    made = notebook.build(
        THREE.replace("What is a cat?", "What, pray, is a cat?")
        .replace('tags="loud"', 'tags="loud pet"')
        .replace("# Plants", "# Green things")
    )
    at = Location("notes.md", 7)
    assert made.changes == (
        Change(
            ChangeKind.REWORDED,
            "cat",
            "What, pray, is a cat?",
            at,
            "What is a cat?",
            "What, pray, is a cat?",
        ),
        Change(
            ChangeKind.RETAGGED,
            "dog",
            "What is a dog?",
            Location("notes.md", 11),
            "loud",
            "loud pet",
        ),
        Change(
            ChangeKind.MOVED,
            "tree",
            "What is a tree?",
            Location("notes.md", 17),
            "Notes::Plants",
            "Notes::Green things",
        ),
    )


def test_several_things_at_once_are_all_told() -> None:
    notebook = Notebook(THREE)
    made = notebook.build(THREE.replace("# Plants\n", "").replace("It stands.", "It grows."))
    assert said(made) == [("changed", "What is a tree?"), ("moved", "What is a tree?")]


def test_a_removed_question_is_retired_and_comes_back_as_itself() -> None:
    notebook = Notebook()
    first = notebook.build(THREE)
    gone = notebook.build(THREE.partition("# Plants")[0])
    assert said(gone) == [("removed", "What is a tree?")]
    assert keys(gone) == ["cat", "dog"]
    assert [record.left for record in gone.lock.records] == [None, None, START + 60]
    assert gone.changed == START + 60
    back = notebook.build(THREE)
    assert said(back) == [("returned", "What is a tree?")]
    assert back.stamps == first.stamps


def test_a_returned_question_that_changed_meanwhile_is_newer() -> None:
    notebook = Notebook(THREE)
    notebook.build(THREE.partition("# Plants")[0])
    back = notebook.build(THREE.replace("stands", "grows"))
    assert said(back) == [("returned", "What is a tree?"), ("changed", "What is a tree?")]
    assert back.stamps.notes["tree"].modified == START + 120


def test_a_cloze_is_another_note_and_the_way_back_leads_to_the_old_one() -> None:
    notebook = Notebook()
    first = notebook.build(THREE)
    cloze = THREE.replace("{#cat}", "{#cat .cloze}").replace("It purrs.", "It ==purrs==.")
    made = notebook.build(cloze)
    assert ("kind changed", "What is a cat?") in said(made)
    assert "removed" not in dict(said(made))
    assert made.stamps.notes["cat"].guid == history.guid("notes", "cat", Kind.CLOZE)
    assert [(r.kind, r.left) for r in made.lock.records if r.key == "cat"] == [
        (Kind.BASIC, START + 60),
        (Kind.CLOZE, None),
    ]
    back = notebook.build(THREE)
    assert back.stamps.notes["cat"] == first.stamps.notes["cat"]
    assert [
        each.anew for each in (*made.changes, *back.changes) if each.sort is ChangeKind.KIND
    ] == [
        True,
        False,
    ]


def test_the_other_kinds_keep_the_note() -> None:
    notebook = Notebook()
    first = notebook.build(THREE)
    made = notebook.build(THREE.replace("{#cat}", "{#cat .reversed}"))
    assert ("kind changed", "What is a cat?") in said(made)
    assert made.stamps.notes["cat"].guid == first.stamps.notes["cat"].guid


def test_restamp_frees_a_note_that_did_not_change() -> None:
    notebook = Notebook()
    first = notebook.build(THREE)
    made = notebook.build(THREE, "dog")
    assert said(made) == [("restamped", "What is a dog?")]
    assert touched(made, first) == {"dog"}
    assert made.stamps.notes["dog"].modified == START + 60


def test_a_note_type_moves_only_with_its_own_templates() -> None:
    notebook = Notebook(THREE)
    made = notebook.build(THREE, basic="other")
    assert (made.stamps.basic, made.stamps.cloze) == (START + 60, START)
    assert made.changed == START + 60
    assert {stamp.modified for stamp in made.stamps.notes.values()} == {START}


def test_without_its_lock_a_keyed_question_has_its_guid() -> None:
    first = Notebook().build(THREE)
    again = Notebook().build(THREE)
    assert [each.guid for each in first.stamps.notes.values()] == [
        each.guid for each in again.stamps.notes.values()
    ]


def test_new_notes_of_one_second_have_times_of_their_own() -> None:
    notebook = Notebook(THREE)
    notebook.now = START
    made = notebook.build(f"{THREE}\n## What is moss? {{#moss}}\n\nIt is green.\n")
    created = [stamp.created for stamp in made.stamps.notes.values()]
    assert sorted(created) == [START * 1000 + n for n in range(4)]


def test_an_insertion_changes_no_line_but_its_own() -> None:
    notebook = Notebook(THREE)
    assert notebook.lock is not None
    before = history.dump(notebook.lock).splitlines()
    made = notebook.build(
        THREE.replace(
            "## What is a dog", "## What is a cow? {#cow}\n\nIt moos.\n\n## What is a dog"
        )
    )
    after = history.dump(made.lock).splitlines()
    assert [line for line in after if line not in before] == [
        next(line for line in after if '"cow"' in line)
    ]


def test_places_keep_the_longest_row_and_make_room() -> None:
    assert _places([None, None]) == [1000, 2000]
    assert _places([1000, None, 2000]) == [1000, 1500, 2000]
    assert _places([3000, 1000, 2000]) == [500, 1000, 2000]
    assert _places([1000, None, 1001]) == [1000, 2000, 3000]
    assert _places([5, None, None, None, 9]) == [5, 6, 7, 8, 9]
    assert _places([1000, 1000]) == [500, 1000]
    assert _places([0, 7]) == [3, 7]


def test_the_deck_is_renamed_only_where_the_lock_says_so() -> None:
    notebook = Notebook(THREE)
    found = notebook.identify(THREE)
    assert found.deck == deck(THREE)
    assert rendered(found).notes.keys() == {"cat", "dog", "tree"}
    assert isinstance(found, Identified)
    assert [entry.question.key for entry in entries(found.deck)] == ["cat", "dog", "tree"]
