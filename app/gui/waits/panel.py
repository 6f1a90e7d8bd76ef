"""The tab with the waits of a run: by object, by line or by process; to be searched, sorted and copied."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QApplication, QComboBox, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from app.gui.look.theme import Theme
from app.gui.waits.model import WaitModel
from app.gui.waits.table import WaitOrder, WaitTable
from app.gui.widgets.retranslated import Retranslated
from app.gui.widgets.search_line import SearchLine
from app.state.history import Location
from app.state.model import Run
from app.state.wait_groups import By

#: The table follows the state at this pace: all waits are added up anew each time.
PACE_NS = 500_000_000


class WaitsPanel(Retranslated, QWidget):
    """The table with what it is grouped by, and its search line. It works only while it is visible."""

    location_chosen = Signal(Location)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("waitsPanel")
        self._run: Run | None = None
        self._now_ns = self._shown_ns = 0
        # What came too soon after the last time is shown a little later, also when nothing follows it.
        self._rest = QTimer(self, singleShot=True, interval=PACE_NS // 1_000_000)
        self._rest.timeout.connect(self._show)
        self.model = WaitModel(self)
        self.order = WaitOrder(self.model, self)
        self.table = WaitTable(self.order, self)
        self.by = QComboBox(self)
        self.by.setObjectName("waitsBy")
        self.by.addItems([""] * len(By))
        self.line = SearchLine(self)
        self.line.setObjectName("waitsSearch")
        self.line.setClearButtonEnabled(True)
        self._count = QLabel(self)
        self._count.setObjectName("waitsCount")
        self._count.setProperty("look", "muted")
        self._lay_out()
        self._connect()
        self.set_theme(theme)
        self.retranslate()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(10, 6, 10, 6)
        top.setSpacing(10)
        top.addWidget(self.by)
        top.addWidget(self.line, 1)
        top.addWidget(self._count)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(self.table, 1)

    def _connect(self) -> None:
        self.by.currentIndexChanged.connect(self._on_by_changed)
        self.line.textChanged.connect(self._search)
        self.line.left.connect(lambda: self.table.setFocus(Qt.FocusReason.ShortcutFocusReason))
        self.table.chosen.connect(self._on_chosen)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(self._find)

    def retranslate(self) -> None:
        """Set all texts in the current language."""
        texts = self.tr("By object"), self.tr("By line"), self.tr("By process")
        for by, text in zip(By, texts, strict=True):
            self.by.setItemText(by.value, text)
        self.by.setAccessibleName(self.tr("What the waits are added up by"))
        self.line.setPlaceholderText(self.tr("Search the waits (Ctrl+F)"))
        self.line.setAccessibleName(self.tr("Search the waits"))
        for button in self.line.findChildren(QToolButton):  # Qt's own, which has no name
            button.setAccessibleName(self.tr("Show all waits again"))
        self.table.setAccessibleName(self.tr("Waits"))
        self.model.retranslate()
        self.table.fit()
        self._show_count()

    def set_theme(self, theme: Theme) -> None:
        """Take the current font; the colours come with the window's style."""
        self.table.set_font_of(QApplication.font())

    # --- the run ----------------------------------------------------------------------------

    def set_run(self, run: Run | None) -> None:
        """Show another run's waits."""
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
        count = self.model.rowCount()
        self.model.sync(self._now_ns)
        if self.model.rowCount() != count:
            self.table.fit()
        self._show_count()

    # --- search and choice ------------------------------------------------------------------

    def _on_by_changed(self, index: int) -> None:
        self.model.set_by(By(index))
        self.table.fit()
        self._show_count()

    def _search(self, text: str) -> None:
        self.order.search(text)
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
        location = self.model.location_at(self.order.mapToSource(index).row())
        if location is not None:
            self.location_chosen.emit(location)

    def _show_count(self) -> None:
        shown, everything = self.order.rowCount(), self.model.rowCount()
        if self._run is not None and not everything:
            text = self.tr("Nothing has had to wait")
        elif shown != everything:
            text = self.tr("{shown} of {count}").format(shown=shown, count=everything)
        else:
            text = str(everything or "")
        left_out = 0 if self._run is None else self._run.waits.left_out
        if left_out:
            text = self.tr("{text}, {count} waits left out").format(text=text, count=left_out)
        self._count.setText(text)
