"""What the documentation shows is true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from exporter import build
from exporter.cli import main
from exporter.keys import anchor

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


def _block(language: str) -> str:
    """The one block of code of that language in the README."""
    text = (DOCS.parent / "README.md").read_text(encoding="utf-8")
    (code,) = re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return str(code)


def test_the_readme_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("notes.md").write_text(_block("markdown"), encoding="utf-8")
    exec(_block("python"))  # noqa: S102  # it is our own, and what is to be tested
    assert CliRunner().invoke(main, ["build", "notes.md"]).exit_code == 0
    found = [str(path) for path in Path().rglob("*.*")]
    assert sorted(found) == [
        *("dist/notes.apkg", "dist/notes.pdf", "notes.apkg"),
        *("notes.lock.json", "notes.md", "notes.pdf"),
    ]


def test_links_between_the_pages_lead_somewhere() -> None:
    pages = [*DOCS.parent.glob("*.md"), *DOCS.glob("*.md")]
    assert len(pages) > 10
    for page in pages:
        text = re.sub(r"(?ms)^(`{3,}).*?^\1$|`[^`\n]*`", "", page.read_text("utf-8"))
        for target in re.findall(r"\]\((?!https?:)([^()\s]+)\)", text):
            name, _, place = target.partition("#")
            other = page.parent / name if name else page
            assert other.exists(), (page.name, target)
            if place:
                headings = re.findall(r"(?m)^#+ (.*)$", other.read_text("utf-8"))
                assert place in map(anchor, headings), (page.name, target)


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
