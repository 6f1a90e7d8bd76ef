"""The submenu of recently opened scripts."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from app.gui.launcher.scripts.interpreters import short_path
from app.gui.look.settings import Settings
from app.gui.widgets.retranslated import Retranslated

KEY = "scripts/recent"
KEPT = 10


class RecentMenu(Retranslated, QMenu):
    """Follows the settings, which keep the paths, the newest first."""

    chosen = Signal(str)  # the path

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self.setObjectName("recentMenu")
        self.setToolTipsVisible(True)
        self._clear = QAction(self)
        self._clear.setObjectName("clearRecentAction")
        self._clear.triggered.connect(lambda: settings.forget(KEY))
        settings.changed.connect(self._on_setting_changed)
        self.retranslate()

    @property
    def paths(self) -> list[str]:
        """The paths, the newest first."""
        return [path for path in self._settings.data(KEY, []) if isinstance(path, str)]

    def note(self, path: str) -> None:
        """Put a path at the top of the list."""
        self._settings.change(KEY, [], lambda paths: [path, *_without(path, paths)][:KEPT])

    def drop(self, path: str) -> bool:
        """Remove a path that is no longer valid. Returns whether it was in the list."""
        if path not in self.paths:
            return False
        self._settings.change(KEY, [], lambda paths: _without(path, paths))
        return True

    def _on_setting_changed(self, key: str) -> None:
        if key == KEY:
            self._fill()

    def _fill(self) -> None:
        for action in self.actions():
            if action is not self._clear:
                self.removeAction(action)
                action.deleteLater()
        self.removeAction(self._clear)
        for number, path in enumerate(self.paths, 1):
            self._add(number, path)
        if self.paths:
            self.addSeparator()
            self.addAction(self._clear)
        self.menuAction().setEnabled(bool(self.paths))

    def _add(self, number: int, path: str) -> None:
        text = short_path(path, Path.home()).replace("&", "&&")
        action = QAction(f"&{number}  {text}" if number < KEPT else text, self)
        action.setObjectName("recentAction")
        action.setData(path)
        action.setToolTip(path)
        action.triggered.connect(partial(self.chosen.emit, path))
        self.addAction(action)

    # --- words ------------------------------------------------------------------------------

    def retranslate(self) -> None:
        """Set all texts in the current language."""
        self.setTitle(self.tr("Open &recent"))
        self._clear.setText(self.tr("&Clear list"))
        self._fill()


def _without(path: str, paths: list[str]) -> list[str]:
    return [known for known in paths if known != path]
