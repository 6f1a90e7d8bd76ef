"""What this program was started with that a script is to be started with, too.

Most of that a process hands on by itself: its limits, umask, priorities, affinity, session, terminal. The
rest would not reach the script, because Python and we change it on the way, or no child gets it unasked:
the environment, ignored and blocked signals, streams that were closed, further open descriptors. It is
looked at once, as the first thing of all, and put back when the script is started.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
from collections.abc import Iterator
from typing import NamedTuple

#: Ignored by every Python, whatever it was started with, and set back by subprocess for its children.
_OF_PYTHON = frozenset(
    getattr(signal, name) for name in ("SIGPIPE", "SIGXFSZ", "SIGXFZ") if hasattr(signal, name)
)
_FIXED = frozenset(getattr(signal, name) for name in ("SIGKILL", "SIGSTOP") if hasattr(signal, name))
#: Variables that are set in our process on the way: by Python where no language is set (PEP 538), by PySide.
_SET_ON_THE_WAY = ("LC_CTYPE", "PYSIDE6_OPTION_PYTHON_ENUM")


class Inherited(NamedTuple):
    """What is handed on to a script.

    `streams` are descriptors for its standard input, output and error, None for those that it is given
    otherwise. `group` is the process group that it may share, `leads` whether its starter leads a session.
    """

    environment: dict[str, str]
    ignored: tuple[int, ...] = ()  # signals
    blocked: tuple[int, ...] = ()
    closed: tuple[int, ...] = ()  # of 0, 1 and 2
    descriptors: tuple[int, ...] = ()  # others that are open, to be found under their numbers
    streams: tuple[int | None, int | None, int | None] = (None, None, None)
    group: int | None = None
    leads: bool = False

    def to_json(self) -> str:
        """The inverse of `from_json`."""
        return json.dumps(self._asdict())

    @staticmethod
    def from_json(text: str) -> Inherited:
        """A value from what `to_json` gave."""
        fields = json.loads(text)
        lists = ("ignored", "blocked", "closed", "descriptors", "streams")
        return Inherited(**{**fields, **{name: tuple(fields[name]) for name in lists}})

    def without(self, descriptor: int | None) -> Inherited:
        """The same, but for a descriptor that is not meant for the script."""
        return self._replace(descriptors=tuple(kept for kept in self.descriptors if kept != descriptor))

    @property
    def kept(self) -> tuple[int, ...]:
        """All descriptors in it."""
        return (*(stream for stream in self.streams if stream is not None), *self.descriptors)


def look(whole_process: bool = False) -> Inherited:
    """What a script that is started from here is to have.

    With `whole_process` this process has been started for nothing else: then what was open or closed
    when it began is meant for the script.
    """
    return Inherited(
        environment=given_environment(),
        ignored=_ignored(),
        blocked=_blocked(),
        group=os.getpgrp() if os.name == "posix" else None,
        leads=os.name == "posix" and os.getsid(0) == os.getpid(),
        closed=_closed() if whole_process else (),
        descriptors=_descriptors() if whole_process else (),
    )


def given_environment() -> dict[str, str]:
    """The environment, without what has been put into it since."""
    values = dict(os.environ)
    with contextlib.suppress(OSError), open("/proc/self/environ", "rb") as file:
        began = dict(line.split(b"=", 1) for line in file.read().split(b"\0") if b"=" in line)
        for name in _SET_ON_THE_WAY:
            values.pop(name, None)
            if os.fsencode(name) in began:
                values[name] = os.fsdecode(began[os.fsencode(name)])
    return values


def _ignored() -> tuple[int, ...]:
    known = sorted(signal.valid_signals() - _OF_PYTHON)
    return tuple(int(number) for number in known if signal.getsignal(number) is signal.SIG_IGN)


def _blocked() -> tuple[int, ...]:
    if sys.platform == "win32":
        return ()
    return tuple(sorted(map(int, signal.pthread_sigmask(signal.SIG_BLOCK, ()))))


def is_open(number: int) -> bool:
    """Whether a descriptor is open."""
    try:
        os.fstat(number)
    except OSError:
        return False
    return True


def _closed() -> tuple[int, ...]:
    """The standard streams that are closed, where a program can be started without them."""
    return tuple(number for number in range(3) if os.name == "posix" and not is_open(number))


def _descriptors() -> tuple[int, ...]:
    """What is open beside the standard streams and stays open in a program that is started."""
    try:
        numbers = sorted(int(name) for name in os.listdir("/dev/fd") if int(name) > 2)
    except OSError:
        return ()
    return tuple(number for number in numbers if is_open(number) and os.get_inheritable(number))


@contextlib.contextmanager
def signals_as_given(given: Inherited) -> Iterator[None]:
    """Meanwhile this process ignores and blocks what a child of it is to ignore and to block.

    To be used by the main thread while there is no other: what is handled here is not touched, as a
    program that is started does not inherit that.
    """
    if sys.platform == "win32":
        yield
        return
    handlers = {
        number: handler
        for number in signal.valid_signals() - _FIXED - _OF_PYTHON
        if (handler := signal.getsignal(number)) is not None
        and (number in given.ignored) != (handler is signal.SIG_IGN)
    }
    mask = signal.pthread_sigmask(signal.SIG_SETMASK, given.blocked)
    try:
        for number in handlers:
            signal.signal(number, signal.SIG_IGN if number in given.ignored else signal.SIG_DFL)
        yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
