"""The tab with the waits of a run, by object, by line or by process, and with the pressure on its queues."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QApplication, QComboBox, QVBoxLayout, QWidget

from app.gui.look.theme import Theme
from app.gui.waits.life_bar import LifeDelegate
from app.gui.waits.model import WaitModel
from app.gui.waits.path_line import PathLine
from app.gui.waits.queue_rows import QUEUES
from app.gui.waits.table import WaitOrder, WaitTable
from app.gui.waits.wait_rows import page_of
from app.gui.widgets.table_panel import TablePanel
from app.state.history import Location
from app.state.model import Run
from app.state.wait_groups import By

#: What can be shown, in the order in which it can be chosen.
PAGES = (*(page_of(by) for by in By), QUEUES)
#: The table follows the state at this pace: all waits are added up anew each time.
PACE_NS = 500_000_000


class WaitsPanel(TablePanel):
    """The table, and what it is grouped by."""

    location_chosen = Signal(Location)
    model: WaitModel
    table: WaitTable

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("waits", PACE_NS, parent)
        self.model = WaitModel(PAGES[0], self)
        self.order = WaitOrder(self.model, self)
        self.table = WaitTable(self.order, self.model, self)
        self.bars = LifeDelegate(theme, self)
        self.table.setItemDelegate(self.bars)
        self.by = QComboBox(self)
        self.by.setObjectName("waitsBy")
        self.by.addItems([""] * len(PAGES))
        self._put_together(before=self.by)
        self.path = PathLine(self)
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.insertWidget(1, self.path)
        self.by.currentIndexChanged.connect(self._on_by_changed)
        self.table.chosen.connect(self._on_chosen)
        self.set_theme(theme)
        self.retranslate()
        self.table.sort_at_first(PAGES[0].sorted_by)

    def retranslate(self) -> None:
        """Set all texts in the current language."""
        texts = self.tr("By object"), self.tr("By line"), self.tr("By process"), self.tr("Queues")
        for index, text in enumerate(texts):
            self.by.setItemText(index, text)
        self.by.setAccessibleName(self.tr("What is shown: waits, added up by this, or the queues"))
        self._set_line_texts(
            self.tr("Search the waits (Ctrl+F)"),
            self.tr("Search the waits"),
            self.tr("Show all waits again"),
        )
        self.table.setAccessibleName(self.tr("Waits"))
        self.model.retranslate()
        self.path.retranslate()
        self.table.fit()
        self._show_count()

    def set_theme(self, theme: Theme) -> None:
        """Take the current font, and the colours of the bars; all others come with the window's style."""
        self.bars.theme = theme
        self.table.set_font_of(QApplication.font())

    def _set_run_of_model(self, run: Run | None) -> None:
        self.model.set_run(run)
        self.path.show_run(run)

    def _sync(self) -> None:
        count = self.model.rowCount()
        self.model.sync(self._now_ns)
        if self.model.rowCount() != count:
            self.table.fit()
        self.path.show_run(self._run)

    def _on_by_changed(self, index: int) -> None:
        self.model.set_page(PAGES[index])
        self.table.sort_at_first(PAGES[index].sorted_by)
        self._show_count()

    def _on_chosen(self, index: QModelIndex) -> None:
        location = self.model.location_at(self.order.row_of(index))
        if location is not None:
            self.location_chosen.emit(location)

    def _count_text(self, shown: int, everything: int) -> str:
        text = super()._count_text(shown, everything)
        left_out = 0 if self._run is None else self._run.waits.left_out
        if not left_out or self._shows_queues:
            return text
        return self.tr("{text}, {count} waits left out").format(text=text, count=left_out)

    @property
    def _shows_queues(self) -> bool:
        return PAGES[self.by.currentIndex()] is QUEUES

    def _nothing_text(self) -> str:
        if self._shows_queues:
            return self.tr("Nothing was put into a queue")
        return self.tr("Nothing has had to wait")
