"""Marks the row that the keys apply to, in a table that is reached by keys."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QTreeView

_WHOLE_ROW = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows


def mark_current_row(view: QTreeView, event: QFocusEvent) -> None:
    """Select the current row, or the first one, if the focus has come by keys and none is selected."""
    model = view.model()
    by_mouse = event.reason() == Qt.FocusReason.MouseFocusReason
    if not by_mouse and model.rowCount() and not view.selectionModel().hasSelection():
        here = view.currentIndex()
        view.setCurrentIndex(here if here.isValid() else model.index(0, 0))
        view.selectionModel().select(view.currentIndex(), _WHOLE_ROW)
