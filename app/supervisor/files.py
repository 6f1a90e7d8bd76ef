"""What the files of the run's working folder hold, told when it changes."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable
from pathlib import Path

from app.wire.facts import Fact, FileChanged

_LOOK_EVERY_NS = 25_000_000
_SHOWN = 2000  # bytes of a file
_MOST = 50  # files


class WatchedFiles:
    """The text files in a folder; the script's own source is not among them."""

    def __init__(self, folder: Path, tell: Callable[[Fact], None]) -> None:
        self._folder = folder
        self._tell = tell
        self._seen: dict[str, tuple[int, int]] = {}  # path -> (mtime_ns, size)
        self._texts: dict[str, str] = {}
        self._looked_ns = 0

    def look(self, now_ns: int) -> None:
        """Tell what has changed since the last look; `now_ns` 0 looks in any case."""
        if now_ns and now_ns - self._looked_ns < _LOOK_EVERY_NS:
            return
        self._looked_ns = now_ns
        with contextlib.suppress(OSError), os.scandir(self._folder) as entries:
            for entry in entries:
                if len(self._seen) < _MOST or entry.path in self._seen:
                    self._look_at(entry)

    def _look_at(self, entry: os.DirEntry[str]) -> None:
        if entry.name.endswith(".py") or not entry.is_file(follow_symlinks=False):
            return
        status = entry.stat(follow_symlinks=False)
        mark = (status.st_mtime_ns, status.st_size)
        if self._seen.get(entry.path) == mark:
            return
        self._seen[entry.path] = mark
        with open(entry.path, "rb") as file:
            text = file.read(_SHOWN).decode("utf-8", "replace")
        if self._texts.get(entry.path) != text:
            self._texts[entry.path] = text
            self._tell(FileChanged(time.monotonic_ns(), entry.path, entry.name, text))
