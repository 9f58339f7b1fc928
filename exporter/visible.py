"""Untrusted text in messages: shortened, and escaped for a terminal."""

from __future__ import annotations

import re

# Control characters, line ends, and what turns the direction of writing (UAX #9, 2.1 to 2.5).
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def shortened(text: str, longest: int) -> str:
    """The text, truncated with … if it is longer."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def visible(text: str) -> str:
    r"""The text on one line, with characters that would act on a terminal as `\x1b` and so on."""
    return _UNSEEN.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)
