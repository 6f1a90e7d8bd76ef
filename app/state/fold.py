"""The fold: frames in, the state of the run out. The same frames give the same state.

    fold = Fold()
    fold.feed(block)            # keeps the bytes; cheap
    while fold.advance():       # applies some events; True while more can be applied now
        ...
    fold.run                    # what the views and the report show

How it works: `feed` decodes and sorts, `operations` finds the function for each kind of record
once per log; those in `primitives` and `facts` change the run.
"""

from __future__ import annotations

from app.state.context import Context
from app.state.history import INTERVALS_KEPT, History
from app.state.intake.feed import Feed, tick
from app.state.intake.renewed import renew
from app.state.model import OUTPUT_KEPT, Run
from app.state.output import OutputKeeper
from app.state.source import Event


class Fold:
    """Folds a run's frames into its state."""

    def __init__(self, keep_output: int | None = OUTPUT_KEPT, keep_intervals: int = INTERVALS_KEPT) -> None:
        """`keep_output`: characters of output to keep, None for all of it (the report needs it)."""
        self.run = Run(history=History(keep_intervals))
        context = Context(self.run, OutputKeeper(self.run, keep_output))
        self._feed, self._renewed = Feed(context), context.renewed
        self._batch: list[Event] = []
        self._next = 0

    def feed(self, block: bytes) -> None:
        """Take in a block of frames. Raises ValueError when it is cut."""
        self._feed.add(block)

    def advance(self, max_events: int = 2000) -> bool:
        """Apply up to so many events; whether more can be applied now."""
        left = max_events
        while left > 0:
            if self._next == len(self._batch):
                batch = self._feed.next_batch(left)
                if not batch:  # nothing can be applied yet
                    break
                self._batch, self._next = batch, 0
            left -= self._apply(left)
        return self._next < len(self._batch) or self._feed.has_frames

    def _apply(self, most: int) -> int:
        """Apply some events of the batch; how many."""
        events = self._batch[self._next : self._next + most]
        if events and events[0][1] is not tick:  # one that finds something to change counts it itself
            self.run.version += 1
        renewed = self._renewed
        for _, apply, subject, payload in events:
            apply(subject, renew(payload, renewed) if renewed else payload)
        self._next += len(events)
        if self._next == len(self._batch):
            self._batch, self._next = [], 0
        if events and self.run.ended_ns is None:
            self.run.now_ns = max(self.run.now_ns, events[-1][0])
        return len(events)

    def finish(self) -> Run:
        """Apply everything that can be applied; the run."""
        while self.advance(100_000):
            pass
        return self.run
