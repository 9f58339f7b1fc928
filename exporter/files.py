"""All access to the user's files: reads sources, locks and pictures, writes outputs."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from functools import cache
from pathlib import Path
from zlib import crc32

from exporter import media
from exporter.errors import Problem
from exporter.lines import decode
from exporter.model import Location, Media
from exporter.suggest import did_you_mean

_LARGEST = 100_000_000  # bytes; AnkiWeb takes no larger file either


def read_text(path: Path) -> tuple[str, tuple[Problem, ...]]:
    """The text of a source, or the problem in reading it."""
    data, problems = read_source(path)
    return ("", problems) if problems else decode(data, str(path))


def read_source(path: Path) -> tuple[bytes, tuple[Problem, ...]]:
    """The bytes of a source, or the problem in reading it."""
    at = Location(str(path), 1)
    try:
        if path.is_dir():
            hint = f"name the Markdown files in it, such as {path / '*.md'}"
            return b"", (Problem(at, "this is a folder, not a file", hint),)
        return _bytes(path), ()
    except OSError as error:
        return b"", (Problem(at, f"the file cannot be read: {error.strerror}"),)


def read_lock(path: Path) -> tuple[str | None, tuple[Problem, ...]]:
    """The text of a lock, None if there is none, or the problem in reading it."""
    try:
        if not _inside(path, path.parent):
            hint = "a lock is a file of its own, beside its source"
            what = "the lock is a link that leads out of the folder"
            return None, (Problem(Location(str(path), 1), what, hint),)
        text, problems = decode(_bytes(path), str(path))
    except FileNotFoundError:
        return None, ()
    except OSError as error:
        at = Location(str(path), 1)
        hint = remedy(error) if error.errno == errno.ENAMETOOLONG else ""
        return None, (Problem(at, f"the lock cannot be read: {error.strerror}", hint),)
    return text, problems


def _bytes(path: Path) -> bytes:
    """The content of a file; OSError if it is too large, or a pipe or device without end."""
    if not path.is_file() and not path.is_dir() and path.exists():
        raise OSError(errno.EINVAL, "it is a pipe or a device: save its output as a file")
    if path.stat().st_size > _LARGEST:
        raise OSError(errno.EFBIG, f"it has more than {_LARGEST:,} bytes")
    return path.read_bytes()


def _inside(file: Path, folder: Path) -> bool:
    """Whether a file is in a folder after following links; OSError for circular links."""
    try:
        return file.resolve().is_relative_to(folder.resolve())
    except RuntimeError:  # raised for circular links until Python 3.13
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP)) from None


def beside(path: Path, pattern: str) -> list[Path]:
    """The files beside a path that match a pattern, sorted; none if they cannot be listed."""
    try:
        return sorted(path.parent.glob(pattern))
    except OSError:
        return []


def pictures(folder: Path) -> Callable[[str], Media]:
    """The function that reads the pictures of sources in this folder, each file once."""

    @cache
    def read(relative: Path) -> Media | media.PictureError:
        try:
            return _picture(folder, relative)
        except media.PictureError as error:
            return error

    def picture(reference: str) -> Media:
        found = read(Path(media.vetted(reference)))
        if isinstance(found, media.PictureError):
            raise found.with_traceback(None)  # raised repeatedly, it would collect tracebacks
        return found

    return picture


def _picture(folder: Path, relative: Path) -> Media:
    file, noun = folder / relative, media.noun(relative.name)
    try:
        if not _inside(file, folder):
            what = f'{noun} outside the source\'s folder: "{relative.as_posix()}"'
            raise media.PictureError(what, "a link in the file system leads out of it")
        return media.checked(relative, _bytes(file))
    except FileNotFoundError:
        what = f'missing {noun} "{relative.as_posix()}"'
        raise media.PictureError(what, _near(file)) from None
    except OSError as error:
        what = f'{noun} "{relative.as_posix()}" cannot be read: {error.strerror}'
        raise media.PictureError(what) from None


def _near(file: Path) -> str:
    with suppress(OSError):
        return did_you_mean(file.name, sorted(each.name for each in file.parent.iterdir()))
    return "there is no such folder"


def holds(path: Path, data: bytes) -> bool:
    """Whether a file already has this content."""
    try:
        return path.stat().st_size == len(data) and path.read_bytes() == data
    except OSError:
        return False


def write_all(contents: Mapping[Path, bytes | None]) -> None:
    """Write several files, all or none; at any moment each is completely old or completely new.

    All are written beside their destinations first, then moved there in the given order; a file
    whose content is None is removed. On OSError, which names the file that could not be written,
    everything is restored first.
    """
    kept: list[Path] = []
    with ExitStack() as undo:
        ready = {path: _ready(path, data, undo) for path, data in contents.items()}
        for path, new in ready.items():
            with _blaming(path):
                if os.path.lexists(path):
                    kept.append(_kept(path))
                    undo.callback(_restore, kept[-1], path)
                else:
                    undo.callback(path.unlink, missing_ok=True)
                if new:
                    new.replace(path)
                else:
                    path.unlink(missing_ok=True)
        undo.pop_all()
    for old in kept:
        _tidy(old.unlink)


def sweep(path: Path) -> None:
    """Remove temporary files that a killed write of this file left behind."""
    for left in beside(path, _beside(path, "*").name):
        _tidy(left.unlink)


def remedy(error: OSError) -> str:
    """A hint on how to make a file writable, "" if there is none."""
    return _REMEDIES.get(error.errno or 0, "")


_SPACE = "free some space and try again"
_RIGHTS = "it may be open in another program, or you may not be allowed to write to its folder"
_REMEDIES = {
    errno.ENOSPC: _SPACE,
    errno.EDQUOT: _SPACE,
    errno.EACCES: _RIGHTS,
    errno.EPERM: _RIGHTS,
    errno.EROFS: _RIGHTS,
    errno.EISDIR: "a folder has this name: rename one of the two",
    errno.ENOTDIR: "a part of this path is a file: choose another folder",
    errno.EEXIST: "a part of this path is a file: choose another folder",
    errno.ENAMETOOLONG: "give the source a shorter name",
}


def _ready(path: Path, data: bytes | None, undo: ExitStack) -> Path | None:
    """Write the new file beside its destination, whose folder is created if missing."""
    with _blaming(path):
        _make_folder(path.parent, undo)
        sweep(path)
        if data is None:
            return None
        new = _beside(path, secrets.token_hex(4))
        undo.callback(new.unlink, missing_ok=True)
        with new.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileNotFoundError):
            shutil.copymode(path, new)
        return new


def _make_folder(folder: Path, undo: ExitStack) -> None:
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    for each in reversed(missing):
        undo.callback(_tidy, each.rmdir)
    folder.mkdir(parents=True, exist_ok=True)


def _beside(path: Path, mark: str) -> Path:
    """A temporary name in the same folder, short enough for any file system."""
    return path.with_name(f".exporter-{crc32(os.fsencode(path.name)):08x}-{mark}.tmp")


def _kept(path: Path) -> Path:
    """Keep the old file under a second name, as a hard link or else a copy."""
    old = _beside(path, secrets.token_hex(4))
    try:
        with suppress(OSError, NotImplementedError):
            os.link(path, old, follow_symlinks=False)
            return old
        shutil.copy2(path, old, follow_symlinks=False)
    except BaseException:
        _tidy(old.unlink)
        raise
    return old


def _restore(old: Path, path: Path) -> None:
    old.replace(path)
    old.unlink(missing_ok=True)  # renaming a file to its own hard link does nothing


def _tidy(remove: Callable[[], None]) -> None:
    """Remove a leftover; a failure does not matter."""
    with suppress(OSError):
        remove()


@contextmanager
def _blaming(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error
