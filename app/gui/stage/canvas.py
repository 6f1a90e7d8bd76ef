"""The widget under the stage and the buffers: a drawing in which one can go around."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QMenu, QToolTip, QWidget

from app.gui.stage.drawing import Drawing
from app.gui.stage.geometry.cursor import moved, reachable, same_place
from app.gui.stage.geometry.places import PROCESSES, Place, What
from app.gui.stage.paint.pictures import Moment, tip_at
from app.gui.stage.spoken import spoken
from app.gui.stage.stand_ins import StandIns
from app.gui.widgets.accessible import Announcer
from app.gui.widgets.plain_tip import plain_tip

_ACTIVATE = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space})


class Canvas(Drawing):
    """Mouse, keys and screen readers find the same places."""

    menu_opening = Signal(object, int)  # the context menu, to be added to; the process's number, or 0

    def __init__(
        self, parent: QWidget | None = None, animation_ns: Callable[[], int] = time.monotonic_ns
    ) -> None:
        super().__init__(parent, animation_ns)
        self._current: Place | None = None
        self._ringed = False  # shown from the first key on, not for the mouse
        self._stand_ins = StandIns(self.viewport(), self.can_activate, self.activate)
        self._announcer = Announcer(self._tell, self)
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)

    # --- what subclasses say ------------------------------------------------------------

    def retranslate(self) -> None:
        """What it is called, in the language of now."""
        raise NotImplementedError

    def activate(self, place: Place) -> None:
        """A place was clicked."""

    def can_activate(self, place: Place) -> bool:
        """Whether a click there does something."""
        return False

    # --- the drawing --------------------------------------------------------------------

    def laid_out(self) -> None:
        self._stand_ins.place(self._layout.places, self.verticalScrollBar().value())
        self._tell()

    def looks_different(self) -> None:
        self._announcer.schedule()

    def paint_over(self, painter: QPainter) -> None:
        current = self.current
        if current is not None and self._ringed and self.hasFocus():
            self._kit.ring(painter, current.rect)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        self._stand_ins.move(self.verticalScrollBar().value())

    # --- events -------------------------------------------------------------------------

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.set_theme(self._kit.theme)
        elif event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
            self.set_theme(self._kit.theme)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._announcer.stop()

    def place_at(self, position: QPointF) -> Place | None:
        """What stands at a point of the viewport."""
        point = position + QPointF(0, self.verticalScrollBar().value())
        return next((place for place in self._layout.places if place.rect.contains(point)), None)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            place = self.place_at(QPointF(event.pos()))
            if place is None or self._run is None:
                QToolTip.hideText()
            else:
                text = tip_at(place, Moment(self._run, self._now_ns, self._kit, self.flights))
                QToolTip.showText(event.globalPos(), plain_tip(text), self.viewport())
            return True
        return super().viewportEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = self.place_at(event.position())
        can = place is not None and self.can_activate(place)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if can else Qt.CursorShape.ArrowCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()  # so that the release comes here too

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        place = self.place_at(event.position())
        self._current, self._ringed = place, False
        self.viewport().update()
        if place is not None and event.button() is Qt.MouseButton.LeftButton and self.can_activate(place):
            self.activate(place)

    # --- keyboard -----------------------------------------------------------------------

    @property
    def current(self) -> Place | None:
        """The card that the keyboard is at."""
        return next((place for place in self._layout.places if same_place(self._current, place)), None)

    def set_current(self, place: Place | None) -> None:
        """Go to a card and bring it into view."""
        self._current, self._ringed = place, True
        if place is not None:
            self._scroll_to(place)
            if self.hasFocus():
                self._stand_ins.point_at(place)
        self.viewport().update()

    def _scroll_to(self, place: Place) -> None:
        bar, gap = self.verticalScrollBar(), self._kit.metrics.gap
        top, bottom = place.rect.top() - gap, place.rect.bottom() + gap - self.viewport().height()
        bar.setValue(round(min(max(bar.value(), bottom), top)))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.MouseFocusReason:
            self.set_current(self.current or next(iter(reachable(self._layout.places)), None))
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        there = moved(self._layout.places, self._current, event.key())
        here = self.current or next((one for one in self._layout.places if one.what is What.MORE), None)
        if there is not None:
            self.set_current(there)
        elif event.key() in _ACTIVATE and here is not None and self.can_activate(here):
            self.activate(here)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_keys = event.reason() == QContextMenuEvent.Reason.Keyboard
        place = self.current if by_keys else self.place_at(QPointF(event.pos()))
        menu = QMenu(self)
        menu.setObjectName("stageMenu")
        self.menu_opening.emit(menu, place.key if place is not None and place.what in PROCESSES else 0)
        menu.aboutToHide.connect(menu.deleteLater)
        corner = event.pos()
        if by_keys and place is not None:
            corner = place.rect.center().toPoint() - QPoint(0, self.verticalScrollBar().value())
        menu.popup(self.viewport().mapToGlobal(corner))

    # --- words --------------------------------------------------------------------------

    def text(self) -> str:
        """Everything that is drawn, in words."""
        run = self._run
        if run is None or self._scene.is_empty:
            return self.empty_text(run) + "\n"
        at = Moment(run, self._now_ns, self._kit, self.flights)
        parts = [spoken(place, at).text for place in reachable(self._layout.places)]
        return "\n\n".join(dict.fromkeys(parts)) + "\n"

    def current_text(self) -> str:
        """The card that the keyboard is at, in words; "" when it is at none."""
        place, run = self.current, self._run
        if place is None or run is None or not self.hasFocus():
            return ""
        return spoken(place, Moment(run, self._now_ns, self._kit, self.flights)).text

    def _tell(self) -> None:
        if self._run is not None:
            self._stand_ins.tell(Moment(self._run, self._now_ns, self._kit, self.flights))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._tell()
