"""Watches the files that a build reads, and reports when to build again.

The operating system watches the folders; times and sizes of files decide whether a change matters.
These are also checked every second, for file systems without notifications (network drives, some
containers).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from watchfiles import watch

from exporter import signals
from exporter.media import SUFFIXES

State = Mapping[Path, tuple[int, int]]
"""The modification time (ns) and the size of each file that is read."""

_LOOK = 1_000  # ms
_STEP = 20  # ms
_DEBOUNCE = 200  # ms


@dataclass(frozen=True, slots=True)
class Watched:
    """What to watch: the sources, the media files that they use, and a folder of templates.

    `used` is called each time, as the files change with the sources.
    """

    sources: Sequence[Path]
    used: Callable[[], Iterable[Path]]
    templates: Path | None

    def folders(self) -> frozenset[Path]:
        """All folders in which something may change, including those where a file may appear."""
        beside = {folder for path in self.sources for folder in _with_subfolders(path.parent)}
        own = _with_subfolders(self.templates) if self.templates else ()
        return frozenset({*beside, *own, *(path.parent for path in self.used() if path.exists())})

    def state(self) -> State:
        """The state of all files that a build of these sources reads."""
        own = {*map(_key, self.sources), *map(_key, self.used())}
        templates = set(_with_subfolders(self.templates)) if self.templates else set[Path]()
        found: dict[Path, tuple[int, int]] = {}
        for folder in self.folders():
            for path in _entries(folder):
                if folder in templates or path.suffix.lower() in SUFFIXES or _key(path) in own:
                    with suppress(OSError):
                        stat = path.stat()
                        found[path] = stat.st_mtime_ns, stat.st_size
        return found


def changes(watched: Watched) -> Iterator[None]:
    """Yields once at the beginning, and then after each change; ends only by KeyboardInterrupt."""
    seen = watched.state()
    yield
    while True:
        folders = watched.folders()
        for _ in watch(
            *folders,
            watch_filter=None,
            debounce=_DEBOUNCE,
            step=_STEP,
            rust_timeout=_LOOK,
            yield_on_timeout=True,
            recursive=False,
        ):
            signals.heed()
            if (now := watched.state()) != seen:
                seen = now
                yield
            if watched.folders() != folders:
                break


def _key(path: Path) -> Path:
    return path.absolute()


def _with_subfolders(folder: Path) -> list[Path]:
    inside = (path for path in _entries(folder) if not path.name.startswith("."))
    return [folder, *(path for path in inside if path.is_dir())]


def _entries(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return []
