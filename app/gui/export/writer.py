"""Writes a file on a thread; an existing file is replaced only when the new one is complete."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QThread, Signal

from app.platform.whole_file import replace_file

#: Makes the bytes of a file; called on the writer's thread, so it must not touch any widget.
Encode = Callable[[], bytes]


class FileWriter(QThread):
    """Writes one file, and emits exactly one of `written` and `failed`, then `finished`."""

    written = Signal(str)  # the path
    failed = Signal(str, str)  # the path, and the reason given by the system

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
