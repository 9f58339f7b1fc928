"""How sure it is who is who in a source without keys: real sentences, edited as people do.

    python benchmarks/recognition.py [EDITS] [SEED]

Prints what became of the edits (1,000 by default): recognised, asked about, mistaken. Then the same
for what no text can tell from an edit: a question replaced by the one nearest to it.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from rewriting import Session, Tally, corpus, session
from test_history_recognise import judged


def edited(count: int, rng: random.Random) -> Tally:
    """Sessions of one to four edits in sources of 8 to 40 questions."""
    tally, done = Tally(), 0
    while done < count:
        made = session(rng, size=rng.choice((8, 20, 40)), edits=rng.choice((1, 2, 3, 4)))
        done += len(made.edited)
        judged(made, tally)
    return tally


def replaced(count: int, rng: random.Random) -> Tally:
    """In sources of 20, one question gives way to its neighbour in Python's documentation."""
    tally = Tally()
    for _ in range(count):
        start = rng.randrange(len(corpus()) - 21)
        family = list(corpus()[start : start + 21])
        place = rng.randrange(20)
        after = [*family[:place], family[20], *family[place + 1 : 20]]
        after[place] = family[place + 1]
        before = [*family[: place + 1], *family[place + 2 :]]
        after = [*family[:place], *family[place + 1 :]]
        judged(Session(before, after, {}, {family[place + 1].name}), tally)
    return tally


def table(title: str, tally: Tally) -> None:
    """The counts by kind of edit, and their sums."""
    names = sorted({*tally.recognised, *tally.refused, *tally.wrong} - {"untouched"})
    print(f"\n{title:28}{'recognised':>12}{'asked':>8}{'mistaken':>10}")
    for name in names:
        print(
            f"  {name.replace('_', ' '):26}{tally.recognised[name]:12,}"
            f"{tally.refused[name]:8,}{tally.wrong[name]:10,}"
        )
    sums = [
        sum(count[name] for name in names)
        for count in (tally.recognised, tally.refused, tally.wrong)
    ]
    print(f"  {'all':26}{sums[0]:12,}{sums[1]:8,}{sums[2]:10,}")
    others = tally.recognised["untouched"]
    strays = tally.refused["untouched"] + tally.wrong["untouched"]
    print(f"  {'untouched, among them':26}{others:12,}{strays:18,}")


def main() -> None:
    """Both tables."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    rng = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1)  # noqa: S311  # no secrets
    table("edits", edited(count, rng))
    table("hostile replacements", replaced(count // 2, rng))


if __name__ == "__main__":
    main()
