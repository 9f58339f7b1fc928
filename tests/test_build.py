"""The same source and time give the same bytes, and the Python API does what the command does."""

from __future__ import annotations

import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest
from anki_oracle import Anki, Log

from exporter import read, write_deck, write_sheet
from exporter.errors import SourceError

ROOT = Path(__file__).parent.parent


def digests(folder: Path) -> dict[str, str]:
    return {
        path.name: sha256(path.read_bytes()).hexdigest()
        for path in folder.iterdir()
        if path.suffix in (".apkg", ".pdf")
    }


def test_bytes_do_not_depend_on_folder_hash_seed_time_zone_or_cache(tmp_path: Path) -> None:
    built = []
    for seed, zone, name in (("0", "UTC", "a"), ("4711", "Asia/Kolkata", "an other folder")):
        folder = tmp_path / name
        (folder / "source").mkdir(parents=True)
        for file in (ROOT / "source").rglob("*.*"):
            target = folder / file.relative_to(ROOT)
            target.parent.mkdir(exist_ok=True)
            target.write_bytes(file.read_bytes())
        environment = os.environ | {
            "PYTHONHASHSEED": seed,
            "TZ": zone,
            "SOURCE_DATE_EPOCH": "1700000000",
            "XDG_CACHE_HOME": str(folder / "cache"),
        }
        for _ in range(2):  # the second build finds its formulas in the cache
            subprocess.run(
                [sys.executable, "-m", "exporter", "build", "-q", "-o", "dist"],
                cwd=folder,
                env=environment,
                check=True,
            )
            built.append(digests(folder / "dist"))
    assert len(built[0]) == 2
    assert built == [built[0]] * 4


def test_python_api(tmp_path: Path) -> None:
    source = tmp_path / "notes.md"
    source.write_text("## What?\n\nThis.\n", encoding="utf-8")
    deck = read(source)
    write_deck(deck, tmp_path / "notes.apkg", now=1_700_000_000)
    write_sheet(deck, tmp_path / "notes.pdf", paper="letter", now=1_700_000_000)
    assert (tmp_path / "notes.apkg").read_bytes().startswith(b"PK")
    assert (tmp_path / "notes.pdf").read_bytes().startswith(b"%PDF")


def test_python_api_keeps_the_history(tmp_path: Path, collection: Anki) -> None:
    source, package = tmp_path / "notes.md", tmp_path / "notes.apkg"
    for now, text in ((1_700_000_000, "Over."), (1_700_000_001, "Over there.")):
        source.write_text(f"## What is it?\n\nThis.\n\n## Where is it?\n\n{text}\n", "utf-8")
        write_deck(read(source), package, now=now)
        log = collection.load(package.read_bytes())
    assert log == Log(new=0, updated=1, duplicate=1, conflicting=0)
    source.write_text("## What is it?\n\nThis.\n\n## Where was it?\n\nOver there.\n", "utf-8")
    command = [sys.executable, "-m", "exporter", "status", str(source)]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "keeps its history" in told


def test_python_api_does_not_guess(tmp_path: Path) -> None:
    source = tmp_path / "notes.md"
    source.with_suffix(".lock.json").write_text("{", encoding="utf-8")
    source.write_text("## What?\n\nThis.\n", encoding="utf-8")
    with pytest.raises(SourceError):
        write_deck(read(source), tmp_path / "notes.apkg")
    assert not (tmp_path / "notes.apkg").exists()


def test_a_paper_that_is_not_known_is_a_value_error(tmp_path: Path) -> None:
    source = tmp_path / "notes.md"
    source.write_text("## What?\n\nThis.\n", encoding="utf-8")
    with pytest.raises(ValueError, match='no paper is called "legal": known are a4, a5, letter'):
        write_sheet(read(source), tmp_path / "notes.pdf", paper="legal")  # type: ignore[arg-type]


def test_python_api_raises_every_problem_at_once(tmp_path: Path) -> None:
    source = tmp_path / "notes.md"
    source.write_text("## What?\n\n## Why?\n", encoding="utf-8")
    with pytest.raises(SourceError) as caught:
        read(source)
    assert [problem.where.line for problem in caught.value.problems] == [1, 3]
    assert str(caught.value).startswith(f'{source}:1: empty answer to "What?"\n')


def test_python_api_warns(tmp_path: Path) -> None:
    source = tmp_path / "notes.md"
    source.write_text("## What?\n\nA List<int>.\n", encoding="utf-8")
    with pytest.warns(UserWarning, match=r"notes\.md:3: warning: <int> is shown as text"):
        read(source)
