"""What can be wrong with a source, as data: where, what, and how to fix it.

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
    """One thing wrong in a source; `hint` says how to fix it, or is "" where that is obvious.

    It may quote what the source says; as a string it is fit for a terminal.
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
    """Without duplicates, by line; problems on one line stay in the order they were found."""
    return tuple(sorted(dict.fromkeys(problems), key=lambda problem: problem.where))


class SourceError(Exception):
    """A source that cannot be built; `problems` holds everything found, in source order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = in_source_order(problems)
        super().__init__("\n".join(map(str, self.problems)))
