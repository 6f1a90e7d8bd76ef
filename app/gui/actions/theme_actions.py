"""The three radio entries of View > Theme, kept in step with the settings."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.gui.actions.actions import Actions
from app.gui.look.appearance import THEME, Appearance
from app.gui.look.settings import Settings
from app.gui.look.theme import DARK, LIGHT

ACTIONS = {"": "systemThemeAction", LIGHT.name: "lightThemeAction", DARK.name: "darkThemeAction"}


class ThemeActions(QObject):
    """Checks the entry of the chosen theme, wherever it was chosen."""

    def __init__(
        self, commands: Actions, settings: Settings, appearance: Appearance, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._commands, self._settings = commands, settings
        for theme, name in ACTIONS.items():
            commands[name].triggered.connect(lambda _checked=False, theme=theme: appearance.choose(theme))
        settings.changed.connect(self._on_setting_changed)
        self._on_setting_changed(THEME)

    def _on_setting_changed(self, key: str) -> None:
        if key == THEME:
            chosen = ACTIONS.get(self._settings.text(THEME), ACTIONS[""])
            self._commands[chosen].setChecked(True)
