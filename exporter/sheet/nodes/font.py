"""The font of formulas, STIX Two Math, as ziamath reads it; and the patches to ziamath.

This is the only module that reaches into ziamath's internals.
"""

from __future__ import annotations

import sys
from types import ModuleType, SimpleNamespace
from typing import Any
from xml.etree.ElementTree import Element

from exporter.latex.errors import FormulaError

__all__ = [
    "CONSTS",
    "FONT",
    "MATH",
    "SIZE",
    "BBox",
    "Diagonal",
    "Glyph",
    "HLine",
    "MathStyle",
    "Mnode",
    "VLine",
    "delimiter",
    "glyph_of",
    "subglyph",
    "widest",
]

SIZE = 1000.0
"""The font size that formulas are laid out at: lengths are in 1/1000 em."""


def _import_ziamath() -> None:
    """Import ziamath without its slow parts, which are not used here.

    Empty modules replace its LaTeX and entity tables, and the GPOS table of the font is not read.
    Nor are system fonts searched, which fails for a user without a home directory.
    """
    tex, escapes = ModuleType("ziamath.tex"), ModuleType("ziamath.escapes")
    tex.__dict__.update(tex2mml=None, declareoperator=lambda _name: None)
    escapes.__dict__.update(unescape=None)
    fonts = ModuleType("ziafont.findfont")
    fonts.__dict__.update(find_font=None, system_fonts=None)
    stand_ins = {module.__name__: module for module in (tex, escapes, fonts)}
    sys.modules.update(stand_ins)
    from ziafont import gpos  # noqa: PLC0415  # before ziamath

    kerning: Any = gpos
    before = kerning.Gpos
    kerning.Gpos = lambda *_: SimpleNamespace(
        scripts={}, language=SimpleNamespace(), init_user_features=dict
    )
    try:
        import ziamath.nodes  # noqa: F401, PLC0415  # after the stand-ins
    finally:
        kerning.Gpos = before
        for name in stand_ins:
            del sys.modules[name]


_import_ziamath()

from ziafont.fonttypes import BBox  # noqa: E402  # after the above
from ziamath.config import config  # noqa: E402  # likewise
from ziamath.drawable import Diagonal, Glyph, HLine, VLine  # noqa: E402  # likewise
from ziamath.nodes import mnode as _mnode  # noqa: E402  # likewise
from ziamath.nodes.mnode import Mnode  # noqa: E402  # likewise
from ziamath.nodes.nodetools import subglyph  # noqa: E402  # likewise
from ziamath.styles import MathStyle  # noqa: E402  # likewise
from ziamath.zmath import loadedfonts  # noqa: E402  # likewise

FONT = loadedfonts["default"]
FONT.gpos = None
FONT.basesize = SIZE
MATH = FONT.math
CONSTS = MATH.consts
config.minsizefraction = CONSTS.scriptScriptPercentScaleDown / 100


def _parse_style(element: Element, parent: MathStyle) -> MathStyle:
    """Ziamath's `parse_style` for the two attributes in use, without its copying."""
    if "scriptlevel" not in element.attrib:
        return parent
    return MathStyle(
        mathvariant=parent.mathvariant,
        displaystyle=element.get("displaystyle") == "true",
        scriptlevel=int(element.attrib["scriptlevel"]),
    )


_patched: Any = _mnode
_patched.parse_style = _parse_style


def glyph_of(char: str) -> Any:
    """The glyph of a character; FormulaError if the font has none."""
    index = FONT.glyphindex(char)
    if not index:
        raise FormulaError(
            f"no sign “{char}” (U+{ord(char):04X}) in the font for formulas", "write it outside"
        )
    return FONT.glyph_fromid(index)


def delimiter(glyph: Any, height: float) -> Any:
    """The smallest variant of a delimiter that has at least this height."""
    if glyph.bbox.ymax - glyph.bbox.ymin >= height:
        return glyph
    return MATH.variant(glyph.index, height)


def widest(glyph: Any, width: float) -> Any:
    """The widest variant of an accent within this width."""
    forms = MATH.listvariants(glyph.index, vert=False)
    fitting = [index for form, index in sorted(forms.items()) if form <= width]
    return FONT.glyph_fromid(fitting[-1]) if fitting else glyph
