"""The style sheets of an SVG, reduced to what svglib can match quickly.

Selectors have only names, classes and ids, as others can take unbounded time; and there are only as
many rules as the number of elements allows.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

import tinycss2

from exporter.sheet.picture import PictureError

_DECLARATION = re.compile(r"(?:^|[;{\s])([a-z-]+)\s*:\s*([^;}]+)")
_COMMENT = re.compile(r"/\*(?:.*?\*/|.*)", re.DOTALL)
_PART = r"[A-Za-z0-9_.#*-]+"
_PLAIN = re.compile(rf"{_PART}(?:[ >]{_PART}){{0,2}}")
_STATE = re.compile(r":(?:hover|active|focus|visited|link|target)\b")  # which paper is never in
_NAME = re.compile(r"[.#]?[A-Za-z_][\w-]*")
_NOT_OF_STYLE = frozenset({"href", "id", "class", "style"})  # svglib makes attributes of them all
_MOST = 500_000  # steps of matching and of declaring: more take seconds
_DEEPEST = 60
_LONGEST = 100_000  # characters


class Rule(NamedTuple):
    """The declarations for a selector, and the number of elements that it may match."""

    selector: str
    declarations: tuple[tuple[str, str], ...]
    matches: int


def declarations(text: str) -> list[tuple[str, str]]:
    """The properties and values in a `style` attribute or a rule."""
    return [] if ":" not in text else _DECLARATION.findall(text)


def plain_rules(root: Any, lost: dict[str, None]) -> tuple[Rule, ...]:
    """The rules that can match something; the tree is left with only these."""
    known = _names(root)
    rules: list[Rule] = []
    cost = 0
    try:
        found = list(_rules(_sheet(root)))
    except RecursionError as error:  # brackets in brackets
        raise _too_much() from error
    for selector, declared in found:
        matches = _matches(selector, known)
        if not matches or not declared:
            continue
        if not _PLAIN.fullmatch(selector):
            if not _STATE.search(selector):
                lost[f"the style of {selector[:40]}"] = None
            continue
        rules.append(Rule(selector, declared, matches))
        ways = _DEEPEST ** max(0, selector.count(" ") - 1)  # to choose among the ancestors
        cost += matches * (len(declared) + ways)
        if cost > _MOST:
            raise _too_much()
    _write(root, rules)
    return tuple(rules)


def _too_much() -> PictureError:
    return PictureError("an SVG with too many rules of style", "simplify it, or save it as a PNG")


def _sheet(root: Any) -> str:
    """All style sheets as one, without comments."""
    text = "\n".join("".join(style.itertext()) for style in root.iter("style"))
    if len(text) > _LONGEST:
        raise _too_much()
    return _COMMENT.sub("", text)


def _rules(sheet: str) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
    """Each selector with its declarations; at-rules are left out, as in svglib."""
    for rule in tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True):
        if rule.type == "qualified-rule":
            found = declarations(tinycss2.serialize(rule.content))
            kept = tuple(
                each for each in found if each[0] not in _NOT_OF_STYLE and each[0][:2] != "--"
            )
            for selector in tinycss2.serialize(rule.prelude).split(","):
                yield re.sub(" ?> ?", ">", " ".join(selector.split())), kept


def _names(root: Any) -> Counter[str]:
    """The number of elements by name, `.class` and `#id`; "" counts them all."""
    known: Counter[str] = Counter()
    for element in root.iter():
        classes = {f".{each}" for each in element.get("class", "").split()}
        known.update(("", str(element.tag), f"#{element.get('id', '')}", *classes))
    return known


def _matches(selector: str, known: Counter[str]) -> int:
    """An upper bound of the elements that a selector matches, from its last part."""
    last = re.split("[ >+~]", selector)[-1].partition(":")[0].partition("[")[0]
    return min(known[name] for name in ("", *_NAME.findall(last)))


def _write(root: Any, rules: list[Rule]) -> None:
    """Write these rules into the first style sheet, and empty the others."""
    written = "\n".join(
        f"{rule.selector}{{{';'.join(f'{key}:{value}' for key, value in rule.declarations)}}}"
        for rule in rules
    )
    for style in root.iter("style"):
        for child in list(style):
            style.remove(child)
        style.text, written = written, ""
