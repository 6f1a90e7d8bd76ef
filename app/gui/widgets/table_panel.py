"""A tab with a table of a run that can be searched: its line above it, and how many rows are shown."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from app.gui.widgets.retranslated import Retranslated
from app.gui.widgets.search_line import SearchLine
from app.gui.widgets.text_table import SearchedOrder, TextModel, TextTable
from app.language import translate
from app.state.model import Run


class TablePanel(Retranslated, QWidget):
    """It works only while it is visible. A panel that is derived from it makes the model, order and table."""

    model: TextModel
    order: SearchedOrder
    table: TextTable

    def __init__(self, name: str, pace_ns: int, parent: QWidget | None = None) -> None:
        """`name`: how the names of its parts begin; `pace_ns`: how often the table follows the state."""
        super().__init__(parent)
        self.setObjectName(f"{name}Panel")
        self._run: Run | None = None
        self._pace_ns = pace_ns
        self._now_ns = self._shown_ns = 0
        # What came too soon after the last time is shown a little later, also when nothing follows it.
        self._rest = QTimer(self, singleShot=True, interval=pace_ns // 1_000_000)
        self._rest.timeout.connect(self._show)
        self.line = SearchLine(self)
        self.line.setObjectName(f"{name}Search")
        self.line.setClearButtonEnabled(True)
        self._count = QLabel(self)
        self._count.setObjectName(f"{name}Count")
        self._count.setProperty("look", "muted")

    def _put_together(self, before: QWidget | None = None, behind: QWidget | None = None) -> None:
        """Lay out the table under its line, with more `before` or `behind` that, and connect them."""
        top = QHBoxLayout()
        top.setContentsMargins(10, 6, 10, 6)
        top.setSpacing(10)
        for part in (before, self.line, behind, self._count):
            if part is not None:
                top.addWidget(part, part is self.line)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(self.table, 1)
        self.line.textChanged.connect(self._search)
        self.line.left.connect(lambda: self.table.setFocus(Qt.FocusReason.ShortcutFocusReason))
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(self._find)

    def _set_line_texts(self, hint: str, name: str, show_all: str) -> None:
        self.line.setPlaceholderText(hint)
        self.line.setAccessibleName(name)
        for button in self.line.findChildren(QToolButton):  # Qt's own, which has no name
            button.setAccessibleName(show_all)

    # --- the run ----------------------------------------------------------------------------

    def set_run(self, run: Run | None) -> None:
        """Show another run."""
        self._run, self._shown_ns = run, 0
        self._rest.stop()
        self._set_run_of_model(run)
        self._show_count()

    def _set_run_of_model(self, run: Run | None) -> None:
        raise NotImplementedError

    def refresh(self, now_ns: int, at_once: bool = False) -> None:
        """Show what has changed, at the table's own pace unless `at_once` is set."""
        self._now_ns = now_ns
        if not self.isVisible():
            return
        if at_once or now_ns - self._shown_ns >= self._pace_ns:
            self._show()
        elif not self._rest.isActive():
            self._rest.start()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show()

    def _show(self) -> None:
        self._rest.stop()
        self._shown_ns = self._now_ns
        self._sync()
        self._show_count()

    def _sync(self) -> None:
        """Let the model follow the state."""
        raise NotImplementedError

    # --- search and choice ------------------------------------------------------------------

    def _search(self, text: str) -> None:
        self.order.search(text)
        self._show_count()

    def _find(self) -> None:
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.line.selectAll()

    def selected_text(self) -> str:
        """The cells of the current row; "" when there is none."""
        index = self.table.currentIndex()
        return "\t".join(self.model.row_as_text(self.order.row_of(index))) if index.isValid() else ""

    def _show_count(self) -> None:
        self._count.setText(self._count_text(self.order.rowCount(), self.model.rowCount()))

    def _count_text(self, shown: int, everything: int) -> str:
        if self._run is not None and not everything:
            return self._nothing_text()
        if shown != everything:
            return translate("TablePanel", "{shown} of {count}").format(shown=shown, count=everything)
        return str(everything or "")

    def _nothing_text(self) -> str:
        """What is said of a run that has no row."""
        raise NotImplementedError
