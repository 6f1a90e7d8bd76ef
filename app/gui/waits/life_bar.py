"""Draws the bar of a process's life before the words that tell of it."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.gui.look.colors import bar_color
from app.gui.look.theme import Theme
from app.gui.waits.rows import Piece

#: The parts of a row's bar, at the cell that has one.
BAR_ROLE = Qt.ItemDataRole.UserRole + 1
BAR_SIZE = QSize(120, 10)


class LifeDelegate(QStyledItemDelegate):
    """Any other cell is drawn as it would be without it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().initStyleOption(option, index)
        bar = index.data(BAR_ROLE)
        if bar:
            scale = option.widget.devicePixelRatioF() if option.widget is not None else 1.0
            option.features |= QStyleOptionViewItem.ViewItemFeature.HasDecoration
            option.icon = _icon(self._colored(bar), QColor(self.theme.line_strong).rgba(), scale)
            option.decorationSize = BAR_SIZE

    def _colored(self, bar: tuple[Piece, ...]) -> tuple[tuple[int, float], ...]:
        known = [(piece.condition, piece.share) for piece in bar]
        return tuple(
            (0 if condition is None else bar_color(self.theme, condition).rgba(), share)
            for condition, share in known
        )


@lru_cache(maxsize=256)
def _icon(parts: tuple[tuple[int, float], ...], frame: int, scale: float) -> QIcon:
    """The same whether its row is selected or not; what is not known is left empty in a frame."""
    pixmap = QPixmap(BAR_SIZE * scale)
    pixmap.setDevicePixelRatio(scale)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    left = 0.0
    for rgba, share in parts:
        width = share * BAR_SIZE.width()
        painter.fillRect(QRectF(left, 0, width, BAR_SIZE.height()), QColor.fromRgba(rgba))
        left += width
    painter.setPen(QPen(QColor.fromRgba(frame), 1))
    painter.drawRect(QRectF(0.5, 0.5, BAR_SIZE.width() - 1, BAR_SIZE.height() - 1))
    painter.end()
    icon = QIcon(pixmap)
    icon.addPixmap(pixmap, QIcon.Mode.Selected)
    return icon
