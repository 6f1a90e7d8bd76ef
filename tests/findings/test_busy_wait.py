"""Loops that ask again and again instead of waiting."""

from __future__ import annotations

import pytest

from app.findings.judge import judge
from app.findings.rule import Finding, Severity
from app.wire.records import AT_ONCE, Effect
from tests.state.build import FAILED, Log, Script

QUEUE, LOCK, FLAG = 7, 8, 9


def made() -> tuple[Script, Log]:
    """A run with a queue, a lock, and main."""
    script = Script()
    return script, script.main().make(0, "Queue", QUEUE, 0, "results").make(0, "Lock", LOCK, 1, "lock")


def found(script: Script) -> list[Finding]:
    judgement = judge(script.end(5000))
    assert not judgement.failures
    return judgement.findings


def empty(log: Log, ms: float, answer: str = "True") -> None:
    log.op(ms, "Queue.empty", text=answer, object=QUEUE, meaning=Effect.CALL, line=14)


def test_a_queue_that_is_asked_without_a_pause_is_told() -> None:
    script, main = made()
    for step in range(12_001):
        empty(main, 10 + step / 10)
    (finding,) = found(script)
    assert (finding.rule, finding.severity, finding.is_certain) == ("busy-wait", Severity.NOTE, True)
    assert finding.message.english == (
        "main asks again and again instead of waiting: results.empty() (line 14), 12001 times in 1.2 s, each "
        "time in vain."
    )
    assert (finding.objects, [place.line for place in finding.locations]) == ((QUEUE,), [14])


@pytest.mark.parametrize("what", ["get", "acquire", "is_alive"])
def test_other_questions_that_do_not_wait_count_as_well(what: str) -> None:
    script, main = made()
    for step in range(12_001):
        ms = 10 + step / 10
        if what == "get":
            main.op(ms, "Queue.get", FAILED, "queue.Empty", object=QUEUE, line=14, bound=AT_ONCE)
        elif what == "acquire":
            main.op(ms, "Lock.acquire", object=LOCK, value=0, line=14, bound=AT_ONCE)
        else:
            main.op(ms, "Process.is_alive", text="w1|True", value=102, meaning=Effect.CALL, line=14)
    assert [finding.rule for finding in found(script)] == ["busy-wait"]


def asks_a_flag(every_ms: float) -> list[Finding]:
    """A loop around is_set() of an event that nobody sets."""
    script, main = made()
    main.make(0, "Event", FLAG, 0, "loaded")
    for step in range(int(1_200 / every_ms) + 1):
        ms = 10 + step * every_ms
        main.op(ms, "Event.is_set", text="False", object=FLAG, meaning=Effect.CALL, line=14)
    return found(script)


def test_a_loop_that_asks_an_event_may_work_in_between() -> None:
    assert asks_a_flag(every_ms=0.04) == []


def test_a_loop_that_sleeps_or_works_in_between_is_right() -> None:
    script, main = made()
    for step in range(1_000):
        empty(main, 10 + 2 * step)
    assert found(script) == []


def test_one_that_does_not_go_on_for_long_is_no_trouble() -> None:
    script, main = made()
    for step in range(5_000):
        empty(main, 10 + step / 10)
    for step in range(5_000):
        empty(main, 2000 + step / 10)
    assert found(script) == []


def test_answers_that_are_of_use_are_no_polling() -> None:
    script, main = made()
    for step in range(12_001):
        empty(main, 10 + step / 10, "False")
    assert found(script) == []
