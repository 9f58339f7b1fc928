"""A renderer of Anki's template language.

`{{Field}}`, `{{filter:Field}}`, and `{{#Field}}` or `{{^Field}}` up to `{{/Field}}`, as Anki's own
renderer does them. The templates have been checked before (`exporter.deck.handlebars`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from exporter.deck.handlebars import TAG, signed

Filter = Callable[[str, str], str]
"""A filter: from the name and the HTML of a field to HTML."""

_EMPTY = re.compile(r"(?:\s|</?(?:br|div) ?/?>)*", re.IGNORECASE)


def render(template: str, fields: Mapping[str, str], filters: Mapping[str, Filter]) -> str:
    """The template with its fields filled in; an unknown filter leaves a field as it is."""
    shown: list[str] = []
    open_conditions: list[bool] = []
    for sign, words in _tokens(template):
        match sign:
            case "#" | "^":
                filled = not _EMPTY.fullmatch(fields.get(words, ""))
                open_conditions.append(filled is (sign == "#"))
            case "/":
                open_conditions.pop()
            case _ if not all(open_conditions):
                pass
            case "text":
                shown.append(words)
            case _:
                shown.append(_filtered(words, fields, filters))
    return "".join(shown)


def _filtered(words: str, fields: Mapping[str, str], filters: Mapping[str, Filter]) -> str:
    """The field of a tag after its filters, of which the last one applies first."""
    *names, field = (word.strip() for word in words.split(":"))
    html = fields.get(field, "")
    for name in reversed(names):
        if apply := filters.get(name.split(" ")[0]):
            html = apply(field, html)
    return html


@lru_cache(maxsize=32)
def _tokens(template: str) -> tuple[tuple[str, str], ...]:
    """Pairs of "text" and HTML, or of the sign of a tag (`#`, `^`, `/` or "") and its words."""
    tokens: list[tuple[str, str]] = []
    place = 0
    for found in TAG.finditer(template):
        tokens.append(("text", template[place : found.start()]))
        place = found.end()
        inside = found["tag"]
        tokens.append(("text", found[0]) if inside is None else signed(inside))
    return (*tokens, ("text", template[place:]))
