"""Follows a run in the terminal: folds what has come, and says what is wrong with it.

Folding has the last claim on time: what comes is kept, and folded when little comes or when much is kept. So
a script that ends well is as fast as one that nobody follows, and one that hangs is understood at once.
"""

from __future__ import annotations

import time
from collections import deque
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.findings.judge import Judgement
    from app.findings.rule import Finding
    from app.state.fold import Fold
    from app.state.model import Run

#: Bytes that are kept unfolded.
KEPT = 64_000_000
#: A block as small as this tells that little happens.
_LITTLE = 4096
#: Blocks that are folded at a time, between two looks for output and signals.
_AT_A_TIME = 4
_LOOK_EVERY_S = 0.4
#: A script that is over before nothing is folded for, nor what folds imported, unless it fails.
_AFTER_S = 0.5


class Follower:
    """What is known of a run, and what is wrong with it."""

    def __init__(self, keep_output: int | None, is_asked_for: bool = True) -> None:
        """`keep_output`: characters of output to keep, None for all of it.

        `is_asked_for`: False: a script that tells too much to be followed without slowing it is not followed.
        """
        self._is_asked_for, self._gave_up = is_asked_for, False
        self._keep_output = keep_output
        self._began_s = time.monotonic()
        self._kept: deque[bytes] = deque()
        self._size = 0
        self._looked_s = 0.0
        self._standing: list[Finding] = []  # what was found before anybody asked the run to end
        self._was_asked = False

    @cached_property
    def _fold(self) -> Fold:
        from app.state.fold import Fold

        return Fold(keep_output=self._keep_output)

    @property
    def run(self) -> Run:
        """The run, as far as it is folded."""
        return self._fold.run

    def take(self, block: bytes) -> None:
        """A block has come."""
        if self._gave_up:
            return
        self._kept.append(block)
        self._size += len(block)
        if self._size > KEPT and not self._is_asked_for:
            self._gave_up = True
            self._kept.clear()
            return
        while self._size > KEPT:
            self._fold_one()
        if len(block) <= _LITTLE:
            self.rest()

    def rest(self) -> None:
        """Little comes: fold some of what is kept; when nothing is left, look what is wrong, now and then."""
        now_s = time.monotonic()
        if self._gave_up or now_s - self._began_s < _AFTER_S:
            return
        for _ in range(min(_AT_A_TIME, len(self._kept))):
            self._fold_one()
        if not self._kept and not self._was_asked and now_s - self._looked_s >= _LOOK_EVERY_S:
            self._looked_s = now_s
            self._standing = self._judge().findings

    def asked_to_end(self) -> None:
        """Somebody asks the run to end: what stands still now will have been moved then."""
        self._was_asked = True

    def end(self) -> Judgement:
        """The run is over: what is wrong with it, also what those have hidden who asked it to end."""
        if self._gave_up:
            return self._nothing()
        while self._kept:
            self._fold_one()
        judgement = self._judge()
        if not self._was_asked:
            return judgement
        known = {(finding.rule, finding.objects) for finding in judgement.findings}
        hidden = [one for one in self._standing if (one.rule, one.objects) not in known]
        return judgement._replace(findings=hidden + judgement.findings)

    def _fold_one(self) -> None:
        block = self._kept.popleft()
        self._size -= len(block)
        self._fold.feed(block)
        while self._fold.advance():
            pass

    @staticmethod
    def _nothing() -> Judgement:
        from app.findings.judge import Judgement

        return Judgement([], [])

    def _judge(self) -> Judgement:
        from app.findings.judge import judge  # a script that ends well need not wait for the rules

        return judge(self.run)
