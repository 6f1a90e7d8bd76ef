"""The line above the table of waits: on what the whole run's time was spent, when it is over."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from app.state.critical_path import Path, critical_path
from app.state.model import Run
from app.state.telling.critical_path import path_told


class PathLine(QLabel):
    """Hidden while there is nothing to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("criticalPath")
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setContentsMargins(10, 0, 10, 6)
        self._run: Run | None = None
        self._path: Path | None = None
        self._version = -1  # of the run that the path was sought for
        self.hide()

    def show_run(self, run: Run | None) -> None:
        """Say it of this run, once it is over: it is sought once for each state."""
        version = -1 if run is None or run.ended_ns is None else run.version
        if run is self._run and version == self._version:
            return
        self._run, self._version = run, version
        self._path = critical_path(run) if run is not None and version >= 0 else None
        self.retranslate()

    def retranslate(self) -> None:
        """Set the text in the current language."""
        run, path = self._run, self._path
        self.setAccessibleName(self.tr("Critical path"))
        self.setToolTip(
            self.tr(
                "What the end of the run has waited for, and so on, back to its beginning: only what is "
                "shortened here lets the run end sooner."
            )
        )
        told = "" if run is None or path is None else str(path_told(path, run))
        self.setText(self.tr("Critical path: {sentence}").format(sentence=told) if told else "")
        self.setVisible(bool(told))
