"""How long a build takes, part by part, and how much memory; see --help.

Nothing is asserted: machines differ, and so do the days of one.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from measure import Failure, Usage, run
from rows import Row, Source, rows, sources, stage

_ABOUT = """\
Measure the parts of a build and the whole, each in a process of its own, so that nothing is warm
but the disk's cache and Python's byte code, and the memory is the part's.

rows
  parse             the source to the typed model
  deck              the model to an .apkg
    sqlite3 + zip   the least that an .apkg with the same rows can cost
  sheet, cold       the model to a PDF, with no formula and no figure in the cache
  sheet, warm       the same, with all of them in the cache
    platypus        reportlab's own layout of the same text: no pictures, formulas or tags
  build, cold       `exporter build`, from the start of Python to both files in place
  build, warm       the same, with all of them in the cache
  build, sheet only `exporter build --only sheet`, cold, to compare with:
    pandoc + ...    to PDF by pdflatex, Typst or WeasyPrint, where these are installed

columns
  growth            time for each question, relative to the smaller generated source: 1 is linear
"""

_EXAMPLES = """\
examples
  python benchmarks/run.py                         the real source, 28, 1,000 and 10,000 questions
  python benchmarks/run.py --sizes 28 --rounds 5   the real source and 28, the best of five
  python benchmarks/run.py --limit 0               nothing but this project
  python benchmarks/run.py --json > numbers.json
"""


@dataclass(frozen=True, slots=True)
class Result:
    """What a row has cost, in seconds (clock and CPU) and bytes, or why that is not known."""

    source: str
    questions: int
    row: str
    wall: float | None = None
    cpu: float | None = None
    peak: int | None = None
    growth: float | None = None
    failure: str | None = None


# Measuring ----------------------------------------------------------------------------------


def _results(source: Source, smaller: Mapping[str, Result], given: Given) -> Iterator[Result]:
    """All rows of a source; `smaller` holds those of the source to compare it with."""
    name, size = source.path.name, source.questions
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        prepared = _once(Row("prepare", stage("prepare", source.path, folder)), folder)
        if isinstance(prepared, Failure):
            sys.exit(f"{source.path} cannot be built: {prepared.why}")
        for row in rows(source.path, folder, given.limit):
            best = _best(row, folder, given.rounds)
            if isinstance(best, Failure):
                yield Result(name, size, row.name, failure=best.why)
                continue
            growth = None
            if (before := smaller.get(row.name)) and before.wall:
                growth = best.wall / size / (before.wall / before.questions)
            yield Result(name, size, row.name, best.wall, best.cpu, best.peak, growth)


def _best(row: Row, folder: Path, rounds: int) -> Usage | Failure:
    """The round that took least, or the first failure."""
    found: list[Usage] = []
    for _ in range(rounds):
        usage = _once(row, folder)
        if isinstance(usage, Failure):
            return usage
        found.append(usage)
    return min(found, key=lambda usage: usage.wall)


def _once(row: Row, folder: Path) -> Usage | Failure:
    cache = folder / "cache"
    if row.cold:
        shutil.rmtree(cache, ignore_errors=True)
    parts: list[Usage] = []
    for command in row.commands:
        left = row.limit - sum(part.wall for part in parts)
        usage = run(command, folder, left, _caching_in(cache))
        if isinstance(usage, Failure):
            return usage
        parts.append(_as_printed(usage) if row.timed else usage)
    cpu = [part.cpu for part in parts if part.cpu is not None]
    peaks = [part.peak for part in parts if part.peak is not None]
    wall = sum(part.wall for part in parts)
    return Usage(wall, sum(cpu) if cpu else None, max(peaks, default=None))


def _caching_in(folder: Path) -> dict[str, str]:
    """What makes platformdirs take this folder for the user's cache."""
    names = ("XDG_CACHE_HOME", "WIN_PD_OVERRIDE_LOCAL_APPDATA")
    return dict.fromkeys(names, str(folder))


def _as_printed(usage: Usage) -> Usage:
    """The seconds that a stage has printed, with the memory that was seen from outside."""
    printed = json.loads(usage.printed.splitlines()[-1])
    return Usage(printed["wall"], printed["cpu"], usage.peak)


# Printing -----------------------------------------------------------------------------------


def _machine() -> str:
    """What the numbers were taken on, and how busy it was."""
    facts = [
        time.strftime("%Y-%m-%d %H:%M"),
        f"Python {platform.python_version()}",
        platform.system(),
        f"{os.cpu_count()} cores",
    ]
    if hasattr(os, "getloadavg"):
        facts.append(f"load {os.getloadavg()[0]:.1f}")
    return ", ".join(facts)


def _head(source: Source) -> str:
    name = f"{source.questions:,} {'generated' if source.generated else 'real'}"
    return f"{name:<22}{'wall s':>9}{'CPU s':>9}{'peak MB':>9}{'ms/question':>13}{'growth':>8}"


def _line(result: Result) -> str:
    name = f"  {result.row:<20}"
    if result.wall is None:
        return f"{name}   {result.failure}"
    peak = None if result.peak is None else result.peak / 1e6
    each = 1000 * result.wall / result.questions
    return (
        f"{name}{result.wall:>9.2f}{_number(result.cpu, '.2f'):>9}{_number(peak, '.0f'):>9}"
        f"{each:>13.2f}{_number(result.growth, '.2f'):>8}"
    )


def _number(value: float | None, form: str) -> str:
    return "–" if value is None else format(value, form)


# The command line ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Given:
    """What the command line asks for."""

    sizes: list[int]
    rounds: int
    limit: float
    json: bool


def _given() -> Given:
    parser = argparse.ArgumentParser(
        description=_ABOUT,
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--sizes",
        type=int,
        nargs="+",
        default=[28, 1000, 10_000],
        metavar="N",
        help="how many questions to generate",
    )
    parser.add_argument("--rounds", type=int, default=1, metavar="N", help="take the best of N")
    parser.add_argument(
        "--limit",
        type=float,
        default=180,
        metavar="S",
        help="seconds for each other program; 0 runs none of them (default: 180)",
    )
    parser.add_argument("--json", action="store_true", help="print JSON, no tables")
    asked = parser.parse_args()
    return Given(asked.sizes, max(1, asked.rounds), asked.limit, asked.json)


def _main() -> None:
    given = _given()
    everything: list[Result] = []
    smaller: dict[str, Result] = {}
    if not given.json:
        print(_machine())
    with tempfile.TemporaryDirectory() as folder:
        for source in sources(given.sizes, Path(folder)):
            if not given.json:
                print(f"\n{_head(source)}")
            results = {}
            for result in _results(source, smaller, given):
                results[result.row] = result
                if not given.json:
                    print(_line(result), flush=True)
            everything += results.values()
            smaller = results if source.generated else {}
    if given.json:
        print(json.dumps([asdict(result) for result in everything], indent=2))


if __name__ == "__main__":
    _main()
