"""Decks made by hand, without the reader, and stamps for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from exporter import deck as deck_writer
from exporter.deck.design import Designs
from exporter.model import (
    Block,
    Deck,
    Image,
    Inline,
    Kind,
    Location,
    Media,
    NoteStamp,
    Paragraph,
    Question,
    Section,
    Stamps,
    Text,
    entries,
)
from exporter.output import Output
from exporter.templates import Templates

AT = Location("source/sample.md", 7)
LONG_AGO = 1_600_000_000
"""A stamp before anything a test does in Anki."""
FAR_AHEAD = 4_000_000_000
"""A stamp after anything a test does in Anki."""

SVG = Media("figures/net.svg", ".svg", b'<svg xmlns="http://www.w3.org/2000/svg" width="9"/>')
PNG = Media("figures/dot.png", ".png", b"\x89PNG\r\n\x1a\nnot really")


def words(text: str) -> tuple[Inline, ...]:
    return (Text(text, AT),)


def paragraph(text: str) -> Paragraph:
    return Paragraph(words(text))


def image(media: Media = SVG, caption: str = "", width: float | None = None) -> Image:
    return Image(media, "a net", words(caption) if caption else (), width, AT)


def question(
    key: str,
    title: str | tuple[Inline, ...] = "",
    answer: str | tuple[Block, ...] = "An answer.",
    *,
    prompt: tuple[Block, ...] = (),
    hint: tuple[Block, ...] = (),
    kind: Kind = Kind.BASIC,
    tags: tuple[str, ...] = (),
    follow_ups: tuple[Question, ...] = (),
    at: Location = AT,
) -> Question:
    return Question(
        key=key,
        keyed=True,
        title=title if isinstance(title, tuple) else words(title or f"What is {key}?"),
        prompt=prompt,
        answer=answer if isinstance(answer, tuple) else (paragraph(answer),),
        hint=hint,
        kind=kind,
        tags=tags,
        follow_ups=follow_ups,
        at=at,
    )


def section(
    title: str,
    *questions: Question,
    sections: tuple[Section, ...] = (),
    tags: tuple[str, ...] = (),
) -> Section:
    return Section(words(title), tags, (), questions, sections, AT)


def deck(
    *questions: Question,
    sections: tuple[Section, ...] = (),
    name: str = "Sample",
    title: str = "A sample",
    description: str = "",
    tags: tuple[str, ...] = (),
) -> Deck:
    return Deck(
        key="sample",
        name=name,
        title=title,
        subtitle="",
        author="",
        language="en",
        description=description,
        tags=tags,
        intro=(),
        questions=questions,
        sections=sections,
        at=AT,
    )


def numbered(count: int, answers: Mapping[int, str] | None = None) -> Deck:
    """A deck of that many questions, q1 upwards; some with an answer of their own."""
    answers = answers or {}
    return deck(
        *(
            question(f"q{number}", answer=answers.get(number, f"Answer {number}."))
            for number in range(1, count + 1)
        )
    )


def stamps(
    deck: Deck,
    modified: int = LONG_AGO,
    newer: Mapping[str, int] | None = None,
    note_types: int = LONG_AGO,
) -> Stamps:
    """A stamp for each question: its own from `newer`, or `modified`."""
    newer = newer or {}
    keys: Sequence[str] = [entry.question.key for entry in entries(deck)]
    return Stamps(
        notes={
            key: NoteStamp(f"guid-{key}", LONG_AGO * 1000 + place, newer.get(key, modified))
            for place, key in enumerate(keys)
        },
        basic=note_types,
        cloze=note_types,
    )


def silent() -> None:
    """A tick for those who do not count."""


def designs(templates: Templates | None = None) -> Designs:
    """The designs in templates that nothing is wrong with."""
    found, problems = deck_writer.designs(templates or Templates())
    assert found, problems
    return found


def write(deck: Deck, stamped: Stamps | None = None, templates: Templates | None = None) -> Output:
    return deck_writer.write(deck, stamped or stamps(deck), designs(templates), silent)


def package(deck: Deck, stamped: Stamps | None = None, templates: Templates | None = None) -> bytes:
    """The bytes of a deck that nothing is wrong with."""
    output = write(deck, stamped, templates)
    assert output.problems == ()
    return output.data
