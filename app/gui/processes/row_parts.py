"""The parts of a row of the process table: the coloured dot and the pair of buttons."""

from __future__ import annotations

import re
from functools import lru_cache

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.gui.processes.model import Index
from app.gui.processes.rows import Column
from app.gui.widgets.plain_tip import plain_tip
from app.gui.widgets.retranslated import Retranslated
from app.gui.widgets.wrapping import shortened

#: The room that the style leaves free in a cell.
CELL_ROOM = 20
DOT = 9
ROW_HEIGHT = 32
_ROWS = 2  # of a state; Qt would cut off a third one without a sign
#: In English; a translation says where it may not break. "3 s" stays on one line.
_BEFORE_A_UNIT = re.compile(r"(?<=\d) (?=(s|min)\b)")


def before_units(text: str) -> str:
    """A text that is not broken between a number and its unit."""
    return _BEFORE_A_UNIT.sub("\N{NO-BREAK SPACE}", text)


class RowButtons(Retranslated, QWidget):
    """Terminate and Kill for one living process."""

    terminate_requested = Signal(int)  # the process's number
    kill_requested = Signal(int)

    def __init__(self, number: int, pid: int, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pid, self.name = pid, name
        self.setStyleSheet("QPushButton { padding: 1px 6px; }")
        if parent is not None:
            self.setFont(parent.font())
        self._terminate = self._button("terminateButton")
        self._terminate.clicked.connect(lambda: self.terminate_requested.emit(number))
        self._kill = self._button("killButton")
        self._kill.clicked.connect(lambda: self.kill_requested.emit(number))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(4, 0, 6, 0)
        layout.setSpacing(5)
        layout.addWidget(self._terminate)
        layout.addWidget(self._kill)
        self.retranslate()

    def retranslate(self) -> None:
        """Set all texts in the current language."""
        about = {"name": self.name, "pid": self.pid}
        self._terminate.setText(self.tr("Terminate"))
        self._terminate.setAccessibleName(self.tr("Terminate {name}").format(**about))
        self._terminate.setToolTip(plain_tip(self.tr("Ask {name} ({pid}) to end: SIGTERM").format(**about)))
        self._kill.setText(self.tr("Kill"))
        self._kill.setAccessibleName(self.tr("Kill {name}").format(**about))
        self._kill.setToolTip(
            plain_tip(self.tr("End {name} ({pid}) at once, it cannot refuse: SIGKILL").format(**about))
        )

    def set_font(self, font: QFont) -> None:
        """Set the font of the buttons, too: because of the style sheet they do not follow by themselves."""
        for part in (self, *self.findChildren(QPushButton)):
            part.setFont(font)

    def needed_width(self) -> int:
        """The width at which no text is cut off."""
        for button in self.findChildren(QPushButton):
            button.ensurePolished()
        return self.sizeHint().width()

    def _button(self, name: str) -> QPushButton:
        button = QPushButton(self)
        button.setObjectName(name)
        button.setProperty("pid", self.pid)
        button.setFont(self.font())
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the table's own keys do the same, for its current row
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        return button


class RowDelegate(QStyledItemDelegate):
    """Draws rows of two lines, with the process's colour as a dot before its name."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        size = super().sizeHint(option, index)
        return QSize(size.width(), max(ROW_HEIGHT, 2 * option.fontMetrics.lineSpacing() + 6))

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        # Qt would leave the margins of a text free at both sides of the buttons.
        editor.setGeometry(option.rect)

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        if index.column() == Column.NAME:
            option.textElideMode = Qt.TextElideMode.ElideMiddle  # the end of a name is often its number
        if index.column() == Column.STATE:
            option.text = before_units(option.text)
            room = option.rect.width() - CELL_ROOM
            if room > 0:  # there is none yet where it is only measured
                option.text = "\N{LINE SEPARATOR}".join(shortened(option.text, option.font, room, _ROWS))
        color = index.data(Qt.ItemDataRole.DecorationRole) if index.column() == Column.NAME else None
        if isinstance(color, QColor):
            option.icon = dot_icon(color.rgba())
            option.decorationSize = QSize(DOT, DOT)


@lru_cache(maxsize=256)
def dot_icon(rgba: int) -> QIcon:
    """A filled circle, sharp at every scale."""
    icon = QIcon()
    for scale in (1, 2, 3):
        icon.addPixmap(_dot_pixmap(QColor.fromRgba(rgba), scale))
    return icon


def _dot_pixmap(color: QColor, scale: int) -> QPixmap:
    pixmap = QPixmap(DOT * scale, DOT * scale)
    pixmap.setDevicePixelRatio(scale)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawEllipse(0, 0, DOT, DOT)
    painter.end()
    return pixmap
