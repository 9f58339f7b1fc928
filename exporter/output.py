"""What a writer returns: the bytes of a file, and the problems it met."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from exporter.errors import Problem

Tick = Callable[[], None]
"""Called by a writer once for each question it has finished."""


def idle() -> None:
    """A tick for work whose progress nobody is shown."""


@dataclass(frozen=True, slots=True)
class Output:
    """A finished file: its bytes, and how many cards or pages it has.

    With an error among the problems the bytes are not fit to be used.
    """

    data: bytes
    count: int
    problems: tuple[Problem, ...]
