"""Tabs that are always wide enough for their titles, whatever the font and the language."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QFontInfo
from PySide6.QtWidgets import QTabWidget, QWidget

#: What stands around a title, closer together, is so much narrower, in heights of the font (see the style).
_CLOSER = 0.9


class TabPanel(QTabWidget):
    """Its minimum size is such that no title is cut off or has to be scrolled to.

    Where there is little room the titles stand closer together.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tools: tuple[QWidget, QWidget] | None = None
        self._are_close = False
        self.currentChanged.connect(lambda _: self._fit_tools())

    def set_tools(self, tools: QWidget, page: QWidget) -> None:
        """Put the tools of a page beside the titles: while it is in front, and where there is room."""
        self._tools = tools, page
        self.setCornerWidget(tools)
        self._fit_tools()

    def minimumSizeHint(self) -> QSize:
        least = super().minimumSizeHint()
        return QSize(self._close_width(), least.height())

    def _gained(self) -> int:
        return round(_CLOSER * QFontInfo(self.tabBar().font()).pixelSize()) * self.count()

    def _close_width(self) -> int:
        """The width of all titles, as close together as they may stand."""
        return self.tabBar().sizeHint().width() - (0 if self._are_close else self._gained())

    def _fit_titles(self) -> None:
        are_close = self.width() < self._close_width() + self._gained()
        if are_close != self._are_close:
            self._are_close = are_close
            bar = self.tabBar()
            bar.setProperty("close", are_close)
            bar.style().unpolish(bar)
            bar.style().polish(bar)
            self.updateGeometry()

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest, QEvent.Type.Show):
            self._fit_titles()
            self._fit_tools()
            self._center_corner()
        return done

    def _fit_tools(self) -> None:
        if self._tools is not None:
            tools, page = self._tools
            room = self.width() - self.tabBar().sizeHint().width()
            tools.setVisible(self.currentWidget() is page and tools.minimumSizeHint().width() <= room)

    def _center_corner(self) -> None:
        """Centre the corner widget on the tab titles; Qt would put it onto the line below them."""
        corner = self.cornerWidget()
        if corner is not None:
            corner.move(corner.x(), (self.tabBar().height() - corner.height()) // 2)
