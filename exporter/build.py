"""From sources to outputs: everything is made in memory, and only then moved into place.

The lock of a source is moved last. A build killed before that leaves new outputs beside the lock of
the previous build; the next build stamps the same changes again, with a later time, which is safe.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from enum import Enum
from itertools import chain
from pathlib import Path
from time import perf_counter

from exporter import checks, files, history, past, sheet
from exporter import deck as deck_writer
from exporter import source as source_reader
from exporter.checks import Candidate
from exporter.deck import Note
from exporter.errors import Problem, Severity, in_source_order, warning
from exporter.model import Deck, entries, plain
from exporter.output import Output, Tick, idle
from exporter.past import Past
from exporter.select import Selection, select
from exporter.sheet import Duplex, Layout, SheetSettings
from exporter.templates import Templates


class Product(Enum):
    """The kinds of output; the values are their suffixes."""

    DECK = ".apkg"
    SHEET = ".pdf"


@dataclass(frozen=True, slots=True)
class Settings:
    """How to build; `now` is the time of the build, in seconds since 1970 (UTC).

    Questions whose keys are in `restamp` get a new stamp even if nothing changed in them. Only the
    selection goes into the outputs, but the history covers all questions. Without a `cache` folder
    every formula and figure is drawn again.
    """

    output_dir: Path
    products: tuple[Product, ...]
    paper: sheet.Paper
    templates: Templates
    now: int
    strict: bool
    cache: Path | None
    restamp: frozenset[str] = frozenset()
    gray: bool = False
    layouts: tuple[Layout, ...] = (Layout.SHEET,)
    duplex: Duplex = field(default_factory=Duplex)
    selection: Selection = field(default_factory=Selection)

    def jobs(self) -> tuple[tuple[Product, Layout], ...]:
        """The outputs to make of each source, in order; the layout of a deck is not used."""
        return tuple(
            (product, layout)
            for product in self.products
            for layout in (self.layouts if product is Product.SHEET else (Layout.SHEET,))
        )


@dataclass(frozen=True, slots=True)
class Made:
    """One output: its path, its content, and how long it took to make (s).

    `replaces` tells whether the path holds an output of an earlier build.
    """

    path: Path
    product: Product
    questions: int
    output: Output
    seconds: float
    replaces: bool


@dataclass(frozen=True, slots=True)
class Report:
    """The result of a build: what was read and made, and all problems in source order.

    `pasts` has one entry per source, or none at all if the build failed.
    """

    read: tuple[Read, ...]
    pasts: tuple[Past, ...]
    made: tuple[Made, ...]
    problems: tuple[Problem, ...]
    failed: bool


@dataclass(frozen=True, slots=True)
class Read:
    """A source that was read, and how long that took (s); `deck` is None if it has errors."""

    path: Path
    deck: Deck | None
    problems: tuple[Problem, ...]
    seconds: float


Begin = Callable[[int], Tick]
"""Called with the number of steps; returns a function to be called after each of them."""


def unwatched(_steps: int) -> Tick:
    """A `Begin` for builds that show no progress."""
    return idle


def read(path: Path) -> Read:
    """The deck of a source file, and the problems in it."""
    start = perf_counter()
    text, problems = files.read_text(path)
    if problems:
        return Read(path, None, problems, perf_counter() - start)
    deck, problems = source_reader.parse(text, str(path), files.pictures(path.parent))
    return Read(path, deck, problems, perf_counter() - start)


def make(paths: Sequence[Path], settings: Settings, begin: Begin) -> Report:
    """Make everything in memory; nothing is written."""
    sources = [_recalled(read(path), settings) for path in paths]
    _check_together(sources, settings)
    pasts = tuple(source.past for source in sources if source.past)
    made: tuple[Made, ...] = ()
    if len(pasts) == len(sources) and not any(map(_fatal, _problems(sources))):
        made = tuple(_made(sources, settings, begin))
    problems = tuple(_problems(sources))
    failed = any(settings.strict or _fatal(problem) for problem in problems)
    reads = tuple(source.read for source in sources)
    return Report(reads, () if failed else pasts, made, problems, failed)


def write(report: Report) -> tuple[Path, ...]:
    """Move all outputs into place or, on OSError, none; returns the paths that were written.

    A file that already has the right bytes is left alone.
    """
    outputs = {made.path: made.output.data for made in report.made}
    for path in outputs:
        files.sweep(path)
    written = {path: data for path, data in outputs.items() if not files.holds(path, data)}
    files.write_all({**written, **locks(report.pasts)})
    return tuple(written)


def locks(pasts: Iterable[Past]) -> dict[Path, bytes | None]:
    """The locks to write, after all outputs; None stands for one to delete, as it was renamed."""
    changed = [each for each in pasts if each.changed]
    own = {each.lock: history.dump(each.history.lock).encode() for each in changed}
    left = [each.origin for each in changed if each.origin and each.origin != each.lock]
    return {**own, **dict.fromkeys(left)}


@dataclass(frozen=True, slots=True)
class _Source:
    """A source on its way through a build; its past is None if one of the two has errors.

    `problems` grows from step to step.
    """

    read: Read
    past: Past | None
    problems: list[Problem]


def _recalled(found: Read, settings: Settings) -> _Source:
    """A source that has been read, with its past."""
    if found.deck is None:
        return _Source(found, None, [*found.problems])
    known, problems = past.recall(
        found.path, found.deck, settings.templates, settings.now, settings.restamp
    )
    return _Source(found, known, [*found.problems, *problems])


def _check_together(sources: Sequence[_Source], settings: Settings) -> None:
    """Add the problems that show only once all sources are read."""
    decks = [source.past.deck for source in sources if source.past]
    if sources and len(decks) == len(sources):
        first = sources[0]
        unmet = checks.unmet(decks, first.read.path, settings.selection, settings.restamp)
        first.problems.extend(unmet)
    candidates = [_candidate(source, settings) for source in sources]
    found = checks.conflicts(candidates, {product.value for product in Product})
    for source, problems in zip(sources, found, strict=True):
        source.problems.extend(problems)


def _candidate(source: _Source, settings: Settings) -> Candidate:
    path, deck = source.read.path, source.past.deck if source.past else source.read.deck
    return Candidate(path, deck, tuple(_stem(path, layout) for _, layout in settings.jobs()))


def _problems(sources: Iterable[_Source]) -> Iterator[Problem]:
    """All problems, source by source, each in the order of its lines."""
    return chain.from_iterable(in_source_order(source.problems) for source in sources)


def _made(sources: Sequence[_Source], settings: Settings, begin: Begin) -> Iterator[Made]:
    """The outputs of sources without errors; their problems are added to their source's."""
    jobs = settings.jobs()
    parts = [_selected(source, settings) for source in sources]
    tick = begin(sum(len(part.notes) for part in parts) * len(jobs))
    for source, part in zip(sources, parts, strict=True):
        for product, layout in jobs if part.notes or not settings.selection else ():
            made = _product(part, product, layout, settings, tick)
            source.problems.extend(made.output.problems)
            yield made


@dataclass(frozen=True, slots=True)
class _Part:
    """The selected part of a source: deck and notes for Anki, and the deck as it is printed.

    The former has the keys of earlier builds, the latter those of the source.
    """

    past: Past
    deck: Deck
    notes: tuple[Note, ...]
    printed: Deck


def _selected(source: _Source, settings: Settings) -> _Part:
    assert source.past is not None  # noqa: S101  # a source without errors has one
    deck = select(source.past.deck, settings.selection)
    keys = {entry.question.key for entry in entries(deck)}
    notes = tuple(note for note in source.past.notes if note.key in keys)
    printed = select(source.read.deck or source.past.deck, settings.selection)
    return _Part(source.past, deck, notes, printed)


def _product(part: _Part, product: Product, layout: Layout, settings: Settings, tick: Tick) -> Made:
    start = perf_counter()
    its_history = part.past.history
    match product:
        case Product.DECK:
            output = deck_writer.write(
                part.deck, its_history.stamps, part.past.designs, tick, part.notes
            )
        case Product.SHEET:
            how = SheetSettings(
                settings.paper,
                settings.templates,
                its_history.changed,
                settings.cache,
                gray=settings.gray,
                layout=layout,
                duplex=settings.duplex,
            )
            output = sheet.write(part.printed, how, tick)
    target = settings.output_dir / f"{_stem(part.past.source, layout)}{product.value}"
    if product is Product.DECK and output.data:
        output = replace(output, problems=(*output.problems, *_outdated(part, target, output.data)))
    seconds = perf_counter() - start
    return Made(target, product, len(part.notes), output, seconds, target.exists())


def _outdated(part: _Part, target: Path, data: bytes) -> Iterator[Problem]:
    """A warning if notes are stamped older than in the deck that is replaced.

    That happens with a lock from an earlier commit.
    """
    before = b""
    with suppress(OSError):
        before = target.read_bytes() if target.is_file() else b""  # a pipe may have no end
    guids = deck_writer.outdated(before, data) if before not in (b"", data) else frozenset()
    if guids:
        stamps = part.past.history.stamps.notes
        found = [each.question for each in entries(part.deck)]
        first, *others = [each for each in found if stamps[each.key].guid in guids]
        more = f" and {len(others):,} more" if others else ""
        what = f'the deck that this replaces has a later "{plain(first.title)}"{more}'
        keys = " ".join(f"--restamp {each.key}" for each in (first, *others))
        hint = f"if Anki has it, it ignores this one: build with {keys}"
        yield warning(first.at, what, hint)


def _stem(path: Path, layout: Layout) -> str:
    return path.stem if layout is Layout.SHEET else f"{path.stem}-{layout.value}"


def _fatal(problem: Problem) -> bool:
    return problem.severity is Severity.ERROR
