"""A scrolled drawing of a scene of a run: what is drawn, where, and when it is drawn anew.

`refresh` is called for every picture of the screen. It compares the scene with the one that was
laid out, begins flights of items, and asks for a repaint only of what looks different.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from app.gui.look.theme import LIGHT, Theme
from app.gui.stage.geometry.layout import lay_out
from app.gui.stage.geometry.places import Layout, Marks
from app.gui.stage.geometry.scene import EMPTY, Scene
from app.gui.stage.kit import Kit, tint
from app.gui.stage.paint.flight_clock import FlightClock
from app.gui.stage.paint.flights import DURATION_MS, Flights
from app.gui.stage.paint.pictures import Moment, Pictures, draw_anew
from app.gui.stage.paint.whole import Whole, draw_nothing
from app.state.model import Run
from app.state.objects import QueueObject


class Drawing(QAbstractScrollArea):
    """Draws what `make_scene` says."""

    empty_icon = "layers"  # above the words for nothing to draw

    def __init__(self, parent: QWidget | None, animation_ns: Callable[[], int]) -> None:
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
        self._marks = Marks()
        self._clock = FlightClock(animation_ns, self)
        self._clock.moved.connect(self.viewport().update)

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

    def laid_out(self) -> None:
        """Everything may stand elsewhere now."""

    def looks_different(self) -> None:
        """Something has other words now."""

    def paint_over(self, painter: QPainter) -> None:
        """What is drawn on top of the scene."""

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
        self.looks_different()

    def _follow_clock(self, run: Run) -> None:
        """Only the time has gone on: mostly nothing looks different, or the seconds of one card."""
        at, scrolled = Moment(run, self._now_ns, self._kit, self.flights), self.verticalScrollBar().value()
        for place in self._layout.places:
            if self._pictures.is_old(place, at):
                self.viewport().update(place.rect.toAlignedRect().translated(0, -scrolled))
                self.looks_different()

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
        self.laid_out()

    def _update_scroll_bar(self) -> None:
        bar, height = self.verticalScrollBar(), self.viewport().height()
        bar.setPageStep(height)
        bar.setSingleStep(round(self._kit.metrics.row))
        bar.setRange(0, max(0, round(self._layout.height) - height))

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
        self.paint_over(painter)

    def draw_all(self, painter: QPainter, kit: Kit) -> None:
        """Everything, seen or not, for a picture that is kept: each item is where it belongs."""
        if self._run is None or self._scene.is_empty:
            self._paint_empty(painter)
        else:
            everything = QRectF(0, 0, self._layout.width, self._layout.height)
            at = Moment(self._run, self._now_ns, kit, Flights())
            self._whole.draw(painter, at, everything, self._clock.now_ns, draw_anew)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._lay_out(self._scene)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._clock.stop()

    # --- sizes --------------------------------------------------------------------------

    def minimumSizeHint(self) -> QSize:
        line = self._kit.metrics.line
        return QSize(round(line * 14), round(line * 8))

    def sizeHint(self) -> QSize:
        line = self._kit.metrics.line
        return QSize(round(line * 50), round(line * 34))
