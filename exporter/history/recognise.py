"""Recognition: which question of the last build each question of this build continues.

Questions are matched by stated key, then by the same question, by the same answer, and at last by
likeness. A pair is the same only if it is clearly alike and no other pair comes near. A pair that
is merely possible is an error that asks the user, because a wrong guess would give the history of
one question to another. How the numbers were found: docs/history.md, benchmarks/recognition.py.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from math import log
from typing import TypeVar

from exporter.errors import Problem
from exporter.history.lock import Lock, Record, live
from exporter.history.words import SIZE, Asked, Words, saying, sketched, words
from exporter.model import Deck, entries
from exporter.visible import shortened

SURE = 0.80
"""The least likeness at which a question counts as reworded."""
POSSIBLE = 0.17
"""The least likeness at which it may be reworded."""
MARGIN = 0.15
"""The least lead over any other pair."""
_TITLE, _BODY, _PLACE = 0.36, 0.54, 0.10
_TELLING = 4
"""The least number of different words in an answer that identifies its question."""
_RARE = 30
"""Words in more lost questions than this are too common to search for."""
_NEAREST = 8
"""The number of lost questions that each new one is compared with."""
_QUOTED = 60  # characters of a heading in a message
_TWINS = 3
"""The number of other candidates that a message names."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Recognition:
    """The record that each question continues, in order; and the uncertain cases as problems."""

    records: tuple[Record | None, ...]
    problems: tuple[Problem, ...]


def recognise(asked: Sequence[Asked], lock: Lock) -> Recognition:
    """Match questions with records; each record is used once."""
    search = _Search(asked, lock)
    search.by_key()
    search.by_question()
    if search.lost() and search.newcomers():
        search.by_answer()
        search.by_likeness()
    return Recognition(tuple(search.found), tuple(search.problems))


def share(lock: Lock, deck: Deck) -> float:
    """The share (0 to 1) of the questions in a lock that a deck has, by key or word for word."""
    asked = [Asked(entry.question) for entry in entries(deck)]
    keys = {each.key for each in asked if each.keyed}
    says = {each.says for each in asked}
    known = list(live(lock))
    there = sum(r.key in keys or saying(r.title, r.prompt) in says for r in known)
    return there / len(known) if known else 0.0


class _Search:
    """The state of the search: the matches so far, and the records that are still free."""

    def __init__(self, asked: Sequence[Asked], lock: Lock) -> None:
        self.asked = asked
        self.found: list[Record | None] = [None] * len(asked)
        self.problems: list[Problem] = []
        self._live = sorted(live(lock), key=lambda record: record.place)
        retired = sorted(lock.records, key=lambda record: record.left or 0)
        self._free = {record.key: record for record in (*retired, *self._live)}
        self._given: dict[str, int] = {}
        self._known = {*self._free, *(each.key for each in asked if each.keyed)}

    def lost(self) -> list[Record]:
        """The questions of the last build without a match, in their order."""
        return [record for record in self._live if record.key in self._free]

    def newcomers(self) -> list[int]:
        """The indices of the questions without a stated key and without a match."""
        return [
            place
            for place, (asked, found) in enumerate(zip(self.asked, self.found, strict=True))
            if found is None and not asked.keyed
        ]

    def _give(self, place: int, record: Record) -> None:
        self.found[place] = self._free.pop(record.key)
        self._given[record.key] = place

    def by_key(self) -> None:
        """Match by stated key."""
        for place, asked in enumerate(self.asked):
            if asked.keyed and asked.key in self._free:
                self._give(place, self._free[asked.key])

    def by_question(self) -> None:
        """Match the same question but for case and punctuation; it may also be a removed one."""
        records = _grouped(self._free.values(), lambda each: saying(each.title, each.prompt))
        unknown = [place for place, found in enumerate(self.found) if found is None]
        for says, places in _grouped(unknown, lambda place: self.asked[place].says).items():
            alike = records.get(says, [])
            present = [record for record in alike if record.left is None]
            if len(places) == 1 and len(present or alike[-1:]) == 1:
                self._give(places[0], (present or alike)[-1])
        self._check_stated_keys()

    def _check_stated_keys(self) -> None:
        """Report stated keys that take the history of another question that is still there."""
        newcomers = {self.asked[place].says: place for place in self.newcomers()}
        for place, record in enumerate(self.found) if newcomers else ():
            if record is None:
                continue
            says = saying(record.title, record.prompt)
            if says in newcomers and self.asked[place].says != says:
                other = self.asked[newcomers[says]]
                asked = self.asked[place]
                what = f'the key "{asked.key}" is that of "{other.title}" (line {other.at.line})'
                hint = f"give this question another key, and that one {{#{asked.key}}}"
                self.problems.append(Problem(asked.at, what, hint))

    def by_answer(self) -> None:
        """Match the same answer, if it is long enough to identify its question."""
        before = Counter(record.answer for record in self._live)
        now = Counter(asked.answer for asked in self.asked)
        lost = {record.answer: record for record in self.lost()}
        for place in self.newcomers():
            answer = self.asked[place].answer
            record = lost.get(answer)
            unique = before[answer] == now[answer] == 1
            if record and unique and self.asked[place].answered >= _TELLING:
                self._give(place, record)

    def by_likeness(self) -> None:
        """Match the most alike where there is no doubt; report the doubtful rest."""
        lost, places = self.lost(), self.newcomers()
        likeness = _Likeness([*self._live], self._neighbours)
        scores = likeness.scores(lost, {place: self.asked[place] for place in places})
        by_key = {record.key: record for record in lost}
        certain = dict(_certain(scores))
        for place, key in certain.items():
            self._give(place, by_key[key])
        keys = set(certain.values())
        rest = {p: s for p, s in scores.items() if p[0] not in certain and p[1] not in keys}
        self.problems.extend(self._doubts(rest, by_key))

    def _neighbours(self) -> tuple[dict[str, _Around], dict[int, _Around]]:
        """The nearest matched neighbours of every record, and of every question."""
        keys = [record.key if record else None for record in self.found]
        order = [record.key if record.key in self._given else None for record in self._live]
        now = dict(enumerate(_around(keys)))
        before = {
            record.key: around for record, around in zip(self._live, _around(order), strict=True)
        }
        return before, now

    def _doubts(
        self, scores: Mapping[tuple[int, str], float], records: Mapping[str, Record]
    ) -> Iterable[Problem]:
        rivals = _grouped(scores, lambda pair: pair[1])
        for place, pairs in _grouped(scores, lambda pair: pair[0]).items():
            asked = self.asked[place]
            key = max(pairs, key=scores.__getitem__)[1]
            others = [self.asked[other] for other, _ in rivals[key] if other != place][:_TWINS]
            twins = ", ".join(f'"{_quoted(each.title)}" (line {each.at.line})' for each in others)
            what = f'is "{_quoted(asked.title)}" what was "{_quoted(records[key].title)}"'
            what += f", or is {twins}?" if twins else "?"
            hint = (
                f"if so, write {{#{key}}} behind the heading to keep its history; "
                f"if it is a new question, {{#{unused(asked.key, self._known)}}}"
            )
            yield Problem(asked.at, what, hint)


_Around = tuple[str | None, str | None]
"""The keys of the nearest matched questions before and after."""


def _around(keys: Sequence[str | None]) -> list[_Around]:
    def last(each: Iterable[str | None]) -> list[str | None]:
        seen: list[str | None] = []
        latest: str | None = None
        for key in each:
            seen.append(latest)
            latest = key or latest
        return seen

    return list(zip(last(keys), reversed(last(reversed(keys))), strict=True))


class _Likeness:
    """The likeness of questions, from 0 to 1: shared words count by their rarity."""

    def __init__(
        self,
        records: Sequence[Record],
        neighbours: Callable[[], tuple[dict[str, _Around], dict[int, _Around]]],
    ) -> None:
        self._texts = {
            record.key: (words(record.title), sketched(record.sketch)) for record in records
        }
        self._before, self._now = neighbours()
        frequency = Counter(word for title, body in self._texts.values() for word in title | body)
        count = len(self._texts) + 1.5
        self._weights = {word: log(count / number) for word, number in frequency.items()}
        self._rarest = log(count)

    def scores(
        self, lost: Sequence[Record], asked: Mapping[int, Asked]
    ) -> dict[tuple[int, str], float]:
        """The likeness of every pair that may be the same question."""
        index = defaultdict(list)
        for record in lost:
            title, body = self._texts[record.key]
            for word in title | body:
                index[word].append(record.key)
        scores = {}
        for place, each in asked.items():
            title, body = words(each.title), sketched(each.sketch)
            for key in self._nearest(title | body, index):
                score = self._score(title, body, key, self._now[place])
                if score >= POSSIBLE:
                    scores[place, key] = score
        return scores

    def _nearest(self, found: Words, index: Mapping[int, list[str]]) -> list[str]:
        votes: defaultdict[str, float] = defaultdict(float)
        for word in sorted(found):
            if len(keys := index.get(word, ())) <= _RARE:
                for key in keys:
                    votes[key] += self._weight(word)
        return nlargest(_NEAREST, votes, key=votes.__getitem__)

    def _weight(self, word: int) -> float:
        return self._weights.get(word, self._rarest)

    def _score(self, title: Words, body: Words, key: str, around: _Around) -> float:
        old_title, old_body = self._texts[key]
        before = self._before[key]
        place = sum(here == there for here, there in zip(around, before, strict=True)) / 2
        return (
            _TITLE * self._resemblance(title, old_title)
            + _BODY * self._resemblance(*_comparable(body, old_body))
            + _PLACE * place
        )

    def _resemblance(self, one: Words, other: Words) -> float:
        """The weight of the shared words as a share of all words of both."""
        every = sum(map(self._weight, one | other))
        return sum(map(self._weight, one & other)) / every if every else float(one == other)


def _comparable(one: Words, other: Words) -> tuple[Words, Words]:
    """The parts of two sketches that both would have kept."""
    limit = min((max(each) for each in (one, other) if len(each) == SIZE), default=1 << 18)
    return (
        frozenset(each for each in one if each <= limit),
        frozenset(each for each in other if each <= limit),
    )


def _certain(scores: Mapping[tuple[int, str], float]) -> list[tuple[int, str]]:
    """The pairs that are alike beyond doubt."""
    by_place = _grouped(scores, lambda pair: pair[0])
    by_key = _grouped(scores, lambda pair: pair[1])

    def is_sure(pair: tuple[int, str]) -> bool:
        rivals = [*by_place[pair[0]], *by_key[pair[1]]]
        next_best = max((scores[each] for each in rivals if each != pair), default=0.0)
        return scores[pair] >= SURE and scores[pair] - next_best >= MARGIN

    return [pair for pair in scores if is_sure(pair)]


K = TypeVar("K", bound=Hashable)


def _grouped(items: Iterable[T], key: Callable[[T], K]) -> dict[K, list[T]]:
    groups: dict[K, list[T]] = defaultdict(list)
    for item in items:
        groups[key(item)].append(item)
    return groups


def _quoted(title: str) -> str:
    return shortened(title, _QUOTED)


def unused(key: str, taken: Collection[str]) -> str:
    """The key or, if it is taken, the first of `key-2`, `key-3` … that is free."""
    number, free = 1, key
    while free in taken:
        number += 1
        free = f"{key}-{number}"
    return free
