"""Locks that are taken in different orders, though the run has not come to a deadlock."""

from __future__ import annotations

from app.findings.judge import judge
from app.findings.rule import Finding, Severity
from tests.state.build import BLOCKED, Log, Script

A, B, C, GATE, PERMITS = 1001, 1002, 1003, 1004, 1005
NAMES = {A: "a", B: "b", C: "c", GATE: "gate"}


def made(workers: int = 2) -> tuple[Script, list[Log]]:
    """A run with locks, main and workers w2, w3, ..."""
    script = Script()
    main = script.main()
    for number, name in NAMES.items():
        main.make(0, "Lock", number, 1, name)
    main.make(0, "Semaphore", PERMITS, 2, "permits")
    return script, [main, *(script.worker(number, f"w{number}") for number in range(2, 2 + workers))]


def take(log: Log, ms: float, *locks: int, bound: float = -1.0) -> None:
    """Take them in this order, and give all back."""
    for index, lock in enumerate(locks):
        kind = "Semaphore" if lock == PERMITS else "Lock"
        log.op(ms + index, f"{kind}.acquire", object=lock, value=1, line=10 + index, bound=bound)
    for index, lock in enumerate(reversed(locks)):
        kind = "Semaphore" if lock == PERMITS else "Lock"
        log.op(ms + 5 + index, f"{kind}.release", object=lock, line=20)


def found(script: Script) -> list[Finding]:
    judgement = judge(script.end(1000))
    assert not judgement.failures
    return judgement.findings


def test_two_locks_in_both_orders_may_come_to_a_deadlock() -> None:
    script, (_, w2, w3) = made()
    take(w2, 10, A, B)
    take(w3, 30, B, A)
    (finding,) = found(script)
    assert (finding.rule, finding.severity, finding.is_certain) == ("lock-order", Severity.WARNING, False)
    assert finding.message.english == (
        "These locks are not taken in the same order everywhere: w2 took b while it held a (line 11); "
        "w3 took a while it held b (line 11). When that happens at the same time, each may wait for the "
        "next one for ever; in this run it has not come to that."
    )
    assert (finding.objects, finding.processes) == ((A, B), (2, 3))
    assert [place.line for place in finding.locations] == [11, 10]


def test_a_ring_over_three_locks_is_one_finding() -> None:
    script, (_, *workers) = made(3)
    for index, pair in enumerate([(A, B), (B, C), (C, A)]):
        take(workers[index], 10 + 20 * index, *pair)
    (finding,) = found(script)
    assert finding.objects == (A, B, C)


def test_one_order_everywhere_is_right() -> None:
    script, (_, w2, w3) = made()
    take(w2, 10, A, B, C)
    take(w3, 30, A, C)
    take(w3, 50, B, C)
    assert found(script) == []


def test_a_lock_around_both_keeps_them_apart() -> None:
    script, (_, w2, w3) = made()
    take(w2, 10, GATE, A, B)
    take(w3, 30, GATE, B, A)
    assert found(script) == []


def test_who_takes_with_a_timeout_does_not_wait_for_ever() -> None:
    script, (_, w2, w3) = made()
    take(w2, 10, A, B)
    take(w3, 30, B, A, bound=1.0)
    assert found(script) == []


def test_one_thread_alone_is_never_in_its_own_way() -> None:
    script, (_, w2, _) = made()
    take(w2, 10, A, B)
    take(w2, 30, B, A)
    assert found(script) == []


def test_what_a_parent_did_before_it_started_the_other_is_over() -> None:
    script, (main, *_) = made(0)
    take(main, 10, A, B)
    take(script.worker(2, "w2", 50), 60, B, A)
    assert found(script) == []


def test_those_that_lived_one_after_the_other_cannot_meet() -> None:
    script, (_, w2) = made(1)
    take(w2, 10, A, B)
    script.ended(40, 2)
    take(script.worker(3, "w3", 50), 60, B, A)
    assert found(script) == []


def test_permits_of_which_there_are_several_are_no_locks() -> None:
    script, (_, w2, w3) = made()
    take(w2, 10, A, PERMITS)
    take(w3, 30, PERMITS, A)
    assert found(script) == []


def test_a_deadlock_is_told_as_such_only() -> None:
    script, (main, w2, w3) = made()
    take(w2, 10, A, B)
    take(w3, 30, B, A)
    main.op(50, "Process.join", BLOCKED, "w2", value=102, line=30)
    for log, held, wanted in ((w2, A, B), (w3, B, A)):
        log.op(60, "Lock.acquire", object=held, value=1, line=10)
        log.op(70, "Lock.acquire", BLOCKED, object=wanted, line=11)
    judgement = judge(script.tick(5000))
    assert [finding.rule for finding in judgement.findings] == ["deadlock"]
