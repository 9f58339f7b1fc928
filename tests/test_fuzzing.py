"""A short run of the mutation fuzzing; the long one is a command in CONTRIBUTING.md."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import fuzzing
import pytest


@pytest.mark.parametrize("seed", range(4))
def test_no_mutated_source_raises(seed: int) -> None:
    tally = fuzzing.campaign("reader", 300, seed, fuzzing.reader)
    assert (tally.failed, tally.kinds) == (0, {})


def test_no_mutated_deck_raises() -> None:
    tally = fuzzing.campaign("writers", 20, 5, fuzzing.writers)
    assert (tally.failed, tally.kinds) == (0, {})


def test_a_failure_is_counted_and_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(text: str) -> bool:
        raise ValueError(len(text))

    monkeypatch.setattr(fuzzing, "ROOT", tmp_path)
    monkeypatch.setattr(fuzzing, "inputs", lambda _: iter(["## A\n", "## B\n"]))
    assert fuzzing.campaign("reader", 9, 1, fail).failed == 2
    assert len(list((tmp_path / "build" / "fuzzing").glob("*.txt"))) == 2


def test_a_seed_repeats_its_inputs() -> None:
    assert list(islice(fuzzing.inputs(7), 20)) == list(islice(fuzzing.inputs(7), 20))
