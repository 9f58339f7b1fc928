"""What the commands print: results on stdout, problems and progress on stderr."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Self

import click

from exporter.visible import visible

# As in `exporter.cli`, what only some commands need is imported when it is needed.
# ruff: noqa: PLC0415

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

    from exporter.build import Report
    from exporter.errors import Problem
    from exporter.output import Tick


def say(line: str, *, head: str = "", err: bool = False) -> None:
    """Print a line with its head in bold, escaped for a terminal."""
    bold = click.style(visible(head), bold=True) if head else ""
    click.echo(bold + visible(line), err=err)


def say_error(line: str) -> None:
    """Print a line in red, on stderr."""
    click.secho(visible(line), fg="red", err=True)


def show_problems(problems: Sequence[Problem]) -> None:
    """Print the problems, with many of one kind summed up."""
    from exporter.report import grouped

    for problem in grouped(problems):
        where, _, rest = str(problem).partition(": ")
        click.echo(f"{click.style(where, bold=True)}: {rest}", err=True)


def say_waiting(path: Path) -> None:
    """Print that another build has to end first."""
    say(f"waiting for another build of {path} to end", err=True)


def show_report(
    report: Report, written: Sequence[Path], *, verbose: bool, earlier: bool = False
) -> None:
    """Print what has changed in each source, the outputs, and the steps to take in Anki.

    `earlier` adds the questions that were removed before the last build.
    """
    from exporter import report as reporter
    from exporter import status

    stems = {made.path.stem for made in report.made if made.replaces}
    for source, past in zip(report.read, report.pasts, strict=True):
        told = status.heading(past, built_before=source.path.stem in stems)
        say(f"  {told}", head=str(source.path))
        if verbose:
            say(f"  read in {source.seconds:.2f} s")
        for line in status.changes(past, everything=verbose):
            say(line)
    for made in report.made:
        facts = reporter.facts(made, written=made.path in written)
        say(f"  {facts}", head=str(made.path))
    for past in report.pasts:
        for line in status.to_do(past):
            say(line)
        for line in status.left_earlier(past) if earlier else ():
            say(line)


def print_json(data: object) -> None:
    """Print data as JSON, for programs."""
    click.echo(json.dumps(data, indent=2))


def say_unwritten(error: OSError) -> None:
    """Print which file could not be written, why, and what to do."""
    from exporter import files

    say_error(f"cannot write {error.filename}: {error.strerror}; nothing was changed")
    if hint := files.remedy(error):
        say_error(f"    {hint}")


class Progress:
    """A progress bar on a terminal, shown once the work has taken a second."""

    def __init__(self, *, quiet: bool) -> None:
        self._wanted = not quiet and sys.stderr.isatty()
        self._started = time.monotonic()
        self._done = 0
        self._shown = 0
        self._bar: ProgressBar[int] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar and self._shown:
            self._bar.render_finish()  # shows the cursor again, even if the work was interrupted

    def begin(self, steps: int) -> Tick:
        """Start the bar; returns the function that advances it by one step."""
        from exporter.output import idle

        if not self._wanted or not steps:
            return idle
        bar = self._bar = click.progressbar(length=steps, label="building", file=sys.stderr)

        def tick() -> None:
            self._done += 1
            if time.monotonic() - self._started > 1 and (
                self._done - self._shown > steps // 200 or self._done == steps
            ):
                more, self._shown = self._done - self._shown, self._done
                bar.update(more)

        return tick
