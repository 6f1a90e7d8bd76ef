"""Sentences about many processes: some are named, and that there are more is said."""

from __future__ import annotations

import pytest

from app.findings.causes import Cause
from app.findings.needs import Actor, Need
from app.findings.say import say, with_consequences
from app.findings.standstill import Wait
from tests.gui.stage_runs import LOCK, lock_run


@pytest.mark.parametrize(
    ("waiting", "ending"),
    [
        (1, "Because of this worker-2 waits for lock, held by worker-1."),
        (6, "; worker-7 waits for lock, held by worker-1."),
        (9, "; worker-7 waits for lock, held by worker-1 and 3 more."),
    ],
)
def test_who_else_waits_is_named_or_counted(waiting: int, ending: str) -> None:
    run = lock_run(workers=waiting + 1)
    need = Need(run.objects[LOCK], (Actor(2, 1),))
    behind = tuple(
        Wait(Actor(number, 1), process.calls[1], need)
        for number, process in run.processes.items()
        if process.calls
    )
    message = with_consequences(say("{who} waits", who="x"), Cause((), False, behind), run)
    assert message.english.endswith(ending)
