"""A person's months with a source and with Anki, at random: nothing is lost, nothing is doubled.

`EXPORTER_SEQUENCES` says how many sequences of ten steps each machine takes (100 by default).
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

from anki_oracle import Anki, Card, Log, Note, anki
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from rewriting import Item as Words
from rewriting import (
    added_list_item,
    clarified_heading,
    corpus,
    dropped_sentence,
    reworded_heading,
    rewritten_answer,
    rewritten_sentence,
    typo_in_answer,
    typo_in_heading,
)

from exporter import build as builder
from exporter import deck as deck_writer
from exporter import stamp
from exporter.build import Product, Settings
from exporter.deck.notetypes import BASIC
from exporter.sheet import Paper
from exporter.templates import Templates

LONG_AGO = 1_600_000_000
SEQUENCES = int(os.environ.get("EXPORTER_SEQUENCES", "100"))

picks = st.integers(0, 1 << 30)
often = st.sampled_from([True, True, True, False])
Edit = Callable[[Words, Random], Words]


@dataclass(frozen=True)
class Item:
    """A question of the source; `who` never changes, whatever is edited."""

    who: int
    words: Words
    key: str | None
    tags: tuple[str, ...] = ()
    kind: str = ""
    hidden: tuple[str, ...] = ()

    @property
    def cloze(self) -> bool:
        return self.kind == ".cloze"

    @property
    def named(self) -> tuple[int, bool]:
        """The question and which of its two notes: a cloze is a note of its own."""
        return self.who, self.cloze

    @property
    def source(self) -> str:
        named = [f"#{self.key}"] if self.key else []
        named += [self.kind] if self.kind else []
        tagged = [f'tags="{" ".join(self.tags)}"'] if self.tags else []
        braces = f" {{{' '.join(named + tagged)}}}" if named or tagged else ""
        deletions = [" and ".join(f"=={words}==" for words in self.hidden)] if self.cloze else []
        body = "\n\n".join((*deletions, *self.words.answer))
        return f"## {self.words.heading}{braces}\n\n{body}\n"


@dataclass(frozen=True)
class Shown:
    """What is known of a question that has been built."""

    key: str
    guid: str
    content: tuple[tuple[str, ...], tuple[str, ...]]
    cards: tuple[int, ...]


class Study(RuleBasedStateMachine):
    """A source whose questions have keys."""

    keyed = True

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.folder = Path(self.stack.enter_context(tempfile.TemporaryDirectory()))
        self.source = self.folder / "notes.md"
        self.anki: Anki = self.stack.enter_context(anki(self.folder / "anki"))
        self.now = LONG_AGO
        self.sections: list[tuple[str, list[Item]]] = []
        self.bin: list[Item] = []
        self.built: dict[tuple[int, bool], Shown] = {}
        self.numbers: dict[int, dict[str, int]] = {}
        self.edited: dict[int, list[str]] = {}
        self.deleted: set[str] = set()
        self.css = ""
        self.ends = "\n"
        self.count = 0

    def teardown(self) -> None:
        self.stack.close()

    # The source

    @initialize(pick=picks)
    def begin(self, pick: int) -> None:
        self.family = pick % (len(corpus()) - 60)
        self.sections = [(f"Section {n}", [self.new() for _ in range(4)]) for n in range(2)]
        self.study(True)

    def new(self) -> Item:
        self.count += 1
        key = f"key-{self.count}" if self.keyed else None
        return Item(self.count, corpus()[self.family + self.count], key)

    def items(self) -> list[Item]:
        return [item for _, items in self.sections for item in items]

    def at(self, pick: int) -> tuple[list[Item], int]:
        """The section and the place of a question."""
        places = [(items, n) for _, items in self.sections for n in range(len(items))]
        return places[pick % len(places)]

    def edit(self, pick: int, what: str, change: Edit) -> None:
        """Edit a question; without a key something of it must remain until the next build."""
        items, place = self.at(pick)
        item = items[place]
        if not self.may(item, what):
            return
        words = change(item.words, Random(pick))  # noqa: S311  # no secret
        headings = {each.words.heading.casefold() for each in self.items()}
        if words.heading == item.words.heading or words.heading.casefold() not in headings:
            self.note_edit(item, what)
            items[place] = replace(item, words=words)

    def may(self, item: Item, what: str) -> bool:
        """Whether the question can still be recognised, or asked for, after another edit."""
        done = [*self.edited.get(item.who, []), what]
        remains = "heading" not in done or ("text" not in done and done.count("detail") < 2)
        return self.keyed or item.key is not None or remains

    def note_edit(self, item: Item, what: str) -> None:
        self.edited.setdefault(item.who, []).append(what)

    def text(self) -> str:
        parts = ["---\ntitle: Notes\nkey: notes\n---\n"]
        for title, items in self.sections:
            parts += [f"# {title}\n", *(item.source for item in items)]
        return "\n".join(parts).replace("\n", self.ends)

    # A build and an import

    def settings(self) -> Settings:
        own = self.folder / "templates"
        (own / "card").mkdir(parents=True, exist_ok=True)
        css = Templates().read_text("card/card.css") + self.css
        (own / "card" / "card.css").write_text(css, encoding="utf-8")
        products = (Product.DECK,)
        return Settings(
            self.folder, products, Paper.A4, Templates(own), self.now, strict=False, cache=None
        )

    def make(self) -> builder.Report:
        """A build; what it asks is answered truly, as it says."""
        for _ in range(9):
            self.source.write_bytes(self.text().encode())
            report = builder.make([self.source], self.settings(), lambda _: lambda: None)
            if not report.failed:
                return report
            assert not self.keyed
            lines = dict(self.lines())
            for problem in report.problems:
                item = lines[problem.where.line]
                known = self.built.get(item.named) or self.built.get((item.who, not item.cloze))
                self.put(replace(item, key=known.key if known else f"own-{item.who}"))
        raise AssertionError(report.problems)

    def lines(self) -> list[tuple[int, Item]]:
        deck = builder.read(self.source).deck
        assert deck is not None
        found = deck_writer.notes(deck)
        return list(zip((note.at.line for note in found), self.items(), strict=True))

    def put(self, item: Item) -> None:
        for _, items in self.sections:
            items[:] = [item if each.who == item.who else each for each in items]

    def study(self, wanted: bool) -> None:
        """Build and import, unless it is for later; then everything must be as it should be."""
        self.now += 100
        if not wanted or not self.items():
            return
        report = self.make()
        builder.write(report)
        expected = self.expected(report)
        cards = self.cards()
        notes = self.anki.by_guid()
        reviews = self.reviews()
        log = self.anki.load(report.made[0].path.read_bytes())
        after = self.anki.by_guid()

        present = {self.built[who].guid for who in expected.after} & notes.keys()
        fresh = {shown.guid for shown in expected.after.values()} - present
        changed = {expected.after[who].guid for who in expected.changed} & present
        assert log == Log(len(fresh), len(changed), len(present - changed), 0)
        assert after.keys() == notes.keys() | fresh
        for guid in notes.keys() - changed:
            assert after[guid] == notes[guid]
        for shown in expected.after.values():
            if shown.guid in changed | fresh:
                fields = tuple(after[shown.guid].fields.values())
                assert (fields, tuple(sorted(after[shown.guid].tags))) == shown.content
        kept = self.cards()
        assert {card_id: kept[card_id] for card_id in cards} == cards
        places = {(card.note, card.place) for card in cards.values()}
        made = {
            (after[shown.guid].id, place)
            for shown in expected.after.values()
            if shown.guid in changed | fresh
            for place in shown.cards
        }
        assert {(card.note, card.place) for card in kept.values()} == places | made
        assert self.reviews() == reviews
        self.anki.collection.models._clear_cache()
        assert self.anki.note_type(BASIC.name)["css"].endswith(self.css)
        self.unchanged()

    def expected(self, report: builder.Report) -> Expected:
        """Who has changed, by what the source says; and that all keep their guids."""
        (past,) = report.pasts
        after: dict[tuple[int, bool], Shown] = {}
        for item, note in zip(self.items(), past.notes, strict=True):
            content = (tuple(note.fields), tuple(sorted(note.tags)))
            stamped = past.history.stamps.notes[note.key]
            after[item.named] = Shown(note.key, stamped.guid, content, note.cards)
            if item.cloze:
                self.same_numbers(item, note.fields.question)
        before = {who: self.built[who] for who in after if who in self.built}
        for who, shown in before.items():
            assert after[who].guid == shown.guid, "a question lost its history"
        guids = [shown.guid for shown in {**self.built, **after}.values()]
        assert len(set(guids)) == len(guids), "a question has the history of another"
        changed = {who for who, shown in before.items() if shown.content != after[who].content}
        self.built |= after
        self.edited.clear()
        return Expected(after, changed)

    def same_numbers(self, item: Item, question: str) -> None:
        """Each deletion has the number it had, and no other has ever had it."""
        known = self.numbers.setdefault(item.who, {})
        shown = {words: int(n) for n, words in re.findall(r"\{\{c(\d+)::(.*?)\}\}", question)}
        assert shown.keys() == set(item.hidden)
        for words, number in shown.items():
            assert known.setdefault(words, number) == number
        assert len(set(known.values())) == len(known)

    def unchanged(self) -> None:
        """The same source again: not a byte is written."""
        files = {path: path.read_bytes() for path in self.folder.iterdir() if path.is_file()}
        self.now += 100
        report = builder.make([self.source], self.settings(), lambda _: lambda: None)
        assert report.pasts[0].history.changes == ()
        assert builder.write(report) == ()
        assert {p: p.read_bytes() for p in self.folder.iterdir() if p.is_file()} == files

    def cards(self) -> dict[int, Card]:
        return {card.id: card for card in self.anki.cards()}

    def reviews(self) -> list[Any]:
        return list(self.anki._all("select id, cid, ease, ivl from revlog order by id"))

    # What people do to a source

    @rule(pick=picks, then=often)
    def fix_a_typo(self, pick: int, then: bool) -> None:
        self.edit(pick, "detail", typo_in_answer)
        self.study(then)

    @rule(pick=picks, then=often, edit=st.sampled_from(
        [typo_in_heading, reworded_heading, clarified_heading]
    ))  # fmt: skip
    def reword(self, pick: int, then: bool, edit: Edit) -> None:
        self.edit(pick, "heading", edit)
        self.study(then)

    @rule(pick=picks, then=often, edit=st.sampled_from(
        [rewritten_answer, rewritten_sentence, dropped_sentence]
    ))  # fmt: skip
    def rewrite(self, pick: int, then: bool, edit: Edit) -> None:
        self.edit(pick, "text", edit)
        self.study(then)

    @rule(pick=picks, then=often)
    def add_an_item(self, pick: int, then: bool) -> None:
        self.edit(pick, "detail", added_list_item)
        self.study(then)

    @rule(pick=picks, then=often)
    def edit_heading_and_answer(self, pick: int, then: bool) -> None:
        self.edit(pick, "heading", reworded_heading if pick % 2 else clarified_heading)
        self.edit(pick, "detail", typo_in_answer if pick % 2 else added_list_item)
        self.study(then)

    @rule(pick=picks, then=often)
    def put_another_in_its_place(self, pick: int, then: bool) -> None:
        items, place = self.at(pick)
        self.throw_away(items[place])
        items[place] = self.new()
        self.study(then)

    @rule(pick=picks, then=often)
    def reorder(self, pick: int, then: bool) -> None:
        for _, items in self.sections:
            Random(pick).shuffle(items)  # noqa: S311  # no secret
        self.study(then)

    @rule(pick=picks, then=often)
    def insert(self, pick: int, then: bool) -> None:
        items = self.sections[pick % len(self.sections)][1]
        items.insert(pick % (len(items) + 1), self.new())
        self.study(then)

    @precondition(lambda self: len(self.items()) > 3)
    @rule(pick=picks, then=often)
    def delete(self, pick: int, then: bool) -> None:
        items, place = self.at(pick)
        self.throw_away(items.pop(place))
        self.study(then)

    def throw_away(self, item: Item) -> None:
        """Into the bin; what no build has seen as it is could not be recognised when it returns."""
        if self.keyed or item.key or item.who not in self.edited:
            self.bin.append(item)

    @precondition(lambda self: self.bin)
    @rule(pick=picks, then=often)
    def restore(self, pick: int, then: bool) -> None:
        items = self.sections[pick % len(self.sections)][1]
        item = self.bin.pop()
        headings = {each.words.heading.casefold() for each in self.items()}
        if item.words.heading.casefold() not in headings:
            items.insert(pick % (len(items) + 1), item)
        self.study(then)

    @rule(pick=picks, then=often)
    def rename_a_section(self, pick: int, then: bool) -> None:
        place = pick % len(self.sections)
        self.sections[place] = (f"Section {self.now}", self.sections[place][1])
        self.study(then)

    @precondition(lambda self: len(self.items()) > 3)
    @rule(pick=picks, then=often)
    def move(self, pick: int, then: bool) -> None:
        items, place = self.at(pick)
        item = items.pop(place)
        other = self.sections[(pick // 7) % len(self.sections)][1]
        other.insert((pick // 11) % (len(other) + 1), item)
        self.study(then)

    @rule(pick=picks, then=often)
    def split(self, pick: int, then: bool) -> None:
        items, place = self.at(pick)
        item = items[place]
        half = len(item.words.answer) // 2
        if half and self.may(item, "text"):
            self.note_edit(item, "text")
            fresh = self.new()
            second = replace(fresh.words, answer=item.words.answer[half:])
            first = replace(item.words, answer=item.words.answer[:half])
            items[place : place + 1] = [
                replace(item, words=first),
                replace(fresh, words=second),
            ]
        self.study(then)

    @precondition(lambda self: len(self.items()) > 3)
    @rule(pick=picks, then=often)
    def merge(self, pick: int, then: bool) -> None:
        items, place = self.at(pick)
        item = items[place]
        if place + 1 < len(items) and self.may(item, "text"):
            self.note_edit(item, "text")
            other = items.pop(place + 1)
            self.throw_away(other)
            answer = item.words.answer + other.words.answer
            items[place] = replace(item, words=replace(item.words, answer=answer))
        self.study(then)

    @rule(pick=picks, then=often)
    def retag(self, pick: int, then: bool) -> None:
        items, place = self.at(pick)
        tags = ("easy", "hard")[: pick // 5 % 3]
        items[place] = replace(items[place], tags=tags)
        self.study(then)

    @rule(pick=picks, then=often, kind=st.sampled_from(["", ".reversed", '.typed expected="x"']))
    def change_the_kind(self, pick: int, then: bool, kind: str) -> None:
        items, place = self.at(pick)
        if not items[place].cloze:
            items[place] = replace(items[place], kind=kind)
        self.study(then)

    @rule(pick=picks, then=often)
    def make_a_cloze_or_unmake_it(self, pick: int, then: bool) -> None:
        items, place = self.at(pick)
        item = items[place]
        if self.may(item, "text"):
            self.note_edit(item, "text")
            hidden = item.hidden or tuple(f"word {item.who} {n}" for n in range(3))
            items[place] = replace(item, kind="" if item.cloze else ".cloze", hidden=hidden)
        self.study(then)

    @rule(pick=picks, how=st.sampled_from(["add", "drop", "turn"]))
    def edit_deletions(self, pick: int, how: str) -> None:
        clozes = [item for item in self.items() if item.cloze]
        if not clozes or not self.may(item := clozes[pick % len(clozes)], "detail"):
            return
        self.note_edit(item, "detail")
        hidden = item.hidden
        match how:
            case "add":
                self.count += 1
                hidden = (f"more {self.count}", *hidden)
            case "drop" if len(hidden) > 1:
                hidden = hidden[:1] + hidden[2:]
            case _:
                hidden = hidden[::-1]
        self.put(replace(item, hidden=hidden))
        self.study(True)

    @rule(pick=picks, then=often)
    def duplicate(self, pick: int, then: bool) -> None:
        items, place = self.at(pick)
        fresh = self.new()
        words = replace(fresh.words, answer=(*items[place].words.answer, "A copy."))
        items.insert(place + 1, replace(fresh, words=words))
        self.study(then)

    @rule(then=often)
    def edit_the_css(self, then: bool) -> None:
        self.css = f"\n/* {self.now} */\n"
        self.study(then)

    @rule(then=often)
    def change_the_line_ends(self, then: bool) -> None:
        self.ends = "\r\n" if self.ends == "\n" else "\n"
        self.study(then)

    @rule(then=often)
    def rename_the_file(self, then: bool) -> None:
        self.make()
        self.source = self.source.rename(self.folder / f"notes-{self.now}.md")
        self.study(then)

    @rule(then=often)
    def write_the_keys(self, then: bool) -> None:
        self.make()
        made = stamp.stamp(self.source)
        assert made.problems == ()
        for line, item in self.lines():
            if line in made.keys:
                self.put(replace(item, key=made.keys[line]))
        if made.keys:
            assert self.text().encode() == made.data
        self.study(then)

    # What people do in Anki

    @rule(times=st.integers(1, 3))
    def review(self, times: int) -> None:
        waiting = sum(card.reviews == 0 for card in self.anki.cards())
        self.anki.answer(min(times, waiting))

    @rule(pick=picks)
    def edit_in_anki(self, pick: int) -> None:
        """Edit a note at the time of this story."""
        self.now += 100
        chosen = self.someone(pick)
        note = self.anki.collection.get_note(chosen.id)  # type: ignore[arg-type]  # it is a number
        note["Hint"] = f"mine {pick}"
        self.anki.collection.update_note(note)
        database = self.anki.collection.db
        assert database is not None
        database.execute("update notes set mod = ? where id = ?", self.now, note.id)

    @precondition(lambda self: len(self.anki.notes()) > 2)
    @rule(pick=picks)
    def delete_in_anki(self, pick: int) -> None:
        key = self.someone(pick).fields["Key"]
        self.anki.collection.remove_notes(list(self.anki.collection.find_notes(f"Key:{key}")))

    def someone(self, pick: int) -> Note:
        """A note; a question that has become a cloze, or no cloze any more, has two."""
        notes = sorted(self.anki.by_guid().values(), key=lambda note: (note.fields["Key"], note.id))
        return notes[pick % len(notes)]


@dataclass(frozen=True)
class Expected:
    """What a build must come to: what is in the source now, and who of them has changed."""

    after: dict[tuple[int, bool], Shown]
    changed: set[tuple[int, bool]]


class StudyWithoutKeys(Study):
    """A source whose questions have no keys; a doubt is answered as the error says."""

    keyed = False


quick = settings(
    max_examples=SEQUENCES,
    stateful_step_count=10,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
TestStudy = Study.TestCase
TestStudy.settings = quick
TestStudyWithoutKeys = StudyWithoutKeys.TestCase
TestStudyWithoutKeys.settings = quick
