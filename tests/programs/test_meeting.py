"""Conditions, barriers and semaphores in real scripts: watched as bare, and shown as what they are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.programs.harness import START_METHODS, Result, run_watched

every_method = pytest.mark.parametrize("method", START_METHODS)

MEETING = """
import multiprocessing as mp
import pickle
import sys
import threading
import time
from multiprocessing.synchronize import Barrier, BoundedSemaphore, Condition, Semaphore

class Signal(Condition):
    def __init__(self, lock=None):
        super().__init__(lock, ctx=mp.get_context())
        self.name = "signal"

class Gate(Barrier):
    def __init__(self, parties, action=None):
        super().__init__(parties, action, ctx=mp.get_context())

class Permits(BoundedSemaphore):
    def __init__(self, value):
        super().__init__(value, ctx=mp.get_context())

def count():
    print("all are there", flush=True)

def work(ready, guarded, gate, permits, turn):
    with permits, ready:
        print(ready.wait_for(lambda: turn.value == 1, 30), flush=True)
    with guarded:
        turn.value = 2
        guarded.notify()
    print(gate.wait() in (0, 1), flush=True)
    try:
        gate.wait(0.1)
    except threading.BrokenBarrierError as error:
        print(repr(error), gate.broken, flush=True)

if __name__ == "__main__":
    mp.set_start_method(sys.argv[1])
    lock, turn = mp.Lock(), mp.Value("i", 0, lock=False)
    ready, guarded, gate, permits = Signal(), mp.Condition(lock), Gate(2, count), Permits(2)
    plain = mp.Semaphore(1)
    worker = mp.Process(target=work, args=(ready, guarded, gate, permits, turn), name="worker")
    worker.start()
    while not ready._sleeping_count.get_value():
        time.sleep(0.01)
    with ready:
        ready.notify_all()  # for nothing: its predicate is not true
    with ready:
        turn.value = 1
        ready.notify()
    with guarded:
        while turn.value != 2:
            guarded.wait(0.5)
    gate.wait()
    worker.join()
    print(gate.n_waiting, gate.parties, gate.broken, repr(ready), repr(guarded), repr(permits))
    gate.reset()
    print(repr(gate), gate.broken, sorted(vars(ready)), sorted(vars(gate)))
    for wrong in (permits.release, ready.notify, lambda: pickle.dumps(ready), lambda: pickle.dumps(gate)):
        try:
            wrong()
        except (ValueError, AssertionError, RuntimeError) as error:
            print(type(error).__name__, error)
    plain.release()
    plain.release()
    print(plain.get_value())
"""


def line_of(script: str, place: dict[str, Any]) -> str:
    """The line of the script at a place of the report."""
    number: int = place["line"]
    return script.split("\n")[number - 1].strip()


@every_method
def test_they_do_the_same_watched_as_bare_and_show_as_what_they_are(
    method: str, compare: Callable[..., Result]
) -> None:
    result = compare(MEETING, method, ordered=False)
    objects = result.objects
    assert {name: (one["kind"], one["family"]) for name, one in objects.items()} == {
        "lock": ("Lock", "lock"),
        "ready": ("Signal", "condition"),
        "guarded": ("Condition", "condition"),
        "gate": ("Gate", "barrier"),
        "permits": ("Permits", "counter"),
        "plain": ("Semaphore", "counter"),
        "turn": ("RawValue", "value"),
    }
    ready, guarded, gate = objects["ready"], objects["guarded"], objects["gate"]
    assert (ready["lock"], ready["owner_pid"], ready["notifies"]) == (None, None, 2)
    assert ready["woken"] in (1, 2), "the second time it may not be asleep again"
    assert (guarded["lock"], guarded["notifies"], guarded["waiting_pids"]) == ("lock", 1, [])
    assert objects["lock"]["owner_pid"] is None
    assert (gate["parties"], gate["action"], gate["passes"]) == (2, "count", 1)
    assert (gate["broken"], gate["breaks"], gate["resets"], gate["there_pids"]) == (None, 1, 1, [])
    assert (objects["permits"]["permits"], objects["permits"]["available"]) == (2, 2)
    assert objects["permits"]["refused"] == 1
    assert (objects["plain"]["available"], objects["plain"]["refused"]) == (3, 0)
    assert result.probe_failures == []


WOKEN = """
import multiprocessing as mp, time

def sleep(condition):
    with condition:
        condition.wait()

def come(barrier):
    barrier.wait()

def take(semaphore):
    semaphore.acquire()

if __name__ == "__main__":
    condition, barrier, semaphore = mp.Condition(), mp.Barrier(2), mp.Semaphore(0)
    for target, thing in ((sleep, condition), (come, barrier), (take, semaphore)):
        mp.Process(target=target, args=(thing,), name=target.__name__).start()
    while not condition._sleeping_count.get_value() or not barrier.n_waiting:
        time.sleep(0.01)
    time.sleep(0.3)
    with condition:
        condition.notify()
    barrier.wait()
    semaphore.release()
"""


@every_method
def test_a_wait_tells_which_call_ended_it(method: str) -> None:
    result = run_watched(WOKEN, "--start-method", method)
    assert result.exitcode == 0, result.stderr
    for name, operation, line in (
        ("sleep", "Condition.notify", "condition.notify()"),
        ("come", "Barrier.wait", "barrier.wait()"),
        ("take", "Semaphore.release", "semaphore.release()"),
    ):
        wait = result.process(name)["last_wait"]
        grant = wait["granted_by"]
        assert (grant["operation"], grant["certain"]) == (operation, True), name
        assert grant["pid"] == result.process("main")["pid"]
        assert line_of(WOKEN, grant) == line
        assert wait["waited_s"] > 0


INSIDE = """
import multiprocessing as mp, queue
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.pool import ThreadPool

def double(number):
    return number * 2

def work(event, tasks):
    event.wait()
    tasks.get()
    tasks.task_done()

if __name__ == "__main__":
    event, tasks, value = mp.Event(), mp.JoinableQueue(), mp.Value("i")
    array = mp.Array("i", 2)
    worker = mp.Process(target=work, args=(event, tasks))
    worker.start()
    tasks.put(1)
    event.set()
    tasks.join()
    worker.join()
    with mp.Pool(2) as pool, ThreadPool(2) as threads:
        print(pool.map(double, range(3)), threads.map(double, range(3)))
    with ProcessPoolExecutor(1) as executor:
        print(list(executor.map(double, range(3))))
"""


@every_method
def test_what_the_library_makes_of_them_for_itself_is_not_shown(method: str) -> None:
    result = run_watched(INSIDE, "--start-method", method)
    assert result.exitcode == 0, result.stderr
    assert {"event", "tasks"} <= set(result.objects)
    assert not {"condition", "barrier", "counter"} & {one["family"] for one in result.objects.values()}
    assert result.probe_failures == []


MANAGED = """
import threading
from multiprocessing import Event, Manager, Process

def count():
    pass

def sleep(there, ready, lock, guarded, gate):
    with ready:
        there.set()
        ready.wait(30)
    with guarded:
        guarded.wait_for(lambda: True)
        there.set()
        guarded.wait(30)
    gate.wait()
    try:
        gate.wait(0.1)
    except threading.BrokenBarrierError:
        print(gate.broken)

if __name__ == "__main__":
    with Manager() as manager:
        there, ready, lock = Event(), manager.Condition(), manager.Lock()
        gate = manager.Barrier(2, count)
        with lock:
            guarded = manager.Condition(lock)
        worker = Process(target=sleep, args=(there, ready, lock, guarded, gate), name="worker")
        worker.start()
        there.wait()
        there.clear()
        with ready:
            ready.notify_all()
        there.wait()
        with guarded:
            guarded.notify()
        gate.wait()
        worker.join()
        gate.reset()
        print(gate.broken, gate.parties)
"""


@every_method
def test_a_managers_condition_and_barrier_show_as_what_they_are(method: str) -> None:
    result = run_watched(MANAGED, "--start-method", method)
    assert (result.exitcode, result.stdout) == (0, "True\nFalse 2\n"), result.stderr
    objects = result.objects
    assert {name: one["family"] for name, one in objects.items()} == {
        "ready": "condition",
        "lock": "lock",
        "guarded": "condition",
        "gate": "barrier",
        "there": "flag",
    }
    assert (objects["ready"]["owner_pid"], objects["ready"]["notifies"]) == (None, 1)
    assert (objects["guarded"]["lock"], objects["lock"]["owner_pid"]) == ("lock", None)
    gate = objects["gate"]
    assert (gate["parties"], gate["action"], gate["passes"]) == (2, "count", 1)
    assert (gate["breaks"], gate["resets"], gate["broken"]) == (1, 1, None)
    assert result.probe_failures == []


# --- killed in the middle --------------------------------------------------------------------

KILLED = """
import multiprocessing as mp, os, signal, sys, threading, time

def sleep(condition, barrier, semaphore):
    with condition:
        condition.wait()

def want_back(condition, barrier, semaphore):
    with condition:
        condition.wait(0.2)
        os._exit(3)

def hold(condition, barrier, semaphore):
    with condition:
        time.sleep(60)

def come(condition, barrier, semaphore):
    barrier.wait()

def act(condition, barrier, semaphore):
    barrier._action = lambda: time.sleep(60)
    barrier._parties = 1
    barrier.wait()

def take(condition, barrier, semaphore):
    with semaphore:
        time.sleep(60)

def notify(condition):
    with condition:
        condition.notify()

def acquire(semaphore):
    semaphore.acquire()

def wait(barrier):
    barrier.wait()

def survive(begun, use, one):
    begun.set()
    use(one)

if __name__ == "__main__":
    mp.set_start_method(sys.argv[1])
    begun = mp.Event()
    condition, barrier, semaphore = mp.Condition(), mp.Barrier(2), mp.Semaphore(1)
    objects = condition, barrier, semaphore
    victim = mp.Process(target=globals()[sys.argv[2]], args=objects, name="victim")
    if sys.argv[2] == "want_back":
        condition.acquire()
    victim.start()
    ready = {
        "sleep": condition._sleeping_count.get_value,
        "want_back": lambda: condition._woken_count.get_value(),
        "hold": lambda: not condition.acquire(False) or condition.release(),
        "come": lambda: barrier._count,
        "act": lambda: barrier._count,
        "take": lambda: not semaphore.get_value(),
    }[sys.argv[2]]
    if sys.argv[2] == "want_back":  # its semaphores are asked by one that has the lock
        condition.release()
        time.sleep(0.05)
        while not condition._sleeping_count.get_value():
            time.sleep(0.01)
        condition.acquire()
    while not ready():
        time.sleep(0.01)
    time.sleep(0.2)
    os.kill(victim.pid, signal.SIGKILL)
    victim.join()
    print(victim.exitcode)
    if sys.argv[2] == "want_back":
        condition.release()
    use = {
        "sleep": (notify, condition), "hold": (notify, condition), "want_back": (notify, condition),
        "come": (wait, barrier), "act": (wait, barrier), "take": (acquire, semaphore),
    }[sys.argv[2]]
    survivor = mp.Process(target=survive, args=(begun, *use), name="survivor")
    survivor.start()
    begun.wait()
    survivor.join(10 if sys.argv[2] == 'want_back' else 1)
    print(survivor.exitcode)
    survivor.kill()
    survivor.join()
"""


@every_method
@pytest.mark.parametrize("where", ["sleep", "want_back", "hold", "come", "act", "take"])
def test_what_a_killed_process_leaves_is_told_as_it_is(method: str, where: str) -> None:
    result = run_watched(KILLED, arguments=(method, where))
    survivor_ends = "0" if where == "want_back" else "None"  # else it waits for ever, as it does bare
    assert (result.exitcode, result.stdout) == (0, f"-9\n{survivor_ends}\n"), result.stderr
    victim, survivor = result.process("victim"), result.process("survivor")
    condition, barrier, semaphore = (result.objects[name] for name in ("condition", "barrier", "semaphore"))
    killed = [victim["pid"]]
    assert condition["died_waiting_pids"] == (killed if where == "sleep" else [])
    assert barrier["died_waiting_pids"] == (killed if where == "come" else [])
    owner = {"hold": victim["pid"], "sleep": survivor["pid"]}.get(where)
    assert condition["owner_pid"] == owner
    assert semaphore["owner_pid"] == (victim["pid"] if where == "take" else None)
    found = [(one["rule"], one["objects"]) for one in result.report["findings"]] if result.report else []
    name = {"hold": "condition", "take": "semaphore"}.get(where)
    assert found == ([("killed-while-holding", [name])] if name else [])
    assert result.probe_failures == []


SERVER_KILLED = """
import os, signal, sys, time
from multiprocessing import Process, set_start_method
from multiprocessing.managers import SyncManager

def sleep(ready):
    try:
        with ready:
            ready.wait()
    except (EOFError, ConnectionError, BrokenPipeError):
        print("gone")

def come(gate):
    try:
        gate.wait()
    except (EOFError, ConnectionError):
        print("gone")

if __name__ == "__main__":
    set_start_method(sys.argv[1])
    manager = SyncManager()
    manager.start()
    ready, gate = manager.Condition(), manager.Barrier(2)
    clients = [Process(target=sleep, args=(ready,)), Process(target=come, args=(gate,))]
    for client in clients:
        client.start()
    while gate.n_waiting != 1:
        time.sleep(0.01)
    time.sleep(0.5)
    os.kill(manager._process.pid, signal.SIGKILL)
    for client in clients:
        client.join()
    manager._process.join()
"""


@every_method
def test_a_server_that_is_killed_leaves_nobody_waiting_and_nothing_owned(method: str) -> None:
    result = run_watched(SERVER_KILLED, arguments=(method,))
    assert (result.exitcode, result.stdout) == (0, "gone\ngone\n"), result.stderr
    ready, gate = result.objects["ready"], result.objects["gate"]
    assert (ready["owner_pid"], ready["waiting_pids"]) == (None, [])
    assert (gate["there_pids"], gate["broken"]) == ([], None)
    assert result.probe_failures == []
