"""Packages in the hands of the real Anki."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from anki_oracle import Anki, Log, anki
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
    paragraph,
    question,
    section,
    stamps,
    words,
)
from test_deck_html import HOSTILE, Parsed

from exporter.deck.html import inlines
from exporter.deck.media import file_name
from exporter.deck.notes import Note as Written
from exporter.deck.notetypes import BASIC, CLOZE, FIELDS, Fields
from exporter.deck.package import Stamped, apkg
from exporter.model import (
    Code,
    CodeBlock,
    Deck,
    Figure,
    Image,
    Kind,
    Link,
    Math,
    MathBlock,
    NoteStamp,
    Paragraph,
    Section,
)


def varied() -> Deck:
    """Follow-ups, subdecks two deep, pictures, code, formulas, a hint, tags."""
    follow_up = question("why", "Why?", tags=("deep",))
    first = question(
        "net",
        "What is a net?",
        (paragraph("This:"), Figure(image(SVG, caption="A net")), MathBlock(r"\frac{1}{2}", AT)),
        prompt=(Figure(image(PNG)),),
        hint=(paragraph("Look at it."),),
        follow_ups=(follow_up,),
    )
    inner = section("Inner", question("code", answer=(CodeBlock("x = {1}", "python", AT),)))
    outer = section("Outer", question("plain"), sections=(inner,), tags=("outer",))
    return deck(first, sections=(outer,), tags=("all",), description="About & more")


# A first import -----------------------------------------------------------------------------------


def test_everything_arrives_as_it_was_written(collection: Anki) -> None:
    made = varied()
    assert collection.load(package(made)) == Log(new=4, updated=0, duplicate=0, conflicting=0)
    notes = collection.notes()
    assert list(notes) == ["net", "why", "plain", "code"]
    assert [note.id for note in notes.values()] == [LONG_AGO * 1000 + n for n in range(4)]
    assert {note.modified for note in notes.values()} == {LONG_AGO}
    assert {note.note_type for note in notes.values()} == {BASIC.name}
    assert [note.guid for note in notes.values()] == [f"guid-{key}" for key in notes]
    assert [note.tags for note in notes.values()] == [
        ("all",),
        ("all", "deep"),
        ("all", "outer"),
        ("all", "outer"),
    ]
    assert list(notes["why"].fields) == [field.name for field in FIELDS]
    filled = {name: content for name, content in notes["why"].fields.items() if content}
    assert filled == {
        "Key": "why",
        "Question": "Why?",
        "Answer": "<p>An answer.</p>",
        "Context": notes["net"].fields["Question"],
        "Source": "A sample",
    }


def test_cards_come_in_source_order_in_the_right_decks(collection: Anki) -> None:
    collection.load(package(varied()))
    notes = collection.notes()
    cards = collection.cards()
    assert [card.note for card in cards] == [note.id for note in notes.values()]
    assert [card.due for card in cards] == [1, 2, 3, 4]
    assert [card.place for card in cards] == [0, 0, 0, 0]
    assert [card.deck for card in cards] == [
        "Sample",
        "Sample",
        "Sample::Outer",
        "Sample::Outer::Inner",
    ]
    assert collection.decks() == {"Sample", "Sample::Outer", "Sample::Outer::Inner"}
    assert collection.description("Sample") == "About &amp; more"


def test_every_card_shows_both_sides_and_has_its_pictures(collection: Anki) -> None:
    collection.load(package(varied()))
    cards = {card.note: collection.render(card.id) for card in collection.cards()}
    by_key = {key: cards[note.id] for key, note in collection.notes().items()}
    front, back = by_key["net"]
    assert "What is a net?" in front
    assert file_name(PNG) in front
    assert "Look at it." in front
    assert "This:" not in front
    assert "<hr id=answer>" in back
    assert r"\[\frac{1}{2}\]" in back
    assert f'<img src="{file_name(SVG)}" alt="a net">' in back
    front, back = by_key["why"]
    assert '<div class="context" dir="auto">What is a net?' in front
    assert "Hint" not in front
    assert Parsed(back).text.split()[-4:] == ["A", "sample", "all", "deep"]
    for sides in cards.values():
        assert "{{" not in sides.question + sides.answer
        assert not re.search("has a problem|card is blank", sides.question + sides.answer)
    assert collection.missing_media() == []
    assert collection.unused_media() == []


def test_the_browser_sorts_by_the_words_of_the_question(collection: Anki) -> None:
    collection.load(package(deck(question("a", (*words("Is 1 < 2 in "), Code("C{}", AT))))))
    assert collection.notes()["a"].sorted_by == "Is 1 < 2 in C{}"


def test_names_of_decks_are_those_that_anki_keeps(collection: Anki) -> None:
    titles = ["std::vector", 'The "best"', " spaced  out ", "", "C++ (α)", "a/b\\c"]
    sections = tuple(section(title, question(f"q{n}")) for n, title in enumerate(titles))
    made = deck(sections=sections, name=" Top ::  Sub")
    collection.load(package(made))
    assert [card.deck for card in collection.cards()] == [
        "Top::Sub::std∷vector",
        "Top::Sub::The ”best”",
        "Top::Sub::spaced out",
        "Top::Sub::blank",
        "Top::Sub::C++ (α)",
        "Top::Sub::a/b\\c",
    ]


def test_sections_with_one_title_share_a_deck_whatever_the_case(collection: Anki) -> None:
    inner = (section("Inner", question("c")), section("INNER", question("d")))
    sections = (
        section("Straße", question("a")),
        section("STRASSE", question("b"), sections=inner),
        section("Straße", question("e")),
    )
    collection.load(package(deck(sections=sections)))
    shared = "Sample::Straße"
    decks = [card.deck for card in collection.cards()]
    assert decks == [shared, shared, f"{shared}::Inner", f"{shared}::Inner", shared]


def test_the_spares_are_folded_away_in_ankis_editor(collection: Anki) -> None:
    collection.load(package(numbered(1)))
    fields = collection.note_type(BASIC.name)["flds"]
    folded = [field["name"] for field in fields if field["collapsed"]]
    assert folded == ["Spare1", "Spare2", "Spare3", "Spare4"]


# A second import ----------------------------------------------------------------------------------


def test_the_same_package_again_changes_nothing(collection: Anki) -> None:
    data = package(varied())
    collection.load(data)
    before = (collection.notes(), collection.cards(), collection.note_type(BASIC.name))
    assert collection.load(data) == Log(new=0, updated=0, duplicate=4, conflicting=0)
    assert (collection.notes(), collection.cards(), collection.note_type(BASIC.name)) == before


def test_two_sources_share_the_note_types(collection: Anki) -> None:
    collection.load(package(numbered(2)))
    other = deck(question("x"), name="Other")
    assert collection.load(package(other)) == Log(new=1, updated=0, duplicate=0, conflicting=0)
    names = [note_type["name"] for note_type in collection.collection.models.all()]
    assert [name for name in names if name.startswith("Exporter")] == [BASIC.name]


# The kinds to come: the frozen note types already carry them --------------------------------------


def by_hand(kind: Kind, fields: Fields, cards: tuple[int, ...]) -> bytes:
    """A package of one note."""
    note = Written(fields.key, kind, fields, (), "Sample", 1, cards, (), AT)
    design = designs().of(kind)
    return apkg([Stamped(note, NoteStamp("g", LONG_AGO * 1000, LONG_AGO), design, LONG_AGO)], {})


def test_a_reversed_note_has_a_second_card(collection: Anki) -> None:
    fields = Fields("k", "Capital of France?", "<p>Paris</p>", reversed="1", hint="Seine")
    collection.load(by_hand(Kind.REVERSED, fields, (0, 1)))
    forward, reverse = collection.cards()
    assert (forward.place, reverse.place) == (0, 1)
    front, back = (Parsed(side).text.split() for side in collection.render(reverse.id))
    assert front == ["Paris"]
    assert back == ["Paris", "Capital", "of", "France?"]


def test_a_flag_set_in_anki_makes_the_second_card(collection: Anki) -> None:
    collection.load(package(numbered(1)))
    assert len(collection.cards()) == 1
    collection.edit("q1", "Reversed", "1")
    assert [card.place for card in collection.cards()] == [0, 1]


def test_a_cloze_note_hides_one_deletion_on_each_card(collection: Anki) -> None:
    text = "{{c1::Paris}} is the capital of {{c2::France::country}}"
    collection.load(by_hand(Kind.CLOZE, Fields("k", text, "<p>Both.</p>"), (0, 1)))
    first, second = collection.cards()
    assert Parsed(collection.render(first.id).question).text.split()[0] == "[...]"
    assert "[country]" in Parsed(collection.render(second.id).question).text
    answer = Parsed(collection.render(second.id).answer).text.split()
    assert answer == ["Paris", "is", "the", "capital", "of", "France", "Both."]
    assert collection.notes()["k"].note_type == CLOZE.name


def test_a_deletion_may_hold_a_formula_and_code_with_colons(collection: Anki) -> None:
    inner = inlines((Math(r"{\sqrt{b}}", AT), Code("std::vector<a{{}}>", AT)))
    collection.load(by_hand(Kind.CLOZE, Fields("k", f"x {{{{c1::{inner}}}}} y", ""), (0,)))
    (card,) = collection.cards()
    assert Parsed(collection.render(card.id).question).text.split() == ["x", "[...]", "y"]
    answer = Parsed(collection.render(card.id).answer).text.strip()
    assert answer == r"x \({\sqrt{b}}\)std::vector<a{{}}> y"


def test_a_typed_note_asks_for_its_text_on_the_forward_card_only(collection: Anki) -> None:
    fields = Fields("k", "Capital?", "Paris", expected="Paris", reversed="1")
    collection.load(by_hand(Kind.TYPED, fields, (0, 1)))
    forward, reverse = (collection.render(card.id) for card in collection.cards())
    assert "[[type:Expected]]" in forward.question
    assert "[[type:Expected]]" in forward.answer
    assert "type:" not in reverse.question + reverse.answer


def test_a_choice_note_shows_its_options_on_both_sides(collection: Anki) -> None:
    fields = Fields("k", "Which?", "The first.", extra="<ol><li>a</li><li>b</li></ol>")
    collection.load(by_hand(Kind.CHOICE, fields, (0,)))
    (sides,) = (collection.render(card.id) for card in collection.cards())
    assert fields.extra in sides.question
    assert fields.extra in sides.answer


# Hostile text -------------------------------------------------------------------------------------


def hostile() -> Deck:
    """Every hostile text in every place that takes text."""

    def everywhere(key: str, text: str) -> Section:
        line = (
            *words(text),
            Code(text, AT),
            Math(text, AT),
            Link(words(text), f"https://a.org/{text}", text, AT),
            Image(SVG, text, words(text), None, AT),
        )
        block = (Paragraph(line), CodeBlock(text, "html", AT), MathBlock(text, AT))
        child = question(f"{key}-child", line, block)
        asked = question(key, line, block, prompt=block, hint=block, follow_ups=(child,))
        return section(text, asked)

    sections = tuple(everywhere(f"k{n}", text) for n, text in enumerate(HOSTILE))
    return deck(sections=sections, name="Hostile", title="".join(HOSTILE))


def visible(html: str) -> str:
    return " ".join(Parsed(html).text.split())


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Anki]:
    with anki(tmp_path_factory.mktemp("hostile")) as opened:
        opened.load(package(hostile()))
        yield opened


def test_hostile_text_makes_no_cards_and_no_media(attacked: Anki) -> None:
    assert len(attacked.cards()) == len(attacked.notes()) == 2 * len(HOSTILE)
    assert attacked.missing_media() == []
    assert attacked.unused_media() == []


@pytest.mark.parametrize(("number", "text"), list(enumerate(HOSTILE)))
def test_hostile_text_is_shown_as_text(attacked: Anki, number: int, text: str) -> None:
    note = attacked.notes()[f"k{number}"]
    (card,) = (card for card in attacked.cards() if card.note == note.id)
    sides = attacked.render(card.id)
    shown = " ".join(text.split())
    assert shown in visible(sides.question)
    assert shown in visible(sides.answer.partition("<hr id=answer>")[2])
    output = attacked.collection.get_card(card.id).render_output()  # type: ignore[arg-type]
    assert (output.question_av_tags, output.answer_av_tags) == ([], [])
    for side in sides:
        assert {*Parsed(side).elements} <= EXPECTED_ELEMENTS
        assert {*Parsed(side).attributes} <= EXPECTED_ATTRIBUTES
        assert "[[type:" not in side
        assert "[latex]" not in side


EXPECTED_ELEMENTS = {
    *("article", "div", "p", "span", "code", "pre", "a", "img", "small", "details", "summary"),
    *("hr", "footer"),
}
EXPECTED_ATTRIBUTES = {"class", "dir", "href", "title", "src", "alt", "id"}


def test_only_the_stamped_note_is_updated(collection: Anki) -> None:
    collection.load(package(numbered(3)))
    edited = numbered(3, {2: "Better."})
    newer = stamps(edited, newer={"q2": FAR_AHEAD})
    assert collection.load(package(edited, newer)) == Log(0, 1, 2, 0)
    answers = {key: note.fields["Answer"] for key, note in collection.notes().items()}
    assert answers == {"q1": "<p>Answer 1.</p>", "q2": "<p>Better.</p>", "q3": "<p>Answer 3.</p>"}
