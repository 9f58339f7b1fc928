"""What is made to take for ever: each construct at two sizes, with time, memory and growth.

    python benchmarks/worst.py [--only WORD ...] [--size N] [--limit S]

Each row is a source of about `--size` characters, or of as many as its name says, that holds
little but one construct. It is read and, unless it is refused, both outputs are written, in a
process of its own; then the same at twice the size.

columns
  read, deck, sheet   seconds of CPU for the larger source
  peak                memory of its process in MB
  growth              time relative to the smaller source: 2 is linear, 4 quadratic (only where the
                      larger took a tenth of a second at all)
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from time import process_time

from constructs import constructs
from measure import Failure, Usage, run

# Measuring ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of CPU by stage, bytes at the peak, what the source is refused with."""

    characters: int
    stages: dict[str, float]
    peak: int | None
    refused: str

    @property
    def seconds(self) -> float:
        """All stages together."""
        return sum(self.stages.values())


def measure(name: str, size: int, limit: float) -> Cost | Failure:
    """What that construct costs at that size."""
    command = [sys.executable, __file__, "--one", name, "--size", str(size)]
    with tempfile.TemporaryDirectory() as folder:
        used = run(command, Path(folder), limit, {})
    if not isinstance(used, Usage):
        return used
    told = json.loads(used.printed.splitlines()[-1])
    return Cost(told["characters"], told["stages"], used.peak, told["refused"])


def _one(name: str, size: int) -> None:
    """The stages of one construct, in this process."""
    from exporter import deck, files, history, sheet, source  # noqa: PLC0415  # not when measuring
    from exporter.templates import Templates  # noqa: PLC0415  # likewise

    text = constructs()[name](size)
    stages: dict[str, float] = {}
    started = process_time()

    def done(stage: str) -> None:
        nonlocal started
        stages[stage] = process_time() - started
        started = process_time()

    found, problems = source.parse(text, "worst.md", files.pictures(Path()))
    done("read")
    if found is not None:
        designs, _ = deck.designs(Templates())
        assert designs  # noqa: S101  # the shipped ones have no problems
        deck.write(found, history.fresh(found, 0), designs, _nobody)
        done("deck")
        settings = sheet.SheetSettings(sheet.Paper.A4, Templates(), 0, None)
        sheet.write(found, settings, _nobody)
        done("sheet")
    refused = "" if found else str(problems[0]).partition("\n")[0]
    print(json.dumps({"characters": len(text), "stages": stages, "refused": refused}))


def _nobody() -> None:
    """Nobody is watching."""


# Printing -----------------------------------------------------------------------------------


def _row(name: str, size: int, limit: float) -> str:
    small, large = measure(name, size, limit), measure(name, 2 * size, limit)
    if isinstance(small, Failure) or isinstance(large, Failure):
        why = next(each.why for each in (small, large) if isinstance(each, Failure))
        return f"{name[:44]:46}{2 * size:>10,}   {why}"
    parts = "".join(
        f"{large.stages[stage]:>7.2f}" if stage in large.stages else f"{'–':>7}"
        for stage in ("read", "deck", "sheet")
    )
    peak = "–" if large.peak is None else f"{large.peak / 1e6:.0f}"
    alike = small.stages.keys() == large.stages.keys()
    growth = f"{large.seconds / small.seconds:.1f}" if large.seconds > 0.1 and alike else "–"
    return f"{name[:44]:46}{large.characters:>10,}{parts}{peak:>6}{growth:>7}  {large.refused[:90]}"


def _main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--only", nargs="+", metavar="WORD", help="constructs with this in the name"
    )
    parser.add_argument("--size", type=int, default=50_000, metavar="N", help="of the smaller one")
    parser.add_argument("--limit", type=float, default=60, metavar="S", help="seconds for each")
    parser.add_argument("--one", metavar="NAME", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        _one(asked.one, asked.size)
        return
    head = "".join(f"{title:>7}" for title in ("read", "deck", "sheet"))
    print(f"{'construct':46}{'characters':>10}{head}{'peak':>6}{'growth':>7}")
    for name in constructs():
        if not asked.only or any(word in name for word in asked.only):
            print(_row(name, asked.size, asked.limit), flush=True)


if __name__ == "__main__":
    _main()
