"""Waits for children and other programs in real scripts: os.waitpid and its like, subprocess, sentinels."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.programs.harness import START_METHODS, Result, run_watched

NAP = "import time; time.sleep(0.3)"


@pytest.mark.parametrize(
    ("wait", "operation"),
    [
        ("os.waitpid(pid, 0)", "os.waitpid"),
        ("os.waitpid(-1, 0)", "os.waitpid"),
        ("os.wait()", "os.wait"),
        ("os.wait3(options=0)", "os.wait3"),
        ("os.wait4(pid=pid, options=0)", "os.wait4"),
        ("os.waitid(os.P_PID, pid, os.WEXITED)", "os.waitid"),
        ("os.waitid(os.P_ALL, 0, os.WEXITED)", "os.waitid"),
    ],
)
def test_a_wait_for_a_forked_child_is_one_and_its_end_has_granted_it(
    compare: Callable[..., Result], wait: str, operation: str
) -> None:
    result = compare(f"""
        import os, time

        pid = os.fork()
        if not pid:
            time.sleep(0.3)
            os._exit(7)
        {wait}
        """)
    (child,) = [one for one in result.processes if one["name"] != "main"]
    last = result.process("main")["last_wait"]
    assert (last["operation"], last["line"], last["how"]) == (operation, 8, "done")
    assert last["waited_s"] > 0.1
    assert (last["granted_by"]["pid"], last["granted_by"]["operation"]) == (child["pid"], "exit")
    assert (child["exitcode"], child["parent_pid"]) == (7, result.process("main")["pid"])
    assert result.probe_failures == []


def test_a_look_is_no_wait_and_a_wrong_call_is_refused_as_ever(compare: Callable[..., Result]) -> None:
    result = compare("""
        import os

        class Number:
            def __index__(self):
                return os.getpid()

        for look in (
            lambda: os.waitpid(-1, os.WNOHANG),
            lambda: os.wait(),
            lambda: os.waitpid("1", 0),
            lambda: os.waitpid(1),
            lambda: os.waitpid(Number(), 0),
            lambda: os.wait4(-1, "0"),
            lambda: os.waitid(),
        ):
            try:
                look()
            except (OSError, TypeError) as error:
                print(type(error).__name__, error)
        pid = os.fork()
        if not pid:
            os._exit(0)
        while os.waitpid(pid, os.WNOHANG) == (0, 0):
            pass
        """)
    assert result.probe_failures == []
    assert result.process("main")["last_wait"]["how"] == "failed"  # os.wait(): there was no child


@pytest.mark.parametrize(
    ("wait", "operation"),
    [
        ("subprocess.Popen(nap).wait()", "Popen.wait"),
        ("subprocess.Popen(nap).communicate()", "Popen.communicate"),
        ("subprocess.Popen(nap, stdout=pipe).communicate()", "Popen.communicate"),
        ("subprocess.Popen(nap, stdout=pipe, stderr=pipe).communicate()", "Popen.communicate"),
        ("subprocess.run(nap)", "subprocess.run"),
        ("subprocess.run(nap, input=b'x', capture_output=True)", "subprocess.run"),
        ("subprocess.check_output(nap)", "subprocess.run"),
        ("subprocess.call(nap)", "subprocess.call"),
        ("with subprocess.Popen(nap): pass", "Popen.wait"),
    ],
)
def test_a_wait_for_a_program_is_one(compare: Callable[..., Result], wait: str, operation: str) -> None:
    result = compare(f"""
        import subprocess, sys

        pipe = subprocess.PIPE
        nap = [sys.executable, "-c", {NAP!r}]
        {wait}
        """)
    last = result.process("main")["last_wait"]
    assert (last["operation"], last["line"], last["how"]) == (operation, 6, "done")
    assert last["waited_s"] > 0.1
    assert last["granted_by"]["operation"] == "exit"
    assert result.probe_failures == []


def test_a_program_that_does_not_end_in_time_is_killed_by_the_script(compare: Callable[..., Result]) -> None:
    result = compare("""
        import subprocess

        program = subprocess.Popen(["sleep", "100"])
        try:
            program.wait(timeout=0.2)
        except subprocess.TimeoutExpired as error:
            print(error)
        print(program.poll())
        program.kill()
        print(program.wait(), program.poll())
        program.terminate()  # it is gone
        """)
    sleep = result.process("sleep")
    by = sleep["ended_by"]
    assert (sleep["outcome"], by["operation"], by["line"]) == ("killed", "Popen.kill", 10)


def test_what_talks_through_pipes_says_so() -> None:
    result = run_watched(
        """
        import subprocess

        cat = subprocess.Popen(["sleep", "100"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        cat.communicate(b"x")
        """,
        "--timeout",
        "3",
    )
    state = result.process("main")["last_state"]
    assert state["text"] == "waiting for sleep to end (talking through stdin, stdout)"
    assert (state["condition"], state["operation"], state["line"]) == ("blocked", "Popen.communicate", 5)


@pytest.mark.parametrize("method", START_METHODS)
def test_a_wait_on_a_sentinel_is_one_for_its_process(compare: Callable[..., Result], method: str) -> None:
    result = compare(
        """
        import multiprocessing as mp, sys, time
        from multiprocessing.connection import wait

        if __name__ == "__main__":
            mp.set_start_method(sys.argv[1])
            child = mp.Process(target=time.sleep, args=(0.3,), name="child")
            child.start()
            print(wait([child.sentinel]) == [child.sentinel])
        """,
        method,
    )
    last = result.process("main")["last_wait"]
    assert last["operation"] in ("connection.wait", "Process.join")  # at its exit it may wait once more
    assert result.process("child")["outcome"] == "finished"


@pytest.mark.parametrize("method", START_METHODS)
def test_the_report_adds_up_the_waits_of_a_line_and_names_the_line_that_ended_them(
    compare: Callable[..., Result], method: str
) -> None:
    result = compare(
        """
        import multiprocessing as mp, sys, time

        def visit(lock, inside):
            inside.wait()
            lock.acquire()
            lock.release()

        if __name__ == "__main__":
            mp.set_start_method(sys.argv[1])
            lock, inside = mp.Lock(), mp.Event()
            child = mp.Process(target=visit, args=(lock, inside), name="visitor")
            child.start()
            lock.acquire()
            inside.set()
            time.sleep(1.2)
            lock.release()
            child.join()
        """,
        method,
    )
    visitor = result.process("visitor")["pid"]
    assert result.report is not None
    (waits,) = [one for one in result.report["waits"] if one["operation"] == "Lock.acquire"]
    assert (waits["pid"], waits["object"], waits["line"], waits["count"]) == (visitor, "lock", 6, 1)
    assert 0 < waits["total_s"] == waits["largest_s"] == waits["p95_s"] < 30
    ending = waits["mostly_ended_by"]
    assert (ending["operation"], ending["line"]) == ("Lock.release", 17)
