"""Text of others as a message can quote it: of a length to read, and harmless to a terminal."""

from __future__ import annotations

import re

# Control characters, line ends, and what turns the direction of writing (UAX #9, 2.1 to 2.5).
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def shortened(text: str, longest: int) -> str:
    """The text, its end replaced by … if it has more characters than that."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def visible(text: str) -> str:
    r"""The text with what would act on a terminal spelt out, such as `\x1b`; on one line."""
    return _UNSEEN.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)
