"""A log of bounded size, into which several windows of the program write."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

from app.gui.alone import alone_with

_RIGHTS = 0o666  # less what the user's mask takes


class LogFile:
    """A file and the one before it, ``<name>.1``.

    It is opened for each record and stays closed between: so a window never goes on writing into a file that
    another has put aside, and a record is written whole, in one piece.
    """

    def __init__(self, path: Path, most_bytes: int) -> None:
        """`most_bytes`: of both files together."""
        self.path = path
        self._most_bytes = most_bytes // 2
        self._lock = threading.RLock()  # Qt may have something to say while it is held

    def append(self, level: str, text: str) -> None:
        """Write a record, if that is possible."""
        now = time.time()
        stamp = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(now))
        record = f"{stamp},{int(now % 1 * 1000):03d} {level} {text}\n".encode("utf-8", "backslashreplace")
        with self._lock, alone_with(self.path):
            try:
                self._make_room(len(record))
                _append(self.path, record)
            except OSError:
                return  # the error is told all the same

    def text(self) -> str:
        """What the newer file holds, or why it cannot be read."""
        try:
            return self.path.read_text(encoding="utf-8", errors="replace")
        except FileNotFoundError:
            return ""
        except OSError as error:
            return str(error)

    def _make_room(self, length: int) -> None:
        if self.path.exists() and self.path.stat().st_size + length > self._most_bytes:
            os.replace(self.path, self.path.with_name(self.path.name + ".1"))


def _append(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0), _RIGHTS)
    try:
        os.write(descriptor, data)
    finally:
        os.close(descriptor)
