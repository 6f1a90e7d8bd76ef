"""Reports once, in English, that no installed font has Chinese letters, and how to get one."""

from __future__ import annotations

import re

from PySide6.QtCore import QObject
from PySide6.QtGui import QFontDatabase

from app.gui.launcher.workspace import Workspace
from app.gui.look.languages import Languages
from app.gui.widgets.banner import Banner
from app.platform.native import INSTALLERS, distribution

#: Family of distributions -> the package with a Chinese font.
PACKAGES = {"debian": "fonts-noto-cjk", "fedora": "google-noto-sans-cjk-fonts", "arch": "noto-fonts-cjk"}
CHINESE = "[\u3400-\u9fff]"


class ChineseFontNote(QObject):
    """Checks when Chinese is chosen, and when a script with Chinese text is."""

    def __init__(
        self, workspace: Workspace, languages: Languages, banner: Banner, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._workspace, self._banner, self._told = workspace, banner, False
        languages.changed.connect(self._on_language_changed)
        workspace.target_changed.connect(self._on_target_changed)
        self._on_language_changed(languages.current)
        self._on_target_changed()

    def _on_language_changed(self, language: str) -> None:
        if language == "zh":
            self._look()

    def _on_target_changed(self) -> None:
        """Check only once: the next script with Chinese text tells nothing new."""
        if not self._told and has_chinese(self._workspace.source()):
            self._look()

    def _look(self) -> None:
        if not QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese):
            self._told = True
            self._banner.note(sentence(distribution()))


def has_chinese(text: str) -> bool:
    """Whether a text has Chinese letters; ASCII texts are not even searched."""
    return not text.isascii() and re.search(CHINESE, text) is not None


def sentence(family: str) -> str:
    """What is missing and the command that installs it; in English, because Chinese could not be shown."""
    installer = INSTALLERS.get(family)
    if installer is None:
        return "No font here has Chinese letters; install one, such as Noto Sans CJK, and start again."
    return f"No font here has Chinese letters; install one and start again: {installer} {PACKAGES[family]}"
