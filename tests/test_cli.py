from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pypdfium2
import pytest
from click.testing import CliRunner, Result
from platformdirs import user_cache_path

from exporter import __version__
from exporter.cli import main
from exporter.templates import Templates, overridable

NOTES = "## What?\n\nThis.\n\n## Why?\n\nThat.\n"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [*map(str, arguments)])


def names(folder: str | Path) -> list[str]:
    return sorted(path.name for path in Path(folder).iterdir())


@pytest.fixture(autouse=True)
def in_a_folder_with_spaces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "my notes – ünïcode"
    (folder / "source").mkdir(parents=True)
    (folder / "source" / "notes.md").write_text(NOTES, encoding="utf-8")
    monkeypatch.chdir(folder)


def test_version_prints_name_and_version() -> None:
    assert run("--version").stdout == f"exporter {__version__}\n"


def test_build_prints_one_line_for_each_output() -> None:
    result = run("build")
    assert (result.exit_code, result.stderr) == (0, "")
    dist = Path("dist")
    line = r"{}  2 questions, {}, \d+ kB, \d+\.\d\d s\n"
    source = re.escape(str(Path("source/notes.md")))
    assert re.fullmatch(
        rf"{source}  the first build: 2 new notes\n"
        + line.format(re.escape(str(dist / "notes.apkg")), "2 cards")
        + line.format(re.escape(str(dist / "notes.pdf")), "1 page"),
        result.stdout,
    )
    assert names(dist) == ["notes.apkg", "notes.pdf"]


@pytest.mark.parametrize(("only", "suffix"), [("deck", ".apkg"), ("sheet", ".pdf")])
def test_only_builds_one_of_the_two_outputs(only: str, suffix: str) -> None:
    assert run("build", "--only", only, "-o", "out/of here").exit_code == 0
    assert names("out/of here") == [f"notes{suffix}"]


def test_quiet_prints_nothing() -> None:
    assert run("build", "-q", "--only", "deck").stdout == ""


def test_verbose_lists_every_change_and_the_time_of_each_step() -> None:
    lines = run("build", "-v").stdout.splitlines()
    assert re.fullmatch(r"  read in \d+\.\d\d s", lines[1])
    assert lines[2:4] == ["  new           What?", "  new           Why?"]
    assert re.fullmatch(r"all in \d+\.\d\d s", lines[-1])
    assert len(lines) == 7


def test_paper_sets_the_size_of_the_pages() -> None:
    run("build", "--only", "sheet", "--paper", "Letter")
    assert pypdfium2.PdfDocument("dist/notes.pdf")[0].get_size() == (612, 792)


def test_check_writes_nothing() -> None:
    result = run("check")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == f"{Path('source/notes.md')}: 2 questions, nothing wrong\n"
    assert names(".") == ["source"]


def test_check_as_json() -> None:
    Path("bad.md").write_text("## What?\n\nA List<int>.\n\n## Why?\n", encoding="utf-8")
    result = run("check", "bad.md", "--format", "json")
    assert (result.exit_code, result.stderr) == (1, "")
    assert json.loads(result.stdout) == [
        {
            "path": "bad.md",
            "line": 3,
            "severity": "warning",
            "what": "<int> is shown as text",
            "hint": "write it as `code`, or without < and >",
        },
        {
            "path": "bad.md",
            "line": 5,
            "severity": "error",
            "what": 'empty answer to "Why?"',
            "hint": "write the answer below the heading",
        },
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["build", "none.md"], "Path 'none.md' does not exist."),
        (["build", "--paper", "a3"], "'a3' is not one of 'a4', 'letter', 'a5'."),
        (["build", "--only", "cards"], "'cards' is not one of 'deck', 'sheet'."),
        (["build", "--templates", "nowhere"], "Directory 'nowhere' does not exist."),
        (["biuld"], "No such command 'biuld'."),
        (
            ["build", "source/note.md"],
            f"'{Path('source/note.md')}' does not exist. Did you mean notes.md?",
        ),
        (["preview", "source/notes"], "does not exist. Did you mean notes.md?"),
        (["notes.md"], "say what to do with it, such as: exporter build notes.md"),
    ],
)
def test_wrong_usage_exits_with_2(arguments: list[str], message: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert message in result.stderr


def test_without_any_source_the_command_says_what_to_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("build")
    assert result.exit_code == 2
    assert "there is no source/*.md here: name a Markdown file to build" in result.stderr


def test_bad_source_date_epoch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    result = run("build")
    assert result.exit_code == 2
    assert "SOURCE_DATE_EPOCH is no number of seconds: 'yesterday'" in result.stderr


def test_two_sources_that_would_write_the_same_output() -> None:
    Path("notes.md").write_text(NOTES, encoding="utf-8")
    result = run("build", "source/notes.md", "notes.md")
    assert result.exit_code == 1
    assert result.stderr == (
        f"notes.md:1: {Path('source/notes.md')} has the same name\n"
        "    rename one of the two\n1 error: nothing was written\n"
    )


@pytest.mark.parametrize("name", ["notes.pdf", "notes.APKG"])
def test_a_source_that_an_output_would_overwrite(name: str) -> None:
    Path(name).write_text(NOTES, encoding="utf-8")
    result = run("build", name, "-o", ".")
    assert result.exit_code == 1
    assert result.stderr == (
        f"{name}:1: a source with the suffix of an output, {Path(name).suffix}, "
        "may be overwritten\n"
        "    rename it so that it ends in .md\n1 error: nothing was written\n"
    )
    assert Path(name).read_text(encoding="utf-8") == NOTES


def test_two_sources_with_one_deck_key() -> None:
    Path("other.md").write_text("---\nkey: notes\n---\n" + NOTES, encoding="utf-8")
    result = run("build", "source/notes.md", "other.md")
    assert result.exit_code == 1
    assert f'other.md:1: {Path("source/notes.md")} has the same deck key "notes"' in result.stderr


def test_an_output_that_cannot_be_written() -> None:
    Path("dist").mkdir()
    Path("dist/notes.pdf").mkdir()
    result = run("build")
    assert result.exit_code == 1
    assert result.stderr.startswith("cannot write ")
    assert names("dist") in (["notes.pdf"], ["notes.apkg", "notes.pdf"])


def test_help_is_fast_to_load() -> None:
    """--help and --version must not import a parser or a writer."""
    code = "import sys; import exporter.cli; print(*sorted(sys.modules))"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    heavy = {"markdown", "yaml", "genanki", "reportlab", "pikepdf", "PIL", "ziamath", "svglib"}
    assert not heavy & set(loaded.stdout.split())


def test_templates_copies_the_defaults_and_overwrites_nothing() -> None:
    made = run("templates", "mine")
    assert (made.exit_code, made.stderr) == (0, "")
    assert made.stdout.splitlines() == [
        *(str(Path("mine") / name) for name in overridable()),
        "edit them, then build with: exporter build --templates mine",
    ]
    for name in overridable():
        assert (Path("mine") / name).read_bytes() == Templates().path(name).read_bytes()
    assert run("build", "--templates", "mine").exit_code == 0
    Path("mine/sheet.toml").write_text("", encoding="utf-8")
    again = run("templates", "mine")
    assert again.exit_code == 1
    assert again.stderr.startswith(f"{Path('mine/card/basic-back.html')} already exists")
    assert Path("mine/sheet.toml").read_text(encoding="utf-8") == ""
    assert run("templates", "mine", "--force").exit_code == 0
    assert Path("mine/sheet.toml").read_text(encoding="utf-8") != ""


def test_own_templates_win_file_by_file() -> None:
    Path("mine/card").mkdir(parents=True)
    Path("mine/card/card.css").write_text(".card { color: rebeccapurple }", encoding="utf-8")
    assert run("build", "--templates", "mine").exit_code == 0


def test_a_faulty_template_stops_the_build() -> None:
    template = Path("mine/card/basic-back.html")
    template.parent.mkdir(parents=True)
    template.write_text("{{Answer}}\n{{Oops}}", encoding="utf-8")
    before = {path: path.read_bytes() for path in Path().rglob("*") if path.is_file()}
    result = run("build", "--templates", "mine")
    assert result.exit_code == 1
    assert result.stderr.startswith(f"{template}:2: unknown field {{{{Oops}}}}\n")
    assert result.stderr.endswith("1 error: nothing was written\n")
    assert {path: path.read_bytes() for path in Path().rglob("*") if path.is_file()} == before


@pytest.mark.skipif(os.name == "nt", reason="Windows has no pseudo-terminals and no SIGINT")
def test_on_a_terminal_a_long_build_shows_progress_and_stops_cleanly() -> None:
    import pty  # noqa: PLC0415  # not on Windows

    questions = "".join(f"## Question {n}?\n\nAnswer *{n}*.\n\n" for n in range(20_000))
    Path("long.md").write_text(questions, encoding="utf-8")
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "exporter", "build", "long.md"]
    with subprocess.Popen(command, stderr=theirs, stdout=subprocess.PIPE) as process:
        os.close(theirs)
        shown = b""
        while b"building" not in shown:
            shown += os.read(ours, 1000)
        process.send_signal(signal.SIGINT)
        with suppress(OSError):  # the terminal's end
            while more := os.read(ours, 1000):
                shown += more
        # Under -m, Python itself ends by SIGINT when that has hit code made at run time.
        assert process.wait() in {130, -signal.SIGINT}
    os.close(ours)
    assert b"Traceback" not in shown
    assert b"Aborted!" in shown
    assert shown.rindex(b"\033[?25h") > shown.rindex(b"\033[?25l")  # the cursor is back
    assert not Path("dist").exists()


def test_formulas_are_kept_for_the_next_build_unless_asked_not_to() -> None:
    Path("formula.md").write_text("## What is $a+b+2^{37}$?\n\nA sum.\n", encoding="utf-8")
    cache = user_cache_path("anki-pdf-exporter", appauthor=False)
    before = {path: path.read_bytes() for path in cache.glob("*")}
    assert run("build", "formula.md", "--no-cache").exit_code == 0
    assert {path: path.read_bytes() for path in cache.glob("*")} == before
    assert run("build", "formula.md", "-o", "out").exit_code == 0
    assert {path: path.read_bytes() for path in cache.glob("*")} != before
