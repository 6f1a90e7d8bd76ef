"""A label that leaves out its least important parts when they do not all fit."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from app.gui.widgets.plain_tip import plain_tip
from app.gui.widgets.retranslated import Retranslated

BETWEEN = " · "


class StatusLine(Retranslated, QLabel):
    """Shows as many of its parts as fit; the tool tip has all of them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts: tuple[str, ...] = ()
        self.setObjectName("statusLine")
        self.setProperty("look", "muted")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        # It takes the room that is left, and never makes the window wider.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.retranslate()

    def retranslate(self) -> None:
        """Set its accessible name in the current language; its parts come from the window."""
        self.setAccessibleName(self.tr("Status"))

    def show_parts(self, parts: Sequence[str]) -> None:
        """Show these parts, the most important first."""
        if tuple(parts) != self._parts:
            self._parts = tuple(parts)
            self.setToolTip(plain_tip(self.full_text))
            self._fit()

    @property
    def full_text(self) -> str:
        """All parts, shown or not."""
        return BETWEEN.join(self._parts)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        count = len(self._parts)
        while (
            count > 1
            and self.fontMetrics().horizontalAdvance(BETWEEN.join(self._parts[:count])) > self.width()
        ):
            count -= 1
        text = BETWEEN.join(self._parts[:count])
        room = max(0, self.width() - 1)  # letter widths are rounded
        self.setText(self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room))
