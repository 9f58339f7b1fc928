"""The preview: the cards and the sheet in a browser while the source is being written.

`show` serves it until it is interrupted, `export` makes a single HTML file.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain
from pathlib import Path

from exporter.build import Report, Settings
from exporter.preview.serve import Addresses, Board, serving
from exporter.preview.session import Session
from exporter.preview.watching import Watched, changes

__all__ = ["Addresses", "Watched", "changes", "export", "show"]


def show(source: Path, settings: Settings, ready: Callable[[Addresses], None]) -> None:
    """Serve the preview of a source and keep it up to date; `ready` is called with its addresses.

    It returns only by KeyboardInterrupt.
    """
    session = Session(source, settings)
    watched = Watched((source,), session.used, settings.templates.overrides)
    shown = chain.from_iterable(session.steps() for _ in changes(watched))
    board = Board(next(shown))
    with serving(board) as addresses:
        ready(addresses)
        for each in shown:
            board.show(each)


def export(source: Path, settings: Settings) -> tuple[str, Report]:
    """The preview as one self-contained HTML file, and the report of the build."""
    return Session(source, settings).alone()
