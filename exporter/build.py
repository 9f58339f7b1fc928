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

from exporter import deck as deck_writer
from exporter import files, history, past, sheet, source
from exporter.deck import Note
from exporter.errors import Problem, Severity, in_source_order, warning
from exporter.model import Deck, Location, entries, plain
from exporter.output import Output, Tick, idle
from exporter.past import Past
from exporter.select import Selection, select, unknown
from exporter.sheet import Duplex, Layout, SheetSettings
from exporter.suggest import did_you_mean
from exporter.templates import Templates


class Product(Enum):
    """What can be made of a source; the values are the files' suffixes."""

    DECK = ".apkg"
    SHEET = ".pdf"


@dataclass(frozen=True, slots=True)
class Settings:
    """How to build; `now` is the time of the build, in seconds since 1970 (UTC).

    The notes of the keys in `restamp` are stamped though nothing changed in them. Only what is in
    the selection goes into the outputs; the history is that of all questions.
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
        """What is made of each source, in order; a deck's layout does not matter."""
        return tuple(
            (product, layout)
            for product in self.products
            for layout in (self.layouts if product is Product.SHEET else (Layout.SHEET,))
        )


@dataclass(frozen=True, slots=True)
class Made:
    """One output: where it goes, what is in it, how long it took (s).

    `replaces`: an earlier build has left one there.
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
"""Called with the number of steps ahead; returns a function to call after each."""


def unwatched(_steps: int) -> Tick:
    """The beginning of a build whose progress nobody is shown."""
    return idle


def read(path: Path) -> Read:
    """The deck of a source file, and what is wrong with it."""
    start = perf_counter()
    text, problems = files.read_text(path)
    if problems:
        return Read(path, None, problems, perf_counter() - start)
    deck, problems = source.parse(text, str(path), files.pictures(path.parent))
    return Read(path, deck, problems, perf_counter() - start)


def make(paths: Sequence[Path], settings: Settings, begin: Begin) -> Report:
    """Make everything in memory; nothing is written."""
    sources = [read(path) for path in paths]
    found = [[*each.problems] for each in sources]
    pasts = [_past(*each, settings) for each in zip(sources, found, strict=True)]
    for problems, clash in zip(found, _clashes(sources, pasts, settings), strict=True):
        problems.extend(clash)
    known = [each for each in pasts if each is not None]
    made: list[Made] = []
    if len(known) == len(sources) and not any(map(_fatal, chain(*found))):
        parts = [_selected(*each, settings) for each in zip(sources, known, strict=True)]
        tick = begin(sum(len(part.notes) for part in parts) * len(settings.jobs()))
        for part, problems in zip(parts, found, strict=True):
            for product, layout in settings.jobs() if part.notes or not settings.selection else ():
                made.append(_product(part, product, layout, settings, tick))
                problems.extend(made[-1].output.problems)
    everything = tuple(chain(*map(in_source_order, found)))
    failed = any(settings.strict or _fatal(problem) for problem in everything)
    return Report(tuple(sources), () if failed else tuple(known), tuple(made), everything, failed)


def write(report: Report) -> tuple[Path, ...]:
    """Move all outputs into place or, on OSError, none.

    Outputs that already exist with the same bytes are left alone; returns those that were written.
    """
    outputs = {made.path: made.output.data for made in report.made}
    for path in outputs:
        files.sweep(path)
    written = {path: data for path, data in outputs.items() if not files.holds(path, data)}
    files.write_all({**written, **locks(report.pasts)})
    return tuple(written)


def locks(pasts: Iterable[Past]) -> dict[Path, bytes | None]:
    """The locks that have to be written, last of all; None for one that has another name now."""
    changed = [each for each in pasts if each.changed]
    own = {each.lock: history.dump(each.history.lock).encode() for each in changed}
    left = [each.origin for each in changed if each.origin and each.origin != each.lock]
    return {**own, **dict.fromkeys(left)}


def _past(each: Read, problems: list[Problem], settings: Settings) -> Past | None:
    if each.deck is None:
        return None
    wanted = (settings.templates, settings.now, settings.restamp)
    found, more = past.of(each.path, each.deck, *wanted)
    problems.extend(more)
    return found


@dataclass(frozen=True, slots=True)
class _Part:
    """What goes into the outputs of a source: the deck and notes for Anki, the deck for paper."""

    past: Past
    deck: Deck
    notes: tuple[Note, ...]
    printed: Deck


def _selected(each: Read, its_past: Past, settings: Settings) -> _Part:
    deck = select(its_past.deck, settings.selection)
    keys = {entry.question.key for entry in entries(deck)}
    notes = tuple(note for note in its_past.notes if note.key in keys)
    return _Part(its_past, deck, notes, select(each.deck or its_past.deck, settings.selection))


def _product(part: _Part, product: Product, layout: Layout, settings: Settings, tick: Tick) -> Made:
    start = perf_counter()
    its_history = part.past.history
    match product:
        case Product.DECK:
            output = deck_writer.write(
                part.deck, its_history.stamps, settings.templates, tick, part.notes
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
    """What is stamped older than in the deck that is replaced, as with a lock of yesterday."""
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


_SUFFIXES = frozenset(product.value for product in Product)


def _clashes(
    sources: Sequence[Read], pasts: Sequence[Past | None], settings: Settings
) -> Iterator[list[Problem]]:
    """For each source, whether another has its deck key or would write its outputs."""
    keys: dict[str, Path] = {}
    stems: dict[str, Path] = {}
    unheard = list(_unknown(pasts, settings.restamp))
    strange = list(_unselected(pasts, settings.selection))
    for each, its_past in zip(sources, pasts, strict=True):
        at = Location(str(each.path), 1)
        problems = [*strange, *(Problem(at, what, hint) for what, hint in unheard)]
        strange, unheard = [], []
        if each.path.suffix.lower() in _SUFFIXES:
            what = f"a source with the suffix of an output, {each.path.suffix}, may be overwritten"
            problems.append(Problem(at, what, "rename it so that it ends in .md"))
        deck = its_past.deck if its_past else each.deck
        names = [_stem(each.path, layout).casefold() for _, layout in settings.jobs()]
        twins = {stems.setdefault(name, each.path) for name in (each.path.stem.casefold(), *names)}
        if twins := twins - {each.path}:
            twin = min(twins)
            same = twin.stem.casefold() == each.path.stem.casefold()
            what = f"{twin} has the same name" if same else f"{twin} would write the same file"
            problems.append(Problem(at, what, "rename one of the two"))
        elif deck and (twin := keys.setdefault(deck.key, each.path)) is not each.path:
            what = f'{twin} has the same deck key "{deck.key}"'
            problems.append(Problem(at, what, "give one of the two another key:"))
        yield problems


def _unselected(pasts: Sequence[Past | None], selection: Selection) -> Iterator[Problem]:
    """What is wrong with the selection, once all decks are known."""
    decks = [each.deck for each in pasts if each]
    if selection and len(decks) == len(pasts):
        yield from unknown(decks, selection)


def _unknown(pasts: Sequence[Past | None], restamp: Iterable[str]) -> Iterator[tuple[str, str]]:
    """What is wrong with the keys of notes to be stamped again."""
    keys = [note.key for each in pasts if each for note in each.notes]
    if all(pasts):
        for key in sorted(set(restamp) - set(keys)):
            yield f'no question has the key "{key}" given to --restamp', did_you_mean(key, keys)
