"""Writes a file beside the window; one that was there stays until the new one is whole."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QThread, Signal

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


def replace_file(path: Path, data: bytes) -> None:
    """Put `data` into a file as a whole or not at all. Raises OSError."""
    if path.is_dir():
        raise IsADirectoryError(21, os.strerror(21), str(path))
    handle, name = tempfile.mkstemp(prefix=f".{path.name[:32]}-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(name, _mode_of(path))
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise


def _mode_of(path: Path) -> int:
    """The rights of the file that is replaced; of a new one those that the user's mask leaves."""
    try:
        return path.stat().st_mode & 0o777
    except OSError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
