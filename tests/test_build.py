"""The same source and time give the same bytes, and the Python API does what the command does."""

from __future__ import annotations

import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

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
