"""The command line: its commands, their options, and how they exit.

Exit codes: 0 success, 1 a source has errors or a file could not be written, 2 the command was used
wrongly. `exporter.console` prints; `exporter.__main__` handles signals and failures of the machine.
"""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from exporter import __version__, console, signals
from exporter.arguments import Commands, Source
from exporter.visible import visible

# Each command imports what it runs, so that --help and --version answer at once; click hands
# every option to its command as an argument of that name.
# ruff: noqa: PLC0415, PLR0913, PLR0917, FBT001

if TYPE_CHECKING:
    from exporter.build import Report, Settings
    from exporter.preview import Addresses
    from exporter.sheet import Duplex

_OBJECTS_BETWEEN_COLLECTIONS = 200_000

_OUTPUT_DIR = Path("dist")

_LATEST = 4_000_000_000
"""The latest time of a build: Anki has 32 bits for seconds, and stamps may be raised by one."""

_EXAMPLES = """
\b
Examples:
  exporter build                        every source/*.md, into dist/
  exporter build notes.md -o ~/Desktop  one file, into another folder
  exporter build --only sheet --paper letter
  exporter build --layout cards --flip short
  exporter build --layout sheet --layout quiz --tag foundations
  exporter check --format json          for an editor or a hook
  exporter preview notes.md             its cards and its sheet in a browser, as you edit
  exporter status                       what has changed since the last build
"""

_CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 96}


@click.group(cls=Commands, context_settings=_CONTEXT, epilog=_EXAMPLES)
@click.version_option(__version__, prog_name="exporter", message="%(prog)s %(version)s")
def main() -> None:
    """Turn Markdown questions and answers into an Anki deck and a printed revision sheet."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a narrow Windows code page must not end a build
            stream.reconfigure(errors="backslashreplace")
    # Nearly all objects of a build live until it ends: the usual collections take a sixth of it.
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)


_sources = click.argument("sources", metavar="[SOURCE]...", nargs=-1, type=Source())
_output_dir = click.option(
    "-o",
    "--output-dir",
    type=click.Path(file_okay=False, path_type=Path),
    default=_OUTPUT_DIR,
    show_default=True,
    help="Folder for the outputs; it is created if missing.",
)
_paper = click.option(
    "--paper",
    type=click.Choice(["a4", "letter", "a5"], case_sensitive=False),
    default="a4",
    show_default=True,
    help="Paper size of the sheet.",
)
_templates = click.option(
    "--templates",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder with your own templates; built-in ones stand in for files it does not have.",
)
_no_cache = click.option(
    "--no-cache",
    is_flag=True,
    help="Set every formula and draw every figure again, and store none for next time.",
)
_strict = click.option("--strict", is_flag=True, help="Treat warnings as errors.")
_format = click.option(
    "--format",
    "shape",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Format of the report.",
)


@main.command()
@_sources
@_output_dir
@click.option("--only", type=click.Choice(["deck", "sheet"]), help="Build only one of the two.")
@click.option(
    "--layout",
    "layouts",
    type=click.Choice(["sheet", "quiz", "fold", "cards", "large"]),
    multiple=True,
    default=["sheet"],
    show_default=True,
    help="Layout of the sheet; repeat it for several, one file each.",
)
@click.option(
    "--flip",
    type=click.Choice(["long", "short"]),
    help="Edge over which your printer turns the paper to print backs of cards.  [default: long]",
)
@click.option(
    "--back-offset",
    metavar="X,Y",
    callback=lambda _context, _option, value: _offset(value),
    help="Shift the backs of cards X millimetres to the right and Y millimetres up.",
)
@click.option("--calibrate", is_flag=True, help="Start the cards with two pages for measuring X,Y.")
@click.option("--gray", is_flag=True, help="Print in shades of grey, including pictures.")
@click.option(
    "--section",
    "sections",
    metavar="TITLE",
    multiple=True,
    help="Build only the questions in this section; can be repeated.",
)
@click.option(
    "--tag",
    "tags",
    metavar="TAG",
    multiple=True,
    help="Build only the questions with this tag; can be repeated.",
)
@_paper
@_templates
@_no_cache
@_strict
@click.option(
    "--restamp",
    metavar="KEY",
    multiple=True,
    help="Make Anki update this question although it has not changed; can be repeated.",
)
@_format
@click.option("-q", "--quiet", is_flag=True, help="Print only problems.")
@click.option("-v", "--verbose", is_flag=True, help="List every change, and the time of each step.")
def build(
    sources: tuple[Path, ...],
    output_dir: Path,
    only: str | None,
    layouts: tuple[str, ...],
    flip: str | None,
    back_offset: tuple[float, float] | None,
    calibrate: bool,
    gray: bool,
    sections: tuple[str, ...],
    tags: tuple[str, ...],
    paper: str,
    templates: Path | None,
    no_cache: bool,
    strict: bool,
    restamp: tuple[str, ...],
    shape: str,
    quiet: bool,
    verbose: bool,
) -> None:
    """Build the deck and the sheet of each SOURCE (default: every source/*.md).

    If any source has an error, nothing is written and the previous outputs stay. The history of
    the notes is kept in a .lock.json file beside each source: commit both together.
    """
    from exporter import build as builder
    from exporter import report as reporter
    from exporter.select import Selection
    from exporter.sheet import Layout
    from exporter.turns import turn

    if (flip or back_offset or calibrate) and "cards" not in layouts:
        raise click.UsageError("--flip, --back-offset and --calibrate are for --layout cards")
    settings = replace(
        _settings(output_dir, templates, only=only, paper=paper, strict=strict, no_cache=no_cache),
        restamp=frozenset(restamp),
        gray=gray,
        layouts=tuple(map(Layout, dict.fromkeys(layouts))),
        duplex=_duplex(flip, back_offset, calibrate=calibrate),
        selection=Selection(sections, tags),
    )
    paths = _named(sources)
    started = time.perf_counter()
    as_json = shape == "json"
    with turn(paths, console.say_waiting, output_dir):
        with console.Progress(quiet=quiet or as_json) as bar:
            report = builder.make(paths, settings, bar.begin)
        if not as_json:
            console.show_problems(report.problems)
        if report.failed:
            _fail(report, as_json=as_json, strict=strict)
        with _writing():
            written = builder.write(report)
    if as_json:
        console.print_json(reporter.as_json(report, written))
    elif not quiet:
        console.show_report(report, written, verbose=verbose)
    if verbose and not as_json:
        click.echo(f"all in {time.perf_counter() - started:.2f} s")


@main.command()
@_sources
@_templates
@_format
@click.option("-v", "--verbose", is_flag=True, help="List every change.")
def status(sources: tuple[Path, ...], templates: Path | None, shape: str, verbose: bool) -> None:
    """Show what has changed in each SOURCE since its last build; write nothing."""
    from exporter import build as builder
    from exporter import report as reporter

    settings = replace(_settings(_OUTPUT_DIR, templates, no_cache=True), products=())
    report = builder.make(_named(sources), settings, builder.unwatched)
    as_json = shape == "json"
    if not as_json:
        console.show_problems(report.problems)
    if report.failed:
        _fail(report, as_json=as_json, strict=False)
    if as_json:
        console.print_json(reporter.as_json(report, ()))
    else:
        console.show_report(report, (), verbose=verbose, earlier=True)


@main.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default="my-templates")
@click.option("--force", is_flag=True, help="Overwrite existing files.")
def templates(folder: Path, force: bool) -> None:
    """Copy the card templates and the style of the sheet into FOLDER for editing.

    Then build with --templates FOLDER. Built-in files stand in for those you delete from it.
    """
    from exporter import files
    from exporter.templates import Templates, overridable

    copies = {folder / name: Templates().path(name).read_bytes() for name in overridable()}
    if not force and (present := [path for path in copies if path.exists()]):
        _abort(f"{present[0]} already exists: nothing was written (--force overwrites)")
    with _writing():
        files.write_all(copies)
    for path in copies:
        console.say(str(path))
    console.say(f"edit them, then build with: exporter build --templates {folder}")


@main.command()
@_sources
@click.option("--check", is_flag=True, help="Only report; exit with 1 if a key is missing.")
def stamp(sources: tuple[Path, ...], check: bool) -> None:
    """Write missing keys into the headings of each SOURCE, and change nothing else.

    A question with a key keeps its history whatever happens to its text or to the lock.
    """
    from exporter import stamp as stamper
    from exporter.plural import counted
    from exporter.turns import turn

    paths = _named(sources)
    with turn(paths, console.say_waiting):
        found = [stamper.stamp(path) for path in paths]
        if problems := [problem for each in found for problem in each.problems]:
            console.show_problems(problems)
            _abort("no key was written")
        missing = [each for each in found if each.keys]
        for each in missing if not check else ():
            with _writing():
                if not stamper.write(each):
                    _abort(f"{each.path} was changed in the meantime: it was left as it is")
    for each in missing:
        for line, key in each.keys.items():
            console.say(f"{each.path}:{line}: {{#{key}}}")
    for each in found:
        what = f"{counted(len(each.keys), 'key')} {'missing' if check else 'written'}"
        console.say(f"{each.path}: {what if each.keys else 'every question has a key'}")
    if check and missing:
        sys.exit(1)


@main.command()
@_sources
@_format
@_paper
@_templates
@_no_cache
@_strict
def check(
    sources: tuple[Path, ...],
    shape: str,
    paper: str,
    templates: Path | None,
    no_cache: bool,
    strict: bool,
) -> None:
    """Report every problem that build would find in each SOURCE; write nothing."""
    from exporter import build as builder
    from exporter import report as reporter
    from exporter.plural import counted

    settings = _settings(_OUTPUT_DIR, templates, paper=paper, strict=strict, no_cache=no_cache)
    paths = _named(sources)
    with console.Progress(quiet=shape == "json") as bar:
        report = builder.make(paths, settings, bar.begin)
    if shape == "json":
        console.print_json(reporter.problems(report))
    else:
        console.show_problems(report.problems)
    if report.failed:
        sys.exit(1) if shape == "json" else _abort(reporter.failures(report, strict=strict))
    if shape == "text":
        questions = sum(made.questions for made in report.made) // len(settings.products)
        files = ", ".join(map(str, paths))
        console.say(f"{files}: {counted(questions, 'question')}, nothing wrong")


@main.command()
@click.argument("source", required=False, type=Source())
@click.option(
    "--export",
    "file",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the preview to one self-contained HTML file instead.",
)
@click.option("--no-open", is_flag=True, help="Print the address without opening a browser.")
@_paper
@_templates
@_no_cache
def preview(
    source: Path | None,
    file: Path | None,
    no_open: bool,
    paper: str,
    templates: Path | None,
    no_cache: bool,
) -> None:
    """Show the cards and the sheet of SOURCE in a browser, updated as you edit.

    Nothing is written, and nobody else can see it. Stop it with Ctrl-C.
    """
    from exporter import preview as previewer

    paths = _named([source] if source else [])
    if len(paths) > 1:
        raise click.UsageError(visible(f"name one of {', '.join(map(str, paths))}"))
    settings = _settings(_OUTPUT_DIR, templates, paper=paper, no_cache=no_cache)
    if file:
        if file.exists() and file.samefile(paths[0]):
            raise click.UsageError("--export would overwrite the source")
        _export(paths[0], settings, file)
        return

    def ready(addresses: Addresses) -> None:
        console.say(f"{paths[0]}  {addresses.page}  (stop with Ctrl-C)")
        if not no_open:
            click.launch(addresses.once)

    with suppress(KeyboardInterrupt):
        previewer.show(paths[0], settings, ready)


def _export(source: Path, settings: Settings, file: Path) -> None:
    from exporter import files
    from exporter import preview as previewer

    page, report = previewer.export(source, settings)
    console.show_problems(report.problems)
    if report.failed:
        _fail(report, as_json=False, strict=False)
    with _writing():
        files.write_all({file: page.encode()})
    console.say(f"  {len(page) / 1e6:.1f} MB", head=str(file))


@main.command()
@_sources
@_output_dir
@_paper
@_templates
@_no_cache
def watch(
    sources: tuple[Path, ...],
    output_dir: Path,
    paper: str,
    templates: Path | None,
    no_cache: bool,
) -> None:
    """Rebuild each SOURCE (default: every source/*.md) whenever it changes.

    Changes of its pictures and of the templates count too. Stop it with Ctrl-C.
    """
    from exporter.preview.watching import Watched, changes

    paths = _named(sources)
    settings = _settings(output_dir, templates, paper=paper, no_cache=no_cache)
    used: set[Path] = set()
    with suppress(KeyboardInterrupt):
        for _ in changes(Watched(paths, used.copy, templates)):
            used.update(_rebuilt(paths, replace(settings, now=_now())))


def _rebuilt(paths: Sequence[Path], settings: Settings) -> set[Path]:
    """Build once and print the report; returns the files that the sources use."""
    from exporter import build as builder
    from exporter import report as reporter
    from exporter.turns import turn

    with turn(paths, console.say_waiting, settings.output_dir):
        report = builder.make(paths, settings, builder.unwatched)
        console.show_problems(report.problems)
        if report.failed:
            failures = reporter.failures(report, strict=False)
            console.say_error(f"{failures}: nothing was written")
            return set()
        try:
            with signals.held():
                written = builder.write(report)
        except OSError as error:
            console.say_unwritten(error)
        else:
            console.show_report(report, written, verbose=False)
    return {
        past.source.parent / media.path
        for past in report.pasts
        for note in past.notes
        for media in note.media
    }


def _settings(
    output_dir: Path,
    templates: Path | None,
    *,
    only: str | None = None,
    paper: str = "a4",
    strict: bool = False,
    no_cache: bool,
) -> Settings:
    from exporter.build import Product, Settings
    from exporter.sheet import Paper
    from exporter.templates import Templates

    return Settings(
        output_dir=output_dir,
        products=(Product[only.upper()],) if only else tuple(Product),
        paper=Paper[paper.upper()],
        templates=Templates(templates),
        now=_now(),
        strict=strict,
        cache=None if no_cache else _cache(),
    )


def _cache() -> Path | None:
    """The folder of the caches; None for a user without a home directory."""
    from platformdirs import user_cache_path

    try:
        found = user_cache_path("anki-pdf-exporter", appauthor=False)
    except RuntimeError:
        return None
    return found if found.is_absolute() else None


def _duplex(flip: str | None, offset: tuple[float, float] | None, *, calibrate: bool) -> Duplex:
    from exporter.sheet import Duplex, Flip

    return Duplex(Flip(flip or "long"), offset or (0.0, 0.0), calibrate)


def _offset(value: str | None) -> tuple[float, float] | None:
    """The two numbers of millimetres in a value such as "1.5,-2"."""
    if value is None:
        return None
    try:
        right, up = map(float, value.split(","))
    except ValueError:
        raise click.BadParameter("two numbers of millimetres are wanted, such as 1.5,-2") from None
    if not (abs(right) <= 20 and abs(up) <= 20):
        raise click.BadParameter("no more than 20 millimetres either way")
    return right, up


def _now() -> int:
    """The time of the build (s): SOURCE_DATE_EPOCH if set, for reproducible builds.

    It is limited to the range that Anki can store, in case the clock is wrong.
    """
    stated = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not stated:
        return min(max(0, int(time.time())), _LATEST)
    if not stated.isascii() or not stated.isdigit() or len(stated) > 11:
        raise click.UsageError(f"SOURCE_DATE_EPOCH is no number of seconds: {stated!r}")
    return min(int(stated), _LATEST)


def _named(sources: Sequence[Path]) -> list[Path]:
    paths = list(dict.fromkeys(sources)) or sorted(Path("source").glob("*.md"))
    if not paths:
        raise click.UsageError("there is no source/*.md here: name a Markdown file to build")
    return paths


def _fail(report: Report, *, as_json: bool, strict: bool) -> NoReturn:
    from exporter import report as reporter

    if as_json:
        console.print_json(reporter.as_json(report, ()))
        sys.exit(1)
    _abort(f"{reporter.failures(report, strict=strict)}: nothing was written")


@contextmanager
def _writing() -> Iterator[None]:
    """Hold signals back while files are written; exit if one cannot be written."""
    with signals.held():
        try:
            yield
        except OSError as error:
            console.say_unwritten(error)
            sys.exit(1)


def _abort(message: str) -> NoReturn:
    console.say_error(message)
    sys.exit(1)
