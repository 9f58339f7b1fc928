"""Reading a source and its pictures, writing outputs: all that touches the user's files."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache
from glob import escape
from pathlib import Path

from exporter import media
from exporter.errors import Problem
from exporter.lines import decode
from exporter.model import Location, Media
from exporter.suggest import did_you_mean

_LARGEST_SOURCE = 100_000_000


def read_text(path: Path) -> tuple[str, tuple[Problem, ...]]:
    """The text of a source, or what keeps it from being read."""
    data, problems = read_source(path)
    return ("", problems) if problems else decode(data, str(path))


def read_source(path: Path) -> tuple[bytes, tuple[Problem, ...]]:
    """The bytes of a source, or what keeps it from being read."""
    at = Location(str(path), 1)
    try:
        if path.is_dir():
            hint = f"name the Markdown files in it, such as {path / '*.md'}"
            return b"", (Problem(at, "this is a folder, not a file", hint),)
        if path.stat().st_size > _LARGEST_SOURCE:
            return b"", (Problem(at, f"the file has more than {_LARGEST_SOURCE:,} bytes"),)
        return path.read_bytes(), ()
    except OSError as error:
        return b"", (Problem(at, f"the file cannot be read: {error.strerror}"),)


def read_lock(path: Path) -> tuple[str | None, tuple[Problem, ...]]:
    """The text of a lock, None if there is none, or what keeps it from being read."""
    try:
        text, problems = decode(path.read_bytes(), str(path))
    except FileNotFoundError:
        return None, ()
    except OSError as error:
        at = Location(str(path), 1)
        return None, (Problem(at, f"the lock cannot be read: {error.strerror}"),)
    return text, problems


def beside(path: Path, pattern: str) -> list[Path]:
    """The files of that pattern in the folder of a file, sorted; none if it cannot be listed."""
    try:
        return sorted(path.parent.glob(pattern))
    except OSError:
        return []


def pictures(folder: Path) -> Callable[[str], Media]:
    """How a source in this folder gets at its pictures; each file is read once."""

    @cache
    def read(relative: Path) -> Media:
        file, noun = folder / relative, media.noun(relative.name)
        try:
            if not file.resolve().is_relative_to(folder.resolve()):
                what = f'{noun} outside the source\'s folder: "{relative.as_posix()}"'
                raise media.PictureError(what, "a link in the file system leads out of it")
            return media.checked(relative, file.read_bytes())
        except FileNotFoundError:
            what = f'missing {noun} "{relative.as_posix()}"'
            raise media.PictureError(what, _near(file)) from None
        except OSError as error:
            what = f'{noun} "{relative.as_posix()}" cannot be read: {error.strerror}'
            raise media.PictureError(what) from None

    return lambda reference: read(Path(media.vetted(reference)))


def _near(file: Path) -> str:
    with suppress(OSError):
        return did_you_mean(file.name, sorted(each.name for each in file.parent.iterdir()))
    return "there is no such folder"


def holds(path: Path, data: bytes) -> bool:
    """Whether a file has these bytes already."""
    try:
        return path.stat().st_size == len(data) and path.read_bytes() == data
    except OSError:
        return False


def write_all(contents: Mapping[Path, bytes]) -> None:
    """Write several files so that each is, at any moment, wholly the old or the new one.

    All are complete beside their places before the first is moved there, in the given order;
    OSError leaves every file as it was that had not been moved yet. What a write of these files
    left behind that was killed goes first.
    """
    ready: dict[Path, Path] = {}
    try:
        for path, data in contents.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            for left in beside(path, f".{escape(path.name)}.*.tmp"):
                left.unlink()
            new = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
            ready[path] = new
            with new.open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            with suppress(FileNotFoundError):
                shutil.copymode(path, new)
        for path, new in ready.items():
            new.replace(path)
    finally:
        for new in ready.values():
            new.unlink(missing_ok=True)
