"""Two hundred processes killed at random moments: no hang, no lost event, no orphan.

The benchmark `kill-storm` does the same 2,000 times. A failure names the seed of its run.
"""

from __future__ import annotations

import random

import pytest

from tests.benchmarks.kill_storm import storm

KILLS = 200


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_kill_at_any_moment_hangs_nothing_and_loses_nothing() -> None:
    runs = storm(KILLS, seed=random.randrange(1 << 30))
    faults = [f"{run.method}, seed {run.seed}: {fault}" for run in runs for fault in run.faults]
    assert faults == []
    assert sum(run.kills for run in runs) >= KILLS
