"""Checks of link targets: the web, a mail address, or another question.

Anki opens links with the user's own programs, so all other targets are rejected.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

_SCHEMES = ("http", "https", "mailto")
_BEGINNINGS = ("http://", "https://", "mailto:")
_ATTACHED = re.compile(r"[?&;]\s*attach", re.IGNORECASE)


class Refusal(NamedTuple):
    """The reason why a link is shown as text, with a hint; `grave` marks an error."""

    what: str
    hint: str
    grave: bool


def refusal(target: str, written: str) -> Refusal | None:
    """The reason to reject a target, None if it is allowed; `written` is as in the source."""
    scheme = _scheme(target)
    if scheme == "mailto" and _ATTACHED.search(unquote(target)):
        hint = "some mail programs would attach any file of the reader's"
        return Refusal("a link that attaches a file to a mail", hint, grave=True)
    if scheme in _SCHEMES and target.lower().startswith(_BEGINNINGS):
        return None
    if scheme and scheme not in _SCHEMES:
        hint = "links may use http, https or mailto, or #key for another question"
        return Refusal(f'a link with the scheme "{scheme}:"', hint, grave=True)
    hint = "a file beside the source cannot be reached from Anki or from paper"
    if written.startswith("#"):
        hint = "only a question can be linked to"
    elif not written:
        hint = 'write the address in the parentheses; a tag is written ## What …? {tags="a b"}'
    return Refusal(f'the link to "{written}" is shown as text', hint, grave=False)


def _scheme(target: str) -> str:
    """The scheme of a target as a browser would see it, "" for none."""
    try:
        return urlsplit("".join(target.split())).scheme.lower()
    except ValueError:
        return "invalid"
