"""Signals that end a command: at once, but never while it writes files.

Ctrl-C, SIGTERM and SIGHUP all raise KeyboardInterrupt, so that open files are closed. A signal
that was ignored when the command started, such as SIGHUP under nohup, stays ignored.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_ENDING = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
)

_came: list[int] = []


def obey() -> None:
    """Make these signals raise KeyboardInterrupt from now on."""
    sys.unraisablehook = _unraised
    for number in _ending():
        signal.signal(number, _interrupt)


def ignore() -> None:
    """Ignore further signals while the command ends."""
    for number in _ENDING:
        signal.signal(number, signal.SIG_IGN)


def came() -> int:
    """The number of the first signal that came, 0 if none did."""
    return _came[0] if _came else 0


def heed() -> None:
    """Raise KeyboardInterrupt if a signal came earlier but was swallowed by a library."""
    if _came:
        raise KeyboardInterrupt


@contextmanager
def held() -> Iterator[None]:
    """Delay signals until the end of the `with` block; one that came earlier is heeded first."""
    heed()
    late: list[int] = []

    def note(number: int, _: FrameType | None) -> None:
        late.append(number)

    before = {number: signal.signal(number, note) for number in _ending()}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        if late:
            signal.raise_signal(late[0])


def _ending() -> Iterator[signal.Signals]:
    return (number for number in _ENDING if signal.getsignal(number) is not signal.SIG_IGN)


def _interrupt(number: int, _: FrameType | None) -> None:
    _came.append(number)
    raise KeyboardInterrupt


def _unraised(lost: sys.UnraisableHookArgs) -> None:
    """Report an error that cannot be raised, unless an interrupt caused it.

    The callback of a weak reference swallows an interrupt, and objects that were left incomplete
    may fail when they are deleted.
    """
    if not _came:
        sys.__unraisablehook__(lost)
