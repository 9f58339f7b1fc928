"""A command in a process of its own: how long it took and how much memory it had."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from time import perf_counter


@dataclass(frozen=True, slots=True)
class Usage:
    """Seconds by the clock and of CPU, peak of resident memory in bytes, what was printed.

    CPU and memory are those of the process and of those it waited for; None on a system that
    does not tell.
    """

    wall: float
    cpu: float | None
    peak: int | None
    printed: str = ""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is nothing to report."""

    why: str


def run(
    command: Sequence[str], folder: Path, limit: float, environment: Mapping[str, str]
) -> Usage | Failure:
    """Run the command in this folder to its end, or kill it after `limit` seconds.

    `environment` is added to this process's own.
    """
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as printed:
        started = perf_counter()
        process = subprocess.Popen(  # noqa: S603  # the commands are this folder's
            command,
            stdin=subprocess.DEVNULL,
            stdout=printed,
            stderr=subprocess.STDOUT,
            cwd=folder,
            env={**os.environ, **environment},
            start_new_session=True,
        )
        timer = Timer(limit, _kill, [process])
        timer.start()
        try:
            cpu, peak = _wait(process)
        finally:
            timer.cancel()
            _kill(process)
        wall = perf_counter() - started
        printed.seek(0)
        text = printed.read()
    if wall >= limit:
        return Failure("out of time")
    if process.returncode:
        return Failure(f"failed: {(text.strip() or 'without a word').splitlines()[-1]}")
    return Usage(wall, cpu, peak, text)


if sys.platform == "win32":

    def _wait(process: subprocess.Popen[bytes]) -> tuple[None, None]:
        process.wait()
        return None, None

    def _kill(process: subprocess.Popen[bytes]) -> None:
        process.kill()

else:
    # Linux counts memory in units of 1024 bytes, macOS in bytes.
    _UNIT = 1 if sys.platform == "darwin" else 1024

    def _wait(process: subprocess.Popen[bytes]) -> tuple[float, int]:
        """CPU and peak memory of this child alone: RUSAGE_CHILDREN would mix it with others."""
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        return used.ru_utime + used.ru_stime, used.ru_maxrss * _UNIT

    def _kill(process: subprocess.Popen[bytes]) -> None:
        """End the process and those it has started."""
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
