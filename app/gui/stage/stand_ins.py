"""Widgets without a look of their own that stand for the cards: what screen readers and their users reach.

A drawing has no parts for them. So each card has a transparent widget with its rectangle and its words;
those that can be activated are buttons. The mouse goes through them to the drawing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent, QPaintEvent
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from app.gui.stage.geometry.cursor import reachable
from app.gui.stage.geometry.places import Place
from app.gui.stage.paint.pictures import Moment
from app.gui.stage.spoken import listed, spoken

Key = tuple[str, int, int]


class CardButton(QPushButton):
    """A card that can be activated."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """The card below is the look."""


class StandIns:
    """The widgets for the places of one drawing."""

    def __init__(
        self, viewport: QWidget, can_activate: Callable[[Place], bool], activate: Callable[[Place], None]
    ) -> None:
        self._viewport = viewport
        self._can_activate, self._activate = can_activate, activate
        self._widgets: dict[Key, QWidget] = {}
        self._places: list[Place] = []

    def place(self, places: Sequence[Place], scrolled: int) -> None:
        """Have one for each place, and where the place is."""
        self._places = reachable(places)
        wanted = {_key(place): place for place in self._places}
        for key in [key for key in self._widgets if key not in wanted]:
            self._widgets.pop(key).deleteLater()
        for key, place in wanted.items():
            if key not in self._widgets:
                self._widgets[key] = self._make(place)
        self.move(scrolled)

    def move(self, scrolled: int) -> None:
        """After scrolling."""
        for place in self._places:
            rect = place.rect.toAlignedRect().translated(QPoint(0, -scrolled))
            self._widgets[_key(place)].setGeometry(rect)

    def tell(self, at: Moment) -> None:
        """Say what is drawn now; only what has changed is told."""
        for place in self._places:
            widget, words = self._widgets[_key(place)], spoken(place, at)
            if widget.accessibleName() != words.name:
                widget.setAccessibleName(words.name)
            details = listed(words.details)
            if widget.accessibleDescription() != details:
                widget.setAccessibleDescription(details)

    def point_at(self, place: Place) -> None:
        """The keyboard has come to this card."""
        widget = self._widgets.get(_key(place))
        if widget is not None and QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleEvent(widget, QAccessible.Event.Focus))

    def _make(self, place: Place) -> QWidget:
        if self._can_activate(place):
            button = CardButton(self._viewport)
            button.clicked.connect(lambda: self._activate(place))
            widget: QWidget = button
        else:
            widget = QLabel(self._viewport)
        widget.setObjectName("cardOfStage")
        widget.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        widget.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        widget.show()
        return widget


def _key(place: Place) -> Key:
    return place.what.value, place.key, place.queue
