"""The shipped source as a person meets it: imported into Anki, and read on paper."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import TypeVar

import page as validation
import pypdfium2
import pytest
from anki_oracle import anki
from deck_samples import designs
from sheet_reading import sheet, text

from exporter import build, deck, history
from exporter.model import (
    Code,
    CodeBlock,
    Deck,
    Deletion,
    Figure,
    Image,
    Kind,
    Paragraph,
    Question,
    Style,
    Styled,
    Table,
    Text,
    entries,
    plain,
)
from exporter.output import Output

Node = TypeVar("Node")
SOURCE = Path(__file__).parent.parent / "source" / "deep-learning.md"


@pytest.fixture(scope="module")
def read() -> Deck:
    found = build.read(SOURCE)
    assert found.deck
    assert found.problems == ()
    return found.deck


def words(node: object) -> Iterator[str]:
    """The words of a part of the model, in the order in which it is written."""
    match node:
        case Text(shown) | Code(shown):
            yield from shown.split()
        case Deletion():  # its hint is on no sheet that has the text
            pass
        case Question():
            for part in (node.title, node.prompt, node.hint, node.answer, node.follow_ups):
                yield from words(part)
        case tuple():
            for each in node:
                yield from words(each)
        case _ if is_dataclass(node):
            for field in fields(node):
                yield from words(getattr(node, field.name))
        case _:
            pass


def copied(output: Output) -> str:
    """The text in the order in which it is painted, white space made single."""
    with pypdfium2.PdfDocument(output.data) as pdf:
        pages = [page.get_textpage().get_text_range() for page in pdf]
    return " ".join(" ".join(pages).split())


def test_there_are_28_questions_and_12_beyond_with_keys_and_tags(read: Deck) -> None:
    asked = [entry for entry in entries(read) if entry.parent is None]
    assert [plain(section.title) for section in read.sections] == [
        "Fundamentals",
        "Experienced",
        "Beyond the basics",
    ]
    assert [len(section.questions) for section in read.sections] == [13, 15, 12]
    assert all(entry.question.keyed and entry.question.tags for entry in asked)


def prose(node: object) -> Iterator[str]:
    """The words of an answer without its tables, listings, captions and source line."""
    match node:
        case Table() | CodeBlock() | Image() | Styled(style=Style.SMALL):
            pass
        case Text(shown) | Code(shown):
            yield from shown.split()
        case tuple():
            for each in node:
                yield from prose(each)
        case _ if is_dataclass(node):
            for field in fields(node):
                yield from prose(getattr(node, field.name))
        case _:
            pass


def found(node: object, kind: type[Node]) -> Iterator[Node]:
    """The parts of a type, wherever they stand."""
    if isinstance(node, kind):
        yield node
    if isinstance(node, tuple):
        for each in node:
            yield from found(each, kind)
    elif is_dataclass(node):
        for field in fields(node):
            yield from found(getattr(node, field.name), kind)


def mains(read: Deck) -> list[Question]:
    return [entry.question for entry in entries(read) if entry.parent is None]


def test_answers_have_40_to_120_words_and_three_bold_terms_at_most(read: Deck) -> None:
    for question in mains(read):
        count = sum(any(map(str.isalnum, word)) for word in prose(question.answer))
        assert 40 <= count <= 120, f"{question.key}: {count}"
        bold = [run for run in found(question.answer, Styled) if run.style is Style.STRONG]
        assert len(bold) <= 3, question.key


def test_every_answer_ends_with_its_source(read: Deck) -> None:
    for question in mains(read):
        match question.answer[-1]:
            case Paragraph(content=(Styled(style=Style.SMALL, content=content),)):
                assert re.search(r"\b(19|20)\d\d\b", plain(content)), question.key
            case other:
                pytest.fail(f"{question.key} ends with {other}")


def test_every_question_is_followed_by_two_or_three_and_a_misconception(read: Deck) -> None:
    for section in read.sections:
        for question in section.questions:
            asked = [plain(each.title) for each in question.follow_ups]
            judged = [title for title in asked if title.startswith("True or false, and why: ")]
            assert len(judged) == 1, question.key
            fewest = 1 if plain(section.title) == "Beyond the basics" else 2
            assert fewest <= len(asked) - len(judged) <= 3, question.key


def test_a_misconception_is_answered_before_it_is_explained(read: Deck) -> None:
    verdicts: Counter[str] = Counter()
    for entry in entries(read):
        if plain(entry.question.title).startswith("True or false"):
            first = next(found(entry.question.answer, Styled))
            verdict = plain(first.content).rstrip(".")
            assert next(words(entry.question.answer)).rstrip(".") == verdict, entry.question.key
            verdicts[verdict] += 1
    assert set(verdicts) == {"True", "False"}
    assert verdicts["True"] >= 10  # else the title alone would give the answer away


def test_the_deck_has_questions_of_every_kind(read: Deck) -> None:
    kinds = Counter(entry.question.kind for entry in entries(read))
    assert set(kinds) == set(Kind)
    assert sum(kinds.values()) >= 130


def test_the_readme_counts_them(read: Deck) -> None:
    told = (SOURCE.parent.parent / "README.md").read_text(encoding="utf-8")
    follow_ups = sum(len(question.follow_ups) for question in mains(read))
    assert f"{len(mains(read))} deep-learning interview questions" in told
    assert f"with {follow_ups} follow-ups and 25 figures" in told


def test_all_figures_are_shown(read: Deck) -> None:
    shown = [figure.image for figure in found(read.sections, Figure)]
    assert len(shown) == 25
    assert all(len(image.alt) > 60 for image in shown)
    drawn = {path.name for path in (SOURCE.parent / "figures").glob("*.svg")}
    assert {Path(image.media.path).name for image in shown} == drawn


def test_anki_imports_it_whole_and_only_once(read: Deck, tmp_path: Path) -> None:
    stamps = history.fresh(read, 1_700_000_000)
    package = deck.write(read, stamps, designs(), lambda: None)
    assert package.problems == ()
    with anki(tmp_path / "anki") as collection:
        count = sum(1 for _ in entries(read))
        assert collection.load(package.data) == (count, 0, 0, 0)
        assert collection.load(package.data) == (0, 0, count, 0)
        assert collection.missing_media() == collection.unused_media() == []
        names = {note.id: key for key, note in collection.notes().items()}
        cards = collection.cards()
        shown = [names[card.note] for card in cards]
        asked = {entry.question.key: entry for entry in entries(read)}
        assert list(dict.fromkeys(shown)) == list(asked)
        for key, card in zip(shown, cards, strict=True):
            sides = collection.render(card.id)
            assert "{{" not in sides.question + sides.answer
            turned = asked[key].question.kind is Kind.REVERSED and card.place == 1
            assert next(words(asked[key].question.title)) in (
                sides.answer if turned else sides.question
            )
            assert card.deck == f"Deep learning::{plain(asked[key].sections[0].title)}"


def test_the_sheet_has_every_word_in_order_and_no_markup(read: Deck) -> None:
    output = sheet(read)
    assert output.problems == ()
    printed = copied(output)
    place = 0
    for entry in entries(read):
        for word in words((entry.question.title, entry.question.prompt, entry.question.answer)):
            found = printed.find(word, place)
            assert found >= 0, (
                f"{entry.question.key}: {word!r} after {printed[place - 60 : place]!r}"
            )
            place = found + len(word)
    for markup in (r"\(", r"\[", "$$", "**", "](", "{{"):
        assert markup not in printed


@pytest.mark.parametrize("profile", ["PDF_UA_1", "PDF_A_2A"])
def test_the_sheet_is_accessible_and_archival(read: Deck, profile: str, tmp_path: Path) -> None:
    file = tmp_path / "sheet.pdf"
    file.write_bytes(sheet(read).data)
    wanted = getattr(validation.ValidationProfile, profile)
    report = validation.validate_pdf(str(file), profile=wanted)
    assert [f"{failure.rule_id}: {failure.message}" for failure in report.failures] == []
    assert report.is_compliant


def test_words_with_ligatures_can_be_found(tmp_path: Path) -> None:
    source = tmp_path / "notes.md"
    source.write_text("## What is efficient?\n\nAn *efficient* office, **shuffled**.\n")
    found = build.read(source).deck
    assert found
    assert "efficient? An efficient office, shuffled." in text(sheet(found))
