"""The tab with every object that processes share: to be searched, sorted and copied."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QWidget

from app.gui.look.theme import Theme
from app.gui.objects.model import Colors, ObjectModel
from app.gui.objects.order import ObjectOrder
from app.gui.objects.table import ObjectTable
from app.gui.widgets.fold_button import FoldButton
from app.gui.widgets.table_panel import TablePanel
from app.state.model import Run

#: The table follows the state at this pace; nobody reads a running number faster.
PACE_NS = 100_000_000


class ObjectPanel(TablePanel):
    """The table, and a fold for what installed packages have made."""

    object_selected = Signal(object)  # the object's id
    model: ObjectModel
    order: ObjectOrder
    table: ObjectTable

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("object", PACE_NS, parent)
        self.model = ObjectModel(_colors(theme), self)
        self.order = ObjectOrder(self.model, self)
        self.table = ObjectTable(self.order, self)
        self.fold = FoldButton("madeObjectsButton", self)
        self.fold.toggled.connect(self._open)
        self._put_together(behind=self.fold)
        self.table.clicked.connect(self._on_chosen)
        self.table.chosen.connect(self._on_chosen)
        self.table.selectionModel().currentRowChanged.connect(self._on_row_changed)
        self.set_theme(theme)
        self.retranslate()

    def retranslate(self) -> None:
        """Set all texts in the current language."""
        self._set_line_texts(
            self.tr("Search the objects (Ctrl+F)"),
            self.tr("Search the objects"),
            self.tr("Show all objects again"),
        )
        self.table.setAccessibleName(self.tr("Objects"))
        self.model.retranslate()
        self._show_count()

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours, and the current font."""
        self.model.set_colors(_colors(theme))
        self.table.set_font_of(QApplication.font())

    def _set_run_of_model(self, run: Run | None) -> None:
        self.model.set_run(run)

    def _sync(self) -> None:
        self.model.sync(self._now_ns, self.table.rows_in_view())
        if self.model.is_behind and self.isVisible():
            self._rest.start()

    def _open(self, is_open: bool) -> None:
        self.order.set_open(is_open)
        self._show_count()

    def _on_chosen(self, index: QModelIndex) -> None:
        if index.isValid():
            self.object_selected.emit(self.model.id_at(self.order.row_of(index)))

    def _on_row_changed(self, index: QModelIndex) -> None:
        """Show the object of the current row, when arrow keys have moved there."""
        if self.table.hasFocus():
            self._on_chosen(index)

    def _show_count(self) -> None:
        self.fold.set_makers(self.model.makers.values())
        super()._show_count()

    def _nothing_text(self) -> str:
        return self.tr("This run shares no object")


def _colors(theme: Theme) -> Colors:
    return Colors(QColor(theme.warning), QColor(theme.danger))
