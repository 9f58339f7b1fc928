"""One source to its outputs: read, write in memory, and only then move into place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import chain
from pathlib import Path
from time import perf_counter

from exporter import deck as deck_writer
from exporter import files, history, sheet, source
from exporter.errors import Problem, Severity, in_source_order
from exporter.model import Deck, Kind, Location, entries
from exporter.output import Output, Tick
from exporter.sheet import SheetSettings
from exporter.templates import Templates


class Product(Enum):
    """What can be made of a source; the values are the files' suffixes."""

    DECK = ".apkg"
    SHEET = ".pdf"


@dataclass(frozen=True, slots=True)
class Settings:
    """How to build; `now` is the time of the build, in seconds since 1970 (UTC)."""

    output_dir: Path
    products: tuple[Product, ...]
    paper: sheet.Paper
    templates: Templates
    now: int
    strict: bool
    cache: Path | None


@dataclass(frozen=True, slots=True)
class Made:
    """One output: where it goes, what is in it, how long it took (s)."""

    path: Path
    product: Product
    questions: int
    output: Output
    seconds: float


@dataclass(frozen=True, slots=True)
class Report:
    """What a build has read and made, and every problem of its sources, in their order."""

    read: tuple[Read, ...]
    made: tuple[Made, ...]
    problems: tuple[Problem, ...]
    failed: bool


@dataclass(frozen=True, slots=True)
class Read:
    """A source that has been read; `deck` is None when it has errors. `seconds` is what it took."""

    path: Path
    deck: Deck | None
    problems: tuple[Problem, ...]
    seconds: float


Begin = Callable[[int], Tick]
"""Told how many steps there will be; gives what is to be called after each."""


def read(path: Path) -> Read:
    """The deck of a source file, and what is wrong with it."""
    start = perf_counter()
    text, problems = files.read_text(path)
    if problems:
        return Read(path, None, problems, perf_counter() - start)
    deck, problems = source.parse(text, str(path), files.pictures(path.parent))
    unfinished = tuple(_unfinished(deck)) if deck else ()
    found = None if unfinished else deck
    return Read(path, found, (*problems, *unfinished), perf_counter() - start)


def make(paths: Sequence[Path], settings: Settings, begin: Begin) -> Report:
    """Everything that the sources ask for, in memory; nothing is written."""
    sources = [read(path) for path in paths]
    clashes = _clashes(sources)
    found = [[*each.problems, *clash] for each, clash in zip(sources, clashes, strict=True)]
    decks = [each.deck for each in sources if each.deck is not None]
    made: list[Made] = []
    if len(decks) == len(sources) and not any(map(_fatal, chain(*found))):
        tick = begin(sum(map(count, decks)) * len(settings.products))
        for each, deck, problems in zip(sources, decks, found, strict=True):
            for product in settings.products:
                made.append(_product(each.path, deck, product, settings, tick))
                problems.extend(made[-1].output.problems)
    everything = tuple(chain(*map(in_source_order, found)))
    failed = any(settings.strict or _fatal(problem) for problem in everything)
    return Report(tuple(sources), tuple(made), everything, failed)


def write(report: Report) -> None:
    """Move what was made into place, all of it or, on OSError, as little as can be."""
    files.write_all({made.path: made.output.data for made in report.made})


def _product(path: Path, deck: Deck, product: Product, settings: Settings, tick: Tick) -> Made:
    start = perf_counter()
    match product:
        case Product.DECK:
            stamps = history.fresh(deck, settings.now)
            output = deck_writer.write(deck, stamps, settings.templates, tick)
        case Product.SHEET:
            how = SheetSettings(settings.paper, settings.templates, settings.now, settings.cache)
            output = sheet.write(deck, how, tick)
    target = settings.output_dir / f"{path.stem}{product.value}"
    return Made(target, product, count(deck), output, perf_counter() - start)


def count(deck: Deck) -> int:
    """How many questions a deck has, follow-ups among them."""
    return sum(1 for _ in entries(deck))


def _fatal(problem: Problem) -> bool:
    return problem.severity is Severity.ERROR


def _unfinished(deck: Deck) -> Iterator[Problem]:
    for entry in entries(deck):
        if entry.question.kind is not Kind.BASIC:
            what = f"a .{entry.question.kind.value} question cannot be built yet"
            yield Problem(entry.question.at, what, "leave the class away to build a basic one")


def _clashes(sources: Iterable[Read]) -> Iterator[list[Problem]]:
    """For each source, whether another has its deck key or would write its outputs."""
    keys: dict[str, Path] = {}
    stems: dict[str, Path] = {}
    for each in sources:
        at = Location(str(each.path), 1)
        problems: list[Problem] = []
        twin = stems.setdefault(each.path.stem.casefold(), each.path)
        if twin is not each.path:
            problems.append(Problem(at, f"{twin} has the same name", "rename one of the two"))
        elif each.deck and (twin := keys.setdefault(each.deck.key, each.path)) is not each.path:
            what = f'{twin} has the same deck key "{each.deck.key}"'
            problems.append(Problem(at, what, "give one of the two another key:"))
        yield problems
