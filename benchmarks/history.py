"""What the history costs: `python benchmarks/history.py [QUESTIONS]`, one of them edited.

Seconds of each step of a build of the deck (the sheet not counted) with the last lock at hand, for
a source whose questions have keys and for one without any.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from deck_samples import designs
from generate import generate
from history_samples import LOCK, START, deck, rendered

from exporter import deck as deck_writer
from exporter import history


def measured(text: str, edited: str) -> dict[str, float]:
    """The seconds of each step of the second build."""
    first = history.identify(deck(text), None, LOCK)
    before = history.compare(None, first, rendered(first), START)
    written = history.dump(before.lock)

    took: dict[str, float] = {"kB of lock": len(written.encode()) / 1000}
    start = perf_counter()

    def step(name: str) -> None:
        nonlocal start
        took[name] = perf_counter() - start
        start = perf_counter()

    read = deck(edited)
    step("read the source")
    lock, problems = history.parse(written, LOCK)
    step("read the lock")
    found = history.identify(read, lock, LOCK)
    step("recognise")
    notes = deck_writer.notes(found.deck)
    step("render the notes")
    shown = {n.key: history.Shown(n.digest[:16], n.deck, n.tags) for n in notes}
    made = history.compare(lock, found, history.Rendered(shown, "b", "c"), START + 60)
    step("compare")
    history.dump(made.lock)
    step("write the lock")
    deck_writer.write(found.deck, made.stamps, designs(), lambda: None, notes)
    step("write the deck")
    assert not problems  # noqa: S101  # or the figures mean nothing
    assert len(made.changes) == 1  # noqa: S101  # likewise
    return took


def main() -> None:
    """A table with a column for each source."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    keyed = "\n".join(generate(count))
    bare = re.sub(r"\? \{#question-(\d+)\}", r", in case \1?", keyed)
    columns = []
    for text in (keyed, bare):
        lines = text.splitlines()
        place = next(n for n in range(len(lines) // 2, len(lines)) if lines[n][:2].isalpha())
        lines[place] += " This is new."
        columns.append(measured(text, "\n".join(lines)))
    print(f"{'':20}{'with keys':>12}{'without':>12}")
    for name in columns[0]:
        print(f"{name:20}" + "".join(f"{column[name]:12,.2f}" for column in columns))
    of_history = ("read the lock", "recognise", "compare", "write the lock")
    for column in columns:
        whole = sum(value for name, value in column.items() if name != "kB of lock")
        part = sum(column[name] for name in of_history)
        print(f"history: {part:.2f} s of {whole:.2f} s, {part / whole:.1%}")


if __name__ == "__main__":
    main()
