"""Keyboard navigation through the window: from panel to panel, and from control to control.

F6 cycles through the panels, Ctrl with a number goes to one, Tab goes through all controls in reading
order. Shift+F10 opens the context menu of the focused widget, also where the system does not.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from PySide6.QtCore import QObject, QRect, Qt
from PySide6.QtGui import QContextMenuEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QLayout, QScrollArea, QStackedWidget, QTabBar, QTabWidget, QWidget

from app.gui.actions.actions import Actions
from app.gui.window.focus_ring import FocusRing

#: Types of widgets that Tab stops at.
_STOPS = Qt.FocusPolicy.TabFocus.value


class FocusPanel(NamedTuple):
    """A part of the window that a key goes to."""

    action: str
    widget: QWidget  # the widget that gets the focus
    tabs: QTabWidget | None = None
    page: QWidget | None = None


class FocusOrder(QObject):
    """Moves the focus; the focus ring shows where it is."""

    def __init__(
        self, commands: Actions, panels: Sequence[FocusPanel], ring: FocusRing, window: QWidget
    ) -> None:
        super().__init__(window)
        self._panels, self._ring = tuple(panels), ring
        for panel in self._panels:
            commands[panel.action].triggered.connect(lambda _=False, panel=panel: self.go_to(panel))
        commands["nextPanelAction"].triggered.connect(lambda: self._step(1))
        commands["previousPanelAction"].triggered.connect(lambda: self._step(-1))
        menu = QShortcut(QKeySequence("Shift+F10"), window)
        menu.activated.connect(open_context_menu)

    def go_to(self, panel: FocusPanel) -> None:
        """Show a panel and focus it."""
        if panel.tabs is not None and panel.page is not None:
            panel.tabs.setCurrentWidget(panel.page)
        first = next(iter(tab_stops(panel.widget)), panel.widget)
        first.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._ring.keys_are_used()

    def _step(self, by: int) -> None:
        """Go to the next visible panel, or to the previous one."""
        shown = [panel for panel in self._panels if panel.page is None or panel.page.isVisible()]
        focus = QApplication.focusWidget()
        here = next((k for k, panel in enumerate(shown) if _holds(panel, focus)), -1 if by > 0 else 0)
        self.go_to(shown[(here + by) % len(shown)])


def _holds(panel: FocusPanel, focus: QWidget | None) -> bool:
    part = panel.page or panel.widget
    return focus is not None and (part is focus or part.isAncestorOf(focus))


def set_tab_order(parts: Sequence[QWidget]) -> None:
    """Set the tab order: part by part, and in each part in reading order."""
    stops: list[QWidget] = []
    for part in parts:
        stops += [one for one in tab_stops(part) if one not in stops]
    for one, following in pairwise(stops):
        QWidget.setTabOrder(one, _entrance(following))


def _entrance(stop: QWidget) -> QWidget:
    """The widget to put into the tab order: for a tab bar its tab widget, which passes the focus on."""
    parent = stop.parentWidget()
    return parent if isinstance(stop, QTabBar) and isinstance(parent, QTabWidget) else stop


def tab_stops(part: QWidget) -> list[QWidget]:
    """The tab stops of a part in the order of its layouts, which is reading order."""
    if isinstance(part, QTabWidget):
        corner = part.cornerWidget()
        pages = [part.widget(index) for index in range(part.count())]
        return [part.tabBar(), *_stops_of([one for one in (corner, *pages) if one is not None])]
    if isinstance(part, QStackedWidget):
        shown = part.currentWidget()
        return [] if shown is None else tab_stops(shown)
    if isinstance(part, QScrollArea):
        body = part.widget()
        return [] if body is None else tab_stops(body)
    if part.focusPolicy().value & _STOPS:
        return [part]
    layout = part.layout()
    return [] if layout is None else _stops_in(layout)


def _stops_of(parts: Sequence[QWidget]) -> list[QWidget]:
    return [stop for part in parts for stop in tab_stops(part)]


def _stops_in(layout: QLayout) -> list[QWidget]:
    stops: list[QWidget] = []
    for item in (layout.itemAt(index) for index in range(layout.count())):
        if item is None:
            continue
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            stops += tab_stops(widget)
        elif inner is not None:
            stops += _stops_in(inner)
    return stops


def open_context_menu() -> None:
    """Open the context menu of the focused widget."""
    widget = QApplication.focusWidget()
    if widget is not None:
        place = widget.inputMethodQuery(Qt.InputMethodQuery.ImCursorRectangle)
        corner = place.center() if isinstance(place, QRect) else widget.rect().center()
        reason = QContextMenuEvent.Reason.Keyboard
        QApplication.sendEvent(widget, QContextMenuEvent(reason, corner, widget.mapToGlobal(corner)))
