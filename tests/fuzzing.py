"""Inputs made by mutating good ones, for the program to survive.

    python tests/fuzzing.py --reader 1000000 --writers 20000 [--seed N] [--skip N]

campaigns
  reader   sources, read
  front    sources that are little but front matter, read
  lock     locks, read; one that is taken is written the same
  style    sheet.toml, read; with one that is taken a sheet is written
  writers  sources without errors: the deck and the sheet in each of its layouts
  builds   the command itself with mutated bytes in one of its files, and any options

Prints how far it is, then a table: inputs tried, tracebacks, inputs that took more than two seconds
of CPU. What failed is kept in build/fuzzing/. The same seed makes the same inputs; `--skip` leaves
out the first.
"""

from __future__ import annotations

import argparse
import random
import shutil
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable
from contextlib import chdir
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, process_time
from types import FrameType

import mutation
from click.testing import CliRunner
from deck_samples import designs
from mutation import CASES, mutated, mutated_bytes

from exporter import cli, deck, files, history, sheet, source
from exporter.model import Deck
from exporter.sheet import style
from exporter.templates import Templates

ROOT = Path(__file__).parent.parent
SLOW = 2.0
"""Seconds of CPU that no input under 100 kB may take."""

HANGS = 120
"""Seconds by the clock after which an input is given up."""

_TOLD = 60
SMALL = """\
# S

## Q

a `b` $c$

- d

| e | f |
|---|---|
| g | h |

## R {.cloze}

==i==
"""

Run = Callable[[random.Random], str | bytes | None]
"""Makes an input and uses it up; gives it back, or None if it does not count."""


@dataclass
class Tally:
    """What became of the inputs of one campaign."""

    name: str
    tried: int = 0
    failed: int = 0
    slow: int = 0
    slowest: float = 0.0
    kinds: dict[str, int] = field(default_factory=dict)


class Failed(Exception):  # noqa: N818  # it carries the input of what failed
    """What was tried when something else was raised."""

    def __init__(self, tried: str | bytes) -> None:
        super().__init__(tried)
        self.tried = tried


def _trying(tried: str | bytes, run: Callable[[], object]) -> str | bytes:
    try:
        run()
    except Exception as error:
        raise Failed(tried) from error
    return tried


def read(text: str) -> Deck | None:
    """The reader's deck, None if it finds errors; other than that it must not fail."""
    found, problems = source.parse(text, "fuzz.md", files.pictures(CASES))
    lines = len(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    for problem in problems:
        assert 1 <= problem.where.line <= lines, problem
        assert problem.what, problem
    return found


def reader() -> Run:
    texts = mutation.markdown()
    return lambda chance: _trying(text := mutated(texts, chance), lambda: read(text))


def front() -> Run:
    texts = mutation.front_matter()
    return lambda chance: _trying(text := mutated(texts, chance), lambda: read(text))


def lock() -> Run:
    texts = mutation.locks()

    def check(text: str) -> None:
        found, problems = history.parse(text, "a.lock.json")
        assert (found is None) == bool(problems)
        if found:
            assert history.parse(history.dump(found), "a.lock.json") == (found, ())
        for problem in problems:
            assert 1 <= problem.where.line <= text.count("\n") + 1
            assert problem.hint

    return lambda chance: _trying(text := mutated(texts, chance), lambda: check(text))


def styles() -> Run:
    texts = mutation.styles()
    folder = Path(tempfile.mkdtemp())
    small, _ = source.parse(SMALL, "a.md", files.pictures(folder))
    assert small

    def check(data: bytes, layout: sheet.Layout) -> None:
        (folder / style.NAME).write_bytes(data)
        _, problems = style.read(Templates(folder), sheet.Paper.A4.value)
        for problem in problems:
            assert 1 <= problem.where.line <= data.count(b"\n") + data.count(b"\r") + 1
        if not problems:
            _pressed(small, layout, Templates(folder))

    def run(chance: random.Random) -> str | bytes:
        data, layout = mutated_bytes(texts, chance), chance.choice([*sheet.Layout])
        return _trying(data, lambda: check(data, layout))

    return run


def writers() -> Run:
    texts = mutation.markdown()

    def run(chance: random.Random) -> str | bytes | None:
        text, layout = mutated(texts, chance), chance.choice([*sheet.Layout])
        found = read(text)
        return _trying(text, lambda: written(found, layout)) if found else None

    return run


def written(found: Deck, layout: sheet.Layout) -> None:
    """Both outputs of a deck, in memory."""
    deck.write(found, history.fresh(found, 1_700_000_000), designs(), _nobody)
    _pressed(found, layout, Templates())


def _pressed(found: Deck, layout: sheet.Layout, templates: Templates) -> None:
    settings = sheet.SheetSettings(
        sheet.Paper.A4, templates, 1_700_000_000, None, gray=layout is sheet.Layout.LARGE,
        layout=layout,
    )  # fmt: skip
    sheet.write(found, settings, _nobody)


def _nobody() -> None:
    """Nobody is watching."""


# The command --------------------------------------------------------------------------------

_OPTIONS = (
    ("--only", "deck"), ("--only", "sheet"), ("--paper", "a5"), ("--layout", "fold"),
    ("--layout", "cards"), ("--layout", "x"), ("--flip", "short"), ("--back-offset", "1,nan"),
    ("--back-offset", "1e9,1"), ("--back-offset", "٣,1"), ("--calibrate",), ("--gray",),
    ("--strict",), ("--section", "S"), ("--section", ""), ("--section", "\ud800"),
    ("--tag", "a"), ("--tag", "*"),
    ("--restamp", "q"), ("--restamp", "nobody"), ("--format", "json"), ("-v",), ("-q",),
    ("--templates", "templates"), ("--templates", "a.md"), ("--templates", "nowhere"),
    ("--output-dir", "a.md"), ("--output-dir", "a/b/c"), ("--no-cache",), ("a.md",),
    ("nowhere.md",), ("\x1b]0;a\x07.md",), ("--", "-v"), ("a" * 300,), (".",),
)  # fmt: skip


def builds() -> Run:
    folder = Path(tempfile.mkdtemp())
    kept = {
        "a.md": mutation.markdown(),
        "a.lock.json": mutation.locks(),
        "templates/sheet.toml": mutation.styles(),
        "templates/card/card.css": mutation.cards(),
        "templates/card/basic-front.html": mutation.cards(),
        "cache/exporter/formulas.bin": mutation.cards(),
    }

    def run(chance: random.Random) -> str | bytes:
        _empty(folder)
        (folder / "a.md").write_text(SMALL, encoding="utf-8")
        name = chance.choice([*kept])
        data = mutated_bytes(kept[name], chance)
        if name.endswith("lock.json") and chance.randrange(2):
            data = mutation.locked(SMALL).encode()[: chance.randrange(2_000)]
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
        command = chance.choice(("build", "build", "build", "check", "status", "stamp"))
        given = [word for _ in range(chance.randrange(3)) for word in chance.choice(_OPTIONS)]
        arguments = [command, "a.md", *given]
        if name.startswith("templates"):
            arguments += ["--templates", "templates"]
        shown = f"{arguments} {name}\n".encode("utf-8", "replace") + data
        return _trying(shown, lambda: _built(folder, arguments))

    return run


def _empty(folder: Path) -> None:
    for each in folder.iterdir():
        shutil.rmtree(each) if each.is_dir() else each.unlink()


def _built(folder: Path, arguments: list[str]) -> None:
    """Run the command in a folder; if it fails, all is as it was."""
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    with chdir(folder):
        runner = CliRunner(env={"XDG_CACHE_HOME": str(folder / "cache")})
        result = runner.invoke(cli.main, arguments)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert "Traceback" not in result.output
    if result.exit_code:
        assert result.output.strip()
        after = {path: path.read_bytes() for path in before if path.exists()}
        assert after == before, "a file was changed by a command that failed"
        new = [*folder.rglob("*.apkg"), *folder.rglob("*.pdf")]
        assert not new, new


# Campaigns ----------------------------------------------------------------------------------

CAMPAIGNS = {
    "reader": reader,
    "front": front,
    "lock": lock,
    "style": styles,
    "writers": writers,
    "builds": builds,
}


def campaign(name: str, count: int, seed: int, skip: int = 0, run: Run | None = None) -> Tally:
    """So many inputs that count."""
    tally = Tally(name)
    run = run or CAMPAIGNS[name]()
    told = monotonic()
    for number, chance in enumerate(mutation.chances(seed, skip), skip):
        if tally.tried >= count:
            break
        tally.tried += _one(run, chance, tally)
        if monotonic() - told > _TOLD:
            told = monotonic()
            print(f"{name}: {tally.tried:,} of {count:,}, next is --skip {number + 1}: "
                  f"{tally.failed} failed, {tally.slow} slow", flush=True)  # fmt: skip
    return tally


def _one(run: Run, chance: random.Random, tally: Tally) -> bool:
    """Try one input; whether it counts."""
    start = process_time()
    signal.alarm(HANGS)
    tried: str | bytes | None
    try:
        tried = run(chance)
    except Failed as failure:
        tried = failure.tried
        where = "".join(traceback.format_exception(failure.__cause__))
        tally.failed += 1
        tally.kinds[where] = tally.kinds.get(where, 0) + 1
        _keep(tried, where)
    finally:
        signal.alarm(0)
    took = process_time() - start
    tally.slowest = max(tally.slowest, took)
    if took > SLOW and tried is not None:
        tally.slow += 1
        _keep(tried, f"{took:.1f} s")
    return tried is not None


def _give_up(_signal: int, _frame: FrameType | None) -> None:
    raise TimeoutError(f"no end after {HANGS} s")


def _keep(tried: str | bytes, why: str) -> None:
    folder = ROOT / "build" / "fuzzing"
    folder.mkdir(parents=True, exist_ok=True)
    number = len(list(folder.glob("*.txt")))
    data = tried if isinstance(tried, bytes) else tried.encode("utf-8", "surrogatepass")
    (folder / f"{number}.in").write_bytes(data)
    (folder / f"{number}.txt").write_text(why, encoding="utf-8", errors="replace")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name in CAMPAIGNS:
        parser.add_argument(f"--{name}", type=int, default=0, metavar="N")
    parser.add_argument("--seed", type=int, default=1, metavar="N")
    parser.add_argument("--skip", type=int, default=0, metavar="N")
    wanted = vars(parser.parse_args())
    signal.signal(signal.SIGALRM, _give_up)
    tallies = [
        campaign(name, wanted[name], wanted["seed"], wanted["skip"])
        for name in CAMPAIGNS
        if wanted[name]
    ]
    print(f"{'campaign':14}{'inputs':>10}{'tracebacks':>12}{'over 2 s':>10}{'slowest':>10}")
    for each in tallies:
        counts = f"{each.tried:>10,}{each.failed:>12,}{each.slow:>10}"
        print(f"{each.name:14}{counts}{each.slowest:>8.2f} s")
        for where, times in sorted(each.kinds.items(), key=lambda pair: -pair[1])[:5]:
            print(f"\n{times} times:\n{where}")
    sys.exit(any(each.failed or each.slow for each in tallies))


if __name__ == "__main__":
    main()
