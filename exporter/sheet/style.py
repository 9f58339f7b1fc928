"""The style of the sheet: `sheet.toml`, checked and read into one frozen `Style`.

A user's own file may leave out anything; what it sets must have the right name and type.
"""

from __future__ import annotations

import re
import tomllib
from copy import deepcopy
from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar

from exporter.errors import Problem
from exporter.model import Location
from exporter.templates import Templates

NAME = "sheet.toml"


@dataclass(frozen=True, slots=True)
class Page:
    """The place of the text on the paper, in points."""

    measure: float
    left: float
    top: float
    bottom: float
    head: float
    outer: float


@dataclass(frozen=True, slots=True)
class Fonts:
    """Font files by family (regular, italic, bold, bold italic), and the fall-back fonts."""

    text: tuple[str, ...]
    sans: tuple[str, ...]
    code: tuple[str, ...]
    fallback: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sizes:
    """Type sizes and the leading, in points."""

    text: float
    leading: float
    title: float
    subtitle: float
    section: float
    question: float
    small: float
    code: float
    table: float
    head: float


@dataclass(frozen=True, slots=True)
class Spacing:
    """Space between parts, in points."""

    paragraph: float
    question: float
    follow_up: float
    section: float
    number: float
    indent: float


@dataclass(frozen=True, slots=True)
class Margin:
    """The boxes to tick beside a question: their number; place and size in points."""

    boxes: float
    gap: float
    step: float
    box: float


@dataclass(frozen=True, slots=True)
class Colours:
    """Colours as "#rrggbb"."""

    text: str
    quiet: str
    rule: str
    accent: str
    mark: str
    string: str


@dataclass(frozen=True, slots=True)
class Style:
    """Everything in the look of a sheet that templates can change."""

    page: Page
    fonts: Fonts
    sizes: Sizes
    spacing: Spacing
    margin: Margin
    colours: Colours


_GROUPS = {
    "page": Page,
    "fonts": Fonts,
    "sizes": Sizes,
    "spacing": Spacing,
    "margin": Margin,
    "colours": Colours,
}


def read(templates: Templates, paper: tuple[float, float]) -> tuple[Style, tuple[Problem, ...]]:
    """The style for that paper, with built-in values where the user's are wrong."""
    base = tomllib.loads(Templates().read_text(NAME))
    path = templates.path(NAME)
    if path == Templates().path(NAME):
        return _style(base), ()
    try:
        source = _Source(str(path), templates.read_text(NAME), templates)
        own = tomllib.loads(source.text)
    except (OSError, UnicodeError) as error:
        return _style(base), (Problem(Location(str(path), 1), f"cannot be read: {error}"),)
    except (ValueError, RecursionError) as error:  # with numbers or brackets without end
        return _style(base), (_undecodable(str(path), error),)
    shipped = deepcopy(base)
    problems = _merge(base, own, source)
    style = _style(base)
    if fault := _misfit(style.page, paper):
        return _style(shipped), (*problems, Problem(source.at("page"), fault))
    return style, tuple(problems)


def lightness(red: float, green: float, blue: float) -> float:
    """The lightness of a colour, in the unit of its components (ITU-R BT.601)."""
    return 0.299 * red + 0.587 * green + 0.114 * blue


def grey(style: Style) -> Style:
    """The style with every colour replaced by the grey of the same lightness."""

    def greyed(value: str) -> str:
        red, green, blue = (int(value[start : start + 2], 16) for start in (1, 3, 5))
        return "#" + f"{round(lightness(red, green, blue)):02x}" * 3

    colours = {field.name: greyed(getattr(style.colours, field.name)) for field in fields(Colours)}
    return replace(style, colours=Colours(**colours))


def _misfit(page: Page, paper: tuple[float, float]) -> str:
    """A message if the text does not fit on the paper, else ""."""
    if page.left + page.measure > paper[0] - 15 or page.left < 40 or page.outer > paper[0] / 3:
        return "the text does not fit across the paper, with its numbers and margins"
    if page.top + page.bottom > paper[1] - 300 or page.head < 15 or page.head > page.top:
        return "the text does not fit down the paper, with its running head"
    return ""


def _style(data: dict[str, dict[str, Any]]) -> Style:
    return Style(**{name: _group(kind, data[name]) for name, kind in _GROUPS.items()})


_Group = TypeVar("_Group")


def _group(kind: type[_Group], data: dict[str, Any]) -> _Group:
    return kind(
        **{
            key.replace("-", "_"): tuple(value) if isinstance(value, list) else value
            for key, value in data.items()
        }
    )


@dataclass(frozen=True, slots=True)
class _Source:
    path: str
    text: str
    templates: Templates

    def at(self, key: str, group: str = "") -> Location:
        """The line of a key in its group, or of the heading of a group."""
        start = 0
        if heading := re.search(rf"^\s*\[\s*{re.escape(group)}\s*\]", self.text, re.MULTILINE):
            start = heading.start()
        pattern = re.compile(rf"^\s*\[?\s*\"?{re.escape(key)}\b", re.MULTILINE)
        found = pattern.search(self.text, start)
        end = found.end() if found else 0
        return Location(self.path, self.text.count("\n", 0, end) + 1)


def _undecodable(path: str, error: ValueError | RecursionError) -> Problem:
    found = re.search(r"line (\d+)", str(error))
    hint = "" if isinstance(error, tomllib.TOMLDecodeError) else "is this a style file?"
    return Problem(Location(path, int(found[1]) if found else 1), f"not valid TOML: {error}", hint)


def _merge(base: dict[str, dict[str, Any]], own: dict[str, Any], source: _Source) -> list[Problem]:
    """Copy the valid values of `own` into `base`; returns the problems with the rest."""
    problems = []
    for name, group in own.items():
        if name not in base or not isinstance(group, dict):
            known = ", ".join(_GROUPS)
            problems.append(
                Problem(source.at(name), f'unknown group "{name}"', f"the groups are {known}")
            )
            continue
        for key, value in group.items():
            fault = _fault(base[name], name, key, value)
            if not fault and name == "fonts":
                fault = _font_fault(value, source.templates)
            if fault:
                problems.append(Problem(source.at(key, name), *fault))
            else:
                base[name][key] = float(value) if isinstance(value, int) else value
    return problems


def _fault(base: dict[str, Any], group: str, key: str, value: object) -> tuple[str, str] | None:
    """A message about an invalid value and a hint; None if it is valid."""
    if key not in base:
        keys = ", ".join(field.name.replace("_", "-") for field in fields(_GROUPS[group]))
        return f'unknown key "{key}" in [{group}]', f"the keys are {keys}"
    match base[key]:
        case float():
            if not isinstance(value, int | float) or isinstance(value, bool):
                return f'"{key}" must be a number of points', ""
            if not 0 < value < 5000 and (key, value) != ("boxes", 0):
                return f'"{key}" must be more than 0 and less than 5000', ""
        case str():
            if not isinstance(value, str) or not re.fullmatch("#[0-9a-fA-F]{6}", value):
                return f'"{key}" must be a colour such as "#8a1c1c"', ""
        case list():
            names = value if isinstance(value, list) else [None]
            if not all(isinstance(name, str) for name in names):
                return f'"{key}" must be a list of font files', ""
            if key != "fallback" and len(names) != 4:
                return f'"{key}" must name four files: regular, italic, bold, bold italic', ""
        case _:
            pass
    return None


def _font_fault(names: list[str], templates: Templates) -> tuple[str, str] | None:
    """The same for font files that cannot be used."""
    for name in names:
        if name == "math":
            continue
        try:
            kind = templates.path(name).read_bytes()[:4]
        except OSError as error:
            return f'the font "{name}" cannot be read: {error.strerror}', ""
        if kind not in {b"\0\1\0\0", b"true", b"OTTO", b"ttcf"}:
            hint = "take the .ttf or .otf of the family, not a web font"
            return f'the font "{name}" is not a TrueType or OpenType font', hint
    return None
