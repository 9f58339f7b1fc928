"""What is measured: the sources, and for each the parts of a build beside what else there is."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from generate import generate
from rivals import Commands, rivals

from exporter import read
from exporter.model import entries

_HERE = Path(__file__).parent
_REAL = _HERE.parent / "source" / "deep-learning.md"
_LONG = 3600.0


@dataclass(frozen=True, slots=True)
class Source:
    """A file to measure."""

    path: Path
    questions: int
    generated: bool


@dataclass(frozen=True, slots=True)
class Row:
    """Something to measure: commands that run one after the other, within `limit` seconds.

    With `timed` a command prints its seconds itself; with `cold` the caches are emptied
    before it.
    """

    name: str
    commands: Commands
    timed: bool = False
    cold: bool = False
    limit: float = _LONG


def sources(sizes: list[int], folder: Path) -> Iterator[Source]:
    """The real source, and a generated one of each size.

    All are put into the folder, since a build may leave files beside its source.
    """
    shutil.copytree(_REAL.parent, folder / "real")
    count = sum(1 for _ in entries(read(_REAL)))
    yield Source(folder / "real" / _REAL.name, count, generated=False)
    for size in sorted(sizes):
        path = folder / f"generated-{size}.md"
        with path.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(generate(size))
        yield Source(path, size, generated=True)


def stage(name: str, source: Path, folder: Path) -> Commands:
    """How to run a stage of a source that leaves its files in the folder."""
    return ((sys.executable, str(_HERE / "stages.py"), name, str(source), str(folder)),)


def rows(source: Path, folder: Path, limit: float) -> Iterator[Row]:
    """All that there is to measure; each warm row follows the cold one that fills its cache.

    Other programs get `limit` seconds each; with 0 they are left out.
    """
    start = "from exporter.cli import main; main(prog_name='exporter')"
    build = ((sys.executable, "-c", start, "build", str(source), "-o", str(folder / "dist")),)
    yield Row("parse", stage("parse", source, folder), timed=True)
    yield Row("deck", stage("deck", source, folder), timed=True)
    yield Row("  sqlite3 + zip", stage("floor", source, folder), timed=True)
    yield Row("sheet, cold", stage("sheet", source, folder), timed=True, cold=True)
    yield Row("sheet, warm", stage("sheet", source, folder), timed=True)
    yield Row("  platypus", stage("naive", source, folder), timed=True)
    yield Row("build, cold", build, cold=True)
    yield Row("build, warm", build)
    yield Row("build, sheet only", ((*build[0], "--only", "sheet"),), cold=True)
    if limit:
        for name, commands in rivals(source).items():
            yield Row(f"  {name}", commands, limit=limit)
