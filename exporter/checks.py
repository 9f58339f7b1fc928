"""Checks across the sources of a build: names that clash, and requests that none can meet."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from exporter.errors import Problem
from exporter.model import Deck, Location, entries
from exporter.select import Selection, unknown
from exporter.suggest import did_you_mean


@dataclass(frozen=True, slots=True)
class Candidate:
    """A source to be built: its deck, None if it has errors, and the stems of its outputs."""

    path: Path
    deck: Deck | None
    stems: tuple[str, ...]


def conflicts(sources: Iterable[Candidate], suffixes: Collection[str]) -> Iterator[list[Problem]]:
    """For each source, whether one before it has its deck key or would write its outputs.

    A source with one of the outputs' `suffixes` would be overwritten itself.
    """
    keys: dict[str, Path] = {}
    stems: dict[str, Path] = {}
    for source in sources:
        at = Location(str(source.path), 1)
        problems: list[Problem] = []
        if source.path.suffix.lower() in suffixes:
            suffix = source.path.suffix
            what = f"a source with the suffix of an output, {suffix}, may be overwritten"
            problems.append(Problem(at, what, "rename it so that it ends in .md"))
        if same_file := _same_file(source, stems):
            problems.append(Problem(at, same_file, "rename one of the two"))
        elif deck := source.deck:
            twin = keys.setdefault(deck.key, source.path)
            if twin is not source.path:
                what = f'{twin} has the same deck key "{deck.key}"'
                problems.append(Problem(at, what, "give one of the two another key:"))
        yield problems


def _same_file(source: Candidate, stems: dict[str, Path]) -> str:
    """A message if an earlier source would write the same file; adds the stems of this one.

    Some file systems ignore case, so it does not count.
    """
    own = source.path.stem.casefold()
    taken = {
        stems.setdefault(stem, source.path) for stem in (own, *map(str.casefold, source.stems))
    }
    if not (twins := taken - {source.path}):
        return ""
    twin = min(twins)
    same_name = twin.stem.casefold() == own
    return f"{twin} has the same name" if same_name else f"{twin} would write the same file"


def unmet(
    decks: Sequence[Deck], at: Path, selection: Selection, restamp: Collection[str]
) -> Iterator[Problem]:
    """The sections, tags and keys asked for that no deck has; reported at the source `at`."""
    if selection:
        yield from unknown(decks, selection)
    keys = [entry.question.key for deck in decks for entry in entries(deck)]
    for key in sorted(set(restamp) - set(keys)):
        what = f'no question has the key "{key}" given to --restamp'
        yield Problem(Location(str(at), 1), what, did_you_mean(key, keys))
