"""Decks nobody would write: the sheet is made of them all, and nothing leaves its frame."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from io import BytesIO

import pdfplumber
import pytest
import sheet_samples as samples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sheet_reading import SETTINGS, Glyph, glyphs, sheet, text
from sheet_samples import AT, VECTOR, code, deck, image, inlines, link, math, ol, p, table, ul

from exporter.highlighting import colourable
from exporter.model import (
    Block,
    Break,
    Callout,
    CalloutKind,
    Clip,
    Code,
    CodeBlock,
    Deck,
    Definition,
    DefinitionList,
    Details,
    Figure,
    Footnote,
    FootnoteMark,
    Footnotes,
    Heading,
    Inline,
    Link,
    ListBlock,
    ListItem,
    MathBlock,
    Paragraph,
    Quote,
    Rule,
    Style,
    Styled,
    Table,
    Text,
)
from exporter.output import Output
from exporter.sheet import Layout, system

RIGHT = 79 + 378


@pytest.fixture(autouse=True)
def _no_fonts_of_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a machine has installed must not decide what these tests find."""
    monkeypatch.setattr(system, "folders", tuple)


def one(*answer: Block, title: str = "What?") -> Deck:
    return deck(samples.Questions()(title, *answer))


def body(output: Output) -> list[Glyph]:
    return [glyph for glyph in glyphs(output) if glyph.top > 60]


def framed(output: Output) -> None:
    for glyph in body(output):
        assert glyph.x1 <= RIGHT + 0.5, glyph
        assert glyph.bottom <= 842 - 55, glyph


def test_a_word_of_200_letters_is_broken_inside_the_measure() -> None:
    word = "x" * 200
    output = sheet(one(p("Before ", word, " after."), ul(word), table((word, "b"), ("a", word))))
    framed(output)
    assert text(output).replace(" ", "").count("x") == 800
    assert output.problems == ()


def test_a_long_address_is_broken_after_its_punctuation() -> None:
    address = "https://example.org/" + "/".join(f"part-{i}" for i in range(8))
    output = sheet(one(p(link(address, address))))
    framed(output)
    assert address in text(output).replace(" ", "")


def test_inline_code_breaks_after_punctuation_not_inside_a_name() -> None:
    name = ".".join(["module"] * 30)
    output = sheet(one(p(code(name))))
    framed(output)
    assert all(part in {"module.", "module"} for part in text(output).split() if "mod" in part) or (
        "modu le" not in text(output)
    )


def test_lists_nest_nine_deep_and_deeper() -> None:
    nested: Block = p("the innermost of a great many items, which still has room to be read")
    for level in range(30):
        nested = ul(ListItem((p(f"level {30 - level}"), nested)))
    output = sheet(one(nested))
    framed(output)
    assert "level 30" in text(output)


@pytest.mark.parametrize("before", range(30, 50))
def test_a_short_table_is_not_broken(before: int) -> None:
    lines = (ListItem((p(f"line {n}"),)) for n in range(before))
    rows = ((f"row{n}", "value") for n in range(5))
    found = sheet(deck(samples.Questions()("Table?", ul(*lines), table(("A", "B"), *rows))))
    pages = {glyph.page for glyph in glyphs(found) if glyph.text == "w"}
    assert len(pages) == 1


def test_a_table_of_forty_rows_repeats_its_head() -> None:
    rows = [(f"row {i}", "words " * 8) for i in range(80)]
    output = sheet(one(table(("Key", "Words and more"), *rows)))
    framed(output)
    assert output.count > 1
    assert text(output).count("Key Words and more") == output.count


def test_a_table_too_wide_is_shrunk_then_broken_with_a_warning() -> None:
    wide = table(tuple(f"column{i}" for i in range(30)), tuple("value" for _ in range(30)))
    output = sheet(one(wide))
    framed(output)
    assert [str(problem) for problem in output.problems] == [
        (
            "source/sample.md:7: warning: a table of 30 columns is too wide for the sheet\n"
            "    turn rows into columns, or split it in two"
        )
    ]


@pytest.mark.parametrize("layout", list(Layout))
def test_a_table_of_50_columns_is_laid_out_with_a_warning(layout: Layout) -> None:
    head = tuple(f"column{i}" for i in range(50))
    wide = one(table(head, *(tuple("W m" for _ in head) for _ in range(5))))
    output = sheet(wide, replace(SETTINGS, layout=layout))
    assert any("a table of 50 columns is too wide" in each.what for each in output.problems)


def test_a_table_of_empty_cells_is_rectangular() -> None:
    output = sheet(one(table(("", ""), ("", "b"), ("", ""))))
    assert output.count == 1


def test_an_answer_of_three_pages_flows() -> None:
    output = sheet(one(*[p(samples.LOREM * 3)] * 12))
    framed(output)
    assert output.count >= 3
    assert text(output).count("Plot the loss") == 36


def test_a_paragraph_of_one_page_and_more_flows() -> None:
    output = sheet(one(p(samples.LOREM * 30)))
    framed(output)
    assert text(output).count("Plot the loss") == 30


def test_code_of_two_pages_keeps_every_line() -> None:
    lines = "\n".join(f"line_{i} = {i}" for i in range(100))
    output = sheet(one(CodeBlock(lines, "python", AT)))
    framed(output)
    found = text(output)
    assert all(f"line_{i} = {i}" in found for i in range(100))


def test_a_long_line_of_code_is_wrapped_with_a_mark() -> None:
    output = sheet(one(CodeBlock("y" * 300 + " = f(a, b)", "", AT)))
    framed(output)
    found = text(output)
    assert found.count("↪") == 4
    assert found.count("y") == 300


def test_a_language_nobody_knows_is_plain_code() -> None:
    output = sheet(one(CodeBlock("a\n\n  b", "klingon", AT)))
    assert "a b" in text(output)
    assert output.problems == ()


@pytest.mark.parametrize(
    ("code", "language"),
    [
        ("int x = 1;\n" * 5000, "c"),
        ("\n \n" * 9000, "c"),
        ("a(b" * 9000, "c"),
        ("1234567890" * 150 + "x", "mcfunction"),
        ("1234567890" * 150 + "x", "Zeek"),
        ("abcdefghij" * 500, "fan"),
        ("a" + "\n  \n \n" * 700 + "b", "autohotkey"),
    ],
)
def test_code_that_a_lexer_would_take_minutes_over_is_printed_plain(
    code: str, language: str
) -> None:
    assert not colourable(code, language)
    output = sheet(one(CodeBlock(code, language, AT)))
    assert output.problems == ()
    assert output.count >= 1


EVERY_LEXER = r"""
from pygments.lexers import get_all_lexers
from exporter.deck.highlight import pieces
bodies = ["\\\\" * 60, "\\a" * 40, "a " * 40, "1" * 50, "\\\n" * 30, "\\'" * 30, "a1 .," * 20]
openings = ["", '"', "'", "/", 3 * '"', 'x = "']
names = sorted(alias for _, aliases, _, _ in get_all_lexers() for alias in aliases[:1])
for name in names:
    for opening in openings:
        for body in bodies:
            pieces(opening + body, name)
endless = '"' + "\\\\" * 40
pieces("```scala\n" + endless + "\n```\n", "md")
pieces(".. code:: scala\n\n   " + endless + "\n", "rst")
pieces("HTTP/1.1 200 OK\nContent-Type: text/x-scala\n\n" + endless, "http")
pieces("create function f() as $$" + endless + "$$ language plscala;", "postgresql")
print(len(names))
"""


def test_no_lexer_takes_for_ever_over_a_string_that_is_not_closed() -> None:
    """Some take twice as long for each further sign: a short line would take years."""
    ran = subprocess.run(
        [sys.executable, "-c", EVERY_LEXER], capture_output=True, text=True, timeout=600, check=True
    )
    assert int(ran.stdout) > 500


def test_a_huge_picture_fits_the_page() -> None:
    big = samples.picture(1000, 6000)
    output = sheet(one(p("Look:"), Figure(image(big, "Tall")), p("Below.")))
    framed(output)
    assert output.count == 1


@pytest.mark.parametrize("layout", [Layout.SHEET, Layout.FOLD, Layout.LARGE, Layout.CARDS])
def test_a_tall_picture_has_the_width_asked_for_if_a_page_can_bear_it(layout: Layout) -> None:
    laid = replace(SETTINGS, layout=layout)
    tall = samples.picture(100, 600)

    def height(width: float | None) -> float:
        output = sheet(one(p("Look:"), Figure(image(tall, "Tall", width))), laid)
        assert output.problems == ()
        with pdfplumber.open(BytesIO(output.data)) as pdf:
            return float(max(each["height"] for page in pdf.pages for each in page.images))

    asked, own = height(1.0), height(None)
    assert (asked > own * 1.5) == (layout is not Layout.CARDS)


def test_an_inline_picture_higher_than_a_page_is_made_smaller() -> None:
    output = sheet(one(p("Look ", image(samples.picture(400, 9000)), " here.")))
    framed(output)


def test_a_formula_too_wide_is_shrunk_and_when_tiny_warned_of() -> None:
    long = " + ".join(f"x_{{{i}}}" for i in range(40))
    output = sheet(one(MathBlock(long, AT), p(math(long))))
    assert {problem.what.split(":")[0] for problem in output.problems} == {
        "the formula is too wide for the sheet"
    }


def test_a_formula_that_cannot_be_read_is_an_error_and_printed_as_it_is() -> None:
    below = MathBlock(r"\frac{b}", samples.at(9))
    output = sheet(one(p("See ", math(r"\frac{a}"), "."), below))
    assert [(problem.where.line, problem.severity.value) for problem in output.problems] == [
        (7, "error"),
        (9, "error"),
    ]
    assert r"\frac{a}" in text(output)
    assert r"\frac{b}" in text(output)


def test_a_character_no_font_has_is_said_with_its_line_and_shown() -> None:
    output = sheet(one(p("The word 字 and 字 again"), CodeBlock("a = '字'", "python", AT)))
    assert [str(problem) for problem in output.problems] == [
        'source/sample.md:7: warning: no font has "字" (U+5B57); it is printed as □',
        'source/sample.md:8: warning: no font has "字" (U+5B57); it is printed as □',
    ]
    assert text(output).count("字") == 3  # a square to the eye, the word to a search


def test_a_question_without_anything_is_printed() -> None:
    empty = samples.Questions()("")
    output = sheet(deck(empty, replace(empty, key="other", title=(Break(),))))
    assert text(output).startswith("Sample questions 1 2")


def test_follow_ups_of_follow_ups_are_numbered_whatever_their_depth() -> None:
    q = samples.Questions()
    asked = q("The last?", p("Yes."))
    for _ in range(8):
        asked = q("Another?", p("No."), follow_ups=(asked,))
    output = sheet(deck(asked))
    assert f"1{'a1' * 4} The last?" in text(output)


def test_two_questions_of_one_key_are_both_printed() -> None:
    q = samples.Questions()
    output = sheet(deck(q("One?", p("1"), key="k"), q("Two?", p(link("#k", "first")), key="k")))
    assert "first → 1" in text(output)


# Anything at all ------------------------------------------------------------------------------

words = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=30) | st.sampled_from(
    ["word", "a few words here", "", " ", "efficient", "x" * 90, "שלום עולם", "é"]
)

leaves: st.SearchStrategy[Inline] = st.one_of(
    st.builds(Text, words, st.just(AT)),
    st.builds(Code, words, st.just(AT)),
    st.sampled_from([math("x^2"), math(r"\frac{a}{b}"), math(""), math(r"\broken{")]),
    st.sampled_from([Break(), FootnoteMark(3, AT), image(), image(VECTOR, width=1.0)]),
)


def _nest(inner: st.SearchStrategy[Inline]) -> st.SearchStrategy[Inline]:
    content = st.lists(inner, max_size=3).map(tuple)
    return st.one_of(
        st.builds(Styled, st.sampled_from(Style), content),
        st.builds(
            Link,
            content,
            st.sampled_from(["#question-1", "#no", "https://x.org/é"]),
            words,
            st.just(AT),
        ),
    )


inline = st.recursive(leaves, _nest, max_leaves=6)
some = st.lists(inline, max_size=5).map(tuple)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    columns = draw(st.integers(0, 5))
    row = st.lists(some, min_size=columns, max_size=columns).map(tuple)
    rows = draw(st.lists(row, max_size=4))
    return Table(draw(row), tuple(rows), (None,) * columns, AT)


simple: st.SearchStrategy[Block] = st.one_of(
    st.builds(Paragraph, some),
    st.builds(Heading, st.integers(1, 4), some),
    st.builds(CodeBlock, words, st.sampled_from(["", "python", "html", "?"]), st.just(AT)),
    st.sampled_from([MathBlock("x", AT), MathBlock("", AT), MathBlock("{", AT), Rule()]),
    tables(),
    some.map(lambda caption: Figure(image(VECTOR, caption, 0.01))),
    some.map(lambda caption: Paragraph((image(caption=caption), Clip(VECTOR, "", caption, AT)))),
)


def _around(inner: st.SearchStrategy[Block]) -> st.SearchStrategy[Block]:
    content = st.lists(inner, max_size=3).map(tuple)
    item = st.builds(ListItem, content, st.sampled_from([None, True, False]))
    return st.one_of(
        st.builds(Quote, content),
        st.builds(Callout, st.sampled_from(CalloutKind), content),
        st.builds(Details, some, content),
        st.builds(
            ListBlock,
            st.lists(item, max_size=4).map(tuple),
            st.sampled_from([None, 0, 1, 998]),
            st.booleans(),
        ),
        st.builds(
            DefinitionList,
            st.lists(
                st.builds(
                    Definition,
                    st.lists(some, max_size=2).map(tuple),
                    st.lists(content, max_size=2).map(tuple),
                ),
                max_size=2,
            ).map(tuple),
        ),
        st.builds(
            Footnotes,
            st.lists(st.builds(Footnote, st.integers(1, 99), content), max_size=2).map(tuple),
        ),
    )


block = st.recursive(simple, _around, max_leaves=6)
content = st.lists(block, max_size=4).map(tuple)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(some, content, content, content)
def test_any_deck_at_all_becomes_a_sheet(
    title: tuple[Inline, ...],
    prompt: tuple[Block, ...],
    answer: tuple[Block, ...],
    hint: tuple[Block, ...],
) -> None:
    q = samples.Questions()
    follow = (q(inlines("And?"), *answer[:1]),)
    whole = deck(
        sections=(
            samples.section(
                "S", q(title, *answer, prompt=prompt, hint=hint, follow_ups=follow), intro=hint
            ),
        ),
        intro=prompt,
        description="D",
    )
    output = sheet(whole)
    assert output.data.startswith(b"%PDF-1.7")
    assert output.count >= 1


def test_an_ordered_list_may_begin_anywhere() -> None:
    output = sheet(one(ol("a", "b", start=1234567)))
    assert "1234567. a 1234568. b" in text(output)
    framed(output)
