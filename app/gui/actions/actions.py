"""Everything that the user can do, each as one QAction that menu, bar and shortcut share."""

from __future__ import annotations

import re
from typing import NamedTuple

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from app.gui.look.icons import icon
from app.gui.look.theme import Theme

#: The mnemonic of a menu entry: a letter of the word itself, or after it in Chinese.
_MNEMONIC = re.compile(r"\(&\w\)|&")


class ActionSpec(NamedTuple):
    """The part of an action that does not depend on the language."""

    name: str  # also its objectName
    keys: tuple[str, ...] = ()
    icon: str = ""
    checkable: bool = False
    group: str = ""  # only one action of a group is checked


class Submenu(NamedTuple):
    """A menu inside another one."""

    name: str


Entries = tuple[ActionSpec | Submenu | None, ...]

#: The menus in their order; None is a separator. A submenu comes before the menu that contains it.
MENUS: dict[str, Entries] = {
    "fileMenu": (
        ActionSpec("openScriptAction", ("Ctrl+O",), "folder-open"),
        ActionSpec("removeScriptAction", (), "x"),
        None,
        ActionSpec("saveViewAction", ("Ctrl+S",)),
        None,
        ActionSpec("settingsAction", ("Ctrl+,",), "settings"),
        None,
        ActionSpec("quitAction", ("Ctrl+Q",)),
    ),
    "editMenu": (
        ActionSpec("copyAction", ("Ctrl+C",), "copy"),
        ActionSpec("copyPictureAction", ("Ctrl+Shift+C",)),
        None,
        ActionSpec("selectAllAction", ("Ctrl+A",)),
    ),
    "runMenu": (
        ActionSpec("startAction", ("F5", "Ctrl+R"), "play"),
        ActionSpec("stopAction", ("Shift+F5",), "square"),
        ActionSpec("restartAction", ("Ctrl+Shift+R",), "rotate-ccw"),
        None,
        ActionSpec("terminateProcessAction"),
        ActionSpec("killProcessAction"),
    ),
    "themeMenu": (
        ActionSpec("systemThemeAction", group="theme"),
        ActionSpec("lightThemeAction", group="theme"),
        ActionSpec("darkThemeAction", group="theme"),
    ),
    "viewMenu": (
        Submenu("themeMenu"),
        ActionSpec("languageAction", (), "languages"),
        None,
        ActionSpec("scenarioPanelAction", ("Ctrl+B",), checkable=True),
        ActionSpec("codePanelAction", ("Ctrl+Shift+B",), checkable=True),
        ActionSpec("resetLayoutAction"),
        None,
        ActionSpec("projectorAction", ("F9",), checkable=True),
        ActionSpec("fullScreenAction", ("F11",), checkable=True),
    ),
    "goMenu": (
        ActionSpec("nextPanelAction", ("F6",)),
        ActionSpec("previousPanelAction", ("Shift+F6",)),
        None,
        ActionSpec("goScenariosAction", ("Ctrl+1",)),
        ActionSpec("goStageAction", ("Ctrl+2",)),
        ActionSpec("goProcessesAction", ("Ctrl+3",)),
        ActionSpec("goBuffersAction", ("Ctrl+4",)),
        ActionSpec("goObjectsAction", ("Ctrl+0",)),
        ActionSpec("goFindingsAction", ("Ctrl+Shift+F",)),
        ActionSpec("goWaitsAction", ("Ctrl+Shift+W",)),
        ActionSpec("goOutputAction", ("Ctrl+5",)),
        ActionSpec("goInputAction", ("Ctrl+6",)),
        ActionSpec("goCodeAction", ("Ctrl+7",)),
        ActionSpec("goExplanationAction", ("Ctrl+8",)),
        ActionSpec("goParametersAction", ("Ctrl+9",)),
    ),
    "helpMenu": (
        ActionSpec("helpAction", ("F1",), "book-open"),
        ActionSpec("tourAction"),
        ActionSpec("shortcutsAction", ("Ctrl+F1",)),
        None,
        ActionSpec("aboutAction", (), "info"),
    ),
}


class Actions(QObject):
    """The actions by name; whoever carries an action out connects to it and enables it."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._actions: dict[str, QAction] = {}
        self._menus: dict[str, QMenu] = {}
        self._groups: dict[str, QActionGroup] = {}
        for name, specs in MENUS.items():
            self._menus[name] = self._make_menu(name, specs, window)
        self.retranslate()

    def _make_menu(self, name: str, specs: Entries, window: QWidget) -> QMenu:
        menu = QMenu(window)
        menu.setObjectName(name)
        for spec in specs:
            if spec is None:
                menu.addSeparator()
            elif isinstance(spec, Submenu):
                menu.addMenu(self._menus[spec.name])
            else:
                menu.addAction(self._make(spec, window))
        return menu

    def _make(self, spec: ActionSpec, window: QWidget) -> QAction:
        action = QAction(window)
        action.setObjectName(spec.name)
        action.setShortcuts([QKeySequence(keys) for keys in spec.keys])
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.setCheckable(spec.checkable or bool(spec.group))
        if spec.group:
            self._groups.setdefault(spec.group, QActionGroup(self)).addAction(action)
        window.addAction(action)
        self._actions[spec.name] = action
        return action

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def menu(self, name: str) -> QMenu:
        """The menu with this name."""
        return self._menus[name]

    def by_menu(self) -> list[tuple[str, list[QAction]]]:
        """The title of each menu with its actions, in the order shown."""
        return [
            (
                _MNEMONIC.sub("", self._menus[name].title()),
                [self._actions[spec.name] for spec in specs if isinstance(spec, ActionSpec)],
            )
            for name, specs in MENUS.items()
        ]

    def fill(self, bar: QMenuBar) -> None:
        """Add the menus that are not empty to the bar."""
        inner = {entry.name for entries in MENUS.values() for entry in entries if isinstance(entry, Submenu)}
        for name, menu in self._menus.items():
            if name not in inner and not menu.isEmpty():
                bar.addMenu(menu)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        for specs in MENUS.values():
            for spec in specs:
                if isinstance(spec, ActionSpec) and spec.icon:
                    self._actions[spec.name].setIcon(icon(spec.icon, theme.text, theme.disabled))

    # --- words --------------------------------------------------------------------------

    def retranslate(self) -> None:
        """Set all texts in the current language."""
        for name, title in self._titles().items():
            self._menus[name].setTitle(title)
        for name, (text, tip) in self._texts().items():
            action = self._actions[name]
            action.setText(text)
            action.setIconText(_MNEMONIC.sub("", text))  # Qt's own text would lose its dots
            action.setToolTip(tip)
            action.setStatusTip(tip)

    def _titles(self) -> dict[str, str]:
        return {
            "fileMenu": self.tr("&File"),
            "editMenu": self.tr("&Edit"),
            "runMenu": self.tr("&Run"),
            "themeMenu": self.tr("&Theme"),
            "viewMenu": self.tr("&View"),
            "goMenu": self.tr("&Go"),
            "helpMenu": self.tr("&Help"),
        }

    def _texts(self) -> dict[str, tuple[str, str]]:
        return {
            "openScriptAction": (
                self.tr("&Open script…"),
                self.tr("Run your own Python script (Ctrl+O)"),
            ),
            "removeScriptAction": (
                self.tr("&Remove script from list"),
                self.tr("Remove the script from the list; the file is kept (Del)"),
            ),
            "saveViewAction": (
                self.tr("&Save view as…"),
                self.tr("Save the panel that has the focus as a picture, drawing, table or text (Ctrl+S)"),
            ),
            "copyAction": (self.tr("&Copy"), self.tr("Copy what is selected, else the whole panel (Ctrl+C)")),
            "copyPictureAction": (
                self.tr("Copy as &picture"),
                self.tr("Copy the panel that has the focus as a picture (Ctrl+Shift+C)"),
            ),
            "selectAllAction": (self.tr("Select &all"), self.tr("Select all of the text (Ctrl+A)")),
            "settingsAction": (self.tr("&Settings…"), self.tr("Theme, language, text size (Ctrl+,)")),
            "quitAction": (self.tr("&Quit"), self.tr("End the run and close the window")),
            "startAction": (self.tr("&Start"), self.tr("Run the script (F5, Ctrl+R)")),
            "stopAction": (self.tr("S&top"), self.tr("End every process of the run (Shift+F5)")),
            "restartAction": (self.tr("R&estart"), self.tr("End the run and start it again")),
            "terminateProcessAction": (
                self.tr("Ter&minate process"),
                self.tr("Ask the process chosen in the table to end: SIGTERM (Del in the table)"),
            ),
            "killProcessAction": (
                self.tr("&Kill process"),
                self.tr("End the process chosen in the table at once: SIGKILL (Shift+Del in the table)"),
            ),
            "nextPanelAction": (self.tr("&Next panel"), self.tr("To the next panel (F6)")),
            "previousPanelAction": (self.tr("Pre&vious panel"), self.tr("To the previous panel (Shift+F6)")),
            "goScenariosAction": (self.tr("S&cenarios"), self.tr("Choose what to run (Ctrl+1)")),
            "goStageAction": (self.tr("&Stage"), self.tr("Arrows go from card to card (Ctrl+2)")),
            "goProcessesAction": (
                self.tr("&Processes"),
                self.tr("Del terminates a process, Shift+Del kills it (Ctrl+3)"),
            ),
            "goBuffersAction": (self.tr("&Buffers"), self.tr("The queues (Ctrl+4)")),
            "goObjectsAction": (self.tr("Ob&jects"), self.tr("All that the processes share (Ctrl+0)")),
            "goFindingsAction": (self.tr("&Findings"), self.tr("What is wrong with the run (Ctrl+Shift+F)")),
            "goWaitsAction": (
                self.tr("&Waits"),
                self.tr("How long the processes waited (Ctrl+Shift+W)"),
            ),
            "goOutputAction": (self.tr("&Output"), self.tr("What the processes print (Ctrl+5)")),
            "goInputAction": (self.tr("&Input line"), self.tr("Write to the script (Ctrl+6)")),
            "goCodeAction": (self.tr("Co&de"), self.tr("The script (Ctrl+7)")),
            "goExplanationAction": (self.tr("&Explanation"), self.tr("What it shows (Ctrl+8)")),
            "goParametersAction": (self.tr("Para&meters"), self.tr("The values that can be set (Ctrl+9)")),
            "languageAction": (self.tr("中文 / &English"), self.tr("The other language")),
            **self._view_texts(),
            **self._help_texts(),
        }

    def _view_texts(self) -> dict[str, tuple[str, str]]:
        return {
            "systemThemeAction": (self.tr("Follow the s&ystem"), self.tr("Light or dark, like the desktop")),
            "lightThemeAction": (self.tr("&Light"), self.tr("Dark text on a light background")),
            "darkThemeAction": (self.tr("&Dark"), self.tr("Light text on a dark background")),
            "scenarioPanelAction": (self.tr("&Scenarios"), self.tr("Show the list at the left (Ctrl+B)")),
            "codePanelAction": (
                self.tr("&Code and explanation"),
                self.tr("Show code, explanation and parameters at the right (Ctrl+Shift+B)"),
            ),
            "resetLayoutAction": (
                self.tr("&Reset layout"),
                self.tr("Restore the initial size, panels and tabs of the window"),
            ),
            "projectorAction": (
                self.tr("&Projector mode"),
                self.tr("Full screen, large and in high contrast, with stage and tables only; and back (F9)"),
            ),
            "fullScreenAction": (self.tr("&Full screen"), self.tr("Full screen, and back (F11)")),
        }

    def _help_texts(self) -> dict[str, tuple[str, str]]:
        return {
            "helpAction": (self.tr("&Help"), self.tr("What everything shows and does (F1)")),
            "tourAction": (self.tr("&Tour"), self.tr("The first steps, on a real run")),
            "shortcutsAction": (self.tr("&Keyboard shortcuts"), self.tr("All keys (Ctrl+F1)")),
            "aboutAction": (self.tr("&About Procession"), self.tr("Versions and licences")),
        }
