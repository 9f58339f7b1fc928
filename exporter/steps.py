"""Steps to take by hand in Anki, because a package cannot, each with a search for its notes.

On import, Anki never moves an existing card, and never deletes a note.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from exporter.deck import note_type_name
from exporter.history import Change, ChangeKind, History, Record
from exporter.model import Kind


@dataclass(frozen=True, slots=True)
class Step:
    """One step in Anki; `search` finds its notes in Anki's browser, "" if that is not needed.

    `before` tells whether to take it before the import.
    """

    what: str
    search: str
    before: bool = False


def steps(history: History, deck: str) -> Iterator[Step]:
    """The steps that the changes of a build require; `deck` is the name of the deck."""
    changes, records = history.changes, history.lock.records
    known = {record.deck for record in history.before.records} if history.before else set()
    moved = [each for each in changes if each.sort is ChangeKind.MOVED]
    yield from _moves(moved, records, known, deck)
    gone = {each.key for each in changes if each.sort is ChangeKind.REMOVED}
    yield from removed([each for each in records if each.key in gone], deck)
    yield from _emptied(history)
    turned = {each.key for each in changes if each.sort is ChangeKind.KIND}
    for record in records:
        if record.key in turned and record.left is not None:
            yield _replaced(record, deck)


def _emptied(history: History) -> Iterator[Step]:
    """A step for cards whose deletion or reverse was removed, which Anki keeps as empty cards."""
    before = {record.guid: record for record in history.before.records} if history.before else {}
    keys = [
        record.key
        for record in history.lock.records
        if record.left is None and (old := before.get(record.guid)) and _cards(old) - _cards(record)
    ]
    if keys:
        named = (
            f"{', '.join(keys[:3])} and {len(keys) - 3} more" if len(keys) > 3 else ", ".join(keys)
        )
        what = f"some cards of {named} are empty now: Tools › Empty Cards deletes them"
        yield Step(what, "")


def _cards(record: Record) -> set[int]:
    """The numbers of the cards of a note."""
    if record.kind is Kind.CLOZE:
        return {each.number for each in record.deletions if not each.gone}
    return {1, 2} if record.kind is Kind.REVERSED else {1}


def removed(records: Collection[Record], deck: str) -> Iterator[Step]:
    """A step for the notes of questions that were removed from the source."""
    if records:
        what = "Anki keeps what the source no longer has: delete it there, or leave it"
        yield Step(what, _search(((each.key, each.deck) for each in records), deck))


def _replaced(record: Record, deck: str) -> Step:
    name = note_type_name(record.kind)
    what = f"the old note of {record.key} stays: delete it, or leave it"
    return Step(what, f'{_search([(record.key, record.deck)], deck)} "note:{_escaped(name)}"')


def _moves(
    moved: Iterable[Change], records: Iterable[Record], known: Collection[str], deck: str
) -> Iterator[Step]:
    """Steps for moved questions: rename the deck if all of it moved, else change the deck."""
    present = {record.deck for record in records if record.left is None}
    pairs: dict[tuple[str, str], list[str]] = {}
    for each in moved:
        pairs.setdefault((each.before, each.after), []).append(each.key)
    renamed = [pair for pair in pairs if pair[1] not in known and _is_rename(pair, pairs, present)]
    for old, new in dict.fromkeys(_shortest(pair, present) for pair in renamed):
        yield Step(f'rename the deck "{old}" to "{new}"', "", before=True)
    for (old, new), keys in pairs.items():
        if (old, new) not in renamed:
            what = f'select all and change the deck to "{new}"'
            yield Step(what, _search(((key, old) for key in keys), deck))


def _is_rename(
    pair: tuple[str, str], pairs: Iterable[tuple[str, str]], decks: Collection[str]
) -> bool:
    """Whether all questions of a deck moved to one other, into which nothing else moved."""
    old, new = pair
    alone = sum(old == before or new == after for before, after in pairs) == 1
    return alone and old not in decks


def _shortest(pair: tuple[str, str], decks: Collection[str]) -> tuple[str, str]:
    """The outermost decks to rename, as subdecks are renamed with them."""
    old, new = (name.split("::") for name in pair)
    while len(old) > 1 and len(new) > 1 and old[-1] == new[-1]:
        outer = "::".join(old[:-1])
        if any(f"{deck}::".startswith(f"{outer}::") for deck in decks):
            break
        old, new = old[:-1], new[:-1]
    return "::".join(old), "::".join(new)


def _search(notes: Iterable[tuple[str, str]], deck: str) -> str:
    """A search for notes, given as key and deck, limited to decks as keys may not be unique.

    A note whose deck is outside of the source's is searched for in both, as its deck may have been
    renamed since.
    """
    keys: dict[str, list[str]] = {}
    for key, own in notes:
        keys.setdefault(deck if f"{own}::".startswith(f"{deck}::") else own, []).append(key)
    terms = [f"{_decks(deck, own)} {_any(those)}" for own, those in keys.items()]
    return terms[0] if len(terms) == 1 else " OR ".join(f"({term})" for term in terms)


def _decks(*names: str) -> str:
    terms = [f'"deck:{_escaped(name)}"' for name in dict.fromkeys(names)]
    return f"({' OR '.join(terms)})" if len(terms) > 1 else terms[0]


def _any(keys: Iterable[str]) -> str:
    terms = [f"Key:{_escaped(key)}" for key in keys]
    return f"({' OR '.join(terms)})" if len(terms) > 1 else terms[0]


def _escaped(text: str) -> str:
    r"""A text escaped for a search in Anki, where `*` and `_` are wildcards."""
    return re.sub(r'([\\"*_])', r"\\\1", text)
