"""Opens the windows beside the main one; each is created when first asked for, to keep the start fast."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.gui.actions.actions import Actions
from app.gui.look.appearance import Appearance
from app.gui.look.settings import Settings

if TYPE_CHECKING:
    from app.gui.dialogs.rule_window import RuleWindow


class Reopenable(Protocol):
    """A window that can be opened repeatedly."""

    def open_up(self) -> None: ...


class DialogOpener(QObject):
    """Opens settings, help, shortcuts and about by their actions, and the pages of the rules."""

    def __init__(
        self,
        window: QWidget,
        commands: Actions,
        settings: Settings,
        appearance: Appearance,
        language: Callable[[], str],
    ) -> None:
        super().__init__(window)
        self._window, self._language = window, language
        self._made: dict[str, Reopenable] = {}
        self._pages: RuleWindow | None = None

        # Their modules, too, are imported when they are needed.
        def settings_dialog() -> Reopenable:
            from app.gui.dialogs.settings_dialog import SettingsDialog

            return SettingsDialog(settings, appearance, window)

        def help_window() -> Reopenable:
            from app.gui.dialogs.help_window import HelpWindow

            return HelpWindow(language, window)

        def shortcuts_window() -> Reopenable:
            from app.gui.dialogs.shortcuts_window import ShortcutsWindow

            return ShortcutsWindow(commands, window)

        def about_dialog() -> Reopenable:
            from app.gui.dialogs.about_dialog import AboutDialog

            return AboutDialog(window)

        makers: dict[str, Callable[[], Reopenable]] = {
            "settingsAction": settings_dialog,
            "helpAction": help_window,
            "shortcutsAction": shortcuts_window,
            "aboutAction": about_dialog,
        }
        for name, make in makers.items():
            commands[name].triggered.connect(lambda _=False, name=name, make=make: self._open(name, make))

    def open_rule_page(self, rule: str) -> None:
        """Show what a rule finds, why that is, and the cure."""
        from app.gui.dialogs.rule_window import RuleWindow

        if self._pages is None:
            self._pages = RuleWindow(self._language, self._window)
        self._pages.open_up(rule)

    def _open(self, name: str, make: Callable[[], Reopenable]) -> None:
        if name not in self._made:
            self._made[name] = make()
        self._made[name].open_up()
