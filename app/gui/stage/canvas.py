"""The widget under the stage and the buffers: a scrolled drawing of a scene of a run.

`refresh` is called for every picture of the screen. It compares the scene with the one that was
laid out, begins flights of items, and asks for a repaint only of what looks different.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QMenu, QToolTip, QWidget

from app.gui.look.theme import LIGHT, Theme
from app.gui.stage.geometry.cursor import moved, reachable, same_place
from app.gui.stage.geometry.layout import lay_out
from app.gui.stage.geometry.places import PROCESSES, Layout, Marks, Place, What
from app.gui.stage.geometry.scene import EMPTY, Scene
from app.gui.stage.kit import Kit, tint
from app.gui.stage.paint.flight_clock import FlightClock
from app.gui.stage.paint.flights import DURATION_MS, Flights
from app.gui.stage.paint.pictures import Moment, Pictures, draw_anew, tip_at
from app.gui.stage.paint.whole import Whole, draw_nothing
from app.gui.stage.spoken import spoken
from app.gui.stage.stand_ins import StandIns
from app.gui.widgets.accessible import Announcer
from app.gui.widgets.plain_tip import plain_tip
from app.state.model import Run
from app.state.objects import QueueObject

_ACTIVATE = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space})


class Canvas(QAbstractScrollArea):
    """Draws what `make_scene` says."""

    menu_opening = Signal(object, int)  # the context menu, to be added to; the process's number, or 0
    empty_icon = "layers"  # above the words for nothing to draw

    def __init__(
        self, parent: QWidget | None = None, animation_ns: Callable[[], int] = time.monotonic_ns
    ) -> None:
        """`animation_ns`: the clock that items fly by; it goes on while the run's own stands still."""
        super().__init__(parent)
        self._run: Run | None = None
        self._now_ns = 0
        self._version = -1  # of the run, when it was last looked at
        self._scene = EMPTY
        self._layout = Layout(0.0)
        self._kit = Kit(LIGHT, self.font())
        self._whole = Whole(self._layout, self._kit)
        self._pictures = Pictures()
        self._clock = FlightClock(animation_ns, self)
        self._clock.moved.connect(self.viewport().update)
        self._current: Place | None = None
        self._marks = Marks()
        self._ringed = False  # shown from the first key on, not for the mouse
        self._stand_ins = StandIns(self.viewport(), self.can_activate, self.activate)
        self._announcer = Announcer(self._tell, self)
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)

    # --- what subclasses say ------------------------------------------------------------

    def make_scene(self, run: Run | None) -> Scene:
        """What is drawn of a run."""
        raise NotImplementedError

    def empty_text(self, run: Run | None) -> str:
        """A sentence for when there is nothing to draw."""
        raise NotImplementedError

    def describe(self, scene: Scene) -> str:
        """What is drawn, for those who cannot see it."""
        raise NotImplementedError

    def retranslate(self) -> None:
        """What it is called, in the language of now."""
        raise NotImplementedError

    def activate(self, place: Place) -> None:
        """A place was clicked."""

    def can_activate(self, place: Place) -> bool:
        """Whether a click there does something."""
        return False

    # --- the run ------------------------------------------------------------------------

    def set_run(self, run: Run | None) -> None:
        """Show another run, or none."""
        self._run = run
        self._now_ns = 0 if run is None else run.now_ns
        self._version = -1
        self._clock.clear()
        self.verticalScrollBar().setValue(0)
        self.rebuild()

    def refresh(self, now_ns: int) -> None:
        """Show what has changed; `now_ns` is the time of the run."""
        self._now_ns = now_ns
        run = self._run
        if run is None:
            return
        if run.version != self._version:
            self._version = run.version
            self._follow(run)
        elif self.isVisible():
            self._follow_clock(run)

    def _follow(self, run: Run) -> None:
        """Anything may have changed."""
        scene = self.make_scene(run)
        if scene != self._scene:
            self._lay_out(scene)
        self._observe(run)
        self.viewport().update()
        self._announcer.schedule()

    def _follow_clock(self, run: Run) -> None:
        """Only the time has gone on: mostly nothing looks different, or the seconds of one card."""
        at, scrolled = Moment(run, self._now_ns, self._kit, self.flights), self.verticalScrollBar().value()
        for place in self._layout.places:
            if self._pictures.is_old(place, at):
                self.viewport().update(place.rect.toAlignedRect().translated(0, -scrolled))
                self._announcer.schedule()

    def set_theme(self, theme: Theme) -> None:
        """Other colours."""
        self._kit = Kit(theme, self.font())
        self.rebuild()

    def rebuild(self) -> None:
        """Make everything anew."""
        self._pictures.clear()
        self._lay_out(self.make_scene(self._run))
        if self._run is not None:
            self._observe(self._run)
        self.viewport().update()

    @property
    def theme(self) -> Theme:
        """The colours of now."""
        return self._kit.theme

    @property
    def layout_shown(self) -> Layout:
        """Where everything stands now."""
        return self._layout

    @property
    def scene_shown(self) -> Scene:
        """What is drawn now."""
        return self._scene

    def _lay_out(self, scene: Scene) -> None:
        self._scene = scene
        description = self.empty_text(self._run) if scene.is_empty else self.describe(scene)
        if description != self.accessibleDescription():
            self.setAccessibleDescription(description)
        size = self.viewport().size()
        self._layout = lay_out(scene, max(1, size.width()), self._kit.metrics, size.height())
        self._whole = Whole(self._layout, self._kit)
        self._pictures.clear()
        self._update_scroll_bar()
        self._stand_ins.place(self._layout.places, self.verticalScrollBar().value())
        self._tell()

    def _update_scroll_bar(self) -> None:
        bar, height = self.verticalScrollBar(), self.viewport().height()
        bar.setPageStep(height)
        bar.setSingleStep(round(self._kit.metrics.row))
        bar.setRange(0, max(0, round(self._layout.height) - height))

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        self._stand_ins.move(self.verticalScrollBar().value())

    # --- animation ----------------------------------------------------------------------

    def set_reduced_motion(self, reduced: bool) -> None:
        """Whether items are there at once instead of moving there."""
        self.animation_ms = 0 if reduced else DURATION_MS

    @property
    def animation_ms(self) -> int:
        """How long an item is on its way; 0: it is there at once."""
        return self.flights.duration_ms

    @animation_ms.setter
    def animation_ms(self, duration_ms: int) -> None:
        self.flights.duration_ms = duration_ms

    @property
    def flights(self) -> Flights:
        """The items that are on their way."""
        return self._clock.flights

    def _observe(self, run: Run) -> None:
        queues = [run.objects.get(part.id) for part in self._scene.queues]
        known = [queue for queue in queues if isinstance(queue, QueueObject)]
        self._clock.observe(known, self._layout.routes, is_seen=self.isVisible())

    # --- marks --------------------------------------------------------------------------

    @property
    def marks(self) -> Marks:
        """What is outlined, wherever it stands, as a finding is about it."""
        return self._marks

    def set_marks(self, marks: Marks) -> None:
        """Outline this, and nothing else."""
        if marks != self._marks:
            self._marks = marks
            self.viewport().update()

    # --- painting -----------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self.viewport()) as painter:  # ended in any case: an open painter would crash Qt
            painter.fillRect(event.rect(), tint(self._kit.theme.window))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if self._run is None or self._scene.is_empty:
                self._paint_empty(painter)
            else:
                self._paint_scene(painter, self._run, QRectF(event.rect()))

    def _paint_empty(self, painter: QPainter) -> None:
        area = QRectF(self.viewport().rect())
        draw_nothing(painter, self._kit, area, self.empty_icon, self.empty_text(self._run))

    def _paint_scene(self, painter: QPainter, run: Run, exposed: QRectF) -> None:
        scrolled = self.verticalScrollBar().value()
        painter.translate(0, -scrolled)
        ratio = self.devicePixelRatioF()
        draw = partial(self._pictures.draw, ratio=ratio)
        at = Moment(run, self._now_ns, self._kit, self.flights)
        seen = exposed.translated(0, scrolled)
        self._whole.draw(painter, at, seen, self._clock.now_ns, draw)
        for place in self._layout.places:
            if self._marks.are_at(place):
                self._kit.outline(painter, place.rect)
        current = self.current
        if current is not None and self._ringed and self.hasFocus():
            self._kit.ring(painter, current.rect)

    def draw_all(self, painter: QPainter, kit: Kit) -> None:
        """Everything, seen or not, for a picture that is kept: each item is where it belongs."""
        if self._run is None or self._scene.is_empty:
            self._paint_empty(painter)
        else:
            everything = QRectF(0, 0, self._layout.width, self._layout.height)
            at = Moment(self._run, self._now_ns, kit, Flights())
            self._whole.draw(painter, at, everything, self._clock.now_ns, draw_anew)

    # --- events -------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._lay_out(self._scene)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.set_theme(self._kit.theme)
        elif event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
            self.set_theme(self._kit.theme)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._clock.stop()
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

    # --- sizes --------------------------------------------------------------------------

    def minimumSizeHint(self) -> QSize:
        line = self._kit.metrics.line
        return QSize(round(line * 14), round(line * 8))

    def sizeHint(self) -> QSize:
        line = self._kit.metrics.line
        return QSize(round(line * 50), round(line * 34))
