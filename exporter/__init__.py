"""One Markdown file of questions and answers becomes an Anki deck and a printed revision sheet.

from exporter import read, write_deck, write_sheet

deck = read("notes.md")
write_deck(deck, "notes.apkg")
write_sheet(deck, "notes.pdf", paper="letter")
"""

from __future__ import annotations

import time
import warnings
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from exporter.model import Deck
    from exporter.output import Output

__version__ = "0.1.0"
__all__ = ["read", "write_deck", "write_sheet"]

# What these functions need is imported in them, so that importing the package costs nothing.
# ruff: noqa: PLC0415


def read(path: str | PathLike[str]) -> Deck:
    """The deck of a Markdown file; raises SourceError, with every problem, if it has errors.

    Warnings are issued as UserWarning.
    """
    from exporter import build
    from exporter.errors import SourceError

    found = build.read(Path(path))
    if found.deck is None:
        raise SourceError(found.problems)
    for problem in found.problems:
        warnings.warn(str(problem), stacklevel=2)
    return found.deck


def write_deck(deck: Deck, path: str | PathLike[str], *, now: int | None = None) -> None:
    """Write a deck as an Anki package, and its lock beside the source, as `exporter build` does.

    Notes that are new or have changed since the last build are stamped `now` (s since 1970). Raises
    SourceError if it is unclear which question is which.
    """
    from exporter import build, past
    from exporter import deck as writer
    from exporter.errors import SourceError
    from exporter.output import idle
    from exporter.templates import Templates
    from exporter.turns import turn

    source = Path(deck.at.path)
    templates = Templates()
    with turn([source], lambda _: None, Path(path).parent):
        found, problems = past.recall(
            source, deck, templates, int(time.time()) if now is None else now
        )
        if found is None:
            raise SourceError(problems)
        stamps = found.history.stamps
        output = writer.write(found.deck, stamps, found.designs, idle, found.notes)
        _write(output, Path(path), build.locks([found]))


def write_sheet(
    deck: Deck,
    path: str | PathLike[str],
    *,
    paper: Literal["a4", "letter", "a5"] = "a4",
    now: int | None = None,
) -> None:
    """Write the deck as a PDF that is dated `now` (s since 1970).

    Raises ValueError if the paper is unknown, SourceError if the sheet cannot be made.
    """
    from exporter import sheet
    from exporter.output import idle
    from exporter.templates import Templates

    created = int(time.time()) if now is None else now
    papers = {each.name.lower(): each for each in sheet.Paper}
    if paper not in papers:
        raise ValueError(f'no paper is called "{paper}": known are {", ".join(papers)}')
    settings = sheet.SheetSettings(papers[paper], Templates(), created, None)
    _write(sheet.write(deck, settings, idle), Path(path), {})


def _write(output: Output, path: Path, others: Mapping[Path, bytes | None]) -> None:
    from exporter import files
    from exporter.errors import Severity, SourceError

    errors = [problem for problem in output.problems if problem.severity is Severity.ERROR]
    if errors:
        raise SourceError(errors)
    for problem in output.problems:
        warnings.warn(str(problem), stacklevel=3)
    files.write_all({path: output.data, **others})
