"""A run's private folder: logs, the lifeline, and a scenario's working folder.

It lies in memory (/dev/shm) where there is room, else in the system's temporary folder. Its
owner keeps it locked; what a killed owner left is removed at the next start.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import tempfile
from pathlib import Path

from app.wire.run_folder import LIFELINE, LOGS, TEMPORARY, WORK

try:
    import fcntl
except ImportError:  # Windows has no flock; there a folder is removed by who made it
    fcntl = None  # type: ignore[assignment]

PREFIX = "procession-"
_MEMORY = Path("/dev/shm")
_ROOM = 64 * 1024 * 1024  # bytes that have to be free in memory


def base() -> Path:
    """Where runs have their folders; TMPDIR is obeyed."""
    if "TMPDIR" not in os.environ and os.access(_MEMORY, os.W_OK) and _MEMORY.is_dir():
        with contextlib.suppress(OSError):
            if shutil.disk_usage(_MEMORY).free >= _ROOM:
                return _MEMORY
    return Path(tempfile.gettempdir())


class RunFolder:
    """The folder of one run; `remove` when the run is over."""

    def __init__(self) -> None:
        remove_stale()
        self.path = Path(tempfile.mkdtemp(prefix=PREFIX, dir=base()))
        self._lock = _lock(self.path)
        for name in (LOGS, WORK, TEMPORARY):
            (self.path / name).mkdir()
        if hasattr(os, "mkfifo"):
            os.mkfifo(self.path / LIFELINE, 0o600)

    def remove(self) -> None:
        """Remove the folder, and the temporary folders that multiprocessing made in this run."""
        remove(self.path)
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


def remove(path: Path) -> None:
    """Remove a run's folder; what is gone already is no error."""
    with contextlib.suppress(OSError):
        for link in (path / TEMPORARY).iterdir():
            _remove_linked(link)
    shutil.rmtree(path, ignore_errors=True)


def _remove_linked(link: Path) -> None:
    """Remove a ``pymp-*`` folder that the probe has noted; nothing else, whatever the link says."""
    target = Path(os.readlink(link))
    if target.name.startswith("pymp-") and target.is_dir() and target.lstat().st_uid == os.getuid():
        shutil.rmtree(target, ignore_errors=True)


def _lock(path: Path) -> int | None:
    if fcntl is None:
        return None
    descriptor = os.open(path / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    return descriptor


def remove_stale() -> None:
    """Remove the folders of runs whose owners are all dead; only our own user's."""
    if fcntl is None:
        return
    for place in {base(), Path(tempfile.gettempdir())}:
        with contextlib.suppress(OSError):
            for path in place.glob(PREFIX + "*"):
                if _is_stale(path):
                    remove(path)


def _is_stale(path: Path) -> bool:
    try:
        status = path.lstat()
        if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.getuid():
            return False
        descriptor = os.open(path / "lock", os.O_RDWR)
    except OSError:
        return False  # just being made, or not a run's folder
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    finally:
        os.close(descriptor)
    return True
