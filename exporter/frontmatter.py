"""The YAML front matter of a source, parsed and checked, with line numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import yaml

from exporter.errors import Problem, warning
from exporter.keys import KEY, NO_TAG, TAG_RULE
from exporter.lines import CONTROL, Line
from exporter.model import Location
from exporter.suggest import did_you_mean

_NO_LINE_ENDS = {0x2028: " ", 0x2029: " "}  # which YAML counts as such
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")  # BCP 47, without its registry
LEVELS = range(1, 7)
"""The heading levels that questions may have."""
_TOML = "+++"
_SLIP = 0.65  # "lang" and "kye" are slips, "status" is not


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The values in the front matter; None where there is neither a value nor a fixed default.

    Texts for people are lines of Markdown.
    """

    title: Line | None = None
    subtitle: Line | None = None
    author: Line | None = None
    language: str = "en"
    deck: str | None = None
    key: str | None = None
    tags: tuple[str, ...] = ()
    description: Line | None = None
    question_level: int = 2


_NAMES = tuple(field.name.replace("_", "-") for field in fields(FrontMatter))


def read(
    lines: Sequence[Line], path: str, problems: list[Problem]
) -> tuple[FrontMatter, Sequence[Line]]:
    """The front matter and the lines after it."""
    if lines and lines[0].text.rstrip() == _TOML:
        return FrontMatter(), _without_toml(lines, path, problems)
    if not lines or lines[0].text.rstrip() != "---":
        return FrontMatter(), lines
    for index, line in enumerate(lines[1:], 1):
        if line.text.rstrip() in ("---", "..."):
            return _parsed(lines[1:index], path, problems), lines[index + 1 :]
    what = "the front matter is not closed"
    hint = "end it with a line of ---, or delete the first line"
    problems.append(Problem(Location(path, lines[0].number), what, hint))
    return FrontMatter(), lines[1:]


def _without_toml(lines: Sequence[Line], path: str, problems: list[Problem]) -> Sequence[Line]:
    hint = 'write it between two lines of ---, as title: "…"'
    problems.append(Problem(Location(path, 1), "the front matter is TOML, not YAML", hint))
    close = next((i for i, line in enumerate(lines[1:], 1) if line.text.rstrip() == _TOML), 0)
    return lines[close + 1 :]


def _parsed(lines: Sequence[Line], path: str, problems: list[Problem]) -> FrontMatter:
    text = "\n".join(line.text for line in lines).translate(_NO_LINE_ENDS)
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        at = Location(path, 2 + (mark.line if mark else 0))
        what = f"the front matter is not YAML: {error.problem or error.context}"
        problems.append(Problem(at, what, 'put text with : or # in "quotes"'))
        return FrontMatter()
    except (yaml.YAMLError, RecursionError):
        problems.append(Problem(Location(path, 2), "the front matter is not YAML"))
        return FrontMatter()
    if root is None:
        return FrontMatter()
    if not isinstance(root, yaml.MappingNode):
        at = Location(path, 2 + root.start_mark.line)
        problems.append(
            Problem(at, "the front matter is not a mapping", "write lines of key: value")
        )
        return FrontMatter()
    return _checked(root, path, problems)


def _checked(root: yaml.MappingNode, path: str, problems: list[Problem]) -> FrontMatter:
    found = FrontMatter()
    seen: dict[str, int] = {}
    unknown: dict[str, Location] = {}
    for key, value in root.value:
        at = Location(path, 2 + key.start_mark.line)
        name = key.value if isinstance(key, yaml.ScalarNode) else "?"
        if name in seen:
            what = f'"{name}" is set again (first on line {seen[name]})'
            problems.append(Problem(at, what))
        elif name not in _NAMES:
            unknown[name] = at
        elif not _is_empty(value):
            try:
                change: dict[str, Any] = {name.replace("-", "_"): _READERS[name](value)}
                found = replace(found, **change)
            except _WrongType as error:
                problems.append(Problem(at, f'"{name}" must be {error}', error.hint))
        seen.setdefault(name, at.line)
    problems.extend(_unknown(unknown))
    return found


def _unknown(names: Mapping[str, Location]) -> Iterator[Problem]:
    """Misspelt keys as errors; all other unknown keys, meant for other programs, as one warning."""
    hint = f"known are {', '.join(_NAMES)}"
    slips = {name: near for name in names if (near := did_you_mean(name, _NAMES, _SLIP))}
    for name, near in slips.items():
        yield Problem(names[name], f'unknown front matter key "{name}"', near)
    if others := [name for name in names if name not in slips]:
        shown = ", ".join(f'"{name}"' for name in others)
        yield warning(names[others[0]], f"unused front matter: {shown}", hint)


def _is_empty(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:null"


class _WrongType(Exception):  # noqa: N818  # private, and caught in this module
    def __init__(self, expected: str, hint: str = "") -> None:
        super().__init__(expected)
        self.hint = hint


def _text(node: yaml.Node) -> str:
    if not isinstance(node, yaml.ScalarNode):
        raise _WrongType(
            f"text, not a {'list' if isinstance(node, yaml.SequenceNode) else 'mapping'}"
        )
    if node.tag != "tag:yaml.org,2002:str":
        kind = node.tag.rpartition(":")[2]
        raise _WrongType(f"text, not {kind}", f'write "{node.value}" with its quotes')
    text = " ".join(node.value.split())
    if bad := CONTROL.search(text):
        raise _WrongType(f"text without the character U+{ord(bad[0]):04X}", "delete it")
    return text


def _line(node: yaml.Node) -> Line | None:
    text = _text(node)
    return Line(2 + node.start_mark.line, text) if text else None


def _key(node: yaml.Node) -> str:
    text = _text(node)
    if not KEY.fullmatch(text):
        raise _WrongType("only letters, digits, . _ -")
    return text


def _language(node: yaml.Node) -> str:
    text = _text(node)
    if not _LANGUAGE.fullmatch(text):
        raise _WrongType('a language tag, such as "en" or "pt-BR"')
    return text


def _deck(node: yaml.Node) -> str:
    text = _text(node)
    if not all(part.strip() for part in text.split("::")):
        raise _WrongType("a deck name without empty levels", "write Parent::Child")
    return "::".join(part.strip() for part in text.split("::"))


def _tags(node: yaml.Node) -> tuple[str, ...]:
    match node:
        case yaml.ScalarNode():
            tags = tuple(_text(node).split())
        case yaml.SequenceNode():
            tags = tuple(_text(each) for each in node.value)
        case _:
            raise _WrongType("a list of words, such as [exam, chapter-1]")
    for tag in tags:
        if not tag or NO_TAG.search(tag):
            fit = re.sub(f"(?:{NO_TAG.pattern})+", "-", tag)
            raise _WrongType(f'words, not "{tag}"', f'write "{fit}": {TAG_RULE}' if fit else "")
    return tags


def _level(node: yaml.Node) -> int:
    if isinstance(node, yaml.ScalarNode) and node.value in map(str, LEVELS):
        return int(node.value)
    raise _WrongType(f"a number from {LEVELS[0]} to {LEVELS[-1]}")


_READERS: dict[str, Callable[[yaml.Node], object]] = {
    "title": _line,
    "subtitle": _line,
    "author": _line,
    "language": _language,
    "deck": _deck,
    "key": _key,
    "tags": _tags,
    "description": _line,
    "question-level": _level,
}
