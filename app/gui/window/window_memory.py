"""What the window remembers between starts: its position, panels, tabs, and what was chosen last.

The position is stored as plain numbers, so that it can be checked before it is used: on a screen that is
gone, or smaller now, the window would be out of reach.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from PySide6.QtCore import QByteArray, QObject, QRect, QSize, Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QMainWindow, QTabWidget, QWidget

from app.gui.launcher.workspace import Workspace
from app.gui.look.settings import LAST_TARGET, REOPEN, Settings
from app.gui.widgets.splitter import ProportionalSplitter

PLACE, MAXIMIZED, TABS, HIDDEN = "windowPlace", "windowMaximized", "tabs", "hiddenPanels"
HANDLES = "handles/"
#: This much of the window's upper edge has to be on a screen, so that it can be grabbed.
REACHABLE = (120, 40)
#: A window that is not shown yet has no frame that could be asked for its height.
_TITLE_BAR = 30


class WindowMemory(QObject):
    """Restores the layout when it is created, and stores it when the window is closed."""

    def __init__(
        self,
        window: QMainWindow,
        settings: Settings,
        panels: Mapping[str, ProportionalSplitter],
        tabs: Mapping[str, QTabWidget],
        sides: Mapping[QAction, QWidget],
    ) -> None:
        super().__init__(window)
        self._window, self._settings = window, settings
        self._panels, self._tabs, self._sides = panels, tabs, sides
        self._first_size = window.size()
        self._first_tabs = {name: bar.currentIndex() for name, bar in tabs.items()}
        for action, side in sides.items():
            action.setChecked(True)
            action.toggled.connect(side.setVisible)
        self._restore()

    def keep(self) -> None:
        """Store the current layout."""
        window = self._window
        place = window.normalGeometry() if window.isVisible() else window.geometry()
        self._settings.set(PLACE, [place.x(), place.y(), place.width(), place.height()])
        self._settings.set(MAXIMIZED, bool(window.windowState() & Qt.WindowState.WindowMaximized))
        self._settings.set(TABS, {name: _chosen(bar) for name, bar in self._tabs.items()})
        self._settings.set(HIDDEN, [act.objectName() for act in self._sides if not act.isChecked()])
        for name, panels in self._panels.items():
            self._settings.set(HANDLES + name, panels.arrangement())

    def reset(self) -> None:
        """Reset the layout to that of the first start."""
        for key in (PLACE, MAXIMIZED, TABS, HIDDEN, *(HANDLES + name for name in self._panels)):
            self._settings.forget(key)
        for action in self._sides:
            action.setChecked(True)
        self._window.setWindowState(Qt.WindowState.WindowNoState)
        self._window.resize(self._first_size)
        self.fit_screen()
        for panels in self._panels.values():
            panels.arrange(QByteArray())
        for name, index in self._first_tabs.items():
            self._tabs[name].setCurrentIndex(index)

    def _restore(self) -> None:
        place = reachable_place(self._settings.data(PLACE, []), _screens())
        if place is not None:
            self._window.setGeometry(place)
        if self._settings.flag(MAXIMIZED):
            self._window.setWindowState(Qt.WindowState.WindowMaximized)
        for action in self._sides:
            action.setChecked(action.objectName() not in self._settings.data(HIDDEN, []))
        for name, panels in self._panels.items():
            panels.arrange(self._settings.geometry(HANDLES + name))
        for name, bar in self._tabs.items():
            chosen = self._settings.data(TABS, {}).get(name)
            for index in range(bar.count()):
                if _name(bar, index) == chosen:
                    bar.setCurrentIndex(index)

    def fit_screen(self) -> None:
        """Fill the screen if it is smaller than the window with its title bar."""
        room, size = _room(self._window), self._window.size()
        if room.width() < size.width() or room.height() < size.height() + _TITLE_BAR:
            self._window.setWindowState(Qt.WindowState.WindowMaximized)


def reachable_place(kept: Sequence[object], screens: Sequence[QRect]) -> QRect | None:
    """The stored x, y, width and height as a place on one of the screens; None when it is unusable."""
    numbers = [number for number in kept if isinstance(number, int) and abs(number) < 100_000]
    if len(numbers) != 4 or len(kept) != 4 or min(numbers[2:]) <= 0:
        return None
    place = QRect(*numbers)
    handle = QRect(place.left(), place.top(), place.width(), REACHABLE[1])
    for screen in screens:
        seen = handle.intersected(screen)
        if seen.width() >= min(REACHABLE[0], place.width()) and seen.height() >= REACHABLE[1]:
            return place
    return None


def _chosen(bar: QTabWidget) -> str:
    return _name(bar, bar.currentIndex())


def _name(bar: QTabWidget, index: int) -> str:
    page = bar.widget(index)
    return "" if page is None else page.objectName()


def _room(window: QWidget) -> QSize:
    return window.screen().availableSize()


def _screens() -> list[QRect]:
    return [screen.availableGeometry() for screen in QGuiApplication.screens()]


def follow_target(workspace: Workspace, settings: Settings) -> None:
    """Choose what was chosen last, if that is wanted and it still exists; store later choices."""
    last = settings.text(LAST_TARGET) if settings.flag(REOPEN, True) else ""
    if not os.path.isabs(last) or os.path.isfile(last):
        workspace.choose(last)
    workspace.target_changed.connect(lambda: settings.set(LAST_TARGET, workspace.target.id))
