"""What a build has made and what is wrong, as lines for a person and as JSON."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

from exporter import telling
from exporter.build import Made, Product, Report
from exporter.errors import Severity


def facts(made: Made, *, written: bool) -> str:
    """Of one output: questions, cards or pages, size, and the time it took."""
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
    """How many problems fail the build: "2 errors and 1 warning"."""
    errors = sum(problem.severity is Severity.ERROR for problem in report.problems)
    warnings = len(report.problems) - errors
    counts = [counted(errors, "error")] if errors else []
    counts += [counted(warnings, "warning")] if warnings and strict else []
    return " and ".join(counts)


def problems(report: Report) -> list[dict[str, Any]]:
    """Every problem, for a program."""
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
    """Everything, for a program: sources and their history, outputs, problems."""
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
    sources = [telling.as_json(past) for past in report.pasts]
    return {"sources": sources, "outputs": outputs, "problems": problems(report)}


def counted(number: int, noun: str) -> str:
    """A number of things, such as "1 card" or "2 cards"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _sized(count: int) -> str:
    return f"{count / 1_000_000:.1f} MB" if count >= 1_000_000 else f"{count / 1000:.0f} kB"
