"""The output of a writer: the bytes of a file, and the problems it found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from exporter.errors import Problem

Tick = Callable[[], None]
"""Called by a writer once for each finished question."""


def idle() -> None:
    """A `Tick` for work that shows no progress."""


@dataclass(frozen=True, slots=True)
class Output:
    """A finished file: its bytes, and its number of cards or pages.

    If one of the problems is an error, the bytes must not be used.
    """

    data: bytes
    count: int
    problems: tuple[Problem, ...]
