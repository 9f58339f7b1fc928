"""The real Anki: what becomes of a package that is imported with the import page's defaults."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from anki.collection import Collection, ImportAnkiPackageRequest
from anki.notes import NoteId


class Log(NamedTuple):
    """How many notes Anki's import log has of each sort."""

    new: int
    updated: int
    duplicate: int
    conflicting: int


@dataclass(frozen=True, slots=True)
class Note:
    """A note in the collection; `modified` in seconds, `id` the time of creation in ms."""

    id: int
    guid: str
    note_type: str
    fields: dict[str, str]
    tags: tuple[str, ...]
    modified: int
    sorted_by: str


@dataclass(frozen=True, slots=True)
class Card:
    """A card in the collection."""

    id: int
    note: int
    deck: str
    place: int
    due: int
    reviews: int
    interval: int
    flag: int
    suspended: bool


class Sides(NamedTuple):
    """The HTML that the reviewer is given for a card."""

    question: str
    answer: str


class Anki:
    """A collection in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._packages = 0
        self.collection = Collection(str(folder / "collection.anki2"))

    def load(self, package: bytes) -> Log:
        """Import the package as a person does who changes nothing on the import page."""
        self._packages += 1
        path = self._folder / f"{self._packages}.apkg"
        path.write_bytes(package)
        options = self.collection._backend.get_import_anki_package_presets()
        request = ImportAnkiPackageRequest(package_path=str(path), options=options)
        log = self.collection.import_anki_package(request).log
        return Log(len(log.new), len(log.updated), len(log.duplicate), len(log.conflicting))

    def notes(self) -> dict[str, Note]:
        """All notes by their Key."""
        ids = self.collection.find_notes("")
        return {note.fields["Key"]: note for note in map(self._note, ids)}

    def by_guid(self) -> dict[str, Note]:
        """All notes by their guid: a question that was a cloze has two with its Key."""
        notes = map(self._note, self.collection.find_notes(""))
        return {note.guid: note for note in notes}

    def _note(self, note_id: Any) -> Note:
        note = self.collection.get_note(note_id)
        note_type = note.note_type()
        assert note_type is not None
        sorted_by = self._all("select sfld from notes where id = ?", note_id)[0][0]
        return Note(
            id=note.id,
            guid=note.guid,
            note_type=note_type["name"],
            fields=dict(note.items()),
            tags=tuple(note.tags),
            modified=note.mod,
            sorted_by=str(sorted_by),
        )

    def cards(self) -> list[Card]:
        """All cards, in the order in which Anki would introduce them."""
        rows = self._all(
            "select id, nid, did, ord, due, reps, ivl, flags, queue from cards order by due, ord"
        )
        return [
            Card(
                id=card_id,
                note=note_id,
                deck=self.collection.decks.name(deck_id),
                place=place,
                due=due,
                reviews=reviews,
                interval=interval,
                flag=flag & 7,
                suspended=queue == -1,
            )
            for card_id, note_id, deck_id, place, due, reviews, interval, flag, queue in rows
        ]

    def render(self, card_id: int) -> Sides:
        """Both sides as the reviewer gets them."""
        output = self.collection._backend.render_existing_card(
            card_id=card_id, browser=False, partial_render=False
        )
        return Sides(
            "".join(node.text for node in output.question_nodes),
            "".join(node.text for node in output.answer_nodes),
        )

    def edit(self, key: str, field: str, content: str) -> None:
        """Change a field as a person does in Anki's editor."""
        note = self.collection.get_note(self._id(key))
        note[field] = content
        self.collection.update_note(note)

    def tag(self, key: str, tag: str) -> None:
        """Add a tag as a person does in Anki's browser."""
        self.collection.tags.bulk_add([self._id(key)], tag)

    def flag(self, key: str, flag: int) -> None:
        """Flag the cards of a note."""
        self.collection.set_user_flag_for_cards(flag, self.collection.find_cards(f"Key:{key}"))

    def suspend(self, key: str) -> None:
        """Suspend the cards of a note."""
        self.collection.sched.suspend_cards(self.collection.find_cards(f"Key:{key}"))

    def delete(self, key: str) -> None:
        """Delete a note and its cards."""
        self.collection.remove_notes([self._id(key)])

    def _id(self, key: str) -> NoteId:
        (found,) = self.collection.find_notes(f"Key:{key}")
        return found

    def review(self, card_id: int) -> None:
        """Answer one card with Good."""
        card = self.collection.get_card(card_id)  # type: ignore[arg-type]  # its id is a number
        card.start_timer()
        self.collection.sched.answerCard(card, 3)

    def answer(self, times: int) -> None:
        """Study the deck of the first card, and those below it: as many answers, all Good."""
        deck = self.collection.decks.by_name(self.cards()[0].deck.partition("::")[0])
        assert deck is not None
        self.collection.decks.select(deck["id"])
        for _ in range(times):
            card = self.collection.sched.getCard()
            assert card is not None
            self.collection.sched.answerCard(card, 3)

    def missing_media(self) -> list[str]:
        """Files that notes refer to and the collection does not have."""
        return list(self.collection.media.check().missing)

    def unused_media(self) -> list[str]:
        """Files that the collection has and no note refers to."""
        return list(self.collection.media.check().unused)

    def decks(self) -> set[str]:
        """The names of all decks but the default one."""
        return {deck.name for deck in self.collection.decks.all_names_and_ids()} - {"Default"}

    def description(self, deck: str) -> str:
        """The description of the deck of that name."""
        found = self.collection.decks.by_name(deck)
        assert found is not None
        return str(found["desc"])

    def note_type(self, name: str) -> dict[str, Any]:
        """A note type, as Anki's own dictionary."""
        found = self.collection.models.by_name(name)
        assert found is not None
        return dict(found)

    def _all(self, query: str, *values: int) -> list[Any]:
        database = self.collection.db
        assert database is not None
        return list(database.all(query, *values))


@contextmanager
def anki(folder: Path) -> Iterator[Anki]:
    """An empty collection in that folder, closed at the end."""
    opened = Anki(folder)
    try:
        yield opened
    finally:
        opened.collection.close()
