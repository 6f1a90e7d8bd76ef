"""What the rules look at: a run, and what several of them derive from it, once."""

from __future__ import annotations

from functools import cached_property

from app.findings.causes import Cause, causes
from app.findings.standstill import Standstill, standstill
from app.state.model import Run

#: A run that goes on has shown after so long what costs time in it.
_LONG_NS = 10_000_000_000


class Evidence:
    """A run as it is now."""

    def __init__(self, run: Run) -> None:
        self.run = run

    @property
    def is_complete(self) -> bool:
        """Whether all that has happened was told: only then does it mean something that nothing was."""
        return not self.run.lost_events and not self.run.probe_failures

    @cached_property
    def shows_costs(self) -> bool:
        """Whether it can be told what has cost time: the run is over or has gone on for long, and moves."""
        run = self.run
        is_over = run.ended_ns is not None and not run.timed_out
        return (is_over or run.now_ns - run.began_ns >= _LONG_NS) and self.is_complete and not self.causes

    @cached_property
    def standstill(self) -> Standstill:
        """Which threads wait for what can never come."""
        return standstill(self.run)

    @cached_property
    def causes(self) -> list[Cause]:
        """What explains that."""
        return causes(self.standstill)
