"""Names: what keys and tags may be, the key that a heading makes, and when two are the same."""

from __future__ import annotations

import re
import unicodedata
from hashlib import sha256

LONGEST = 200
"""So many characters a key may have."""

KEY = re.compile(rf"[\w.-]{{1,{LONGEST}}}")
"""What a deck's or a question's key is made of: letters, digits, `. _ -`."""

NO_TAG = re.compile(r"[\s\"<>\[\\\x00-\x1f\x7f-\x9f]|&(?=#|\w+;)")
"""What no tag may hold: Anki splits tags at white space, and shows them as HTML, in which it looks
for `[latex]` and `[sound:…]`, and MathJax for `\\(`."""

TAG_RULE = r'a tag has no white space, none of " < > [ \ and no entity such as &lt;'
"""The same in words."""

_MOST = 60
_ORDINARY = re.compile(r"[\w\s?!.,:;'\"()‘’“”–—-]*")


def derived(heading: str) -> str:
    """A readable key: the heading's words in lower case, joined by hyphens.

    Where words cannot tell headings apart ("What is C?", "What is C++?") or there are too many of
    them, six hexadecimal digits of the text's SHA-256 follow.
    """
    text = unicodedata.normalize("NFC", heading)
    words = "-".join(re.findall(r"\w+", re.sub("['’]", "", text.lower())))
    if words and len(words) <= _MOST and _ORDINARY.fullmatch(text):
        return words
    digest = sha256(text.encode()).hexdigest()[:6]
    return "-".join(filter(None, [words[:_MOST].rstrip("-"), digest]))


def folded(name: str) -> str:
    """A name as names are compared: without regard to case, and to how much white space it has."""
    return " ".join(name.split()).casefold()


def anchor(heading: str) -> str:
    """What GitHub calls the place of a heading in links: `#what-is-c` for "What is C?"."""
    words = re.sub(r"\[([^\[\]]*)\]\([^()]*\)", r"\1", heading.strip().lower())
    return re.sub(r"[^\w\- ]", "", words).replace(" ", "-")
