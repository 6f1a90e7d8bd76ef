"""Lets one window at a time change a file that all windows of a user share."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QLockFile

_WAIT_S = 0.5  # for another window that is making a change; it takes about two milliseconds
_STEP_S = 0.001


@contextlib.contextmanager
def alone_with(file: Path) -> Iterator[None]:
    """While no other window is in such a block; one that does not let go is waited for only a moment.

    The folder of the file is made, as the lock stands beside it.
    """
    with contextlib.suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
    lock, deadline = QLockFile(f"{file}.change"), time.monotonic() + _WAIT_S
    while not lock.tryLock(0) and time.monotonic() < deadline:  # its own waiting sleeps too long
        if lock.error() != QLockFile.LockError.LockFailedError:
            break  # there can be no lock where nothing can be written
        time.sleep(_STEP_S)
    try:
        yield
    finally:
        lock.unlock()
