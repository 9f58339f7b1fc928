"""Suggestions for unknown words."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def did_you_mean(word: str, known: Iterable[str], likeness: float = 0.6) -> str:
    """A hint with the nearest known word, "" if none has this likeness (1 for the same word).

    A word that alone begins with the unknown one counts as the nearest.
    """
    names = {each.casefold(): each for each in known}
    sought = word.casefold()
    begun = [name for name in names if name.startswith(sought)] if len(sought) > 2 else []
    near = begun if len(begun) == 1 else get_close_matches(sought, names, 1, likeness)
    return f"did you mean {names[near[0]]}?" if near else ""
