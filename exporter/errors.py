"""Problems in a source, as data: where, what, and how to fix it.

Readers and writers collect `Problem`s and go on; `exporter.cli` shows them all at once in source
order. Only the edge raises.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from exporter.model import Location
from exporter.visible import visible


class Severity(Enum):
    """An error stops the build; a warning does not, unless the user asks for it."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem in a source; `hint` tells how to fix it, or is "" where that is obvious.

    The texts may quote the source as it is; `str` escapes them for a terminal.
    """

    where: Location
    what: str
    hint: str = ""
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        prefix = "" if self.severity is Severity.ERROR else "warning: "
        line = visible(f"{self.where}: {prefix}{self.what}")
        return f"{line}\n    {visible(self.hint)}" if self.hint else line


def warning(where: Location, what: str, hint: str = "") -> Problem:
    """A problem that does not stop the build."""
    return Problem(where, what, hint, Severity.WARNING)


def in_source_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems by line, without duplicates; those on one line keep their order."""
    return tuple(sorted(dict.fromkeys(problems), key=lambda problem: problem.where))


class SourceError(Exception):
    """A source that cannot be built; `problems` has all problems in source order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = in_source_order(problems)
        super().__init__("\n".join(map(str, self.problems)))
