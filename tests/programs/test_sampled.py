"""What no call tells is seen from outside: in which line a process computes, and what it waits in."""

from __future__ import annotations

import sys

import pytest

from tests.programs.harness import START_METHODS, run_watched, watched

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")

#: Seconds that the scripts below stand still: for one look at each of seven processes on a busy machine.
STANDS_STILL = ("--timeout", "5")
SCRIPT = """
    import fcntl, multiprocessing, os, queue, socket, subprocess, tempfile, threading

    def burn():
        while any((False,)) is False: pass

    def receive():
        one, other = socket.socketpair()
        one.recv(1)

    def lock():
        mine = threading.Lock()
        mine.acquire()
        mine.acquire()

    def get():
        queue.Queue().get()

    def wait():
        threading.Event().wait()

    def lock_file():
        first, second = open(__file__), open(__file__)
        fcntl.flock(first, fcntl.LOCK_EX)
        fcntl.flock(second, fcntl.LOCK_EX)

    if __name__ == "__main__":
        for work in (burn, receive, lock, get, wait, lock_file):
            multiprocessing.Process(target=work, name=work.__name__).start()
        input()
    """
STATES = {
    "burn": ("running", "computing in burn (line 5)", 5),
    "receive": ("waiting", "waiting for data from a socket (line 9)", 9),
    "lock": ("waiting", "waiting for a lock or another thread (line 14)", 14),
    "get": ("waiting", "waiting in queue.Queue.get (line 17)", 17),
    "wait": ("waiting", "waiting in threading.Event.wait (line 20)", 20),
    "lock_file": ("waiting", "waiting for a file lock (line 25)", 25),
    "main": ("waiting", "waiting for input (line 30)", 30),
}


@pytest.mark.parametrize("method", START_METHODS)
def test_every_process_is_said_to_do_what_it_does_in_its_line(method: str) -> None:
    with watched(SCRIPT, "--start-method", method, *STANDS_STILL) as run:
        result = run.result()
    last = {one["name"]: one["last_state"] for one in result.processes}
    assert {
        name: (state["condition"], state["text"], state["line"]) for name, state in last.items()
    } == STATES
    functions = [frame["function"].rpartition(".")[2] for frame in last["get"]["stack"]]
    assert functions[:3] == ["wait", "get", "get"], "the innermost first"
    assert result.report is not None and result.report["sampling_failure"] is None


def test_a_script_without_any_of_our_calls_is_seen_too() -> None:
    result = run_watched(
        """
        import subprocess, sys

        subprocess.run([sys.executable, "-IS", "-c", "while True: pass"])
        """,
        *STANDS_STILL,
    )
    (child,) = [one for one in result.processes if one["name"] != "main"]
    assert child["last_state"]["condition"] == "running"
