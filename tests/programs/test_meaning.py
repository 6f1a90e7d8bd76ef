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
        time.sleep(1)

if __name__ == "__main__":
    ready, inbox, mutex = Event(), Mailbox(3), Mutex()
    workers = [Process(target=worker, args=(ready, inbox, mutex)) for _ in range(2)]
    for one in workers:
        one.start()
    while ready._cond._sleeping_count.get_value() < 2:
        time.sleep(0.01)
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
            assert wait["waited_s"] > 0
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


UNUSED = """
from multiprocessing import Manager

if __name__ == "__main__":
    with Manager() as manager:
        lock, queue, errors = manager.Lock(), manager.Queue(3), manager.list(["first"])
        table = manager.dict(a=1, b=2)
        print([key for key in table], list(iter(table)))
"""


@pytest.mark.parametrize("method", START_METHODS)
def test_a_managers_objects_are_there_before_they_are_used_and_iterations_are_no_objects(method: str) -> None:
    result = run_watched(UNUSED, "--start-method", method)
    assert (result.exitcode, result.stdout) == (0, "['a', 'b'] ['a', 'b']\n")
    assert {name: (one["kind"], one["family"]) for name, one in result.objects.items()} == {
        "lock": ("AcquirerProxy", "lock"),
        "queue": ("AutoProxy[Queue]", "buffer"),
        "errors": ("ListProxy", "value"),
        "table": ("DictProxy", "value"),
    }
    assert (result.objects["errors"]["value"], result.objects["errors"]["calls"]) == ("['first']", 0)
    assert result.objects["queue"]["maxsize"] == 3
    assert result.probe_failures == []


# --- a manager's objects are known by what they are, not by the methods that they have -----------

OWN_TYPES = """
import multiprocessing as mp, queue, threading
from multiprocessing.managers import AcquirerProxy, BaseManager, BaseProxy

class Connections:
    def acquire(self, host, port=0):
        return host * 2
    def release(self, connection=None):
        return connection

class Mailroom(Connections):
    def put(self, name, letter):
        self.letters = {name: letter}
    def get(self, name):
        return self.letters[name]
    def qsize(self):
        return 1

class Traffic:
    def set(self, colour):
        self.colour = colour
    def clear(self):
        pass
    def wait(self, *colours):
        return colours
    def is_set(self):
        return False

class Letters(queue.Queue):
    pass

class LettersProxy(BaseProxy):
    def read(self):
        return self._callmethod("get")
    def put(self, letter):
        self._callmethod("put", (letter,))

class Office(BaseManager):
    pass

there = threading.Lock()
def get_there():
    return there
Office.register("Connections", Connections)
Office.register("Lock", Connections, AcquirerProxy)
Office.register("Queue", Mailroom)
Office.register("Traffic", Traffic)
Office.register("Letters", Letters, LettersProxy)
Office.register("there", get_there)
Office.register("permits", threading.BoundedSemaphore, AcquirerProxy)
Office.register("Event", threading.Event)

def worker(connections, letters, guard, permits):
    with_guard = guard.acquire()
    print(connections.acquire("host"), letters.read(), with_guard, permits.acquire(False, None))
    guard.release()

if __name__ == "__main__":
    with Office() as office:
        connections, lock, mailroom = office.Connections(), office.Lock(), office.Queue()
        traffic, letters, guard = office.Traffic(), office.Letters(3), office.there()
        permits, ready = office.permits(2), office.Event()
        lock.acquire(True), lock.release()
        connections.release(connections.acquire("other", port=5))
        mailroom.put("a", ["b"])
        print(mailroom.get("a"), mailroom.qsize(), traffic.wait("red", "green"), traffic.is_set())
        traffic.set("red"), traffic.clear(), ready.set(), print(ready.wait(5))
        letters.put("letter"), letters.put("letter 2")
        guard.acquire(), guard.release()
        child = mp.Process(target=worker, args=(connections, letters, guard, permits))
        child.start()
        child.join()
        print(letters.read())
"""


@pytest.mark.parametrize("method", START_METHODS)
def test_an_object_of_the_scripts_own_type_is_no_lock_because_it_has_an_acquire(method: str) -> None:
    result = run_watched(OWN_TYPES, "--start-method", method)
    assert result.exitcode == 0, result.stderr
    objects = result.objects
    assert {name: one["family"] for name, one in objects.items()} == {
        "connections": "value",
        "lock": "value",
        "mailroom": "value",
        "traffic": "value",
        "letters": "buffer",
        "guard": "lock",
        "permits": "counter",
        "ready": "flag",
    }
    calls = {"connections": 3, "lock": 2, "mailroom": 3, "traffic": 4}
    assert {name: objects[name]["calls"] for name in calls} == calls
    assert (objects["letters"]["maxsize"], objects["letters"]["puts"]) == (3, 2)
    assert (objects["guard"]["acquires"], objects["guard"]["owner_pid"]) == (2, None)
    assert (objects["permits"]["acquires"], objects["ready"]["is_set"]) == (1, True)
    assert result.probe_failures == []


REMOTE = """
import multiprocessing as mp, os, queue, subprocess, sys, threading
from multiprocessing.managers import BaseManager, SyncManager

class Server(SyncManager):
    pass

class Connections:
    def acquire(self):
        return 1
    def release(self):
        pass

jobs = queue.Queue(4)
Server.register("jobs", callable=lambda: jobs)
Server.register("connections", callable=Connections)

def serve(ports):
    server = Server(address=("", 0), authkey=b"key").get_server()
    ports.send(server.address[1])
    server.serve_forever()

class Client(SyncManager):
    pass

Client.register("jobs")
Client.register("connections")

def client(host, port):
    manager = Client(address=(host, port), authkey=b"key")
    manager.connect()
    return manager

def work(port):
    print(client("localhost", port).jobs().get())

if __name__ == "__main__":
    mine, theirs = mp.Pipe()
    if sys.argv[1:]:
        print(serve(type("Out", (), {"send": lambda self, port: print(port, flush=True)})()))
    elif WATCHED:
        server = mp.Process(target=serve, args=(theirs,))
        server.start()
        port = mine.recv()
    else:
        command = [sys.executable, "-I", __file__, "serve"]
        server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        port = int(server.stdout.readline())
    here = client("127.0.0.1", port)
    jobs, connections, lock, permits = here.jobs(), here.connections(), here.Lock(), here.Semaphore(2)
    jobs.put("job"), connections.acquire(), lock.acquire(), permits.acquire()
    child = mp.Process(target=work, args=(port,))
    child.start()
    child.join()
    server.kill()
"""


def test_a_remote_managers_objects_are_known_by_its_server_under_any_of_its_names() -> None:
    result = run_watched(REMOTE.replace("WATCHED", "True"), "--start-method", "fork")
    assert (result.exitcode, result.stdout) == (0, "job\n"), result.stderr
    objects = result.objects
    assert {name: one["family"] for name, one in objects.items()} == {
        "jobs": "buffer",
        "connections": "value",
        "lock": "lock",
        "permits": "counter",
        "mine, theirs": "channel",
    }
    assert [objects["jobs"][name] for name in ("maxsize", "puts", "gets")] == [4, 1, 1]


def test_of_a_server_that_is_not_watched_only_the_librarys_own_objects_are_known() -> None:
    result = run_watched(REMOTE.replace("WATCHED", "False"), "--start-method", "fork")
    assert (result.exitcode, result.stdout) == (0, "job\n"), result.stderr
    objects = result.objects
    assert {name: one["family"] for name, one in objects.items()} == {
        "jobs": "value",
        "connections": "value",
        "lock": "lock",
        "permits": "counter",
        "mine, theirs": "channel",
    }
    assert (objects["jobs"]["calls"], objects["lock"]["acquires"]) == (2, 1)
