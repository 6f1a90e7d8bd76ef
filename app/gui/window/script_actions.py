"""The actions on the user's own scripts: in the menu, in the list's context menu, and by its Delete key."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut

from app.gui.actions.actions import Actions
from app.gui.launcher.scenario_list import ScenarioList
from app.gui.launcher.scripts.own_scripts import OwnScripts


class ScriptActions(QObject):
    """Connects the actions with what they do, and enables them when they apply."""

    def __init__(self, scripts: OwnScripts, commands: Actions, shown_in: ScenarioList) -> None:
        super().__init__(scripts)
        self._scripts, self._remove = scripts, commands["removeScriptAction"]
        commands["openScriptAction"].triggered.connect(scripts.ask)
        self._remove.triggered.connect(scripts.remove)
        commands.menu("fileMenu").insertMenu(self._remove, scripts.recent)
        shown_in.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        shown_in.addAction(self._remove)
        delete = QShortcut(QKeySequence.StandardKey.Delete, shown_in)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(scripts.remove)
        scripts.target_shown.connect(self._on_target_shown)
        self._on_target_shown()

    def _on_target_shown(self) -> None:
        self._remove.setEnabled(self._scripts.target is not None)
