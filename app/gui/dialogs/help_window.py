"""The help: the program's own text in the current language, with its table of contents beside it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QTextBlock
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QListWidgetItem, QWidget

from app.gui.explain.view import ExplainView
from app.gui.look.fonts import length_scale
from app.gui.widgets.retranslated import Retranslated
from app.platform.resources_path import resource_folder

SIZE = (860, 620)
_PLACE = Qt.ItemDataRole.UserRole
_LIST_ROOM = 36  # what the list leaves free beside its texts
_CHAPTER = 2  # heading level


def help_file(language: str) -> Path:
    """The help text in a language; the English one where there is no other."""
    folder = resource_folder() / "help"
    path = folder / f"{language}.md"
    return path if path.is_file() else folder / "en.md"


class HelpText(ExplainView):
    """Laid out as an explanation is."""

    def retranslate(self) -> None:
        """Set its accessible name in the current language."""
        self.setAccessibleName(self.tr("Help"))


class HelpWindow(Retranslated, QDialog):
    """Stays open beside the main window."""

    def __init__(self, language: Callable[[], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._language = language
        self.setObjectName("helpWindow")
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self._contents = QListWidget(self)
        self._contents.setObjectName("helpContents")
        self._text = HelpText(self)
        self._text.setObjectName("helpText")
        self._contents.currentItemChanged.connect(self._on_chosen)
        self._contents.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._contents)
        layout.addWidget(self._text, 1)
        self.resize(QSize(*SIZE) * length_scale(self.font()))
        self.retranslate()

    def open_up(self) -> None:
        """Show it, in front of the window."""
        self.retranslate()
        self.show()
        self.activateWindow()
        self._contents.setFocus()

    def retranslate(self) -> None:
        """Show the text in the current language, at the chapter that is being read."""
        self.setWindowTitle(self.tr("Help for Procession"))
        self._contents.setAccessibleName(self.tr("Contents"))
        chapter = max(0, self._contents.currentRow())
        self._text.show_markdown(help_file(self._language()).read_text(encoding="utf-8"))
        self._contents.clear()
        for block in self._chapters():
            item = QListWidgetItem(block.text(), self._contents)
            item.setData(_PLACE, block.blockNumber())
        self._contents.ensurePolished()
        self._contents.setFixedWidth(self._contents.sizeHintForColumn(0) + _LIST_ROOM)
        self._contents.setCurrentRow(min(chapter, self._contents.count() - 1))

    def _chapters(self) -> list[QTextBlock]:
        found, block = [], self._text.document().begin()
        while block.isValid():
            if block.blockFormat().headingLevel() == _CHAPTER:
                found.append(block)
            block = block.next()
        return found

    def _on_chosen(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            document = self._text.document()
            block = document.findBlockByNumber(item.data(_PLACE))
            top = document.documentLayout().blockBoundingRect(block).top()
            first = self._contents.row(item) == 0
            self._text.verticalScrollBar().setValue(0 if first else round(top))
