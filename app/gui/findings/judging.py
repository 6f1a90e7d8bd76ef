"""When the rules look at the run: at most twice a second, only when something may be found, never in a paint.

A look is due when the run has changed, or while its waits grow old enough to count. A run that stands still
is looked at less and less often; and if a look takes long, the next one waits the longer, so that all of
them together take no more than a small share of the window's time.
"""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, QTimer, Signal

from app.findings.judge import judge
from app.findings.past import in_past
from app.findings.rule import Finding
from app.gui.findings.standing import Standing
from app.gui.run.controller import RunController
from app.state.model import Run
from app.state.telling.words import is_waiting

PACE_S = 0.5
#: All looks together take at most one part in so many of the time.
SHARE = 25
#: So long after the last change a look is worth it because the time alone goes on, and then this rarely.
RIPENS_NS = 3_000_000_000
SLOW_NS = 5_000_000_000


class Judging(QObject):
    """Asks the rules, and tells when the answer is another one."""

    findings_changed = Signal()

    def __init__(self, controller: RunController, parent: QObject) -> None:
        super().__init__(parent)
        self._controller = controller
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._on_due)
        self._forget()
        controller.run_started.connect(self._on_run_started)
        controller.clock_advanced.connect(lambda _now_ns: self._on_clock_advanced())
        controller.run_stopping.connect(self._on_stopping)
        controller.run_ended.connect(self._on_run_ended)

    def _forget(self) -> None:
        self._standing = Standing()
        self.failures: list[str] = []  # rules that have failed, each with why
        self._version, self._changed_ns, self._looked_ns = -1, 0, 0
        self._took_s = 0.0
        self._was_stopped = self._has_ended = False

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What stands now, the worst first."""
        return self._standing.shown

    def _on_run_started(self) -> None:
        self._timer.stop()
        self._forget()
        self.findings_changed.emit()

    def _on_stopping(self) -> None:
        """While the processes are being ended nothing is looked at: their end is no trouble of theirs."""
        self._was_stopped = True
        self._timer.stop()

    def _on_clock_advanced(self) -> None:
        """What has ended is told as past at once, though its supervisor may still be clearing up."""
        run = self._controller.run
        if run is None or run.ended_ns is None:
            self._schedule()
        else:
            self._on_run_ended()

    def _on_run_ended(self) -> None:
        """The last look, once. What only may be so counts if one before has found it, or it was left so."""
        self._timer.stop()
        if not self._has_ended:
            self._has_ended = True
            self._look(is_last=not self._was_stopped)

    def _schedule(self) -> None:
        if not self._timer.isActive() and not self._controller.stopping:
            self._timer.start(round(max(PACE_S, self._took_s * SHARE) * 1000))

    def _on_due(self) -> None:
        run = self._controller.run
        if run is not None and not self._controller.stopping and self._is_worth_it(run):
            self._look()

    def _is_worth_it(self, run: Run) -> bool:
        if run.version != self._version:
            return True
        still_ns = run.now_ns - self._changed_ns
        pause_ns = 0 if still_ns < RIPENS_NS else SLOW_NS
        return run.now_ns - self._looked_ns >= pause_ns and _somebody_waits(run)

    def _look(self, is_last: bool = False) -> None:
        run = self._controller.run
        if run is None:
            return
        if run.version != self._version:
            self._version, self._changed_ns = run.version, run.now_ns
        self._looked_ns = run.now_ns
        began_s = time.thread_time()  # what others do meanwhile is not its fault
        judgement = judge(run)
        self._took_s = time.thread_time() - began_s
        failed_anew, self.failures = judgement.failures != self.failures, judgement.failures
        found = judgement.findings if run.ended_ns is None else list(map(in_past, judgement.findings))
        if self._standing.look(found, is_last) or failed_anew:
            self.findings_changed.emit()


def _somebody_waits(run: Run) -> bool:
    return any(
        is_waiting(call, run.now_ns)
        for process in run.processes.values()
        if process.alive
        for call in process.calls.values()
    )
