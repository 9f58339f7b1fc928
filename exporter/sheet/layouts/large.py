"""`large`: the sheet in large print, for people with low vision.

Large print begins at 16 points (RNIB, Clear Print guidelines); nothing is smaller here except
subscripts and superscripts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from exporter.sheet import SheetSettings
from exporter.sheet.layouts.fit import scaled, unticked
from exporter.sheet.layouts.plan import Plan, Work
from exporter.sheet.layouts.sheet import one_column
from exporter.sheet.pages import Page
from exporter.sheet.style import Style

_TEXT, _LEAST = 19.1, 16.0  # points
_OUTER = 36.0  # what is left of the paper beside the text


def large(style: Style, settings: SheetSettings) -> Plan:
    """The plan of `large`: one column, as wide as the paper allows."""
    size = settings.paper.value
    grown = scaled(unticked(style), _TEXT / style.sizes.text, _LEAST)
    left = _OUTER + grown.sizes.question * 1.4 + grown.spacing.number  # for numbers such as 28a
    page = replace(grown.page, left=left, measure=size[0] - left - _OUTER, outer=_OUTER)
    return Plan(size, replace(grown, page=page), _pages)


def _pages(work: Work) -> Iterator[Page]:
    return one_column(replace(work, tools=replace(work.tools, least=_LEAST)))
