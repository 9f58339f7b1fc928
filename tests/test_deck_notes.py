from __future__ import annotations

from dataclasses import replace

import pytest
from deck_samples import AT, PNG, SVG, deck, image, paragraph, question, section, words

from exporter.deck import notes
from exporter.deck.notes import Note
from exporter.deck.notetypes import Fields
from exporter.model import Cloze, Deck, Deletion, Figure, Image, Kind, Math, Style, Styled, Text


def only(made: Deck) -> Note:
    (note,) = notes(made)
    return note


def test_a_note_holds_all_that_its_question_says() -> None:
    asked = question(
        "dropout",
        "What is <dropout>?",
        "It zeroes units.",
        prompt=(paragraph("In training."),),
        hint=(paragraph("Think of noise."),),
        tags=("regularisation",),
    )
    made = deck(sections=(section("Training", asked, tags=("hard",)),), tags=("all",))
    assert notes(made) == (
        Note(
            key="dropout",
            kind=Kind.BASIC,
            fields=Fields(
                key="dropout",
                question="What is &lt;dropout&gt;?\n"
                '<div class="prompt">\n<p>In training.</p>\n</div>',
                answer="<p>It zeroes units.</p>",
                hint="<p>Think of noise.</p>",
                section="Training",
                source="A sample",
            ),
            tags=("all", "hard", "regularisation"),
            deck="Sample::Training",
            due=1,
            cards=(0,),
            media=(),
            at=AT,
        ),
    )


def test_follow_ups_come_after_their_parent_and_show_it() -> None:
    child = question("b", "Why?", follow_ups=(question("c", "Really?"),))
    parent = question("a", "What?", prompt=(paragraph("Look."),), follow_ups=(child,), tags=("x",))
    made = notes(deck(parent, question("d")))
    assert [(note.key, note.due) for note in made] == [("a", 1), ("b", 2), ("c", 3), ("d", 4)]
    assert [note.fields.context for note in made] == [
        "",
        'What?\n<div class="prompt">\n<p>Look.</p>\n</div>',
        "Why?",
        "",
    ]
    assert [note.tags for note in made] == [("x",), (), (), ()]  # a parent's tags are its own


def test_sections_become_subdecks_tags_and_the_section_line() -> None:
    inner = section("Inner", question("b"), tags=("two", "one"))
    outer = section("Outer", question("a"), sections=(inner,), tags=("one",))
    first, second = notes(deck(sections=(outer,), tags=("deck", "one")))
    assert (first.deck, first.fields.section) == ("Sample::Outer", "Outer")
    assert (second.deck, second.fields.section) == ("Sample::Outer::Inner", "Outer › Inner")
    assert (first.tags, second.tags) == (("deck", "one"), ("deck", "one", "two"))


@pytest.mark.parametrize(
    ("name", "title", "expected"),
    [
        ("A::B", "C", "A::B::C"),
        ("A", "std::vector", "A::std∷vector"),
        ("A", 'The "best"', "A::The ”best”"),
        ("A", "  much \t space ", "A::much space"),
        ("A::", "", "A::blank::blank"),
    ],
)
def test_a_deck_is_named_by_deck_and_section_without_special_characters(
    name: str, title: str, expected: str
) -> None:
    assert only(deck(sections=(section(title, question("a")),), name=name)).deck == expected


def test_each_picture_is_listed_once_wherever_it_is_shown() -> None:
    icon = Image(PNG, "a dot", (), None, AT)
    asked = question("a", (*words("See "), icon), (Figure(image()), Figure(image())))
    child = question("b", follow_ups=())
    first, second = notes(deck(replace(asked, follow_ups=(child,))))
    assert first.media == (PNG, SVG)
    assert second.media == (PNG,)  # its parent's heading shows it


def test_a_section_title_may_show_more_than_text() -> None:
    title = (*words("On "), Math("x", AT), Styled(Style.EMPHASIS, words("!")))
    made = replace(section("", question("a")), title=title)
    note = only(deck(sections=(made,)))
    assert note.fields.section == r"On \(x\)<em>!</em>"
    assert note.deck == "Sample::On x!"


def test_the_digest_follows_fields_and_tags_and_nothing_else() -> None:
    asked = question("a")
    note = only(deck(asked))
    assert note.digest == only(deck(asked)).digest
    assert len(bytes.fromhex(note.digest)) == 32
    assert replace(note, due=9, deck="Elsewhere").digest == note.digest
    assert only(deck(replace(asked, tags=("x",)))).digest != note.digest
    assert only(deck(question("a", answer="Other."))).digest != note.digest
    assert only(deck(asked, title="Other")).digest != note.digest


def test_what_moves_between_fields_or_into_tags_changes_the_digest() -> None:
    note = only(deck(question("a")))
    variants = [
        replace(note, fields=Fields("a", "b", "c"), tags=()),
        replace(note, fields=Fields("a", "bc", ""), tags=()),
        replace(note, fields=Fields("a", "b", ""), tags=("c",)),
        replace(note, fields=Fields("a", "b", ""), tags=("c", "d")),
        replace(note, fields=Fields("a", "b", ""), tags=("cd",)),
    ]
    assert len({variant.digest for variant in variants}) == len(variants)


def test_the_question_of_a_cloze_is_quoted_with_its_deletions_filled_in() -> None:
    hidden = Cloze(Deletion(1, stated=False, hint=(Text("what?", AT),), at=AT), words("chain"))
    parent = question("a", (*words("The "), hidden, *words(" rule")), kind=Kind.CLOZE)
    child = question("b", "And?")
    _, note = notes(deck(replace(parent, follow_ups=(child,))))
    assert note.fields.context == "The chain rule"
