"""Who is who between builds: guids and stamps (pure)."""

from __future__ import annotations

from hashlib import sha256

from exporter.model import Deck, Kind, NoteStamp, Stamps, entries


def guid(deck_key: str, question_key: str, kind: Kind) -> str:
    """The guid of a question's note: it follows the keys and the note type, never the text.

    A cloze note is another note type, and Anki never turns one into the other: it has a guid
    of its own. 16 hexadecimal digits (64 bits) of a SHA-256.
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
