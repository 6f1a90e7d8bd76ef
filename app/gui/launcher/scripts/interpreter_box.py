"""The field for a script's interpreter: the program's own, one that was found, or any other file.

An interpreter that was found is offered once it has answered; a wrong answer of the chosen one is
reported in a line below the field.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QPushButton, QVBoxLayout, QWidget

from app.gui.launcher.scripts.asker import Asker
from app.gui.launcher.scripts.interpreters import candidates, short_path
from app.gui.widgets.field_note import FieldNote
from app.gui.widgets.retranslated import Retranslated
from app.language.errors import ProcessionError
from app.targets.interpreter import Answer


class InterpreterBox(Retranslated, QWidget):
    """A combo box with paths as its data; "" is the program's own interpreter."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._asker = Asker(self)
        self._prefixes: set[str] = set()
        self.box = QComboBox(self)
        self.box.setObjectName("interpreterBox")
        self.box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.box.setMinimumContentsLength(12)
        self.box.view().setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self._choose = QPushButton(self)
        self._choose.setObjectName("chooseInterpreterButton")
        self._choose.clicked.connect(self._ask_for_file)
        self.note = FieldNote(self.box, "interpreterNote", self)
        self._lay_out()
        self.box.currentIndexChanged.connect(self._on_chosen)
        self._asker.answered.connect(self._on_answered)
        self.retranslate()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.box)  # the paths need the full width
        layout.addWidget(self.note)
        layout.addWidget(self._choose, 0, Qt.AlignmentFlag.AlignLeft)

    # --- what is chosen -------------------------------------------------------------------

    @property
    def python(self) -> str:
        """The chosen path; "" is the program's own interpreter."""
        return str(self.box.currentData() or "")

    def set_python(self, python: str) -> None:
        """Show another choice, without emitting `changed`."""
        self.box.blockSignals(True)
        self._offer(python, "")
        self.box.setCurrentIndex(self.box.findData(python))
        self.box.blockSignals(False)
        self._check()

    def show_for(self, script: Path, python: str) -> None:
        """Offer what can be found for a script, with `python` as the choice."""
        self._asker.stop()
        self._prefixes.clear()
        self.box.blockSignals(True)
        self.box.clear()
        self._offer("", "")
        self.box.blockSignals(False)
        self.set_python(python)
        self._asker.ask(candidates(script, os.environ, Path.home()))
        self._asker.ask_launcher()

    def stop(self) -> None:
        """Stop asking interpreters."""
        self._asker.stop()

    def _on_chosen(self) -> None:
        self._check()
        self.changed.emit()

    def _check(self) -> None:
        self.note.clear()
        self.box.setToolTip(self.python)
        if self.python:
            self._asker.ask([self.python])

    def _ask_for_file(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, self.tr("Choose a Python interpreter"), self.python)
        if path:
            self.set_python(path)
            self.changed.emit()

    # --- what is offered ------------------------------------------------------------------

    def _on_answered(self, path: str, answer: object) -> None:
        if isinstance(answer, Answer):
            if path == self.python or answer.prefix not in self._prefixes:
                self._offer(path, answer.version)
            self._prefixes.add(answer.prefix)
        elif path == self.python and isinstance(answer, ProcessionError):
            self.note.say(answer.sentence)

    def _offer(self, path: str, version: str) -> None:
        """Add an entry for a path, or update the text of the existing one."""
        index = self.box.findData(path)
        text = self._text(path, version)
        if index < 0:
            self.box.addItem(text, path)
            self.box.setItemData(self.box.count() - 1, path, Qt.ItemDataRole.ToolTipRole)
        elif version or not self.box.itemText(index):
            self.box.setItemText(index, text)

    def _text(self, path: str, version: str) -> str:
        if not path:
            version = sys.version.split()[0]
            return self.tr("{version} – Procession's own").format(version=version)
        place = short_path(path, Path.home())
        return self.tr("{version} – {place}").format(version=version, place=place) if version else place

    # --- words ------------------------------------------------------------------------------

    def retranslate(self) -> None:
        """Set all texts in the current language."""
        self.box.setAccessibleName(self.tr("Interpreter"))
        self._choose.setText(self.tr("Choose…"))
        self._choose.setAccessibleName(self.tr("Choose another interpreter"))
        self._choose.setToolTip(self.tr("Choose another Python, CPython 3.10 or newer"))
        index = self.box.findData("")
        if index >= 0:
            self.box.setItemText(index, self._text("", ""))
