"""Tabs that are always wide enough for their titles, whatever the font and the language."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QTabWidget


class TabPanel(QTabWidget):
    """Never so narrow that a title is cut off or has to be scrolled to."""

    def minimumSizeHint(self) -> QSize:
        least, corner = super().minimumSizeHint(), self.cornerWidget()
        titles = self.tabBar().sizeHint().width()
        beside = corner.minimumSizeHint().width() if corner is not None and not corner.isHidden() else 0
        return QSize(max(least.width(), titles + beside), least.height())
