"""Processes: names, parents, ends."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from app.recording.export.report import build_report
from app.state.history import Location
from app.state.model import Outcome, Run
from app.wire.records import Effect, Kind
from tests.state.build import BEGAN, BLOCKED, FAILED, FILE, MS, Script


def test_a_child_says_who_it_is() -> None:
    script = Script()
    script.main()
    worker = script.process(2, 3)
    worker.describe(3, kind="fork", parent_pid=101)
    worker.describe(
        4, kind="process", name="w1", daemon=True, method="forkserver", parent_pid=101, python="3.11"
    )
    child = script.tick(5).processes[2]
    assert (child.name, child.kind, child.daemon) == ("w1", "process", True)
    assert (child.parent, child.parent_pid, child.start_method) == (1, 101, "forkserver")
    assert (child.pid, child.began_ns, child.watched) == (102, 3 * MS, True)


def test_the_main_process_is_called_main() -> None:
    script = Script()
    script.process(1, kind="main", name="python3").describe(1, python="3.11", parent_pid=5)
    main = script.tick(2).main
    assert main is not None
    assert (main.name, main.kind, main.parent) == ("main", "main", None)


def test_start_names_a_child_that_has_not_said_anything_yet() -> None:
    script = Script()
    main = script.main()
    main.op(1, "Process.start", BEGAN, "w1").op(3, "Process.start", text="w1", value=102)
    assert script.tick(4).processes.keys() == {1}
    script.process(2, 5, watched=False, parent_pid=77)
    child = script.tick(6).processes[2]
    assert (child.name, child.kind, child.parent, child.parent_pid) == ("w1", "process", 1, 101)


def test_the_one_who_called_start_is_the_parent_not_the_forkserver() -> None:
    script = Script()
    main = script.main()
    script.process(2, kind="helper", name="forkserver")
    child = script.process(3, parent_pid=102)
    main.op(3, "Process.start", text="w1", value=103)
    child.describe(4, kind="fork", parent_pid=102)
    run = script.tick(5)
    assert (run.processes[3].parent, run.processes[3].kind) == (1, "process")


def test_a_pid_that_is_used_again_belongs_to_the_newer_process() -> None:
    script = Script()
    main = script.main()
    script.process(2, pid=500)
    main.op(1, "Process.start", text="old", value=500)
    script.ended(2, 2, 0)
    main.op(5, "Process.start", text="new", value=500)
    run = script.tick(6)
    assert run.processes[2].name == "old"
    script.process(3, 7, pid=500)
    run = script.tick(8)
    assert (run.processes[2].name, run.processes[3].name) == ("old", "new")
    assert run.process_of_pid(500) is run.processes[3]


def test_a_child_found_before_its_parent_gets_its_parent_later() -> None:
    script = Script()
    script.main()
    script.process(2, parent_pid=103, watched=False)
    script.process(3, watched=False)
    assert script.tick(1).processes[2].parent == 3


def test_programs_and_plain_forks_are_known_as_such() -> None:
    script = Script()
    main = script.main()
    script.process(2, watched=False)
    script.process(3).describe(1, kind="fork", parent_pid=101)
    main.op(2, "subprocess.Popen", text="sleep", value=102)
    run = script.tick(3)
    assert (run.processes[2].kind, run.processes[2].name) == ("subprocess", "sleep")
    assert (run.processes[3].kind, run.processes[3].name) == ("fork", "fork-3")


# --- helpers of multiprocessing ----------------------------------------------------------


def helper_found(script: Script, ms: float, **more: Any) -> None:
    """The supervisor finds a process of which it sees no more than its name."""
    script.process(2, ms, name="python", watched=False, **more)


def word(script: Script) -> None:
    script.logs[1].helper(3, 102)
    script.tick(20)


def sight(script: Script) -> None:
    helper_found(script, 4)
    script.tick(20)


def look_again(script: Script) -> None:
    """The supervisor tells once more who it is, as it sees it."""
    helper_found(script, 4, program="python3.11")
    script.tick(20)


def end(script: Script) -> None:
    script.ended(10, 2, 0)
    script.tick(20)


@pytest.mark.parametrize(
    "order",
    [
        (word, sight),
        (sight, word),
        (word, sight, end),
        (sight, word, end),
        (sight, end, word),
        (word, sight, look_again),
        (sight, look_again, word),
        (sight, end, word, look_again),
    ],
    ids=lambda order: " ".join(step.__name__ for step in order),
)
def test_a_helper_is_one_by_the_word_of_who_started_it(order: tuple[Callable[[Script], None], ...]) -> None:
    script = Script()
    script.main()
    for step in order:
        step(script)
    helper = script.state.processes[2]
    assert (helper.kind, helper.name, helper.parent) == ("helper", "resource tracker", 1)
    assert [process["name"] for process in build_report(script.end(30))["processes"]] == ["main"]


def test_a_helper_that_the_supervisor_never_saw_is_in_no_list() -> None:
    script = Script()
    script.main().helper(3, 102).slot(Kind.REAPED, 5, object=102, value=-9)
    assert [process["name"] for process in build_report(script.end(30))["processes"]] == ["main"]


def test_a_process_that_gets_the_pid_of_a_helper_that_nobody_saw_is_none() -> None:
    script = Script()
    script.main().helper(1, 500).slot(Kind.REAPED, 3, object=500, value=-9)
    script.tick(4)
    script.process(2, 5, pid=500).describe(6, kind="fork", parent_pid=101)
    assert script.tick(7).processes[2].kind == "fork"


def test_each_tracker_that_is_started_anew_is_a_helper() -> None:
    script = Script()
    main = script.main()
    for number in (2, 3):
        main.helper(number, 100 + number)
        script.process(number, number, watched=False)
    script.ended(5, 2, -9)
    run = script.tick(9)
    assert [run.processes[number].kind for number in (2, 3)] == ["helper", "helper"]


def test_a_forkserver_that_tells_of_itself_stays_a_helper_and_its_children_are_none() -> None:
    script = Script()
    main = script.main().helper(1, 102, "forkserver")
    script.process(2, 1).describe(2, kind="helper", name="forkserver", parent_pid=101)
    script.process(3, 3, parent_pid=102).describe(3, kind="fork", parent_pid=102)
    main.op(4, "Process.start", text="w1", value=103)
    run = script.tick(9)
    assert (run.processes[2].kind, run.processes[2].name) == ("helper", "forkserver")
    assert (run.processes[3].kind, run.processes[3].name, run.processes[3].parent) == ("process", "w1", 1)


@pytest.mark.parametrize("introduced", [True, False])
def test_a_process_whose_pid_a_helper_gets_later_is_not_taken_for_it(introduced: bool) -> None:
    script = Script()
    main = script.main()
    script.process(2, 1, pid=500, watched=False)
    if introduced:
        main.op(1, "Process.start", text="w", value=500)
    script.ended(2, 2, 0)
    main.helper(5, 500)
    script.tick(6)
    script.process(3, 7, pid=500, watched=False)
    run = script.tick(8)
    assert [run.processes[number].kind == "helper" for number in (2, 3)] == [False, True]


def test_a_process_that_gets_the_pid_of_a_dead_helper_is_none() -> None:
    script = Script()
    main = script.main().helper(1, 500)
    script.process(2, 2, pid=500, watched=False)
    script.ended(3, 2, 0)
    script.tick(4)
    script.process(3, 5, pid=500)
    main.op(5, "Process.start", text="w1", value=500)
    run = script.tick(6)
    assert [run.processes[number].kind for number in (2, 3)] == ["helper", "process"]


@pytest.mark.parametrize(
    ("status", "outcome", "signal"),
    [
        (0, Outcome.FINISHED, None),
        (3, Outcome.FAILED, None),
        (-15, Outcome.TERMINATED, 15),
        (-9, Outcome.KILLED, 9),
        (-11, Outcome.CRASHED, 11),
        (-2, Outcome.CRASHED, 2),
        (None, None, None),
    ],
)
def test_the_exit_code_says_how_a_process_ended(status: int | None, outcome: Outcome, signal: int) -> None:
    script = Script()
    script.main()
    script.ended(10, 1, status)
    run = script.tick(20)
    main = run.processes[1]
    assert (main.outcome, main.exitcode, main.signal, main.ended_ns) == (outcome, status, signal, 10 * MS)
    assert (run.exitcode, run.signal) == (status, signal)
    assert not main.alive


def test_what_procession_ended_is_said_to_end_with_the_run() -> None:
    script = Script()
    script.main()
    script.ended(10, 1, -9, "run")
    assert script.tick(20).processes[1].outcome is Outcome.ENDED_WITH_RUN


@pytest.mark.parametrize("told_late", [False, True])
def test_a_daemon_that_main_takes_along_is_told_from_a_terminated_one(told_late: bool) -> None:
    script = Script()
    main = script.main()
    script.worker(2, "d")
    if told_late:
        script.ended(10, 2, -15)
        script.tick(20)
    main.op(9, "Process.end_daemon", value=102)
    if not told_late:
        script.ended(10, 2, -15)
    assert script.tick(30).processes[2].outcome is Outcome.ENDED_WITH_MAIN


def test_a_daemon_that_survives_sigterm_and_ends_by_itself_has_finished() -> None:
    script = Script()
    main = script.main()
    script.worker(2, "d")
    main.op(9, "Process.end_daemon", value=102)
    script.ended(10, 2, 0)
    assert script.tick(30).processes[2].outcome is Outcome.FINISHED


def reaped(run_first: bool, code: int) -> Run:
    script = Script()
    main = script.main()
    script.worker(2, "w")
    if run_first:
        main.slot(Kind.REAPED, 11, object=102, value=code)
    script.ended(10, 2, None)
    script.tick(30)
    if not run_first:
        main.slot(Kind.REAPED, 11, object=102, value=code)
    return script.tick(40)


@pytest.mark.parametrize("first", [True, False])
def test_an_exit_code_that_only_the_parent_knows_comes_from_its_probe(first: bool) -> None:
    child = reaped(first, -9).processes[2]
    assert (child.exitcode, child.signal, child.outcome) == (-9, 9, Outcome.KILLED)


def test_a_process_lives_until_the_supervisor_says_that_it_has_ended() -> None:
    script = Script()
    main = script.main()
    script.worker(2, "w")
    main.slot(Kind.REAPED, 11, object=102, value=0)
    assert script.tick(20).processes[2].alive
    assert script.state.processes[2].exitcode is None


def test_an_uncaught_exception_is_kept() -> None:
    script = Script()
    script.main()
    script.worker(2, "w").op(3, "Process.run", FAILED, "ValueError: x")
    script.ended(5, 2, None)
    child = script.tick(6).processes[2]
    assert (child.error, child.outcome) == ("ValueError: x", Outcome.FAILED)


def test_without_an_exit_code_the_end_of_the_code_counts() -> None:
    script = Script()
    script.main()
    script.worker(2, "w").op(3, "Process.run", text="w")
    script.ended(5, 2, None)
    assert script.tick(6).processes[2].outcome is Outcome.FINISHED


def test_a_call_is_open_until_it_is_done() -> None:
    script = Script()
    main = script.main()
    script.worker(2, "w")
    main.op(3, "Process.join", BLOCKED, "w", value=102, line=12)
    call = script.tick(4).processes[1].calls[1]
    assert (call.operation, call.argument, call.target_pid, call.since_ns, call.blocked) == (
        "Process.join",
        "w",
        102,
        3 * MS,
        True,
    )
    assert call.location is not None
    assert (call.location.file, call.location.line) == (FILE, 12)
    main.op(8, "Process.join", text="w", value=102, line=12)
    process = script.tick(9).processes[1]
    assert not process.calls
    assert process.location == call.location
    assert process.last_operation == "Process.join"


def test_a_process_whose_main_thread_waits_is_at_the_line_where_it_waits() -> None:
    """Whatever its other threads do meanwhile."""
    script = Script()
    main = script.main()
    main.op(1, "Process.join", BLOCKED, "w1", line=38, thread=1)
    main.op(2, "time.sleep", BEGAN, "0.4", line=14, thread=2)
    assert script.tick(3).processes[1].location == Location(FILE, 38)
    main.op(4, "Process.join", line=38, thread=1).op(5, "time.sleep", line=14, thread=2)
    assert script.tick(6).processes[1].location == Location(FILE, 14)


def test_a_call_of_a_signal_handler_gives_way_to_the_call_that_it_interrupted() -> None:
    script = Script()
    main = script.main().make(0, "Lock", 7, 1)
    main.op(1, "time.sleep", BEGAN, "9").op(2, "Lock.acquire", BLOCKED, object=7)
    call = script.tick(3).processes[1].calls[1]
    assert call.operation == "Lock.acquire"
    assert call.outer is not None
    main.op(4, "Lock.acquire", object=7, value=1).op(5, "Lock.release", object=7)
    assert script.tick(6).processes[1].calls[1].operation == "time.sleep"
    main.op(7, "time.sleep")
    assert not script.tick(8).processes[1].calls


def test_a_call_whose_end_was_lost_is_replaced_by_the_next_one() -> None:
    script = Script()
    main = script.main()
    for ms in range(1, 50):
        main.op(ms, "time.sleep", BEGAN, "9")
    call = script.tick(60).processes[1].calls[1]
    assert (call.since_ns, call.outer) == (49 * MS, None)


def test_an_exception_ends_the_calls_inside_too() -> None:
    script = Script()
    main = script.main().make(0, "Queue", 7, 1)
    main.op(1, "time.sleep", BEGAN, "9").op(2, "Queue.get", BLOCKED, object=7)
    main.op(3, "time.sleep", FAILED, "KeyboardInterrupt")
    run = script.tick(4)
    assert not run.processes[1].calls
    assert not run.objects[7].waiters


def test_variables_are_those_of_each_process() -> None:
    script = Script()
    main, worker = script.main(), script.worker(2, "w")
    for log, text in ((main, "100"), (worker, "100"), (worker, "3")):
        log.slot(Kind.VARIABLE, 5, text.encode(), operation=log.string("num"))
    run = script.tick(6)
    assert [process.variables for process in run.processes.values()] == [{"num": "100"}, {"num": "3"}]


def test_what_a_process_uses_and_its_suspension_are_followed_to_its_end() -> None:
    script = Script()
    script.main()
    for ms, row in ((1, [1, 0.5, 90.0, 20.0]), (2, [1, 0.6, 10.0, 12.0])):
        script.fact(ms, "sample", time_ns=ms * MS, processes=[row, [99, 1, 1, 1], "?"])
    script.fact(3, "suspended", number=1, on=True, time_ns=3 * MS)
    main = script.tick(4).processes[1]
    assert (main.cpu_s, main.cpu_percent, main.memory_mb, main.peak_memory_mb) == (0.6, 10.0, 12.0, 20.0)
    assert main.suspended
    script.fact(5, "sample", time_ns=5 * MS, processes=[[1, 0.7, 0.0, 0.0]])
    script.ended(5, 1, 0)
    main = script.tick(6).processes[1]
    assert (main.cpu_s, main.cpu_percent, main.memory_mb, main.suspended) == (0.7, 0.0, 12.0, False)


def test_a_supervisor_that_died_took_everybody_along() -> None:
    script = Script()
    script.main()
    script.fact(9, "supervisor-died", time_ns=9 * MS)
    run = script.apply()
    assert (run.supervisor_died, run.ended_ns) == (True, 9 * MS)
    assert run.processes[1].outcome is Outcome.ENDED_WITH_RUN


def test_what_the_supervisor_says_of_the_run_is_kept() -> None:
    script = Script()
    script.fact(1, "error", text="No such file.", time_ns=MS)
    script.fact(1, "probe-failed", text="Traceback", time_ns=MS)
    run = script.end(2, timed_out=True)
    assert (run.target, run.script, run.start_method) == ("t", FILE, "fork")
    assert (str(run.error), run.probe_failures, run.timed_out, run.ended_ns) == (
        "No such file.",
        ["Traceback"],
        True,
        2 * MS,
    )


def test_a_child_that_only_its_parent_knew_of_is_in_the_run() -> None:
    """Killed and reaped before the supervisor could see it: name, pid and exit code are the parent's word."""
    script = Script()
    main = script.main()
    main.op(1, "Process.start", text="short", value=150)
    main.slot(Kind.REAPED, 3, object=150, value=-9)
    run = script.end(10)
    child = run.process_of_pid(150)
    assert child is not None
    assert (child.name, child.exitcode, child.outcome, child.parent) == ("short", -9, Outcome.KILLED, 1)


def test_a_child_that_nobody_saw_and_whose_parent_was_killed_is_in_the_run() -> None:
    """Its name and pid are known, its end is not."""
    script = Script()
    script.main()
    worker = script.worker(2, "worker", 1)
    worker.op(3, "Process.start", text="short", value=150)
    script.ended(5, 2, -9)
    run = script.end(10)
    child = run.process_of_pid(150)
    assert child is not None
    assert (child.name, child.parent, child.began_ns, child.ended_ns) == ("short", 2, 3 * MS, 5 * MS)
    assert (child.exitcode, child.outcome) == (None, None)


def test_a_child_that_nobody_saw_and_whose_parent_lives_is_over_with_the_run() -> None:
    script = Script()
    script.main().op(3, "Process.start", text="short", value=150)
    child = script.end(10).process_of_pid(150)
    assert child is not None
    assert (child.began_ns, child.ended_ns, child.outcome) == (3 * MS, 10 * MS, None)


def test_a_pid_that_has_a_process_already_is_no_child_that_nobody_saw() -> None:
    script = Script()
    main = script.main()
    main.op(1, "Process.start", text="known", value=102)
    script.process(2, 2)
    script.ended(5, 2, 0)
    main.op(6, "Process.start", text="known", value=102)
    assert [process.pid for process in script.end(10).processes.values()] == [101, 102]


def test_a_child_that_the_supervisor_finds_later_is_in_the_run_once() -> None:
    script = Script()
    main = script.main()
    main.op(1, "Process.start", text="late", value=102)
    main.slot(Kind.REAPED, 3, object=102, value=0)
    script.process(2, 4)
    script.ended(5, 2, None)
    run = script.end(10)
    assert [process.pid for process in run.processes.values()] == [101, 102]


# --- the end -----------------------------------------------------------------------------


def test_a_process_that_ends_of_a_signal_says_who_sent_it() -> None:
    script = Script()
    main = script.main()
    main.op(1, "Process.terminate", text="w1", value=102, line=7)  # before anybody has found it
    script.worker(2, "w1", 2)
    script.worker(3, "w2", 2)
    main.op(3, "Process.kill", text="w2", value=103, line=8)
    script.ended(5, 2, -15)
    script.ended(5, 3, -15)  # not of what was sent
    run = script.tick(9)
    by = run.processes[2].ended_by
    assert by is not None
    assert (by.process, by.operation, by.location) == (1, "Process.terminate", Location(FILE, 7))
    assert run.processes[3].ended_by is None


def test_a_process_that_is_interrupted_fails_by_keyboard_interrupt() -> None:
    script = Script()
    main = script.main()
    worker = script.worker(2, "w1", 2)
    main.op(3, "Process.interrupt", text="w1", value=102, line=7, meaning=Effect.SIGNAL)
    worker.op(4, "Process.run", FAILED, "KeyboardInterrupt", line=3)
    script.ended(5, 2, 1)
    ended = script.tick(9).processes[2]
    assert ended.ended_by is not None and ended.ended_by.operation == "Process.interrupt"
    assert (ended.outcome, ended.error) == (Outcome.FAILED, "KeyboardInterrupt")


def test_the_pid_of_an_older_process_is_not_asked_to_end_again() -> None:
    script = Script()
    main = script.main()
    script.worker(2, "w1", 2)
    main.op(3, "Process.terminate", text="w1", value=102)
    script.ended(5, 2, -15)
    script.process(3, 2000, pid=102)
    script.ended(2500, 3, -15)
    assert script.tick(3000).processes[3].ended_by is None


def test_the_error_of_a_process_is_its_first_and_has_its_line() -> None:
    script = Script()
    script.main()
    worker = script.worker(2, "w1")
    worker.op(2, "Process.run", FAILED, "ValueError: a: b", line=9)
    worker.op(3, "Process.run", FAILED, "OSError: later", line=10)
    script.ended(5, 2, 1)
    run = script.tick(6)
    assert build_report(run)["processes"][1]["error"] == {
        "type": "ValueError",
        "text": "a: b",
        "file": FILE,
        "line": 9,
    }


def test_an_error_of_a_process_that_ends_well_was_none() -> None:
    script = Script()
    main = script.main()
    main.op(2, "Process.run", FAILED, "ValueError: caught", line=9)
    script.ended(5, 1, 0)
    ended = script.tick(6).processes[1]
    assert (ended.error, ended.outcome) == (None, Outcome.FINISHED)


def test_an_error_of_a_thread_is_not_that_of_its_process() -> None:
    script = Script()
    main = script.main()
    main.slot(Kind.THREAD, 1, b"helper", thread=2, value=9)
    main.op(2, "Thread.run", FAILED, "ValueError: x", line=9, thread=2, meaning=Effect.THREAD)
    main.op(2, "Thread.run", FAILED, "ValueError: y", thread=3, meaning=Effect.THREAD)  # an unknown one
    known = script.tick(6).processes[1]
    assert (known.error, known.alive) == (None, True)
    assert (known.threads[2].error, known.threads[2].error_location) == ("ValueError: x", Location(FILE, 9))
