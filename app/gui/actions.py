"""Everything that can be done, each as one QAction: the menu, the bar and the shortcut share it."""

from __future__ import annotations

import re
from typing import NamedTuple

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from app.gui.icons import icon
from app.gui.theme import Theme

#: The letter of a menu's key: in the word itself, or behind it as Chinese has it.
_MNEMONIC = re.compile(r"\(&\w\)|&")


class Kind(NamedTuple):
    """What of an action does not depend on the language."""

    name: str  # its objectName too
    keys: tuple[str, ...] = ()
    icon: str = ""
    checkable: bool = False


#: The menus, in their order; None is a line between groups.
MENUS: dict[str, tuple[Kind | None, ...]] = {
    "fileMenu": (
        Kind("openScriptAction", ("Ctrl+O",), "folder-open"),
        Kind("removeScriptAction", (), "x"),
        None,
        Kind("quitAction", ("Ctrl+Q",)),
    ),
    "runMenu": (
        Kind("startAction", ("F5", "Ctrl+R"), "play"),
        Kind("stopAction", ("Shift+F5",), "square"),
        Kind("restartAction", ("Ctrl+Shift+R",), "rotate-ccw"),
    ),
    "viewMenu": (
        Kind("themeAction", (), "moon"),
        Kind("languageAction", (), "languages"),
    ),
    "helpMenu": (),
}


class Actions(QObject):
    """The actions by name; who can do what an action says connects to it and enables it."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._actions: dict[str, QAction] = {}
        self._menus: dict[str, QMenu] = {}
        for name, kinds in MENUS.items():
            self._menus[name] = self._make_menu(name, kinds, window)
        self.retranslate()

    def _make_menu(self, name: str, kinds: tuple[Kind | None, ...], window: QWidget) -> QMenu:
        menu = QMenu(window)
        menu.setObjectName(name)
        for kind in kinds:
            if kind is None:
                menu.addSeparator()
            else:
                menu.addAction(self._make(kind, window))
        return menu

    def _make(self, kind: Kind, window: QWidget) -> QAction:
        action = QAction(window)
        action.setObjectName(kind.name)
        action.setShortcuts([QKeySequence(keys) for keys in kind.keys])
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.setCheckable(kind.checkable)
        window.addAction(action)
        self._actions[kind.name] = action
        return action

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def menu(self, name: str) -> QMenu:
        """A menu by its name."""
        return self._menus[name]

    def fill(self, bar: QMenuBar) -> None:
        """Put the menus that have something in them into the bar."""
        for menu in self._menus.values():
            if not menu.isEmpty():
                bar.addMenu(menu)

    def set_theme(self, theme: Theme) -> None:
        """The icons, in its colours."""
        for kinds in MENUS.values():
            for kind in kinds:
                if kind is not None and kind.icon:
                    self._actions[kind.name].setIcon(icon(kind.icon, theme.text, theme.disabled))

    # --- words --------------------------------------------------------------------------

    def retranslate(self) -> None:
        """All texts, in the language of now."""
        for name, title in self._titles().items():
            self._menus[name].setTitle(title)
        for name, (text, tip) in self._texts().items():
            action = self._actions[name]
            action.setText(text)
            action.setIconText(_MNEMONIC.sub("", text))  # Qt's own one would lose its dots
            action.setToolTip(tip)
            action.setStatusTip(tip)

    def _titles(self) -> dict[str, str]:
        return {
            "fileMenu": self.tr("&File"),
            "runMenu": self.tr("&Run"),
            "viewMenu": self.tr("&View"),
            "helpMenu": self.tr("&Help"),
        }

    def _texts(self) -> dict[str, tuple[str, str]]:
        return {
            "openScriptAction": (
                self.tr("&Open script…"),
                self.tr("Run a Python script of your own (Ctrl+O)"),
            ),
            "removeScriptAction": (
                self.tr("&Remove script from list"),
                self.tr("Take the script out of the list; the file is left alone (Del)"),
            ),
            "quitAction": (self.tr("&Quit"), self.tr("End the run and close the window")),
            "startAction": (self.tr("&Start"), self.tr("Run the script (F5, Ctrl+R)")),
            "stopAction": (self.tr("S&top"), self.tr("End every process of the run (Shift+F5)")),
            "restartAction": (self.tr("R&estart"), self.tr("End the run and start it again")),
            "themeAction": (self.tr("&Light or dark"), self.tr("The other look")),
            "languageAction": (self.tr("中文 / &English"), self.tr("The other language")),
        }
