"""One run of the command from start to exit, with signals, full disks and lack of memory.

Exit codes are those of `exporter.cli`; for a signal, 128 plus its number: 130 for Ctrl-C, 143 for
SIGTERM. An unexpected error is shown with its traceback.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import NoReturn

from exporter import signals
from exporter.visible import visible

_MEMORY = """\
there is not enough memory: nothing was written
    close other programs, or build fewer questions at a time"""
_NO_ROOM = (
    "failed to map segment",  # a library
    "without exception set",  # a stack frame, in the words of Python 3.11
    "without setting an exception",
)


def main() -> NoReturn:
    """Run the command, and exit."""
    _open_streams()
    try:
        code = _run()
    except KeyboardInterrupt:  # before the command line could handle it
        code = 1
    except OSError as error:  # of a stream, or of a disk that failed
        what = "print" if error.filename is None else f"use {visible(str(error.filename))}"
        code = _ended(f"cannot {what}: {error.strerror}")
    except Exception as error:
        if signals.came():  # an interrupt that a library turned into an error of its own
            code = _ended("Aborted!")
        elif _no_room(error):
            code = _ended(_MEMORY)
        else:
            raise
    if code == 1 and signals.came():
        code = 128 + signals.came()
    sys.exit(code)


def _run() -> int:
    try:
        signals.obey()
        from exporter.cli import main as command  # noqa: PLC0415  # after signals are handled

        command()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    finally:
        signals.ignore()
    return 0


def _no_room(error: BaseException | None) -> bool:
    """Whether an error or one of its causes comes from a lack of memory."""
    if error is None:
        return False
    told = isinstance(error, MemoryError) or any(sign in str(error) for sign in _NO_ROOM)
    return told or _no_room(error.__cause__ or error.__context__)


def _open_streams() -> None:
    """Reopen closed standard streams, so that no file opened later takes their place."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            stream = open(os.devnull, mode, encoding="utf-8")  # noqa: PTH123, SIM115  # it stays open
            setattr(sys, name, stream)


def _ended(message: str) -> int:
    """Print why the command ends, if stderr still works."""
    with suppress(OSError):
        sys.stderr.write(f"{message}\n")
        sys.stderr.flush()
    return 1


if __name__ == "__main__":
    main()
