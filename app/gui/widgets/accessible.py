"""Help for those who hear the window instead of seeing it: names, what is told, and how often."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QComboBox, QLabel, QWidget

#: Screen readers are told of changes at this pace: faster than this nobody can listen.
PACE_MS = 500


class Announcer(QTimer):
    """Calls `tell` some time after `later`, and only while the widget is seen."""

    def __init__(self, tell: Callable[[], None], widget: QWidget) -> None:
        super().__init__(widget)
        self.setSingleShot(True)
        self.setInterval(PACE_MS)
        self._widget = widget
        self.timeout.connect(tell)

    def schedule(self) -> None:
        """Something has changed."""
        if not self.isActive() and self._widget.isVisible():
            self.start()


def name_box(box: QComboBox, name: str) -> None:
    """Name a box without a label of its own.

    On Linux a box's accessible name is its chosen entry; what it is for comes from its label. So
    it gets one that is not shown.
    """
    box.setAccessibleName(name)
    parent = box.parentWidget()
    labels = [] if parent is None else parent.findChildren(QLabel)
    label = next((label for label in labels if label.buddy() is box), None) or QLabel(parent)
    label.setBuddy(box)
    label.setText(name)
    label.hide()


def announce(widget: QWidget) -> None:
    """Have a message read at once, wherever the focus is."""
    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleEvent(widget, QAccessible.Event.Alert))
