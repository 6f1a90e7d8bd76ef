"""Saves a view as a file: asks where, proposes a name, and writes it on a thread of its own."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from app.gui.export.view_contents import Formats
from app.gui.export.writer import Encode, FileWriter
from app.gui.look.settings import Settings
from app.language import QT_TRANSLATE_NOOP, Sentence

FOLDER_KEY = "saveFolder"
#: Closing the window waits this long for a file that is being written.
FINISH_MS = 5_000
NOT_WRITTEN = QT_TRANSLATE_NOOP(
    "Exports", "{path} could not be written ({reason}). Save it in another folder or by another name."
)
_UNFIT = re.compile(r"[^\w.+-]+")


class Exports(QObject):
    """Asks for the file, then writes it; there may be several at a time."""

    saved = Signal(str)  # the path
    failed = Signal(object)  # a sentence

    def __init__(self, settings: Settings, target_name: Callable[[], str], window: QWidget) -> None:
        """`target_name` returns the name of the scenario or script, for file names."""
        super().__init__(window)
        self._settings, self._target_name, self._window = settings, target_name, window
        self._writers: list[FileWriter] = []

    def ask(self, name: str, title: str, formats: Formats) -> QFileDialog:
        """Ask where to save a view and in which of its formats; then save it."""
        dialog = QFileDialog(self._window, self.tr("Save: {view}").format(view=title), str(self.folder))
        dialog.setObjectName("saveDialog")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        filters = {self._kind(suffix): suffix for suffix in formats}
        dialog.setNameFilters(list(filters))
        proposed = file_name(self._target_name(), name, time.localtime())
        usual = next(iter(formats))
        dialog.setDefaultSuffix(usual)
        dialog.selectFile(f"{proposed}.{usual}")

        def turn(kind: str) -> None:
            dialog.setDefaultSuffix(filters[kind])
            chosen = Path(dialog.selectedFiles()[0]).name if dialog.selectedFiles() else proposed
            if Path(chosen).suffix.removeprefix(".") in formats:
                dialog.selectFile(str(Path(chosen).with_suffix(f".{filters[kind]}")))

        dialog.filterSelected.connect(turn)
        dialog.fileSelected.connect(lambda path: self.save(Path(path), formats))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def save(self, path: Path, formats: Formats) -> None:
        """Write a file in the format of its suffix; in the usual one when it has none."""
        suffix = path.suffix.removeprefix(".").lower()
        take = formats.get(suffix) or next(iter(formats.values()))
        self._settings.set(FOLDER_KEY, str(path.parent))
        self.write(path, take())

    def write(self, path: Path, encode: Encode) -> None:
        """Write what `encode` returns, on a thread of its own."""
        writer = FileWriter(path, encode, self)
        writer.written.connect(self.saved)
        writer.failed.connect(self._on_failed)
        writer.finished.connect(lambda: self._on_finished(writer))
        self._writers.append(writer)
        writer.start()

    def finish(self) -> None:
        """Wait, for a bounded time, for the files that are being written."""
        for writer in list(self._writers):
            writer.wait(FINISH_MS)

    @property
    def folder(self) -> Path:
        """The folder to save in: the last one used, if it still exists."""
        kept = Path(self._settings.text(FOLDER_KEY) or ".")
        if kept.is_absolute() and kept.is_dir():
            return kept
        places = QStandardPaths.StandardLocation
        documents = QStandardPaths.writableLocation(places.DocumentsLocation)
        return Path(documents) if documents and Path(documents).is_dir() else Path.home()

    def _kind(self, suffix: str) -> str:
        kinds = {
            "png": self.tr("Picture"),
            "svg": self.tr("Drawing"),
            "csv": self.tr("Table"),
            "md": self.tr("Markdown"),
            "py": self.tr("Python script"),
        }
        return f"{kinds.get(suffix, self.tr('Text'))} (*.{suffix})"

    def _on_failed(self, path: str, reason: str) -> None:
        self.failed.emit(Sentence("Exports", NOT_WRITTEN, path=path, reason=reason))

    def _on_finished(self, writer: FileWriter) -> None:
        self._writers.remove(writer)
        writer.deleteLater()


def file_name(target: str, view: str, now: time.struct_time) -> str:
    """A file name such as joinable-stage-20261123-1504; letters of all languages are kept."""
    fit = _UNFIT.sub("-", target).strip("-.") or "run"
    return f"{fit[:80]}-{view}-{time.strftime('%Y%m%d-%H%M', now)}"
