"""The ring around the focused widget, drawn over the window while the keyboard is used.

It takes no room, so nothing moves when it appears. Using the mouse hides it.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QRegion
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QTabBar, QWidget

from app.gui.look.theme import Theme
from app.gui.stage.canvas import Canvas

WIDTH = 2
#: Distance outside a small control; in a view the ring is inside.
AROUND = 3
RADIUS = 8
_FOLLOWED = frozenset({QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Hide, QEvent.Type.Show})


class FocusRing(QWidget):
    """One per window; it follows the focus in it."""

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("focusRing")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._window, self._theme = window, theme
        self._around: QWidget | None = None
        self._by_keys = False
        self.hide()
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._on_focus_changed)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colour."""
        self._theme = theme
        self.update()

    def keys_are_used(self) -> None:
        """Show the ring, because the focus is being moved by a key."""
        self._by_keys = True
        self._follow(QApplication.focusWidget())

    @property
    def around(self) -> QWidget | None:
        """The widget that the ring is drawn around; None when it is hidden."""
        return None if self.isHidden() else self._around

    @property
    def color(self) -> QColor:
        """The colour: softer around a whole view, where the ring is long enough to be seen."""
        quiet = self._around is not None and _is_view(self._around)
        return QColor(self._theme.accent if quiet else self._theme.text)

    def _on_focus_changed(self, _old: QWidget | None, new: QWidget | None) -> None:
        if QApplication.mouseButtons() != Qt.MouseButton.NoButton:
            self._by_keys = False
        self._follow(new)

    def _follow(self, widget: QWidget | None) -> None:
        if self._around is not None:
            self._around.removeEventFilter(self)
            if isinstance(self._around, QTabBar):
                self._around.currentChanged.disconnect(self._fit)
        inside = widget is not None and self._window.isAncestorOf(widget)
        self._around = widget if inside and self._by_keys else None
        if self._around is not None:
            self._around.installEventFilter(self)
            if isinstance(self._around, QTabBar):
                self._around.currentChanged.connect(self._fit)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _FOLLOWED:
            self._fit()
        return False

    def _fit(self) -> None:
        widget = self._around
        # A view of cards draws its own ring around the current card.
        if widget is None or not widget.isVisible() or (isinstance(widget, Canvas) and widget.current):
            self.hide()
            return
        rect = widget.tabRect(widget.currentIndex()) if isinstance(widget, QTabBar) else widget.rect()
        grown = 0 if _is_view(widget) else AROUND
        place = QRect(widget.mapTo(self._window, rect.topLeft()), rect.size())
        self.setGeometry(place.adjusted(-grown, -grown, grown, grown))
        outer, hole = self.rect(), self.rect().adjusted(6, 6, -6, -6)
        self.setMask(QRegion(outer).subtracted(QRegion(hole)))  # what is inside need not be painted again
        self.raise_()
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self.color, WIDTH))
            rect = self.rect().adjusted(1, 1, -1, -1)
            painter.drawRoundedRect(rect, RADIUS, RADIUS)


def _is_view(widget: QWidget) -> bool:
    return isinstance(widget, (QAbstractScrollArea, QTabBar))
