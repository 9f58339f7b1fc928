"""The page of the preview: all cards, the problems, and the script that shows them.

It is one HTML file that loads nothing but the media of the deck. Its content security policy allows
only its own script and those of the card templates, by their digests.
"""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from pathlib import PurePath
from string import Template
from typing import Any

from exporter.deck.design import Designs
from exporter.deck.media import file_name
from exporter.errors import Problem
from exporter.media import content_type
from exporter.model import Media
from exporter.preview.cards import Card
from exporter.templates import Templates

_SCRIPT = re.compile(r"<script[^>]*>(.*?)</script>", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Content:
    """The content to show of a deck; `css` is that of its cards."""

    title: str
    language: str
    cards: tuple[Card, ...]
    css: str
    scripts: frozenset[str]
    media: tuple[Media, ...]


NOTHING = Content("Preview", "en", (), "", frozenset(), ())
"""The content for a source that has had errors from the start."""


@dataclass(frozen=True, slots=True)
class Page:
    """The HTML of a page, its content security policy, and a digest of its content."""

    html: str
    policy: str
    revision: str


def scripts(designs: Designs) -> frozenset[str]:
    """The scripts in the templates of the cards."""
    sides = (
        side for each in (designs.basic, designs.cloze) for pair in each.sides for side in pair
    )
    return frozenset(script for side in sides for script in _SCRIPT.findall(side))


def page(content: Content, problems: Sequence[Problem], templates: Templates) -> Page:
    """The page as it is served, with its media at addresses of their own."""
    return _page(content, problems, templates, {"live": True, "media": {}, "sheet": ""})


def alone(content: Content, problems: Sequence[Problem], templates: Templates, sheet: bytes) -> str:
    """The page as one file, which contains its media and the PDF of its sheet.

    As it may be passed on, it does not reveal the folder of the source.
    """
    content = replace(
        content, cards=tuple(replace(card, at=PurePath(card.at).name) for card in content.cards)
    )
    problems = [
        replace(each, where=replace(each.where, path=PurePath(each.where.path).name))
        for each in problems
    ]
    held = {
        "live": False,
        "media": {file_name(each): _data_url(each) for each in content.media},
        "sheet": base64.b64encode(sheet).decode(),
    }
    made = _page(content, problems, templates, held)
    meta = f'<meta http-equiv="Content-Security-Policy" content="{html.escape(made.policy)}">'
    return made.html.replace('<meta charset="utf-8">', f'<meta charset="utf-8">\n{meta}', 1)


def _page(
    content: Content,
    problems: Sequence[Problem],
    templates: Templates,
    held: Mapping[str, Any],
) -> Page:
    script = templates.read_text("preview/preview.js")
    data = _data(content, problems, held)
    parts = {
        "title": html.escape(content.title),
        "language": html.escape(content.language),
        "style": templates.read_text("preview/preview.css"),
        "script": script,
        "data": data,
    }
    skeleton = templates.read_text("preview/index.html")
    revision = sha256("\0".join((skeleton, *parts.values())).encode()).hexdigest()[:16]
    text = Template(skeleton).safe_substitute(parts, revision=revision)
    return Page(text, _policy((script, *content.scripts)), revision)


def _data(content: Content, problems: Iterable[Problem], held: Mapping[str, Any]) -> str:
    """The data for the script, as JSON that is safe inside a `<script>`."""
    data = {
        "cards": [asdict(card) for card in content.cards],
        "css": content.css,
        "problems": [_problem(each) for each in problems],
        **held,
    }
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _problem(problem: Problem) -> dict[str, str]:
    return {
        "at": str(problem.where),
        "what": problem.what,
        "hint": problem.hint,
        "severity": problem.severity.value,
    }


def _policy(own: Iterable[str]) -> str:
    """A policy that allows nothing from elsewhere, and no scripts but these."""
    digests = sorted(base64.b64encode(sha256(text.encode()).digest()).decode() for text in own)
    rules = {
        "default-src": "'none'",
        "script-src": " ".join(f"'sha256-{digest}'" for digest in digests),
        "style-src": "'unsafe-inline'",  # columns are aligned and pictures sized by attributes
        "img-src": "'self' data:",
        "media-src": "'self' data:",
        "frame-src": "'self' blob:",
        "connect-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def _data_url(media: Media) -> str:
    return f"data:{content_type(media)};base64,{base64.b64encode(media.data).decode()}"
