"""A run's private folder: logs, the lifeline, and a scenario's working folder.

It lies in memory (/dev/shm) where there is room, else in the system's temporary folder. Its
owner keeps it locked; what a killed owner left is removed at the next start.

It has the name of a run's folder only while it is whole and its owner had it locked. Before, and again while
it is emptied, it has a name that says which process is at work on it. So no other start takes a new folder
for one that was left, and none stays because its lock was the first to be removed.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

from app.supervisor import proc
from app.supervisor.no_folder import no_folder
from app.wire.run_folder import LIFELINE, LOGS, MEMORY, TEMPORARY

try:
    import fcntl
except ImportError:  # Windows has no flock; there a folder is removed by who made it
    fcntl = None  # type: ignore[assignment]

PREFIX = "procession-"
#: Of a folder that is being made or removed: ``.procession-<pid>-<ticks of its start>-<name>``.
AT_WORK = ".procession-"
_LOCK = "lock"
_MEMORY = Path("/dev/shm")
_ROOM = 64 * 1024 * 1024  # bytes that have to be free in memory
_TRIES = 5


def base() -> Path:
    """Where runs have their folders; TMPDIR is obeyed."""
    if "TMPDIR" not in os.environ and os.access(_MEMORY, os.W_OK) and _MEMORY.is_dir():
        with contextlib.suppress(OSError):
            if shutil.disk_usage(_MEMORY).free >= _ROOM:
                return _MEMORY
    return Path(tempfile.gettempdir())


class RunFolder:
    """The folder of one run; `remove` when the run is over. Raises ProcessionError when none can be made."""

    def __init__(self) -> None:
        remove_stale()
        place = None
        try:
            place = base()
            self.path, self._lock = _make(place)
        except OSError as error:
            raise no_folder(place, error) from error

    def remove(self) -> None:
        """Remove the folder, and the temporary folders that multiprocessing made in this run."""
        remove(self.path)
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


# --- making ------------------------------------------------------------------------------


def _make(place: Path) -> tuple[Path, int | None]:
    """A new folder and its lock.

    A start in another container that shares the place cannot see our process, and may take what we are
    making for what a dead one has left. Then it is made again.
    """
    for _ in range(_TRIES - 1):
        with contextlib.suppress(FileNotFoundError):
            return _make_once(place)
    return _make_once(place)


def _make_once(place: Path) -> tuple[Path, int | None]:
    path, lock = Path(tempfile.mkdtemp(prefix=_at_work(""), dir=place)), None
    try:
        lock = _lock(path)
        for name in (LOGS, TEMPORARY, MEMORY):
            (path / name).mkdir()
        if hasattr(os, "mkfifo"):
            os.mkfifo(path / LIFELINE, 0o600)
        return path.rename(place / (PREFIX + _own_part(path))), lock
    except BaseException:
        if lock is not None:
            os.close(lock)
        shutil.rmtree(path, ignore_errors=True)
        raise


def _lock(path: Path) -> int | None:
    if fcntl is None:
        return None
    descriptor = os.open(path / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    return descriptor


def _at_work(own_part: str) -> str:
    """The name of a folder that this process is making or removing."""
    status = proc.status(os.getpid())
    return f"{AT_WORK}{os.getpid()}-{0 if status is None else status.began_ticks}-{own_part}"


def _own_part(path: Path) -> str:
    """What tells a folder's name from those of all others, whoever is at work on it."""
    return path.name.rpartition("-")[2]


# --- removing ----------------------------------------------------------------------------


def remove(path: Path) -> None:
    """Remove a run's folder; what is gone already is no error."""
    with contextlib.suppress(OSError):
        for link in (path / TEMPORARY).iterdir():
            _remove_linked(link)
    with contextlib.suppress(OSError):
        path = path.rename(path.with_name(_at_work(_own_part(path))))
    shutil.rmtree(path, ignore_errors=True)


def _remove_linked(link: Path) -> None:
    """Remove a ``pymp-*`` folder that the probe has noted; nothing else, whatever the link says."""
    with contextlib.suppress(OSError):
        target = Path(os.readlink(link))
        if target.name.startswith("pymp-") and target.is_dir() and target.lstat().st_uid == os.getuid():
            shutil.rmtree(target, ignore_errors=True)


# --- what dead owners have left ----------------------------------------------------------


def remove_stale() -> None:
    """Remove the folders of runs whose owners are all dead; only our own user's.

    Also in memory when runs have their folders elsewhere now: what was left there may be why.
    """
    if fcntl is None:
        return
    for place in {_MEMORY, *_temporary()}:
        for path in _folders(place):
            if _is_stale(path):
                remove(path)


def _temporary() -> Iterator[Path]:
    with contextlib.suppress(OSError):
        yield Path(tempfile.gettempdir())


def _folders(place: Path) -> list[Path]:
    """What has the name of a run's folder, whole or at work on, in a place."""
    try:
        with os.scandir(place) as entries:
            return [Path(entry.path) for entry in entries if entry.name.startswith((PREFIX, AT_WORK))]
    except OSError:
        return []


def _is_stale(path: Path) -> bool:
    """Whether it is a run's folder, and neither has an owner nor is being made or removed."""
    try:
        status = path.lstat()
        if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.getuid():
            return False
        if path.name.startswith(AT_WORK):
            return _worker_is_gone(path.name) and _is_free(path)
        return stat.S_ISFIFO((path / LIFELINE).lstat().st_mode) and (path / _LOCK).exists() and _is_free(path)
    except OSError:
        return False  # gone meanwhile, or not a run's folder


def _worker_is_gone(name: str) -> bool:
    pid, ticks, *_ = [*name.removeprefix(AT_WORK).split("-"), ""]
    if not (pid.isdecimal() and ticks.isdecimal()):
        return False
    worker = proc.status(int(pid))
    return worker is None or worker.began_ticks != int(ticks) or worker.state in "ZX"


def _is_free(path: Path) -> bool:
    """Whether nobody holds a folder's lock; one that has none (yet) is held by nobody."""
    try:
        descriptor = os.open(path / _LOCK, os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(descriptor)
    return True
