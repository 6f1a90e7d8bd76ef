"""How processes end in real scripts: by which exception, asked by whom, and what comes after their code."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.programs.harness import START_METHODS, Result, run_watched

every_method = pytest.mark.parametrize("method", START_METHODS)

ERRORS = """
import multiprocessing as mp, os, sys, threading

def boom():
    raise ValueError("no: dough")

def text():
    sys.exit("out of dough")

def code():
    os._exit(3)

def thread():
    helper = threading.Thread(target=boom, name="helper")
    helper.start()
    helper.join()

if __name__ == "__main__":
    mp.set_start_method(sys.argv[1])
    for work in (boom, text, code, thread):
        child = mp.Process(target=work, name=work.__name__)
        child.start()
        child.join()
    child.close()
    for wrong in (child.join, child.is_alive, child.terminate, child.kill, child.start):
        try:
            wrong()
        except ValueError as error:
            print(error)
    raise RuntimeError("main's own")
"""


@every_method
def test_an_exception_that_ends_a_process_is_told_with_the_line_it_came_from(
    compare: Callable[..., Result], method: str
) -> None:
    result = compare(ERRORS, method)
    lines = {line.strip(): number for number, line in enumerate(ERRORS.splitlines(), 1)}

    def error(name: str) -> tuple[Any, ...] | None:
        found = result.process(name)["error"]
        return None if found is None else (found["type"], found["text"], found["line"])

    assert error("boom") == ("ValueError", "no: dough", lines['raise ValueError("no: dough")'])
    assert error("text") == ("SystemExit", "out of dough", lines['sys.exit("out of dough")'])
    assert error("main") == ("RuntimeError", "main's own", lines['raise RuntimeError("main\'s own")'])
    assert result.process("boom")["error"]["file"].endswith("script.py")
    assert error("code") is error("thread") is None  # the latter is the thread's
    assert result.process("boom")["last_state"]["text"] == "its code is over"
    assert result.probe_failures == []


EXITS = """
import multiprocessing as mp, sys

class Reason:
    def __bool__(self):
        print("asked", flush=True)
        return False
    def __str__(self):
        return "a reason"

class Quiet(SystemExit):
    @property
    def code(self):
        print("code", flush=True)
        return 0

REASONS = {"empty": "", "list": [], "own": Reason(), "none": None, "zero": 0, "false": False, "three": 3}

def leave(name):
    if name == "quiet":
        raise Quiet("not shown")
    sys.exit(REASONS[name])

if __name__ == "__main__":
    mp.set_start_method(sys.argv[1])
    for name in (*REASONS, "quiet"):
        child = mp.Process(target=leave, args=(name,), name=name)
        child.start()
        child.join()
        print(name, child.exitcode, flush=True)
"""


@every_method
def test_a_child_that_leaves_by_sys_exit_is_told_with_its_reason_if_its_exit_code_is_not_0(
    compare: Callable[..., Result], method: str
) -> None:
    result = compare(EXITS, method)
    ends = {
        one["name"]: (one["exitcode"], one["error"] and (one["error"]["type"], one["error"]["text"]))
        for one in result.processes
    }
    assert ends == {
        "main": (0, None),
        "empty": (1, ("SystemExit", "")),
        "list": (1, ("SystemExit", "[]")),
        "own": (1, ("SystemExit", "<Reason>")),
        "none": (0, None),
        "zero": (0, None),
        "false": (0, None),
        "three": (3, ("SystemExit", "3")),
        "quiet": (0, None),
    }
    assert result.probe_failures == []


LOST = """
import multiprocessing as mp, sys

if __name__ == "__main__":
    def lost():
        pass

    mp.set_start_method(sys.argv[1])
    child = mp.Process(target=lost, name="lost")
    child.start()
    child.join()
"""


@pytest.mark.parametrize("method", ["spawn", "forkserver"])
def test_a_child_that_cannot_be_unpickled_says_why(compare: Callable[..., Result], method: str) -> None:
    lost = compare(LOST, method).process("lost")
    assert lost["outcome"] == "failed"
    assert lost["error"]["type"] == "AttributeError"
    assert "'lost'" in lost["error"]["text"]
    assert lost["error"]["line"] is None  # no line of the script has run


UNGUARDED = """
import multiprocessing as mp, sys

mp.set_start_method(sys.argv[1], force=True)
child = mp.Process(target=print, name="child")
child.start()
child.join()
"""


@pytest.mark.parametrize("method", ["spawn", "forkserver"])
def test_a_child_of_an_unguarded_main_says_at_which_line_it_failed(
    compare: Callable[..., Result], method: str
) -> None:
    child = compare(UNGUARDED, method).process("child")
    assert (child["error"]["type"], child["error"]["line"]) == ("RuntimeError", 6)


def test_an_exception_that_main_has_caught_and_kept_is_not_its_end(compare: Callable[..., Result]) -> None:
    result = compare("""
        import sys

        try:
            1 / 0
        except ZeroDivisionError as error:
            sys.last_value = error
        """)
    assert (result.process("main")["error"], result.process("main")["outcome"]) == (None, "finished")


def test_an_exception_that_is_told_keeps_nothing_alive(compare: Callable[..., Result]) -> None:
    result = compare("""
        import threading

        class Noisy:
            def __del__(self):
                print("gone", flush=True)

        def fail(noisy):
            raise KeyError("flour")

        fail(Noisy())
        """)
    assert result.process("main")["error"] == {
        "type": "KeyError",
        "text": "flour",
        "file": result.process("main")["error"]["file"],
        "line": 9,
    }


# --- when the code is over ---------------------------------------------------------------

ENDING = """
import multiprocessing as mp, sys, threading, time
from multiprocessing import util

def sleeper(ready):
    ready.send("here")
    time.sleep(100)

def sender(ready, q):
    ready.send("here")
    q.put("x" * 1_000_000)

def threaded(ready):
    ready.send("here")
    threading.Thread(target=time.sleep, args=(100,), name="kneader").start()

def exiting(ready):
    ready.send("here")
    util.Finalize(None, time.sleep, args=(100,), exitpriority=1)

if __name__ == "__main__":
    mp.set_start_method(sys.argv[1])
    q = mp.Queue()
    ours, theirs = mp.Pipe()
    for work, args in ((sleeper, ()), (sender, (q,)), (threaded, ()), (exiting, ())):
        mp.Process(target=work, args=(theirs, *args), name=work.__name__).start()
        ours.recv()  # it has got its queue before the main process ends
"""


@every_method
def test_what_a_process_does_when_its_code_is_over_is_said(method: str) -> None:
    result = run_watched(ENDING, "--timeout", "10", arguments=(method,))
    said = {one["name"]: one["last_state"]["text"] for one in result.processes}
    assert said.pop("main").startswith("its code is over: waiting for ")
    assert said == {
        "sleeper": "sleeping",
        "sender": "its code is over: sending what is left in q (not taken yet: 1)",
        "threaded": "its main thread is over: waiting for kneader to end",
        "exiting": "its code is over: running its exit functions, sleeping",
    }
    sender = result.process("sender")["last_state"]
    assert (sender["object"], sender["code_over"], sender["line"]) == ("q", True, None)
    assert result.probe_failures == []


@every_method
def test_a_process_that_is_killed_in_its_exit_functions_was_at_its_end(
    compare: Callable[..., Result], method: str
) -> None:
    result = compare(
        """
        import multiprocessing as mp, signal, sys
        from multiprocessing import util

        def stay(end):
            end.send("ending")
            signal.pause()

        def work(end):
            util.Finalize(None, stay, args=(end,), exitpriority=1)

        if __name__ == "__main__":
            mp.set_start_method(sys.argv[1])
            ours, theirs = mp.Pipe()
            child = mp.Process(target=work, args=(theirs,), name="child")
            child.start()
            print(ours.recv())
            child.kill()
            child.join()
            print(child.exitcode)
        """,
        method,
    )
    child = result.process("child")
    assert (child["outcome"], child["error"]) == ("killed", None)
    assert child["last_state"]["text"] == "its code is over: running its exit functions"
    by = child["ended_by"]
    assert (by["pid"], by["operation"], by["line"]) == (result.process("main")["pid"], "Process.kill", 18)
    assert result.probe_failures == []


def test_a_wait_for_a_queue_that_the_script_makes_is_at_its_line(compare: Callable[..., Result]) -> None:
    result = compare("""
        import multiprocessing as mp, os, time

        def late(q):
            time.sleep(0.3)
            q.get()

        q = mp.Queue()
        child = mp.Process(target=late, args=(q,))
        child.start()
        q.put("x" * 1_000_000)
        q.close()
        q.join_thread()
        os._exit(0)
        """)
    wait = result.process("main")["last_wait"]
    assert (wait["operation"], wait["object"], wait["line"]) == ("Queue.join_thread", "q", 13)


def test_an_exit_function_of_the_script_is_one(compare: Callable[..., Result]) -> None:
    result = compare("""
        import atexit, multiprocessing as mp

        q = mp.Queue()
        atexit.register(q.get)
        atexit.register(q.put, "last")
        print("code is over")
        """)
    assert result.object("Queue")["gets"] == 1
    assert result.process("main")["last_state"]["code_over"]
