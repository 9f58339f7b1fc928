"""The report of a build, with its outputs and problems, as text and as JSON."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from exporter import status
from exporter.build import Made, Product, Report
from exporter.errors import Problem, Severity
from exporter.plural import counted

_ALIKE = 7
_SHOWN = 3
_PARTICULAR = re.compile(r'".*"|<[^>]*>|\{[^}]*\}|\(U\+\w+\)|\d[\d,]*')
"""The variable parts of messages: quotations, characters, numbers."""


def facts(made: Made, *, written: bool) -> str:
    """A summary of one output: questions, cards or pages, size, and time."""
    unit = "card" if made.product is Product.DECK else "page"
    return ", ".join(
        [
            counted(made.questions, "question"),
            counted(made.output.count, unit),
            _sized(len(made.output.data)),
            f"{made.seconds:.2f} s" if written else "unchanged",
        ]
    )


def failures(report: Report, *, strict: bool) -> str:
    """The number of problems that fail the build: "2 errors and 1 warning"."""
    errors = sum(problem.severity is Severity.ERROR for problem in report.problems)
    warnings = len(report.problems) - errors
    counts = [counted(errors, "error")] if errors else []
    counts += [counted(warnings, "warning")] if warnings and strict else []
    return " and ".join(counts)


def grouped(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """The problems as text shows them: three and a count for more than seven alike in a file."""
    alike: defaultdict[tuple[str, ...], list[Problem]] = defaultdict(list)
    for problem in problems:
        alike[_sort(problem)].append(problem)
    summed: dict[Problem, Problem | None] = {}
    for group in alike.values():
        if len(group) > _ALIKE:
            summed.update(dict.fromkeys(group[_SHOWN:]))
            summed[group[_SHOWN]] = _rest(group[_SHOWN:])
    return tuple(
        shown for problem in problems if (shown := summed.get(problem, problem)) is not None
    )


def _sort(problem: Problem) -> tuple[str, ...]:
    words = (_PARTICULAR.sub("…", text) for text in (problem.what, problem.hint))
    return (problem.where.path, problem.severity.value, *words)


def _rest(group: Sequence[Problem]) -> Problem:
    last = group[-1].where.line
    what = f"{len(group):,} more like these, the last on line {last:,}"
    return replace(group[0], what=what, hint="")


def problems(report: Report) -> list[dict[str, Any]]:
    """All problems as JSON data."""
    return [
        {
            "path": problem.where.path,
            "line": problem.where.line,
            "severity": problem.severity.value,
            "what": problem.what,
            "hint": problem.hint,
        }
        for problem in report.problems
    ]


def as_json(report: Report, written: Collection[Path]) -> dict[str, Any]:
    """The whole report as JSON data: sources with their history, outputs, problems."""
    outputs = [
        {
            "path": str(made.path),
            "product": made.product.name.lower(),
            "count": made.output.count,
            "bytes": len(made.output.data),
            "written": made.path in written,
            "seconds": round(made.seconds, 3),
        }
        for made in report.made
    ]
    sources = [status.as_json(past) for past in report.pasts]
    return {"sources": sources, "outputs": outputs, "problems": problems(report)}


def _sized(count: int) -> str:
    return f"{count / 1_000_000:.1f} MB" if count >= 1_000_000 else f"{count / 1000:.0f} kB"
