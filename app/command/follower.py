"""Follows a run in the terminal, and says at its end what is wrong with it.

Folding has the last claim on time: what comes is kept, and folded at the end, or while nothing comes when
much is kept. So a script is as fast as one that nobody follows.
"""

from __future__ import annotations

import time
from collections import deque
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.findings.judge import Judgement
    from app.state.fold import Fold
    from app.state.model import Run

#: Bytes that are kept unfolded; and how many are worth folding while little comes.
KEPT, MUCH = 64_000_000, 8_000_000
#: A block as small as this tells that little happens, if no larger one has come for so long.
_LITTLE, _QUIET_S = 4096, 0.25
#: Blocks that are folded at a time, between two looks for output and signals.
_AT_A_TIME = 4


class Follower:
    """What is known of a run, and what is wrong with it."""

    def __init__(self, keep_output: int | None, is_asked_for: bool = True) -> None:
        """`keep_output`: characters of output to keep, None for all of it.

        `is_asked_for`: False: a script that tells too much to be followed without slowing it is not followed.
        """
        self._keep_output = keep_output
        self._is_asked_for, self.gave_up = is_asked_for, False  # it has told too much to be followed
        self._kept: deque[bytes] = deque()
        self._size = self._taken = self._folded = 0  # bytes that are kept; blocks
        self._busy_s = 0.0  # when a large block came last
        self._asked_after: int | None = None  # blocks that had come when somebody asked the run to end

    @cached_property
    def _fold(self) -> Fold:
        from app.state.fold import Fold  # a script that ends well need not wait for it

        return Fold(keep_output=self._keep_output)

    @property
    def run(self) -> Run:
        """The run, as far as it is folded."""
        return self._fold.run

    def take(self, block: bytes) -> None:
        """A block has come."""
        if self.gave_up:
            return
        self._kept.append(block)
        self._taken += 1
        self._size += len(block)
        if self._size > KEPT and not self._is_asked_for:
            self.gave_up = True
            self._kept.clear()
            return
        while self._size > KEPT:
            self._fold_one()
        if len(block) > _LITTLE:
            self._busy_s = time.monotonic()
        else:
            self.rest()

    def rest(self) -> None:
        """Little comes: fold some of what is kept, if that is much."""
        is_busy = time.monotonic() - self._busy_s < _QUIET_S
        if self._size <= MUCH or is_busy or self._asked_after is not None:
            return
        for _ in range(min(_AT_A_TIME, len(self._kept))):
            self._fold_one()

    def asked_to_end(self) -> None:
        """Somebody asks the run to end: what stands still now will have been moved then."""
        self._asked_after = self._taken

    def end(self) -> Judgement:
        """The run is over: what is wrong with it, also what those have hidden who asked it to end."""
        from app.findings.judge import Judgement, judge

        if self.gave_up:
            return Judgement([], [])
        standing = []
        if self._asked_after is not None:
            self._fold_to(self._asked_after)
            standing = judge(self.run).findings
        self._fold_to(self._taken)
        judgement = judge(self.run)
        known = {(finding.rule, finding.objects) for finding in judgement.findings}
        hidden = [one for one in standing if (one.rule, one.objects) not in known]
        return judgement._replace(findings=hidden + judgement.findings)

    def _fold_to(self, count: int) -> None:
        while self._folded < count:
            self._fold_one()

    def _fold_one(self) -> None:
        block = self._kept.popleft()
        self._folded += 1
        self._size -= len(block)
        self._fold.feed(block)
        while self._fold.advance():
            pass
