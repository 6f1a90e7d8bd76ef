"""The last resort: ends what is left of a run when the supervisor and the window were both killed.

The kernel ends the watched processes by itself, as soon as nobody holds the lifeline any more (see
`probe.arrival.lifeline`). What remains are other programs that they have started: these have the run's
folder in their environment, and are found by it. The guard does that, a forked child of the supervisor
that only waits for the supervisor's end.
"""

from __future__ import annotations

import contextlib
import os
import signal
import time
from pathlib import Path

from app.supervisor import folder as run_folder
from app.supervisor import proc, system
from app.supervisor.marks import guard_name, is_marked, marked
from app.wire.run_folder import LIFELINE

_GOODBYE = b"g"
_TRACKER_GRACE_S = 1.0
_GIVE_UP_S = 10.0


def hold_lifeline(folder: Path) -> int | None:
    """Be the only writer of the run's FIFO: when we are gone, the kernel ends the script's processes."""
    path = folder / LIFELINE
    if not path.exists():
        return None
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        return os.open(path, os.O_WRONLY | os.O_NONBLOCK)
    finally:
        os.close(reader)


class Guard:
    """The guard of one run, seen from the supervisor; must be created before there are threads."""

    def __init__(self, folder: Path) -> None:
        reader, self._writer = os.pipe()
        self.pid = system.fork_named(guard_name(folder))
        if self.pid == 0:
            try:
                _wait_and_end(reader, folder)
            finally:
                os._exit(0)
        os.close(reader)
        # Once it is reaped, its pid may be that of another process.
        self._handle = system.open_handle(self.pid)

    def dismiss(self) -> None:
        """End the guard, because the run has ended as it should."""
        with contextlib.suppress(OSError):
            os.write(self._writer, _GOODBYE)
        os.close(self._writer)
        if self._handle is None:  # a Linux without pidfd
            return
        # It may be stopped, and would not end by itself then.
        system.send(self.pid, self._handle, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):  # it was killed, and reaped with others
            os.waitid(os.P_PIDFD, self._handle, os.WEXITED)
        os.close(self._handle)


def _wait_and_end(reader: int, folder: Path) -> None:
    """In the guard: close the supervisor's descriptors, whose ends would otherwise go unnoticed."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        signal.signal(getattr(signal, name), signal.SIG_IGN)
    os.closerange(0, reader)
    os.closerange(reader + 1, max(proc.open_descriptors()) + 1)
    if os.read(reader, 1) != _GOODBYE:
        end_marked(folder)
        run_folder.remove(folder)


def end_marked(folder: Path) -> None:
    """End every process that has this run's folder in its environment."""
    began = time.monotonic()
    while left := marked(folder):
        passed = time.monotonic() - began
        if passed > _GIVE_UP_S:
            return
        for pid in left:
            if passed > _TRACKER_GRACE_S or not proc.is_tracker(pid):
                with system.held(pid) as handle:
                    if is_marked(pid, folder):  # checked again, now that the pid cannot be reused
                        system.send(pid, handle, signal.SIGKILL)
        time.sleep(0.01)
