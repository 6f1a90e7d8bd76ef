"""Items that were put after those who should have taken them had found their queue empty."""

from __future__ import annotations

import pytest

from app.findings.judge import judge
from app.findings.rule import Finding, Severity
from app.wire.records import Effect
from tests.state.build import FAILED, Log, Script

QUEUE = 7


def made() -> tuple[Script, Log, Log]:
    """A run with a queue, main and w1 (2)."""
    script = Script()
    main = script.main().make(0, "Queue", QUEUE, 0, "todo")
    return script, main, script.worker(2, "w1")


def ask(log: Log, ms: float, method: str, answer: str) -> None:
    log.op(ms, f"Queue.{method}", text=answer, object=QUEUE, meaning=Effect.CALL, line=6)


def put(log: Log, ms: float, text: str, serial: int) -> None:
    log.op(ms, "Queue.put", text=text, object=QUEUE, value=serial, line=23)


def get(log: Log, ms: float, text: str, serial: int) -> None:
    log.op(ms, "Queue.get", text=text, object=QUEUE, value=serial, line=7)


def found(script: Script, **ends: int) -> list[Finding]:
    """What is found when w1 has ended, with this status, and main."""
    script.ended(50, 2, ends.get("w1", 0))
    script.ended(90, 1, 0)
    judgement = judge(script.end(100))
    assert not judgement.failures
    return judgement.findings


def test_what_is_put_after_a_process_has_found_the_queue_empty_is_never_taken() -> None:
    script, main, w1 = made()
    ask(w1, 1, "empty", "True")
    put(main, 60, "'a'", 1)
    put(main, 61, "'b'", 2)
    (finding,) = found(script)
    assert (finding.rule, finding.severity, finding.is_certain) == ("stale-answer", Severity.ERROR, True)
    assert finding.message.english == (
        "w1 found todo empty (line 6), took no more from it, and ended; 2 items that were put after that "
        "(line 23) were never taken."
    )
    assert [place.line for place in finding.locations] == [6, 23]


def test_a_single_item_that_is_left_is_told_as_one() -> None:
    script, main, w1 = made()
    ask(w1, 1, "empty", "True")
    put(main, 60, "'a'", 1)
    (finding,) = found(script)
    assert finding.message.english.endswith(
        "ended; one item that was put after that (line 23) was never taken."
    )


def test_an_item_that_was_on_its_way_counts_as_well() -> None:
    script, main, w1 = made()
    put(main, 1, "'a'", 1)
    ask(w1, 2, "empty", "True")
    (finding,) = found(script)
    assert "after that, or shortly before and were still on their way" in finding.message.english


def test_queue_empty_and_qsize_are_answers_as_well() -> None:
    script, main, w1 = made()
    w1.op(1, "Queue.get", FAILED, "queue.Empty", object=QUEUE, line=6)
    put(main, 60, "'a'", 1)
    put(main, 61, "'b'", 2)
    assert [finding.rule for finding in found(script)] == ["stale-answer"]
    script, main, w1 = made()
    put(main, 1, "'a'", 1)
    ask(w1, 2, "qsize", "1")
    get(w1, 3, "'a'", 1)
    put(main, 60, "'b'", 2)
    put(main, 61, "'c'", 3)
    (finding,) = found(script)
    assert "as many items of todo as qsize() had said (line 6)" in finding.message.english


def test_when_all_is_taken_nothing_is_wrong() -> None:
    script, main, w1 = made()
    ask(w1, 1, "empty", "True")
    put(main, 2, "'a'", 1)
    get(w1, 3, "'a'", 1)
    ask(w1, 4, "empty", "True")
    assert found(script) == []


@pytest.mark.parametrize("text", ["None", "'STOP'"])
def test_end_marks_that_are_left_are_no_items(text: str) -> None:
    script, main, w1 = made()
    ask(w1, 1, "empty", "True")
    put(main, 60, text, 1)
    assert found(script) == []


def test_one_that_failed_has_not_believed_an_answer() -> None:
    script, main, w1 = made()
    ask(w1, 1, "empty", "True")
    put(main, 60, "'a'", 1)
    put(main, 61, "'b'", 2)
    assert [finding.rule for finding in found(script, w1=256)] == []


def test_one_that_still_lives_may_take_them() -> None:
    script, main, w1 = made()
    ask(w1, 1, "empty", "True")
    put(main, 2, "'a'", 1)
    put(main, 3, "'b'", 2)
    assert judge(script.tick(4)).findings == []
