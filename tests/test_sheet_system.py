from __future__ import annotations

import shutil
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import page as validation
import pikepdf
import pytest
import sheet_samples as samples
from fontTools.fontBuilder import FontBuilder  # type: ignore[import-untyped]
from fontTools.pens.t2CharStringPen import T2CharStringPen  # type: ignore[import-untyped]
from sheet_reading import sheet, text
from sheet_samples import deck, p

from exporter.model import Deck
from exporter.sheet import system
from exporter.sheet.system import FontFile, covering
from exporter.templates import shipped


@pytest.fixture
def fonts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A system whose only fonts are those put into this folder."""
    folder = tmp_path / "fonts"
    folder.mkdir()
    monkeypatch.setattr(system, "folders", lambda: (folder,))
    return folder


def opentype(path: Path, *characters: str) -> None:
    """A font with PostScript outlines, of one black box for each of some characters."""
    builder = FontBuilder(1000, isTTF=False)
    builder.setupGlyphOrder([".notdef", "box"])
    builder.setupCharacterMap(dict.fromkeys(map(ord, characters), "box"))
    pen = T2CharStringPen(800, None)
    for move, point in (("moveTo", (50, 0)), ("lineTo", (50, 700)), ("lineTo", (750, 700))):
        getattr(pen, move)(point)
    pen.closePath()
    empty = T2CharStringPen(500, None)
    strings = {".notdef": empty.getCharString(), "box": pen.getCharString()}
    builder.setupCFF("NotoSansBox", {}, strings, {})
    builder.setupHorizontalMetrics({".notdef": (500, 0), "box": (800, 50)})
    builder.setupHorizontalHeader(ascent=900, descent=-200)
    builder.setupNameTable({"psName": "NotoSansBox"})
    builder.setupOS2()
    builder.setupPost()
    builder.save(path)


def one(words: str) -> Deck:
    return deck(samples.Questions()("What?", p(words)))


def test_a_font_that_has_the_character_is_found_sans_first(fonts: Path) -> None:
    wide = shipped() / "fonts" / "DejaVuSans.ttf"
    for name in ("NotoSerifA-Regular.ttf", "NotoSansB-Regular.ttf", "Arial.ttf"):
        shutil.copy(wide, fonts / name)
    assert covering("\u2603", "en") == FontFile(fonts / "NotoSansB-Regular.ttf", 0)
    assert covering("\u5b57", "en") is None


@pytest.mark.parametrize(
    "name", ["NotoColorEmoji-Regular.ttf", "NotoSansX-Bold.ttf", "NotoSansX-Regular.woff2"]
)
def test_other_cuts_and_kinds_are_passed_over(fonts: Path, name: str) -> None:
    shutil.copy(shipped() / "fonts" / "DejaVuSans.ttf", fonts / name)
    assert covering("a", "en") is None


def test_a_damaged_font_is_passed_over(fonts: Path) -> None:
    (fonts / "NotoSansA-Regular.ttf").write_bytes(b"\0\1\0\0 nothing more")
    opentype(fonts / "NotoSansB-Regular.otf", "\u5b57")
    assert covering("\u5b57", "en") == FontFile(fonts / "NotoSansB-Regular.otf", 0)


def test_a_character_of_the_systems_font_is_printed(fonts: Path, tmp_path: Path) -> None:
    opentype(fonts / "NotoSansBox-Regular.otf", "\u5b57")
    output = sheet(one("The word \u5b57 is set."))
    assert output.problems == ()
    assert "The word \u5b57 is set." in text(output)
    with pikepdf.open(BytesIO(output.data)) as pdf:
        (own,) = [
            obj
            for obj in pdf.objects
            if isinstance(obj, pikepdf.Dictionary) and obj.get("/Subtype") == "/CIDFontType0"
        ]
        assert own.FontDescriptor.FontFile3.Subtype == "/OpenType"
    file = tmp_path / "sheet.pdf"
    file.write_bytes(output.data)
    for profile in (validation.ValidationProfile.PDF_UA_1, validation.ValidationProfile.PDF_A_2A):
        assert list(validation.validate_pdf(str(file), profile=profile).failures) == []


def test_the_same_font_every_time(fonts: Path) -> None:
    opentype(fonts / "NotoSansBox-Regular.otf", "\u5b57")
    again = replace(one("\u5b57 \u5b57"), language="zh")
    assert sheet(again).data == sheet(again).data
