"""A better word for one that is not known."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def did_you_mean(word: str, known: Iterable[str], likeness: float = 0.6) -> str:
    """A hint that names the nearest known word, or "" when none is near: 1 is the same word.

    The only word that begins like this one is the nearest.
    """
    names = {each.casefold(): each for each in known}
    sought = word.casefold()
    begun = [name for name in names if name.startswith(sought)] if len(sought) > 2 else []
    near = begun if len(begun) == 1 else get_close_matches(sought, names, 1, likeness)
    return f"did you mean {names[near[0]]}?" if near else ""
