"""The changes since the last build, and the stamps that tell Anki of them: `compare`.

Anki updates a note only if its stamp is newer, and then replaces all of it. So a stamp changes if
and only if the content of its note has changed. Ids and guids never change.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from exporter.history.deletions import remembered
from exporter.history.identity import Identified, guid
from exporter.history.lock import Lock, Look, Record, live
from exporter.history.words import Asked
from exporter.model import Kind, Location, NoteStamp, Question, Stamps, entries

_STEP = 1000
"""The distance between the places of two questions, which leaves room for new ones."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The note of a question as Anki would show it: a digest of its content, its deck, its tags."""

    digest: str
    deck: str
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rendered:
    """A deck as Anki would show it: notes by key, and digests of both note types."""

    notes: Mapping[str, Shown]
    basic: str
    cloze: str


class ChangeKind(Enum):
    """The kinds of change to a question from one build to the next."""

    NEW = "new"
    RETURNED = "returned"
    REWORDED = "reworded"
    CHANGED = "changed"
    MOVED = "moved"
    RETAGGED = "retagged"
    REKEYED = "rekeyed"
    KIND = "kind changed"
    RESTAMPED = "restamped"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Change:
    """One change to a question.

    `before` and `after` are the headings of a reworded question, the decks of a moved one, and so
    on; "" for kinds without such values. `at` is None if the question was removed. `anew` tells, of
    a changed kind, whether the question gets a new note.
    """

    sort: ChangeKind
    key: str
    title: str
    at: Location | None
    before: str = ""
    after: str = ""
    anew: bool = False


@dataclass(frozen=True, slots=True)
class History:
    """The result of `compare`: stamps for the deck, the changes in source order, the new lock.

    `changed` is the time of the latest change (s); `before` is the last lock, None without one.
    """

    stamps: Stamps
    changes: tuple[Change, ...]
    lock: Lock
    changed: int
    before: Lock | None

    @property
    def began(self) -> bool:
        """Whether this is the first build with a lock."""
        return self.before is None

    @property
    def differs(self) -> bool:
        """Whether the lock has changed."""
        return self.lock != self.before


def compare(
    lock: Lock | None,
    found: Identified,
    rendered: Rendered,
    now: int,
    restamp: Collection[str] = (),
) -> History:
    """The history of a deck, given the last lock and what Anki would show.

    `now` is in s; questions whose keys are in `restamp` get a new stamp in any case.
    """
    new_looks = (Look(rendered.basic, now), Look(rendered.cloze, now))
    before = lock or Lock(found.deck.key, *new_looks, ())
    writer = _Writer(before, found, now)
    questions = [entry.question for entry in entries(found.deck)]
    for asked, record, question in zip(found.asked, found.records, questions, strict=True):
        again = question.key in restamp
        writer.note(asked, record, question, rendered.notes[question.key], again=again)
    lost = writer.retire()
    after = Lock(
        before.deck,
        _look(before.basic, rendered.basic, now),
        _look(before.cloze, rendered.cloze, now),
        tuple(sorted((*writer.records(), *lost), key=lambda record: record.name)),
    )
    stamps = Stamps(
        {each.key: NoteStamp(each.guid, each.created, each.modified) for each in live(after)},
        after.basic.modified,
        after.cloze.modified,
    )
    times = [max(each.modified, each.left or 0) for each in after.records]
    changed = max([after.basic.modified, after.cloze.modified, *times])
    return History(stamps, tuple(writer.changes), after, changed, lock)


def _look(before: Look, digest: str, now: int) -> Look:
    return before if digest == before.digest else Look(digest, max(now, before.modified + 1))


class _Writer:
    """Writes the records of a build, question by question, and collects the changes."""

    def __init__(self, lock: Lock, found: Identified, now: int) -> None:
        self.changes: list[Change] = []
        self._now = now
        self._deck = found.deck.key
        self._written: list[Record] = []
        self._left = {record.name: record for record in lock.records}
        self._guids = {record.guid for record in lock.records}
        self._created = {record.created for record in lock.records}
        self._places = _places([each.place if each else None for each in found.records])

    def records(self) -> Sequence[Record]:
        """The records written so far."""
        return self._written

    def note(
        self, asked: Asked, record: Record | None, named: Question, shown: Shown, *, again: bool
    ) -> None:
        """Write the record of a question; `named` is the question with its key in Anki.

        It continues the given record, if any.
        """
        key = named.key
        kind = asked.question.kind
        old = self._continued(record, kind)
        self.changes.extend(_changes(asked, record, key, shown, anew=old is None))
        if again:
            self.changes.append(Change(ChangeKind.RESTAMPED, key, asked.title, asked.at))
        same = old is not None and old.digest == shown.digest
        modified = self._now
        if old:
            modified = old.modified if same and not again else max(self._now, old.modified + 1)
        known: Asked | Record = old if old and same else asked  # digests of words take time
        self._written.append(
            Record(
                key=key,
                kind=kind,
                guid=old.guid if old else self._new_guid(key, kind),
                created=old.created if old else self._new_id(),
                modified=modified,
                digest=shown.digest,
                title=asked.title,
                prompt=known.prompt,
                answer=known.answer,
                sketch=known.sketch,
                deck=shown.deck,
                tags=shown.tags,
                place=self._places[len(self._written)],
                deletions=remembered(named, old.deletions if old else ()),
            )
        )

    def _continued(self, record: Record | None, kind: Kind) -> Record | None:
        """The old record of the same note, if any; another note type means another note."""
        if record is None:
            return None
        return self._left.pop((record.key, kind is Kind.CLOZE), None)

    def retire(self) -> Iterator[Record]:
        """The records that no question continues, with the time of their removal."""
        keys = {record.key for record in self._written}
        for record in sorted(self._left.values(), key=lambda record: record.place):
            if record.left is not None:
                yield record
                continue
            if record.key not in keys:
                self.changes.append(Change(ChangeKind.REMOVED, record.key, record.title, None))
            yield replace(record, left=self._now)

    def _new_guid(self, key: str, kind: Kind) -> str:
        """The guid for a key; another one if it is taken by a question that changed its key."""
        number, free = 1, guid(self._deck, key, kind)
        while free in self._guids:
            number += 1
            free = guid(self._deck, f"{key} {number}", kind)
        self._guids.add(free)
        return free

    def _new_id(self) -> int:
        free = self._now * 1000 + len(self._written)
        while free in self._created:
            free += 1
        self._created.add(free)
        return free


def _changes(
    asked: Asked, old: Record | None, key: str, shown: Shown, *, anew: bool
) -> Iterator[Change]:
    def change(sort: ChangeKind, before: str = "", after: str = "") -> Change:
        return Change(sort, key, asked.title, asked.at, before, after)

    if old is None:
        yield change(ChangeKind.NEW)
        return
    kind = asked.question.kind
    found = []
    if old.left is not None:
        yield change(ChangeKind.RETURNED)
    if old.title != asked.title:
        found.append(change(ChangeKind.REWORDED, old.title, asked.title))
    if old.deck != shown.deck:
        found.append(change(ChangeKind.MOVED, old.deck, shown.deck))
    if old.tags != shown.tags:
        found.append(change(ChangeKind.RETAGGED, " ".join(old.tags), " ".join(shown.tags)))
    if old.key != key:
        found.append(change(ChangeKind.REKEYED, old.key, key))
    if old.kind is not kind:
        found.append(replace(change(ChangeKind.KIND, old.kind.value, kind.value), anew=anew))
    if old.digest != shown.digest and (not found or _reads_otherwise(old, asked)):
        yield change(ChangeKind.CHANGED)
    yield from found


def _reads_otherwise(old: Record, asked: Asked) -> bool:
    return (old.prompt, old.answer) != (asked.prompt, asked.answer)


# Places -------------------------------------------------------------------------------------


def _places(old: Sequence[int | None]) -> list[int]:
    """Increasing numbers for the questions, as many as possible of them unchanged.

    So a branch that adds or moves a question changes only the line of that question in the lock.
    """
    kept = _longest_rise(old)
    places: list[int] = []
    run = 0
    last = 0
    for index, place in enumerate((*old, None)):
        end = index == len(old)
        if not end and index not in kept:
            run += 1
            continue
        limit = last + (run + 1) * _STEP if end else place or 0
        step = (limit - last) // (run + 1)
        if run and step == 0:
            return [(number + 1) * _STEP for number in range(len(old))]
        places += [last + step * (number + 1) for number in range(run)]
        if not end:
            places.append(last := limit)
        run = 0
    return places


def _longest_rise(values: Sequence[int | None]) -> set[int]:
    """The indices of a longest increasing subsequence."""
    ends: list[int] = []
    tails: list[int] = []
    previous: dict[int, int | None] = {}
    for index, value in enumerate(values):
        if value is None or value <= 0:
            continue
        length = bisect_left(ends, value)
        previous[index] = tails[length - 1] if length else None
        ends[length : length + 1] = [value]
        tails[length : length + 1] = [index]
    rise: set[int] = set()
    at = tails[-1] if tails else None
    while at is not None:
        rise.add(at)
        at = previous[at]
    return rise
