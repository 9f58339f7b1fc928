"""One source to its outputs: read, write in memory, and only then move into place.

The lock of a source is moved last. A build that is killed before leaves the lock of the last
one beside new outputs: the next build stamps what had changed once more, later, and all is well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import chain
from pathlib import Path
from time import perf_counter

from exporter import deck as deck_writer
from exporter import files, history, past, sheet, source
from exporter.errors import Problem, Severity, in_source_order
from exporter.model import Deck, Kind, Location, entries
from exporter.output import Output, Tick
from exporter.past import Past
from exporter.sheet import SheetSettings
from exporter.suggest import did_you_mean
from exporter.templates import Templates


class Product(Enum):
    """What can be made of a source; the values are the files' suffixes."""

    DECK = ".apkg"
    SHEET = ".pdf"


@dataclass(frozen=True, slots=True)
class Settings:
    """How to build; `now` is the time of the build, in seconds since 1970 (UTC).

    The notes of the keys in `restamp` are stamped though nothing changed in them.
    """

    output_dir: Path
    products: tuple[Product, ...]
    paper: sheet.Paper
    templates: Templates
    now: int
    strict: bool
    cache: Path | None
    restamp: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Made:
    """One output: where it goes, what is in it, how long it took (s).

    `replaces` tells that there is one of a build before.
    """

    path: Path
    product: Product
    questions: int
    output: Output
    seconds: float
    replaces: bool


@dataclass(frozen=True, slots=True)
class Report:
    """What a build has read and made, and every problem of its sources, in their order.

    `pasts` has the past of each source, but of none if one has errors.
    """

    read: tuple[Read, ...]
    pasts: tuple[Past, ...]
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
    found = [[*each.problems] for each in sources]
    pasts = [_past(*each, settings) for each in zip(sources, found, strict=True)]
    for problems, clash in zip(found, _clashes(sources, pasts, settings), strict=True):
        problems.extend(clash)
    known = [each for each in pasts if each is not None]
    made: list[Made] = []
    if len(known) == len(sources) and not any(map(_fatal, chain(*found))):
        tick = begin(sum(len(each.notes) for each in known) * len(settings.products))
        for each, its_past, problems in zip(sources, known, found, strict=True):
            for product in settings.products:
                made.append(_product(each, its_past, product, settings, tick))
                problems.extend(made[-1].output.problems)
    everything = tuple(chain(*map(in_source_order, found)))
    failed = any(settings.strict or _fatal(problem) for problem in everything)
    return Report(tuple(sources), () if failed else tuple(known), tuple(made), everything, failed)


def write(report: Report) -> tuple[Path, ...]:
    """Move what was made into place, all of it or, on OSError, as little as can be.

    The outputs that are there already are left alone; gives those that were written.
    """
    outputs = {made.path: made.output.data for made in report.made}
    written = {path: data for path, data in outputs.items() if not files.holds(path, data)}
    locks = {
        each.lock: history.dump(each.history.lock).encode() for each in report.pasts if each.changed
    }
    files.write_all({**written, **locks})
    for each in report.pasts:
        if each.origin and each.origin != each.lock:
            each.origin.unlink(missing_ok=True)
    return tuple(written)


def _past(each: Read, problems: list[Problem], settings: Settings) -> Past | None:
    if each.deck is None:
        return None
    wanted = (settings.templates, settings.now, settings.restamp)
    found, more = past.of(each.path, each.deck, *wanted)
    problems.extend(more)
    return found


def _product(each: Read, its_past: Past, product: Product, settings: Settings, tick: Tick) -> Made:
    start = perf_counter()
    match product:
        case Product.DECK:
            stamps = its_past.history.stamps
            output = deck_writer.write(
                its_past.deck, stamps, settings.templates, tick, its_past.notes
            )
        case Product.SHEET:
            created = its_past.history.changed
            how = SheetSettings(settings.paper, settings.templates, created, settings.cache)
            output = sheet.write(each.deck or its_past.deck, how, tick)
    target = settings.output_dir / f"{each.path.stem}{product.value}"
    seconds = perf_counter() - start
    return Made(target, product, len(its_past.notes), output, seconds, target.exists())


def _fatal(problem: Problem) -> bool:
    return problem.severity is Severity.ERROR


def _unfinished(deck: Deck) -> Iterator[Problem]:
    for entry in entries(deck):
        if entry.question.kind is not Kind.BASIC:
            what = f"a .{entry.question.kind.value} question cannot be built yet"
            yield Problem(entry.question.at, what, "leave the class away to build a basic one")


def _clashes(
    sources: Sequence[Read], pasts: Sequence[Past | None], settings: Settings
) -> Iterator[list[Problem]]:
    """For each source, whether another has its deck key or would write its outputs."""
    keys: dict[str, Path] = {}
    stems: dict[str, Path] = {}
    unknown = list(_unknown(pasts, settings.restamp))
    for each, its_past in zip(sources, pasts, strict=True):
        at = Location(str(each.path), 1)
        problems = [Problem(at, what, hint) for what, hint in unknown]
        unknown = []
        deck = its_past.deck if its_past else each.deck
        twin = stems.setdefault(each.path.stem.casefold(), each.path)
        if twin is not each.path:
            problems.append(Problem(at, f"{twin} has the same name", "rename one of the two"))
        elif deck and (twin := keys.setdefault(deck.key, each.path)) is not each.path:
            what = f'{twin} has the same deck key "{deck.key}"'
            problems.append(Problem(at, what, "give one of the two another key:"))
        yield problems


def _unknown(pasts: Sequence[Past | None], restamp: Iterable[str]) -> Iterator[tuple[str, str]]:
    """What is wrong with the keys of notes to be stamped again."""
    keys = [note.key for each in pasts if each for note in each.notes]
    if all(pasts):
        for key in sorted(set(restamp) - set(keys)):
            yield f'no question has the key "{key}" to be stamped again', did_you_mean(key, keys)
