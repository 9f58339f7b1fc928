from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from exporter.sheet.fonts import Face, Fount, Run
from exporter.sheet.system import FontFile
from exporter.templates import shipped

SERIF = shipped() / "fonts" / "SourceSerif4-Regular.ttf"
WIDE = shipped() / "fonts" / "DejaVuSans.ttf"


def fount(*paths: Path, code: bool = False) -> Fount:
    files = map(FontFile, paths or (SERIF, WIDE))
    faces = tuple(Face(file, number) for number, file in enumerate(files))
    return Fount(faces, lambda _: None, code=code)


def codes(runs: Sequence[Run]) -> list[str]:
    glyphs = "".join(run.glyphs for run in runs)
    return re.findall("[0-9a-f]{4}", "".join(re.findall("<([0-9a-f]+)>", glyphs)))


def meanings(face: Face, runs: Sequence[Run]) -> list[str]:
    texts = {f"{code:04x}": text for (_, text), code in face.codes.items()}
    return [texts[code] for code in codes(runs)]


def test_a_ligature_reads_back_as_its_letters() -> None:
    face = Face(FontFile(SERIF), 0)
    _, glyphs = face.shape("office")
    assert meanings(face, glyphs) == ["o", "ffi", "c", "e"]


def test_letters_are_kerned() -> None:
    face = Face(FontFile(SERIF), 0)
    together, (run,) = face.shape("AV")
    apart = face.shape("A")[0] + face.shape("V")[0]
    assert together < apart
    assert re.fullmatch(r"<[0-9a-f]{4}>\d+ <[0-9a-f]{4}>", run.glyphs)


def test_a_glyph_of_two_characters_has_a_code_for_each() -> None:
    face = Face(FontFile(WIDE), 0)
    _, capital = face.shape("\u2126")  # ohm
    _, ohm = face.shape("\u03a9")  # omega
    assert meanings(face, capital) == ["\u2126"]
    assert meanings(face, ohm) == ["\u03a9"]


def test_a_mark_on_a_letter_adds_no_width() -> None:
    face = Face(FontFile(WIDE), 0)
    assert face.shape("x\u0302")[0] == pytest.approx(face.shape("x")[0], abs=0.02)


def test_what_a_face_lacks_comes_from_the_next() -> None:
    both = fount()
    word = both.word("a\u2603b")  # snowman
    assert [run.face.path.stem for run in word.runs] == [
        "SourceSerif4-Regular",
        "DejaVuSans",
        "SourceSerif4-Regular",
    ]
    assert word.missing == ""


def test_what_no_face_has_is_a_square_that_reads_as_what_it_is() -> None:
    word = fount().word("\u5b57")
    assert word.missing == "\u5b57"
    (run,) = word.runs
    assert meanings(run.face, [run]) == ["\u5b57"]
    assert word.width > 0.3


def test_signs_that_are_not_seen_are_not_missed() -> None:
    plain, varied = fount().word("\u2764"), fount().word("\u2764\ufe0f")
    assert varied.missing == ""
    assert varied.width == plain.width


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("word", ["word"]),
        ("state-of-the-art", ["state-", "of-", "the-", "art"]),
        ("e-mail", ["e-mail"]),
        ("-1", ["-1"]),
        ("and/or", ["and/", "or"]),
        ("1939\u20131945", ["1939\u2013", "1945"]),
        ("thin\u200bspace", ["thin\u200b", "space"]),
        ("https://a.org/b?c=d", ["https://", "a.", "org/", "b?", "c=", "d"]),
        ("\u6f22\u5b57\u3002", ["\u6f22", "\u5b57\u3002"]),
    ],
)
def test_a_word_may_be_broken_where_a_reader_expects_it(text: str, parts: list[str]) -> None:
    assert [word.text for word in fount()[text]] == parts


def test_code_may_be_broken_after_punctuation() -> None:
    words = fount(code=True)["torch.nn.utils.clip_grad(x)"]
    assert [word.text for word in words] == ["torch.", "nn.", "utils.", "clip_", "grad(", "x)"]


@pytest.mark.parametrize("text", ["a" * 50, "i" * 40 + "W" * 9, "W" * 9 + "i" * 40, "iW" * 25])
@pytest.mark.parametrize("room", [1.0, 3.3, 10.0, 12.5, 18.0])
def test_as_many_letters_as_fit_are_found(text: str, room: float) -> None:
    both = fount()
    count = both.fitting(both.word(text), room)
    widths = [both.word(text[:size]).width for size in range(len(text) + 1)]
    assert count == max(size for size, width in enumerate(widths) if width <= room)


def test_fitting_counts_all_letters_or_none_at_the_extremes() -> None:
    both = fount()
    assert both.fitting(both.word("a" * 50), 1000.0) == 50
    assert both.fitting(both.word("a" * 50), 0.1) == 0


def test_importing_the_sheet_imports_nothing_heavy() -> None:
    script = "import sys, exporter.sheet; print({'reportlab', 'PIL'} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "set()"
