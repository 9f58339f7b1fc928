"""The numbers of deletions, by which Anki knows the cards of a cloze, kept across edits.

A deletion keeps its number while its words stay the same, wherever they move, and also if it is
reworded in its place. A number is used once: a new deletion takes the next one, and a removed one
that returns gets its own again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from operator import attrgetter

from exporter.history.rewrite import rewritten
from exporter.history.words import name, text
from exporter.model import Deletion, Kind, Question, deletions

_ALIKE = 0.5
"""The least share of letters in common for one deletion to be another one reworded."""


@dataclass(frozen=True, slots=True)
class Hidden:
    """A deletion in the lock: its number, its words, and whether it was removed."""

    number: int
    words: str
    gone: bool = False


def hidden(question: Question) -> Iterator[tuple[Deletion, str]]:
    """The deletions of a question in order, each with its words."""
    for deletion, content in deletions((*question.title, *question.prompt)):
        yield deletion, name(text(content))


def remembered(question: Question, before: Sequence[Hidden]) -> tuple[Hidden, ...]:
    """The deletions for the lock: those present in order, then the removed ones by number."""
    if question.kind is not Kind.CLOZE:
        return ()
    present = [Hidden(deletion.number, words) for deletion, words in hidden(question)]
    taken = {each.number for each in present}
    gone = {each.number: replace(each, gone=True) for each in before if each.number not in taken}
    return (*present, *(gone[number] for number in sorted(gone)))


def numbered(question: Question, before: Sequence[Hidden]) -> Question:
    """The question with the numbers that its deletions had; stated numbers stay."""
    found = list(hidden(question))
    if not before or not found:
        return question
    numbers = _numbers(found, before)
    change = {
        deletion.number: number
        for (deletion, _), number in zip(found, numbers, strict=True)
        if not deletion.stated
    }

    def renumbered(node: object) -> object:
        if isinstance(node, Deletion) and not node.stated:
            return replace(node, number=change[node.number])
        return node

    return replace(
        question,
        title=rewritten(question.title, renumbered),
        prompt=rewritten(question.prompt, renumbered),
    )


def _numbers(found: Sequence[tuple[Deletion, str]], before: Sequence[Hidden]) -> list[int]:
    """The number of each deletion found."""
    stated = {deletion.number for deletion, _ in found if deletion.stated}
    free = [each for each in before if each.number not in stated]
    pairs: dict[int, Hidden] = {}  # by the place among `found`
    for place, (deletion, words) in enumerate(found):
        same = (each for each in free if each.words == words)
        if not deletion.stated and (one := min(same, key=attrgetter("gone"), default=None)):
            pairs[place] = one
            free = [each for each in free if each.number != one.number]
    pairs |= dict(_reworded(found, before, pairs, free))
    last = max((*(each.number for each in before), *stated))
    numbers: list[int] = []
    for place, (deletion, _) in enumerate(found):
        if deletion.stated:
            numbers.append(deletion.number)
        elif place in pairs:
            numbers.append(pairs[place].number)
        else:
            last += 1
            numbers.append(last)
    return numbers


def _reworded(
    found: Sequence[tuple[Deletion, str]],
    before: Sequence[Hidden],
    pairs: dict[int, Hidden],
    free: Sequence[Hidden],
) -> Iterator[tuple[int, Hidden]]:
    """Pairs of deletions that were reworded: both are between the same known neighbours."""
    live = [each for each in before if not each.gone]
    said = {words for _, words in found}
    known = {place: live.index(one) for place, one in pairs.items() if one in live}
    taken: set[int] = set()  # after a swap the same may be in two gaps
    gap: list[int] = []
    start = -1
    for place in range(len(found) + 1):
        if place < len(found) and place not in known:
            if place not in pairs and not found[place][0].stated:
                gap.append(place)
            continue
        end = known.get(place, len(live))
        old = [
            each
            for each in live[start + 1 : end]
            if each in free and each.words not in said and each.number not in taken
        ]
        for place_of, one in _paired(gap, [found[each][1] for each in gap], old):
            taken.add(one.number)
            yield place_of, one
        gap, start = [], end


def _paired(places: list[int], words: list[str], old: list[Hidden]) -> Iterator[tuple[int, Hidden]]:
    """Pairs in order if both sides have as many, else by their likeness."""
    if len(places) == len(old):
        yield from zip(places, old, strict=True)
        return
    scores = sorted(
        (
            (-_likeness(words[new], one.words), new, at)
            for new in range(len(places))
            for at, one in enumerate(old)
        )
    )
    used: set[int] = set()
    done: set[int] = set()
    for score, new, at in scores:
        if -score >= _ALIKE and new not in done and at not in used:
            done.add(new)
            used.add(at)
            yield places[new], old[at]


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()
