"""`sheet`: questions with their answers below them, and boxes to tick."""

from __future__ import annotations

from collections.abc import Iterator

from exporter.sheet import SheetSettings
from exporter.sheet.layouts.fit import to_paper
from exporter.sheet.layouts.plan import Plan, Work
from exporter.sheet.pages import Page, paginate
from exporter.sheet.story import story
from exporter.sheet.style import Style


def sheet(style: Style, settings: SheetSettings) -> Plan:
    """The plan of `sheet`."""
    size = settings.paper.value
    return Plan(size, to_paper(style, size), one_column)


def one_column(work: Work) -> Iterator[Page]:
    """The pages of the whole story in one column."""
    slabs = story(work.deck, work.index, work.tools, work.root, work.tick)
    return paginate(slabs, work.tools.room)
