"""The form for how a user's own script is run: arguments, interpreter, variables, working folder."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.gui.launcher.scripts.interpreter_box import InterpreterBox
from app.gui.launcher.scripts.options import RunOptions
from app.gui.launcher.scripts.script_target import ScriptTarget
from app.gui.look.fonts import code_font
from app.gui.widgets.field_note import FieldNote
from app.gui.widgets.retranslated import Retranslated
from app.language import Sentence
from app.language.errors import ProcessionError

VARIABLE_LINES = 4


class RunOptionsForm(Retranslated, QScrollArea):
    """Edits the options, which take effect at the next start. An invalid one is reported at its field."""

    options_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("runOptionsForm")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._target: ScriptTarget | None = None
        self._is_searched = False
        self._labels: dict[str, tuple[QLabel, QLabel]] = {}
        self._make_fields()
        self._lay_out()
        self._connect()
        self.retranslate()

    def _make_fields(self) -> None:
        self.arguments = self._line("argumentsField")
        self.arguments_note = FieldNote(self.arguments, "argumentsNote", self)
        self.interpreter = InterpreterBox(self)
        self.environment = QPlainTextEdit(self)
        self.environment.setObjectName("environmentField")
        self.environment.setFont(code_font(self.font()))
        self.environment.setTabChangesFocus(True)
        self.environment.setProperty("look", "field")
        self.environment.setFixedHeight(self.environment.fontMetrics().lineSpacing() * VARIABLE_LINES + 16)
        self.environment_note = FieldNote(self.environment, "environmentNote", self)
        self.folder = self._line("folderField")
        self.folder_note = FieldNote(self.folder, "folderNote", self)
        self._choose = self._button("chooseFolderButton")
        self._reset = self._button("resetOptionsButton")
        self._foot = QLabel(self)
        self._foot.setWordWrap(True)
        self._foot.setProperty("look", "muted")

    def _line(self, name: str) -> QLineEdit:
        field = QLineEdit(self)
        field.setObjectName(name)
        field.setFont(code_font(self.font()))
        return field

    def _button(self, name: str) -> QPushButton:
        button = QPushButton(self)
        button.setObjectName(name)
        return button

    def _lay_out(self) -> None:
        body = QWidget()
        body.setObjectName("parametersBody")
        layout = QVBoxLayout(body)
        layout.setContentsMargins(18, 16, 18, 16)
        layout.setSpacing(16)
        layout.addLayout(self._row("arguments", self.arguments, self.arguments_note))
        layout.addLayout(self._row("interpreter", self.interpreter, None, self.interpreter.box))
        layout.addLayout(self._row("environment", self.environment, self.environment_note))
        folder = QWidget()
        beside = QHBoxLayout(folder)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(6)
        beside.addWidget(self.folder, 1)
        beside.addWidget(self._choose)
        layout.addLayout(self._row("folder", folder, self.folder_note, self.folder))
        layout.addWidget(self._foot)
        layout.addWidget(self._reset, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addStretch(1)
        self.setWidget(body)

    def _row(
        self, key: str, field: QWidget, note: FieldNote | None, buddy: QWidget | None = None
    ) -> QVBoxLayout:
        title, hint = QLabel(), QLabel()
        title.setProperty("look", "title")
        title.setBuddy(buddy or field)
        hint.setProperty("look", "muted")
        hint.setWordWrap(True)
        self._labels[key] = (title, hint)
        row = QVBoxLayout()
        row.setSpacing(4)
        for widget in (title, field, note, hint):
            if widget is not None:
                row.addWidget(widget)
        return row

    def _connect(self) -> None:
        self.arguments.textChanged.connect(self._on_edited)
        self.environment.textChanged.connect(self._on_edited)
        self.folder.textChanged.connect(self._on_edited)
        self.interpreter.changed.connect(self._on_edited)
        self._choose.clicked.connect(self._ask_for_folder)
        self._reset.clicked.connect(self.reset)

    # --- what is shown --------------------------------------------------------------------

    def show_target(self, target: ScriptTarget, options: RunOptions) -> None:
        """Show the options of a script."""
        if target is not self._target:
            self._target, self._is_searched = target, False
        if options != self.options():
            self._fill(options)
        self.folder.setPlaceholderText(str(target.folder))
        self._search()
        self._validate()

    def _fill(self, options: RunOptions) -> None:
        fields = (self.arguments, self.environment, self.folder)
        for field in fields:
            field.blockSignals(True)
        self.arguments.setText(options.arguments)
        self.environment.setPlainText(options.environment)
        self.folder.setText(options.folder)
        for field in fields:
            field.blockSignals(False)
        self.interpreter.set_python(options.python)

    def _search(self) -> None:
        """Look for interpreters once the form is visible."""
        if self._target is not None and not self._is_searched and self.isVisible():
            self._is_searched = True
            self.interpreter.show_for(self._target.path, self.interpreter.python)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._search()

    def stop(self) -> None:
        """Stop looking for interpreters."""
        self.interpreter.stop()

    def options(self) -> RunOptions:
        """The options shown in the fields."""
        return RunOptions(
            self.arguments.text(),
            self.environment.toPlainText(),
            self.interpreter.python,
            self.folder.text().strip(),
        )

    def values(self) -> dict[str, Any]:
        """The options by name, as a workspace stores them."""
        return self.options()._asdict()

    def reset(self) -> None:
        """Reset all options to their defaults."""
        self._fill(RunOptions())
        self._on_edited()

    # --- what is valid --------------------------------------------------------------------

    def _on_edited(self) -> None:
        self._validate()
        self.options_changed.emit()

    def _validate(self) -> None:
        options = self.options()
        self.arguments_note.say(_problem(options.argument_list))
        self.environment_note.say(_problem(options.variables))
        is_missing = bool(options.folder) and not os.path.isdir(options.folder)
        self.folder_note.say(self.tr("There is no such folder; choose another one.") if is_missing else "")
        self._reset.setEnabled(options != RunOptions())

    def _ask_for_folder(self) -> None:
        start = self.folder.text() or self.folder.placeholderText()
        path = QFileDialog.getExistingDirectory(self, self.tr("Choose the working folder"), start)
        if path:
            self.folder.setText(path)

    # --- words ------------------------------------------------------------------------------

    def retranslate(self) -> None:
        """Set all texts in the current language."""
        self.setAccessibleName(self.tr("How the script is run"))
        for key, (title, hint) in self._texts().items():
            self._labels[key][0].setText(title)
            self._labels[key][1].setText(hint)
        self.arguments.setAccessibleName(self.tr("Arguments"))
        self.environment.setAccessibleName(self.tr("Environment variables"))
        self.folder.setAccessibleName(self.tr("Working folder"))
        self._choose.setText(self.tr("Choose…"))
        self._choose.setAccessibleName(self.tr("Choose the working folder"))
        self._reset.setText(self.tr("Reset to defaults"))
        self._reset.setAccessibleName(self._reset.text())
        self._foot.setText(self.tr("Kept for this script; a change takes effect at the next start."))
        self._validate()

    def _texts(self) -> dict[str, tuple[str, str]]:
        return {
            "arguments": (
                self.tr("&Arguments"),
                self.tr('As in a shell: --size 3 "two words"'),
            ),
            "interpreter": (self.tr("&Interpreter"), self.tr("CPython 3.10 or newer.")),
            "environment": (
                self.tr("&Environment variables"),
                self.tr("One NAME=value per line, added to Procession's own."),
            ),
            "folder": (self.tr("&Working folder"), self.tr("Relative paths in the script start here.")),
        }


def _problem(check: Callable[[], object]) -> Sentence | str:
    try:
        check()
    except ProcessionError as error:
        return error.sentence
    return ""
