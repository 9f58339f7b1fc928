"""The fonts of text in an SVG: those of the sheet, registered with reportlab when they are used."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from exporter.templates import shipped

_FAMILIES = {"serif": "SourceSerif4", "sans": "SourceSans3", "mono": "SourceCodePro"}
_FACES = {
    "SourceSerif4": {"Regular", "Italic", "SemiBold", "SemiBoldItalic"},
    "SourceSans3": {"Regular", "Italic", "SemiBold"},
    "SourceCodePro": {"Regular", "Italic", "SemiBold"},
}
FALLBACKS = ("DejaVuSans", "DejaVuSansMono")
_SERIFS = ("serif", "times", "georgia", "garamond", "palatino", "roman", "cambria", "stix")
_MONOS = ("mono", "courier", "code", "consolas", "menlo", "typewriter")


def is_own(font: object) -> bool:
    """Whether a font is one of the sheet."""
    return isinstance(font, str) and font.startswith((*_FAMILIES.values(), "DejaVu"))


def font_of(family: str, weight: str, style: str) -> str:
    """The name of the font for a family, weight and style of CSS."""
    kind = _kind(family)
    bold = weight in ("bold", "bolder") or (weight.isdigit() and int(weight) >= 600)
    slanted = style.startswith(("italic", "oblique"))
    face = ("SemiBold" if bold else "") + ("Italic" if slanted else "") or "Regular"
    known = _FACES[_FAMILIES[kind]]
    return f"{_FAMILIES[kind]}-{face if face in known else 'SemiBold'}"


def _kind(families: str) -> str:
    """The kind of the first known family in a list: serif, sans or mono."""
    for family in families.lower().split(","):
        if "sans" in family:
            return "sans"
        if any(name in family for name in _MONOS):
            return "mono"
        if any(name in family for name in _SERIFS):
            return "serif"
    return "sans"


def font_for(char: str, first: str) -> str | None:
    """The first font that has a character."""
    fonts = (first, *FALLBACKS)
    return next((font for font in fonts if ord(char) in _characters(font)), None)


class _Font(TTFont):
    """reportlab's font, whose ToUnicode map has no control characters for unused codes.

    PDF/UA and PDF/A forbid U+0000 there.
    """

    def addObjects(self, doc: Any) -> None:  # noqa: N802  # reportlab calls it by this name
        before = set(doc.idToObject)
        super().addObjects(doc)
        for name in set(doc.idToObject) - before:
            if name.startswith("toUnicodeCMap:"):
                stream = doc.idToObject[name]
                stream.content = _without_controls(stream.content)


def _without_controls(cmap: str) -> str:
    kept, dropped = re.subn(r"<[0-9A-F]{2}> <00[01][0-9A-F]>\n", "", cmap)
    count = re.compile(r"(\d+) beginbfchar")
    return count.sub(lambda found: f"{int(found[1]) - dropped} beginbfchar", kept)


@cache
def _characters(font: str) -> frozenset[int]:
    """The code points a font has."""
    found: Any = pdfmetrics.getFont(registered(font))
    return frozenset(found.face.charToGlyph)


def registered(font: str) -> str:
    """The name of the font, after registering it with reportlab if necessary."""
    if font not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(_Font(font, shipped() / "fonts" / f"{font}.ttf"))
    return font
