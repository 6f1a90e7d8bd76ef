"""The last resort: ends what is left of a run when the supervisor and the window were both killed.

A forked child of the supervisor that does nothing but wait for the supervisor's end. The kernel ends the
watched processes by itself (see `probe.lifeline`); what remains are other programs that they
started. These carry the run's folder in their environment, and are found by it.
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

_GOODBYE = b"g"
_TRACKER_GRACE_S = 1.0
_GIVE_UP_S = 10.0


class Guard:
    """The guard of one run, seen from the supervisor; to be made before there are threads."""

    def __init__(self, folder: Path) -> None:
        reader, self._writer = os.pipe()
        self.pid = system.fork_named(guard_name(folder))
        if self.pid == 0:
            try:
                _wait_and_end(reader, folder)
            finally:
                os._exit(0)
        os.close(reader)
        self._handle = system.open_handle(self.pid)  # the pid alone is somebody else's once it is reaped

    def dismiss(self) -> None:
        """The run has ended as it should: nothing is left to be guarded."""
        with contextlib.suppress(OSError):
            os.write(self._writer, _GOODBYE)
        os.close(self._writer)
        if self._handle is None:  # a Linux without pidfd
            return
        system.send(self.pid, self._handle, signal.SIGKILL)  # it may be stopped, and is not waited for then
        with contextlib.suppress(ChildProcessError):  # somebody has killed it, and it was reaped with others
            os.waitid(os.P_PIDFD, self._handle, os.WEXITED)
        os.close(self._handle)


def _wait_and_end(reader: int, folder: Path) -> None:
    """In the guard: no descriptor of the supervisor stays open, or nobody would see its end."""
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
                    if is_marked(pid, folder):  # asked again, now that nobody else can get the pid
                        system.send(pid, handle, signal.SIGKILL)
        time.sleep(0.01)
