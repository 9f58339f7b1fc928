"""Whatever is composed of the format's constructs is read, and both outputs show it in order."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import strategies
import words
from hypothesis import HealthCheck, given, settings
from sheet_reading import sheet, text

from exporter import deck as deck_writer
from exporter import files, history, source
from exporter.deck.notetypes import FIELDS
from exporter.errors import Severity
from exporter.model import Block, Code, CodeBlock, Deck, Inline, Text, entries

CASES = Path(__file__).parent / "cases"
MANY = settings(max_examples=100, suppress_health_check=[*HealthCheck])
FEW = settings(max_examples=30, suppress_health_check=[*HealthCheck])


def read(written: str) -> Deck:
    deck, problems = source.parse(written, "notes.md", files.pictures(CASES))
    assert deck, "\n".join(map(str, problems))
    assert not [each for each in problems if each.severity is Severity.ERROR]
    return deck


def texts(content: Iterable[Block | Inline]) -> list[str]:
    """Every word in some blocks and inlines and in what is in them, in order."""
    return said(words.within(content))


def said(nodes: Iterable[Block | Inline]) -> list[str]:
    """Every word that some nodes have themselves."""
    found: list[str] = []
    for node in nodes:
        match node:
            case Text(piece) | Code(piece) | CodeBlock(piece):
                found += piece.split()
            case _:
                pass
    return found


def in_order(wanted: Iterable[str], shown: str) -> None:
    """Each of some words stands in a text behind the one before it."""
    place = 0
    bare = re.sub(r"[\s\u00ad\u200b\u2060\ufffe]+", "", shown)
    for word in wanted:
        found = bare.find(word, place)
        assert found >= 0, f"{word!r} is missing behind {bare[max(0, place - 60) : place]!r}"
        place = found + len(word)


@MANY
@given(strategies.sources())
def test_every_word_of_a_source_is_in_the_deck_and_on_the_cards(
    written: strategies.Written,
) -> None:
    deck = read(written.text)
    assert deck == read(written.text)
    in_order(written.words, "".join(said(words.nodes(deck))))
    names = [each.name for each in FIELDS]
    for note, entry in zip(deck_writer.notes(deck), entries(deck), strict=True):
        shown = dict(zip(names, map(words.of_html, note.fields), strict=True))
        asked = entry.question
        in_order(texts((*asked.title, *asked.prompt)), shown["Question"])
        in_order(texts(asked.answer), shown["Answer"])
        in_order(texts(asked.hint), shown["Hint"])
        in_order(texts(block for each in asked.options for block in each.content), shown["Extra"])


@FEW
@given(strategies.sources())
def test_the_sheet_shows_the_deck_in_order(written: strategies.Written) -> None:
    deck = read(written.text)
    in_order(said(words.nodes(deck)), text(sheet(deck)))


@FEW
@given(strategies.sources(), strategies.blocks())
def test_notes_keep_their_identity_when_answers_change(
    written: strategies.Written, more: strategies.Said
) -> None:
    before = read(f"{written.text}\n## Last {{#last}}\n\nAnswer.\n")
    after = read(f"{written.text}\n## Last {{#last}}\n\n{_without_notes(more)}\n")
    assert guids(before) == guids(after)


def guids(deck: Deck) -> dict[str, str]:
    stamps = history.fresh(deck, 1_700_000_000)
    return {key: stamp.guid for key, stamp in stamps.notes.items()}


def _without_notes(said: strategies.Said) -> str:
    return said.text.replace("[^@]", "")
