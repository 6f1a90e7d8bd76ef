"""Projector mode: the stage large and in high contrast, and back to exactly what was before.

It uses the full screen, because a projector of 1024 x 768 has no room for a window title. Only the stage
and the tables are shown; the list and the code can be shown by their own keys.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QByteArray, QEvent, QObject, QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow, QWidget

from app.gui.look.appearance import Appearance
from app.gui.widgets.splitter import ProportionalSplitter
from app.gui.window.top_bar import TopBar


def projector_scale(width: int) -> float:
    """The text size for a screen of this width that can be read from the last row."""
    return min(1.8, max(1.3, width / 1100))


@dataclass(frozen=True)
class WindowState:
    """The state of the window before projector mode."""

    state: Qt.WindowState
    size: QSize
    sides: list[bool]
    panels: list[QByteArray]


class Projector(QObject):
    """Turns the mode on and off by its action."""

    def __init__(
        self,
        window: QMainWindow,
        action: QAction,
        appearance: Appearance,
        bar: TopBar,
        panels: Sequence[ProportionalSplitter],
        sides: Sequence[QAction],
    ) -> None:
        super().__init__(window)
        self._window, self._action, self._appearance, self._bar = window, action, appearance, bar
        self._panels, self._sides = panels, sides
        self._before: WindowState | None = None
        self._coming_back: WindowState | None = None
        action.toggled.connect(self._on_toggled)
        bar.projector_left.connect(self.leave)
        window.installEventFilter(self)

    def leave(self) -> None:
        """Leave projector mode."""
        self._action.setChecked(False)

    def _on_toggled(self, on: bool) -> None:
        if on and self._before is None:
            self._enter()
        elif not on and self._before is not None:
            self._return(self._before)

    def _enter(self) -> None:
        window = self._window
        self._before = WindowState(
            window.windowState(),
            window.size(),
            [side.isChecked() for side in self._sides],
            [panels.arrangement() for panels in self._panels],
        )
        for side in self._sides:
            side.setChecked(False)
        for panels in self._panels:
            panels.arrange(QByteArray())
        window.menuBar().hide()
        self._bar.set_projecting(True)
        self._appearance.magnify(projector_scale(window.screen().geometry().width()))
        window.setWindowState(window.windowState() | Qt.WindowState.WindowFullScreen)

    def _return(self, before: WindowState) -> None:
        self._before = None
        self._window.setWindowState(before.state)
        self._appearance.magnify(0)
        self._bar.set_projecting(False)
        self._window.menuBar().show()
        for side, shown in zip(self._sides, before.sides, strict=True):
            side.setChecked(shown)
        self._coming_back = before
        self._arrange(before)

    def _arrange(self, before: WindowState) -> None:
        for panels, arrangement in zip(self._panels, before.panels, strict=True):
            panels.arrange(arrangement)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # The window manager restores the size later; the handles would stay where the larger window had them.
        before = self._coming_back
        if before is not None and event.type() == QEvent.Type.Resize and self._window.size() == before.size:
            self._coming_back = None
            self._arrange(before)
        return False


class FullScreen(QObject):
    """Full screen and nothing else, by its action, which is checked however the mode was entered or left."""

    def __init__(self, window: QWidget, action: QAction) -> None:
        super().__init__(window)
        self._window, self._action = window, action
        action.triggered.connect(self._on_triggered)
        window.installEventFilter(self)

    def _on_triggered(self) -> None:
        self._window.setWindowState(self._window.windowState() ^ Qt.WindowState.WindowFullScreen)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.WindowStateChange:
            self._action.setChecked(self._window.isFullScreen())
        return False
