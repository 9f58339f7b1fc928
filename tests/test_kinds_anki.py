"""Questions of every kind, from Markdown into the real Anki and onto its cards."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from anki_oracle import Anki, Log, Sides
from deck_samples import package

from exporter import files, source

CASES = Path(__file__).parent / "cases"


def load(collection: Anki, text: str) -> dict[str, list[Sides]]:
    """The sides of the cards of each question, in Anki's order."""
    read, problems = source.parse(text, "notes.md", files.pictures(CASES))
    assert read, problems
    log = collection.load(package(read))
    assert log.conflicting == 0
    keys = {note.id: key for key, note in collection.notes().items()}
    found: dict[str, list[Sides]] = {}
    for card in collection.cards():
        sides = found.setdefault(keys[card.note], [])
        assert card.place == len(sides) or "{{c" in text
        sides.append(collection.render(card.id))
    return found


def words(html: str) -> str:
    """What a card shows, without its style and its markup."""
    bare = re.sub(r"<style>.*?</style>|<script>.*?</script>", "", html, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]*>", "", bare).split())


@pytest.mark.parametrize(
    ("name", "cards"),
    [
        ("cloze", {"capital": 3, "rule": 9, "formula": 1, "hints": 4}),
        ("choice", {"optimisers": 1, "odd": 1, "apart": 1}),
        ("kinds", {"epoch": 2, "twice": 2, "parameters": 1, "x": 1, "maths": 1, "sound": 1}),
    ],
)
def test_the_golden_cases_make_their_cards(
    name: str, cards: dict[str, int], collection: Anki
) -> None:
    text = (CASES / f"{name}.md").read_text(encoding="utf-8").partition("\n~~~~")[0]
    found = load(collection, text)
    assert {key: len(sides) for key, sides in found.items()} == cards
    for side in (side for sides in found.values() for each in sides for side in each):
        assert "{{" not in side
        assert words(side)
    assert load(collection, text).keys() == cards.keys()
    assert len(collection.cards()) == sum(cards.values())


def test_a_cloze_hides_one_number_at_a_time(collection: Anki) -> None:
    text = (
        "## The ==chain== rule {.cloze #a}\n\n"
        "Uses {{c3::many::how many?}} and {{c3::few}} ==links==.\n"
    )
    fronts = [words(sides.question) for sides in load(collection, text)["a"]]
    assert fronts == [
        "The [...] rule Uses many and few links.",
        "The chain rule Uses many and few [...].",
        "The chain rule Uses [how many?] and [...] links.",
    ]
    assert [card.place for card in collection.cards()] == [0, 1, 2]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (r"$\frac{==a_{1}==}{b}$", r"\(\frac{ [...] }{b}\)"),
        (r"$\frac{{{c1::a_{1}}}}{b}$", r"\(\frac{ [...] }{b}\)"),
        (r"$x = {{c1::\sqrt{\frac{1}{2}}::a root}}$", r"\(x = [\text&#123;a root&#125;]\)"),
        ("`std::==vector==`", "std&#58;&#58;[...]"),
        ("`==std::vector==`", "[...]"),
        ("`f(==a::b==)` and `{{c2::{{}}}}`", "f([...]) and &#123;&#123;&#125;&#125;"),
        ('==`a`=={hint="x::y"}', "[x&#58;&#58;y]"),
        (r"{{c1::a::`b` or $\frac{{1}}{2}$}}", r"[b or \(\frac&#123;&#123;1&#125;&#125;{2}\)]"),
        ('==a=={hint="**b** [latex]"}', "[b &#91;latex]]"),
        ("==a}} b==", "[...]"),
        ("{{c1::{1} or {2}}}!", "[...]!"),
        ("{{c1::[a]{.kbd}}}!", "[...]!"),
        ("==**a** $b$ [c](https://d.org)==", "[...]"),
    ],
)
def test_what_a_deletion_may_hold(written: str, shown: str, collection: Anki) -> None:
    (first, *rest) = load(collection, f"## A {{.cloze #a}}\n\n{written}\n")["a"]
    assert words(first.question) == f"A {shown}"
    solved = words(first.answer)
    assert "[...]" not in solved
    assert all(sides.question for sides in rest)


def test_a_deletion_in_coloured_code(collection: Anki) -> None:
    text = "## A {.cloze #a}\n\n```python\nx = {{c1::{1: {2: 3}}}} + ==len(y)==\n```\n"
    first, second = load(collection, text)["a"]
    assert words(first.question) == "A x = [...] + len(y)"
    assert words(second.question) == "A x = &#123;1: &#123;2: 3&#125;&#125; + [...]"


def test_a_reversed_question_is_asked_both_ways(collection: Anki) -> None:
    forth, back = load(collection, "## Epoch {.reversed #a}\n\nOne pass.\n")["a"]
    assert (words(forth.question), words(back.question)) == ("Epoch", "One pass.")
    assert "One pass." in words(forth.answer)
    assert "Epoch" in words(back.answer)


def test_a_typed_answer_is_asked_for_and_shown(collection: Anki) -> None:
    (sides,) = load(collection, "## How many? {.typed #a}\n\n**100,352**.\n")["a"]
    assert "[[type:Expected]]" in sides.question
    assert collection.notes()["a"].fields["Expected"] == "100,352"


def test_the_options_are_on_both_sides_and_marked_on_one(collection: Anki) -> None:
    text = "## Which? {.choice shuffle #a}\n\n- [x] Adam\n- [ ] ReLU\n\nSee why.\n"
    (sides,) = load(collection, text)["a"]
    assert words(sides.question) == "Which? Adam ReLU"
    assert words(sides.answer).startswith("Which? Adam ReLU See why.")
    assert "solved" not in re.sub(r"<(style|script)>.*?</\1>", "", sides.question, flags=re.DOTALL)
    assert 'data-shuffle=""' in sides.question


def test_a_sound_arrives_and_plays(collection: Anki) -> None:
    (sides,) = load(collection, "## What rings? {#a}\n\n![A bell](clip.mp3)\n")["a"]
    field = collection.notes()["a"].fields["Answer"]
    name = re.search(r"\[sound:([^]]+)\]", field)
    assert name
    assert (
        Path(collection.collection.media.dir(), name[1]).read_bytes()
        == (CASES / "clip.mp3").read_bytes()
    )
    assert name[0] in sides.answer


def test_a_second_import_of_every_kind_changes_nothing(collection: Anki) -> None:
    counted: Counter[str] = Counter()
    for name in ("cloze", "choice", "kinds"):
        text = (CASES / f"{name}.md").read_text(encoding="utf-8").partition("\n~~~~")[0]
        read, _ = source.parse(text, f"{name}.md", files.pictures(CASES))
        assert read
        made = package(read)
        first, second = collection.load(made), collection.load(made)
        assert second == Log(new=0, updated=0, duplicate=first.new, conflicting=0)
        counted[name] = first.new
    assert counted == {"cloze": 4, "choice": 3, "kinds": 6}
