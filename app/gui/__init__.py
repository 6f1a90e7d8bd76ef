"""The window: the only folder that imports Qt."""

from __future__ import annotations

import gc
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMainWindow

from app.catalog import load_scenarios
from app.desktop import DESKTOP_ID
from app.gui.controller import RunController
from app.gui.fonts import text_font
from app.gui.languages import Languages
from app.gui.main_window import MainWindow
from app.gui.settings import Settings
from app.gui.targets import ScenarioTarget
from app.gui.theme import DARK, LIGHT, THEMES, Theme, apply_theme
from app.gui.workspace import Workspace

#: A client closes within about this time, also when its stage hangs.
READER_S = 6.0

__all__ = ["create_window", "main"]


def create_window(settings: Settings | None = None, language: str = "") -> QMainWindow:
    """The main window with everything wired, given that a QApplication exists.

    It takes up and keeps the user's own settings unless it is given others. A `language` counts for
    this window and is not kept.
    """
    return _assemble(settings or Settings(), language)


def main(argv: list[str], language: str = "") -> int:
    """Show the window until it is closed; `argv` may name a script to open after the program's name."""
    app = QApplication.instance() or QApplication(argv[:1])
    app.setApplicationName("procession")
    QGuiApplication.setDesktopFileName(DESKTOP_ID)  # by which the desktop finds the icon and the name
    window = _assemble(Settings(), language)
    if len(argv) > 1:
        window.open_script(Path(argv[1]))
    window.show()
    gc.freeze()  # what is there now stays; the collector, off during the start, need not look at it again
    gc.enable()
    status = QApplication.exec()
    window.controller.wait_for_reader(READER_S)
    return status


def _assemble(settings: Settings, language: str) -> MainWindow:
    theme = _theme(settings.text("theme"))
    app = QApplication.instance()
    if isinstance(app, QApplication):
        app.setFont(text_font(app.font()))
        apply_theme(app, theme)
    languages = Languages(settings, language)
    targets = [ScenarioTarget(scenario) for scenario in load_scenarios()]
    return MainWindow(RunController(), Workspace(targets, languages.current), settings, languages, theme)


def _theme(name: str) -> Theme:
    """The theme that was chosen; without a choice it is dark where the desktop says so."""
    if name in THEMES:
        return THEMES[name]
    return DARK if QApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark else LIGHT
