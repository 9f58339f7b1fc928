"""A better word for one that is not known."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def did_you_mean(word: str, known: Iterable[str], likeness: float = 0.6) -> str:
    """A hint that names the nearest known word, or "" when none is near: 1 is the same word."""
    near = get_close_matches(
        word.casefold(), {each.casefold(): each for each in known}, 1, likeness
    )
    names = {each.casefold(): each for each in known}
    return f"did you mean {names[near[0]]}?" if near else ""
