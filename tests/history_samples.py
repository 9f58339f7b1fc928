"""Builds without files: a text, the lock of the last one, and what history makes of them."""

from __future__ import annotations

from pathlib import Path

from exporter import deck as deck_writer
from exporter import history, source
from exporter.errors import Problem
from exporter.history import ChangeKind, History, Identified, Lock, Rendered, Shown
from exporter.media import PictureError
from exporter.model import Deck, Media

START = 1_700_000_000
LOCK = "notes.lock.json"


def deck(text: str, name: str = "notes.md") -> Deck:
    found, problems = source.parse(text, name, _no_picture)
    assert found is not None, problems
    return found


def _no_picture(reference: str) -> Media:
    raise PictureError(f"no {Path(reference)}")


def rendered(found: Identified, basic: str = "b", cloze: str = "c") -> Rendered:
    notes = deck_writer.notes(found.deck)
    return Rendered(
        {note.key: Shown(note.digest[:16], note.deck, note.tags) for note in notes}, basic, cloze
    )


class Notebook:
    """A source over time; each build is a minute after the last."""

    def __init__(self, text: str = "") -> None:
        self.now = START
        self.lock: Lock | None = None
        if text:
            self.build(text)

    def identify(self, text: str) -> Identified:
        return history.identify(deck(text), self.lock, LOCK)

    def build(self, text: str, *restamp: str, basic: str = "b") -> History:
        """The history of a text without problems; its lock is that of the next build."""
        found = self.identify(text)
        assert found.problems == ()
        made = history.compare(self.lock, found, rendered(found, basic), self.now, restamp)
        self.lock = history.parse(history.dump(made.lock), LOCK)[0]
        assert self.lock == made.lock
        self.now += 60
        return made

    def problems(self, text: str) -> tuple[Problem, ...]:
        return self.identify(text).problems


def said(made: History) -> list[tuple[str, str]]:
    """The sort and the heading of every change."""
    return [(change.sort.value, change.title) for change in made.changes]


def keys(made: History) -> list[str]:
    return list(made.stamps.notes)


def touched(made: History, before: History) -> set[str]:
    """The keys of the notes with another stamp than before."""
    return {
        key for key, stamp in made.stamps.notes.items() if stamp != before.stamps.notes.get(key)
    }


__all__ = ["LOCK", "START", "ChangeKind", "Notebook", "deck", "keys", "rendered", "said", "touched"]
