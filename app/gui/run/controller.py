"""The window's one hand on a run: starts and ends it, folds what it sends, passes commands on.

What the reader hands over wakes it to take turns: in each it applies pieces for as long as `Pace`
allows, so the window always answers, and tells what has changed. It goes on in the screen's rhythm until
nothing is left; then it rests until the reader wakes it again. Commands only ask: what they bring about
comes back as facts.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer, Signal

from app.gui.run.clock import RunClock
from app.gui.run.pace import Pace
from app.gui.run.reader import Client, HandOver, ResultReader
from app.gui.run.receipts import Receipts
from app.language import Sentence
from app.state.fold import Fold
from app.state.model import Run
from app.supervisor.spec import RunSpec
from app.wire.commands import Command, Stop, Taken
from app.wire.facts import RunFailed, RunOver, SupervisorDied, fact_frame

EVENTS_AT_ONCE = 250
#: While nothing happens, the views are told of the time no sooner than after so much of it.
CALM_NS = 300_000_000
#: After `stop` the supervisor has this long to end the run before it is closed from this side.
STOP_GRACE_S = 1.2


class RunController(QObject):
    """Owns the run that is on (or was the last) and its state."""

    run_started = Signal()  # `run` is a new one
    run_changed = Signal()  # events were applied
    clock_advanced = Signal(object)  # now_ns (an int too large for Qt's own), also when the run has changed
    run_stopping = Signal()  # its end has been asked for
    run_ended = Signal()  # everything of it was applied and its supervisor is gone

    def __init__(
        self,
        make_client: Callable[[RunSpec], Client] | None = None,
        parent: QObject | None = None,
        pace: Pace | None = None,
    ) -> None:
        super().__init__(parent)
        self.clock = RunClock()
        self._make_client = make_client or _supervisor_client
        self._pace = pace or Pace()
        self._fold: Fold | None = None
        self._client: Client | None = None
        self._reader: ResultReader | None = None
        self._hand_over = HandOver()
        self._spec: RunSpec | None = None
        self._next: RunSpec | None = None
        self._reading_over = False
        self._shown = (-1, 0)  # the run's version and time that the views were told of
        self._receipts = Receipts()
        self._taken_before = 0  # bytes, at the last look of `_on_grace_over`
        self._timer = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_turn)
        self._grace = QTimer(self, singleShot=True, interval=round(STOP_GRACE_S * 1000))
        self._grace.timeout.connect(self._on_grace_over)

    # --- what is ------------------------------------------------------------------------

    @property
    def run(self) -> Run | None:
        """The state of the run that is on, or of the last one."""
        return None if self._fold is None else self._fold.run

    @property
    def spec(self) -> RunSpec | None:
        """What runs, or ran last."""
        return self._spec

    @property
    def running(self) -> bool:
        """Whether a run is on: from `start` until `run_ended`."""
        return self._client is not None

    @property
    def stopping(self) -> bool:
        """Whether the end of the run has been asked for."""
        return self.running and (self._grace.isActive() or self._next is not None)

    # --- commands -----------------------------------------------------------------------

    def start(self, spec: RunSpec) -> None:
        """Start a run; one that is on is ended first, without waiting here."""
        if self.running:
            self._next = spec
            self.stop()
            return
        self._spec = spec
        self._begin(self._make_client(spec))

    def restart(self) -> None:
        """The same again."""
        if self._spec is not None:
            self.start(self._spec)

    def stop(self) -> None:
        """End the run: every process of it. `run_ended` follows."""
        if self._client is not None and not self._grace.isActive():
            self._client.send(Stop())
            self._grace.start()
            self.run_stopping.emit()

    def send(self, command: Command) -> None:
        """Ask the supervisor of the run that is on for something."""
        if self._client is not None:
            self._client.send(command)

    def shut_down(self, timeout_s: float = 2.0) -> bool:
        """End the run and return with it ended; the window goes on painting meanwhile.

        Bounded: after `timeout_s` the reader is left to finish by itself. True when all is over.
        """
        self._next = None
        if self.running:
            self.stop()
            self._wait_for_end(timeout_s)
        self._timer.stop()
        self._grace.stop()
        if self._reader is not None:
            self._reader.abandon()
        return not self.running

    def wait_for_reader(self, timeout_s: float) -> None:
        """Wait for a reader that `shut_down` had to leave; only where there is no window any more."""
        if self._reader is not None:
            self._reader.wait(round(timeout_s * 1000))

    # --- a run's way ----------------------------------------------------------------------

    def _begin(self, client: Client) -> None:
        self._fold, self._shown = Fold(), (-1, 0)
        self.clock.set(0)
        self._reading_over = False
        self._receipts, self._taken_before = Receipts(), 0
        self._client, self._hand_over = client, HandOver()
        self._reader = ResultReader(client, self._hand_over)
        self._reader.pieces_arrived.connect(self._wake)
        self._reader.reading_ended.connect(self._on_reading_ended)
        self._reader.start()
        self.run_started.emit()
        _set_garbage_aside()

    def _on_grace_over(self) -> None:
        """The run still has not ended: give up on its supervisor, unless it is only we who are behind."""
        if self._reader is None:
            return
        if self._receipts.taken != self._taken_before:
            self._taken_before = self._receipts.taken
            self._grace.start()
        else:
            self._reader.abandon()

    def _on_reading_ended(self, error: Sentence | None) -> None:
        self._reading_over = True
        if error is not None and self._fold is not None:
            now_ns = time.monotonic_ns()
            failed = RunFailed(now_ns, error.english, error.template, error.texts)
            self._fold.feed(fact_frame(failed, now_ns) + fact_frame(RunOver(now_ns, False), now_ns))
        self._wake()

    def _wake(self) -> None:
        """Something has come: take a turn, as soon as the screen's rhythm allows."""
        if not self._timer.isActive():
            self._timer.start(round(self._pace.wait_s(time.perf_counter()) * 1000))

    def _on_turn(self) -> None:
        fold = self._fold
        assert fold is not None
        caught_up = self._apply(fold, self._pace.begin(time.perf_counter()))
        self.clock.advance(fold.run.now_ns)
        self._acknowledge()
        age_s = (time.monotonic_ns() - fold.run.now_ns) / 1e9
        self._pace.folded(age_s, not caught_up, hurry=self.stopping)
        if self._pace.may_paint(time.perf_counter()):
            self._tell(fold.run)
        if not caught_up:
            self._wake()
        elif self.running and self._reading_over:
            self._finish()

    def _apply(self, fold: Fold, deadline: float) -> bool:
        """Apply what has come until the deadline; True when nothing is left."""
        while time.perf_counter() < deadline:
            if fold.advance(EVENTS_AT_ONCE):
                continue
            self._receipts.applied()
            piece = self._hand_over.take()
            if piece is None:
                return True
            self._receipts.take(len(piece))
            fold.feed(piece)
        return False

    def _acknowledge(self) -> None:
        due = self._receipts.due()
        if due is not None and self._client is not None:
            self._client.send(Taken(due))

    def _tell(self, run: Run) -> None:
        """Let the views follow; the time alone, which changes less than what happens, not so often."""
        version, then_ns = self._shown
        has_changed, passed_ns = run.version != version, self.clock.now_ns - then_ns
        if not has_changed and 0 <= passed_ns < CALM_NS:
            return
        self._shown = run.version, self.clock.now_ns
        if has_changed:
            self.run_changed.emit()
        self.clock_advanced.emit(self.clock.now_ns)

    def _finish(self) -> None:
        """The supervisor is gone and all of it is applied."""
        assert self._reader is not None and self._fold is not None
        if self._fold.run.ended_ns is None:
            now_ns = time.monotonic_ns()
            self._fold.feed(fact_frame(SupervisorDied(now_ns), now_ns))
            self._wake()  # the next turn applies it
            return
        self._reader.wait()  # it has said its last word: this is the thread's own return
        self._reader = self._client = None
        self._grace.stop()
        self.run_ended.emit()
        spec, self._next = self._next, None
        if spec is not None:
            self.start(spec)

    def _wait_for_end(self, timeout_s: float) -> None:
        loop = QEventLoop()
        self.run_ended.connect(loop.quit)
        bound = QTimer(singleShot=True, interval=round(timeout_s * 1000))
        bound.timeout.connect(loop.quit)
        bound.start()
        if self.running:
            loop.exec()
        bound.stop()


def _supervisor_client(spec: RunSpec) -> Client:
    from app.supervisor.client import SupervisorClient  # only here: the window is there sooner without it

    return SupervisorClient(spec)


def _set_garbage_aside() -> None:
    """Collect now, and let later collections look only at what this run makes.

    Otherwise each full collection goes through the whole program again: some 30 ms in which
    nothing is painted. It is done while the supervisor is still starting.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
