"""The last state before the run's end, or a stop, is kept: who waited, who held what, who was there."""

from __future__ import annotations

import re

import pytest

from app.findings.judge import judge
from app.language import Sentence
from app.recording.export.report import build_report
from app.state.model import Outcome, Run
from app.state.objects import BarrierObject, ChannelEnd, ConditionObject, LockObject, QueueObject
from app.state.telling import stacks, waits
from app.state.telling.past import in_past
from app.state.telling.words import describe_condition
from app.wire.records import Effect, Kind
from tests.state.build import BEGAN, BLOCKED, MS, Log, Script

PRESENT, FIELDS = re.compile(r"\b(is|are|has|wants)\b"), re.compile(r"{(\w+)}")
FORK = 10  # the id of forks[0]


def philosophers(count: int = 5) -> tuple[Script, list[Log]]:
    """Each holds the fork at its left and waits for the one at its right."""
    script = Script()
    main = script.main()
    for index in range(count):
        main.make(0, "Lock", FORK + index, 1, f"forks[{index}]")
    logs = [script.worker(index + 2, f"phil-{index}") for index in range(count)]
    for index, log in enumerate(logs):
        log.slot(Kind.THREAD, 5, b"MainThread", thread=1, value=102 + index)
        log.op(10 + index, "Lock.acquire", object=FORK + index, value=1, line=8)
        log.op(50 + index, "Lock.acquire", BLOCKED, object=FORK + (index + 1) % count, line=9)
    main.slot(Kind.THREAD, 5, b"MainThread", thread=1, value=101)
    main.op(20, "Process.join", BLOCKED, "phil-0", value=102, line=20)
    return script, logs


def stopped(script: Script, at_ms: float = 9000) -> Run:
    """Stop ends all of them, one after the other."""
    for number in list(script.logs):
        script.ended(at_ms + number, number, -9, "run")
    return script.end(at_ms + 100)


def lock_of(run: Run, number: int) -> LockObject:
    lock = run.objects[number]
    assert isinstance(lock, LockObject)
    return lock


def told(run: Run, number: int) -> str:
    return describe_condition(run.processes[number], run, run.now_ns).english


def test_of_philosophers_that_are_stopped_nobody_is_said_to_have_died_holding_a_fork() -> None:
    run = stopped(philosophers()[0])
    assert {process.outcome for process in run.processes.values()} == {Outcome.ENDED_WITH_RUN}
    for index in range(5):
        lock = lock_of(run, FORK + index)
        assert not lock.owner_is_dead
        assert [owner.process for owner in lock.owners] == [index + 2]
        assert [waiter.process for waiter in lock.takers] == [(index - 1) % 5 + 2]
    assert [finding.rule for finding in judge(run).findings] == ["deadlock"]
    assert "died" not in str(build_report(run))


def test_of_a_process_that_is_stopped_its_last_state_is_told_with_how_long_it_lasted() -> None:
    run = stopped(philosophers()[0])
    assert told(run, 2) == (
        "ended with the run, was blocked on forks[1] (held by phil-1) for 9.0 s, held forks[0]"
    )
    assert told(run, 1) == "ended with the run, was waiting for phil-0 to end for 9.0 s"


def test_who_died_before_the_stop_stays_dead_and_who_waited_for_it_says_so() -> None:
    script, _ = philosophers(2)
    script.ended(100, 2, -9)
    script.tick(800)
    run = stopped(script)
    assert [lock_of(run, FORK + index).owner_is_dead for index in (0, 1)] == [True, False]
    assert run.processes[2].outcome is Outcome.KILLED
    assert "blocked on forks[0] (phil-0 died holding it)" in told(run, 3)


def test_a_process_that_was_suspended_is_no_more_suspect_after_the_stop_than_before() -> None:
    script, _ = philosophers(2)
    third = script.worker(9, "third")
    third.op(1, "Lock.acquire", BLOCKED, object=FORK)
    script.ended(5, 9, -9)
    script.fact(6, "suspended", number=2, on=True, time_ns=6 * MS)
    run = stopped(script)
    assert "suspended" in told(run, 2)
    assert not lock_of(run, FORK).owner_is_dead


@pytest.mark.parametrize(
    ("kind", "operation"), [("Queue", "get"), ("Condition", "wait"), ("Barrier", "wait")]
)
def test_who_waited_at_an_object_still_stands_in_its_line(kind: str, operation: str) -> None:
    script = Script()
    script.main().make(0, kind, 7, 2, "thing")
    w1 = script.worker(2, "w1")
    if kind == "Condition":
        w1.op(1, "Condition.acquire", object=7, value=1)
    w1.op(2, f"{kind}.{operation}", BLOCKED, object=7)
    before = script.tick(500).objects[7]
    assert isinstance(before, QueueObject | ConditionObject | BarrierObject)
    line = [waiter.process for waiter in before.waiters]
    run = stopped(script)
    after = run.objects[7]
    assert [waiter.process for waiter in after.waiters] == line == [2]
    assert not getattr(after, "died_waiting", [])
    assert "was blocked on thing" in told(run, 2)


def test_a_message_that_was_being_sent_is_not_cut_by_the_stop() -> None:
    script = Script()
    main = script.main().make(0, "Connection", 6, 3, "a").make(0, "Connection", 7, 3, "b")
    main.has(1, 6, 7).op(2, "Connection.send", BLOCKED, "'x'", object=6, value=9)
    run = stopped(script)
    end = run.objects[7]
    assert isinstance(end, ChannelEnd)
    assert not any(message.is_cut for message in end.inbox)
    assert end.open_in == {1: 1}


def test_the_task_that_a_stopped_worker_was_in_is_named() -> None:
    script = Script()
    script.main().make(0, "Pool", 7, 2, "pool")
    worker = script.worker(2, "w1")
    worker.slot(Kind.THREAD, 1, b"MainThread", thread=1, value=102)
    worker.op(2, "Pool.task", BEGAN, "square(3)", object=7, meaning=Effect.TASK)
    worker.op(3, "time.sleep", BEGAN, "100")
    run = stopped(script, 500)
    assert told(run, 2) == "ended with the run, was sleeping for 0.5 s, in square(3)"


def test_who_was_stopped_when_its_code_was_over_says_what_it_waited_for_then() -> None:
    script = Script()
    script.main().make(0, "Queue", 7, 2, "q")
    worker = script.worker(2, "w1")
    worker.slot(Kind.THREAD, 1, b"MainThread", thread=1, value=102)
    for ms in (1.7, 1.8):
        worker.op(ms, "Queue.put", text="1", object=7)
    worker.op(2, "Process.run", text="w1")
    worker.op(3, "Queue.join_thread", BLOCKED, object=7, meaning=Effect.FLUSH)
    run = stopped(script, 1000)
    assert told(run, 2) == (
        "ended with the run, its code was over, "
        "and it was sending what was left in q (not taken yet: 2) for 1.0 s"
    )


def test_a_state_with_a_verb_of_the_present_in_it_has_a_past_of_its_own() -> None:
    """Before the others "was" makes a past."""
    constants = [constant for module in (waits, stacks) for constant in vars(module).values()]
    present = {text for text in constants if isinstance(text, str) and PRESENT.search(text) and "{" in text}
    assert len(present) > 5
    for text in present:
        told = in_past(Sentence("words", text, **dict.fromkeys(FIELDS.findall(text), "x"))).english
        assert not PRESENT.search(told), text
