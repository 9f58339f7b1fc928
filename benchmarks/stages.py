"""The parts of a build, and what they are compared with, each run in a process of its own.

    python benchmarks/stages.py prepare SOURCE FOLDER
    python benchmarks/stages.py STAGE SOURCE FOLDER

`prepare` leaves in the folder what the other stages begin with. They print the seconds, by wall
clock and CPU, that their work took: imports count, reading what was prepared does not.
"""

from __future__ import annotations

import json
import pickle
import sqlite3
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, process_time
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile

if TYPE_CHECKING:
    from exporter.model import Deck

# A stage imports what it needs while it is timed.
# ruff: noqa: PLC0415

_NOW = 1_700_000_000


@dataclass(frozen=True, slots=True)
class Job:
    """A source, and the folder where its stages put what they make."""

    source: Path
    folder: Path

    def save(self, name: str, thing: object) -> None:
        """Keep a thing for the stages that follow."""
        with (self.folder / name).open("wb") as file:
            pickle.dump(thing, file)

    def load(self, name: str) -> Any:
        """What was kept."""
        with (self.folder / name).open("rb") as file:
            return pickle.load(file)  # noqa: S301  # written by `prepare`


Work = Callable[[], object]


def parse(job: Job) -> Work:
    """The source to the typed model."""

    def work() -> None:
        import exporter

        exporter.read(job.source)

    return work


def deck(job: Job) -> Work:
    """The model to an Anki package."""
    model = job.load("model")

    def work() -> None:
        _package(model, job.folder / "deck.apkg")

    return work


def _package(model: Deck, path: Path) -> None:
    """A package of notes that are all new."""
    from exporter import deck as writer
    from exporter import history
    from exporter.templates import Templates

    designs, _ = writer.designs(Templates())
    assert designs  # noqa: S101  # the shipped ones have no problems
    path.write_bytes(writer.write(model, history.fresh(model, _NOW), designs, lambda: None).data)


def floor(job: Job) -> Work:
    """The rows of that package to a package again, by sqlite3 and zipfile alone."""
    schema, rows, media = job.load("rows")

    def work() -> None:
        database = sqlite3.connect(":memory:")
        database.executescript(schema)
        for table, content in rows.items():
            marks = ", ".join("?" * len(content[0]))
            database.executemany(f"INSERT INTO {table} VALUES ({marks})", content)  # noqa: S608
        database.commit()
        with ZipFile(job.folder / "floor.apkg", "w", ZIP_DEFLATED) as package:
            package.writestr("collection.anki2", database.serialize())
            for name, data in media.items():
                package.writestr(name, data)
        database.close()

    return work


def sheet(job: Job) -> Work:
    """The model to a PDF; formulas and figures are kept in the folder's cache."""
    model = job.load("model")

    def work() -> None:
        from exporter import sheet as writer
        from exporter.templates import Templates

        settings = writer.SheetSettings(writer.Paper.A4, Templates(), _NOW, job.folder / "cache")
        output = writer.write(model, settings, lambda: None)
        (job.folder / "sheet.pdf").write_bytes(output.data)

    return work


def naive(job: Job) -> Work:
    """The same text to a PDF as reportlab's manual does it; formulas stay LaTeX, no pictures."""
    items = job.load("text")

    def work() -> None:
        from naive import pdf

        (job.folder / "naive.pdf").write_bytes(pdf(items))

    return work


def prepare(job: Job) -> Work:
    """What the other stages begin with: the model, the package's rows, the text as markup."""

    def work() -> None:
        from plain import items

        import exporter

        model = exporter.read(job.source)
        package = job.folder / "prepared.apkg"
        _package(model, package)
        job.save("model", model)
        job.save("rows", _rows(package))
        job.save("text", list(items(model)))

    return work


def _rows(package: Path) -> tuple[str, dict[str, list[tuple[Any, ...]]], dict[str, bytes]]:
    """The schema of a package's collection, the rows by table, the other members by name."""
    with ZipFile(package) as members:
        media = {name: members.read(name) for name in members.namelist()}
    database = sqlite3.connect(":memory:")
    database.deserialize(media.pop("collection.anki2"))
    made = database.execute("SELECT type, name, sql FROM sqlite_master WHERE sql NOT NULL")
    objects = [(kind, name, sql) for kind, name, sql in made if not name.startswith("sqlite_")]
    tables = [name for kind, name, _ in objects if kind == "table"]
    rows = {table: database.execute(f"SELECT * FROM {table}").fetchall() for table in tables}  # noqa: S608
    database.close()
    return ";".join(sql for *_, sql in objects), {k: v for k, v in rows.items() if v}, media


_STAGES = {stage.__name__: stage for stage in (prepare, parse, deck, floor, sheet, naive)}


def _main(stage: str, source: str, folder: str) -> None:
    work = _STAGES[stage](Job(Path(source), Path(folder)))
    wall, cpu = perf_counter(), process_time()
    work()
    print(json.dumps({"wall": perf_counter() - wall, "cpu": process_time() - cpu}))


if __name__ == "__main__":
    _main(*sys.argv[1:])
