from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from exporter.cli import main
from exporter.stamp import stamp, stamped

HEADINGS = {
    "## A": "## A {#k}",
    "## A   \r\n": "## A {#k}   \r\n",
    "## A\t\r": "## A {#k}\t\r",
    "##\tA": "##\tA {#k}",
    '## A {tags="x y"} \n': '## A {#k tags="x y"} \n',
    "## A {: .reversed}\n": "## A {: #k .reversed}\n",
    "#### A {.question}": "#### A {#k .question}",
    "## A ##": "## A ## {#k}",
    "## A <!-- a --> <!-- b -->\n": "## A {#k} <!-- a --> <!-- b -->\n",
    "## A {.typed} <!-- begins\n": "## A {#k .typed} <!-- begins\n",
    "## `<!--` A": "## `<!--` A {#k}",
    "## The set {1, 2}": "## The set {1, 2} {#k}",
    "## $x^{2}$": "## $x^{2}$ {#k}",
}


@pytest.mark.parametrize("heading", HEADINGS)
def test_the_key_goes_behind_the_heading(heading: str) -> None:
    assert stamped(heading.encode(), {1: "k"}).decode() == HEADINGS[heading]


SOURCE = (
    b"\xef\xbb\xbf---\r\ntitle: Notes  \r\n---\r\n\r\n"
    b"## Caf\xc3\xa9?\t\r\n\r\nCoffee.  \r\n\r\n"
    b"```\r\n## Not a question\r\n```\r\n\r\n<!--\r\n## Nor this\r\n-->\r\n"
    b'### How much? {.question tags="a  b"}\r\n\r\nA lot.\r\n\r\n'
    b"## Keyed {#mine}\r\n\r\n    ## Code\r\n\r\n\r\n\n\n"
)


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["stamp", *map(str, arguments)])


def test_only_the_bytes_of_the_keys_are_new(tmp_path: Path) -> None:
    source = tmp_path / "notes.md"
    source.write_bytes(SOURCE)
    source.chmod(0o640)
    checked = run(source, "--check")
    assert source.read_bytes() == SOURCE
    result = run(source)
    keys = f"{source}:5: {{#café}}\n{source}:16: {{#how-much}}\n"
    assert checked.stdout == f"{keys}{source}: 2 keys missing\n"
    assert result.stdout == f"{keys}{source}: 2 keys written\n"
    assert (checked.exit_code, result.exit_code) == (1, 0)
    assert source.read_bytes() == SOURCE.replace(
        b"Caf\xc3\xa9?\t", b"Caf\xc3\xa9? {#caf\xc3\xa9}\t"
    ).replace(b"{.question", b"{#how-much .question")
    assert source.stat().st_mode & 0o777 == 0o640
    again = run(source, "--check")
    assert (again.exit_code, again.stdout) == (0, f"{source}: every question has a key\n")
    assert [path.name for path in tmp_path.iterdir()] == ["notes.md"]


def test_the_key_of_an_underlined_heading_stands_above_its_line(tmp_path: Path) -> None:
    source = tmp_path / "notes.md"
    source.write_text("Part\n====\n\nWhat is\nthis?\n---\n\nText.\n", "utf-8")
    assert run(source).exit_code == 0
    stamped = "Part\n====\n\nWhat is\nthis? {#what-is-this}\n---\n\nText.\n"
    assert source.read_text("utf-8") == stamped


def test_a_link_in_the_file_system_stays_one(tmp_path: Path) -> None:
    source, link = tmp_path / "notes.md", tmp_path / "link.md"
    source.write_text("## A?\n\nB.\n", encoding="utf-8")
    link.symlink_to(source)
    run(link)
    assert link.is_symlink()
    assert source.read_text(encoding="utf-8") == "## A? {#a}\n\nB.\n"


def test_the_remembered_key_is_written(tmp_path: Path) -> None:
    source = tmp_path / "notes.md"
    build = ["build", str(source), "-o", str(tmp_path), "--only", "deck"]
    source.write_text("## What is it?\n\nA long answer of seven words.\n", encoding="utf-8")
    CliRunner().invoke(main, build)
    source.write_text("## Say what it is!\n\nA long answer of seven words.\n", encoding="utf-8")
    CliRunner().invoke(main, build)
    run(source)
    assert source.read_text(encoding="utf-8").startswith("## Say what it is! {#what-is-it}\n")
    result = CliRunner().invoke(main, build)
    assert result.stdout.startswith(f"{source}  nothing has changed\n")


def test_a_key_that_the_source_refers_to_is_kept(tmp_path: Path) -> None:
    source = tmp_path / "notes.md"
    text = "## {}?\n\nA long answer of seven words.\n\n## B?\n\nSee [it](#{}).\n"
    build = ["build", str(source), "-o", str(tmp_path), "--only", "deck"]
    for heading in ("a", "c"):
        source.write_text(text.format(heading, heading), encoding="utf-8")
        CliRunner().invoke(main, build)
    run(source)
    assert source.read_text(encoding="utf-8").startswith("## c? {#c}\n")
    told = CliRunner().invoke(main, build).stdout
    assert "rekeyed       c?  (a → c) keeps its history" in told


def test_a_source_with_errors_gets_no_keys(tmp_path: Path) -> None:
    source = tmp_path / "notes.md"
    source.write_text("## A?\n\n## B?\n\nC.\n", encoding="utf-8")
    result = run(source)
    assert result.exit_code == 1
    assert result.stderr == (
        f'{source}:1: empty answer to "A?"\n    write the answer below the heading\n'
        "no key was written\n"
    )


def test_where_no_key_can_be_written_a_person_has_to(tmp_path: Path) -> None:
    source = tmp_path / "notes.md"
    text = "## A ` <!-- x\ny -->\n\nC.\n\n## D <!--\n--> E\n\nF.\n"
    source.write_text(text, encoding="utf-8")
    result = run(source)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        f"{source}:1: no key can be written behind this heading\n"
        "    write {#a-98cc02} there yourself\nno key was written\n"
    )
    assert source.read_text(encoding="utf-8") == text
    source.write_text("## A <!-- x\ny --> \n\nC.\n\n## D <!--\n--> E\n\nF.\n", encoding="utf-8")
    assert stamp(source).problems == ()
