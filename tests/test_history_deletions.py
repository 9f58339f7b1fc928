"""Deletions keep their numbers, and with them their cards, whatever becomes of the text."""

from __future__ import annotations

import pytest
from anki_oracle import Anki
from deck_samples import package
from history_samples import Notebook, deck
from hypothesis import given
from hypothesis import strategies as st

from exporter.history import Lock, dump, parse
from exporter.history.deletions import Hidden, hidden, numbered, remembered
from exporter.model import Question
from exporter.steps import steps


def question(*deletions: str) -> Question:
    """A cloze with these deletions; one that begins with a digit and a colon states its number."""
    parts = [
        f"{{{{c{text[0]}::{text[2:]}}}}}" if text[1:2] == ":" else f"=={text}=="
        for text in deletions
    ]
    return deck(f"## A {{.cloze #a}}\n\n{' and '.join(parts)}.\n").questions[0]


def numbers(found: Question) -> dict[str, int]:
    return {words: deletion.number for deletion, words in hidden(found)}


def after(*versions: tuple[str, ...]) -> dict[str, int]:
    """The numbers of the last version's deletions."""
    known: tuple[Hidden, ...] = ()
    found = question("a")
    for version in versions:
        found = numbered(question(*version), known)
        known = remembered(found, known)
    return numbers(found)


@pytest.mark.parametrize(
    ("versions", "expected"),
    [
        ([("one", "two", "three")], {"one": 1, "two": 2, "three": 3}),
        ([("one", "two", "three"), ("one", "three")], {"one": 1, "three": 3}),
        ([("one", "two", "three"), ("three", "one", "two")], {"three": 3, "one": 1, "two": 2}),
        ([("one", "two"), ("new", "one", "two")], {"new": 3, "one": 1, "two": 2}),
        ([("one", "two"), ("one",), ("one", "new")], {"one": 1, "new": 3}),
        ([("one", "two"), ("one",), ("one", "two")], {"one": 1, "two": 2}),
        ([("one", "two", "three"), ("one", "zwei", "three")], {"one": 1, "zwei": 2, "three": 3}),
        (
            [("one", "two words", "three"), ("one", "xyz", "two word", "three")],
            {"one": 1, "xyz": 4, "two word": 2, "three": 3},
        ),
        ([("one", "2:two"), ("one", "two")], {"one": 1, "two": 2}),
        ([("one", "two"), ("1:two", "one")], {"two": 1, "one": 3}),
        (
            [("beta", "epsilon", "gamma"), ("alpha", "gamma", "beta", "delta")],
            {"alpha": 2, "gamma": 3, "beta": 1, "delta": 4},
        ),
        ([("one", "5:two"), ("one",), ("one", "new")], {"one": 1, "new": 6}),
    ],
)
def test_deletions_keep_their_numbers_across_versions(
    versions: list[tuple[str, ...]], expected: dict[str, int]
) -> None:
    assert after(*versions) == expected


def test_equal_deletions_keep_their_order() -> None:
    known = remembered(question("a", "a", "b"), ())
    found = numbered(question("b", "a", "a"), known)
    assert [deletion.number for deletion, _ in hidden(found)] == [3, 1, 2]


WORDS = st.lists(
    st.sampled_from(["alpha", "beta", "gamma", "delta", "epsilon", "zeta"]),
    min_size=1,
    max_size=5,
    unique=True,
)


@given(st.lists(WORDS, min_size=2, max_size=6))
def test_what_stays_keeps_its_number_and_none_is_given_twice(versions: list[list[str]]) -> None:
    known: tuple[Hidden, ...] = ()
    for version in versions:
        before = {each.words: each.number for each in known if not each.gone}
        found = numbered(question(*version), known)
        now = numbers(found)
        assert {words: now[words] for words in before.keys() & now.keys()} == {
            words: before[words] for words in before.keys() & now.keys()
        }
        assert len(set(now.values())) == len(now)
        known = remembered(found, known)
        assert len({each.number for each in known}) == len(known)
        assert {each.words for each in known if not each.gone} == set(version)


# In the lock ---------------------------------------------------------------------------------


def rows(book: Notebook) -> tuple[Hidden, ...]:
    assert book.lock
    return book.lock.records[0].deletions


def test_the_lock_has_present_deletions_in_order_and_then_removed_ones() -> None:
    book = Notebook("## A {.cloze #a}\n\n==one== `==two==` $==x^2==$\n")
    book.build("## A {.cloze #a}\n\n$==x^2==$ ==one== ==new==\n")
    assert rows(book) == (
        Hidden(3, "x^2"),
        Hidden(1, "one"),
        Hidden(2, "new"),
    )
    book.build("## A {.cloze #a}\n\n$==x^2==$ ==one==\n")
    assert rows(book)[2:] == (Hidden(2, "new", gone=True),)


def test_a_cloze_without_a_key_keeps_its_numbers_too() -> None:
    book = Notebook("## The rule of chains {.cloze}\n\nSome ==one== and ==two== of three words\n")
    made = book.build("## The rule of chain {.cloze}\n\nSome ==two== and ==one== of three words\n")
    assert [change.sort.value for change in made.changes] == ["changed", "reworded"]
    assert rows(book) == (Hidden(2, "two"), Hidden(1, "one"))


def test_a_cloze_that_was_another_kind_for_a_while_has_its_numbers_again() -> None:
    cloze = "## A {.cloze #a}\n\n==two==\n"
    book = Notebook("## A {.cloze #a}\n\n==one== ==two==\n")
    book.build("## A {#a}\n\n==two==\n")
    book.build(cloze)
    assert book.lock
    (record,) = [each for each in book.lock.records if each.left is None]
    assert record.deletions == (Hidden(2, "two"), Hidden(1, "one", gone=True))


@pytest.mark.parametrize(
    "value",
    [
        '[["a", 1]]',
        '[[0, "a"]]',
        '[[true, "a"]]',
        "[[1]]",
        "{}",
        '[[1, "\\u0007"]]',
        "1",
        '[[100001, "a"]]',
    ],
)
def test_a_lock_with_damaged_deletions_is_an_error(value: str) -> None:
    book = Notebook("## A {.cloze #a}\n\n==one==\n")
    assert book.lock
    text = dump(book.lock).replace('[[1, "one"]]', value)
    found, problems = parse(text, "notes.lock.json")
    assert found is None
    assert 'a bad or missing "deletions" of the question' in str(problems[0])


def test_a_lock_without_them_is_read() -> None:
    book = Notebook("## A {.cloze #a}\n\n==one==\n")
    assert book.lock
    text = dump(book.lock).replace(', "deletions": [[1, "one"]]', "")
    found, problems = parse(text, "notes.lock.json")
    assert problems == ()
    assert isinstance(found, Lock)
    assert found.records[0].deletions == ()


# In Anki -------------------------------------------------------------------------------------


def load(book: Notebook, text: str, collection: Anki) -> list[str]:
    """Build, import, and give what there is to do."""
    made = book.build(text)
    found = book.identify(text)
    collection.load(package(found.deck, made.stamps))
    return [step.what for step in steps(made, "Notes")]


def test_reviews_stay_with_the_deletion_that_they_are_of(collection: Anki) -> None:
    book = Notebook()
    load(book, "## A {.cloze #a}\n\n==one== ==two== ==three==\n", collection)
    second = collection.cards()[1].id
    collection.review(second)
    todo = load(book, "## A {.cloze #a}\n\n==three== ==zero== ==two==\n", collection)
    cards = {card.place: card for card in collection.cards()}
    assert sorted(cards) == [0, 1, 2, 3]
    assert (cards[1].id, cards[1].reviews) == (second, 1)
    assert 'data-cloze="two"' in collection.render(second).question
    assert todo == ["some cards of a are empty now: Tools › Empty Cards deletes them"]
    assert load(book, "## A {.cloze #a}\n\n==three== ==zero== ==two==\n", collection) == []


def test_a_reverse_that_goes_leaves_an_empty_card(collection: Anki) -> None:
    book = Notebook()
    load(book, "## A {.reversed #a}\n\nB.\n", collection)
    first, second = collection.cards()
    collection.review(first.id)
    todo = load(book, "## A {#a}\n\nB.\n", collection)
    assert todo == ["some cards of a are empty now: Tools › Empty Cards deletes them"]
    cards = {card.id: (card.place, card.reviews) for card in collection.cards()}
    assert cards == {first.id: (0, 1), second.id: (1, 0)}
    assert load(book, "## A {.reversed #a}\n\nB.\n", collection) == []
    assert {card.id for card in collection.cards()} == cards.keys()
