"""A session of the preview: builds the cards first, then the sheet, which takes longer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from exporter import build
from exporter.build import Product, Report, Settings
from exporter.deck import deck_name
from exporter.deck.media import file_name
from exporter.model import Media
from exporter.preview.cards import cards
from exporter.preview.page import NOTHING, Content, alone, page, scripts
from exporter.preview.serve import Shown


class Session:
    """A source that is being edited; while it has errors, the last good cards stay."""

    def __init__(self, source: Path, settings: Settings) -> None:
        self._source = source
        self._settings = settings
        self._content = NOTHING
        self._sheet = b""

    def used(self) -> tuple[Path, ...]:
        """The paths of the pictures and clips on the cards."""
        return tuple(self._source.parent / each.path for each in self._content.media)

    def steps(self) -> Iterator[Shown]:
        """The content for the source as it is now, first without and then with its sheet."""
        quick = self._made(())
        self._take(quick)
        yield self._shown(quick)
        if not quick.failed:
            whole = self._made((Product.SHEET,))
            self._take(whole)
            yield self._shown(whole)

    def alone(self) -> tuple[str, Report]:
        """The preview as one HTML file, and the report of the build."""
        report = self._made((Product.SHEET,))
        self._take(report)
        return alone(self._content, report.problems, self._settings.templates, self._sheet), report

    def _made(self, products: tuple[Product, ...]) -> Report:
        settings = replace(self._settings, products=products)
        return build.make([self._source], settings, build.unwatched)

    def _take(self, report: Report) -> None:
        """Keep the results of a build without errors."""
        if not report.failed:
            self._content = _content(report)
            for made in report.made:
                self._sheet = made.output.data

    def _shown(self, report: Report) -> Shown:
        made = page(self._content, report.problems, self._settings.templates)
        media = {file_name(each): each for each in self._content.media}
        return Shown(made, media, self._sheet)


def _content(report: Report) -> Content:
    (past,) = report.pasts
    media: dict[str, Media] = {each.digest: each for note in past.notes for each in note.media}
    return Content(
        title=past.deck.title,
        language=past.deck.language,
        cards=tuple(cards(past.notes, deck_name(past.deck), past.designs)),
        css=past.designs.basic.css,
        scripts=scripts(past.designs),
        media=tuple(media.values()),
    )
