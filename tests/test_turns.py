"""Builds that are killed, and builds at once: what is on the disk is always of one piece.

`EXPORTER_KILLS` says how often a build is killed (8 by default).
"""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import time
import zipfile
from contextlib import closing
from pathlib import Path
from sqlite3 import connect

import pypdfium2
import pytest

from exporter import history
from exporter.turns import turn

KILLS = int(os.environ.get("EXPORTER_KILLS", "8"))

BUILDING = """
import sys, time
from itertools import count
from pathlib import Path
from exporter import build
from exporter.build import Product, Settings
from exporter.sheet import Paper
from exporter.templates import Templates

source = Path("notes.md")
for version in count(int(sys.argv[1])):
    new = Path("notes.new")
    new.write_text(f"## Which version?\\n\\nAnswer number {version}.\\n", encoding="utf-8")
    new.replace(source)
    settings = Settings(
        Path("dist"), tuple(Product), Paper.A4, Templates(), 1_700_000_000 + version, False, None
    )
    report = build.make([source], settings, lambda _: lambda: None)
    build.write(report)
    if version == int(sys.argv[1]):
        print("built", flush=True)
"""


def answer_in_deck(path: Path) -> int:
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        data = archive.read("collection.anki2")
    with closing(connect(":memory:")) as database:
        database.deserialize(data)
        ((fields, modified),) = database.execute("select flds, mod from notes")
    found = re.search(r"Answer number (\d+)", fields)
    assert found
    assert modified == 1_700_000_000 + int(found[1])
    return int(found[1])


def answer_on_sheet(path: Path) -> int:
    with closing(pypdfium2.PdfDocument(path)) as document:
        found = re.search(r"Answer number (\d+)", document[0].get_textpage().get_text_range())
    assert found
    return int(found[1])


def answer_in_lock(path: Path) -> int:
    lock, problems = history.parse(path.read_text(encoding="utf-8"), str(path))
    assert problems == ()
    assert lock is not None
    (record,) = lock.records
    return record.modified - 1_700_000_000


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_a_build_killed_at_any_moment_leaves_the_old_or_the_new(tmp_path: Path) -> None:
    rng = random.Random(9)  # noqa: S311  # moments, no secrets
    version = 1
    for _ in range(KILLS):
        command = [sys.executable, "-c", BUILDING, str(version)]
        with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE) as process:
            assert process.stdout
            assert process.stdout.readline() == b"built\n"
            time.sleep(rng.random() * 0.3)
            process.send_signal(signal.SIGKILL)
        deck = answer_in_deck(tmp_path / "dist" / "notes.apkg")
        sheet = answer_on_sheet(tmp_path / "dist" / "notes.pdf")
        lock = answer_in_lock(tmp_path / "notes.lock.json")
        assert deck >= sheet >= lock >= deck - 1
        assert lock >= version
        version = deck + 2
    # And the next build knows nothing of all that.
    build = [sys.executable, "-m", "exporter", "build", "notes.md"]
    environment = os.environ | {"SOURCE_DATE_EPOCH": str(1_700_000_000 + version)}
    text = f"## Which version?\n\nAnswer number {version}.\n"
    (tmp_path / "notes.md").write_text(text, encoding="utf-8")
    subprocess.run(build, cwd=tmp_path, env=environment, check=True, capture_output=True)
    assert answer_in_deck(tmp_path / "dist" / "notes.apkg") == version
    assert answer_on_sheet(tmp_path / "dist" / "notes.pdf") == version
    assert answer_in_lock(tmp_path / "notes.lock.json") == version
    assert not list(tmp_path.rglob("*.tmp"))


def test_a_second_build_says_why_it_waits(tmp_path: Path) -> None:
    source = tmp_path / "notes.md"
    source.write_text("## A?\n\nB.\n", encoding="utf-8")
    command = [sys.executable, "-m", "exporter", "build", str(source), "-o", str(tmp_path)]
    told: list[Path] = []
    with turn([source], told.append):
        process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE)
        assert process.stderr
        assert process.stdout
        line = process.stderr.readline().decode()
        assert line == f"waiting for another build of {tmp_path} to end\n"
        assert [path.name for path in tmp_path.iterdir()] == ["notes.md"]
    with process:
        assert process.wait() == 0
    assert told == []
    assert (tmp_path / "notes.apkg").exists()


def test_builds_into_one_folder_take_turns(tmp_path: Path) -> None:
    for name in ("a", "b", "out"):
        (tmp_path / name).mkdir()
    told: list[Path] = []
    with turn([tmp_path / "a" / "notes.md"], told.append, tmp_path / "out"):
        command = [sys.executable, "-m", "exporter", "build", "b/notes.md", "-o", "out"]
        (tmp_path / "b" / "notes.md").write_text("## A?\n\nB.\n", encoding="utf-8")
        process = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE)
        assert process.stderr
        line = process.stderr.readline().decode()
        assert line == f"waiting for another build of {tmp_path / 'out'} to end\n"
    with process:
        assert process.wait() == 0
    assert told == []


def test_builds_at_once_all_end_well(tmp_path: Path) -> None:
    source = tmp_path / "notes.md"
    source.write_text("## A?\n\nB.\n", encoding="utf-8")
    command = [sys.executable, "-m", "exporter", "build", str(source), "-o", str(tmp_path)]
    builds = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(3)
    ]
    told = [b"".join(process.communicate()).decode() for process in builds]
    assert [process.returncode for process in builds] == [0, 0, 0], told
    assert sum("the first build" in each for each in told) == 1
    assert sum("nothing has changed" in each for each in told) == 2


def test_a_killed_holder_keeps_nobody_waiting(tmp_path: Path) -> None:
    source = tmp_path / "notes.md"
    source.touch()
    code = (
        "import sys, time; from pathlib import Path; from exporter.turns import turn\n"
        "with turn([Path(sys.argv[1])], print): print('held', flush=True); time.sleep(99)"
    )
    command = [sys.executable, "-c", code, str(source)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.readline()
        process.kill()
    told: list[Path] = []
    with turn([source, tmp_path / "not here" / "x.md"], told.append):
        assert told == []
    assert [path.name for path in tmp_path.iterdir()] == ["notes.md"]
