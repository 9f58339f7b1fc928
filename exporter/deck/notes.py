"""The questions of a deck as notes of Anki."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from exporter import wording
from exporter.deck import html, media
from exporter.deck.notetypes import Fields
from exporter.model import (
    Deck,
    Entry,
    Kind,
    Location,
    Media,
    Question,
    Section,
    deletions,
    entries,
)
from exporter.plaintext import plaintext
from exporter.wording import ENGLISH, Words


@dataclass(frozen=True, slots=True)
class Note:
    """A note as Anki will have it, without its stamp.

    `deck` is the name of its deck, such as "Deep learning::Training"; `due` its position among the
    questions of the source, from 1; `cards` the indices of its cards' templates, from 0; `media`
    the files that its fields use, each once.
    """

    key: str
    kind: Kind
    fields: Fields
    tags: tuple[str, ...]
    deck: str
    due: int
    cards: tuple[int, ...]
    media: tuple[Media, ...]
    at: Location

    @property
    def digest(self) -> str:
        """SHA-256 of fields and tags in hexadecimal, which changes with what Anki shows."""
        content = "\x1f".join((*self.fields, "\x1e", *self.tags))
        return sha256(content.encode("utf-8", "surrogatepass")).hexdigest()


def iter_notes(deck: Deck) -> Iterator[Note]:
    """The notes of a deck, one for each question, in source order."""
    words = wording.of(deck.language)
    spellings: dict[str, str] = {}
    for due, entry in enumerate(entries(deck), start=1):
        name = _first_spelling(deck_name(deck, entry.sections), spellings)
        yield _note(deck, entry, name, due, words)


def deck_name(deck: Deck, sections: tuple[Section, ...] = ()) -> str:
    """The name of the (sub)deck for the questions of the innermost of these sections."""
    titles = (plaintext(section.title).replace("::", "∷") for section in sections)
    return "::".join(map(_level, (*deck.name.split("::"), *titles)))


def _first_spelling(name: str, spellings: dict[str, str]) -> str:
    """The name with each level spelt as it was at first; new levels are added to `spellings`.

    Anki ignores case in deck names, and renames the second of two that differ only in case.
    """
    spelt = ""
    for level in name.split("::"):
        longer = f"{spelt}::{level}" if spelt else level
        spelt = spellings.setdefault(longer.casefold(), longer)
    return spelt


_READ_AS_MORE = re.compile(
    r"<(?=[A-Za-z/!?])|\[(?=/?(?:latex|\$|sound:|anki:))|\\(?=[(\[])|&(?=#|\w+;)", re.IGNORECASE
)
"""Where Anki would read a tag or a command, as `{{Deck}}` in a template is not escaped."""


def _level(words: str) -> str:
    """One level of the name of a deck, as Anki stores it: without `"`, and never empty.

    A character that would begin a tag or a command is replaced by its full-width form.
    """
    name = " ".join(words.split()).replace('"', "”")
    return _READ_AS_MORE.sub(lambda found: chr(ord(found[0]) + 0xFEE0), name) or "blank"


def _note(deck: Deck, entry: Entry, name: str, due: int, words: Words) -> Note:
    question, sections, parent = entry.question, entry.sections, entry.parent
    fields = Fields(
        key=html.text(question.key),
        question=_asked(question),
        answer=html.blocks(question.answer),
        hint=html.blocks(question.hint),
        context=_solved(_asked(parent)) if parent else "",
        section=" › ".join(html.inlines(section.title) for section in sections),
        source=html.text(deck.title),
        expected=html.text(question.expected),
        reversed="1" if question.kind is Kind.REVERSED else "",
        extra=html.options(question.options, shuffle=question.shuffle, words=words),
        spare1=_hint_name(words) if question.hint else "",
        spare2="" if deck.language.partition("-")[0].lower() == "en" else html.text(deck.language),
    )
    return Note(
        key=question.key,
        kind=question.kind,
        fields=fields,
        tags=_tags(deck, entry),
        deck=name,
        due=due,
        cards=_cards(question),
        media=_media(entry),
        at=question.at,
    )


def _hint_name(words: Words) -> str:
    """The word for "Hint" in the language of the deck, "" if it is the English one."""
    return "" if words.hint == ENGLISH.hint else html.text(words.hint)


def _cards(question: Question) -> tuple[int, ...]:
    match question.kind:
        case Kind.BASIC | Kind.TYPED | Kind.CHOICE:
            return (0,)
        case Kind.REVERSED:
            return (0, 1)
        case Kind.CLOZE:
            found = deletions((*question.title, *question.prompt))
            return tuple(sorted({deletion.number - 1 for deletion, _ in found}))


def _asked(question: Question) -> str:
    """The heading, then the prompt."""
    title = html.inlines(question.title)
    if not question.prompt:
        return title
    return f'{title}\n<div class="prompt">\n{html.blocks(question.prompt)}\n</div>'


def _solved(asked: str) -> str:
    """The HTML of a question with its deletions filled in, as context for a follow-up."""
    return re.sub(r"(?s)\{\{c\d+::(.*?)(?:::.*?)?\}\}", r"\1", asked)


def _tags(deck: Deck, entry: Entry) -> tuple[str, ...]:
    """The tags of the deck, of the sections (outermost first) and of the question, each once."""
    of_sections = (tag for section in entry.sections for tag in section.tags)
    return tuple(dict.fromkeys((*deck.tags, *of_sections, *entry.question.tags)))


def _media(entry: Entry) -> tuple[Media, ...]:
    question, parent = entry.question, entry.parent
    shown = [*question.title, *question.prompt, *question.answer, *question.hint]
    for option in question.options:
        shown += option.content
    if parent:
        shown += [*parent.title, *parent.prompt]
    for section in entry.sections:
        shown += section.title
    return tuple({each.digest: each for each in media.files(shown)}.values())
