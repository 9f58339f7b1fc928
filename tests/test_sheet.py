from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import replace
from io import BytesIO
from itertools import combinations
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
import sheet_samples as samples
from PIL import Image as Pillow
from sheet_reading import SETTINGS, Glyph, glyphs, sheet, text
from sheet_samples import deck, inlines, p, section

from exporter.model import Block, Deck, Figure, ListItem, Media, Question
from exporter.output import Output
from exporter.sheet import Paper
from exporter.sheet.style import grey, read
from exporter.templates import Templates


@pytest.fixture(scope="module")
def everything() -> Output:
    return sheet(samples.everything())


@pytest.fixture(scope="module")
def letters(everything: Output) -> list[Glyph]:
    return glyphs(everything)


def test_nothing_is_wrong_with_the_sample(everything: Output) -> None:
    assert everything.problems == ()


def test_the_count_is_of_pages(everything: Output) -> None:
    with pypdfium2.PdfDocument(everything.data) as pdf:
        assert everything.count == len(pdf) > 1


def test_a_tick_is_given_for_each_question_and_follow_up() -> None:
    ticks: list[None] = []
    from exporter.sheet import write  # noqa: PLC0415

    q = samples.Questions()
    write(
        deck(q("One?", p("1")), q("Two?", p("2"), follow_ups=(q("Three?", p("3")),))),
        SETTINGS,
        lambda: ticks.append(None),
    )
    assert len(ticks) == 3


@pytest.mark.parametrize("paper", list(Paper))
def test_every_page_has_the_papers_size(paper: Paper) -> None:
    output = sheet(samples.everything(), replace(SETTINGS, paper=paper))
    with pypdfium2.PdfDocument(output.data) as pdf:
        assert all(page.get_size() == pytest.approx(paper.value, abs=0.01) for page in pdf)


def test_the_text_is_the_decks_in_order(everything: Output) -> None:
    found = text(everything)
    wanted = [
        "Deep learning",
        "interview questions",
        "Ada Lovelace",
        "Questions that are asked",
        "Cover the answers with a card",
        "Text",
        "What words can look like.",
        "1 What do you read off a pair of learning curves?",
        "An efficient, bold bold italic fit.",
        "– High training loss: the model underfits.",
        "– Low training loss",
        "Early stopping keeps the weights",
        "from the minimum: patience=3, as here (example.org/early).",
        "2 How are styles set",
        "Give one example of each.",
        "Hint: Think of <kbd>.",
        "Water is H2O; ex grows. struck out, highlighted words, underlined,",
        "Forgetting model.eval() is the classic bug",
        "the manual (pytorch.org/docs/stable), https://example.org/a and learning curves → 1",
        "broken by hand",
        "1 A note, with emphasis of its own.",
        "2a And in print?",
        "2b And aloud?",
        "2b1 Which?",
        "Nested part",
        "3 What of Greek αβγ, Cyrillic Жизнь, arrows → ⇒ and ∀x ∈ ℝ?",
        "ℝ, ∈, □, ✓, ☐ and café, naïve, Straße are all set.",
        "Blocks",
        "4 Why is softmax paired",
        "5 How does gradient clipping",
        "@torch.no_grad() def clip(model: nn.Module, limit: float = 1.0) -> float:",
        "return norm if norm > 0 else 0.0 # after clipping, never before",
        "A heading in an answer",
        "A deeper one",
        "What I cannot create, I do not understand.",
        "Warning.",
        "Clip before the step",
        "Note. – one – two",
        "Why?",
        "Because the direction is kept.",
        "Epoch Pass Once through all the data. Also a time. Batch What one step sees.",
        "9. First, with a list inside: – a dash – deeper – another dash 10. Second 11. Third",
        "☑ done ☐ to do",
        "Another loose item.",
        "Method Cost What it is good for SGD 1.0 Large data",
        "L-BFGS 12.0 Small, smooth problems",
        "A bitmap at its own size.",
    ]
    position = 0
    for words in wanted:
        position = found.find(words, position)
        assert position >= 0, words


def test_a_word_with_a_ligature_is_found(everything: Output) -> None:
    with pypdfium2.PdfDocument(everything.data) as pdf:
        page = pdf[0].get_textpage()
        assert page.search("efficient").get_next() is not None


def test_every_font_is_embedded(everything: Output) -> None:
    with pikepdf.open(BytesIO(everything.data)) as pdf:
        fonts = [obj for obj in pdf.objects if _is(obj, "/Type", "/Font")]
        files = [obj for obj in pdf.objects if _is(obj, "/Type", "/FontDescriptor")]
        assert len(files) > 5
        assert all("/FontFile2" in file for file in files)
        composite = [font for font in fonts if font.Subtype == "/Type0"]
        assert all("/ToUnicode" in font for font in composite)
        assert {str(font.Subtype) for font in fonts} == {"/Type0", "/CIDFontType2"}


def _is(obj: pikepdf.Object, key: str, value: str) -> bool:
    return isinstance(obj, pikepdf.Dictionary) and obj.get(key) == value


def test_no_letter_leaves_the_frame(letters: list[Glyph]) -> None:
    left, right = 79, 79 + 378
    for glyph in letters:
        if glyph.top < 60:  # the running head
            assert glyph.x0 >= 79 - 1
            assert glyph.x1 <= 595 - 39
        else:
            assert glyph.x1 <= right + 0.5, glyph
            number = "Sans3-SemiBold" in glyph.font and glyph.x1 <= left - 10
            assert glyph.x0 >= left - 1 or number, glyph
            assert glyph.bottom <= 842 - 55, glyph


def test_no_two_letters_overlap(letters: list[Glyph]) -> None:
    for page in {glyph.page for glyph in letters}:
        here = sorted((glyph for glyph in letters if glyph.page == page), key=lambda g: g.top)
        for one, other in combinations(here, 2):
            if other.top > one.bottom:
                continue
            # The boxes are those of the font, higher than the ink.
            across = min(one.x1, other.x1) - max(one.x0, other.x0)
            down = min(one.bottom, other.bottom) - max(one.top, other.top)
            same_line = abs(one.bottom - other.bottom) < 6
            assert across < 1.5 or down < 0.5 * one.size or (same_line and across < 1.5), (
                one,
                other,
            )


def test_the_same_deck_gives_the_same_bytes(everything: Output) -> None:
    assert sheet(samples.everything()).data == everything.data


def test_bytes_depend_on_no_hash_seed_time_zone_or_folder(
    everything: Output, tmp_path: Path
) -> None:
    here = Path(__file__).parent
    script = (
        "import sys, sheet_samples, sheet_reading;"
        "sys.stdout.buffer.write(sheet_reading.sheet(sheet_samples.everything()).data)"
    )
    environment = os.environ | {
        "PYTHONHASHSEED": "4242",
        "TZ": "Pacific/Chatham",
        "PYTHONPATH": str(here),
    }
    other = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        check=True,
    )
    assert other.stdout == everything.data


def test_the_document_says_what_it_is(everything: Output) -> None:
    with pikepdf.open(BytesIO(everything.data)) as pdf:
        info = pdf.docinfo
        assert str(info["/Title"]) == "Deep learning"
        assert str(info["/Author"]) == "Ada Lovelace"
        assert str(info["/Subject"]).startswith("Questions that are asked")
        assert str(info["/CreationDate"]) == "D:20231114221320+00'00'"
        assert str(pdf.Root.Lang) == "en"
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)


def test_the_outline_holds_sections_and_questions(everything: Output) -> None:
    with pypdfium2.PdfDocument(everything.data) as pdf:
        outline = [(item.level, item.get_title()) for item in pdf.get_toc()]
    assert outline == [
        (0, "Text"),
        (1, "What do you read off a pair of learning curves?"),
        (1, "How are styles set: old, new, and the keys that switch between them?"),
        (2, "And in print?"),
        (2, "And aloud?"),
        (3, "Which?"),
        (1, "Nested part"),
        (2, "What of Greek αβγ, Cyrillic Жизнь, arrows → ⇒ and ∀x ∈ ℝ?"),
        (0, "Blocks"),
        (1, "Why is softmax paired with the cross-entropy loss?"),
        (1, "How does gradient clipping stop an exploding update?"),
        (1, "How do lists nest?"),
        (1, "Which table compares them?"),
    ]


def _links(output: Output) -> set[tuple[int, str]]:
    """Each link's page, and its URI or "→ page"."""
    with pikepdf.open(BytesIO(output.data)) as pdf:
        return {
            (
                number,
                str(link.A.URI) if "/A" in link else f"→ {pikepdf.Page(link.Dest[0]).index + 1}",
            )
            for number, page in enumerate(pdf.pages, 1)
            for link in page.obj.get("/Annots", [])
        }


def test_links_lead_out_and_in(everything: Output) -> None:
    assert _links(everything) == {
        (1, "https://example.org/early"),
        (1, "https://pytorch.org/docs/stable/"),
        (1, "https://example.org/a"),
        (1, "→ 1"),
    }


def test_a_link_into_nothing_is_plain_text() -> None:
    q = samples.Questions()
    output = sheet(deck(q("Where?", p("See ", samples.link("#nowhere", "there"), "."))))
    assert _links(output) == set()
    assert "See there." in text(output)


def many(count: int) -> Deck:
    q = samples.Questions()
    questions: tuple[Question, ...] = tuple(
        q(f"Question {i}?", p(samples.LOREM), samples.ul("one", "two")) for i in range(count)
    )
    return deck(sections=(section("Only part", *questions),))


def test_running_heads_name_title_section_and_page() -> None:
    output = sheet(many(30))
    with pypdfium2.PdfDocument(output.data) as pdf:
        heads = [
            page.get_textpage().get_text_bounded(bottom=page.get_height() - 60) for page in pdf
        ]
    count = output.count
    assert count > 3
    assert (
        heads[0].split() == ["1", "/", f"{count}"] or heads[0].strip() == f"1\u2009/\u2009{count}"
    )
    for number, head in enumerate(heads[1:], 2):
        assert "Sample questions" in head
        assert "Only part" in head
        assert f"{number}\u2009/\u2009{count}" in head


def test_no_question_stands_alone_at_the_foot() -> None:
    found = glyphs(sheet(many(60)))
    for page in {glyph.page for glyph in found}:
        body = [glyph for glyph in found if glyph.page == page and glyph.top > 60]
        lowest = max(glyph.bottom for glyph in body)
        last = [glyph for glyph in body if glyph.bottom > lowest - 2]
        assert not any("SemiBold" in glyph.font and glyph.size > 10 for glyph in last)


def test_a_title_too_long_for_the_head_is_shortened() -> None:
    long = replace(many(30), title="A title that goes on " * 12)
    output = sheet(long)
    with pypdfium2.PdfDocument(output.data) as pdf:
        head = pdf[1].get_textpage().get_text_bounded(bottom=842 - 60)
    assert "…" in head
    assert output.problems == ()


def test_an_empty_title_gives_a_sheet() -> None:
    assert sheet(replace(deck(), title="")).count == 1
    assert inlines() == ()


def test_every_page_can_be_read_by_a_strict_reader(everything: Output) -> None:
    with pikepdf.open(BytesIO(everything.data)) as pdf:
        assert pdf.check_pdf_syntax() == []
        for page in pdf.pages:
            assert pikepdf.parse_content_stream(page)


def _colours(output: Output) -> set[str]:
    """The operators that set a colour on the pages."""
    with pikepdf.open(BytesIO(output.data)) as pdf:
        return {
            str(instruction.operator)
            for page in pdf.pages
            for instruction in pikepdf.parse_content_stream(page)
            if str(instruction.operator) in {"rg", "RG", "g", "G"}
        }


def test_in_gray_there_is_no_colour(everything: Output) -> None:
    assert "rg" in _colours(everything)
    assert _colours(sheet(samples.everything(), replace(SETTINGS, gray=True))) <= {"g", "G"}


def test_nothing_is_told_by_colour_alone() -> None:
    style, _ = read(Templates(), Paper.A4.value)
    shades = {
        name: int(getattr(grey(style).colours, name)[1:3], 16)
        for name in ("text", "quiet", "rule", "accent", "mark", "string")
    }
    assert shades["text"] < shades["accent"] < shades["quiet"] < shades["rule"] < shades["mark"]
    assert 255 - shades["mark"] > 20  # still seen on white


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".gif", ".webp", ".svg"])
def test_in_gray_pictures_lose_their_colour_too(suffix: str) -> None:
    data = BytesIO()
    if suffix == ".svg":
        data.write(
            b'<svg xmlns="http://www.w3.org/2000/svg" width="60" height="40"><defs>'
            b'<linearGradient id="g"><stop offset="0" stop-color="red"/>'
            b'<stop offset="1" stop-color="blue"/></linearGradient></defs>'
            b'<rect width="30" height="40" fill="#d02020"/>'
            b'<rect x="30" width="30" height="40" fill="url(#g)"/></svg>'
        )
    else:
        kind = {".jpg": "JPEG"}.get(suffix, suffix[1:])
        Pillow.new("RGB", (60, 40), (208, 32, 32)).save(data, kind)
    media = Media(f"a{suffix}", suffix, data.getvalue())
    deck = samples.deck(samples.Questions()("A?", Figure(samples.image(media))))
    for gray in (False, True):
        output = sheet(deck, replace(SETTINGS, gray=gray))
        with pypdfium2.PdfDocument(output.data) as pdf:
            shown = pdf[0].render(scale=1).to_pil().convert("RGB")
        bands = shown.tobytes()
        pixels = zip(bands[::3], bands[1::3], bands[2::3], strict=True)
        coloured = sum(max(pixel) - min(pixel) > 60 for pixel in pixels)
        assert (coloured > 500) is not gray
        assert coloured == 0 or not gray


def test_no_page_ends_between_an_items_text_and_the_list_below_it() -> None:
    inner = samples.ul(*(f"inner {number}" for number in range(9)))
    body: list[Block] = []
    for number in range(120):
        body += [p("filler")] * (number % 7)
        body.append(samples.ol(ListItem((p(f"lead{number}x"), inner)), "after"))
    question = samples.Questions()("Q", *body)
    pages = pypdfium2.PdfDocument(sheet(deck(sections=(section("S", question),))).data)
    found = [page.get_textpage().get_text_range() for page in pages]
    ends = [
        re.findall(r"filler|lead|inner|after", words)[-1] for words in found if "inner" in words
    ]
    assert {"inner", "filler"} < set(ends)
    assert "lead" not in ends


def test_no_page_ends_between_a_sections_brief_intro_and_its_first_question() -> None:
    q = samples.Questions()
    sections = [
        section(
            "part",
            *(q("asked", p("filler")) for _ in range(number % 5)),
            q("asked", *[p("filler")] * (number % 4 + 1)),
            intro=(p("briefly"),),
        )
        for number in range(60)
    ]
    pages = pypdfium2.PdfDocument(sheet(deck(sections=tuple(sections))).data)
    found = [page.get_textpage().get_text_range() for page in pages]
    ends = [re.findall(r"filler|asked|briefly", words)[-1] for words in found if "filler" in words]
    assert len(ends) > 5
    assert set(ends) == {"filler"}
