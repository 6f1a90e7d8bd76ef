"""The tab with every object that processes share: to be searched, sorted and copied."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.gui.look.theme import Theme
from app.gui.objects.model import Colors, ObjectModel
from app.gui.objects.order import ObjectOrder
from app.gui.objects.table import ObjectTable
from app.gui.widgets.fold_button import FoldButton
from app.gui.widgets.retranslated import Retranslated
from app.gui.widgets.search_line import SearchLine
from app.state.model import Run

#: The table follows the state at this pace; nobody reads a running number faster.
PACE_NS = 100_000_000


class ObjectPanel(Retranslated, QWidget):
    """The table with its search line. It works only while it is visible."""

    object_selected = Signal(object)  # the object's id

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("objectPanel")
        self._run: Run | None = None
        self._now_ns = self._shown_ns = 0
        # What came too soon after the last time is shown a little later, also when nothing follows it.
        self._rest = QTimer(self, singleShot=True, interval=PACE_NS // 1_000_000)
        self._rest.timeout.connect(self._show)
        self.model = ObjectModel(_colors(theme), self)
        self.order = ObjectOrder(self.model, self)
        self.table = ObjectTable(self.order, self)
        self.line = SearchLine(self)
        self.line.setObjectName("objectSearch")
        self.line.setClearButtonEnabled(True)
        self.line.textChanged.connect(self._search)
        self.fold = FoldButton("madeObjectsButton", self)
        self.fold.toggled.connect(self._open)
        self._count = QLabel(self)
        self._count.setObjectName("objectCount")
        self._count.setProperty("look", "muted")
        self._lay_out()
        self._connect()
        self.set_theme(theme)
        self.retranslate()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(10, 6, 10, 6)
        top.setSpacing(10)
        top.addWidget(self.line, 1)
        top.addWidget(self.fold)
        top.addWidget(self._count)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(self.table, 1)

    def _connect(self) -> None:
        self.table.clicked.connect(self._on_chosen)
        self.table.chosen.connect(self._on_chosen)
        self.table.selectionModel().currentRowChanged.connect(self._on_row_changed)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(self._find)
        self.line.left.connect(lambda: self.table.setFocus(Qt.FocusReason.ShortcutFocusReason))

    def retranslate(self) -> None:
        """Set all texts in the current language."""
        self.line.setPlaceholderText(self.tr("Search the objects (Ctrl+F)"))
        self.line.setAccessibleName(self.tr("Search the objects"))
        for button in self.line.findChildren(QToolButton):  # Qt's own, which has no name
            button.setAccessibleName(self.tr("Show all objects again"))
        self.table.setAccessibleName(self.tr("Objects"))
        self.model.retranslate()
        self._show_count()

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours, and the current font."""
        self.model.set_colors(_colors(theme))
        self.table.set_font_of(QApplication.font())

    # --- the run ----------------------------------------------------------------------------

    def set_run(self, run: Run | None) -> None:
        """Show another run's objects."""
        self._run, self._shown_ns = run, 0
        self._rest.stop()
        self.model.set_run(run)
        self._show_count()

    def refresh(self, now_ns: int, at_once: bool = False) -> None:
        """Show what has changed, at the table's own pace unless `at_once` is set."""
        self._now_ns = now_ns
        if not self.isVisible():
            return
        if at_once or now_ns - self._shown_ns >= PACE_NS:
            self._show()
        elif not self._rest.isActive():
            self._rest.start()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show()

    def _show(self) -> None:
        self._rest.stop()
        self._shown_ns = self._now_ns
        self.model.sync(self._now_ns, self.table.rows_in_view())
        self._show_count()
        if self.model.is_behind and self.isVisible():
            self._rest.start()

    # --- search and choice ------------------------------------------------------------------

    def _search(self, text: str) -> None:
        self.order.search(text)
        self._show_count()

    def _open(self, is_open: bool) -> None:
        self.order.set_open(is_open)
        self._show_count()

    def _find(self) -> None:
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.line.selectAll()

    def selected_text(self) -> str:
        """The cells of the current row; "" when there is none."""
        index = self.table.currentIndex()
        if not index.isValid():
            return ""
        return "\t".join(self.model.row_as_text(self.order.mapToSource(index).row()))

    def _on_chosen(self, index: QModelIndex) -> None:
        if index.isValid():
            self.object_selected.emit(self.model.id_at(self.order.mapToSource(index).row()))

    def _on_row_changed(self, index: QModelIndex) -> None:
        """Show the object of the current row, when arrow keys have moved there."""
        if self.table.hasFocus():
            self._on_chosen(index)

    def _show_count(self) -> None:
        shown, everything = self.order.rowCount(), self.model.rowCount()
        self.fold.set_makers(self.model.makers.values())
        if self._run is not None and not everything:
            text = self.tr("This run shares no object")
        elif shown != everything:
            text = self.tr("{shown} of {count}").format(shown=shown, count=everything)
        else:
            text = str(everything or "")
        self._count.setText(text)


def _colors(theme: Theme) -> Colors:
    return Colors(QColor(theme.warning), QColor(theme.danger))
