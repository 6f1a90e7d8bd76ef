"""Every object is called what the script calls it, in real scripts under every start method."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.programs.harness import START_METHODS, Result, run_watched

every_method = pytest.mark.parametrize("method", START_METHODS)

PHILOSOPHERS = """
from multiprocessing import Lock, Process, set_start_method
import sys

def philosopher(left, right, rounds):
    first, second = left, right
    for _ in range(rounds):
        with left:
            with right:
                pass

if __name__ == "__main__":
    set_start_method(sys.argv[1])
    forks = [Lock() for _ in range(5)]
    people = []
    for seat in range(5):
        left, right = sorted((seat, (seat + 1) % 5))
        people.append(Process(target=philosopher, args=(forks[left], forks[right], 50)))
    for one in people:
        one.start()
    for one in people:
        one.join()
    print("done")
"""

IN_MAIN = """
from multiprocessing import JoinableQueue, Lock, Process, Queue, Semaphore

class Philosopher(Process):
    def __init__(self, left, right):
        super().__init__()
        self.left, self.right = left, right
    def run(self):
        with self.left, self.right:
            pass

def main():
    forks = [Lock() for _ in range(3)]
    people = [Philosopher(forks[0], forks[1]), Philosopher(forks[1], forks[2])]
    for one in people:
        one.start()
    for one in people:
        one.join()

if __name__ == "__main__":
    main()
"""

EVERYWHERE = """
from dataclasses import dataclass, field
from multiprocessing import Event, JoinableQueue, Lock, Process, Queue, Semaphore

class Worker(Process):
    ready = None
    def __init__(self):
        super().__init__()
        self.inbox = Queue()
        self._go = Event()
    def run(self):
        self._go.wait()
        print(self.inbox.get())

class Base:
    pass

@dataclass
class Table:
    lock: object = field(default_factory=Lock)
    seats: list = field(default_factory=lambda: [Semaphore(1), Semaphore(2)])

def serve(station, lock, permits, cell, first):
    with lock, permits, cell, first:
        station.put("served")

def make():
    made = Lock()
    with made:
        return made

if __name__ == "__main__":
    Worker.ready = Event()
    stations = {"a": Queue(), ("b", 2): JoinableQueue()}
    table = Table()
    grid = [[Lock(), Lock()], [Lock(), Lock()]]
    later = []
    later.append(make())
    worker = Worker()
    worker.start()
    worker._go.set()
    worker.inbox.put("letter")
    worker.join()
    for station in stations.values():
        child = Process(target=serve, args=(station, table.lock, table.seats[1], grid[1][0], later[0]))
        child.start()
        print(station.get())
        child.join()
    print(Worker.ready.is_set())
"""

ONE_AFTER_THE_OTHER = """
from multiprocessing import Process, Queue

def work(inbox, outbox):
    outbox.put(inbox.get())

if __name__ == "__main__":
    answers = Queue()
    queues = []
    for number in range(3):
        q = Queue()
        child = Process(target=work, args=(q, answers))
        child.start()
        q.put(number)
        queues.append(q)
        print(answers.get())
        child.join()
"""

MANY = """
from multiprocessing import Lock, Process

def work(lock):
    with lock:
        print("in")

if __name__ == "__main__":
    locks = [Lock() for _ in range(2000)]
    for lock in locks:
        with lock:
            pass
    child = Process(target=work, args=(locks[1999],))
    child.start()
    child.join()
"""

TRAPS = """
from multiprocessing import Lock, Process

def spring(*_):
    print("code of the script has run")
    raise SystemError

class Trap:
    def __init__(self, lock):
        object.__setattr__(self, "lock", lock)
    __getattr__ = __getattribute__ = __eq__ = __hash__ = __repr__ = __iter__ = __len__ = spring
    __bool__ = __getitem__ = __contains__ = spring
    prop = property(spring)

class Keys(dict):
    items = keys = values = __iter__ = __getitem__ = get = spring

class Meta(type):
    def __getattribute__(cls, name):
        spring()

def work(given):
    with given:
        print("in")

if __name__ == "__main__":
    keys = Keys()
    dict.__setitem__(keys, "a", Lock())
    trap = Trap(Lock())
    meta = Meta("Station", (), {"lock": Lock()})
    with dict.__getitem__(keys, "a"):
        child = Process(target=work, args=(object.__getattribute__(trap, "lock"),))
        child.start()
        child.join()
    with type.__getattribute__(meta, "lock"):
        pass
"""


def names(result: Result) -> list[str]:
    """What the objects are called."""
    assert result.report is not None
    return [known["name"] for known in result.report["objects"]]


@every_method
def test_five_forks_in_a_list_are_called_so_by_everybody(method: str, compare: Callable[..., Result]) -> None:
    result = compare(PHILOSOPHERS, method)
    assert names(result) == [f"forks[{number}]" for number in range(5)]
    assert [known["acquires"] for known in result.objects.values()] == [100] * 5, "a copy is the same object"
    assert result.probe_failures == []


@every_method
def test_what_main_calls_an_object_is_better_than_what_it_is_given_as(method: str) -> None:
    assert names(run_watched(IN_MAIN, "--start-method", method)) == ["forks[0]", "forks[1]", "forks[2]"]


@every_method
def test_objects_are_found_wherever_a_script_keeps_them(method: str) -> None:
    result = run_watched(EVERYWHERE, "--start-method", method)
    assert result.stdout == "letter\nserved\nserved\nFalse\n", result.stderr
    assert set(names(result)) == {
        *("self.inbox", "self._go", "Worker.ready", "stations['a']", "stations[('b', 2)]"),
        *("table.lock", "table.seats[0]", "table.seats[1]", "later[0]"),
        *("grid[0][0]", "grid[0][1]", "grid[1][0]", "grid[1][1]"),
    }
    assert result.objects["grid[1][0]"]["acquires"] == 2
    assert result.probe_failures == []


@every_method
def test_what_one_variable_has_held_in_turn_is_called_by_its_place_in_the_list(method: str) -> None:
    result = run_watched(ONE_AFTER_THE_OTHER, "--start-method", method)
    assert names(result) == ["answers", "queues[0]", "queues[1]", "queues[2]"]


@every_method
def test_a_long_list_is_named_to_its_end(method: str, recorder: str) -> None:
    result = run_watched(MANY, "--start-method", method)
    assert result.exitcode == 0, result.stderr
    assert names(result) == [f"locks[{number}]" for number in range(2000)]
    assert result.objects["locks[1999]"]["acquires"] == 2


@every_method
def test_looking_for_names_runs_no_code_of_the_script(method: str) -> None:
    result = run_watched(TRAPS, "--start-method", method)
    assert (result.exitcode, result.stdout, result.stderr) == (0, "in\n", "")
    assert names(result) == ["keys['a']", "trap.lock", "meta.lock"]
    assert result.probe_failures == []


# --- what is shared inside of something shared ----------------------------------------------

NESTED = """
from multiprocessing import Manager, Process, set_start_method
import sys

def fill(stock):
    shelf = stock["bread"]
    shelf.append("rye")

if __name__ == "__main__":
    set_start_method(sys.argv[1])
    with Manager() as manager:
        stock, state = manager.dict(), manager.Namespace()
        stock["bread"] = manager.list()
        stock[2, "x"] = manager.dict()
        stock["plain"] = 4
        state.open = manager.dict()
        stock[frozenset("ab")] = manager.list()
        for odd in ((), ("key",), ("key", state, 3)):
            try:
                stock._callmethod("__setitem__", odd)
            except TypeError as error:
                print(error)
        mine = manager.list()
        stock["mine"] = mine
        worker = Process(target=fill, args=(stock,))
        worker.start()
        worker.join()
        print(list(stock["bread"]), len(stock), len(mine))
"""


@every_method
def test_what_is_put_into_a_shared_dict_or_namespace_is_called_by_its_place_there(
    compare: Callable[..., Result], method: str
) -> None:
    result = compare(NESTED, method)
    assert result.report is not None
    names = {one["name"]: one["kind"] for one in result.report["objects"]}
    assert names == {
        "stock": "DictProxy",
        "state": "NamespaceProxy",
        "stock['bread']": "ListProxy",
        "stock[(2, 'x')]": "DictProxy",
        "state.open": "DictProxy",
        "mine": "ListProxy",
        "ListProxy-2": "ListProxy",  # its key is told in no few words
    }
    assert result.probe_failures == []
