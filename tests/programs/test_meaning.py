"""Objects of every name show as what they are, in real scripts under every start method."""

from __future__ import annotations

import pytest

from tests.programs.harness import START_METHODS, run_watched

MAILBOX = """
import multiprocessing as mp
import time
from multiprocessing import Event, Process
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Lock

class Mailbox(Queue):
    def __init__(self, size):
        super().__init__(size, ctx=mp.get_context())

class Mutex(Lock):
    def __init__(self):
        super().__init__(ctx=mp.get_context())

def worker(ready, inbox, mutex):
    ready.wait()
    with mutex:
        inbox.put("letter")
        time.sleep(0.2)

if __name__ == "__main__":
    ready, inbox, mutex = Event(), Mailbox(3), Mutex()
    workers = [Process(target=worker, args=(ready, inbox, mutex)) for _ in range(2)]
    for one in workers:
        one.start()
    time.sleep(0.3)
    ready.set()
    print(ready.is_set(), inbox.get(), inbox.get(timeout=10))
    for one in workers:
        one.join()
"""

MANAGED = """
import time
from multiprocessing import Manager, Process

def worker(lock, permits, queue, ready):
    ready.wait()
    with lock, permits:
        time.sleep(0.1)
        queue.put("done")

if __name__ == "__main__":
    with Manager() as manager:
        lock, permits, queue, ready = manager.RLock(), manager.Semaphore(2), manager.Queue(5), manager.Event()
        workers = [Process(target=worker, args=(lock, permits, queue, ready)) for _ in range(2)]
        for one in workers:
            one.start()
        ready.set()
        print(queue.get(), queue.get())
        for one in workers:
            one.join()
"""


@pytest.mark.parametrize("method", START_METHODS)
def test_subclasses_and_events_show_as_what_they_are(method: str) -> None:
    result = run_watched(MAILBOX, "--start-method", method)
    assert (result.exitcode, result.stdout) == (0, "True letter letter\n")
    objects = result.objects
    assert {name: (one["kind"], one["family"]) for name, one in objects.items()} == {
        "ready": ("Event", "flag"),
        "inbox": ("Mailbox", "buffer"),
        "mutex": ("Mutex", "lock"),
    }
    inbox, mutex, ready = objects["inbox"], objects["mutex"], objects["ready"]
    assert (inbox["maxsize"], inbox["puts"], inbox["gets"], inbox["high_water"] <= 2) == (3, 2, 2, True)
    assert (mutex["acquires"], mutex["owner_pid"]) == (2, None)
    assert (ready["is_set"], ready["sets"]) == (True, 1)
    assert result.probe_failures == []


@pytest.mark.parametrize("method", START_METHODS)
def test_a_wait_tells_who_ended_it_and_at_which_line(method: str) -> None:
    result = run_watched(MAILBOX, "--start-method", method)
    main = result.process("main")
    waits = [one["last_wait"] for one in result.processes if one["name"].startswith("Process-")]
    operations = {wait["operation"] for wait in waits if wait is not None}
    assert "Mutex.acquire" in operations, "the second one waits for the first"
    for wait in filter(None, waits):
        grant, line = wait["granted_by"], MAILBOX.split("\n")[wait["granted_by"]["line"] - 1].strip()
        assert grant["certain"]
        if wait["operation"] == "Mutex.acquire":
            assert (wait["object"], grant["operation"], line) == ("mutex", "Mutex.release", "with mutex:")
            assert wait["waited_s"] > 0.1
        else:
            assert (wait["operation"], grant["operation"]) == ("Event.wait", "Event.set")
            assert (grant["pid"], line) == (main["pid"], "ready.set()")


@pytest.mark.parametrize("method", START_METHODS)
def test_a_managers_objects_show_as_what_they_are(method: str) -> None:
    result = run_watched(MANAGED, "--start-method", method)
    assert (result.exitcode, result.stdout) == (0, "done done\n")
    objects = result.objects
    assert {name: one["family"] for name, one in objects.items()} == {
        "lock": "lock",
        "permits": "counter",
        "queue": "buffer",
        "ready": "flag",
    }
    assert (objects["queue"]["maxsize"], objects["queue"]["puts"], objects["queue"]["gets"]) == (5, 2, 2)
    assert (objects["lock"]["acquires"], objects["lock"]["owner_pid"]) == (2, None)
    assert (objects["permits"]["acquires"], objects["ready"]["is_set"]) == (2, True)
    assert result.probe_failures == []
