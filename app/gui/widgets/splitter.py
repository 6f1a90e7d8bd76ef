"""Splitters that keep good proportions until the user moves their handles."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget


def panel_widths(width: int) -> list[int]:
    """The widths of list, centre and code, for a window of this width."""
    side = min(232, max(176, round(width * 0.155)))
    code = min(640, max(288, round(width * 0.305)))
    return [side, max(0, width - side - code), code]


def stage_heights(height: int) -> list[int]:
    """The heights of stage and tables, for a window of this height."""
    tables = min(420, max(250, round(height * 0.39)))
    return [max(0, height - tables), tables]


class ProportionalSplitter(QSplitter):
    """Divides its room by a function of its length; a handle that was moved is left where it is."""

    def __init__(
        self, orientation: Qt.Orientation, shares: Callable[[int], list[int]], parts: Sequence[QWidget]
    ) -> None:
        super().__init__(orientation)
        self._shares = shares
        self._moved = False
        self.setChildrenCollapsible(False)
        for index, part in enumerate(parts):
            self.addWidget(part)
            self.setStretchFactor(index, 0 if index == 0 and len(parts) == 3 else 1)
        self.splitterMoved.connect(self._on_moved)

    def arrangement(self) -> QByteArray:
        """The positions of the handles, to be stored; empty unless the user has moved one."""
        return self.saveState() if self._moved else QByteArray()

    def arrange(self, arrangement: QByteArray) -> None:
        """Restore the positions of the handles; an empty or invalid value means the default."""
        self._moved = not arrangement.isEmpty() and self.restoreState(arrangement)
        self._share()

    def _on_moved(self) -> None:
        self._moved = True

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share()

    def _share(self) -> None:
        if not self._moved:
            across = self.orientation() == Qt.Orientation.Horizontal
            self.setSizes(self._shares(self.width() if across else self.height()))
