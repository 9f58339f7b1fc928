"""The steps told to a person, and that their searches find in Anki what they say."""

from __future__ import annotations

import pytest
from anki_oracle import Anki
from deck_samples import designs, silent
from history_samples import Notebook, deck

from exporter import deck as deck_writer
from exporter.history import History
from exporter.model import Stamps
from exporter.steps import Step, removed, steps

NOTES = """\
---
title: 'Notes: "all"'
key: notes
deck: "Notes *of_mine*: \\\\all"
---

# One

## A? {#a_1}

A.

## B? {#axb1}

B.

# Two

## C? {#c.c-c}

C.

## D? {#ünï}

D.
"""
NAME = "Notes *of_mine*: \\all"
OTHER = "---\nkey: other\n---\n\n## A? {#a_1}\n\nAnother.\n"


def package(notebook: Notebook, text: str, made: History) -> bytes:
    found = notebook.identify(text)
    stamps: Stamps = made.stamps
    return deck_writer.write(found.deck, stamps, designs(), silent).data


def after(*texts: str) -> list[Step]:
    """What is to be done after the last of these builds."""
    notebook = Notebook()
    for text in texts:
        made = notebook.build(text)
    return list(steps(made, deck(texts[-1]).name))


def found(collection: Anki, step: Step) -> list[str]:
    ids = collection.collection.find_notes(step.search)
    return sorted(collection.collection.get_note(each)["Question"] for each in ids)


@pytest.mark.parametrize(
    ("gone", "left"),
    [
        (["## A? {#a_1}\n\nA.\n\n"], ["A?"]),
        (["## A? {#a_1}\n\nA.\n\n", "# Two\n\n## C? {#c.c-c}\n\nC.\n\n"], ["A?", "C?"]),
        (["## D? {#ünï}\n\nD.\n"], ["D?"]),
    ],
)
def test_the_search_finds_what_was_removed_and_nothing_else(
    collection: Anki, gone: list[str], left: list[str]
) -> None:
    notebook = Notebook()
    collection.load(package(notebook, NOTES, notebook.build(NOTES)))
    other = Notebook()
    collection.load(package(other, OTHER, other.build(OTHER)))
    text = NOTES
    for part in gone:
        assert part in text
        text = text.replace(part, "")
    made = notebook.build(text)
    (step,) = [each for each in steps(made, NAME) if "keeps what" in each.what]
    assert step == Step(
        "Anki keeps what the source no longer has: delete it there, or leave it", step.search
    )
    assert found(collection, step) == left
    retired = [record for record in made.lock.records if record.left]
    assert list(removed(retired, NAME)) == [step]


def test_the_search_is_short_to_paste() -> None:
    (step,) = after(PLAIN, PLAIN.partition("# Two")[0])
    assert step.search == '"deck:Notes" (Key:c.c-c OR Key:ünï)'


PLAIN = NOTES.replace(" *of_mine*: \\\\all", "")


def test_a_moved_question_is_found_where_it_was(collection: Anki) -> None:
    notebook = Notebook()
    collection.load(package(notebook, NOTES, notebook.build(NOTES)))
    part = "## B? {#axb1}\n\nB.\n\n"
    made = notebook.build(NOTES.replace(part, "") + "\n" + part)
    (step,) = steps(made, NAME)
    assert step.what == 'select all and change the deck to "Notes *of_mine*: \\all::Two"'
    assert not step.before
    assert found(collection, step) == ["B?"]


def test_a_renamed_section_is_a_renamed_deck() -> None:
    assert after(PLAIN, PLAIN.replace("# Two", "# Second")) == [
        Step('rename the deck "Notes::Two" to "Notes::Second"', "", before=True)
    ]


def test_a_renamed_deck_is_renamed_once_with_all_that_is_in_it() -> None:
    assert after(PLAIN, PLAIN.replace('"Notes"', '"Study"')) == [
        Step('rename the deck "Notes" to "Study"', "", before=True)
    ]


def test_a_section_that_goes_into_another_is_moved() -> None:
    assert after(PLAIN, PLAIN.replace("# Two\n\n", "")) == [
        Step(
            'select all and change the deck to "Notes::One"',
            '"deck:Notes" (Key:c.c-c OR Key:ünï)',
        )
    ]


def test_two_sections_that_change_places_are_moved_not_renamed() -> None:
    swapped = PLAIN.replace("# One", "# X").replace("# Two", "# One").replace("# X", "# Two")
    assert [step.what for step in after(PLAIN, swapped)] == [
        'select all and change the deck to "Notes::Two"',
        'select all and change the deck to "Notes::One"',
    ]


def test_what_became_a_cloze_leaves_its_old_note() -> None:
    cloze = PLAIN.replace("{#a_1}", "{#a_1 .cloze}").replace("\nA.\n", "\n==A==.\n")
    assert after(PLAIN, cloze) == [
        Step(
            "the old note of a_1 stays: delete it, or leave it",
            '"deck:Notes" Key:a\\_1 "note:Exporter Basic"',
        )
    ]


@pytest.mark.parametrize("renames", [True, False])
def test_what_left_before_its_deck_was_renamed_is_found_in_either(
    collection: Anki, *, renames: bool
) -> None:
    notebook = Notebook()
    collection.load(package(notebook, PLAIN, notebook.build(PLAIN)))
    notebook.build(without_b := PLAIN.replace("## B? {#axb1}\n\nB.\n\n", ""))
    made = notebook.build(without_b.replace('"Notes"', '"Study"').partition("## D")[0])
    if renames:
        decks = collection.collection.decks
        notes = decks.by_name("Notes")
        assert notes
        decks.rename(notes, "Study")
    (step,) = removed([record for record in made.lock.records if record.left], "Study")
    assert found(collection, step) == ["B?", "D?"]
    assert step.search == (
        '(("deck:Study" OR "deck:Notes::One") Key:axb1) OR '
        '(("deck:Study" OR "deck:Notes::Two") Key:ünï)'
    )


def test_nothing_changed_is_nothing_to_do() -> None:
    assert after(PLAIN, PLAIN) == []
    assert deck(PLAIN).name == "Notes"
