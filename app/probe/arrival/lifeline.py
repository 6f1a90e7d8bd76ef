"""Ends this process when the supervisor has gone, whatever killed it.

Each process opens the run's FIFO for reading and asks the kernel to be sent SIGKILL when
something happens to it (O_ASYNC with F_SETSIG). Nobody ever writes; the only thing that can
happen is that the last writer, the supervisor, is gone. No thread and no polling are needed, and
a process stuck in C code is ended too. Where there is no F_SETSIG (macOS, Windows) the supervisor's
own means have to do.
"""

from __future__ import annotations

import os

from ...wire.run_folder import LIFELINE

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

_F_SETSIG = 10  # Linux's own; not in the fcntl module
_SIGKILL = 9  # without the import of `signal`, which loads enum
_LOWEST = 200  # out of the way of scripts that count on low descriptors

#: Asked once and not in each fork: what a forked child runs first costs it a copy of every page it touches.
_POSSIBLE = fcntl is not None and hasattr(os, "O_ASYNC") and os.path.exists("/proc/self/fd")


def hold(folder: str) -> None:
    """Tie this process's life to the writer of the run's FIFO; each process opens its own."""
    if not _POSSIBLE:
        return
    try:
        opened = os.open(folder + "/" + LIFELINE, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return
    try:
        descriptor = fcntl.fcntl(opened, fcntl.F_DUPFD_CLOEXEC, _LOWEST)
    except (OSError, ValueError):
        return
    finally:
        os.close(opened)
    fcntl.fcntl(descriptor, _F_SETSIG, _SIGKILL)
    fcntl.fcntl(descriptor, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(descriptor, fcntl.F_SETFL, os.O_RDONLY | os.O_NONBLOCK | os.O_ASYNC)
