"""The signals that ask a command to end: it ends at once, but never halfway through its writing.

Ctrl-C, SIGTERM and SIGHUP all raise KeyboardInterrupt, so that whatever is open is closed. One that
was ignored when the command began, as SIGHUP is under nohup, stays ignored.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_ENDING = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
)

_came: list[int] = []


def obey() -> None:
    """Let every signal that asks for the end raise KeyboardInterrupt from now on."""
    for number in _ending():
        signal.signal(number, _interrupt)


def ignore() -> None:
    """Let the end that has begun not be interrupted."""
    for number in _ENDING:
        signal.signal(number, signal.SIG_IGN)


def came() -> int:
    """The first signal that asked for the end, 0 without one."""
    return _came[0] if _came else 0


@contextmanager
def held() -> Iterator[None]:
    """Do what is in here to its end; a signal that comes meanwhile is obeyed then.

    KeyboardInterrupt at the beginning if one has come that was lost in a library.
    """
    if _came:
        raise KeyboardInterrupt
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
