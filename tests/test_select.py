from __future__ import annotations

from dataclasses import replace

import pytest
import sheet_samples as samples
from sheet_samples import deck, p, section

from exporter.model import Deck, Location, Question, entries, plain
from exporter.select import Selection, select, unknown


def tagged(question: Question, *tags: str) -> Question:
    return replace(question, tags=tags)


def sample() -> Deck:
    q = samples.Questions()
    inner = replace(section("Inner part", tagged(q("c?"), "deep::nets")), tags=("inside",))
    follow_up = tagged(q("b1?"), "late")
    outer = section(
        "Outer part",
        tagged(q("b?", follow_ups=(follow_up, q("b2?"))), "Data"),
        intro=(p("Outer words."),),
        sections=(inner, section("Empty part", intro=(p("Nothing here."),))),
    )
    return deck(
        tagged(q("a?"), "data"),
        intro=(p("Deck words."),),
        sections=(outer, section("Last part", q("d?"))),
    )


def kept(*sections: str, tags: tuple[str, ...] = ()) -> str:
    chosen = select(sample(), Selection(sections, tags))
    return " ".join(plain(entry.question.title) for entry in entries(chosen))


def test_without_a_wish_the_deck_is_the_same() -> None:
    whole = sample()
    assert select(whole, Selection()) is whole


@pytest.mark.parametrize(
    ("sections", "questions"),
    [
        (("Last part",), "d?"),
        (("outer  PART",), "b? b1? b2? c?"),
        (("Inner part",), "c?"),
        (("Inner part", "Last part"), "c? d?"),
        (("Empty part",), ""),
    ],
)
def test_a_section_is_taken_with_all_in_it(sections: tuple[str, ...], questions: str) -> None:
    assert kept(*sections) == questions


@pytest.mark.parametrize(
    ("tags", "questions"),
    [
        (("data",), "a? b? b1? b2?"),
        (("inside",), "c?"),
        (("deep",), "c?"),
        (("deep::nets",), "c?"),
        (("net",), ""),
        (("late",), "b? b1?"),
    ],
)
def test_a_tag_takes_what_it_is_on_or_above(tags: tuple[str, ...], questions: str) -> None:
    assert kept(tags=tags) == questions


def test_the_decks_own_tags_are_those_of_all_its_questions() -> None:
    whole = replace(sample(), tags=("everything",))
    assert select(whole, Selection(tags=("everything",))).questions == whole.questions


def test_both_narrow_the_choice() -> None:
    assert kept("Outer part", tags=("data",)) == "b? b1? b2?"


def test_sections_stay_around_what_is_kept_but_not_their_words() -> None:
    chosen = select(sample(), Selection(("Inner part",)))
    (outer,) = chosen.sections
    (inner,) = outer.sections
    assert [plain(outer.title), plain(inner.title)] == ["Outer part", "Inner part"]
    assert (chosen.intro, outer.intro, outer.questions) == ((), (), ())


def test_an_unknown_name_is_told_with_the_nearest() -> None:
    wanted = Selection(("Iner part",), ("dat",))
    first, second = unknown([sample()], wanted)
    assert first.where == Location("source/sample.md", 1)
    assert (first.what, first.hint) == (
        'no section is called "Iner part"',
        "did you mean Inner part?",
    )
    assert (second.what, second.hint) == ('no question has the tag "dat"', "did you mean Data?")


def test_known_names_that_leave_nothing_are_told() -> None:
    (problem,) = unknown([sample()], Selection(("Last part",), ("data", "late")))
    assert problem.what == 'no question is in "Last part" tagged "data" or "late"'


def test_what_one_deck_has_is_known() -> None:
    q = samples.Questions()
    other = deck(sections=(section("Elsewhere", q("e?")),))
    assert list(unknown([sample(), other], Selection(("Elsewhere",)))) == []
