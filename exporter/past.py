"""The past of a source: finds its lock, recognises its questions, and compares both.

The decisions are in `exporter.history`; this module passes it the lock beside the source, or that
of a renamed source, and the notes as Anki would show them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from exporter import deck as deck_writer
from exporter import files, history
from exporter.deck import Note
from exporter.errors import Problem
from exporter.history import History, Identified, Lock, Rendered, Shown
from exporter.model import Deck, Location
from exporter.templates import Templates

if TYPE_CHECKING:
    from exporter.deck.design import Designs

_SUFFIX = ".lock.json"
_ENOUGH = 0.5
"""The least share of the questions in a lock that a renamed source must still have."""


@dataclass(frozen=True, slots=True)
class Past:
    """A source compared with its last build; `deck` has the keys of its notes in Anki.

    `designs` is what their cards look like.
    `lock` is the path of its lock, `origin` the path from which it was read, None without one.
    """

    source: Path
    deck: Deck
    notes: tuple[Note, ...]
    designs: Designs
    history: History
    lock: Path
    origin: Path | None

    @property
    def changed(self) -> bool:
        """Whether the lock must be written."""
        return self.origin != self.lock or self.history.differs


@dataclass(frozen=True, slots=True)
class _Found:
    """A lock and its path; both are None without a lock, or with problems."""

    lock: Lock | None
    origin: Path | None
    problems: tuple[Problem, ...]


def lock_path(source: Path) -> Path:
    """The path of the lock of a source."""
    return source.with_suffix(_SUFFIX)


def identify(source: Path, deck: Deck) -> tuple[Identified, Lock | None, Path | None]:
    """The deck with its keys in Anki, the lock, and the path from which that was read."""
    found = _find(source, deck)
    if found.problems:
        return Identified(deck, (), (), found.problems), None, None
    path = str(found.origin or lock_path(source))
    return history.identify(deck, found.lock, path), found.lock, found.origin


def recall(
    source: Path, deck: Deck, templates: Templates, now: int, restamp: Collection[str] = ()
) -> tuple[Past | None, tuple[Problem, ...]]:
    """The past of a source, or None with errors."""
    identified, lock, origin = identify(source, deck)
    designs, problems = deck_writer.designs(templates)
    if designs is None or identified.problems:
        return None, (*identified.problems, *problems)
    notes = deck_writer.notes(identified.deck)
    shown = {note.key: Shown(note.digest[:16], note.deck, note.tags) for note in notes}
    rendered = Rendered(shown, designs.basic.digest, designs.cloze.digest)
    made = history.compare(lock, identified, rendered, now, restamp)
    return Past(source, identified.deck, notes, designs, made, lock_path(source), origin), ()


def _find(source: Path, deck: Deck) -> _Found:
    """The lock beside the source, or else that of a missing source with the same questions."""
    own = lock_path(source)
    text, problems = files.read_lock(own)
    if problems:
        return _Found(None, None, problems)
    if text is not None:
        lock, problems = history.parse(text, str(own))
        return _Found(lock, own if lock else None, problems)
    left = list(_left_behind(source, deck))
    if len(left) > 1:
        names = " and ".join(path.name for path, _ in left)
        hint = f"rename the right one to {own.name}"
        problem = Problem(Location(str(source), 1), f"{names} may be its lock", hint)
        return _Found(None, None, (problem,))
    return _Found(left[0][1], left[0][0], ()) if left else _Found(None, None, ())


def _left_behind(source: Path, deck: Deck) -> Iterator[tuple[Path, Lock]]:
    for path in files.beside(source, f"*{_SUFFIX}"):
        stem = path.name.removesuffix(_SUFFIX)
        if any(path.with_name(stem + suffix).exists() for suffix in {source.suffix, ".md"}):
            continue
        lock, _ = history.parse(files.read_lock(path)[0] or "", str(path))
        if lock and _belongs(lock, deck):
            yield path, lock


def _belongs(lock: Lock, deck: Deck) -> bool:
    if deck.keyed:
        return lock.deck == deck.key
    return history.share(lock, deck) >= _ENOUGH
