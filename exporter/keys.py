"""Keys and tags: which are valid, how headings make keys, and when names are the same."""

from __future__ import annotations

import re
import unicodedata
from hashlib import sha256

LONGEST = 200
"""The greatest length of a key."""

KEY = re.compile(rf"[\w.-]{{1,{LONGEST}}}")
"""The key of a deck or a question: letters, digits, `. _ -`."""

NO_TAG = re.compile(r"[\s\"<>\[\\\x00-\x1f\x7f-\x9f]|&(?=#|\w+;)")
"""Characters that no tag may have: Anki splits tags at white space, and shows them as HTML, in
which it looks for `[latex]` and `[sound:…]`, and MathJax for `\\(`."""

TAG_RULE = r'a tag has no white space, none of " < > [ \ and no entity such as &lt;'
"""The rule for tags, as a hint."""

_MOST = 60
_ORDINARY = re.compile(r"[\w\s?!.,:;'\"()‘’“”–—-]*")


def derived(heading: str) -> str:
    """The key made from a heading: its words in lower case, joined by hyphens.

    If words do not distinguish it ("What is C?", "What is C++?") or are too many, six hexadecimal
    digits of the SHA-256 of the text follow.
    """
    text = unicodedata.normalize("NFC", heading)
    words = "-".join(re.findall(r"\w+", re.sub("['’]", "", text.lower())))
    if words and len(words) <= _MOST and _ORDINARY.fullmatch(text):
        return words
    digest = sha256(text.encode()).hexdigest()[:6]
    return "-".join(filter(None, [words[:_MOST].rstrip("-"), digest]))


def folded(name: str) -> str:
    """A name in the form for comparisons: case-folded, with single spaces."""
    return " ".join(name.split()).casefold()


def anchor(heading: str) -> str:
    """The anchor that GitHub gives a heading: `what-is-c` for "What is C?"."""
    words = re.sub(r"\[([^\[\]]*)\]\([^()]*\)", r"\1", heading.strip().lower())
    return re.sub(r"[^\w\- ]", "", words).replace(" ", "-")
