"""A short run of each campaign of mutated inputs; the long ones are commands in CONTRIBUTING.md."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import fuzzing
import mutation
import pytest
from click.testing import CliRunner

from exporter.cli import main


@pytest.mark.parametrize(
    ("name", "count", "seed"),
    [
        *(("reader", 300, seed) for seed in range(4)),
        ("front", 300, 4),
        ("lock", 300, 5),
        ("style", 60, 6),
        ("writers", 20, 7),
        ("builds", 40, 8),
    ],
)
def test_no_mutated_input_raises(name: str, count: int, seed: int) -> None:
    tally = fuzzing.campaign(name, count, seed)
    assert (tally.failed, tally.kinds) == (0, {})


def test_a_failure_is_counted_and_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: random.Random) -> str:
        raise fuzzing.Failed("a") from ValueError("b")

    monkeypatch.setattr(fuzzing, "ROOT", tmp_path)
    assert fuzzing.campaign("reader", 2, 1, run=fail).failed == 2
    kept = sorted((tmp_path / "build" / "fuzzing").iterdir())
    assert [path.name for path in kept] == ["0.in", "0.txt", "1.in", "1.txt"]
    assert kept[0].read_text(encoding="utf-8") == "a"
    assert "ValueError: b" in kept[1].read_text(encoding="utf-8")


def test_a_seed_repeats_its_inputs_from_any_of_them() -> None:
    first = list(islice(mutation.inputs(7), 20))
    assert list(islice(mutation.inputs(7), 20)) == first
    assert list(islice(mutation.inputs(7, skip=5), 15)) == first[5:]


@pytest.mark.parametrize(
    "damage",
    [
        lambda lock: lock[: len(lock) // 2],
        lambda lock: lock.replace(b'"created": ', b'"created": 9e999'),
        lambda lock: lock.replace(b"1700000000", b"NaN"),
        lambda lock: b"<<<<<<< HEAD\n" + lock,
        lambda lock: lock.replace(b'"format": 1', b'"format": 2'),
        lambda _: b"[" * 100_000,
        lambda lock: lock + lock,
        lambda lock: b"\xff" + lock,
        lambda _: b"\x00\x01\x02",
        lambda _: b"",
    ],
)
def test_a_damaged_lock_stays_as_it_is(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    source, lock = tmp_path / "a.md", tmp_path / "a.lock.json"
    source.write_text(fuzzing.SMALL, encoding="utf-8")
    good = mutation.locked(fuzzing.SMALL).encode()
    lock.write_bytes(damaged := damage(good))
    result = CliRunner().invoke(main, ["build", str(source), "--output-dir", str(tmp_path)])
    assert result.exit_code == 1
    assert re.match(re.escape(f"{lock}:") + r"\d+: .+\n    .+", result.stderr)
    assert lock.read_bytes() == damaged
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.lock.json", "a.md"]
