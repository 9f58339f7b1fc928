from __future__ import annotations

import re
import unicodedata
from typing import NoReturn

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exporter import source
from exporter.errors import Problem
from exporter.media import PictureError
from exporter.model import CodeBlock, Deck, Entry, Kind, Link, Media, Paragraph, entries, plain


def no_picture(reference: str) -> NoReturn:
    raise PictureError(f'missing image "{reference}"')


def parse(text: str, path: str = "notes.md") -> tuple[Deck | None, tuple[Problem, ...]]:
    return source.parse(text, path, no_picture)


def good(text: str, path: str = "notes.md") -> Deck:
    deck, problems = parse(text, path)
    assert deck is not None, problems
    assert problems == ()
    return deck


def outline(deck: Deck) -> list[tuple[list[str], str, str | None]]:
    def row(entry: Entry) -> tuple[list[str], str, str | None]:
        sections = [plain(section.title) for section in entry.sections]
        return sections, entry.question.key, entry.parent.key if entry.parent else None

    return [row(entry) for entry in entries(deck)]


def test_sections_questions_and_follow_ups() -> None:
    deck = good(
        "## Before {#a}\nx\n# One\nintro\n## Q {#b}\nx\n### F {#c .question}\nx\n"
        "#### G {#d .question}\nx\n### H {#e .question}\nx\n# Two\n## R {#f}\nx\n"
    )
    assert outline(deck) == [
        ([], "a", None),
        (["One"], "b", None),
        (["One"], "c", "b"),
        (["One"], "d", "c"),
        (["One"], "e", "b"),
        (["Two"], "f", None),
    ]


@pytest.mark.parametrize(
    ("text", "headings"),
    [
        ("Part\n===\n\nWhat is C#?\n---\nx\n", [("Part", "What is C#?", 4)]),
        ("Learn C #\n--\nx\n", [("Notes", "Learn C #", 1)]),
        ("A\n long {#a}\n   -----  \nx\n", [("Notes", "A long", 2)]),
        ("Part\n=\n## Q?\nx\n\nR?\n----\nx\n", [("Part", "Q?", 3), ("Part", "R?", 6)]),
        ("Q?\n---\n- x\n---\n\n> x\ny\n---\n\n- x\n\n  y\n---\nz\n", [("Notes", "Q?", 1)]),
        ("Q?\n---\n```\nx\n---\n```\n---\nx | y\n--|--\nx | y\n---\n", [("Notes", "Q?", 1)]),
    ],
)
def test_underlined_headings(text: str, headings: list[tuple[str, str, int]]) -> None:
    deck = good(text)
    assert [
        (deck.title, plain(entry.question.title), entry.question.at.line) for entry in entries(deck)
    ] == headings


@pytest.mark.parametrize("level", range(1, 7))
def test_questions_of_every_level(level: int) -> None:
    above = [f"{'#' * each} Part {each}\n" for each in range(1, level)]
    text = f"---\ntitle: T\nquestion-level: {level}\n---\n{''.join(above)}{'#' * level} Q?\nx\n"
    assert outline(good(text)) == [([f"Part {each}" for each in range(1, level)], "q", None)]


@pytest.mark.parametrize(
    ("text", "title", "sections"),
    [
        ("# My notes\nwords\n## Q?\nx\n", "My notes", []),
        ("---\ntitle: T\n---\n# Section\n## Q?\nx\n", "T", ["Section"]),
        ("# One\n## Q?\nx\n# Two\n## R?\nx\n", "Deep notes", ["One"]),
        ("Words.\n# One\n## Q?\nx\n", "Deep notes", ["One"]),
        ('# One {tags="a"}\n## Q?\nx\n', "Deep notes", ["One"]),
        ("## Q?\nx\n", "Deep notes", []),
    ],
)
def test_the_title_is_the_only_heading_of_level_1_or_made_from_the_file_name(
    text: str, title: str, sections: list[str]
) -> None:
    deck = good(text, "folder/deep-notes.md")
    assert deck.title == deck.name == title
    assert outline(deck)[0][0] == sections
    assert deck.key == "deep-notes"


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("What is dropout?", "what-is-dropout"),
        ("What isn't “it”?", "what-isnt-it"),
        ("Was heißt Übung?", "was-heißt-übung"),
        ("What is C?", "what-is-c"),
        ("What is C++?", "what-is-c-474d71"),
        ("What is $x^2$?", "what-is-x-2-5bec3e"),
        ("???", "a03b22"),
        ("word " * 30, "word-word-word-word-word-word-word-word-word-word-word-word-d72676"),
    ],
)
def test_a_key_is_made_from_the_words_of_the_heading(heading: str, key: str) -> None:
    (entry,) = entries(good(f"## {heading}\n\nx\n"))
    assert entry.question.key == key
    assert not entry.question.keyed


def test_braces_after_a_heading_give_key_tags_and_class() -> None:
    (entry,) = entries(good('## A {b} c ## {: #k.1-x_é tags="t1 t2" tags=t3 .question }\nx\n'))
    assert plain(entry.question.title) == "A {b} c"
    assert entry.question.key == "k.1-x_é"
    assert entry.question.tags == ("t1", "t2", "t3")


@pytest.mark.parametrize(
    "braces", ["{.typed #k}", "{.typed} {#k}", "{#k} {.typed}", "{#k}{.typed}"]
)
def test_several_braces_say_what_one_would(braces: str) -> None:
    (entry,) = entries(good(f"## A {{.b}} c {braces}\n\nx\n"))
    assert plain(entry.question.title) == "A {.b} c"
    assert (entry.question.key, entry.question.kind) == ("k", Kind.TYPED)


def test_a_follow_up_has_the_tags_of_its_question() -> None:
    text = '## A {tags="a b"}\nx\n\n### B {.question tags="b c"}\nx\n\n#### C {.question}\nx\n'
    tags = [entry.question.tags for entry in entries(good(text))]
    assert tags == [("a", "b"), ("a", "b", "c"), ("a", "b", "c")]


def test_a_break_divides_the_question_from_the_answer() -> None:
    (entry,) = entries(good("## Q?\n\nmore\n\n---\n\nx\n\n---\n\ny\n"))
    assert len(entry.question.prompt) == 1
    assert len(entry.question.answer) == 3


def test_tabs_are_blanks_however_they_are_written() -> None:
    deck = good("## Q?\n\n<pre>\na&#9;b\n</pre>\n\n```\nc\td\n```\n")
    assert [block.text for block in deck.questions[0].answer if isinstance(block, CodeBlock)] == [
        "a   b",
        "c   d",
    ]


def test_a_target_does_not_swallow_the_words_of_the_next_line() -> None:
    deck = good("## Q?\n\nSee [a](https://a.org\nand then b) for more.\n")
    (paragraph,) = deck.questions[0].answer
    assert isinstance(paragraph, Paragraph)
    assert plain(paragraph.content) == "See [a](https://a.org and then b) for more."


def test_links_between_questions_are_kept() -> None:
    deck = good("## Q? {#q}\n\nSee [it](#r).\n\n## R? {#r}\n\nx\n")
    (paragraph,) = deck.questions[0].answer
    assert isinstance(paragraph, Paragraph)
    assert [link.target for link in paragraph.content if isinstance(link, Link)] == ["#r"]


MARKDOWN = st.lists(
    st.sampled_from(
        [
            *"#*_~^=`$[](){}<>!|:\\&-+.>\n \t\"'12ab",
            *["\n\n", "## Q\n\n", "# S\n", "```\n", "$$", "\\(", "[^1]", "[^1]: ", "---\n", "- "],
            *[
                "> ",
                "    ",
                "| a |\n|---|\n",
                "<details>",
                "</details>",
                "<!--",
                "-->",
                "![a](b.png)",
            ],
            *[
                "[!NOTE]",
                "[a]: http://b",
                "{#k}",
                "{.question}",
                "<br>",
                "&amp;",
                "http://a.b",
                "é",
                "字",
            ],
        ]
    ),
    max_size=60,
).map("".join)


@given(MARKDOWN | st.text(max_size=200))
def test_any_text_is_a_deck_or_has_errors_with_lines(text: str) -> None:
    deck, problems = parse(text)
    lines = len(re.split("\r\n|\r|\n", text))
    assert all(1 <= problem.where.line <= lines for problem in problems)
    assert all(problem.what.strip() for problem in problems)
    assert problems == tuple(sorted(problems, key=lambda problem: problem.where))
    assert (deck is None) == any(problem.severity.value == "error" for problem in problems)


@given(MARKDOWN)
def test_line_ends_bom_and_normal_form_change_nothing(text: str) -> None:
    before = parse(text)
    for same in (
        "\ufeff" + text,
        text.replace("\n", "\r\n"),
        text.replace("\n", "\r"),
        unicodedata.normalize("NFD", text),
    ):
        assert parse(same) == before


@given(st.lists(st.text("abcdefgh", min_size=1, max_size=8), min_size=1, max_size=12))
def test_a_problem_names_the_line_it_is_on(words: list[str]) -> None:
    """Wrong links among right words: each is found on its own line."""
    body = "\n".join(f"[{word}](js{i}:x) {word}" for i, word in enumerate(words))
    _, problems = parse(f"## Q?\n\n{body}\n")
    assert [problem.where.line for problem in problems] == [*range(3, 3 + len(words))]


def test_pictures_are_asked_for_by_their_references() -> None:
    asked: list[str] = []

    def picture(reference: str) -> Media:
        asked.append(reference)
        return Media("a.png", ".png", b"")

    source.parse("## Q?\n\n![a](a.png) and ![b](<b c.png>)\n", "x.md", picture)
    assert asked == ["a.png", "b c.png"]
