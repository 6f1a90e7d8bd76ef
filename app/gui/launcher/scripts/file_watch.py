"""Notices that a file has changed, whether an editor writes it in place or replaces it."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

#: An editor saves in several steps, which are over by then.
SETTLE_MS = 150

_Look = tuple[int, int, int] | None


class FileWatch(QObject):
    """Watches one file and its folder, because a QFileSystemWatcher loses a replaced file."""

    changed = Signal()  # changed, deleted, or created again

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path: Path | None = None
        self._seen: _Look = None
        self._watcher = QFileSystemWatcher(self)
        self._timer = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._timer.timeout.connect(self._on_settled)
        self._watcher.fileChanged.connect(self._on_noticed)
        self._watcher.directoryChanged.connect(self._on_noticed)

    def watch(self, path: Path | None) -> None:
        """Watch this file instead of the previous one; None watches nothing."""
        self._timer.stop()
        old = [*self._watcher.files(), *self._watcher.directories()]
        if old:
            self._watcher.removePaths(old)
        self._path = path
        if path is not None:
            self._seen = _look(path)
            self._add(path)

    def _add(self, path: Path) -> None:
        wanted = [str(place) for place in (path, path.parent) if os.path.exists(place)]
        missing = [place for place in wanted if place not in self._watched()]
        if missing:
            self._watcher.addPaths(missing)

    def _watched(self) -> list[str]:
        return [*self._watcher.files(), *self._watcher.directories()]

    def _on_noticed(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    def _on_settled(self) -> None:
        if self._path is None:
            return
        self._add(self._path)
        now = _look(self._path)
        if now != self._seen:
            self._seen = now
            self.changed.emit()


def _look(path: Path) -> _Look:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
