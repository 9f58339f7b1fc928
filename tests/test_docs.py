"""What the documentation shows is true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from exporter import build
from exporter.cli import main

DOCS = Path(__file__).parent.parent / "docs"


def _example() -> str:
    text = (DOCS / "source-format.md").read_text(encoding="utf-8")
    return text.rpartition("````markdown\n")[2].partition("````")[0]


def test_the_full_example_builds(tmp_path: Path) -> None:
    source = tmp_path / "example.md"
    source.write_text(_example(), encoding="utf-8")
    result = CliRunner().invoke(main, ["build", str(source), "-o", str(tmp_path)])
    assert (result.exit_code, result.stderr) == (0, "")
    assert {path.suffix for path in tmp_path.iterdir()} == {".md", ".json", ".apkg", ".pdf"}


@pytest.mark.parametrize("number", range(7))
def test_the_short_examples_are_read(number: int, tmp_path: Path) -> None:
    text = (DOCS / "source-format.md").read_text(encoding="utf-8")
    examples = [
        example
        for example in re.findall(r"^```markdown\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
        if example.startswith("## ")
    ]
    assert len(examples) == 7
    answer = "" if "\n\n" in examples[number] else "\nAn answer.\n"
    source = tmp_path / "example.md"
    source.write_text(examples[number] + answer, encoding="utf-8")
    read = build.read(source)
    assert read.deck
    assert read.problems == ()


def _help() -> str:
    """The reference of every command, as its own --help prints it."""
    pages = ["# The command line", GENERATED]
    for command in ([], *([name] for name in sorted(main.commands))):
        result = CliRunner().invoke(main, [*command, "--help"], prog_name="exporter", color=False)
        title = " ".join(["exporter", *command])
        pages.append(f"## {title}\n\n```text\n{result.stdout.rstrip()}\n```")
    return "\n\n".join(pages) + "\n"


GENERATED = (
    "What `--help` prints, for reading in one place. This page is generated (`make golden`) and "
    "checked by a test."
)


def test_the_command_line_reference_is_what_help_prints(
    update_golden: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "96")
    page = DOCS / "command-line.md"
    if update_golden:
        page.write_text(_help(), encoding="utf-8", newline="\n")
    assert page.read_text(encoding="utf-8") == _help()
