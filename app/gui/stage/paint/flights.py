"""Items on their way, for the animation: which ones fly now, from where to where, and how far they are.

State is never waited for: a flight begins when the item has already been put or got, lasts a moment,
and is left out when so many items move that nobody could follow them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from app.gui.stage.geometry.places import RouteKey
from app.state.objects import QueueObject, Transfer

DURATION_MS = 280
#: More items than this at once in one queue are not animated.
AT_ONCE = 3


@dataclass(frozen=True, slots=True)
class Flight:
    """One item."""

    key: RouteKey
    number: int  # of the item, in the order of puts
    text: str
    began_ns: int


class Flights:
    """All that fly. Times are of the clock that the caller uses."""

    def __init__(self, duration_ms: int = DURATION_MS) -> None:
        self.duration_ms = duration_ms
        self._seen: dict[int, int] = {}  # queue id -> puts and gets that were seen
        self._active: list[Flight] = []

    def clear(self) -> None:
        """Another run."""
        self._seen.clear()
        self._active.clear()

    def observe(self, queues: Iterable[QueueObject], routes: Iterable[RouteKey], now_ns: int) -> None:
        """Begin the flights of what has moved since the last time."""
        known = frozenset(routes)
        for queue in queues:
            moved = queue.puts + queue.gets
            new = moved - self._seen.get(queue.id, 0 if queue.id in self._seen else moved - _fresh(queue))
            self._seen[queue.id] = moved
            if new > 0 and self.duration_ms > 0:
                self._begin(queue, new, known, now_ns)

    def _begin(self, queue: QueueObject, new: int, routes: frozenset[RouteKey], now_ns: int) -> None:
        flying = sum(1 for flight in self._active if flight.key.queue == queue.id)
        if new + flying > AT_ONCE:
            self._active = [flight for flight in self._active if flight.key.queue != queue.id]
            return
        newest: list[Transfer] = list(islice(reversed(queue.recent), new))
        for move in reversed(newest):
            key = RouteKey(queue.id, move.process, move.into)
            if key in routes:
                self._active.append(Flight(key, move.number, move.text, now_ns))

    def active(self, now_ns: int) -> list[Flight]:
        """Those that have not arrived; the others are forgotten."""
        self._active = [flight for flight in self._active if self.part(flight, now_ns) < 1.0]
        return self._active

    def part(self, flight: Flight, now_ns: int) -> float:
        """How much of its way is behind it, 0 to 1; slower at both ends."""
        if self.duration_ms <= 0:
            return 1.0
        linear = min(1.0, max(0.0, (now_ns - flight.began_ns) / (self.duration_ms * 1e6)))
        return linear * linear * (3 - 2 * linear)

    def into(self, queue: int) -> frozenset[int]:
        """Numbers of the items that are still on their way into a queue."""
        return frozenset(
            flight.number for flight in self._active if flight.key.queue == queue and flight.key.into
        )


def _fresh(queue: QueueObject) -> int:
    """What counts as new of a queue that is seen for the first time: its very first item."""
    return 1 if queue.puts + queue.gets == 1 else 0
