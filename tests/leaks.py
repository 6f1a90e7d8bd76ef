"""What a test left behind: processes, threads, Qt timers and threads, shared memory, temporary files.

`conftest` takes a `Snapshot` before each test and asks it afterwards; what is still there after a
bounded wait is named. On Linux the test process is a child subreaper, so that an orphan that
escaped from a run (double fork, setsid) falls to it and is found as well.
"""

from __future__ import annotations

import contextlib
import ctypes
import functools
import multiprocessing
import os
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil

from tests import shared_memory

#: How long things may take to go away by themselves before they count as left behind.
PATIENCE_S = 5.0

PR_SET_CHILD_SUBREAPER = 36
_PREFIX = "tests-of-procession-"


def adopt_orphans() -> None:
    """Makes this process a child subreaper (Linux), so that nothing a test starts can escape it."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def use_folder(folder: str) -> None:
    """Makes it the temporary folder of this process and of all that it starts."""
    os.environ["TMPDIR"] = tempfile.tempdir = folder


@contextlib.contextmanager
def private_folder() -> Iterator[Path]:
    """A temporary folder of our own meanwhile, so that what is left there is ours; removed afterwards."""
    before = tempfile.gettempdir()
    outer = Path(before) if not Path(before).name.startswith(_PREFIX) else Path(before).parent
    folder = tempfile.mkdtemp(prefix=_PREFIX, dir=outer)  # in none of ours: a socket's path is short
    use_folder(folder)
    try:
        yield Path(folder)
    finally:
        use_folder(before)
        shutil.rmtree(folder, ignore_errors=True)


class Snapshot:
    """What exists now, to be compared with what exists after a test."""

    def __init__(self) -> None:
        self.files = set(temporary_files())
        self.processes = set(children())
        self.threads = set(threading.enumerate())

    def leftovers(self, patience_s: float = PATIENCE_S) -> list[str]:
        """What is new and still here after at most `patience_s` seconds, each named in a few words."""
        for settle in SETTLERS:
            settle()
        deadline = time.monotonic() + patience_s
        left = self._new_things()
        while left and time.monotonic() < deadline:
            time.sleep(0.02)
            left = self._new_things()
        return left

    def _new_things(self) -> list[str]:
        reap_orphans(self.processes)
        processes = [describe(child) for child in children() if child not in self.processes]
        threads = [f"thread {thread.name}" for thread in threading.enumerate() if self._counts(thread)]
        files = [f"file {path}" for path in temporary_files() if path not in self.files]
        return processes + threads + files + [text for check in CHECKS for text in check()]

    def _counts(self, thread: threading.Thread) -> bool:
        return thread not in self.threads and not isinstance(thread, threading._DummyThread)


#: What has to be done first, so that what is on its way out is gone.
SETTLERS: list[Callable[[], None]] = []
#: More checks, each a function that names what is left; `qt_leaks` adds Qt's.
CHECKS: list[Callable[[], list[str]]] = []


def children() -> Iterator[psutil.Process]:
    """Living and dead children of this process, theirs too; without multiprocessing's own tracker."""
    for child in psutil.Process().children(recursive=True):
        if not is_tracker(child):
            yield child


def is_tracker(process: psutil.Process) -> bool:
    """Whether it is the resource tracker of this very process, which lives as long as this does."""
    try:
        return process.ppid() == os.getpid() and any("resource_tracker" in part for part in process.cmdline())
    except (psutil.NoSuchProcess, psutil.ZombieProcess):
        return False


def reap_orphans(known: set[psutil.Process]) -> None:
    """Takes the exit status of dead children that nobody will ask for after the test."""
    multiprocessing.active_children()
    for child in psutil.Process().children():
        try:
            if child not in known and child.status() == psutil.STATUS_ZOMBIE:
                os.waitpid(child.pid, os.WNOHANG)
        except (psutil.NoSuchProcess, ChildProcessError):
            continue


def describe(process: psutil.Process) -> str:
    """A process as a person would look for it."""
    try:
        return f"process {process.pid} {process.status()} {' '.join(process.cmdline())[:200]}"
    except (psutil.NoSuchProcess, psutil.ZombieProcess):
        return f"process {process.pid}"


def temporary_files() -> Iterator[Path]:
    """Everything in the tests' own temporary folder, and what our processes have in shared memory."""
    yield from Path(tempfile.gettempdir()).iterdir()
    yield from shared_files()


def shared_files() -> set[Path]:
    """What our processes, living or dead, have made in shared memory and is still there; nobody else's."""
    watch = _shared_memory()
    return set() if watch is None else {shared_memory.FOLDER / name for name in watch.names()}


def look_at_shared_memory() -> None:
    """To be sure, before something is killed: what it has made is known for ours from now on."""
    shared_files()


@functools.cache
def _shared_memory() -> shared_memory.Watch | None:
    """Begun with the first snapshot; `watch_no_longer` ends it."""
    if not sys.platform.startswith("linux") or not shared_memory.FOLDER.is_dir():
        return None
    return shared_memory.Watch(os.getpid())


def watch_no_longer() -> None:
    """At the end of all tests: ends the process that watches shared memory."""
    watch = _shared_memory()
    if watch is not None:
        watch.close()
    _shared_memory.cache_clear()
