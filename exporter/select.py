"""Selection of a part of a deck, by section and tag.

Questions stay in their sections, so a note goes to the same Anki deck whether all of the source is
built or a part.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from exporter.errors import Problem
from exporter.keys import folded
from exporter.model import Deck, Location, Question, Section, entries, plain
from exporter.plaintext import plaintext
from exporter.suggest import did_you_mean


@dataclass(frozen=True, slots=True)
class Selection:
    """Questions in any of the sections, by title, and with any of the tags; () stands for all.

    Case does not matter. A tag includes those below it: "data" includes "data::labels".
    """

    sections: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.sections or self.tags)


def select(deck: Deck, wanted: Selection) -> Deck:
    """The deck with only the selected questions, and only the sections that have any."""
    if not wanted:
        return deck
    picker = _Picker(frozenset(map(folded, wanted.sections)), frozenset(map(folded, wanted.tags)))
    inside = not wanted.sections
    return replace(
        deck,
        intro=deck.intro if inside else (),
        questions=picker.questions(deck.questions, deck.tags) if inside else (),
        sections=tuple(picker.sections(deck.sections, deck.tags, inside=inside)),
    )


def unknown(decks: Sequence[Deck], wanted: Selection) -> Iterator[Problem]:
    """Problems with a selection from these decks: unknown names, or no question left."""
    at = Location(decks[0].at.path, 1) if decks else Location("", 1)
    sections = [section for deck in decks for section in _sections(deck.sections)]
    titles = [plain(section.title) for section in sections]
    tags = dict.fromkeys(tag for deck in decks for tag in _tags(deck))
    known_titles = {name for section in sections for name in _names(section)}
    known_tags = {folded(part) for tag in tags for part in _above(tag)}
    found = True
    for name in wanted.sections:
        if folded(name) not in known_titles:
            hint = did_you_mean(name, titles) or ("" if titles else "there are no sections at all")
            yield Problem(at, f'no section is called "{name}"', hint)
            found = False
    for name in wanted.tags:
        if folded(name) not in known_tags:
            yield Problem(at, f'no question has the tag "{name}"', did_you_mean(name, tags))
            found = False
    if found and not any(next(entries(select(deck, wanted)), None) for deck in decks):
        yield Problem(at, f"no question is {_described(wanted)}", "ask for only one of the two")


def _names(section: Section) -> set[str]:
    """The names of a section, folded: with formulas as in the source, and as Anki shows them."""
    return {folded(plain(section.title)), folded(plaintext(section.title))}


def _described(wanted: Selection) -> str:
    sections = " or ".join(f'"{name}"' for name in wanted.sections)
    tags = " or ".join(f'"{name}"' for name in wanted.tags)
    return " ".join(filter(None, (sections and f"in {sections}", tags and f"tagged {tags}")))


@dataclass(frozen=True, slots=True)
class _Picker:
    """Selects by folded titles and tags; `above` are the tags of the sections and deck around."""

    titles: frozenset[str]
    tags: frozenset[str]

    def sections(
        self, sections: Sequence[Section], above: tuple[str, ...], *, inside: bool
    ) -> Iterator[Section]:
        for section in sections:
            own = inside or not self.titles.isdisjoint(_names(section))
            tags = (*above, *section.tags)
            kept = replace(
                section,
                intro=section.intro if own else (),
                questions=self.questions(section.questions, tags) if own else (),
                sections=tuple(self.sections(section.sections, tags, inside=own)),
            )
            if kept.questions or kept.sections:
                yield kept

    def questions(
        self, questions: Sequence[Question], above: tuple[str, ...]
    ) -> tuple[Question, ...]:
        """Those with a selected tag. A question also stays for the sake of its follow-ups."""
        kept = []
        for question in questions:
            if self._tagged((*above, *question.tags)):
                kept.append(question)
            elif follow_ups := self.questions(question.follow_ups, above):
                kept.append(replace(question, follow_ups=follow_ups))
        return tuple(kept)

    def _tagged(self, tags: Sequence[str]) -> bool:
        return not self.tags or any(
            folded(part) in self.tags for tag in tags for part in _above(tag)
        )


def _above(tag: str) -> Iterator[str]:
    """A tag and its ancestors: a::b::c, a::b, a."""
    while tag:
        yield tag
        tag = tag.rpartition("::")[0]


def _sections(sections: Sequence[Section]) -> Iterator[Section]:
    for section in sections:
        yield section
        yield from _sections(section.sections)


def _tags(deck: Deck) -> Iterator[str]:
    """Every tag in use, in order."""
    yield from deck.tags
    for entry in entries(deck):
        for section in entry.sections:
            yield from section.tags
        yield from entry.question.tags
