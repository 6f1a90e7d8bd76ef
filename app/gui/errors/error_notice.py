"""Reports an error of the program itself: one sentence, and the details for a report."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication, QTextCursor
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.gui.errors.error_log import ErrorLog
from app.gui.look.fonts import code_font
from app.gui.widgets.banner import Banner, Offer
from app.gui.widgets.retranslated import Retranslated
from app.language import QT_TRANSLATE_NOOP, Sentence

SIZE = (760, 460)

_CRASHED = QT_TRANSLATE_NOOP(
    "ErrorNotice", "Procession ended unexpectedly the last time; what it was doing is in the log."
)
_FAILED = QT_TRANSLATE_NOOP(
    "ErrorNotice", "Something went wrong in Procession itself, but you can go on: {error}"
)
_COPY = QT_TRANSLATE_NOOP("ErrorNotice", "Copy details")
_SHOW = QT_TRANSLATE_NOOP("ErrorNotice", "Show the log")


class ErrorNotice(QObject):
    """Between the log and the banner."""

    def __init__(self, log: ErrorLog, banner: Banner, window: QWidget) -> None:
        super().__init__(window)
        self._log, self._banner, self._window = log, banner, window
        log.error_noted.connect(self._on_error_noted)

    def tell_crash(self, trace: str) -> None:
        """Report that the program crashed the last time."""
        self._say(_CRASHED, trace)

    def _on_error_noted(self, summary: str, trace: str) -> None:
        self._say(_FAILED, trace, _short(summary))

    def _say(self, template: str, trace: str, error: str = "") -> None:
        offers = [
            Offer("copyErrorButton", Sentence("ErrorNotice", _COPY), lambda: _copy(trace)),
            Offer("showLogButton", Sentence("ErrorNotice", _SHOW), self._show_log),
        ]
        self._banner.say(Sentence("ErrorNotice", template, error=error), offers)

    def _show_log(self) -> None:
        LogWindow(self._log, self._window).show()


class LogWindow(Retranslated, QDialog):
    """The log, scrolled to its end, where the newest entries are."""

    def __init__(self, log: ErrorLog, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._log = log
        self.setObjectName("logWindow")
        self._place = QLabel(self)
        self._place.setProperty("look", "muted")
        self._place.setWordWrap(True)
        self._text = QPlainTextEdit(log.text(), self)
        self._text.setObjectName("logText")
        self._text.setReadOnly(True)
        self._text.setFont(code_font(self.font()))
        self._text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self._copy = QPushButton(self)
        self._copy.setObjectName("copyLogButton")
        self._copy.clicked.connect(lambda: _copy(self._text.toPlainText()))
        self._buttons.addButton(self._copy, QDialogButtonBox.ButtonRole.ActionRole)
        self._buttons.rejected.connect(self.reject)
        self.finished.connect(self.deleteLater)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 16, 18, 14)
        layout.setSpacing(12)
        for part in (self._place, self._text, self._buttons):
            layout.addWidget(part)
        self.resize(*SIZE)
        self.retranslate()
        self._text.moveCursor(QTextCursor.MoveOperation.End)
        self._text.ensureCursorVisible()

    def retranslate(self) -> None:
        """Set all texts in the current language."""
        self.setWindowTitle(self.tr("Log of Procession"))
        self._place.setText(self.tr("Kept in {file}").format(file=self._log.path))
        self._text.setAccessibleName(self.tr("Log"))
        self._copy.setText(self.tr("Copy all"))
        self._buttons.button(QDialogButtonBox.StandardButton.Close).setText(self.tr("Close"))


def _copy(trace: str) -> None:
    # Imported here: the window opens sooner without it.
    from app.gui.dialogs.components import version_details

    QGuiApplication.clipboard().setText(f"{version_details()}\n\n{trace}")


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 160 else line[:159] + "…"
