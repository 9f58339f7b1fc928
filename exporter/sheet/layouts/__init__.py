"""The layouts of a deck on paper: `sheet`, `quiz`, `fold`, `cards`, `large`.

Each layout is one small module that makes pages from slabs; how paragraphs, code, tables, formulas
and figures are set and tagged is left to the modules beside this package.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from exporter.sheet import Layout, SheetSettings
from exporter.sheet.layouts.cards import cards
from exporter.sheet.layouts.fold import fold
from exporter.sheet.layouts.large import large
from exporter.sheet.layouts.plan import Plan
from exporter.sheet.layouts.quiz import quiz
from exporter.sheet.layouts.sheet import sheet
from exporter.sheet.style import Style

LAYOUTS: Mapping[Layout, Callable[[Style, SheetSettings], Plan]] = {
    Layout.SHEET: sheet,
    Layout.QUIZ: quiz,
    Layout.FOLD: fold,
    Layout.CARDS: cards,
    Layout.LARGE: large,
}
"""The function that plans each layout, given the style and the settings of the sheet."""
