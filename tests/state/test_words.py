"""A state is said in one word, and the words around it name what matters."""

from __future__ import annotations

import pytest

from app.language import Sentence
from app.state.history import Location
from app.state.model import Condition, Run
from app.state.telling import waits, words
from app.state.telling.failures import error_at
from app.wire.records import Effect, Kind
from tests.state.build import BEGAN, BLOCKED, DONE, FAILED, MS, Log, Script


def told(script: Script, ms: float, number: int = 2) -> tuple[Condition, str]:
    run = script.tick(ms)
    described = words.describe_condition(run.processes[number], run, int(ms * MS))
    assert described.condition is words.condition(run.processes[number], int(ms * MS))
    return described.condition, described.english


@pytest.fixture
def script() -> Script:
    script = Script()
    script.main().make(0, "Lock", 7, 1, "lock").make(0, "JoinableQueue", 8, 2, "q")
    script.worker(2, "w1")
    script.worker(3, "w2")
    return script


@pytest.fixture
def w1(script: Script) -> Log:
    return script.logs[2]


@pytest.fixture
def w2(script: Script) -> Log:
    return script.logs[3]


def test_a_process_starts_until_its_code_begins() -> None:
    script = Script()
    script.main()
    child = script.process(2, 1)
    child.describe(2, kind="process", name="w")
    assert told(script, 3) == (Condition.STARTING, "starting")
    child.op(4, "Process.run", BEGAN, "w")
    assert told(script, 5) == (Condition.RUNNING, "running")
    assert told(script, 5, 1) == (Condition.RUNNING, "running")


def test_the_server_of_a_manager_is_said_to_serve_its_objects() -> None:
    script = Script()
    script.main()
    server = script.process(2, 1)
    server.describe(2, kind="process", name="SyncManager-1")
    server.op(3, "Process.run", BEGAN, "SyncManager-1")
    assert told(script, 4)[1] == "running"
    server.describe(5, server=True)
    assert told(script, 6) == (Condition.RUNNING, "running, serving a manager's objects")
    run = script.tick(7)
    assert (run.processes[2].name, run.processes[2].kind) == ("SyncManager-1", "process")
    server.op(8, "Process.run", text="SyncManager-1")
    assert told(script, 9)[1] == "its code is over"


def test_a_program_that_nobody_watches_runs() -> None:
    script = Script()
    script.main()
    script.process(2, 1, watched=False, kind="subprocess")
    assert told(script, 10)[0] is Condition.RUNNING


def test_a_program_that_is_no_python_is_said_to_be_unwatched() -> None:
    script = Script()
    script.main()
    script.process(2, 1, watched=False, kind="subprocess", program="sleep")
    assert told(script, 10) == (Condition.RUNNING, "running, not watched: no Python")


def test_a_python_without_the_probe_is_said_to_be_unwatched_once_it_has_had_time() -> None:
    script = Script()
    script.main()
    script.process(2, 1, watched=False, kind="subprocess", program="python3.8")
    assert told(script, 100)[1] == "running"
    assert told(script, 3100)[1] == "running, not watched: no probe"
    script.ended(3200, 2)
    assert told(script, 3300)[1] == "ended: finished, not watched: no probe"


def test_a_watched_process_that_becomes_another_program_is_watched_no_more() -> None:
    script = Script()
    script.main()
    script.process(2, 1, program="python3.11")
    assert told(script, 5000)[1] == "running"
    script.process(2, 1, watched=False, program="sh")
    assert told(script, 5010)[1] == "running, not watched: no Python"


def test_who_waits_for_a_lock_names_its_owner(script: Script, w1: Log, w2: Log) -> None:
    w2.op(1, "Lock.acquire", object=7, value=1)
    w1.op(2, "Lock.acquire", BLOCKED, object=7)
    assert told(script, 3) == (Condition.BLOCKED, "blocked on lock (held by w2)")
    assert told(script, 4, 3) == (Condition.HOLDING, "holding lock")
    script.ended(5, 3, -9)
    assert told(script, 6) == (Condition.BLOCKED, "blocked on lock (w2 died holding it)")
    assert told(script, 7, 3) == (Condition.ENDED, "ended: killed, holding lock")


def test_a_process_that_waits_for_itself_is_said_so(script: Script, w1: Log) -> None:
    w1.op(1, "Lock.acquire", object=7, value=1).op(2, "Lock.acquire", BLOCKED, object=7)
    assert told(script, 3) == (Condition.BLOCKED, "blocked on lock (held by itself), holding lock")


def test_holding_stands_above_sleeping(script: Script, w1: Log) -> None:
    w1.op(1, "Lock.acquire", object=7, value=1).op(2, "time.sleep", BEGAN, "1")
    assert told(script, 3) == (Condition.HOLDING, "holding lock, sleeping")
    w1.op(4, "time.sleep").op(5, "Lock.release", object=7).op(6, "time.sleep", BEGAN, "1")
    assert told(script, 900) == (Condition.SLEEPING, "sleeping")


def test_a_put_into_a_queue_without_places_waits_for_its_pipe(script: Script, w1: Log) -> None:
    w1.make(0, "SimpleQueue", 9, 0, "s").op(1, "SimpleQueue.put", BLOCKED, object=9)
    assert told(script, 2)[1] == "blocked on s (writing to its pipe)"


def test_queues_say_why_they_block(script: Script, w1: Log) -> None:
    w1.op(1, "JoinableQueue.get", BLOCKED, object=8)
    assert told(script, 2)[1] == "blocked on q (empty)"
    w1.op(3, "JoinableQueue.get", FAILED, "queue.Empty", object=8)
    for ms in (4, 5):
        w1.op(ms, "JoinableQueue.put", text="1", object=8)
    w1.op(6, "JoinableQueue.put", BLOCKED, "1", object=8)
    assert told(script, 7)[1] == "blocked on q (full)"
    w1.op(8, "JoinableQueue.put", FAILED, "queue.Full", object=8)
    w1.op(9, "JoinableQueue.join", BLOCKED, object=8)
    assert told(script, 10) == (Condition.BLOCKED, "blocked on q (unfinished: 2)")


def test_join_names_the_process_that_it_waits_for(script: Script) -> None:
    script.logs[1].op(1, "Process.join", BLOCKED, "w1", value=102)
    run = script.tick(2)
    assert told(script, 3, 1) == (Condition.BLOCKED, "waiting for w1 to end")
    call = words.blocked_call(run.processes[1], 3 * MS)
    assert call is not None
    assert call.operation == "Process.join"
    assert words.describe_condition(run.processes[1], run, 3 * MS).since_ns == MS


def test_a_slow_call_blocks_even_before_a_tick_says_so(script: Script, w1: Log) -> None:
    w1.op(1, "JoinableQueue.get", BEGAN, object=8)
    run = script.tick(2)
    assert words.condition(run.processes[2], 10 * MS) is Condition.RUNNING
    assert words.condition(run.processes[2], 100 * MS) is Condition.BLOCKED


def test_starting_a_child_is_no_wait_however_long_it_takes(script: Script, w1: Log) -> None:
    w1.op(1, "Process.start", BEGAN, "x")
    assert told(script, 900)[0] is Condition.RUNNING


def test_the_main_thread_speaks_for_its_process(script: Script, w1: Log) -> None:
    w1.op(1, "time.sleep", BEGAN, "9", thread=1).op(2, "JoinableQueue.get", BLOCKED, object=8, thread=2)
    assert told(script, 3)[0] is Condition.SLEEPING
    w1.op(4, "time.sleep", thread=1)
    assert told(script, 5)[0] is Condition.BLOCKED


def test_the_main_thread_is_the_one_that_has_the_processes_number(script: Script, w1: Log) -> None:
    """Another one may have made the first call: it has been started before."""
    w1.op(1, "time.sleep", BEGAN, "0.4", thread=2)
    w1.slot(Kind.THREAD, 2, b"MainThread", thread=1, value=script.tick(1).processes[2].pid)
    w1.op(2, "JoinableQueue.get", BLOCKED, object=8, thread=1)
    assert told(script, 3)[0] is Condition.BLOCKED


def test_a_suspended_process_is_that_first_of_all(script: Script, w1: Log) -> None:
    w1.op(1, "Lock.acquire", object=7, value=1)
    script.fact(2, "suspended", number=2, on=True, time_ns=2 * MS)
    assert told(script, 3) == (Condition.SUSPENDED, "suspended, holding lock")
    script.fact(4, "suspended", number=2, on=False, time_ns=4 * MS)
    assert told(script, 5)[0] is Condition.HOLDING


@pytest.mark.parametrize(
    ("status", "cause", "text"),
    [
        (0, None, "ended: finished"),
        (3, None, "failed (3)"),
        (-15, None, "ended: terminated, was blocked on q (empty)"),
        (-9, None, "ended: killed, was blocked on q (empty)"),
        (-11, None, "failed: crashed (signal 11), was blocked on q (empty)"),
        (-9, "run", "ended with the run, was blocked on q (empty)"),
        (None, None, "ended, was blocked on q (empty)"),
    ],
)
def test_an_end_says_how_and_where(script: Script, w1: Log, status: int, cause: str, text: str) -> None:
    w1.op(1, "JoinableQueue.get", BLOCKED, object=8)
    script.ended(5, 2, status, cause)
    end = Condition.FAILED if text.startswith("failed") else Condition.ENDED
    assert told(script, 6) == (end, text)


def test_a_failure_says_its_exception_and_the_scripts_line(script: Script, w1: Log) -> None:
    w1.op(1, "Process.run", FAILED, "ValueError: two\nlines", line=17, meaning=Effect.RUN)
    script.output(2, 2, b"Traceback...\n", stream=2)
    script.ended(5, 2, 1)
    assert told(script, 6) == (Condition.FAILED, "failed, line 17: ValueError: two lines")


def test_a_failure_without_an_exception_says_what_was_written_last_to_stderr(script: Script) -> None:
    script.output(1, 1, b"usage: scan [-h] file\nscan: error: a file is ", stream=2)
    script.output(2, 1, "required: \u6587\u4ef6\n\n".encode(), stream=2)
    script.output(3, 1, b"no error\n")
    script.ended(5, 1, 2)
    text = "failed, last line of stderr: scan: error: a file is required: \u6587\u4ef6"
    assert told(script, 6, 1) == (Condition.FAILED, text)


def test_a_failure_in_another_file_names_it() -> None:
    assert error_at("KeyError: k", Location("/lib/shop/basket.py", 3), Run(script="/a.py")).english == (
        "line 3 of basket.py: KeyError: k"
    )


def test_every_template_can_be_filled_in_after_translation(script: Script, w1: Log, w2: Log) -> None:
    w2.op(1, "Lock.acquire", object=7, value=1)
    w1.op(2, "Lock.acquire", BLOCKED, object=7)
    run = script.tick(3)
    (part,) = words.describe_condition(run.processes[2], run, 3 * MS).parts
    assert part == Sentence(waits.CONTEXT, waits.BLOCKED_HELD, object="lock", owner="w2")


# --- when the code is over ---------------------------------------------------------------


def ending(log: Log, ms: float, name: str, phase: int, effect: int, text: str = "", **fields: int) -> None:
    """A step of a process's end, which no line of the script makes."""
    log.op(ms, name, phase, text, meaning=effect, **fields)


def test_a_process_whose_code_is_over_says_what_it_does_at_its_end(script: Script, w1: Log) -> None:
    w1.op(1, "Process.run", text="w1")
    assert told(script, 2) == (Condition.RUNNING, "its code is over")
    ending(w1, 3, "finalizers", BEGAN, Effect.EXIT)
    assert told(script, 4) == (Condition.RUNNING, "its code is over: running its exit functions")
    w1.op(5, "JoinableQueue.join_thread", BLOCKED, object=8, meaning=Effect.FLUSH)
    assert told(script, 6) == (Condition.BLOCKED, "its code is over: sending what is left in q")
    w1.op(7, "JoinableQueue.join_thread", object=8, meaning=Effect.FLUSH)
    ending(w1, 8, "finalizers", DONE, Effect.EXIT)
    assert told(script, 9) == (Condition.RUNNING, "its code is over")
    ending(w1, 10, "threads", BEGAN, Effect.THREADS, "kneader", value=1)
    assert told(script, 111) == (
        Condition.BLOCKED,
        "its main thread is over: waiting for kneader to end",
    )


def test_main_waits_for_its_children_when_its_code_is_over(script: Script) -> None:
    main = script.logs[1]
    ending(main, 1, "exit functions", DONE, Effect.EXIT)
    ending(main, 2, "exit functions", BEGAN, Effect.EXIT)
    main.op(3, "Process.join", BLOCKED, "w1", value=102)
    assert told(script, 4, 1) == (Condition.BLOCKED, "its code is over: waiting for w1 to end")


def test_a_process_killed_at_its_end_says_so(script: Script, w1: Log) -> None:
    w1.op(1, "Process.run", text="w1")
    ending(w1, 3, "finalizers", BEGAN, Effect.EXIT)
    script.ended(5, 2, -9)
    assert told(script, 6) == (Condition.ENDED, "ended: killed, when its code was over")
    run = script.tick(7)
    last = words.describe_last(run.processes[2], run, run.now_ns)
    assert last.english == "its code is over: running its exit functions"


def test_a_lock_is_held_and_slept_with_when_the_code_is_over(script: Script, w1: Log) -> None:
    w1.op(1, "Lock.acquire", object=7, value=1).op(2, "Process.run", text="w1")
    assert told(script, 3) == (Condition.HOLDING, "holding lock, its code is over")
    w1.op(4, "Lock.release", object=7).op(5, "time.sleep", BEGAN)
    assert told(script, 6) == (Condition.SLEEPING, "sleeping, its code is over")


# --- waits for processes -----------------------------------------------------------------


def test_who_waits_for_a_program_or_any_child_says_so(script: Script, w1: Log) -> None:
    w1.op(1, "os.waitpid", BLOCKED, value=103, meaning=Effect.JOIN)
    assert told(script, 2) == (Condition.BLOCKED, "waiting for w2 to end")
    w1.op(3, "os.waitpid", value=103, meaning=Effect.JOIN)
    w1.op(4, "os.wait", BLOCKED, value=-1, meaning=Effect.JOIN)
    assert told(script, 5)[1] == "waiting for any child to end"
    w1.op(6, "os.wait", value=103, meaning=Effect.JOIN)
    w1.op(7, "Popen.communicate", BLOCKED, "stdin, stdout", value=103, meaning=Effect.TALK)
    assert told(script, 8)[1] == "waiting for w2 to end (talking through stdin, stdout)"
    w1.op(9, "Popen.communicate", FAILED, "subprocess.TimeoutExpired", value=103, meaning=Effect.TALK)
    w1.op(10, "Popen.wait", BLOCKED, value=4711, meaning=Effect.JOIN)
    assert told(script, 11)[1] == "waiting for 4711 to end"


def test_who_waits_for_sentinels_waits_for_processes(script: Script, w1: Log) -> None:
    w1.op(1, "connection.wait", BLOCKED, "p103")
    assert told(script, 2)[1] == "waiting for w2 to end"
    w1.op(3, "connection.wait", text="p103")
    w1.op(4, "connection.wait", BLOCKED, "p103 p101")
    assert told(script, 5)[1] == "waiting for the first of these to end: w2, main"
    w1.op(6, "connection.wait", text="p103")
    w1.op(7, "connection.wait", BLOCKED, "p103 ?")
    assert told(script, 8)[1] == "waiting for the first of: w2, …"
