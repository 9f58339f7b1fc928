"""The direction of flow, read from the imports themselves."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "exporter"

COMMON = {
    "model",
    "errors",
    "output",
    "templates",
    "suggest",
    "visible",
    "highlighting",
    "plaintext",
    "plural",
    "wording",
}
ALLOWED = {
    "model": set[str](),
    "errors": {"model", "visible"},
    "output": {"errors"},
    "templates": set[str](),
    "suggest": set[str](),
    "visible": set[str](),
    "highlighting": set[str](),
    "plural": set[str](),
    "wording": set[str](),
    "latex": set[str](),
    "plaintext": {"model", "latex"},
    "metadata": set[str](),
    "inert": set[str](),
    "media": COMMON | {"inert", "metadata"},
    "keys": COMMON,
    "verbatim": set[str](),
    "lines": COMMON | {"keys", "verbatim"},
    "foreign": {"lines"},
    "pasted": {"lines"},
    "setext": {"lines"},
    "guidance": {"lines", "visible"},
    "frontmatter": COMMON | {"lines", "keys"},
    "markup": COMMON | {"keys", "lines", "media", "pasted", "plaintext"},
    "kinds": COMMON | {"markup"},
    "headings": COMMON | {"keys", "lines", "markup"},
    "source": COMMON
    | {
        "lines",
        "foreign",
        "pasted",
        "setext",
        "guidance",
        "frontmatter",
        "headings",
        "keys",
        "kinds",
        "markup",
    },
    "files": COMMON | {"lines", "media"},
    "history": COMMON | {"keys"},
    "formulas": {"model"},
    "deck": COMMON | {"keys", "formulas"},
    "sheet": COMMON | {"formulas", "latex"},
    "select": COMMON | {"keys"},
    "past": COMMON | {"files", "history", "deck"},
    "steps": COMMON | {"history", "deck"},
    "stamp": COMMON | {"files", "lines", "source", "past"},
    "turns": set[str](),
    "signals": set[str](),
    "checks": COMMON | {"select"},
    "build": COMMON | {"checks", "files", "source", "history", "past", "select", "deck", "sheet"},
    "preview": COMMON | {"build", "deck", "media", "signals"},
    "status": COMMON | {"history", "past", "steps"},
    "report": COMMON | {"build", "status"},
    "console": COMMON | {"build", "files", "report", "status"},
    "arguments": {"suggest", "visible"},
    "cli": COMMON
    | {
        "console",
        "arguments",
        "files",
        "preview",
        "report",
        "build",
        "select",
        "sheet",
        "signals",
        "stamp",
        "status",
        "turns",
    },
    "__main__": {"cli", "signals", "visible"},
    "__init__": COMMON | {"build", "files", "past", "turns", "deck", "sheet"},
}
"""What each part of the package may import of the others."""

OWNERS = {
    "markdown": {"markup"},
    "pymdownx": {"markup"},
    "yaml": {"frontmatter"},
    "genanki": {"deck"},
    "reportlab": {"sheet"},
    "svglib": {"sheet"},
    "tinycss2": {"sheet"},
    "ziamath": {"sheet"},
    "pikepdf": {"sheet"},
    "PIL": {"sheet"},
    "uharfbuzz": {"sheet"},
    "pygments": {"deck", "sheet"},
    "latex2mathml": {"preview"},
    "watchfiles": {"preview"},
    "click": {"cli", "console", "arguments"},
    "platformdirs": {"cli"},
}
"""Which parts may import a library."""


def parts() -> Iterator[tuple[str, ast.Module]]:
    for file in sorted(PACKAGE.rglob("*.py")):
        part = file.relative_to(PACKAGE).parts[0].removesuffix(".py")
        yield part, ast.parse(file.read_text(encoding="utf-8"))


def imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Import(names):
                yield from (name.name for name in names)
            case ast.ImportFrom("exporter", names):
                yield from (f"exporter.{name.name}" for name in names)
            case ast.ImportFrom(str(module)):
                yield module
            case _:
                pass


def test_the_flow_has_one_direction() -> None:
    for part, tree in parts():
        for name in imports(tree):
            if name.startswith("exporter.") and not name.startswith("exporter.__"):
                other = name.split(".")[1]
                assert other == part or other in ALLOWED[part], f"{part} imports {name}"


def test_each_library_has_its_owner() -> None:
    for part, tree in parts():
        for name in imports(tree):
            library = name.split(".")[0]
            assert part in OWNERS.get(library, {part}), f"{part} imports {name}"


def test_the_design_names_every_module() -> None:
    page = (PACKAGE.parent / "docs" / "design.md").read_text(encoding="utf-8")
    named = {name.rstrip("/") for name in re.findall(r"`([a-z_]+/?)`", page)}
    assert {part for part, _ in parts()} - named == {"__init__"}


def test_anki_itself_is_never_imported() -> None:
    assert not [part for part, tree in parts() for name in imports(tree) if name == "anki"]


PRINTS_OR_EXITS = {"print", "sys.exit", "exit", "os._exit", "sys.stdout.write", "sys.stderr.write"}


def test_only_the_command_line_prints_or_exits() -> None:
    for part, tree in parts():
        if part not in {"cli", "console", "__main__"}:
            calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
            assert not [call for call in calls if ast.unparse(call) in PRINTS_OR_EXITS], part


def test_every_exception_to_a_rule_has_its_reason() -> None:
    """The reason stands behind the code of the rule, as a comment or in parentheses."""
    for file in sorted(PACKAGE.rglob("*.py")):
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            exception = re.search(r"# (?:noqa|type: ignore)\b.*", line)
            if exception and not line.startswith("# ruff"):
                reason = re.search(r"  (?:# (?!noqa|type)|\()\w", exception[0])
                assert reason, f"{file.name}:{number}"
