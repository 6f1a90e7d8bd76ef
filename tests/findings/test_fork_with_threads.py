"""Children that wait for a lock that a thread held when they were forked."""

from __future__ import annotations

from app.findings.judge import judge
from app.findings.rule import Finding, Severity
from app.state.telling.threads import living_threads
from app.wire.records import Effect, Kind, pack_fields
from tests.state.build import FILE, MS, Script


def forked(lock: str = "table._lock") -> Script:
    """Main has forked w1 (2) at line 36, while its thread refresh was at line 14."""
    script = Script()
    main = script.main()
    main.op(1, "Process.start", 1, "w1", line=36)
    main.op(2, "Process.start", text="w1", value=102, line=36)
    text = pack_fields(thread="refresh", lock=lock)
    main.op(2, "Process.start", text=text, value=102, line=14, meaning=Effect.FORK)
    script.worker(2, "w1", 2)
    return script


def look(
    script: Script, ms: float, call: str = "futex", inside: list[object] | None = None, threads: int = 1
) -> None:
    """w1 was looked at: it is at line 19."""
    frames = [*(inside or []), ["RateTable.get", FILE, 19, ""]]
    rows = [
        [102 + index, "MainThread", "S", False, False, call, "", "futex_wait", frames]
        for index in range(threads)
    ]
    script.send()
    script.fact(ms, "stacks", number=2, time_ns=int(ms * MS), threads=rows)


def found(script: Script, ms: float = 3000) -> list[Finding]:
    judgement = judge(script.tick(ms))
    assert not judgement.failures
    return judgement.findings


def test_a_lock_that_was_taken_at_the_fork_may_be_waited_for_for_ever() -> None:
    script = forked()
    look(script, 600)
    (finding,) = found(script)
    assert (finding.rule, finding.severity, finding.is_certain) == (
        "fork-with-threads",
        Severity.ERROR,
        False,
    )
    assert finding.message.english == (
        "w1 waits (line 19) for a lock, and no other thread is left there to give it back: when main forked "
        "(line 36), its thread refresh was at work and table._lock was taken (line 14). A lock that was "
        "taken then stays taken in the child, and may be this one."
    )
    assert [place.line for place in finding.locations] == [36, 19, 14]
    assert finding.processes == (2, 1)


def test_without_a_lock_that_is_known_the_thread_is_named() -> None:
    script = forked("")
    look(script, 600)
    (finding,) = found(script)
    assert "its thread refresh was at work (line 14)" in finding.message.english


def test_one_that_has_told_something_just_now_does_not_stand_still() -> None:
    script = forked()
    look(script, 600)
    assert found(script, 700) == []
    script = forked()
    look(script, 600)
    script.logs[2].op(2500, "time.sleep", line=20)
    assert found(script) == []


def test_another_thread_of_the_child_may_give_it_back() -> None:
    script = forked()
    look(script, 600, threads=2)
    assert found(script) == []


def test_a_wait_that_has_a_bound_mostly_or_is_for_something_else_is_no_lock() -> None:
    script = forked()
    look(script, 600, inside=[["Event.wait", "/usr/lib/python3.11/threading.py", 629, "library"]])
    assert found(script) == []
    script = forked()
    look(script, 600, call="read")
    assert found(script) == []


def test_a_child_that_was_not_forked_has_no_copies() -> None:
    script = Script()
    script.main()
    script.worker(2, "w1")
    look(script, 600)
    assert found(script) == []


def test_who_tells_of_a_thread_that_was_elsewhere_is_not_at_that_line_itself() -> None:
    script = Script()
    main = script.main()
    main.slot(Kind.THREAD, 1, b"MainThread", thread=1, value=101)
    main.slot(Kind.THREAD, 1, b"handler", thread=5, value=105)
    main.op(
        2,
        "Process.start",
        text=pack_fields(thread="MainThread"),
        value=102,
        line=14,
        thread=5,
        meaning=Effect.FORK,
    )
    process = script.tick(3).processes[1]
    assert process.threads[5].location is None
    assert living_threads(process) == [], "it is the library's own"
