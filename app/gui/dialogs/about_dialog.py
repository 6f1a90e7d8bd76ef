"""About: the version and the full licence of everything that the program consists of."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app import __version__
from app.gui.dialogs.components import components, version_details
from app.gui.look.fonts import code_font, length_scale, small_font
from app.gui.widgets.retranslated import Retranslated

SIZE = (860, 560)
LIST_WIDTH = 200


class AboutDialog(Retranslated, QDialog):
    """The parts at the left, the licence of the chosen one at the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("aboutDialog")
        self._parts = components()
        self._title, self._sentence = QLabel(self), QLabel(self)
        self._title.setProperty("look", "title")
        self._sentence.setWordWrap(True)
        self._sentence.setProperty("look", "muted")
        self._list = QListWidget(self)
        self._list.setObjectName("aboutList")
        self._list.setWordWrap(True)  # some licences have long names
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.addItems([_line(part.name, part.version, part.licence) for part in self._parts])
        self._text = QPlainTextEdit(self)
        self._text.setObjectName("aboutLicence")
        self._text.setReadOnly(True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
        self._list.currentRowChanged.connect(self._on_row_changed)
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self._buttons.rejected.connect(self.reject)
        self._copy = QPushButton(self)
        self._copy.setObjectName("copyDetailsButton")
        self._copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(version_details()))
        self._buttons.addButton(self._copy, QDialogButtonBox.ButtonRole.ActionRole)
        self._lay_out()
        self._list.setCurrentRow(0)
        self.retranslate()

    def _lay_out(self) -> None:
        middle = QHBoxLayout()
        middle.setSpacing(14)
        middle.addWidget(self._list)
        middle.addWidget(self._text, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 14)
        layout.setSpacing(10)
        layout.addWidget(self._title)
        layout.addWidget(self._sentence)
        layout.addLayout(middle, 1)
        layout.addWidget(self._buttons)

    def open_up(self) -> None:
        """Show it, in front of the window."""
        self._text.setFont(small_font(code_font(self.font())))
        self._list.setFixedWidth(round(LIST_WIDTH * length_scale(self.font())))
        self.resize(QSize(*SIZE) * length_scale(self.font()))
        self.show()
        self.activateWindow()

    def retranslate(self) -> None:
        """Set all texts in the current language."""
        self.setWindowTitle(self.tr("About Procession"))
        self._title.setText(self.tr("Procession {version}").format(version=__version__))
        self._sentence.setText(
            self.tr("See what Python processes are really doing. It is free software, built on these parts:")
        )
        self._list.setAccessibleName(self.tr("Parts"))
        self._text.setAccessibleName(self.tr("Licence"))
        self._copy.setText(self.tr("Copy details"))
        self._buttons.button(QDialogButtonBox.StandardButton.Close).setText(self.tr("Close"))

    def _on_row_changed(self, row: int) -> None:
        if row >= 0:
            self._text.setPlainText(self._parts[row].text())


def _line(name: str, version: str, licence: str) -> str:
    return f"{name} {version}\n{licence}" if version else f"{name}\n{licence}"
