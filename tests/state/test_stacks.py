"""What no record explains is told from the stack, and never more than that and the kernel prove."""

from __future__ import annotations

from typing import Any

import pytest

from app.state.model import Condition, Run
from app.state.telling import threads, words
from app.state.telling.stack_lines import stack_lines
from app.wire.records import Effect, Kind
from app.wire.stacks import FRAMES_TOLD
from tests.state.build import BEGAN, BLOCKED, DONE, FILE, MS, Log, Script

LIB = "/usr/lib/python3.11/"
RUN = ("BaseProcess.run", LIB + "multiprocessing/process.py", 108, "library")
BOOT = ("BaseProcess._bootstrap", LIB + "multiprocessing/process.py", 314, "library")
MAIN = ("_main", LIB + "multiprocessing/spawn.py", 135, "library")
MODULE = ("<module>", "<string>", 1, "library")


def own(function: str = "work", line: int = 7) -> tuple[str, str, int, str]:
    """A frame of the script."""
    return function, FILE, line, ""


def library(function: str, module: str) -> tuple[str, str, int, str]:
    return function, LIB + module, 100, "library"


def stack(
    *frames: tuple[str, str, int, str],
    state: str = "S",
    call: str = "",
    on: str = "",
    number: int = 102,
    gil: bool = False,
) -> list[Any]:
    """One thread as a fact tells it: the main one of process 2."""
    return [number, "MainThread", state, state == "R", gil, call, on, "", [list(frame) for frame in frames]]


def see(script: Script, ms: float, *rows: list[Any], number: int = 2) -> Run:
    """The process is looked at."""
    script.fact(ms, "stacks", number=number, time_ns=int(ms * MS), threads=list(rows))
    return script.tick(ms + 1)


def told(script: Script, run: Run, number: int = 2) -> tuple[Condition, str]:
    described = words.describe_condition(run.processes[number], run, run.now_ns)
    assert described.condition is words.condition(run.processes[number], run.now_ns)
    return described.condition, described.english


@pytest.fixture
def script() -> Script:
    script = Script()
    script.main()
    script.worker(2, "w1")
    return script


@pytest.fixture
def w1(script: Script) -> Log:
    return script.logs[2]


def test_who_runs_computes_in_the_scripts_own_line(script: Script) -> None:
    run = see(script, 600, stack(own("burn", 12), RUN, BOOT, state="R", gil=True))
    assert told(script, run) == (Condition.RUNNING, "computing in burn (line 12)")
    location = run.processes[2].location
    assert location is not None and (location.file, location.line) == (FILE, 12)


def test_who_runs_without_the_interpreters_lock_is_in_c_code(script: Script) -> None:
    run = see(script, 600, stack(own("digest", 12), RUN, BOOT, state="R"))
    assert told(script, run)[1] == "in C code, called by digest (line 12)"
    other = stack(own("other", 3), number=990, gil=True)
    run = see(script, 700, stack(own("digest", 12), RUN, BOOT, state="R"), other)
    assert told(script, run)[1] == "computing in digest (line 12)", "it may wait for the lock"


def test_code_of_the_module_itself_has_no_function(script: Script) -> None:
    run = see(script, 600, stack(own("<module>", 3), state="R", gil=True, number=101), number=1)
    assert told(script, run, 1) == (Condition.RUNNING, "computing (line 3)")


@pytest.mark.parametrize(
    ("call", "on", "text"),
    [
        ("read", "input", "waiting for input"),
        ("recvfrom", "socket", "waiting for data from a socket"),
        ("read", "socket", "waiting for data from a socket"),
        ("accept4", "socket", "waiting for a connection"),
        ("connect", "socket", "connecting"),
        ("read", "pipe", "waiting for data from a pipe"),
        ("write", "pipe", "waiting to write into a pipe"),
        ("flock", "file", "waiting for a file lock"),
        ("wait4", "", "waiting for a child to end"),
        ("poll", "", "waiting in select or poll"),
        ("futex", "", "waiting for a lock or another thread"),
        ("pause", "", "waiting for a signal"),
        ("", "", "waiting"),
        ("read", "file", "waiting"),
    ],
)
def test_who_does_not_run_waits_in_its_system_call(script: Script, call: str, on: str, text: str) -> None:
    run = see(script, 600, stack(own(), RUN, BOOT, call=call, on=on))
    assert told(script, run) == (Condition.WAITING, f"{text} (line 7)")


@pytest.mark.parametrize(
    ("frames", "text"),
    [
        (
            [library("Condition.wait", "threading.py"), library("Event.wait", "threading.py")],
            "threading.Event.wait",
        ),
        ([library("wait", "threading.py"), library("get", "queue.py")], "queue.get"),
        (
            [library("Popen._wait", "subprocess.py"), library("run", "subprocess.py")],
            "subprocess.run",
        ),
        (
            [library("EpollSelector.select", "selectors.py"), library("run", "asyncio/runners.py")],
            "asyncio.run",
        ),
        (
            [
                library("SSLSocket.read", "ssl.py"),
                ("get", "/venv/lib/python3.11/site-packages/requests/api.py", 73, "package"),
            ],
            "requests.get",
        ),
        ([("Queue.get", "queue.py", 171, "library")], "queue.Queue.get"),
        ([("fetch", "/opt/tool/deep/mod.py", 3, "library")], "fetch"),
    ],
)
def test_who_waits_in_a_call_of_a_library_waits_in_what_the_script_has_called(
    script: Script, frames: list[tuple[str, str, int, str]], text: str
) -> None:
    run = see(script, 600, stack(*frames, own(), RUN, BOOT, call="futex"))
    assert told(script, run) == (Condition.WAITING, f"waiting in {text} (line 7)")


def test_the_kernel_tells_of_the_disk_a_stop_and_a_debugger(script: Script) -> None:
    assert told(script, see(script, 600, stack(own(), state="D", call="read", on="file"))) == (
        Condition.WAITING,
        "waiting for the disk or a device (line 7)",
    )
    assert told(script, see(script, 700, stack(own(), state="T"))) == (
        Condition.SUSPENDED,
        "stopped by a signal (line 7)",
    )
    assert told(script, see(script, 800, stack(own(), state="t")))[1] == "stopped by a debugger (line 7)"


def test_who_was_stopped_by_a_signal_is_so_also_in_a_wait(script: Script, w1: Log) -> None:
    w1.make(10, "Lock", 7, 1, "lock").op(20, "Lock.acquire", BLOCKED, object=7, line=4)
    run = see(script, 600, stack(own(line=4), state="S", call="futex"))
    assert told(script, run)[0] is Condition.BLOCKED
    run = see(script, 700, stack(own(line=4), state="T"))
    assert told(script, run)[0] is Condition.SUSPENDED


def test_an_import_is_one_whether_it_runs_or_waits(script: Script) -> None:
    inside = ("_find_and_load", "<frozen importlib._bootstrap>", 1176, "library")
    run = see(script, 600, stack(inside, own("<module>", 2), state="R", gil=True))
    assert told(script, run) == (Condition.RUNNING, "importing (line 2)")
    run = see(script, 700, stack(inside, own("<module>", 2), call="futex"))
    assert told(script, run) == (Condition.WAITING, "importing (line 2)")


LOADING = ("_call_with_frames_removed", "<frozen importlib._bootstrap>", 241, "library")


@pytest.mark.parametrize(
    ("file", "says"),
    [
        ("/run/work/tables.py", "importing tables (line 5)"),
        ("/run/work/shop/__init__.py", "importing shop (line 5)"),
        ("/run/work/shop/prices.py", "importing prices (line 5)"),
    ],
)
def test_the_code_of_a_module_that_is_imported_is_its_import(script: Script, file: str, says: str) -> None:
    module = ("<module>", file, 5, "")
    run = see(script, 600, stack(module, LOADING, own("<module>", 1), state="R", gil=True))
    assert told(script, run) == (Condition.RUNNING, says)


def test_what_the_code_of_a_module_calls_while_it_is_imported_computes(script: Script) -> None:
    module = ("<module>", "/run/work/tables.py", 5, "")
    run = see(script, 600, stack(own(), module, LOADING, own("<module>", 1), state="R", gil=True))
    assert told(script, run) == (Condition.RUNNING, "computing in work (line 7)")
    run = see(script, 700, stack(own("<module>", 3), state="R", gil=True))
    assert told(script, run) == (Condition.RUNNING, "computing (line 3)"), "the script itself is not imported"


def ended() -> Script:
    """main's code is over."""
    script = Script()
    main = script.main()
    main.op(10, "threads", BEGAN, meaning=Effect.THREADS).op(11, "threads", DONE, meaning=Effect.THREADS)
    return script


def at_end(script: Script, *frames: tuple[str, str, int, str], state: str = "R", call: str = "") -> str:
    run = see(script, 600, stack(*frames, number=101, state=state, call=call, gil=state == "R"), number=1)
    return told(script, run, 1)[1]


def test_what_the_interpreter_calls_when_the_code_is_over_is_a_function_of_atexit() -> None:
    assert at_end(ended(), own("bye", 9)) == "running its exit functions: bye (line 9)"
    assert at_end(ended(), own("churn", 6), own("bye", 9)) == (
        "running its exit functions: bye, computing in churn (line 6)"
    )
    assert at_end(ended(), own("bye", 9), state="S", call="flock") == (
        "running its exit functions: bye, waiting for a file lock (line 9)"
    )


def test_what_else_has_nothing_of_the_script_behind_it_is_not() -> None:
    assert at_end(ended(), own("Cart.__del__", 9)) == "its code is over, computing in Cart.__del__ (line 9)"
    exits = library("_exit_function", "multiprocessing/util.py")
    assert at_end(ended(), own("close", 9), exits) == "its code is over, computing in close (line 9)"
    deep = [own("bye", 9)] * FRAMES_TOLD
    assert at_end(ended(), *deep) == "its code is over, computing in bye (line 9)", (
        "who called it is not seen"
    )


def test_a_function_of_main_that_nothing_is_behind_may_be_a_greenlets() -> None:
    script = Script()
    script.main()
    assert at_end(script, own("hook", 9)) == "computing in hook (line 9)", "no record tells that it is over"


def test_a_child_that_has_not_begun_prepares_itself() -> None:
    script = Script()
    script.main()
    script.process(2, 1).describe(2, kind="process", name="w")
    load = ("__setstate__", FILE, 9, "")
    run = see(script, 600, stack(load, MAIN, MODULE, call="futex"))
    assert told(script, run) == (Condition.STARTING, "unpickling its arguments (line 9)")
    prepare = library("prepare", "multiprocessing/spawn.py")
    run = see(script, 700, stack(own("<module>", 3), prepare, MAIN, MODULE, state="R"))
    assert told(script, run) == (Condition.STARTING, "importing the script (line 3)")
    run = see(script, 800, stack(own("work", 7), RUN, BOOT, MAIN, MODULE, state="R", gil=True))
    assert told(script, run) == (Condition.RUNNING, "computing in work (line 7)")


def test_a_record_says_more_than_a_stack(script: Script, w1: Log) -> None:
    w1.make(10, "Lock", 7, 1, "lock").op(20, "Lock.acquire", BLOCKED, object=7, line=4)
    run = see(script, 600, stack(own(line=5), call="futex"))
    assert told(script, run) == (Condition.BLOCKED, "blocked on lock")
    location = run.processes[2].location
    assert location is not None and location.line == 4, "the call knows its line"


def test_what_was_told_since_makes_a_stack_old(script: Script, w1: Log) -> None:
    see(script, 600, stack(own(line=5), call="read", on="input"))
    w1.make(610, "Lock", 7, 1, "lock").op(620, "Lock.acquire", DONE, object=7, line=8)
    w1.op(630, "Lock.release", DONE, object=7, line=9)
    run = script.tick(640)
    assert told(script, run) == (Condition.RUNNING, "running")
    run = see(script, 625, stack(own(line=5), call="read", on="input"))
    assert told(script, run) == (Condition.RUNNING, "running"), "a look that began before counts less"
    location = run.processes[2].location
    assert location is not None and location.line == 9


def test_who_holds_something_is_said_to_wait_beside_it(script: Script, w1: Log) -> None:
    w1.make(10, "Lock", 7, 1, "lock").op(20, "Lock.acquire", DONE, object=7, value=1, line=4)
    run = see(script, 600, stack(own(line=5), call="recvfrom", on="socket"))
    assert told(script, run) == (
        Condition.HOLDING,
        "holding lock, waiting for data from a socket (line 5)",
    )


def test_the_calls_in_which_it_was_forked_are_its_parents(script: Script) -> None:
    forked = library("Popen._launch", "multiprocessing/popen_fork.py"), own("<module>", 26)
    wait = library("Event.wait", "threading.py")
    run = see(script, 600, stack(wait, own("work", 7), RUN, BOOT, *forked, call="futex"))
    assert told(script, run)[1] == "waiting in threading.Event.wait (line 7)"
    run = see(script, 700, stack(wait, RUN, BOOT, *forked, call="futex"))
    assert told(script, run)[1] == "waiting for a lock or another thread"
    location = run.processes[2].location
    assert location is not None and location.line == 7


def test_whose_code_is_over_is_still_seen(script: Script, w1: Log) -> None:
    w1.op(20, "exit", BEGAN, meaning=Effect.EXIT)
    run = see(script, 600, stack(own("last", 9), RUN, BOOT, state="R", gil=True))
    assert told(script, run) == (
        Condition.RUNNING,
        "its code is over: running its exit functions, computing in last (line 9)",
    )


def test_a_task_of_a_pool_is_where_its_stack_is(script: Script, w1: Log) -> None:
    w1.make(10, "Pool", 7, 1, "pool").op(20, "Pool.task", BEGAN, "f(1)", object=7, meaning=Effect.TASK)
    run = see(script, 600, stack(own("f", 15), RUN, BOOT, state="R", gil=True))
    assert told(script, run) == (Condition.RUNNING, "computing in f (line 15), in f(1)")
    location = run.processes[2].location
    assert location is not None and location.line == 15


def test_a_program_without_a_stack_waits_or_runs_as_the_kernel_says() -> None:
    script = Script()
    script.main()
    script.process(2, 1, watched=False, kind="subprocess", program="sleep")
    run = see(script, 600, stack(state="S", call="clock_nanosleep"))
    assert told(script, run) == (Condition.SLEEPING, "sleeping, not watched: no Python")
    run = see(script, 700, stack(state="R"))
    assert told(script, run) == (Condition.RUNNING, "computing, not watched: no Python")


def test_a_managers_server_that_waits_serves() -> None:
    script = Script()
    script.main()
    server = script.process(2, 1)
    server.describe(2, kind="process", name="SyncManager-1", server=True)
    server.op(3, "Process.run", BEGAN, "SyncManager-1")
    wait = library("Event.wait", "threading.py")
    run = see(script, 600, stack(wait, RUN, BOOT, call="futex"))
    assert told(script, run) == (Condition.WAITING, "serving a manager's objects")


def test_other_threads_have_their_own_stacks(script: Script, w1: Log) -> None:
    w1.slot(Kind.THREAD, 5, b"MainThread", thread=1, value=102)
    w1.op(10, "Lock.acquire", DONE, object=0, line=3, thread=2)
    w1.slot(Kind.THREAD, 11, b"reader", thread=2, value=990)
    run = see(
        script,
        600,
        stack(own("<module>", 20), call="futex"),
        stack(own("read", 31), call="recvfrom", on="socket", number=990),
    )
    process = run.processes[2]
    (state,) = threads.other_threads(process, run, run.now_ns)
    assert (state.condition, state.text.english) == (
        Condition.WAITING,
        "waiting for data from a socket (line 31)",
    )
    assert state.location is not None and state.location.line == 31
    assert process.location is not None and process.location.line == 20


def test_the_last_stack_stays_when_a_process_ends(script: Script) -> None:
    see(script, 600, stack(own(line=5), call="read", on="input"))
    script.ended(900, 2, -9)
    run = script.tick(910)
    last = words.describe_last(run.processes[2], run, run.now_ns)
    assert last.english == "waiting for input (line 5)"
    assert len(run.processes[2].stacks) == 1


def test_a_stack_of_who_has_ended_is_not_taken(script: Script) -> None:
    script.ended(500, 2, 0)
    run = see(script, 600, stack(own(line=5), call="read", on="input"))
    assert run.processes[2].stacks == ()


def test_of_a_reader_that_has_said_nothing_nothing_is_quoted(script: Script) -> None:
    script.fact(10, "sampling-failed", trouble="fails", text="", time_ns=10 * MS)
    told = script.tick(20).sampling_failure
    assert told is not None and told.english.endswith("because py-spy ended without an answer.")


@pytest.mark.parametrize(
    ("trouble", "text", "words_in_it"),
    [
        ("missing", "No such file", "pip install py-spy"),
        ("refused", "1", "sudo sysctl kernel.yama.ptrace_scope=1"),
        ("locked", "", "kernel.yama.ptrace_scope than 3"),
        ("forbidden", "Permission denied", "--cap-add=SYS_PTRACE"),
        ("hangs", "", "did not answer in time"),
        ("fails", "No such process", "No such process"),
        ("of a newer version", "No such process", "No such process"),
    ],
)
def test_why_nothing_is_seen_is_said(script: Script, trouble: str, text: str, words_in_it: str) -> None:
    script.fact(10, "sampling-failed", trouble=trouble, text=text, time_ns=10 * MS)
    run = script.tick(20)
    assert run.sampling_failure is not None and words_in_it in run.sampling_failure.english


def test_garbage_is_no_stack(script: Script) -> None:
    deep = stack(*[own()] * (FRAMES_TOLD * 2), state="?")
    run = see(script, 600, ["x"], [None] * 9, deep)
    assert told(script, run) == (Condition.RUNNING, "running"), "a state that nobody knows proves nothing"
    assert all(len(one.frames) <= FRAMES_TOLD for one in run.processes[2].stacks)


def test_of_one_that_has_ended_by_itself_no_stack_is_shown_and_of_a_stopped_one_the_last(
    script: Script,
) -> None:
    seen = stack(own("work", 7), own("outer", 9), RUN, BOOT)
    run = see(script, 600, seen)
    assert stack_lines(run.processes[2])
    script.ended(700, 2, 0)
    assert stack_lines(script.tick(701).processes[2]) == []
    script.worker(3, "w2", 702)
    script.fact(800, "stacks", number=3, time_ns=800 * MS, threads=[[103, *seen[1:]]])
    script.ended(900, 3, -9, "run")
    assert stack_lines(script.end(901).processes[3])


def test_who_opens_a_fifo_waits_for_its_other_end(script: Script) -> None:
    row = stack(own(), call="openat")
    row[7] = "wait_for_partner"
    assert told(script, see(script, 600, row))[1] == (
        "waiting for somebody to open the other end of a FIFO (line 7)"
    )
