"""What is killed while it holds something, goes on after Ctrl+C, or is left behind; and the right twins."""

from __future__ import annotations

import pytest

from tests.programs.harness import START_METHODS, run_watched
from tests.programs.test_findings_pools import findings, message

every_method = pytest.mark.parametrize("method", START_METHODS)

HOLDS = """
import multiprocessing as mp
import time

def keep(lock, ready):
    with lock:
        INSIDE
    ready.release()
    time.sleep(20)

def use(lock, ready, go):
    with lock:
        ready.release()
    go.wait(20)

if __name__ == "__main__":
    mp.set_start_method("METHOD")
    lock, ready, go = mp.Lock(), mp.Semaphore(0), mp.Event()
    second = mp.Process(target=use, args=(lock, ready, go), name="second")
    second.start()
    ready.acquire()
    first = mp.Process(target=keep, args=(lock, ready), name="first")
    first.start()
    ready.acquire()
    first.terminate()
    first.join()
    go.wait(0.5)
    go.set()
    second.join()
"""


@every_method
def test_a_process_that_is_terminated_while_it_holds_a_lock_is_told(method: str) -> None:
    script = HOLDS.replace("METHOD", method).replace("INSIDE", "ready.release(); time.sleep(20)")
    result = run_watched(script)
    ((rule, objects, lines),) = findings(result)
    assert (rule, objects, lines[0]) == ("killed-while-holding", ["lock"], 25)
    assert "first was ended by main with Process.terminate (line 25) while it held lock" in message(result)


@every_method
def test_one_that_has_given_it_back_is_not(method: str) -> None:
    result = run_watched(HOLDS.replace("METHOD", method).replace("INSIDE", "pass"))
    assert (result.exitcode, findings(result)) == (0, [])


GETS = """
import multiprocessing as mp

def work(inbox, ready):
    ready.release()
    for item in iter(inbox.get, None):
        print(item)

if __name__ == "__main__":
    mp.set_start_method("METHOD")
    inbox, ready = mp.Queue(), mp.Semaphore(0)
    workers = [mp.Process(target=work, args=(inbox, ready), name=f"w{i}") for i in range(2)]
    for worker in workers:
        worker.start()
        ready.acquire()
        ready.acquire(timeout=0.3)
    END
"""


@every_method
def test_a_process_that_is_killed_while_it_waits_for_an_item_may_keep_others_from_getting(
    method: str,
) -> None:
    end = "workers[0].kill(); workers[0].join(); inbox.put(None); workers[1].join()"
    result = run_watched(GETS.replace("METHOD", method).replace("END", end), "--timeout", "5")
    (finding,) = [one for one in findings(result) if one[0] == "killed-while-holding"]
    assert finding == ("killed-while-holding", ["inbox"], [17, 6])


@every_method
def test_workers_that_are_terminated_together_harm_nobody(method: str) -> None:
    end = "[worker.terminate() for worker in workers]; [worker.join() for worker in workers]"
    assert findings(run_watched(GETS.replace("METHOD", method).replace("END", end))) == []


INTERRUPTED = """
import multiprocessing as mp
import os
import signal

def work(stop, ready):
    ready.release()
    stop.wait(4)

if __name__ == "__main__":
    mp.set_start_method("METHOD")
    stop, ready = mp.Event(), mp.Semaphore(0)
    child = mp.Process(target=work, args=(stop, ready), name="child")
    child.start()
    ready.acquire()
    try:
        os.kill(os.getpid(), signal.SIGINT)
        child.join()
    finally:
        FINALLY
"""


@every_method
def test_a_main_that_is_interrupted_and_does_not_end_its_child_is_told(method: str) -> None:
    script = INTERRUPTED.replace("METHOD", method).replace("FINALLY", "pass")
    result = run_watched(script)
    assert findings(result)[0][0] == "interrupted"
    assert "could not end before its children, which nobody had ended (child)" in message(result)


@every_method
def test_one_that_ends_its_child_first_is_not(method: str) -> None:
    script = INTERRUPTED.replace("METHOD", method).replace("FINALLY", "stop.set(); child.join()")
    assert findings(run_watched(script)) == []


CHILD = """
import multiprocessing as mp
import os
import time

def work():
    time.sleep(4)

if __name__ == "__main__":
    mp.set_start_method("METHOD")
    child = mp.Process(target=work, name="child", daemon=DAEMON)
    child.start()
    END
"""


@every_method
def test_a_child_that_outlives_main_is_told(method: str) -> None:
    script = CHILD.replace("METHOD", method).replace("DAEMON", "False").replace("END", "os._exit(0)")
    assert ("left-behind", [], [12]) in findings(run_watched(script))


@pytest.mark.parametrize(("daemon", "end"), [("True", "pass"), ("False", "child.kill(); child.join()")])
def test_a_child_that_ends_with_main_or_before_is_not(daemon: str, end: str) -> None:
    script = CHILD.replace("METHOD", "fork").replace("DAEMON", daemon).replace("END", end)
    assert findings(run_watched(script)) == []


ZOMBIE = """
import multiprocessing as mp, os, sys, time
from multiprocessing.connection import wait

def work():
    pass

def by_hand():
    child = os.fork()
    if not child:
        os._exit(0)
    os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)

if __name__ == "__main__":
    if "os.fork" in sys.argv:
        by_hand()
    else:
        mp.set_start_method(sys.argv[1])
        child = mp.Process(target=work, name="child")
        child.start()
        wait([child.sentinel])
    time.sleep(2)
    END
"""


@pytest.mark.parametrize(("method", "line"), [("fork", 20), ("spawn", 20), ("os.fork", 9)])
def test_a_child_that_nobody_has_waited_for_is_told(method: str, line: int) -> None:
    told = run_watched(ZOMBIE.replace("END", "os._exit(0)"), arguments=(method,))
    assert findings(told) == [("left-behind", [], [line])]
    assert "main has never waited for " in message(told)
    end = "os.wait()" if method == "os.fork" else "pass  # multiprocessing joins it"
    assert findings(run_watched(ZOMBIE.replace("END", end), arguments=(method,))) == []


SHARED = """
from multiprocessing.shared_memory import SharedMemory

block = SharedMemory(create=True, size=100)
block.buf[0] = 3
block.close()
END
"""


def test_shared_memory_that_nobody_unlinks_is_told() -> None:
    result = run_watched(SHARED.replace("END", "pass"))
    assert findings(result) == [("left-behind", ["block"], [4])]
    assert findings(run_watched(SHARED.replace("END", "block.unlink()"))) == []


POOL = """
import multiprocessing as mp

if __name__ == "__main__":
    pool = mp.get_context("METHOD").Pool(2)
    print(pool.map(abs, [-1, -2]))
    END
"""


@every_method
def test_a_pool_that_is_neither_closed_nor_terminated_is_told(method: str) -> None:
    result = run_watched(POOL.replace("METHOD", method).replace("END", "pass"))
    assert findings(result) == [("left-behind", ["pool"], [5])]
    for end in ("pool.close()", "pool.terminate()"):
        assert findings(run_watched(POOL.replace("METHOD", method).replace("END", end))) == []


SERVED = """
import os
import signal
import sys
from multiprocessing import Event, Manager, Process, active_children

def use(table, go):
    go.wait()
    table["n"] = 1

def main(how):
    go = Event()
    with Manager() as manager:
        table = manager.dict()
        user = Process(target=use, args=(table, go), name="user")
        user.start()
        if how == "killed":
            os.kill(manager._process.pid, signal.SIGKILL)
            manager._process.join()
        if how != "ended":
            go.set()
            user.join()
    go.set()
    user.join()
    print(user.exitcode)

if __name__ == "__main__":
    main(sys.argv[1])
"""


@pytest.mark.parametrize("method", ["fork", "forkserver"])
@pytest.mark.parametrize(
    ("how", "rule", "lines"),
    [("killed", "killed-while-holding", [18, 9]), ("ended", "gone-before-opened", [9]), ("joined", "", [])],
)
def test_a_server_that_has_ended_while_it_is_used_is_told(
    how: str, rule: str, lines: list[int], method: str
) -> None:
    result = run_watched(SERVED, "--start-method", method, arguments=(how,))
    assert result.report is not None
    told = [
        (one["rule"], one["objects"], [line["line"] for line in one["lines"]])
        for one in result.report["findings"]
    ]
    assert told == ([(rule, ["table"], lines)] if rule else [])
