"""The first line of a callout: `[!note]`, `[!warning]-`, `[!tip]: with a title`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from exporter.markup.elements import text_of
from exporter.model import CalloutKind
from exporter.suggest import did_you_mean

HINT = "HINT"
"""The name of the callout that is the hint of a question."""

_OPENING = re.compile(r"\[!([\w-]+)\](?:(:)|[+-])?[ ]*(?:\n|\Z)")
_KINDS = {
    **CalloutKind.__members__,
    **dict.fromkeys(
        ("ABSTRACT", "SUMMARY", "TLDR", "INFO", "TODO", "QUESTION", "HELP", "FAQ", "EXAMPLE",
         "QUOTE", "CITE"), CalloutKind.NOTE,
    ),
    **dict.fromkeys(("SUCCESS", "CHECK", "DONE"), CalloutKind.TIP),
    "ATTENTION": CalloutKind.WARNING,
    **dict.fromkeys(("FAILURE", "FAIL", "MISSING", "DANGER", "ERROR", "BUG"), CalloutKind.CAUTION),
}  # fmt: skip
"""GitHub's callouts by their names, and Obsidian's by what they are nearest to."""


@dataclass(frozen=True, slots=True)
class Opening:
    """The name of a callout as it is written, and whether its first paragraph is its title."""

    written: str
    titled: bool

    @property
    def name(self) -> str:
        """The name in upper case."""
        return self.written.upper()

    @property
    def kind(self) -> CalloutKind | None:
        """The kind of callout with that name, None if there is none."""
        return _KINDS.get(self.name)

    def unknown(self) -> tuple[str, str]:
        """The message about a name that is not known, and a hint."""
        known = [*CalloutKind.__members__, HINT]
        hint = did_you_mean(self.name, _KINDS) or f"known are {', '.join(known)}"
        return f"unknown callout [!{self.written}]", hint


def take_opening(quote: Element) -> Opening | None:
    """Take the first line of a callout out of a block quote; None if it is just a quote."""
    first = quote[0] if len(quote) else None
    if first is None or first.tag != "p" or not (found := _OPENING.match(first.text or "")):
        return None
    first.text = (first.text or "")[found.end() :]
    if not text_of(first) and not len(first):
        quote.remove(first)
    titled = bool(found[2]) and len(quote) > 1 and quote[0].tag == "p"
    return Opening(found[1], titled and found[1].upper() != HINT)
