"""What an Anki package cannot do and a person must: the step, and what to paste to find the notes.

Anki never moves a card that it has, and never deletes a note.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from exporter.deck import note_type_name
from exporter.history import Change, Lock, Record, Sort


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do in Anki; `search` finds the notes in its browser, "" if it is not needed.

    `before` tells whether it has to be done before the import.
    """

    what: str
    search: str
    before: bool = False


def steps(changes: Iterable[Change], lock: Lock) -> Iterator[Step]:
    """The steps that some changes ask for; `lock` is the one after them."""
    found = list(changes)
    yield from _moves([each for each in found if each.sort is Sort.MOVED], lock)
    gone = {each.key for each in found if each.sort is Sort.REMOVED}
    yield from removed([each for each in lock.records if each.key in gone])
    turned = {each.key for each in found if each.sort is Sort.KIND}
    for record in lock.records:
        if record.key in turned and record.left is not None:
            yield _replaced(record)


def removed(records: Collection[Record]) -> Iterator[Step]:
    """How to find the notes of questions that the source no longer has."""
    if records:
        what = "Anki keeps what the source no longer has: delete it there, or leave it"
        yield Step(what, _search(records))


def _replaced(record: Record) -> Step:
    name = note_type_name(record.kind)
    what = f"the old note of {record.key} stays: delete it, or leave it"
    return Step(what, f'{_search([record])} "note:{_escaped(name)}"')


def _moves(moved: list[Change], lock: Lock) -> Iterator[Step]:
    """A renamed deck is renamed; what moved between decks is moved."""
    decks = {record.deck for record in lock.records if record.left is None}
    keys: dict[tuple[str, str], list[str]] = {}
    for each in moved:
        keys.setdefault((each.before, each.after), []).append(each.key)
    renamed = [pair for pair in keys if _is_rename(pair, keys, decks)]
    for old, new in dict.fromkeys(_shortest(pair, decks) for pair in renamed):
        yield Step(f'rename the deck "{old}" to "{new}"', "", before=True)
    for (old, new), those in keys.items():
        if (old, new) not in renamed:
            what = f'select all and change the deck to "{new}"'
            yield Step(what, f"{_deck(old)} {_any(those)}")


def _is_rename(
    pair: tuple[str, str], pairs: Collection[tuple[str, str]], decks: Collection[str]
) -> bool:
    """Whether all that was in a deck went into one other, to which nothing else came."""
    old, new = pair
    alone = sum(old == before or new == after for before, after in pairs) == 1
    return alone and old not in decks


def _shortest(pair: tuple[str, str], decks: Collection[str]) -> tuple[str, str]:
    """The outermost deck to rename: a deck inside goes with it."""
    old, new = (name.split("::") for name in pair)
    while len(old) > 1 and len(new) > 1 and old[-1] == new[-1]:
        outer = "::".join(old[:-1])
        if any(f"{deck}::".startswith(f"{outer}::") for deck in decks):
            break
        old, new = old[:-1], new[:-1]
    return "::".join(old), "::".join(new)


def _search(records: Collection[Record]) -> str:
    """A search for notes by key, within the outermost deck: other decks may have the same keys."""
    roots = {record.deck.split("::")[0]: None for record in records}
    decks = " OR ".join(map(_deck, roots))
    return f"{f'({decks})' if len(roots) > 1 else decks} {_any(r.key for r in records)}"


def _deck(name: str) -> str:
    return f'"deck:{_escaped(name)}"'


def _any(keys: Iterable[str]) -> str:
    terms = [f"Key:{_escaped(key)}" for key in keys]
    return f"({' OR '.join(terms)})" if len(terms) > 1 else terms[0]


def _escaped(text: str) -> str:
    r"""Text as it stands in a search of Anki's, where `*` and `_` stand for any characters."""
    return re.sub(r'([\\"*_])', r"\\\1", text)
