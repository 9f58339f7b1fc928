from __future__ import annotations

from dataclasses import replace

import pytest
from deck_samples import AT, deck, image, paragraph, question, section, stamps, words, write

from exporter.errors import Problem
from exporter.model import Kind, Location, Math, Question, Style, Styled

LATER = Location("source/sample.md", 30)


def problems(*questions: Question) -> tuple[Problem, ...]:
    output = write(deck(*questions))
    assert (output.data == b"") is bool(output.problems)
    return output.problems


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ((), False),
        (words("  "), False),
        ((Styled(Style.STRONG, ()),), False),
        ((image(),), True),
        ((Math("x", AT),), True),
        (words("<"), True),
    ],
)
def test_a_question_that_shows_nothing(title: tuple[Styled, ...], shown: bool) -> None:
    expected = "source/sample.md:7: this question shows nothing, so its card would be empty"
    made = replace(question("a"), title=title)
    assert [str(problem) for problem in problems(made)] == ([] if shown else [expected])


def test_a_question_of_which_only_the_prompt_shows_is_one() -> None:
    assert problems(question("a", words(""), prompt=(paragraph("Look."),))) == ()


@pytest.mark.parametrize(
    "tag",
    [
        "a b",
        "a\tb",
        "a\u3000b",
        "a\u00a0b",
        "",
        'a"b',
        "<img>",
        "[latex]",
        "\\(",
        "&#92;",
        "&bsol;",
    ],
)
def test_tags_that_anki_would_change_or_read_as_more(tag: str) -> None:
    hint = 'a tag has no white space, none of " < > [ \\ and no entity such as &lt;'
    assert problems(question("a", tags=(tag,))) == (Problem(AT, f"Anki has no tag {tag!r}", hint),)


@pytest.mark.parametrize("tag", ["c++", "R&D", "a::b", "naïve", "日本", "a-b_c.d"])
def test_tags_that_anki_keeps(tag: str) -> None:
    assert problems(question("a", tags=(tag,))) == ()


@pytest.mark.parametrize("character", ["\x00", "\x1f", "\x0b", "\r", "\x7f", "\x85", "\ud800"])
def test_characters_that_anki_drops_or_fails_on(character: str) -> None:
    what = f"the character U+{ord(character):04X} cannot stand on a card"
    made = question("a", answer=f"x{character}y{character}", at=LATER)
    assert problems(made) == (Problem(LATER, what),)


def test_characters_in_a_deck_name() -> None:
    output = write(deck(sections=(section("a\x01b", question("a")),)))
    what = "the character U+0001 cannot stand on a card"
    assert set(output.problems) == {Problem(AT, what)}


def test_two_notes_with_one_guid() -> None:
    made = deck(question("a"), question("b", at=LATER))
    stamped = stamps(made)
    twin = replace(stamped, notes=dict.fromkeys(stamped.notes, stamped.notes["a"]))
    what = 'the question "b" has the same guid as the one on line 7'
    hint = "Anki could not tell the two apart"
    assert write(made, twin).problems == (Problem(LATER, what, hint),)


def test_a_cloze_without_a_deletion() -> None:
    what = "a cloze without a deletion: Anki would show no card for it"
    assert problems(question("a", kind=Kind.CLOZE)) == (Problem(AT, what),)


def test_a_deck_lies_in_no_more_decks_than_anki_takes() -> None:
    name = "::".join("abcdefghij")
    fits = deck(sections=(section("k", question("a")),), name=name)
    assert write(fits).problems == ()
    deep = deck(sections=(section("k", sections=(section("l", question("a")),)),), name=name)
    assert [str(problem) for problem in write(deep).problems] == [
        (
            "source/sample.md:7: a deck in a deck, 12 levels deep\n"
            "    Anki takes 11, those of the sections included"
        )
    ]
