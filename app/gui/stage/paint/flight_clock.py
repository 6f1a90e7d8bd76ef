"""Keeps the drawing going while items fly: one picture after the other, and none when all have arrived."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, QTimer, Signal

from app.gui.stage.geometry.places import RouteKey
from app.gui.stage.paint.flights import DURATION_MS, Flights
from app.state.objects import QueueObject

_FRAME_MS = 16


class FlightClock(QObject):
    """The items on their way, by a clock of their own: it goes on while the run's stands still."""

    moved = Signal()  # the items fly on: what is drawn is old

    def __init__(self, now_ns: Callable[[], int], parent: QObject) -> None:
        super().__init__(parent)
        self._now_ns = now_ns
        self.flights = Flights(DURATION_MS)
        self._timer = QTimer(self)
        self._timer.setInterval(_FRAME_MS)
        self._timer.timeout.connect(self._on_frame)

    @property
    def now_ns(self) -> int:
        """The time by which they fly."""
        return self._now_ns()

    def clear(self) -> None:
        """Another run: nothing flies."""
        self.flights.clear()
        self.stop()

    def stop(self) -> None:
        """Nobody looks."""
        self._timer.stop()

    def observe(self, queues: Iterable[QueueObject], routes: Iterable[RouteKey], is_seen: bool) -> None:
        """Begin the flights of what has moved since the last time."""
        now_ns = self.now_ns
        self.flights.observe(queues, routes, now_ns)
        if self.flights.active(now_ns) and is_seen:
            self._timer.start()

    def _on_frame(self) -> None:
        if not self.flights.active(self.now_ns):
            self._timer.stop()
        self.moved.emit()
