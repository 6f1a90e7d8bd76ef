"""Tabs that are always wide enough for their titles, whatever the font and the language."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize
from PySide6.QtWidgets import QTabWidget


class TabPanel(QTabWidget):
    """Its minimum size is such that no title is cut off or has to be scrolled to."""

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
        """Centre the corner widget on the tab titles; Qt would put it onto the line below them."""
        corner = self.cornerWidget()
        if corner is not None:
            corner.move(corner.x(), (self.tabBar().height() - corner.height()) // 2)
