"""Values in shared memory in real scripts: watched as bare, and each access told as what it was."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.programs.harness import START_METHODS, Result, run_watched

every_method = pytest.mark.parametrize("method", START_METHODS)

VALUES = """
import ctypes
import multiprocessing as mp
import pickle
import sys
import traceback
from multiprocessing import sharedctypes

class Point(ctypes.Structure):
    _fields_ = [("x", ctypes.c_int), ("y", ctypes.c_double)]

class Counter(ctypes.c_int):
    def __init__(self, start=0):
        ctypes.c_int.__init__(self, start)

class Nine:
    def __index__(self):
        print("asked", flush=True)
        return 9

def work(box, counter, items, text, point, raw, given):
    for _ in range(3):
        with counter.get_lock():
            counter.value += 1
    counter.value += 1  # read and written, but not together
    with box["items"]:
        items[1], items[-1] = 0.5, 2
    items[2:4] = [7, 8]
    text.value = b"hey"
    text[1] = b"i"
    point.x = point.x + 4
    raw[1] = 9
    with given.get_lock():
        given.value = 300  # more than it has room for
    print(counter.value, items[:], list(items), text.value, text.raw, point.x, point.y, raw[:], flush=True)

if __name__ == "__main__":
    mp.set_start_method(sys.argv[1])
    lock = mp.RLock()
    counter, items = mp.Value("i", 5), mp.Array("d", [0.0] * 20)
    text, point = mp.Array("c", b"hello world"), mp.Value(Point, 1, 2.5)
    raw, bare = mp.RawArray("i", [1, 2, 3]), mp.Value("d", 1.5, lock=False)
    given = mp.Value(ctypes.c_ubyte, 1, lock=lock)
    twin = sharedctypes.synchronized(sharedctypes.copy(bare), mp.Lock())
    own = mp.Value(Counter, 3)
    box = {"items": items}
    worker = mp.Process(target=work, args=(box, counter, items, text, point, raw, given), name="worker")
    worker.start()
    worker.join()
    twin.value = own.value = Nine()
    bare.value = 2.5
    print(counter.value, items[1], twin.value, own.value, given.value, len(items), raw[:], bare)
    for one in (counter, items, text, point, twin, own):
        cls = type(one)
        print(repr(one), cls, cls.__mro__, sorted(vars(one)), dir(one), type(vars(cls).get("value")))
        try:
            pickle.dumps(one)
        except RuntimeError as error:
            print(error)
    counter.get_obj().value = 100
    wrong = (lambda: items[100], lambda: setattr(counter, "value", "x"), lambda: items.__setitem__(0, "x"),
             lambda: items["a"], lambda: point.z, lambda: mp.Value("i", "x"), lambda: mp.Value("?"),
             lambda: mp.Value("i", lock=3), lambda: sharedctypes.synchronized(counter))
    for call in wrong:
        try:
            call()
        except Exception:
            traceback.print_exc()
    print(counter.acquire(), counter.acquire(timeout=0.1), counter.release(), counter.release())
"""


def line_of(script: str, place: dict[str, Any]) -> str:
    """The line of the script at a place of the report."""
    number: int = place["line"]
    return script.split("\n")[number - 1].strip()


@every_method
def test_they_do_the_same_watched_as_bare_and_show_as_what_they_are(
    method: str, compare: Callable[..., Result]
) -> None:
    result = compare(VALUES, method, ordered=False)
    objects = {name: one for name, one in result.objects.items() if one["family"] != "lock"}
    assert {one["family"] for one in objects.values()} == {"value"}
    assert {name: (one["kind"], one["value"], one["type"]) for name, one in objects.items()} == {
        "counter": ("Value", "100", "c_int"),
        "items": (
            "Array",
            "[0.0, 0.5, 7.0, 8.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, ... (20)]",
            "c_double",
        ),
        "text": ("Array", "b'hiy'", "c_char"),
        "point": ("Value", "Point(x=5, y=2.5)", "Point"),
        "raw": ("RawArray", "[1, 9, 3]", "c_int"),
        "bare": ("RawValue", "2.5", "c_double"),
        "given": ("Value", "44", "c_ubyte"),
        "twin": ("Value", "9.0", "c_double"),
        "own": ("Value", "9", "Counter"),
    }
    assert [name for name, one in objects.items() if one.get("sampled")] == ["counter", "raw", "bare"]
    worker = result.process("worker")["pid"]
    written = objects["items"]["last_write"]
    assert (written["pid"], written["text"], written["under_lock"]) == (worker, "[2:4] = [7.0, 8.0]", False)
    assert line_of(VALUES, written) == "items[2:4] = [7, 8]"
    assert (objects["given"]["lock"], objects["given"]["last_write"]["under_lock"]) == ("lock", True)
    assert result.probe_failures == []


@every_method
def test_an_access_is_told_with_its_line_and_whether_the_lock_was_held_around_it(
    method: str, compare: Callable[..., Result]
) -> None:
    counter = compare(VALUES, method, ordered=False).objects["counter"]
    assert (counter["reads"], counter["writes"]) == (6, 4), "a refused write is none"
    assert counter["without_lock"] == 4, "the last += and the two that print"
    assert counter["acquires"] == 5, "what an access does by itself is none of the script's"
    assert (counter["owner_pid"], counter["lock"]) == (None, None)
    assert line_of(VALUES, counter["last_write"]).startswith("counter.value += 1  # read")
    assert counter["last_write"]["under_lock"] is False


NUMBERS = """
import ctypes
import multiprocessing as mp
import traceback

def read_in_turn(value, numbers):
    # The first access of a line prepares what the next ones tell at once.
    for number in numbers:
        value.value = number
        print(value.value, flush=True)

def refuse(value, wrong):
    for _ in range(3):
        try:
            value.value = wrong
        except TypeError:
            traceback.print_exc()

if __name__ == "__main__":
    lowest = mp.Value(ctypes.c_longlong)
    read_in_turn(lowest, [0, 10, -1, 2**63 - 1, -(2**63)])
    highest = mp.Value(ctypes.c_ulonglong)
    read_in_turn(highest, [5, 2**64 - 1])
    tenth = mp.Value(ctypes.c_double)
    read_in_turn(tenth, [1, float("inf"), -0.1])
    flag = mp.Value(ctypes.c_bool)
    read_in_turn(flag, [True, 0, 2])
    refuse(lowest, 0.5)
    worker = mp.get_context("fork").Process(target=read_in_turn, args=(tenth, [2.5]))
    worker.start()
    worker.join()
    refuse(tenth, "one")
"""


def test_numbers_at_the_edges_are_told_as_they_are_and_a_refused_one_leaves_no_lock_behind(
    compare: Callable[..., Result],
) -> None:
    result = compare(NUMBERS)
    told = {name: (one["value"], one["reads"], one["writes"]) for name, one in result.objects.items()}
    assert told == {
        "lowest": (str(-(2**63)), 5, 5),
        "highest": (str(2**64 - 1), 2, 2),
        "tenth": ("2.5", 4, 4),
        "flag": ("True", 3, 3),
    }
    assert result.probe_failures == []


WAITS = """
import multiprocessing as mp, sys, time

def hold(value, held, asks):
    with value.get_lock():
        held.set()
        asks.wait()
        time.sleep(0.3)
        value.value = 3

def read(value, held, asks):
    held.wait()
    asks.set()
    print(value.value, flush=True)

if __name__ == "__main__":
    mp.set_start_method(sys.argv[1])
    value, held, asks = mp.Value("i"), mp.Event(), mp.Event()
    workers = [
        mp.Process(target=target, args=(value, held, asks), name=target.__name__) for target in (hold, read)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
"""


@every_method
def test_an_access_waits_for_the_lock_and_knows_who_let_it_go_on(method: str) -> None:
    result = run_watched(WAITS, arguments=(method,))
    wait = result.process("read")["last_wait"]
    assert (wait["operation"], wait["object"]) == ("Value.value", "value")
    assert line_of(WAITS, wait) == "print(value.value, flush=True)"
    by = wait["granted_by"]  # a release is written after it takes effect: on a busy machine that may be late
    holder = result.process("hold")["pid"]
    assert by is None or (by["pid"], by["operation"]) == (holder, "Value.release")
    value = result.objects["value"]
    assert min(value["waited_s"], value["held_s"]) > 0.2


KILLED = """
import multiprocessing as mp, os, signal, sys, time

def hold(value):
    value.get_lock().acquire()
    os.kill(os.getpid(), signal.SIGKILL)

def write(value):
    value.value = 1

if __name__ == "__main__":
    mp.set_start_method(sys.argv[1])
    lock = mp.RLock() if sys.argv[2] == "given" else True
    value = mp.Value("i", 0, lock=lock)
    holder = mp.Process(target=hold, args=(value,), name="holder")
    holder.start()
    holder.join()
    writer = mp.Process(target=write, args=(value,), name="writer")
    writer.start()
    writer.join(1.5)
    writer.terminate()
    writer.join()
"""


@pytest.mark.parametrize("whose", ["own", "given"])
@every_method
def test_who_writes_what_a_killed_process_has_locked_waits_in_vain(method: str, whose: str) -> None:
    result = run_watched(KILLED, arguments=(method, whose))
    (finding,) = result.report["findings"] if result.report else []
    assert finding["rule"] == "killed-while-holding"
    assert finding["pids"] == [result.process("holder")["pid"], result.process("writer")["pid"]]
    assert finding["objects"] == ["value" if whose == "own" else "lock"]
    assert result.objects["value"]["writes"] == 0


TRAVELS = """
import multiprocessing as mp, sys

def take(lock):
    with lock:
        pass

def inner(numbers):
    with numbers.get_lock():
        numbers[0] += 1

def outer(numbers):
    child = mp.Process(target=inner, args=(numbers,))
    child.start()
    child.join()

if __name__ == "__main__":
    mp.set_start_method(sys.argv[1])
    shared = mp.Array("i", 2)
    for target, argument in ((take, shared.get_lock()), (outer, shared)):
        worker = mp.Process(target=target, args=(argument,))
        worker.start()
        worker.join()
    many = [mp.RawValue("i", number) for number in range(3)]
    del many
    again = mp.RawValue("i", 7)  # in the memory of another one
    print(shared[0])
"""


@every_method
def test_a_copy_is_the_same_object_and_memory_that_is_used_again_is_another_one(
    method: str, compare: Callable[..., Result]
) -> None:
    result = compare(TRAVELS, method)
    assert result.report is not None
    known = [(one["name"], one["kind"], one["value"]) for one in result.report["objects"]]
    assert known[0] == ("shared", "Array", "[1, 0]")
    assert known[-1] == ("again", "RawValue", "7")
    assert [kind for _, kind, _ in known] == ["Array", *["RawValue"] * 4]
    assert result.objects["shared"]["acquires"] == 2


BIG = """
import multiprocessing as mp, time

if __name__ == "__main__":
    items = mp.Array("d", 2_000_000)
    raw = mp.RawArray("d", 2_000_000)
    began = time.process_time()
    for _ in range(50):
        items[5] = 1.0
        raw[5] += 1
        time.sleep(0)
    assert time.process_time() - began < 1.0
    items[:] = [0.25] * 2_000_000
"""


def test_a_big_array_costs_no_more_than_a_small_one_and_is_shown_by_its_beginning() -> None:
    result = run_watched(BIG)
    assert result.exitcode == 0, result.stderr
    assert result.objects["items"]["value"] == f"[{'0.25, ' * 12}... (2000000)]"
    assert result.objects["raw"]["value"].startswith("[0.0, 0.0, 0.0, 0.0, 0.0, 50.0, ")


SILENT = """
import multiprocessing as mp, os, signal, time

if __name__ == "__main__":
    raw, counter = mp.RawArray("i", 3), mp.Value("i")
    memory = counter.get_obj()
    raw[1], memory.value = 7, 9
    again = mp.RawValue("i", 1)
    del again
    other = mp.RawValue("i", 2)  # at the same place
    end = time.monotonic() + 0.8
    while time.monotonic() < end:  # nothing that is watched
        raw[2] = raw[2] or time.monotonic() > end - 0.5
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_raw_memory_is_seen_although_its_process_tells_nothing_and_dies() -> None:
    objects = run_watched(SILENT).objects
    assert (objects["raw"]["value"], objects["counter"]["value"]) == ("[0, 7, 1]", "9")
    assert [one["value"] for one in objects.values() if one["kind"] == "RawValue"] == ["1", "2"]
    assert objects["raw"]["last_sample_s"] > 0.2


@every_method
def test_what_a_managers_simple_objects_hold_is_shown(compare: Callable[..., Result], method: str) -> None:
    result = compare(
        """
        import multiprocessing as mp, sys

        def work(row, long, count, board):
            row[0], long[19], count.value, board.menu = 7, 1.5, 5, "bread"

        if __name__ == "__main__":
            mp.set_start_method(sys.argv[1])
            with mp.Manager() as manager:
                row, long = manager.Array("i", [1, 2, 3]), manager.Array("d", [0.0] * 20)
                count, board = manager.Value("i", 0), manager.Namespace(typecode="x")
                worker = mp.Process(target=work, args=(row, long, count, board))
                worker.start()
                worker.join()
                print(row, count.value, board)
        """,
        method,
    )
    kinds = {"row": "ArrayProxy", "long": "ArrayProxy", "count": "ValueProxy", "board": "NamespaceProxy"}
    values = {name: result.object(kind, name)["value"] for name, kind in kinds.items()}
    assert (values["row"], values["count"]) == ("[7, 2, 3]", "typecode='i', value=5")
    assert values["long"].startswith("[0.0, 0.0, ") and values["long"].endswith(", ... (20)]")
    assert values["board"] == "typecode='x', menu='bread'"
    servers = [one["name"] for one in result.processes if one.get("manager_server")]
    assert servers == ["SyncManager-1"]
    assert result.probe_failures == []


@every_method
def test_a_managers_objects_at_one_address_after_the_other_are_several(method: str) -> None:
    result = run_watched(
        """
        import multiprocessing as mp, sys

        if __name__ == "__main__":
            mp.set_start_method(sys.argv[1])
            with mp.Manager() as manager:
                idents = set()
                for number in range(60):
                    numbers = manager.list([number])
                    idents.add(numbers._token.id)
                    numbers.append(number)
                    del numbers
            print(len(idents) < 60)
        """,
        arguments=(method,),
    )
    assert result.stdout == "True\n", "no address was used again"
    assert result.report is not None
    values = [one["value"] for one in result.report["objects"] if one["kind"] == "ListProxy"]
    assert values == [f"[{number}, {number}]" for number in range(60)]
    assert result.probe_failures == []
