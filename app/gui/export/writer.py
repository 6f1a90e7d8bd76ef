"""Writes a file beside the window; one that was there stays until the new one is whole."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QThread, Signal

from app.platform.whole_file import replace_file

#: Makes the bytes of a file; called on the writer's own thread, so it may touch no widget.
Encode = Callable[[], bytes]


class FileWriter(QThread):
    """One file. It ends with exactly one of `written` and `failed`, and then with `finished`."""

    written = Signal(str)  # the path
    failed = Signal(str, str)  # the path, and the system's reason

    def __init__(self, path: Path, encode: Encode, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("fileWriter")
        self._path, self._encode = path, encode

    def run(self) -> None:
        try:
            replace_file(self._path, self._encode())
        except OSError as error:
            self.failed.emit(str(self._path), error.strerror or str(error))
        except (ValueError, MemoryError) as error:
            self.failed.emit(str(self._path), str(error))
        else:
            self.written.emit(str(self._path))
