r"""The mathematics of LaTeX, read into MathML elements that `exporter.sheet.nodes` lays out.

A reader of our own, because a formula must be printed correctly or rejected: it knows the commands
of LaTeX and amsmath, the classes of atoms in TeX and the spaces between them (The TeXbook, chapters
17 and 18), and reports whatever it does not understand.
"""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from exporter.latex.commands import COMMANDS
from exporter.latex.elements import DISPLAY, TEXT
from exporter.latex.errors import FormulaError, control_character
from exporter.latex.reader import Reader

__all__ = ["FormulaError", "read"]

_LONGEST = 5_000  # characters; a page of mathematics has about 2,000
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def read(latex: str, *, display: bool) -> Element:
    """The formula's root `mrow`, in displayed or inline style; FormulaError if it is not LaTeX."""
    if len(latex) > _LONGEST:
        raise FormulaError(
            f"a formula of {len(latex):,} characters",
            f"formulas may have {_LONGEST:,} characters; split it",
        )
    if found := _CONTROL.search(latex):
        raise control_character(found[0])
    if not latex.strip():
        raise FormulaError("an empty formula", "write a formula between the dollar signs")
    return Reader(latex, DISPLAY if display else TEXT, COMMANDS).formula()
