"""What the rules look at: a run, and what several of them derive from it, once."""

from __future__ import annotations

from functools import cached_property

from app.findings.causes import Cause, causes
from app.findings.standstill import Standstill, standstill
from app.state.model import Run


class Evidence:
    """A run as it is now."""

    def __init__(self, run: Run) -> None:
        self.run = run

    @property
    def is_complete(self) -> bool:
        """Whether all that has happened was told: only then does it mean something that nothing was."""
        return not self.run.lost_events and not self.run.probe_failures

    @cached_property
    def standstill(self) -> Standstill:
        """Which threads wait for what can never come."""
        return standstill(self.run)

    @cached_property
    def causes(self) -> list[Cause]:
        """What explains that."""
        return causes(self.standstill)
