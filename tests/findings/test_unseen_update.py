"""Files and blocks that the code of several processes updates, and what keeps them apart."""

from __future__ import annotations

import pytest

from app.findings.judge import judge
from app.findings.rule import Finding, Severity
from app.wire.records import PLACE, Effect
from tests.state.build import DONE, Log, Script

LOCK, QUEUE = 8, 9


def made() -> tuple[Script, Log, Log]:
    """A run with a lock, a queue, and two processes: w1 (2) and w2 (3)."""
    script = Script()
    main = script.main()
    main.make(0, "Lock", LOCK, 1, "mutex")
    main.make(0, "Queue", QUEUE, 0, "todo")
    return script, script.worker(2, "w1"), script.worker(3, "w2")


def update(log: Log, ms: float, path: str = "/tmp/count.txt") -> None:
    fields = {"meaning": Effect.UPDATE_UNSEEN, "line": 6, "value": 9}
    log.op(ms, "update", text="file" + PLACE + path, **fields)


def found(script: Script) -> list[Finding]:
    judgement = judge(script.end(100))
    assert not judgement.failures
    return [finding for finding in judgement.findings if finding.rule == "missing-lock"]


def test_what_two_read_and_write_back_at_the_same_time_may_get_lost() -> None:
    script, w1, w2 = made()
    update(w1, 5)
    update(w2, 6)
    (finding,) = found(script)
    assert (finding.severity, finding.is_certain, finding.processes) == (Severity.WARNING, False, (2, 3))
    assert finding.message.english == (
        "The code of w1 and w2 reads count.txt (line 6) and writes it back later (line 9), they ran at the "
        "same time, and no common lock was seen: a change may get lost."
    )
    assert [place.line for place in finding.locations] == [6, 9]


def test_one_alone_and_others_with_other_files_are_no_trouble() -> None:
    script, w1, w2 = made()
    update(w1, 5, "/tmp/a.txt")
    update(w2, 6, "/tmp/b.txt")
    assert found(script) == []


@pytest.mark.parametrize("seen_ms", [10, 30])
def test_one_after_the_other_is_no_trouble_also_if_the_end_is_seen_late(seen_ms: float) -> None:
    script, w1, _ = made()
    update(w1, 5)
    w1.op(8, "Process.run", DONE, "w1", meaning=Effect.RUN)
    script.ended(seen_ms, 2, 0)
    late = script.worker(4, "w3", 20)
    update(late, 25)
    assert found(script) == []


def test_a_lock_that_both_use_is_enough() -> None:
    script, w1, w2 = made()
    update(w1, 5)
    update(w2, 6)
    for log in (w1, w2):
        log.op(7, "Lock.acquire", object=LOCK, value=1, line=8)
        log.op(8, "Lock.release", object=LOCK, line=8)
    assert found(script) == []


def test_a_queue_that_passes_the_turn_on_is_enough_and_one_for_results_is_not() -> None:
    for is_passed in (True, False):
        script, w1, w2 = made()
        update(w1, 5)
        update(w2, 6)
        w1.op(7, "Queue.put", text="1", object=QUEUE, value=1, line=8)
        w2.op(8, "Queue.get" if is_passed else "Queue.put", text="1", object=QUEUE, value=1, line=8)
        assert len(found(script)) == int(not is_passed)
