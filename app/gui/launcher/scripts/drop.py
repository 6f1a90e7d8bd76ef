"""Files dragged over the window: an overlay says what a drop would do, and accepts it.

The window itself sees only the first moment of a drag. From then on the overlay is under the mouse, so
that no field of the window can take the file name for text that is dropped into it.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFont,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QWidget

from app.gui.launcher.scripts.script_target import ScriptTarget
from app.gui.look.theme import Theme
from app.gui.widgets.retranslated import Retranslated
from app.targets.script_file import ScriptError, check_script

EDGE = 18.0
VEIL = 0.9
TEXT_WIDTH = 640.0


class DropSheet(Retranslated, QWidget):
    """Shown while something is dragged over the window."""

    dropped = Signal(str)  # the path of a script

    def __init__(self, window: QWidget, theme: Theme) -> None:
        super().__init__(window)
        self._theme = theme
        self._path, self._problem = "", ""
        self._is_over = False
        self.setObjectName("dropSheet")
        self.setAcceptDrops(True)
        window.setAcceptDrops(True)
        window.installEventFilter(self)
        self.retranslate()
        self.hide()

    @property
    def text(self) -> str:
        """The text of the overlay."""
        if self._problem:
            return self._problem
        name = ScriptTarget(Path(self._path)).title("") if self._path else ""
        return self.tr("Drop to open {name}").format(name=name)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        self.update()

    # --- the window's own events ------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QDragEnterEvent) and event.type() == QEvent.Type.DragEnter:
            return self._on_window_entered(event)
        if event.type() == QEvent.Type.DragLeave:
            # If the drag has only moved onto the overlay, the overlay is told before this is executed.
            self._is_over = False
            QTimer.singleShot(0, self, self._hide_when_left)
        return False

    def _on_window_entered(self, event: QDragEnterEvent) -> bool:
        if not event.mimeData().hasUrls():
            return False
        self._look_at(event.mimeData())
        self.setGeometry(self.window().rect())
        self.raise_()
        self.show()
        event.acceptProposedAction()
        return True

    def _hide_when_left(self) -> None:
        if not self._is_over:
            self.hide()

    # --- the sheet's ------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._is_over = True
        self._look_at(event.mimeData())
        event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if self._problem:
            event.ignore()
        else:
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        self.hide()
        self._look_at(event.mimeData())
        if self._problem:
            event.ignore()
        else:
            event.acceptProposedAction()
            self.dropped.emit(self._path)

    def _look_at(self, data: QMimeData) -> None:
        """What dropping this would open, or why it cannot be opened."""
        files = [url.toLocalFile() for url in data.urls() if url.isLocalFile()]
        self._path, self._problem = "", ""
        try:
            if not files:
                self._problem = self.tr("Only files on this computer can be opened.")
            for file in files[:1]:
                check_script(file)
                self._path = file
        except ScriptError as error:
            self._problem = str(error)
        self.setAccessibleDescription(self.text)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        color = QColor(theme.danger if self._problem else theme.accent)
        veil = QColor(theme.panel)
        veil.setAlphaF(VEIL)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), veil)
        painter.setPen(QPen(color, 2, Qt.PenStyle.DashLine))
        frame = QRectF(self.rect()).adjusted(EDGE, EDGE, -EDGE, -EDGE)
        painter.drawRoundedRect(frame, 10, 10)
        font = QFont(self.font())
        font.setPixelSize(round(self.fontInfo().pixelSize() * 1.5))
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        margin = max(60.0, (frame.width() - TEXT_WIDTH) / 2)
        painter.drawText(frame.adjusted(margin, 20, -margin, -20), int(flags), self.text)
        painter.end()

    # --- words ------------------------------------------------------------------------------

    def retranslate(self) -> None:
        """Set all texts in the current language."""
        self.setAccessibleName(self.tr("Drop a script here"))
