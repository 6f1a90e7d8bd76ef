"""The list of keyboard shortcuts, made from the actions themselves."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QFont, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.gui.actions.actions import Actions
from app.gui.look.fonts import length_scale
from app.gui.widgets.retranslated import Retranslated

SIZE = (480, 520)


class ShortcutsWindow(Retranslated, QDialog):
    """Actions and their keys, by menu."""

    def __init__(self, commands: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._commands = commands
        self.setObjectName("shortcutsWindow")
        self._list = QTreeWidget(self)
        self._list.setObjectName("shortcutsList")
        self._list.setColumnCount(2)
        self._list.setRootIsDecorated(False)
        self._list.setItemsExpandable(False)
        self._list.setIndentation(14)
        self._list.setSelectionMode(QTreeWidget.SelectionMode.SingleSelection)
        self._list.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self._list.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self._list.header().setStretchLastSection(False)
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self._buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 16, 18, 14)
        layout.setSpacing(12)
        layout.addWidget(self._list)
        layout.addWidget(self._buttons)
        self.retranslate()

    def open_up(self) -> None:
        """Show it, with the current keys."""
        self.resize(QSize(*SIZE) * length_scale(self.font()))
        self.retranslate()
        self.show()
        self.activateWindow()

    def retranslate(self) -> None:
        """Rebuild the list in the current language."""
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        self._list.setAccessibleName(self.tr("Keyboard shortcuts"))
        self._list.setHeaderLabels([self.tr("Command"), self.tr("Keys")])
        self._buttons.button(QDialogButtonBox.StandardButton.Close).setText(self.tr("Close"))
        self._list.clear()
        for title, actions in self._commands.by_menu():
            with_keys = [action for action in actions if action.shortcuts()]
            if with_keys:
                self._add_menu(title, with_keys)
        self._list.expandAll()

    def _add_menu(self, title: str, actions: list[QAction]) -> None:
        menu = QTreeWidgetItem(self._list, [title])
        menu.setFlags(Qt.ItemFlag.ItemIsEnabled)
        font = QFont(self._list.font())
        font.setWeight(QFont.Weight.DemiBold)
        menu.setFont(0, font)
        for action in actions:
            keys = QKeySequence.listToString(action.shortcuts(), QKeySequence.SequenceFormat.NativeText)
            QTreeWidgetItem(menu, [action.iconText(), keys.replace("; ", ", ")])
