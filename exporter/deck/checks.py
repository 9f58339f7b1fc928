"""Checks before a package is made, for what Anki would drop without a word or fail on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from exporter.deck.notes import Note
from exporter.errors import Problem
from exporter.keys import NO_TAG, TAG_RULE
from exporter.model import Location, Stamps

MOST_CARDS = 500
"""Anki makes no card for a deletion with a higher number (`rslib/src/notetype/cardgen.rs`)."""

MOST_LEVELS = 11
"""Anki imports no package with new decks nested deeper than this."""

_ELEMENT = re.compile(r"<(?!img )[^>]*>")
_UNFIT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def problems(notes: Iterable[Note], stamps: Stamps) -> Iterator[Problem]:
    """The problems of each note, and of all together."""
    guids: dict[str, Location] = {}
    for note in notes:
        yield from _problems(note)
        guid = stamps.notes[note.key].guid
        first = guids.setdefault(guid, note.at)
        if first is not note.at:
            what = f'the question "{note.key}" has the same guid as the one on line {first.line}'
            yield Problem(note.at, what, "Anki could not tell the two apart")


def _problems(note: Note) -> Iterator[Problem]:
    if not note.cards:
        yield Problem(note.at, "a cloze without a deletion: Anki would show no card for it")
    elif max(note.cards) >= MOST_CARDS:
        hint = f"number them from 1 to {MOST_CARDS}"
        yield Problem(note.at, f"a deletion with the number {max(note.cards) + 1}", hint)
    if not _ELEMENT.sub("", note.fields.question).strip():
        yield Problem(note.at, "this question shows nothing, so its card would be empty")
    if (levels := note.deck.count("::") + 1) > MOST_LEVELS:
        hint = f"Anki takes {MOST_LEVELS}, those of the sections included"
        yield Problem(note.at, f"a deck in a deck, {levels} levels deep", hint)
    for tag in note.tags:
        if not tag or NO_TAG.search(tag):
            yield Problem(note.at, f"Anki has no tag {tag!r}", TAG_RULE)
    for content in (*note.fields, *note.tags, note.deck):
        for found in dict.fromkeys(_UNFIT.findall(content)):
            yield Problem(note.at, f"the character U+{ord(found):04X} cannot stand on a card")
