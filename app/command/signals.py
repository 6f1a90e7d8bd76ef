"""Signals that come to `procession run`, where they would have come to the script.

Who has sent one says what it is about, as `sudo` has it: what the terminal sends has reached the script too,
where it stands in our process group; what a process of the run sends to its whole group is not for us; what
anybody else sends is for the script. What was ignored or blocked when we were started stays so.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable

#: Those that a script may be sent; of the others each does to us what it does to any program.
_NAMES = ("SIGHUP", "SIGINT", "SIGQUIT", "SIGTERM", "SIGUSR1", "SIGUSR2", "SIGALRM")
#: What keys of a terminal send to all that stand in its foreground.
_OF_KEYS = frozenset(getattr(signal, name) for name in ("SIGINT", "SIGQUIT") if hasattr(signal, name))
#: What asks a program to end.
ENDING = frozenset(getattr(signal, name) for name in ("SIGHUP", "SIGINT", "SIGTERM") if hasattr(signal, name))
#: Whether the system says who has sent a signal; elsewhere it is handled as any program handles it.
TELLS_SENDER = hasattr(signal, "sigwaitinfo")
#: The sender, where it is the system itself: a key of the terminal, a terminal that is gone, a timer.
SYSTEM = 0
_UNKNOWN = -1


class Signals:
    """While it is entered, `take` is called with each signal that comes, and the pid of its sender."""

    def __init__(self, take: Callable[[int, int], None]) -> None:
        self._take = take
        self._numbers = _wanted()
        self._handlers: dict[int, object] = {}
        self._thread = threading.Thread(target=self._wait, name="signals", daemon=True)
        self._over = False

    def __enter__(self) -> None:
        if TELLS_SENDER and self._numbers:
            signal.pthread_sigmask(signal.SIG_BLOCK, self._numbers)
            self._thread.start()
        elif not TELLS_SENDER:
            self._handlers = {number: signal.signal(number, self._handle) for number in self._numbers}

    def __exit__(self, *_: object) -> None:
        if self._thread.ident is not None:
            self._over = True
            signal.pthread_kill(self._thread.ident, next(iter(self._numbers)))
            self._thread.join()
            signal.pthread_sigmask(signal.SIG_UNBLOCK, self._numbers)
        for number, handler in self._handlers.items():
            signal.signal(number, handler)  # type: ignore[arg-type]  # what it has given

    def _wait(self) -> None:
        """Thread: no handler learns who has sent a signal."""
        while True:
            told = signal.sigwaitinfo(self._numbers)
            if self._over:
                return
            self._take(told.si_signo, SYSTEM if told.si_code > 0 else told.si_pid)

    def _handle(self, number: int, _: object) -> None:
        """Where the sender is not known, Ctrl+C is the terminal's."""
        self._take(number, SYSTEM if number == signal.SIGINT and is_terminal(0) else _UNKNOWN)


def _wanted() -> set[int]:
    """The signals that are neither ignored nor blocked."""
    there = {int(getattr(signal, name)) for name in _NAMES if hasattr(signal, name)}
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, ()) if TELLS_SENDER else ()
    return {
        number for number in there if signal.getsignal(number) is not signal.SIG_IGN and number not in blocked
    }


def came_to_all(number: int, sender: int) -> bool:
    """Whether a signal has come to every process of our group.

    A terminal that goes tells the leader of its session, and the others only after that one's end.
    """
    if sender != SYSTEM:
        return False
    return number in _OF_KEYS or (number == signal.SIGHUP and os.getsid(0) != os.getpid())


def stands_alone() -> bool:
    """Whether this process leads a group without a terminal, as a service does: then so may the script."""
    if not TELLS_SENDER:
        return not is_terminal(0)
    return os.getpgrp() == os.getpid() and not _has_terminal()


def _has_terminal() -> bool:
    try:
        os.close(os.open("/dev/tty", os.O_RDONLY | os.O_NOCTTY))
    except OSError:
        return False
    return True


def is_terminal(descriptor: int) -> bool:
    """Whether a descriptor is a terminal; a closed one is none."""
    try:
        return os.isatty(descriptor)
    except OSError:
        return False
