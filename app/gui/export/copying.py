"""The Edit menu and the views' context menus: copy a view as text or as a picture, or save it.

An action applies to the view that has the keyboard focus, or had it last.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QPlainTextEdit, QTextEdit, QWidget

from app.gui.actions.actions import Actions
from app.gui.export.exports import Exports
from app.gui.export.view_contents import (
    CanvasContent,
    Content,
    OutputContent,
    ProcessesContent,
    TextContent,
    is_inside,
)


class Copying(QObject):
    """Carries out the actions on the contents of the views."""

    def __init__(
        self, commands: Actions, contents: Sequence[Content], exports: Exports, window: QWidget
    ) -> None:
        super().__init__(window)
        self._commands, self.contents, self._exports = commands, tuple(contents), exports
        self._current: Content = self.contents[0]
        commands["copyAction"].triggered.connect(self.copy)
        commands["copyPictureAction"].triggered.connect(self.copy_picture)
        commands["selectAllAction"].triggered.connect(self.select_all)
        commands["saveViewAction"].triggered.connect(self.save)
        for content in self.contents:
            self._watch_menu(content)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._on_focus_changed)
        self._on_focus_changed(None, app.focusWidget())

    # --- which view ---------------------------------------------------------------------

    @property
    def current(self) -> Content:
        """The view that the actions apply to."""
        return self._current

    def use(self, content: Content) -> None:
        """Let the next action apply to this view."""
        self._current = content

    def _on_focus_changed(self, _old: QWidget | None, new: QWidget | None) -> None:
        for content in self.contents:
            if is_inside(new, content.widget):
                self._current = content
        if new is not None:
            can_select = isinstance(new, (QLineEdit, QPlainTextEdit, QTextEdit))
            self._commands["selectAllAction"].setEnabled(can_select)

    # --- commands -----------------------------------------------------------------------

    def copy(self) -> None:
        """Copy what is selected in the view, else all of it."""
        focus = QApplication.focusWidget()
        if isinstance(focus, QLineEdit):
            focus.copy()
        else:
            copy_text(self._current.selected_text())

    def copy_picture(self) -> None:
        """Copy the whole view as a picture."""
        QGuiApplication.clipboard().setImage(self._current.image())

    def select_all(self) -> None:
        """Select everything in a text."""
        focus = QApplication.focusWidget()
        if isinstance(focus, (QLineEdit, QPlainTextEdit, QTextEdit)):
            focus.selectAll()

    def save(self) -> None:
        """Ask for a file and save the view to it."""
        self._exports.ask(self._current.name, self._current.title, self._current.formats())

    # --- context menus ------------------------------------------------------------------

    def add_to(self, menu: QMenu, content: Content) -> None:
        """Add the actions for one view below what its menu has already."""
        if not menu.isEmpty():
            menu.addSeparator()
        for name in ("copyAction", "copyPictureAction", "saveViewAction"):
            if name == "copyAction" and isinstance(content, TextContent):
                continue  # a text's own menu has these
            like = self._commands[name]
            action = QAction(like.icon(), like.text(), menu)
            action.setObjectName(name)
            action.triggered.connect(lambda _=False, do=like: self._do(content, do))
            menu.addAction(action)

    def _do(self, content: Content, action: QAction) -> None:
        self.use(content)
        action.trigger()

    def _add_output(self, menu: QMenu, number: int) -> None:
        """Add the actions for the output of one process."""
        content = next(one for one in self.contents if isinstance(one, OutputContent))
        menu.addSeparator()
        menu.addAction(self.tr("Copy its output")).triggered.connect(
            lambda: copy_text(content.of_process(number)().decode())
        )
        menu.addAction(self.tr("Save its output as…")).triggered.connect(
            lambda: self._exports.ask(
                f"output-{number}", content.title, {"txt": lambda: content.of_process(number)}
            )
        )

    def _watch_menu(self, content: Content) -> None:
        if isinstance(content, TextContent):
            content.edit.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            content.edit.customContextMenuRequested.connect(lambda place: self._show_menu(content, place))
        elif isinstance(content, CanvasContent):
            content.canvas.menu_opening.connect(lambda menu, number: self._fill(content, menu, number))
        elif isinstance(content, ProcessesContent):
            content.table.menu_opening.connect(lambda menu, number: self._fill(content, menu, number))

    def _fill(self, content: Content, menu: QMenu, number: int) -> None:
        """Add the actions for a process (0: none), and for the view."""
        table = next(one.table for one in self.contents if isinstance(one, ProcessesContent))
        if number and isinstance(content, CanvasContent):
            table.add_commands_of(menu, number)
        if number:
            self._add_output(menu, number)
        self.add_to(menu, content)

    def _show_menu(self, content: TextContent, place: QPoint) -> None:
        menu = content.edit.createStandardContextMenu()
        menu.setObjectName("viewMenuOfText")
        self.add_to(menu, content)
        show_menu(menu, content.edit.viewport().mapToGlobal(place))


def copy_text(text: str) -> None:
    """Put a text onto the clipboard, unless it is empty: then what was there is worth more."""
    if text:
        QGuiApplication.clipboard().setText(text)


def show_menu(menu: QMenu, place: QPoint) -> None:
    """Show a menu that is deleted afterwards."""
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(place)
