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
from app.supervisor import system
from app.wire.run_folder import ENVIRONMENT

_GOODBYE = b"g"
_TRACKER_GRACE_S = 1.0
_GIVE_UP_S = 10.0


class Guard:
    """The guard of one run, seen from the supervisor; to be made before there are threads."""

    def __init__(self, folder: Path) -> None:
        reader, self._writer = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            try:
                _wait_and_end(reader, folder)
            finally:
                os._exit(0)
        os.close(reader)

    def dismiss(self) -> None:
        """The run has ended as it should: nothing is left to be guarded."""
        with contextlib.suppress(OSError):
            os.write(self._writer, _GOODBYE)
            os.kill(self.pid, signal.SIGKILL)  # it may be stopped, and is not to be waited for then
        os.close(self._writer)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self.pid, 0)


def _wait_and_end(reader: int, folder: Path) -> None:
    """In the guard: no descriptor of the supervisor stays open, or nobody would see its end."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        signal.signal(getattr(signal, name), signal.SIG_IGN)
    os.closerange(0, reader)
    os.closerange(reader + 1, max(map(int, os.listdir("/proc/self/fd"))) + 1)
    if os.read(reader, 1) != _GOODBYE:
        end_marked(folder)
        run_folder.remove(folder)


def end_marked(folder: Path) -> None:
    """End every process that has this run's folder in its environment."""
    began = time.monotonic()
    while left := _marked(folder):
        passed = time.monotonic() - began
        if passed > _GIVE_UP_S:
            return
        for pid in left:
            if passed > _TRACKER_GRACE_S or not system.is_tracker(pid):
                system.send(pid, None, signal.SIGKILL)
        time.sleep(0.01)


def _marked(folder: Path) -> list[int]:
    mark = os.fsencode(f"{ENVIRONMENT}={folder}") + b"\0"
    found = []
    for name in os.listdir("/proc"):
        if name.isdigit() and int(name) != os.getpid():
            with contextlib.suppress(OSError), open(f"/proc/{name}/environ", "rb") as file:
                if mark in file.read():
                    found.append(int(name))
    return [pid for pid in found if (status := system.status(pid)) is not None and status.state not in "ZX"]
