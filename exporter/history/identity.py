"""Keys and guids: the identity of a question in the deck, and of its note in Anki."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from exporter.errors import Problem
from exporter.history.deletions import numbered
from exporter.history.lock import Lock, Record
from exporter.history.recognise import recognise, unused
from exporter.history.rewrite import rewritten
from exporter.history.words import Asked
from exporter.model import (
    Deck,
    Kind,
    Link,
    Location,
    NoteStamp,
    Question,
    Stamps,
    entries,
    with_questions,
)


def guid(deck_key: str, question_key: str, kind: Kind) -> str:
    """The guid of the note of a question, made from its keys and note type, never from its text.

    Anki never changes the type of a note, so a cloze has a guid of its own. It has 16 hexadecimal
    digits (64 bits) of a SHA-256.
    """
    note_type = "cloze" if kind is Kind.CLOZE else "basic"
    return sha256(f"{deck_key}\0{question_key}\0{note_type}".encode()).hexdigest()[:16]


def fresh(deck: Deck, now: int) -> Stamps:
    """Stamps for a deck that nothing is known of: all its notes are made and changed `now` (s)."""
    notes = {
        entry.question.key: NoteStamp(
            guid(deck.key, entry.question.key, entry.question.kind), now * 1000 + place, now
        )
        for place, entry in enumerate(entries(deck))
    }
    return Stamps(notes, now, now)


@dataclass(frozen=True, slots=True)
class Identified:
    """A deck with the keys that its notes have in Anki.

    `asked` and `records` are in the order of the deck: each question as the source has it, and the
    record that it continues, None for a new question.
    """

    deck: Deck
    asked: tuple[Asked, ...]
    records: tuple[Record | None, ...]
    problems: tuple[Problem, ...]


def identify(deck: Deck, lock: Lock | None, lock_path: str) -> Identified:
    """Match the questions with the records of the lock; uncertain matches are problems."""
    asked = tuple(Asked(entry.question) for entry in entries(deck))
    if lock is None:
        return Identified(deck, asked, (None,) * len(asked), ())
    if deck.keyed and deck.key != lock.deck:
        problem = _foreign(deck, lock, lock_path)
        return Identified(deck, asked, (None,) * len(asked), (problem,))
    found = recognise(asked, lock)
    keys = list(_keys(asked, found.records, {record.key for record in lock.records}))
    named = replace(with_keys(deck, keys), key=lock.deck)
    named = _with_numbers(named, found.records, lock)
    return Identified(named, asked, found.records, found.problems)


def _with_numbers(deck: Deck, records: Sequence[Record | None], lock: Lock) -> Deck:
    """The deck, its deletions with the numbers they had."""
    known = {record.key: record.deletions for record in lock.records if record.deletions}
    if not known:
        return deck
    rest = iter(records)

    def of_question(question: Question) -> Question:
        record = next(rest)
        before = known.get(record.key, ()) if record else ()
        made = numbered(question, before) if question.kind is Kind.CLOZE else question
        return replace(made, follow_ups=tuple(map(of_question, question.follow_ups)))

    return with_questions(deck, of_question)


def _foreign(deck: Deck, lock: Lock, lock_path: str) -> Problem:
    what = f'this is the lock of the deck "{lock.deck}", not of "{deck.key}"'
    hint = f"write key: {lock.deck} in the source to keep its history, or delete the lock"
    return Problem(Location(lock_path, 3), what, hint)


def _keys(
    asked: Sequence[Asked], records: Sequence[Record | None], known: Collection[str]
) -> Iterator[str]:
    """The key of each question: as stated, as in the lock, or else a new one."""
    taken = {*known, *(each.key for each in asked if each.keyed)}
    for each, record in zip(asked, records, strict=True):
        if each.keyed:
            yield each.key
        elif record:
            yield record.key
        else:
            taken.add(key := unused(each.key, taken))
            yield key


def with_keys(deck: Deck, keys: Sequence[str]) -> Deck:
    """The deck with these keys for its questions, in the order of `exporter.model.entries`.

    Links to questions get the new keys too.
    """
    old = [entry.question.key for entry in entries(deck)]
    targets = {f"#{a}": f"#{b}" for a, b in zip(old, keys, strict=True) if a != b}
    if not targets:
        return deck
    rest = iter(keys)

    def of_question(question: Question) -> Question:
        key = next(rest)
        follow_ups = tuple(map(of_question, question.follow_ups))
        return replace(_pointing(question, targets), key=key, follow_ups=follow_ups)

    return with_questions(deck, of_question)


def _pointing(question: Question, targets: Mapping[str, str]) -> Question:
    """A question with the targets of its links replaced; itself if it has none of them."""

    def pointing(node: object) -> object:
        if isinstance(node, Link) and node.target in targets:
            return replace(node, target=targets[node.target])
        return node

    return rewritten(question, pointing)
