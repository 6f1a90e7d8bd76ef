"""Makes the application and its main window."""

from __future__ import annotations

import gc
from pathlib import Path

from app.gui import plain_import  # noqa: F401  # before all that it makes faster

# isort: split

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from app.gui.errors.error_log import ErrorLog, log_folder
from app.gui.errors.error_notice import ErrorNotice
from app.gui.launcher.targets import ScenarioTarget
from app.gui.launcher.workspace import Workspace
from app.gui.look.appearance import Appearance
from app.gui.look.languages import Languages
from app.gui.look.settings import Settings
from app.gui.look.style import apply_colors, apply_style_sheet
from app.gui.run.controller import RunController
from app.gui.window.main_window import MainWindow
from app.gui.window.window_memory import follow_target
from app.platform.desktop import DESKTOP_ID
from app.targets.catalog import load_scenarios

#: A client closes within about this time, also when its supervisor hangs.
READER_S = 6.0

TOUR_SEEN = "tourSeen"

__all__ = ["create_window", "main"]


def create_window(settings: Settings | None = None, language: str = "") -> MainWindow:
    """The main window with everything wired, given that a QApplication exists.

    It uses and keeps the user's own settings unless it is given others. A `language` applies to this
    window only and is not kept.
    """
    settings = settings or Settings()
    appearance = Appearance(settings)
    app = QApplication.instance()
    if isinstance(app, QApplication):
        apply_colors(app, appearance.theme)
    languages = Languages(settings, language)
    targets = [ScenarioTarget(scenario) for scenario in load_scenarios()]
    workspace = Workspace(targets, languages.current)
    window = MainWindow(RunController(), workspace, settings, languages, appearance)
    if isinstance(app, QApplication):
        apply_style_sheet(app, appearance.theme)  # when all parts are in their places: 25 ms sooner
    follow_target(workspace, settings)  # now that the window has put the user's own scripts into it
    return window


def main(argv: list[str], language: str = "") -> int:
    """Show the window until it is closed; `argv` may name a script to open after the program's name."""
    app = QApplication.instance() or QApplication(argv[:1])
    app.setApplicationName("procession")
    QGuiApplication.setDesktopFileName(DESKTOP_ID)  # by which the desktop finds the icon and the name
    log = ErrorLog(log_folder())
    log.install()
    crash = log.take_crash()
    try:
        return _show(argv, language, log, crash)
    finally:
        log.uninstall()


def _show(argv: list[str], language: str, log: ErrorLog, crash: str) -> int:
    window = create_window(language=language)
    notice = ErrorNotice(log, window.banner, window)
    log.interrupted.connect(window.close)
    if crash:
        notice.tell_crash(crash)
    if len(argv) > 1:
        window.open_script(Path(argv[1]))
    window.memory.fit_screen()
    window.show()
    if len(argv) == 1 and not window.settings.flag(TOUR_SEEN):
        window.settings.set(TOUR_SEEN, True)
        QTimer.singleShot(0, window.tour.begin)  # when all parts have their places
    gc.freeze()  # what exists now stays; the collector, off during the start, need not look at it again
    gc.enable()
    status = QApplication.exec()
    window.controller.wait_for_reader(READER_S)
    return status
