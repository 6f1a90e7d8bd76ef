"""The list at the left: the scenarios by chapter, and the opened scripts."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from app.gui.launcher.targets import ScenarioTarget, Target
from app.gui.launcher.workspace import Workspace
from app.gui.look.fonts import length_scale
from app.gui.widgets.retranslated import Retranslated

ID_ROLE = Qt.ItemDataRole.UserRole
#: In pixels, for text of the default size.
ROW_HEIGHT = 30
CHAPTER_PIXELS = 11
CHAPTER_HEIGHT = 34
TITLE_ROOM = 46  # what the style sheet leaves free beside a title
WIDEST = 226


class ScenarioList(Retranslated, QListWidget):
    """Chapters are headings that cannot be selected."""

    scenario_chosen = Signal(str)  # the id

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.setObjectName("scenarioList")
        self.setFrameShape(QListWidget.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setStyleSheet("#scenarioList { border-right: none; }")  # the splitter's handle is the line
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.currentItemChanged.connect(self._on_current_changed)
        workspace.language_changed.connect(self.retranslate)
        workspace.targets_changed.connect(self.rebuild)
        workspace.target_changed.connect(self._mark_current)
        self.retranslate()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and self.count():
            self.rebuild()

    def retranslate(self) -> None:
        """Set the texts of all entries in the current language."""
        place = self.verticalScrollBar().value()
        self.setAccessibleName(self.tr("Scenarios"))
        self.rebuild()
        self.verticalScrollBar().setValue(place)

    def rebuild(self) -> None:
        """Rebuild the entries in the current language."""
        self.blockSignals(True)
        self.clear()
        chapter = None
        for target in self._workspace.targets:
            if self._chapter(target) != chapter:
                chapter = self._chapter(target)
                self._add_chapter(chapter)
            self._add_target(target)
        self._mark_current()
        self.blockSignals(False)
        self.setMinimumWidth(self._needed_width())

    def _needed_width(self) -> int:
        """The width at which no built-in title is cut off; a script's long name may be."""
        titles = [target.title(self._workspace.language) for target in self._workspace.targets]
        widest = max(self.fontMetrics().horizontalAdvance(title) for title in titles)
        return min(WIDEST, round(widest + TITLE_ROOM * self._scale()))

    def _scale(self) -> float:
        return length_scale(self.font())

    def _chapter(self, target: Target) -> str:
        if isinstance(target, ScenarioTarget):
            return target.scenario.chapter[self._workspace.language]
        return self.tr("Your scripts")

    def _add_chapter(self, title: str) -> None:
        item = QListWidgetItem(title.upper())
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        font = QFont(self.font())
        font.setPixelSize(round(CHAPTER_PIXELS * self._scale()))
        font.setWeight(QFont.Weight.DemiBold)
        font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 0.6)
        item.setFont(font)
        item.setSizeHint(QSize(0, round(CHAPTER_HEIGHT * self._scale())))
        item.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom)
        self.addItem(item)

    def _add_target(self, target: Target) -> None:
        title = target.title(self._workspace.language)
        item = QListWidgetItem(title)
        item.setData(ID_ROLE, target.id)
        item.setToolTip(title if isinstance(target, ScenarioTarget) else target.id)
        item.setSizeHint(QSize(0, round(ROW_HEIGHT * self._scale())))
        self.addItem(item)

    def _mark_current(self) -> None:
        for row in range(self.count()):
            if self.item(row).data(ID_ROLE) == self._workspace.target.id:
                self.setCurrentRow(row)

    def _on_current_changed(self, item: QListWidgetItem | None) -> None:
        if item is not None and item.data(ID_ROLE) is not None:
            self.scenario_chosen.emit(item.data(ID_ROLE))
