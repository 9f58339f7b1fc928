"""Mutual exclusion of builds: builds of the same folder take turns.

The operating system holds the lock while the process lives, so a killed build does not block the
next one. On POSIX the folder is locked, on Windows a byte of each source far beyond its end; no
lock file is created.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

_FAR = 1 << 30
_PAUSE = 0.1


@contextmanager
def turn(
    sources: Iterable[Path], waiting: Callable[[Path], None], into: Path | None = None
) -> Iterator[None]:
    """Lock the folders of these sources, and the folder of the outputs if it exists.

    `waiting` is called with each path that another build has locked. File systems without locks are
    ignored.
    """
    held = _held(sources, into)
    with ExitStack() as stack:
        for path in held:
            try:
                handle = os.open(path, os.O_RDONLY)
            except OSError:
                continue  # the build itself reports what is wrong with it
            stack.callback(os.close, handle)
            _hold(handle, partial(waiting, path))
        yield


if sys.platform == "win32":  # pragma: no cover
    import msvcrt

    def _held(sources: Iterable[Path], _: Path | None) -> list[Path]:
        return sorted({path.resolve() for path in sources})

    def _hold(handle: int, wait: Callable[[], None]) -> None:
        os.lseek(handle, _FAR, os.SEEK_SET)
        told = False
        while True:
            try:
                msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
            except PermissionError:
                if not told:
                    wait()
                told = True
                time.sleep(_PAUSE)
            except OSError:
                return
            else:
                return

else:
    import fcntl

    def _held(sources: Iterable[Path], into: Path | None) -> list[Path]:
        own = {path.resolve().parent for path in sources}
        return sorted(own | {into.resolve()} if into else own)

    def _hold(handle: int, wait: Callable[[], None]) -> None:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            wait()
            fcntl.flock(handle, fcntl.LOCK_EX)
        except OSError:
            return
