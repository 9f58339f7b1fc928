from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from history_samples import LOCK, Notebook
from hypothesis import given, settings
from hypothesis import strategies as st

from exporter.history import Lock, Look, Record, dump, parse
from exporter.history.words import SIZE, sketch
from exporter.model import Kind

TEXT = """\
# Animals

## What is a cat?

It purrs.

## What is "π"? {#pi tags="maths irrational"}

What does it print?

---

About 3.14.
"""


def lock() -> Lock:
    return Notebook().build(TEXT).lock


def test_a_lock_is_dumped_as_this_exact_text() -> None:
    pi = Record(
        "pi", Kind.BASIC, "0123456789abcdef", 1_700_000_000_001, 1_700_000_300, "a" * 16,
        'What is "π"?', "b" * 12, "c" * 12, sketch(frozenset({0, 63, 4096})), "Notes::Animals",
        ("maths", "irrational"), 2000,
    )  # fmt: skip
    cat = Record(
        "what-is-a-cat", Kind.CLOZE, "fedcba9876543210", 1_700_000_000_000, 1_700_000_000, "d" * 16,
        "What is a cat?", "", "e" * 12, "", "Notes::Animals", (), 1000, 1_700_000_600,
    )  # fmt: skip
    written = Lock("notes", Look("f" * 16, 1_700_000_000), Look("9" * 16, 1), (pi, cat))
    assert dump(written) == (
        "{\n"
        '"format": 1,\n'
        '"deck": "notes",\n'
        '"basic": {"digest": "ffffffffffffffff", "modified": 1700000000},\n'
        '"cloze": {"digest": "9999999999999999", "modified": 1},\n'
        '"questions": [\n'
        '{"key": "pi", "kind": "basic", "guid": "0123456789abcdef", "created": 1700000000001, '
        '"modified": 1700000300, "digest": "aaaaaaaaaaaaaaaa", '
        '"title": "What is \\"π\\"?", "prompt": "bbbbbbbbbbbb", "answer": "cccccccccccc", '
        '"sketch": "00000-100", "deck": "Notes::Animals", "tags": ["maths", "irrational"], '
        '"place": 2000},\n'
        '{"key": "what-is-a-cat", "kind": "cloze", "guid": "fedcba9876543210", '
        '"created": 1700000000000, "modified": 1700000000, "digest": "dddddddddddddddd", '
        '"title": "What is a cat?", "answer": "eeeeeeeeeeee", "sketch": "", '
        '"deck": "Notes::Animals", "place": 1000, "left": 1700000600}\n'
        "]\n"
        "}\n"
    )
    assert parse(dump(written), LOCK) == (written, ())


def hexadecimal(digits: int) -> st.SearchStrategy[str]:
    return st.text("0123456789abcdef", min_size=digits, max_size=digits)


words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20)
record = st.builds(
    Record,
    key=st.text("aä1_.-漢", min_size=1, max_size=9),
    kind=st.sampled_from(Kind),
    guid=hexadecimal(16),
    created=st.integers(0, 10**15),
    modified=st.integers(0, 2**39),
    digest=hexadecimal(16),
    title=words,
    prompt=st.just("") | hexadecimal(12),
    answer=hexadecimal(12),
    sketch=st.frozensets(st.integers(0, 2**18 - 1), max_size=SIZE // 4).map(sketch),
    deck=words,
    tags=st.lists(words, max_size=3).map(tuple),
    place=st.integers(0, 2**39),
    left=st.none() | st.integers(0, 2**39),
)
records = st.lists(record, max_size=4, unique_by=(lambda r: r.key, lambda r: r.guid)).map(
    lambda found: tuple(sorted(found, key=lambda r: r.name))
)


@settings(max_examples=30)
@given(st.builds(Lock, st.just("deck"), st.just(Look("b", 1)), st.just(Look("c", 2)), records))
def test_what_is_dumped_is_read_back(written: Lock) -> None:
    text = dump(written)
    assert parse(text, LOCK) == (written, ())
    assert parse("\ufeff" + text.replace("\n", "\r\n"), LOCK) == (written, ())
    assert parse(json.dumps(json.loads(text), indent=4), LOCK) == (written, ())


def change(edit: Callable[[dict[str, Any]], object]) -> str:
    """The small lock after an edit, a line for each question as before."""
    loaded = json.loads(dump(lock()))
    edit(loaded)
    rows = ",\n".join(json.dumps(row, ensure_ascii=False) for row in loaded.pop("questions"))
    head = ",\n".join(f"{json.dumps(name)}: {json.dumps(value)}" for name, value in loaded.items())
    return f'{{\n{head},\n"questions": [\n{rows}\n]\n}}\n'


RESTORE = "restore it from version control; without one, delete it: every note is stamped anew"
DAMAGE: dict[str, tuple[str, str, str]] = {
    "empty": ("", "notes.lock.json:1: not JSON: Expecting value", RESTORE),
    "another file": ("[1, 2]", "notes.lock.json:1: not a lock", RESTORE),
    "cut": (
        dump(lock())[:200],
        "notes.lock.json:7: not JSON: Unterminated string starting at",
        RESTORE,
    ),
    "newer": (
        dump(lock()).replace('"format": 1', '"format": 2'),
        "notes.lock.json:2: written by a newer exporter (format 2)",
        "install the newest exporter",
    ),
    "older": (
        dump(lock()).replace('"format": 1', '"format": 0'), "notes.lock.json:1: not a lock", RESTORE
    ),
    "nested without end": ("[" * 100_000, "notes.lock.json:1: not a lock", RESTORE),
    "a number without end": (
        f'{{"format": {"9" * 5000}}}', "notes.lock.json:1: not a lock", RESTORE
    ),
    "merged and left": (
        "{\n<<<<<<< HEAD\n=======\n>>>>>>> theirs\n",
        "notes.lock.json:2: an unresolved merge conflict",
        "keep the lines of both sides, or one side: git checkout --theirs -- notes.lock.json",
    ),
    "a question twice": (
        change(lambda loaded: loaded["questions"].append(loaded["questions"][0])),
        'notes.lock.json:9: the question "pi" is here twice (first on line 7)',
        "delete the line with the smaller number after modified",
    ),
    "a name twice": (
        dump(lock()).replace('"format": 1', '"format": 1, "format": 1'),
        'notes.lock.json:2: "format" is here twice',
        RESTORE,
    ),
    "a guid twice": (
        change(lambda loaded: loaded["questions"][0].update(guid=loaded["questions"][1]["guid"])),
        'notes.lock.json:8: "what-is-a-cat" and "pi" have the same guid',
        RESTORE,
    ),
    "two kinds at once": (
        change(
            lambda loaded: loaded["questions"].append(
                loaded["questions"][0] | {"kind": "cloze", "guid": "0" * 16}
            )
        ),
        'notes.lock.json:9: the question "pi" is here both as a cloze and as another kind',
        RESTORE,
    ),
    "a note type's digest": (
        change(lambda loaded: loaded["cloze"].update(digest="\ud800")),
        "notes.lock.json:5: a bad note type",
        RESTORE,
    ),
    "a note type": (
        change(lambda loaded: loaded.update(basic={"digest": 3})),
        "notes.lock.json:4: a bad note type",
        RESTORE,
    ),
    "no deck key": (
        change(lambda loaded: loaded.update(deck="a b")),
        "notes.lock.json:3: a bad deck key",
        RESTORE,
    ),
    "no questions": (
        '{"format": 1, "deck": "a",\n"basic": 1, "cloze": 1, "questions": 1}',
        "notes.lock.json:2: no list of questions",
        RESTORE,
    ),
    "no question": (
        change(lambda loaded: loaded.update(questions=[7])),
        "notes.lock.json:6: a question that is no object",
        RESTORE,
    ),
    "unknown": (
        change(lambda loaded: loaded["questions"][1].update(extra=1)),
        'notes.lock.json:8: unknown "extra" of a question',
        RESTORE,
    ),
}  # fmt: skip
for name, bad in {
    "key": "a b", "kind": "quiz", "guid": "xyz", "created": -1, "modified": 1 << 60, "digest": 3,
    "title": "\x1b[2J", "prompt": "x", "answer": "", "sketch": "ab", "deck": 1, "tags": ["\ud800"],
    "place": 1.5, "left": "now",
}.items():  # fmt: skip
    DAMAGE[f"a bad {name}"] = (
        change(lambda loaded, name=name, bad=bad: loaded["questions"][1].update({name: bad})),  # type: ignore[misc]
        f'notes.lock.json:8: a bad or missing "{name}" of the question',
        RESTORE,
    )


@pytest.mark.parametrize("name", DAMAGE)
def test_a_lock_that_is_not_whole_is_refused_with_its_line_and_a_way_out(name: str) -> None:
    text, what, hint = DAMAGE[name]
    found, problems = parse(text, LOCK)
    assert found is None
    assert [str(problem) for problem in problems] == [f"{what}\n    {hint}"]


@given(st.data())
def test_no_damage_is_a_traceback(data: st.DataObject) -> None:
    text = dump(lock())
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(start + 40, len(text))))
    put = data.draw(st.text(max_size=5) | st.sampled_from(["{}", "[]", "null", "-1", '"a":']))
    found, problems = parse(text[:start] + put + text[end:], LOCK)
    assert (found is None) == bool(problems)
    if found:
        dump(found).encode()


def test_git_merges_two_branches(tmp_path: Path) -> None:
    questions = [f"## Question {n}? {{#q{n}}}\n\nAnswer {n}.\n" for n in range(10, 20)]
    base = Notebook("\n".join(questions))
    ours, theirs = Notebook(), Notebook()
    ours.lock = theirs.lock = base.lock
    ours.now = theirs.now = base.now + 600
    theirs.now += 60
    edited = ["## Question 10?\n\nAnswer.\n".replace("?", "? {#q10}"), *questions[1:]]
    ours_lock = ours.build("\n".join(edited)).lock
    moved = [*questions[:5], *questions[6:8], questions[5], *questions[9:]]
    theirs_lock = theirs.build("\n".join(moved)).lock
    assert base.lock is not None
    for name, written in (("base", base.lock), ("ours", ours_lock), ("theirs", theirs_lock)):
        (tmp_path / name).write_text(dump(written), encoding="utf-8")
    merged = subprocess.run(
        ["git", "merge-file", "-p", "ours", "base", "theirs"],
        cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", check=True,
    )  # fmt: skip
    both, problems = parse(merged.stdout, LOCK)
    assert problems == ()
    assert both is not None
    after = Notebook()
    after.lock = both
    assert after.build("\n".join([edited[0], *moved[1:]])).changes == ()
