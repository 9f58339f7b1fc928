"""Every file in tests/errors is wrong in its own way; the .txt beside it says what is printed."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from exporter.cli import main

ERRORS = Path(__file__).parent / "errors"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [*map(str, arguments)])


@pytest.mark.parametrize("name", sorted(path.stem for path in ERRORS.glob("*.md")))
def test_every_faulty_source_gets_its_exact_messages(
    name: str, update_golden: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ERRORS)
    result = run("check", f"{name}.md")
    expected = ERRORS / f"{name}.txt"
    if update_golden:
        expected.write_text(result.stderr, encoding="utf-8", newline="\n")
    assert result.stderr == expected.read_text(encoding="utf-8")
    failed = result.stderr.endswith(("error\n", "errors\n"))
    assert result.exit_code == (1 if failed else 0)


def test_every_message_has_its_file() -> None:
    assert {path.stem for path in ERRORS.glob("*.txt")} == {
        path.stem for path in ERRORS.glob("*.md")
    }


def test_errors_leave_the_last_good_outputs(tmp_path: Path) -> None:
    source = tmp_path / "notes.md"
    source.write_text("## What?\n\nThis.\n", encoding="utf-8")
    assert run("build", source, "-o", tmp_path / "dist").exit_code == 0
    before = {path: path.read_bytes() for path in (tmp_path / "dist").iterdir()}
    source.write_text("## What?\n\n## Why?\n\nThat.\n", encoding="utf-8")
    assert run("build", source, "-o", tmp_path / "dist").exit_code == 1
    assert {path: path.read_bytes() for path in (tmp_path / "dist").iterdir()} == before
    assert len(before) == 2


def test_one_wrong_source_holds_back_all(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.md", tmp_path / "bad.md"
    good.write_text("## What?\n\nThis.\n", encoding="utf-8")
    bad.write_text("## What?\n", encoding="utf-8")
    assert run("build", good, bad, "-o", tmp_path / "dist").exit_code == 1
    assert not (tmp_path / "dist").exists()


def test_warnings_fail_only_when_strict(tmp_path: Path) -> None:
    source = tmp_path / "notes.md"
    source.write_text("## What?\n\nA List<int>.\n", encoding="utf-8")
    assert run("build", source, "-o", tmp_path / "dist").exit_code == 0
    result = run("build", "--strict", source, "-o", tmp_path / "strict")
    assert result.exit_code == 1
    assert result.stderr.endswith("1 warning: nothing was written\n")
    assert not (tmp_path / "strict").exists()


def test_folder_as_a_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("notes").mkdir()
    result = run("check", "notes")
    assert result.exit_code == 1
    assert result.stderr.startswith(
        f"notes:1: this is a folder, not a file\n"
        f"    name the Markdown files in it, such as {Path('notes', '*.md')}\n"
    )


def test_fifty_megabytes_of_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("big.md").write_bytes(b"x" * 50_000_000)
    result = run("check", "big.md")
    assert result.exit_code == 1
    assert "big.md:1: a line of 50,000,000 characters; at most 100,000 are read" in result.stderr


def test_unreadable_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("loop.md").symlink_to("loop.md")  # unreadable for everyone, root as well
    result = run("check", "loop.md")
    assert result.exit_code in (1, 2)
    assert "loop.md" in result.stderr


def test_picture_behind_a_link_that_leads_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (tmp_path / "secret.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (folder / "inside.png").symlink_to(tmp_path / "secret.png")
    (folder / "notes.md").write_text("## What?\n\n![It](inside.png)\n", encoding="utf-8")
    monkeypatch.chdir(folder)
    result = run("check", "notes.md")
    assert result.stderr.startswith(
        'notes.md:3: image outside the source\'s folder: "inside.png"\n'
        "    a link in the file system leads out of it\n"
    )
