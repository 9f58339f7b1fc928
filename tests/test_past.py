"""Builds over time, as a person sees them: the lock, what is told, what is written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from anki_oracle import anki
from click.testing import CliRunner, Result

from exporter.cli import main

NOTES = """\
---
title: Notes
---

# One

## What is a cat?

A small animal that purrs.

## What is a dog?

A loyal animal that barks.

# Two

## What is a tree?

A tall plant.
"""
SOURCE = Path("source/notes.md")
LOCK = Path("source/notes.lock.json")
KEPT = "Anki keeps what the source no longer has: delete it there, or leave it"
DECK, SHEET = Path("dist/notes.apkg"), Path("dist/notes.pdf")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    SOURCE.parent.mkdir()
    write(NOTES)


def write(text: str, path: Path = SOURCE) -> None:
    path.write_text(text, encoding="utf-8", newline="")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def build(*arguments: str) -> list[str]:
    """What a build that ends well tells of the history, without the outputs' lines."""
    result = run("build", *arguments)
    assert (result.exit_code, result.stderr) == (0, "")
    return [line for line in result.stdout.splitlines() if not line.startswith("dist")]


def outputs() -> list[str]:
    """How a build ends: what each output's line says last."""
    result = run("build")
    return [line.split()[-1] for line in result.stdout.splitlines() if line.startswith("dist")]


def state() -> dict[Path, tuple[bytes, int]]:
    files = [path for path in Path().rglob("*") if path.is_file()]
    return {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in files}


def test_an_unchanged_source_says_so_and_nothing_is_touched(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert build() == [f"{SOURCE}  the first build: 3 new notes"]
    assert {LOCK, DECK, SHEET} <= state().keys()
    before = state()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "2000000000")
    assert build() == [f"{SOURCE}  nothing has changed"]
    assert outputs() == ["unchanged", "unchanged"]
    write(NOTES.replace("\n", "\r\n"))
    assert build() == [f"{SOURCE}  nothing has changed"]
    assert {path: at for path, at in state().items() if path != SOURCE} == {
        path: at for path, at in before.items() if path != SOURCE
    }


def test_an_output_that_is_missing_or_made_otherwise_is_made_again() -> None:
    build()
    SHEET.unlink()
    assert outputs() == ["unchanged", "s"]
    DECK.write_bytes(b"damaged")
    assert outputs() == ["s", "unchanged"]
    build("--paper", "letter")
    assert outputs() == ["unchanged", "s"]


def test_every_change_is_told_by_name_and_what_to_do() -> None:
    build()
    write(
        NOTES.replace("What is a cat?", "Describe the cat!")
        .replace("barks", "barks at strangers")
        .replace("# Two", "# Second")
    )
    told = [
        f"{SOURCE}  3 changes",
        '  reworded      "What is a cat?" → "Describe the cat!" keeps its history',
        "  changed       What is a dog?",
        "  moved         What is a tree?  (Notes::Two → Notes::Second)",
        '  before the import: rename the deck "Notes::Two" to "Notes::Second"',
    ]
    before = state()
    assert run("status").stdout.splitlines() == told
    assert state() == before
    assert build() == told
    assert run("status").stdout.splitlines() == [f"{SOURCE}  nothing has changed"]


def test_a_renamed_section_is_told_once_for_all_that_is_in_it() -> None:
    write(NOTES.replace("# Two\n", "# Two\n\n## What is a bush?\n\nA small one.\n"))
    build()
    write(SOURCE.read_text(encoding="utf-8").replace("# Two", "# Second"))
    way = "(Notes::Two → Notes::Second)"
    rename = '  before the import: rename the deck "Notes::Two" to "Notes::Second"'
    assert run("status").stdout.splitlines() == [
        f"{SOURCE}  2 changes",
        f"  moved         2 questions  {way}",
        rename,
    ]
    listed = run("status", "-v").stdout.splitlines()
    assert [line for line in listed if "read in" not in line] == [
        f"{SOURCE}  2 changes",
        f"  moved         What is a bush?  {way}",
        f"  moved         What is a tree?  {way}",
        rename,
    ]


def test_what_becomes_of_a_changed_kind_is_told_as_it_is() -> None:
    build()

    def fates(braces: str) -> list[str]:
        write(
            NOTES.replace("What is a cat?", f"What is a cat? {braces}").replace(
                "purrs", "==purrs=="
            )
        )
        return [line for line in build() if line.startswith("  kind")]

    assert fates("{.reversed}") == [
        "  kind changed  What is a cat?  (basic → reversed) keeps its history"
    ]
    assert fates("{.cloze}") == [
        (
            "  kind changed  What is a cat?  (reversed → cloze) "
            "starts over, because Anki keeps clozes apart"
        )
    ]
    assert fates("{.typed}") == [
        "  kind changed  What is a cat?  (cloze → typed) has its old note and history again"
    ]


def test_what_was_removed_is_told_again_by_status() -> None:
    build()
    write(NOTES.partition("# Two")[0])
    search = '      "deck:Notes" Key:what-is-a-tree'
    assert build() == [
        f"{SOURCE}  1 change",
        "  removed       What is a tree?",
        f"  in Anki: {KEPT}",
        search,
    ]
    assert build() == [f"{SOURCE}  nothing has changed"]
    assert run("status").stdout.splitlines() == [
        f"{SOURCE}  nothing has changed",
        "  left earlier  1 question",
        search,
    ]
    write(NOTES)
    assert build() == [f"{SOURCE}  1 change", "  returned      What is a tree?"]
    assert run("status").stdout.splitlines() == [f"{SOURCE}  nothing has changed"]


def test_many_changes_are_counted_unless_all_are_wanted() -> None:
    many = "".join(f"## Question {n}?\n\nAnswer {n}.\n\n" for n in range(25))
    write(many)
    build()
    write(many.replace("Answer", "Reply"))
    told = run("status").stdout.splitlines()
    assert told[0] == f"{SOURCE}  25 changes"
    assert told[20:] == [
        "  changed       Question 19?",
        "                and 5 more: -v lists them",
    ]
    assert len(run("status", "-v").stdout.splitlines()) == 27


def test_changed_templates_are_told() -> None:
    build()
    Path("mine/card").mkdir(parents=True)
    write(".card { color: red }", Path("mine/card/card.css"))
    assert build("--templates", "mine") == [f"{SOURCE}  the look of the cards has changed"]


def test_a_changed_order_of_questions_is_reported_once() -> None:
    build()
    first, second = NOTES.partition("## What is a dog?")[0], "## What is a dog?\n\nA loyal"
    cat = first.partition("# One\n\n")[2]
    write(NOTES.replace(cat, "").replace("# Two", f"{cat}# Two"))
    assert second in SOURCE.read_text(encoding="utf-8")
    assert build() == [f"{SOURCE}  the order has changed"]
    assert build() == [f"{SOURCE}  nothing has changed"]


def test_a_lost_lock_is_said_plainly() -> None:
    build()
    LOCK.unlink()
    (told,) = build()
    assert told == (
        f"{SOURCE}  notes.lock.json is lost: every note is stamped now, so that the next import "
        "overwrites what was changed in Anki"
    )


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{", "1: not JSON: Expecting property name enclosed in double quotes"),
        ("{\n<<<<<<< HEAD\n", "2: an unresolved merge conflict"),
        ('{"format": 9}', "1: written by a newer exporter (format 9)"),
    ],
)
def test_with_a_lock_that_is_not_whole_nothing_is_written(text: str, problem: str) -> None:
    build()
    write(NOTES.replace("barks", "sleeps"))
    write(text, LOCK)
    before = state()
    result = run("build")
    assert result.exit_code == 1
    assert result.stderr.startswith(f"{LOCK}:{problem}\n    ")
    assert result.stderr.endswith("1 error: nothing was written\n")
    assert state() == before


def test_the_lock_of_another_deck_is_refused() -> None:
    build()
    write(NOTES.replace("title:", "key: other\ntitle:"))
    result = run("build")
    assert result.stderr == (
        f'{LOCK}:3: this is the lock of the deck "notes", not of "other"\n'
        "    write key: notes in the source to keep its history, or delete the lock\n"
        "1 error: nothing was written\n"
    )


def test_a_renamed_source_keeps_its_history() -> None:
    build()
    lock = json.loads(LOCK.read_text(encoding="utf-8"))
    SOURCE.rename("source/animals.md")
    renamed = Path("source/animals.md")
    write(NOTES.replace("barks", "sleeps").replace("A tall", "A high"), renamed)
    assert build() == [
        f"{renamed}  takes over notes.lock.json, because its source is gone, 2 changes",
        "  changed       What is a dog?",
        "  changed       What is a tree?",
    ]
    assert not LOCK.exists()
    after = json.loads(Path("source/animals.lock.json").read_text(encoding="utf-8"))
    assert after["deck"] == "notes"
    assert [row["guid"] for row in after["questions"]] == [row["guid"] for row in lock["questions"]]
    assert build() == [f"{renamed}  nothing has changed"]


def test_the_lock_of_a_source_that_is_there_or_had_other_questions_is_left_alone() -> None:
    build()
    copy = Path("source/copy.md")
    write(NOTES, copy)
    assert build(str(copy)) == [f"{copy}  the first build: 3 new notes"]
    SOURCE.unlink()
    other = Path("source/other.md")
    write("## Something else?\n\nYes.\n", other)
    assert build(str(other)) == [f"{other}  the first build: 1 new note"]
    assert LOCK.exists()


def test_two_locks_that_fit_are_a_question() -> None:
    build()
    LOCK.with_name("old.lock.json").write_bytes(LOCK.read_bytes())
    SOURCE.rename("source/new.md")
    result = run("build")
    assert result.stderr == (
        f"{Path('source/new.md')}:1: notes.lock.json and old.lock.json may be its lock\n"
        "    rename the right one to new.lock.json\n1 error: nothing was written\n"
    )


def test_two_sources_cannot_have_one_deck_key_also_by_their_locks() -> None:
    build()
    SOURCE.rename("source/animals.md")
    build()
    write("## Something else?\n\nYes.\n")
    result = run("build")
    assert f'notes.md:1: {Path("source/animals.md")} has the same deck key "notes"' in result.stderr


def test_restamp_frees_an_edit_that_anki_ignores(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def at(time: int, *arguments: str) -> list[str]:
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(time))
        return build("--only", "deck", *arguments)

    text = "## A?\n\nB.\n\n## C? {#c}\n\nD.\n"
    with anki(tmp_path / "anki") as collection:
        write(text)
        at(1_600_000_000)
        collection.load(DECK.read_bytes())
        write(text.replace("B.", "Better."))
        at(1_600_000_100)
        collection.edit("a", "Hint", "mine")  # today, which is after that stamp
        assert collection.load(DECK.read_bytes()) == (0, 0, 2, 0)
        now = collection.notes()["a"].modified + 1
        assert at(now, "--restamp", "a") == [f"{SOURCE}  1 change", "  restamped     A?"]
        assert collection.load(DECK.read_bytes()) == (0, 1, 1, 0)
        assert collection.notes()["a"].fields["Answer"] == "<p>Better.</p>"


def test_a_key_to_restamp_must_be_known() -> None:
    result = run("build", "--restamp", "what-is-a-cta")
    assert result.exit_code == 1
    assert result.stderr == (
        f'{SOURCE}:1: no question has the key "what-is-a-cta" given to --restamp\n'
        "    did you mean what-is-a-cat?\n1 error: nothing was written\n"
    )


def as_json(*arguments: str) -> dict[str, Any]:
    result = run(*arguments, "--format", "json")
    assert result.stderr == ""
    return dict(json.loads(result.stdout))


def test_the_json_report_has_sources_outputs_changes_and_steps() -> None:
    first = as_json("build")
    (source,) = first["sources"]
    assert (source["first_build"], source["questions"], source["taken_over"]) == (True, 3, None)
    assert [(each["path"], each["written"]) for each in first["outputs"]] == [
        (str(DECK), True),
        (str(SHEET), True),
    ]
    write(NOTES.partition("# Two")[0].replace("barks", "sleeps"))
    told = as_json("status")
    assert told["outputs"] == told["problems"] == []
    assert told["sources"] == [
        {
            "source": str(SOURCE),
            "lock": str(LOCK),
            "taken_over": None,
            "first_build": False,
            "questions": 2,
            "changes": [
                {
                    "sort": "changed",
                    "key": "what-is-a-dog",
                    "title": "What is a dog?",
                    "line": 11,
                    "before": "",
                    "after": "",
                },
                {
                    "sort": "removed",
                    "key": "what-is-a-tree",
                    "title": "What is a tree?",
                    "line": None,
                    "before": "",
                    "after": "",
                },
            ],
            "steps": [
                {
                    "what": KEPT,
                    "search": '"deck:Notes" Key:what-is-a-tree',
                    "before_import": False,
                }
            ],
        }
    ]
    assert as_json("build")["sources"] == told["sources"]
    assert [each["written"] for each in as_json("build")["outputs"]] == [False, False]


def test_problems_are_in_the_json_too() -> None:
    write("## A?\n")
    for command in ("build", "status"):
        result = run(command, "--format", "json")
        assert result.exit_code == 1
        told = json.loads(result.stdout)
        assert [problem["what"] for problem in told["problems"]] == ['empty answer to "A?"']
        assert told["sources"] == told["outputs"] == []


def test_a_quiet_build_keeps_the_history_too() -> None:
    assert build("-q") == []
    assert LOCK.exists()


def test_check_tells_what_a_build_would_not_know() -> None:
    build()
    write(NOTES.replace("What is a cat?", "Which pet sings?").replace("A small animal", "It"))
    result = run("check")
    assert result.exit_code == 1
    assert result.stderr.startswith(
        f'{SOURCE}:7: is "Which pet sings?" what was "What is a cat?"?\n'
    )


def test_a_lock_of_yesterday_is_told_and_restamping_reaches_anki(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1750000000")
    build()
    committed = {path: path.read_bytes() for path in (SOURCE, LOCK)}
    with anki(tmp_path / "anki") as collection:
        collection.load(DECK.read_bytes())
        write(NOTES.replace("purrs", "meows").replace("barks", "growls"))
        build()
        collection.load(DECK.read_bytes())
        for path, data in committed.items():
            path.write_bytes(data)
        result = run("build")
        assert result.stdout.splitlines()[0] == f"{SOURCE}  nothing has changed"
        keys = "--restamp what-is-a-cat --restamp what-is-a-dog"
        assert result.stderr.splitlines() == [
            (
                f'{SOURCE}:7: warning: the deck that this replaces has a later "What is a cat?" '
                "and 1 more"
            ),
            f"    if Anki has it, it ignores this one: build with {keys}",
        ]
        collection.load(DECK.read_bytes())
        assert "meows" in collection.notes()["what-is-a-cat"].fields["Answer"]
        monkeypatch.setenv("SOURCE_DATE_EPOCH", "1750000060")
        build(*keys.split())
        collection.load(DECK.read_bytes())
        assert "purrs" in collection.notes()["what-is-a-cat"].fields["Answer"]
        assert "barks" in collection.notes()["what-is-a-dog"].fields["Answer"]


def test_a_question_takes_its_line_of_the_lock_to_another_file(tmp_path: Path) -> None:
    other, other_lock = Path("source/more.md"), Path("source/more.lock.json")
    write("## What is a bush?\n\nA small tree.\n", other)
    build()
    with anki(tmp_path / "anki") as collection:
        collection.load(DECK.read_bytes())
        first = collection.notes()["what-is-a-tree"]
        kept, _, part = NOTES.partition("# Two\n\n")
        write(kept)
        write(f"{other.read_text(encoding='utf-8')}\n{part}", other)
        lines = LOCK.read_text(encoding="utf-8").splitlines()
        (line,) = [each for each in lines if '"key": "what-is-a-tree"' in each]
        LOCK.write_text("\n".join(lines).replace(f",\n{line}", ""), encoding="utf-8")
        before, last, after = other_lock.read_text(encoding="utf-8").partition("\n]")
        other_lock.write_text(f"{before},\n{line}{last}{after}", encoding="utf-8")
        assert f"{SOURCE}  nothing has changed" in build()
        collection.load(Path("dist/more.apkg").read_bytes())
        assert collection.notes()["what-is-a-tree"].id == first.id
