"""Tabs that are always wide enough for their titles, whatever the font and the language."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize
from PySide6.QtWidgets import QTabWidget


class TabPanel(QTabWidget):
    """Never so narrow that a title is cut off or has to be scrolled to."""

    def minimumSizeHint(self) -> QSize:
        least, corner = super().minimumSizeHint(), self.cornerWidget()
        titles = self.tabBar().sizeHint().width()
        beside = corner.minimumSizeHint().width() if corner is not None and not corner.isHidden() else 0
        return QSize(max(least.width(), titles + beside), least.height())

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest, QEvent.Type.Show):
            self._center_corner()
        return done

    def _center_corner(self) -> None:
        """Qt puts it onto the line under the tabs; beside their titles it is in line with them."""
        corner = self.cornerWidget()
        if corner is not None:
            corner.move(corner.x(), (self.tabBar().height() - corner.height()) // 2)
