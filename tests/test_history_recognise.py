from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest
from history_samples import START, Notebook, keys, said
from rewriting import Session, Tally, corpus, session, source

from exporter import history
from exporter.history.recognise import MARGIN, POSSIBLE, SURE
from exporter.history.words import SIZE, Asked, name, sketch, sketched, text, words
from exporter.model import (
    Figure,
    Image,
    Kind,
    Location,
    Media,
    Paragraph,
    Style,
    Styled,
    Text,
    entries,
)

TWO = """\
---
title: Notes
---

## What is a cat?

A small animal that purrs, sleeps most of the day and hunts mice at night.

## What is a dog?

A loyal animal that barks at strangers, fetches sticks and guards the house.
"""


def test_an_edited_answer_is_the_same_question() -> None:
    notebook = Notebook(TWO)
    made = notebook.build(TWO.replace("A small animal that purrs", "A hunter"))
    assert said(made) == [("changed", "What is a cat?")]


def test_a_reworded_question_keeps_its_key_guid_and_time() -> None:
    notebook = Notebook()
    first = notebook.build(TWO)
    made = notebook.build(TWO.replace("What is a cat?", "Describe the cat!"))
    assert said(made) == [("reworded", "Describe the cat!")]
    assert keys(made) == ["what-is-a-cat", "what-is-a-dog"]
    before, after = first.stamps.notes["what-is-a-cat"], made.stamps.notes["what-is-a-cat"]
    assert (after.guid, after.created) == (before.guid, before.created)
    again = notebook.build(TWO.replace("What is a cat?", "Describe the cat!"))
    assert said(again) == []


def test_case_and_punctuation_are_not_another_question() -> None:
    notebook = Notebook(TWO)
    made = notebook.build(
        TWO.replace("What is a cat?", "What is a “Cat”").replace("purrs", "sings")
    )
    assert said(made) == [("changed", "What is a “Cat”"), ("reworded", "What is a “Cat”")]


def test_question_and_answer_edited_at_once_are_recognised_when_much_remains() -> None:
    notebook = Notebook(TWO)
    made = notebook.build(
        TWO.replace("What is a cat?", "What is a cat really?").replace("purrs", "purs")
    )
    assert said(made) == [
        ("changed", "What is a cat really?"),
        ("reworded", "What is a cat really?"),
    ]


def test_a_question_that_may_be_an_old_one_is_an_error_that_asks() -> None:
    notebook = Notebook(TWO)
    edited = TWO.replace("What is a cat?", "Describe the cat!").replace("sleeps most of", "kills")
    assert [str(problem) for problem in notebook.problems(edited)] == [
        (
            'notes.md:5: is "Describe the cat!" what was "What is a cat?"?\n'
            "    if so, write {#what-is-a-cat} behind the heading to keep its history; "
            "if it is a new question, {#describe-the-cat}"
        )
    ]
    kept = notebook.build(edited.replace("the cat!", "the cat! {#what-is-a-cat}"))
    assert said(kept) == [("changed", "Describe the cat!"), ("reworded", "Describe the cat!")]


def test_a_question_said_to_be_new_is_new() -> None:
    notebook = Notebook(TWO)
    edited = TWO.replace("What is a cat?", "Describe the cat! {#describe-the-cat}")
    made = notebook.build(edited.replace("sleeps most of", "kills"))
    assert said(made) == [("new", "Describe the cat!"), ("removed", "What is a cat?")]


def test_two_that_may_be_the_same_are_both_named() -> None:
    notebook = Notebook(TWO)
    body = "A small animal that purrs, sleeps most of the day and hunts mice at night."
    split = TWO.replace("What is a cat?", "What does a cat do by day?").replace(
        body, f"{body[:50]}\n\n## What does a cat do by night?\n\nA small animal {body[50:]}"
    )
    first, second = notebook.problems(split)
    assert str(first).partition("\n")[0] == (
        'notes.md:5: is "What does a cat do by day?" what was "What is a cat?", '
        'or is "What does a cat do by night?" (line 9)?'
    )
    assert second.where == Location("notes.md", 9)


def test_an_answer_that_its_question_lost_to_a_new_one_proves_nothing() -> None:
    asked = "## {}\n\n{}\n\n".format
    cat = asked("What is a cat?", "A small animal that purrs and hunts mice at night.")
    notebook = Notebook(cat + asked("Why is the sky blue?", "Air scatters short waves most."))
    moved = cat.replace("What is a cat?", "Who keeps the barn free of pests?")
    made = notebook.build(asked("What is a cat?", "Felis catus, of the family Felidae.") + moved)
    assert said(made) == [
        ("changed", "What is a cat?"),
        ("new", "Who keeps the barn free of pests?"),
        ("removed", "Why is the sky blue?"),
    ]


def test_a_short_answer_alone_proves_nothing() -> None:
    yes = "## Is {} true?\n\nYes, indeed.\n\n"
    notebook = Notebook("".join(map(yes.format, ("water wet", "fire hot"))))
    edited = "".join(map(yes.format, ("water wet", "every triangle flat")))
    assert [problem.where.line for problem in notebook.problems(edited)] == [5]


CLOZES = """\
---
title: Notes
---

## Cats {kind}

==Cats== purr, sleep most of the day and hunt mice at night.

## Dogs {other}

==Dogs== bark at strangers, fetch sticks and guard the house.
"""


def test_clozes_without_an_answer_have_nothing_in_common() -> None:
    notebook = Notebook(CLOZES.format(kind="{.cloze}", other="").replace("==Dogs==", "Dogs"))
    made = notebook.build(CLOZES.format(kind="", other="{.cloze}").replace("==Cats==", "Cats"))
    assert keys(made) == ["cats", "dogs"]


def test_a_short_answer_proves_nothing_below_a_long_prompt_either() -> None:
    prompt = "Look at this long and telling story of a {} first.\n\n---\n\n"
    text = "---\ntitle: Notes\n---\n\n## Is it {}?\n\n" + prompt + "Yes.\n\n## B?\n\nNo.\n"
    notebook = Notebook(text.format("large", "whale in the sea"))
    (problem,) = notebook.identify(text.format("old", "tortoise on an island")).problems
    assert problem.what == 'is "Is it old?" what was "Is it large?"?'


def test_a_new_question_in_the_place_of_an_old_one_is_new() -> None:
    notebook = Notebook(TWO)
    made = notebook.build(
        TWO.partition("## What is a dog?")[0]
        + "## How far is the Moon from the Earth?\n\nAbout 384,400 kilometres on average.\n"
    )
    assert said(made) == [
        ("new", "How far is the Moon from the Earth?"),
        ("removed", "What is a dog?"),
    ]


def test_a_key_of_ones_own_keeps_the_history() -> None:
    notebook = Notebook()
    first = notebook.build(TWO)
    made = notebook.build(TWO.replace("What is a cat?", "What is a cat? {#cat}"))
    assert said(made) == [("rekeyed", "What is a cat?")]
    assert made.stamps.notes["cat"].guid == first.stamps.notes["what-is-a-cat"].guid
    assert made.stamps.notes["cat"].modified == START + 60
    renamed = notebook.build(TWO.replace("What is a cat?", "What is a cat? {#felis}"))
    assert said(renamed) == [("rekeyed", "What is a cat?")]


def test_a_stamped_source_is_the_same_source() -> None:
    notebook = Notebook()
    notebook.build(TWO)
    first = notebook.build(TWO.replace("What is a cat?", "Describe the cat!"))
    stamped = TWO.replace("What is a cat?", "Describe the cat! {#what-is-a-cat}")
    made = notebook.build(stamped)
    assert said(made) == []
    assert made.stamps == first.stamps


def test_a_question_with_the_old_name_of_another_gets_a_key_and_guid_of_its_own() -> None:
    notebook = Notebook(TWO)
    reworded = TWO.replace("What is a cat?", "Describe the cat!")
    notebook.build(reworded)
    made = notebook.build(f"{reworded}\n## What is a cat?\n\nA Unix command.\n")
    assert keys(made) == ["what-is-a-cat", "what-is-a-cat-2", "what-is-a-dog"]
    assert said(made) == [("new", "What is a cat?")]
    rekeyed = reworded.replace("the cat!", "the cat! {#felis}")
    made = notebook.build(f"{rekeyed}\n## What is a lynx? {{#what-is-a-cat}}\n\nA wild cat.\n")
    guids = [stamp.guid for stamp in made.stamps.notes.values()]
    assert len(set(guids)) == len(guids)


def test_a_stated_key_does_not_take_the_history_of_another_question() -> None:
    notebook = Notebook(TWO)
    reworded = TWO.replace("What is a cat?", "Describe the cat!")
    notebook.build(reworded)
    lynx = "\n## What is a lynx? {#what-is-a-cat}\n\nA wild one.\n"
    assert [str(problem) for problem in notebook.problems(reworded + lynx)] == [
        (
            'notes.md:13: the key "what-is-a-cat" is that of "Describe the cat!" (line 5)\n'
            "    give this question another key, and that one {#what-is-a-cat}"
        )
    ]


def test_a_removed_question_returns_under_its_heading() -> None:
    notebook = Notebook()
    first = notebook.build(TWO)
    notebook.build(TWO.partition("## What is a dog?")[0])
    made = notebook.build(TWO)
    assert said(made) == [("returned", "What is a dog?")]
    assert made.stamps == first.stamps


def test_a_code_question_is_told_by_its_code() -> None:
    asked = "## What does it print?\n\n```python\nprint({})\n```\n\n---\n\n{}\n"
    notebook = Notebook(asked.format("1 + 1", "Two, for addition binds as at school."))
    other = asked.format("'a' * 3", "A string of three letters: aaa.")
    assert [problem.where.line for problem in notebook.problems(other)] == [1]


def test_an_unstated_deck_key_is_that_of_the_lock() -> None:
    notebook = Notebook(TWO)
    found = notebook.identify(TWO.replace("title: Notes", "title: Notes\nkey: notes"))
    assert found.problems == ()
    found = notebook.identify(TWO.replace("title: Notes", "title: Notes\nkey: other"))
    assert [str(problem) for problem in found.problems] == [
        (
            'notes.lock.json:3: this is the lock of the deck "notes", not of "other"\n'
            "    write key: notes in the source to keep its history, or delete the lock"
        )
    ]


# Words --------------------------------------------------------------------------------------


def test_words_are_compared_without_case_and_punctuation() -> None:
    assert words("C, the LANGUAGE") == words("the (language) c!")
    assert words("C") != words("C++")


def test_languages_without_blanks_have_words_too() -> None:
    shared = words("ニューラルネットワークとは何か") & words("ニューラルネットとは")
    assert len(shared) >= 6


def test_a_sketch_is_short_and_read_back() -> None:
    few, many = frozenset({0, 1, 262_143}), words(" ".join(map(str, range(1000))))
    assert sketched(sketch(few)) == few
    assert sketched(sketch(many)) == frozenset(sorted(many)[:SIZE])
    for bad in ("a", "ab!", "abc" * (SIZE + 1)):
        with pytest.raises(ValueError, match=bad[:3]):
            sketched(bad)


def test_long_headings_have_short_names_that_differ() -> None:
    one, other = "word " * 100 + "a", "word " * 100 + "b"
    assert len(name(one)) <= 200
    assert name(one) != name(other)


def test_the_words_of_every_construct_count() -> None:
    at = Location("x.md", 1)
    assert text([Paragraph((Text("a  b", at),)), Paragraph((Text("c", at),))]) == "a b c"
    everything = (
        "## Q?\n\nA *b* `c` $d$ [e](http://x.org) <br> f[^1]\n\n> g\n\n- h\n- i\n\n1. j\n\n"
        "| k | l |\n|---|---|\n| m | n |\n\n```\no\n```\n\n$$\np\n$$\n\nq\n:   r\n\n"
        "<details><summary>s</summary>\n\nt\n\n</details>\n\n### u\n\n> [!NOTE]\n> v\n\n[^1]: w\n"
    )
    (entry,) = entries(Notebook().identify(everything).deck)
    found = text(entry.question.answer).casefold().split()
    assert sorted(found) == sorted("abcdefghijklmnopqrstuvw")


def test_a_picture_is_remembered_by_its_content_and_the_words_of_its_caption() -> None:
    at = Location("x.md", 1)
    media = Media("x.png", ".png", b"")
    plain = Image(media, "a net", (Text("The net.", at),), None, at)
    styled = (Text("The ", at), Styled(Style.EMPHASIS, (Text("net", at),)), Text(".", at))
    assert text([Figure(plain)]) == f"{media.digest[:12]} a net The net."
    assert text([Figure(replace(plain, caption=styled))]) == text([Figure(plain)])


# Edits by the hundred -----------------------------------------------------------------------


def judged(made: Session, tally: Tally) -> None:
    """Count what became of a session's edits, by who the questions really are."""
    notebook = Notebook(source(made.before))
    assert notebook.lock is not None
    by_title = {record.title: record.key for record in notebook.lock.records}
    truth = {item.name: by_title[item.heading] for item in made.before}
    found = notebook.identify(source(made.after))
    asked = {problem.where.line for problem in found.problems}
    for item, each, record in zip(made.after, found.asked, found.records, strict=True):
        edit = made.edited.get(item.name, "new" if item.name in made.inserted else "untouched")
        right = truth.get(item.name) == (record.key if record else None)
        if each.at.line in asked:
            tally.refused[edit] += 1
        elif right:
            tally.recognised[edit] += 1
        else:
            tally.wrong[edit] += 1


def test_of_realistic_edits_none_is_mistaken() -> None:
    rng = random.Random(3)  # noqa: S311  # edits that repeat, no secrets
    tally = Tally()
    for _ in range(25):
        judged(session(rng, size=12, edits=4), tally)
    assert tally.wrong == {}
    recognised = sum(tally.recognised.values()) - tally.recognised["untouched"]
    assert recognised > 60
    assert tally.refused["untouched"] == 0


def test_the_sentences_are_many_and_distinct() -> None:
    assert len(corpus()) > 1000
    assert len({item.answer for item in corpus()}) == len(corpus())


def test_guids_follow_keys_alone() -> None:
    made = Notebook().build(TWO)
    assert made.stamps.notes["what-is-a-cat"].guid == history.guid(
        "notes", "what-is-a-cat", Kind.BASIC
    )


def test_asked_says_what_its_question_is() -> None:
    found = Notebook().identify(TWO)
    assert [Asked(each.question).says for each in found.asked] == [
        ("what-is-a-cat", ""),
        ("what-is-a-dog", ""),
    ]


def test_a_card_refers_to_another_by_the_key_that_it_has_in_anki() -> None:
    text = f"{TWO}\n## Who fights?\n\nA [dog](#what-is-a-dog) and *a [cat](#what-is-a-cat)*.\n"
    notebook = Notebook(text)
    first = notebook.identify(text).deck
    reworded = text.replace("What is a cat?", "Describe the cat!")
    second = notebook.identify(reworded.replace("#what-is-a-cat", "#describe-the-cat")).deck
    answers = [list(entries(deck))[2].question.answer for deck in (first, second)]
    assert answers[0] == answers[1]


def test_the_documentation_has_the_numbers() -> None:
    page = (Path(__file__).parent.parent / "docs" / "history.md").read_text(encoding="utf-8")
    assert f"{SURE:.2f} is enough where no other pair comes within {MARGIN:.2f}" in page
    assert f"from {POSSIBLE:.2f} on it is asked" in page
    assert f"of at most {SIZE} words" in page
