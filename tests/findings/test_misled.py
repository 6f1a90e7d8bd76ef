"""Who went by full(), empty() or qsize(), and was ended by queue.Full or queue.Empty."""

from __future__ import annotations

import pytest

from app.findings.judge import judge
from app.findings.rule import Finding, Severity
from app.wire.records import AT_ONCE, Effect
from tests.state.build import FAILED, Log, Script

QUEUE = 7


def made(maxsize: int = 2) -> tuple[Script, Log, Log]:
    """A run with a queue, main and w1 (2)."""
    script = Script()
    main = script.main().make(0, "Queue", QUEUE, maxsize, "todo")
    return script, main, script.worker(2, "w1")


def ask(log: Log, ms: float, method: str, answer: str) -> None:
    log.op(ms, f"Queue.{method}", text=answer, object=QUEUE, meaning=Effect.CALL, line=6)


def fail(log: Log, ms: float, method: str, error: str, bound: float = AT_ONCE) -> None:
    log.op(ms, f"Queue.{method}", FAILED, error, object=QUEUE, bound=bound, line=7)


def raised(log: Log, ms: float, error: str, line: int = 7) -> None:
    log.op(ms, "run", FAILED, error, meaning=Effect.RUN, line=line)


def found(script: Script, status: int = 256) -> list[Finding]:
    """What is found when w1 has ended with this status, and main."""
    script.ended(50, 2, status)
    script.ended(90, 1, 0)
    judgement = judge(script.end(100))
    assert not judgement.failures
    return [finding for finding in judgement.findings if finding.rule == "stale-answer"]


def test_a_put_that_found_no_room_where_full_had_told_of_some() -> None:
    script, _, w1 = made()
    ask(w1, 1, "full", "False")
    fail(w1, 2, "put", "queue.Full")
    raised(w1, 3, "queue.Full")
    (finding,) = found(script)
    assert finding.message.english == (
        "full() (line 6) told w1 of room in todo, and the put that followed found none: "
        "queue.Full (line 7) ended w1."
    )
    assert (finding.severity, finding.is_certain, finding.processes) == (Severity.ERROR, True, (2,))
    assert [place.line for place in finding.locations] == [6, 7]


@pytest.mark.parametrize(("method", "answer"), [("empty", "False"), ("qsize", "3")])
def test_a_get_that_found_nothing_where_something_was_told_of(method: str, answer: str) -> None:
    script, _, w1 = made()
    ask(w1, 1, method, answer)
    fail(w1, 2, "get", "queue.Empty")
    raised(w1, 3, "queue.Empty")
    (finding,) = found(script)
    assert f"{method}() (line 6) told w1 of items in todo" in finding.message.english


@pytest.mark.parametrize("size", [1, 2])
def test_how_many_places_qsize_leaves_is_an_answer(size: int) -> None:
    script, _, w1 = made()
    ask(w1, 1, "qsize", str(size))
    fail(w1, 2, "put", "queue.Full")
    raised(w1, 3, "queue.Full")
    assert len(found(script)) == (1 if size == 1 else 0)


def test_one_that_is_caught_is_no_trouble() -> None:
    script, _, w1 = made()
    ask(w1, 1, "full", "False")
    fail(w1, 2, "put", "queue.Full")
    assert found(script, 0) == []
    script, _, w1 = made()
    ask(w1, 1, "full", "False")
    fail(w1, 2, "put", "queue.Full")
    raised(w1, 3, "ValueError: 3", 9)
    assert found(script) == []


def test_an_answer_that_said_so_or_was_used_up_has_misled_nobody() -> None:
    script, _, w1 = made()
    ask(w1, 1, "full", "True")
    fail(w1, 2, "put", "queue.Full")
    raised(w1, 3, "queue.Full")
    assert found(script) == []
    script, _, w1 = made()
    ask(w1, 1, "full", "False")
    w1.op(2, "Queue.put", text="1", object=QUEUE, value=1, line=8)
    fail(w1, 3, "put", "queue.Full")
    raised(w1, 4, "queue.Full")
    assert found(script) == []


def test_who_waited_for_room_did_not_go_by_the_answer() -> None:
    script, _, w1 = made()
    ask(w1, 1, "full", "False")
    fail(w1, 2, "put", "queue.Full", 3.0)
    raised(w1, 3, "queue.Full")
    assert found(script) == []
