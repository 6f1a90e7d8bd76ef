"""Processes killed at random moments, whatever they use: no hang, no lost event, no orphan, no wrong owner.

The benchmark `kill-storm` does the same 2,000 times. A failure names the case and the seed of its run.
"""

from __future__ import annotations

import random

import pytest

from tests.benchmarks.kill_storm import ONE_OF_EACH, storm
from tests.benchmarks.storm_checks import CHECKS


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_kill_at_any_moment_hangs_nothing_and_loses_nothing() -> None:
    runs = storm(ONE_OF_EACH, seed=random.randrange(1 << 30))
    assert [sentence for run in runs for sentence in run.sentences] == []
    assert {run.case for run in runs} == set(CHECKS)
