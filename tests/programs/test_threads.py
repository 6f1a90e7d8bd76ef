"""Threads in real scripts: each by name with what it does, and none of the library's is the script's."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.programs.harness import START_METHODS, Result, run_watched

SCRIPT = """
import multiprocessing as mp
import os
import sys
import threading
import time
from multiprocessing.pool import ThreadPool

def read(q):
    q.get()

def take(lock):
    lock.acquire(True)

def nap():
    time.sleep(100)

def boom(q):
    q.put("x")
    raise KeyError("flour")

class Slow:
    def __reduce__(self):
        raise TypeError("no")

def work(q, lock, refused):
    failing = threading.Thread(target=boom, args=(q,), name="failing")
    failing.start()
    failing.join()
    print(q.get())
    with ThreadPool(2) as pool:
        pool.map(abs, [1, 2])
    refused.put(Slow())
    refused.put("after")
    refused.get()
    for name, target, args in (("reader", read, (q,)), ("taker", take, (lock,)), ("napper", nap, ())):
        threading.Thread(target=target, args=args, name=name, daemon=True).start()
    time.sleep(0.5)
    print(sorted(thread.name for thread in threading.enumerate()))
    sys.stdout.flush()
    os._exit(0)

if __name__ == "__main__":
    mp.set_start_method(sys.argv[1])
    q, lock, refused = mp.Queue(), mp.Lock(), mp.Queue()
    lock.acquire()
    worker = mp.Process(target=work, args=(q, lock, refused), name="worker")
    worker.start()
    worker.join()
    time.sleep(0.5)  # its end is seen before that of who has the lock
"""


@pytest.mark.parametrize("method", START_METHODS)
def test_each_thread_of_a_process_is_told_with_what_it_did_last(
    compare: Callable[..., Result], method: str
) -> None:
    result = compare(SCRIPT, method, ordered=False)
    told = result.process("worker")["threads"]
    threads = {one["name"]: one for one in told if one["name"] != "worker of pool"}
    assert len(told) - len(threads) == 2
    lines = {line.strip(): number for number, line in enumerate(SCRIPT.splitlines(), 1)}

    def seen(name: str) -> tuple[str, str | None, int]:
        one = threads[name]
        assert one["of_script"] and not one["main"]
        return one["text"], one["operation"], one["line"]

    assert seen("reader") == ("blocked on q (empty)", "Queue.get", lines["q.get()"])
    assert seen("taker") == ("blocked on lock (held by main)", "Lock.acquire", lines["lock.acquire(True)"])
    assert seen("napper") == ("sleeping", "time.sleep", lines["time.sleep(100)"])
    assert threads["failing"]["state"] == "ended"
    assert threads["failing"]["error"]["type"] == "KeyError"
    assert threads["failing"]["error"]["line"] == lines['raise KeyError("flour")']
    assert threads["MainThread"]["main"]
    assert not threads.pop("feeder of refused")["of_script"]
    assert not threads.pop("handler of pool")["of_script"]
    assert {"reader", "taker", "napper", "failing", "MainThread"} == set(threads)
    assert result.process("worker")["error"] is None
    assert result.probe_failures == []


def test_a_join_of_a_thread_is_a_wait_for_it(compare: Callable[..., Result]) -> None:
    result = compare("""
        import threading, time

        class Kneader(threading.Thread):
            def run(self):
                time.sleep(0.3)

        kneader = Kneader(name="kneader")
        for wrong in (kneader.join, threading.current_thread().join):
            try:
                wrong()
            except RuntimeError as error:
                print(error)
        kneader.start()
        kneader.join(0.01)
        kneader.join()
        print(kneader.is_alive())
        """)
    wait = result.process("main")["last_wait"]
    assert (wait["operation"], wait["line"]) == ("Thread.join", 16)
    assert result.probe_failures == []


def test_a_thread_s_stack_and_the_end_of_its_process_are_as_ever(compare: Callable[..., Result]) -> None:
    compare("""
        import sys, threading, traceback

        def show(args):
            print(args.exc_type.__name__, args.thread.name, len(traceback.extract_tb(args.exc_traceback)))

        def quiet():
            sys.exit("nobody sees this")

        def loud():
            raise ValueError("loud")

        for target in (quiet, loud):
            thread = threading.Thread(target=target, name=target.__name__)
            thread.start()
            thread.join()
        threading.excepthook = show
        thread = threading.Thread(target=loud, name="hooked")
        thread.start()
        thread.join()
        threading.excepthook = None
        thread = threading.Thread(target=loud, name="without a hook")
        thread.start()
        thread.join()
        """)


HANDED = """
import multiprocessing as mp, os, subprocess, sys, threading, time

def wait_long():
    time.sleep(100)

if __name__ == "__main__":
    mp.set_start_method(sys.argv[1])
    with mp.Manager() as manager:
        names, gate = manager.list(), manager.Barrier(2)
        sleeper = mp.Process(target=wait_long, name="sleeper")
        sleeper.start()
        alarm = threading.Timer(0.2, sleeper.terminate)
        alarm.start()
        joins = threading.Thread(target=sleeper.join, name="kneader")
        joins.start()
        there = threading.Thread(target=gate.wait, name="baker")
        there.start()
        adding = threading.Thread(target=names.append, args=("ada",))
        adding.start()
        adding.join()
        joins.join()
        program = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
        killer = threading.Timer(0.1, program.kill)
        killer.start()
        killer.join()
        program.wait()
        program.stdin.close()
        print(names, flush=True)
        os.kill(os.getpid(), 9)
"""


@pytest.mark.parametrize("method", START_METHODS)
def test_a_method_that_a_thread_is_given_to_call_is_the_scripts_call(method: str) -> None:
    """Its caller is the library's code, which calls nothing for itself there."""
    result = run_watched(HANDED, arguments=(method,))
    assert result.stdout == "['ada']\n"
    main = result.process("main")
    sleeper = result.process("sleeper")
    assert sleeper["outcome"] == "terminated"
    assert (sleeper["ended_by"]["pid"], sleeper["ended_by"]["operation"]) == (
        main["pid"],
        "Process.terminate",
    )
    assert result.object("ListProxy", "names")["value"] == "['ada']"
    gate = result.object("BarrierProxy", "gate")
    assert gate["died_waiting_pids"] == [main["pid"]]
    assert result.probe_failures == []
