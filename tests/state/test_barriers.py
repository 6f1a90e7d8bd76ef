"""Barriers: who is there, the action, how often all passed, and what broke one."""

from __future__ import annotations

from typing import Any

import pytest

from app.recording.export.report import build_report
from app.state.history import How, Interval
from app.state.model import Condition, Run
from app.state.objects import BarrierObject
from app.state.telling.words import condition, describe_condition
from app.wire.records import Broken, Effect, Kind
from tests.state.build import BEGAN, BLOCKED, DONE, FAILED, MS, Log, Script

BARRIER = 7
BROKEN = "threading.BrokenBarrierError"


def made(kind: str = "Barrier", parties: int = 3) -> tuple[Script, list[Log]]:
    """A run with a barrier and as many processes as it waits for: w2, w3, ..."""
    script = Script()
    script.main().make(0, kind, BARRIER, parties, "start")
    return script, [script.worker(number, f"w{number}") for number in range(2, 2 + parties)]


def tell(log: Log, ms: float, method: str, phase: int = DONE, text: str = "", **fields: Any) -> None:
    log.op(ms, f"Barrier.{method}", phase, text, object=BARRIER, line=4, **fields)


def arrive(log: Log, ms: float) -> None:
    tell(log, ms, "wait", BEGAN, bound=5.0)
    tell(log, ms + 0.1, "wait", BLOCKED, bound=5.0)


def complete(log: Log, ms: float) -> None:
    """The last one comes, and lets all go on."""
    tell(log, ms, "wait", BEGAN)
    tell(log, ms + 0.1, "wait", meaning=Effect.NOTIFY)


def break_it(log: Log, ms: float, reason: int, text: str = "") -> None:
    tell(
        log, ms, "abort" if reason == Broken.ABORT else "wait", DONE, text, meaning=Effect.BREAK, value=reason
    )


def barrier_of(run: Run) -> BarrierObject:
    barrier = run.objects[BARRIER]
    assert isinstance(barrier, BarrierObject)
    return barrier


def there(run: Run) -> list[int]:
    return [party.process for party in barrier_of(run).there]


def words(run: Run, number: int, ms: float = 100) -> str:
    return describe_condition(run.processes[number], run, int(ms * MS)).english


def last_wait(run: Run, number: int) -> Interval:
    wait = run.processes[number].last_wait
    assert wait is not None
    return wait


def test_a_barrier_knows_who_is_there_in_the_order_in_which_they_came() -> None:
    script, (one, two, three) = made()
    arrive(two, 1)
    arrive(one, 2)
    tell(three, 3, "wait", BEGAN)
    run = script.tick(4)
    assert there(run) == [3, 2]
    assert words(run, 2) == "blocked on start (2 of 3 there)"
    assert words(run, 4) == "blocked on start (not yet in)", "it has not got the inner lock for long"


def test_the_last_to_come_ends_the_wait_of_all_the_others() -> None:
    script, (one, two, three) = made()
    arrive(one, 1)
    arrive(two, 2)
    complete(three, 5)
    run = script.tick(5.5)
    assert (there(run), barrier_of(run).passes) == ([], 1)
    assert words(run, 2) == "blocked on start (all are there)"
    for ms, log in ((6, one), (7, two), (8, three)):
        tell(log, ms, "wait", value=1)
    run = script.tick(9)
    assert barrier_of(run).leaving == [] and barrier_of(run).waiters == []
    for number in (2, 3):
        grant = last_wait(run, number).granted_by
        assert grant is not None and grant.is_certain
        assert (grant.process, grant.operation, grant.location and grant.location.line) == (
            4,
            "Barrier.wait",
            4,
        )
    assert run.processes[4].last_wait is None


def test_one_that_comes_again_while_others_still_leave_is_there_for_the_next_time() -> None:
    script, (one, two) = made(parties=2)
    arrive(one, 1)
    complete(two, 2)
    tell(two, 2.3, "wait", value=1)
    tell(two, 2.4, "wait", BEGAN)
    tell(one, 2.6, "wait", value=1)
    tell(two, 2.8, "wait", BLOCKED)
    run = script.tick(3)
    assert (there(run), barrier_of(run).passes, barrier_of(run).leaving) == ([3], 1, [])


def test_the_last_one_runs_the_action_and_does_not_wait_meanwhile() -> None:
    script, (one, two) = made(parties=2)
    script.logs[1].slot(Kind.VALUE, 0, b"sum_up", object=BARRIER)
    arrive(one, 1)
    tell(two, 2, "wait", BEGAN)
    tell(two, 2.1, "action", BEGAN, "sum_up")
    run = script.tick(900)
    assert (barrier_of(run).action, barrier_of(run).acting) == ("sum_up", 3)
    assert condition(run.processes[3], 900 * MS) is Condition.RUNNING
    assert condition(run.processes[2], 900 * MS) is Condition.BLOCKED
    tell(two, 901, "action")
    tell(two, 901.1, "wait", meaning=Effect.NOTIFY)
    barrier = barrier_of(script.tick(902))
    assert (barrier.acting, barrier.passes) == (None, 1)


@pytest.mark.parametrize(
    ("reason", "word", "text"),
    [
        (Broken.ABORT, "abort", ""),
        (Broken.TIMEOUT, "timeout", ""),
        (Broken.ACTION, "action", "ValueError: sum"),
    ],
)
def test_a_broken_barrier_says_by_whom_and_why(reason: int, word: str, text: str) -> None:
    script, (one, two, _) = made()
    arrive(one, 1)
    if reason == Broken.TIMEOUT:
        arrive(two, 2)
    break_it(two, 3, reason, text)
    for log in (one, two) if reason == Broken.TIMEOUT else (one,):
        tell(log, 4, "wait", FAILED, BROKEN)
    run = script.tick(5)
    (told,) = build_report(run)["objects"]
    assert told["broken"] == {
        "reason": word,
        "pid": 103,
        "error": text or None,
        "file": "/run/work/script.py",
        "line": 4,
    }
    assert (told["there_pids"], told["breaks"]) == ([], 1)
    grant = last_wait(run, 2).granted_by
    assert grant is not None and grant.process == 3
    if reason == Broken.TIMEOUT:
        assert (last_wait(run, 3).how, last_wait(run, 3).granted_by) == (How.MISSED, None)


def test_a_reset_mends_it_and_ends_the_waits() -> None:
    script, (one, two, _) = made()
    arrive(one, 1)
    break_it(two, 2, Broken.ABORT)
    tell(two, 3, "reset", BEGAN)
    tell(one, 3.5, "wait", FAILED, BROKEN)
    tell(two, 4, "reset")
    run = script.tick(5)
    barrier = barrier_of(run)
    assert (barrier.broken, barrier.breaks) == (None, 1)
    (told,) = build_report(run)["objects"]
    assert (told["broken"], told["resets"], told["reset_by_pid"]) == (None, 1, 103)
    assert there(run) == []


def test_one_that_was_killed_there_still_counts() -> None:
    script, (one, two, three) = made()
    arrive(one, 1)
    script.ended(2, 2, -9)
    arrive(two, 3)
    complete(three, 4)
    run = script.tick(900)
    assert barrier_of(run).died_waiting == [2]
    assert words(run, 3, 900) == "blocked on start (all are there)"
    (told,) = build_report(run)["objects"]
    assert told["died_waiting_pids"] == [102]


def test_whom_procession_has_ended_there_is_not_accused() -> None:
    script, (one, _, _) = made()
    arrive(one, 1)
    script.ended(2, 2, -9, cause="run")
    assert barrier_of(script.tick(3)).died_waiting == []


# --- a manager's: only the messages are seen -----------------------------------------------------


def ask(log: Log, ms: float, method: str, phase: int = DONE, text: str = "", **fields: Any) -> None:
    log.op(ms, f"BarrierProxy.{method}", phase, text, object=BARRIER, **fields)


def test_all_are_there_when_as_many_have_come_to_a_managers_barrier() -> None:
    script, (one, two) = made("BarrierProxy", 2)
    ask(one, 1, "wait", BEGAN)
    run = script.tick(2)
    assert there(run) == [2] and words(run, 2) == "blocked on start (1 of 2 there)"
    ask(two, 3, "wait", BEGAN)
    ask(one, 4, "wait", value=0)
    ask(two, 5, "wait", value=1)
    run = script.tick(6)
    assert (there(run), barrier_of(run).leaving, barrier_of(run).passes) == ([], [], 1)
    grant = last_wait(run, 2).granted_by
    assert grant is not None and grant.process == 3


def test_who_has_passed_a_managers_barrier_was_there_though_another_seemed_to_be_first() -> None:
    script, (one, two) = made("BarrierProxy", 2)
    late = script.worker(9, "late")
    ask(late, 1, "wait", BEGAN)
    ask(one, 2, "wait", BEGAN)
    ask(two, 3, "wait", BEGAN)
    ask(one, 4, "wait")
    ask(two, 5, "wait")
    assert there(script.tick(6)) == [9]


@pytest.mark.parametrize(
    ("by", "ends", "reason"),
    [("timeout", 1000.0, Broken.TIMEOUT), ("abort", 5.0, Broken.ABORT), ("action", 5.0, Broken.ACTION)],
)
def test_why_a_managers_barrier_is_broken_follows_from_the_calls(by: str, ends: float, reason: int) -> None:
    script, (one, two) = made("BarrierProxy", 2)
    ask(one, 0.5, "wait", BEGAN, bound=0.999)
    if by == "abort":
        ask(two, 2, "abort", BEGAN)
    if by == "action":
        ask(two, 2, "wait", BEGAN)
        ask(two, 3, "wait", FAILED, "ValueError: sum")
    ask(one, ends, "wait", FAILED, BROKEN)
    barrier = barrier_of(script.tick(ends + 1))
    assert barrier.broken is not None
    assert (barrier.broken.reason, barrier.broken.process) == (reason, 2 if by == "timeout" else 3)
    assert barrier.passes == 0
