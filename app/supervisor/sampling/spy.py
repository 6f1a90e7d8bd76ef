"""One look at the stacks of a process: a run of py-spy, which reads them without stopping anything.

It is a program of its own, so whatever it does, the supervisor goes on: nobody waits for it, what it
prints is taken when it comes, and one that does not end in time is killed.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from app.platform.packaged import is_packaged, outside_environment
from app.wire.run_folder import ENVIRONMENT

TIMEOUT_NS = 3_000_000_000
_PROGRAM = "py-spy"
_MOST = 8_000_000  # bytes of what it prints
_PIECE = 65536


def find_program() -> str | None:
    """The path of py-spy: beside the packaged program, in our environment, or on the PATH."""
    name = _PROGRAM + (".exe" if sys.platform == "win32" else "")
    for folder in _folders():
        path = os.path.join(folder, name)
        if os.access(path, os.X_OK):
            return path
    return shutil.which(name)


def _folders() -> Iterator[str]:
    here = os.path.dirname(sys.executable)
    yield here
    if is_packaged():
        yield os.path.join(here, "_internal")
        return
    import sysconfig  # mostly the first folder is the one, and this costs some ms

    yield sysconfig.get_path("scripts")
    yield sysconfig.get_path("scripts", sysconfig.get_preferred_scheme("user"))


class Look:
    """py-spy while it looks at one process."""

    def __init__(self, program: str, pid: int, folder: Path, now_ns: int) -> None:
        """Raises OSError when it cannot be started."""
        self.began_ns = now_ns
        self._process = subprocess.Popen(
            [program, "dump", "--nonblocking", "--json", "--pid", str(pid)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            env=_environment(folder, os.environ),
        )
        assert self._process.stdout is not None and self._process.stderr is not None
        self._pipes = self._process.stdout, self._process.stderr
        for pipe in self._pipes:
            os.set_blocking(pipe.fileno(), False)
        self.fileno = self._process.stdout.fileno()
        self.pid = self._process.pid
        self.output = self.complaint = b""

    def is_over(self) -> bool:
        """Take what it has printed; whether that was all."""
        with contextlib.suppress(BlockingIOError):
            while piece := os.read(self.fileno, _PIECE):
                self.output += piece
                if len(self.output) > _MOST:
                    self.output = b""
                    break
            return True
        return False

    def is_late(self, now_ns: int) -> bool:
        """Whether it takes so long that it hangs."""
        return now_ns - self.began_ns > TIMEOUT_NS

    def end(self) -> None:
        """Be done with it, whether it has ended by itself or not."""
        with contextlib.suppress(BlockingIOError):
            self.complaint = os.read(self._pipes[1].fileno(), _PIECE)
        for pipe in self._pipes:
            pipe.close()
        self._process.kill()  # it asks first whether it has been reaped

    @property
    def is_gone(self) -> bool:
        """Whether it has been reaped, by us or with other children: its pid may be another process's now."""
        return self._process.poll() is not None


def _environment(folder: Path, ours: Mapping[str, str]) -> dict[str, str]:
    """With the run's folder: if we are killed meanwhile, whoever cleans up finds it by that."""
    return {**outside_environment(ours), ENVIRONMENT: str(folder), "RUST_BACKTRACE": "0"}
