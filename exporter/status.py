"""The report of what has changed in a source since its last build, as text and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, assert_never

from exporter.history import Change, ChangeKind
from exporter.model import Kind
from exporter.past import Past
from exporter.plural import counted
from exporter.steps import Step, removed, steps

_MOST = 20
"""The number of changes of one sort that are listed, unless `everything` is."""


def heading(past: Past, *, built_before: bool = False) -> str:
    """A summary of what has changed since the last build.

    `built_before` tells whether a deck of an earlier build exists, so that a missing lock is lost.
    """
    history = past.history
    if history.began and built_before:
        return (
            f"{past.lock.name} is lost: every note is stamped now, so that the next import "
            "overwrites what was changed in Anki"
        )
    if history.began:
        return f"the first build: {counted(len(past.notes), 'new note')}"
    words = list(_words(past))
    if history.changes:
        words.append(counted(len(history.changes), "change"))
    return ", ".join(words) or "nothing has changed"


def _words(past: Past) -> Iterator[str]:
    lock, before = past.history.lock, past.history.before
    if past.origin is not None and past.origin != past.lock:
        yield f"takes over {past.origin.name}, because its source is gone"
    if before and lock.basic != before.basic:
        yield "the look of the cards has changed"
    if before and not past.history.changes and lock.records != before.records:
        yield "the order has changed"


def changes(past: Past, *, everything: bool) -> Iterator[str]:
    """A line for each change, by sort; the new questions of a first build are left out."""
    for sort in ChangeKind:
        found = [each for each in past.history.changes if each.sort is sort]
        if sort is ChangeKind.NEW and past.history.began and not everything:
            continue
        listed = [_line(each) for each in found] if everything else _lines(sort, found)
        shown = listed if everything else listed[:_MOST]
        yield from (f"  {sort.value:<14}{line}" for line in shown)
        if len(shown) < len(listed):
            yield f"  {'':<14}and {len(listed) - len(shown):,} more: -v lists them"


def _lines(sort: ChangeKind, changes: Sequence[Change]) -> list[str]:
    """A line for each change; one line for moves from the same deck to the same other."""
    if sort is not ChangeKind.MOVED:
        return [_line(each) for each in changes]
    ways: dict[tuple[str, str], list[Change]] = {}
    for each in changes:
        ways.setdefault((each.before, each.after), []).append(each)
    return [
        _line(those[0]) if len(those) == 1 else f"{len(those):,} questions  ({old} → {new})"
        for (old, new), those in ways.items()
    ]


def to_do(past: Past) -> Iterator[str]:
    """The steps that these changes require in Anki."""
    found = list(steps(past.history, past.deck.name))
    for step in sorted(found, key=lambda step: not step.before):
        yield f"  {'before the import' if step.before else 'in Anki'}: {step.what}"
        if step.search:
            yield f"      {step.search}"


def left_earlier(past: Past) -> Iterator[str]:
    """A search for the notes of all questions that were removed before the last build."""
    before = past.history.before
    ago = [each for each in before.records if each.left is not None] if before else []
    gone = [each for each in ago if each.key not in past.history.stamps.notes]
    for step in removed(gone, past.deck.name):
        yield f"  left earlier  {counted(len(gone), 'question')}"
        yield f"      {step.search}"


def as_json(past: Past) -> dict[str, Any]:
    """The changes and steps of a source as JSON data."""
    return {
        "source": str(past.source),
        "lock": str(past.lock),
        "taken_over": str(past.origin) if past.origin and past.origin != past.lock else None,
        "first_build": past.history.began,
        "questions": len(past.notes),
        "changes": [_change(each) for each in past.history.changes],
        "steps": [_step(each) for each in steps(past.history, past.deck.name)],
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "sort": change.sort.value,
        "key": change.key,
        "title": change.title,
        "line": change.at.line if change.at else None,
        "before": change.before,
        "after": change.after,
    }


def _step(step: Step) -> dict[str, Any]:
    return {"what": step.what, "search": step.search, "before_import": step.before}


def _line(change: Change) -> str:
    match change.sort:
        case (
            ChangeKind.NEW
            | ChangeKind.CHANGED
            | ChangeKind.RETURNED
            | ChangeKind.REMOVED
            | ChangeKind.RESTAMPED
        ):
            return change.title
        case ChangeKind.REWORDED:
            return f'"{change.before}" → "{change.after}" keeps its history'
        case ChangeKind.MOVED:
            return f"{change.title}  ({change.before} → {change.after})"
        case ChangeKind.RETAGGED:
            return f"{change.title}  ({change.before or 'none'} → {change.after or 'none'})"
        case ChangeKind.REKEYED:
            return f"{change.title}  ({change.before} → {change.after}) keeps its history"
        case ChangeKind.KIND:
            return f"{change.title}  ({change.before} → {change.after}) {_fate(change)}"
    assert_never(change.sort)


def _fate(change: Change) -> str:
    if change.anew:
        return "starts over, because Anki keeps clozes apart"
    turned = Kind.CLOZE.value in (change.before, change.after)
    return "has its old note and history again" if turned else "keeps its history"
