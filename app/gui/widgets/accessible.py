"""Help for screen readers: accessible names, announcements, and how often these are made."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QComboBox, QLabel, QWidget

#: Changes are announced at this pace: nobody can listen faster.
PACE_MS = 500


class Announcer(QTimer):
    """Calls `tell` some time after `schedule`, and only while the widget is visible."""

    def __init__(self, tell: Callable[[], None], widget: QWidget) -> None:
        super().__init__(widget)
        self.setSingleShot(True)
        self.setInterval(PACE_MS)
        self._widget = widget
        self.timeout.connect(tell)

    def schedule(self) -> None:
        """Call `tell` soon, because something has changed."""
        if not self.isActive() and self._widget.isVisible():
            self.start()


def name_box(box: QComboBox, name: str) -> None:
    """Name a combo box that has no label of its own.

    On Linux the accessible name of a combo box is its current entry; its purpose comes from its label. So
    it gets a hidden one.
    """
    box.setAccessibleName(name)
    parent = box.parentWidget()
    labels = [] if parent is None else parent.findChildren(QLabel)
    label = next((label for label in labels if label.buddy() is box), None) or QLabel(parent)
    label.setBuddy(box)
    label.setText(name)
    label.hide()


def announce(widget: QWidget) -> None:
    """Have screen readers read a message at once, wherever the focus is."""
    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleEvent(widget, QAccessible.Event.Alert))
