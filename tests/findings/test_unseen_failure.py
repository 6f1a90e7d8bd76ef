"""Threads and children that fail while nobody looks."""

from __future__ import annotations

import pytest

from app.wire.records import Effect, Kind, Stage
from tests.findings.build import found, lines, the_one
from tests.state.build import DONE, FAILED, Script


def run_child(status: int, stage: int = Stage.CODE, reads: bool = False, main_status: int = 0) -> Script:
    """main starts a child, which fails, and ends."""
    run = Script()
    main = run.main().op(1, "Process.start", DONE, "w", value=102, line=20)
    child = run.worker(2, "w", 2)
    if status == 1:
        child.op(3, "Process.run", FAILED, "ValueError: x", meaning=Effect.RUN, line=5, value=stage)
    main.slot(Kind.REAPED, 5, object=102, value=status)
    run.ended(4, 2, status)
    if reads:
        main.op(6, "Process.exitcode", DONE, meaning=Effect.ASK, value=102)
    run.ended(10, 1, main_status)
    return run


def test_a_child_whose_exit_code_nobody_reads_is_told_when_main_reports_success() -> None:
    finding = the_one(run_child(1).tick(1000), "lost-exception")
    assert finding.message.english == (
        "w ended with ValueError: x (line 5); main ended with exit code 0 and never read its exitcode."
    )
    assert (finding.severity.value, lines(finding), finding.processes) == ("warning", [5, 20], (2, 1))


def test_a_crash_is_told_too() -> None:
    message = the_one(run_child(-11).tick(1000), "lost-exception").message.english
    assert message.startswith("w was ended by SIGSEGV")


@pytest.mark.parametrize(
    "run",
    [
        run_child(0),
        run_child(-15),
        run_child(1, reads=True),
        run_child(1, main_status=1),
        run_child(1, Stage.IMPORTING),
    ],
    ids=["well", "terminated", "read", "main failed", "another rule's"],
)
def test_a_child_is_not_told_that_ended_well_or_of_which_main_or_another_rule_tells(run: Script) -> None:
    assert found(run.tick(1000), "lost-exception") == []


@pytest.mark.parametrize(
    ("asked_ns", "operation", "signal", "is_told"),
    [(2, "Process.terminate", "w", False), (2, "os.kill", "15", False), (2, "os.kill", "0", True)],
)
def test_a_child_that_was_asked_to_end_may_end_by_an_exit_code_of_its_own(
    asked_ns: int, operation: str, signal: str, is_told: bool
) -> None:
    run = run_child(15)
    run.logs[1].op(asked_ns, operation, DONE, signal, value=102, line=22, meaning=Effect.SIGNAL)
    assert bool(found(run.tick(1000), "lost-exception")) is is_told


@pytest.mark.parametrize(("quit_ns", "is_told"), [(None, False), (2, True), (4, False)])
def test_who_is_asked_to_end_while_it_ends_may_do_so_by_a_code_of_its_own(
    quit_ns: int | None, is_told: bool
) -> None:
    run = run_child(15)
    main, child = run.logs[1], run.logs[2]
    child.op(1, "Process.run", DONE, meaning=Effect.RUN)
    main.op(3, "Process.terminate", DONE, "w", value=102, line=22, meaning=Effect.SIGNAL)
    if quit_ns is not None:
        child.op(quit_ns, "os._exit", DONE, meaning=Effect.QUIT, line=6, value=15)
    assert bool(found(run.tick(1000), "lost-exception")) is is_told


def test_who_is_asked_to_end_after_it_has_failed_has_failed() -> None:
    run = run_child(1)
    run.logs[1].op(4, "Process.terminate", DONE, "w", value=102, line=22, meaning=Effect.SIGNAL)
    assert the_one(run.tick(1000), "lost-exception").message.english.startswith("w ended with ValueError: x")


def test_who_asks_itself_to_end_has_ended_by_itself() -> None:
    run = run_child(15)
    run.logs[2].op(2, "os.kill", DONE, "15", value=102, line=6, meaning=Effect.SIGNAL)
    assert the_one(run.tick(1000), "lost-exception")


def test_an_exception_in_a_thread_is_told() -> None:
    run = Script()
    main = run.main()
    main.slot(Kind.THREAD, 0, b"MainThread", value=101, thread=1)
    main.slot(Kind.THREAD, 1, b"refresh", value=105, thread=2)
    main.op(2, "Thread.run", FAILED, "OSError: gone", meaning=Effect.THREAD, line=7, thread=2)
    finding = the_one(run.tick(1000), "lost-exception")
    assert finding.message.english.startswith("OSError: gone (line 7) has ended the thread refresh of main.")
    assert (finding.severity.value, lines(finding)) == ("warning", [7])


def test_nobody_is_said_not_to_have_looked_when_not_all_was_told() -> None:
    run = run_child(1)
    run.logs[1].slot(Kind.LOST, 9, value=3)
    state = run.tick(1000)
    assert state.lost_events == 3 and found(state, "lost-exception") == []
