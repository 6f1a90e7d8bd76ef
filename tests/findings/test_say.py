"""Sentences about many processes: some are named, and that there are more is said."""

from __future__ import annotations

import pytest

from app.findings.causes import Cause
from app.findings.judge import judge
from app.findings.needs import Actor, Need
from app.findings.say import say, with_consequences
from app.findings.standstill import Wait
from tests.gui.stage_runs import LOCK, lock_run
from tests.state.build import BLOCKED, DONE, Script


@pytest.mark.parametrize(
    ("waiting", "ending"),
    [
        (1, "Because of this worker-2 waits for lock, held by worker-1."),
        (6, "; worker-7 waits for lock, held by worker-1."),
        (9, "; worker-7 waits for lock, held by worker-1; and 3 more."),
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


def test_who_waits_on_a_pipe_that_it_has_open_itself_waits_for_the_others_and_is_not_told_of_locks() -> None:
    script = Script()
    main = script.main().make(0, "Connection", 6, 3, "here").make(0, "Connection", 7, 3, "there")
    main.has(1, 6, 7).op(2, "Connection.recv", BLOCKED, object=6, line=17)
    script.worker(2, "doubler").has(2, 6, 7).op(3, "Connection.recv", BLOCKED, object=7, line=5)
    (finding,) = judge(script.tick(5000)).findings
    assert finding.message.english == (
        "Deadlock: main waits for a message on here from doubler (line 17); "
        "doubler waits for a message on there from main (line 5)."
    )
    assert "lock" not in finding.advice.english


def test_of_a_ring_of_hundreds_some_waits_are_told_and_the_others_counted() -> None:
    count = 300
    script = Script()
    main = script.main()
    for one in range(count):
        main.make(0, "Lock", 100 + one, 1, f"forks[{one}]")
    for one in range(count):
        worker = script.worker(2 + one, f"phil-{one}")
        worker.op(2, "Lock.acquire", DONE, object=100 + one, value=1, line=4)
        worker.op(3, "Lock.acquire", BLOCKED, object=100 + (one + 1) % count, line=5)
    main.op(4, "Process.join", BLOCKED, value=102, line=9)
    (finding,) = judge(script.tick(5000)).findings
    told = str(finding.message)
    assert told.startswith("Deadlock: phil-0 waits for forks[1], held by phil-1 (line 5); phil-1 ")
    assert "held by phil-6 (line 5); and 294 more. Because of this main waits" in told
    assert len(finding.processes) == count + 1
