from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from anki_oracle import Anki, anki
from deck_samples import deck, numbered, package, question, stamps
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exporter.deck import design, handlebars
from exporter.deck.notetypes import BASIC, CLOZE, STYLE
from exporter.errors import Problem
from exporter.model import Location
from exporter.templates import Templates

FIELDS = (
    "the fields are Key, Question, Answer, Hint, Context, Section, Source, Expected, Reversed, "
    "Extra, Spare1, Spare2, Spare3, Spare4"
)
NO_CARD = "no field on the front of a card"


def overriding(folder: Path, **files: str) -> Templates:
    """The shipped templates, but for these; an underscore stands for a hyphen."""
    (folder / "card").mkdir()
    for name, text in files.items():
        suffix = ".css" if name == "card" else ".html"
        (folder / "card" / f"{name.replace('_', '-')}{suffix}").write_text(text, encoding="utf-8")
    return Templates(folder)


def found(template: str, *, front: bool, cloze: bool = False) -> list[tuple[int, str, str]]:
    problems = handlebars.problems(template, "t.html", front=front, cloze=cloze)
    return [(problem.where.line, problem.what, problem.hint) for problem in problems]


def test_the_shipped_templates_are_all_there_and_fine() -> None:
    assert design.read(Templates())[1] == ()


GOOD = [
    "{{Question}}",
    "{{ Question }}",
    "{{{Question}}}",
    "{{text:Question}} {{type:Expected}} {{hint:Hint}}",
    "{{Question}}{{#Hint}}{{^Extra}}{{Hint}}{{/Extra}}{{/Hint}}",
    "{{Question}}{{# Hint }}{{/ Hint}}",
    "{{Question}}{{Tags}}{{Type}}{{Deck}}{{Subdeck}}{{Card}}{{CardFlag}}{{CardID}}",
    "{{Question}}{{#c1}}first{{/c1}}{{#Tags}}{{/Tags}}",
    "{{Question}}<!-- {{Nothing}} {{#Nothing}} -->",
    "{{Question}}{{tts-voices:}}",
    "{{Question}} { {x} } {{",
    "{{Question}}{{#Hint}}\n{{/Hint}}\n}}",
]

BAD = [
    ("{{Question}}\n{{Nothing}}", (2, "unknown field {{Nothing}}", FIELDS)),
    ("{{Question}}{{! a remark }}", (1, "unknown field {{! a remark}}", FIELDS)),
    ("{{Question}}{{}}", (1, "unknown field {{}}", FIELDS)),
    ("{{Question}}{{question}}", (1, "unknown field {{question}}", FIELDS)),
    ("{{Question}}\n\n{{text:Nothing}}", (3, "unknown field {{text:Nothing}}", FIELDS)),
    ("{{Question}}{{#Nothing}}{{/Nothing}}", (1, "unknown field {{#Nothing}}", FIELDS)),
    ("{{Question}}{{^Nothing}}{{/Nothing}}", (1, "unknown field {{^Nothing}}", FIELDS)),
    ("{{Question}}\n{{#Hint}}", (2, "{{#Hint}} is never closed", "")),
    ("{{Question}}{{/Hint}}", (1, "{{/Hint}} closes nothing", "no condition is open here")),
    (
        "{{Question}}{{#Hint}}\n{{^Extra}}\n{{/Hint}}{{/Extra}}",
        (3, "{{/Hint}} closes nothing", "{{/Extra}} is due, from line 2"),
    ),
]


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Anki]:
    with anki(tmp_path_factory.mktemp("anki")) as opened:
        opened.load(package(numbered(1)))
        yield opened


def accepts(collection: Anki, front: str, back: str) -> bool:
    """Whether Anki renders the only card with these sides."""
    note_type = collection.note_type("Exporter Basic")
    note_type["tmpls"][0] |= {"qfmt": front, "afmt": back}
    template = note_type["tmpls"][0]
    note = collection.collection.get_note(collection.collection.find_notes("")[0])
    output = note.ephemeral_card(0, custom_template=template).render_output()
    sides = output.question_text + output.answer_text
    return "template has a problem" not in sides and "card is blank" not in sides


@pytest.mark.parametrize("template", GOOD)
def test_what_anki_accepts_passes(collection: Anki, template: str) -> None:
    assert accepts(collection, template, template)
    assert found(template, front=True) == []
    assert found(template, front=False) == []


@pytest.mark.parametrize(("template", "problem"), BAD)
def test_what_anki_rejects_is_a_problem(
    collection: Anki, template: str, problem: tuple[int, str, str]
) -> None:
    assert not accepts(collection, template, "{{Answer}}")
    assert not accepts(collection, "{{Question}}", template)
    assert found(template, front=True) == [problem]
    assert found(template, front=False) == [problem]


PIECES = [
    *("{{Question}}", "{{text:Hint}}", "{{{Hint}}}", "{{Nothing}}", "{{FrontSide}}", "{{}}"),
    *("{{#Hint}}", "{{^Hint}}", "{{/Hint}}", "{{#c2}}", "{{/c2}}", "{{#Tags}}", "{{/Tags}}"),
    *("{{", "}}", "{", "}", "#", ":", "<!--", "-->", "<!", " ", "\n", "x", "Hint", "/"),
]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_whatever_stands_in_a_template_we_and_anki_agree(collection: Anki, template: str) -> None:
    ours = found(template, front=False)
    assert accepts(collection, "{{Question}}", template) is (ours == []), ours


def test_the_front_side_can_only_be_shown_on_the_back(collection: Anki) -> None:
    assert accepts(collection, "{{Question}}", "{{FrontSide}}")
    assert found("{{FrontSide}}", front=False) == []
    assert [what for _, what, _ in found("{{FrontSide}}", front=True)] == [
        "unknown field {{FrontSide}}",
        NO_CARD,
    ]


def test_a_front_without_a_field_has_no_card(collection: Anki) -> None:
    hint = "without one, such as {{Question}}, Anki shows no card"
    assert not accepts(collection, "only words", "{{Answer}}")
    assert found("only words", front=True) == [(1, NO_CARD, hint)]
    assert found("only words", front=False) == []


def test_a_cloze_template_needs_its_filter() -> None:
    problem = (1, "no field with the filter cloze", "a cloze template needs {{cloze:Question}}")
    assert found("{{Question}}", front=True, cloze=True) == [problem]
    assert found("{{Question}}", front=False, cloze=True) == [problem]
    assert found("{{type:cloze:Question}}", front=True, cloze=True) == []


def test_a_problem_names_the_file_and_the_line(tmp_path: Path) -> None:
    templates = overriding(tmp_path, basic_back="{{Answer}}\n{{Oops}}", reverse_front="{{#Hint}}")
    made, problems = design.read(templates)
    back, front = tmp_path / "card/basic-back.html", tmp_path / "card/reverse-front.html"
    assert made is None
    assert problems == (
        Problem(Location(str(back), 2), "unknown field {{Oops}}", FIELDS),
        Problem(Location(str(front), 1), "{{#Hint}} is never closed"),
        Problem(
            Location(str(front), 1),
            NO_CARD,
            "without one, such as {{Question}}, Anki shows no card",
        ),
    )


def test_a_template_that_is_not_utf_8(tmp_path: Path) -> None:
    path = tmp_path / STYLE
    path.parent.mkdir()
    path.write_bytes(b"\xff")
    _, (problem,) = design.read(Templates(tmp_path))
    assert problem.where == Location(str(path), 1)
    assert problem.what.startswith("cannot read this template: 'utf-8' codec can't decode byte")


def test_the_users_files_win_one_by_one(tmp_path: Path) -> None:
    templates = overriding(tmp_path, basic_front="<b>{{Question}}</b>", card=".card { color: red }")
    made = deck(question("a"))
    with anki(tmp_path / "anki") as collection:
        collection.load(package(made, stamps(made), templates))
        note_type = collection.note_type(BASIC.name)
        (card,) = collection.cards()
        assert collection.render(card.id).question == "<b>What is a?</b>"
    assert note_type["css"] == ".card { color: red }"
    assert note_type["tmpls"][0]["afmt"] == Templates().read_text("card/basic-back.html")


def test_every_template_file_is_named_by_one_side() -> None:
    files = [side for each in (BASIC, CLOZE) for t in each.templates for side in (t.front, t.back)]
    assert len(set(files)) == len(files) == 6
