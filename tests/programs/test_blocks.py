"""Blocks of shared memory in real scripts: watched as bare, and shown as what they are."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest

from tests.programs.harness import START_METHODS, Result, run_watched

every_method = pytest.mark.parametrize("method", START_METHODS)

BLOCKS = """
import multiprocessing as mp
import pickle
import sys
from multiprocessing import shared_memory
from multiprocessing.shared_memory import ShareableList, SharedMemory

class Frame(SharedMemory):
    def __init__(self, name=None, create=False, size=0):
        super().__init__(name, create, size)
        self.title = "frame"

def attempt(function, *args, **kwargs):
    try:
        print(function(*args, **kwargs), flush=True)
    except (BufferError, OSError, ValueError, IndexError, TypeError) as error:
        print(type(error).__name__, str(error).replace(sys.argv[2], "NAME"), flush=True)

def work(block, frame, name, numbers):
    block.buf[:3] = b"abc"
    mine = SharedMemory(name)
    view = mine.buf[:]
    attempt(mine.close)
    view.release()
    mine.close()
    numbers[0] += 1
    numbers[-1] = "é"
    attempt(lambda: numbers[9])
    attempt(numbers.__setitem__, 2, "x" * 100)
    print(frame.title, frame.size, sorted(type(frame).__mro__[1].__name__), flush=True)
    numbers.shm.close()
    attempt(lambda: numbers[0])
    for one in (block, frame):
        one.close()

if __name__ == "__main__":
    mp.set_start_method(sys.argv[1])
    name = sys.argv[2]
    block, frame = SharedMemory(create=True, size=100), Frame(create=True, size=10)
    named = SharedMemory(name, create=True, size=10)
    numbers = ShareableList([1, 2.5, "abc", None, True])
    attempt(SharedMemory, name, True, 10)
    attempt(SharedMemory, name + "-not")
    attempt(SharedMemory, create=True)
    worker = mp.Process(target=work, args=(block, frame, name, numbers), name="worker")
    worker.start()
    worker.join()
    print(bytes(block.buf[:3]), list(numbers), numbers.index(None), numbers.format, numbers.count(2))
    print(repr(block) == f"SharedMemory({block.name!r}, size=100)", repr(frame)[:7], repr(numbers)[:38])
    print(pickle.loads(pickle.dumps(numbers))[4], type(SharedMemory), SharedMemory.close.__qualname__)
    print(SharedMemory.__init__.__doc__, [name for name in dir(shared_memory) if "rocession" in name])
    for one in (block, frame, named, numbers.shm):
        one.unlink()
    attempt(named.unlink)
    block.close()
    block.close()
    print(block.buf)
"""


def own_name(what: str) -> str:
    """A name that no other run of the tests has."""
    return f"block-{what}-{os.getpid()}"


def attachments(one: dict[str, Any]) -> list[tuple[str, bool, int]]:
    return [(each["how"], each["attached"], each["closed"]) for each in one["attached_by"]]


@every_method
def test_they_do_the_same_watched_as_bare_and_show_as_what_they_are(
    method: str, compare: Callable[..., Result]
) -> None:
    name = own_name(method)
    result = compare(BLOCKS, method, name)
    objects = result.objects
    assert {key: (one["kind"], one["size"], one["failures"]) for key, one in objects.items()} == {
        "block": ("SharedMemory", 100, 0),
        "frame": ("Frame", 10, 0),
        "named": ("SharedMemory", 10, 3),
        "numbers": ("ShareableList", objects["numbers"]["size"], 3),
        f"{name}-not": ("SharedMemory", 0, 1),
    }
    given = "inherited" if method == "fork" else "received"
    main, worker = result.process("main")["pid"], result.process("worker")["pid"]
    assert attachments(objects["block"]) == [("created", False, 1), (given, False, 1)]
    assert [each["pid"] for each in objects["named"]["attached_by"]] == [main, worker]
    if method != "fork":  # there it has what it inherits besides
        assert attachments(objects["named"])[1] == ("by-name", False, 1)
    assert {key: one["unlinked_by_pid"] for key, one in objects.items()} == {
        **dict.fromkeys(("block", "frame", "named", "numbers"), main),
        f"{name}-not": None,
    }
    assert not any(one["leaked"] or one["removed_by_pid"] for one in objects.values())
    numbers = objects["numbers"]
    assert numbers["value"] == "[2, 2.5, 'abc', None, 'é']"
    assert (numbers["reads"], numbers["writes"]) == (7, 2), "one by +=, one of a copy, five of list()"
    assert objects["named"]["last_failure"]["error"].startswith("FileNotFoundError")
    assert objects["block"]["family"] == "value"
    assert result.probe_failures == []


MANAGED = """
import multiprocessing as mp, sys
from multiprocessing.managers import SharedMemoryManager

def work(numbers, block):
    numbers[1] = numbers[0] + 1
    block.close()

if __name__ == "__main__":
    mp.set_start_method(sys.argv[1])
    with SharedMemoryManager() as manager:
        numbers, block = manager.ShareableList(range(100)), manager.SharedMemory(1000)
        worker = mp.Process(target=work, args=(numbers, block), name="worker")
        worker.start()
        worker.join()
        print(numbers[1], numbers.index(50))
"""


@every_method
def test_a_manager_unlinks_its_blocks_at_its_shutdown(method: str, compare: Callable[..., Result]) -> None:
    result = compare(MANAGED, method)
    server = result.process("SharedMemoryManager-1")["pid"]
    assert {one["kind"]: one["unlinked_by_pid"] for one in result.objects.values()} == {
        "ShareableList": server,
        "SharedMemory": server,
    }
    assert result.objects["numbers"]["value"].startswith("[0, 1, 2, 3")
    assert (result.objects["numbers"]["reads"], result.objects["numbers"]["writes"]) == (2, 1)
    assert result.probe_failures == []


LEAKED = """
import multiprocessing as mp, os, signal, sys
from multiprocessing.shared_memory import SharedMemory

def make(names):
    block = SharedMemory(create=True, size=10)
    names.put(block.name)
    os.kill(os.getpid(), signal.SIGKILL)

if __name__ == "__main__":
    mp.set_start_method(sys.argv[1])
    kept = SharedMemory(create=True, size=20)
    names = mp.SimpleQueue()
    maker = mp.Process(target=make, args=(names,), name="maker")
    maker.start()
    found = SharedMemory(names.get())
    maker.join()
    found.close()
"""


@every_method
def test_a_block_that_nobody_unlinks_is_leaked_also_when_its_maker_was_killed(method: str) -> None:
    result = run_watched(LEAKED, arguments=(method,))
    assert result.exitcode == 0, result.stderr
    by_size = {one["size"]: one for one in result.objects.values() if one["kind"] == "SharedMemory"}
    assert {size: (one["leaked"], one["unlinked_by_pid"]) for size, one in by_size.items()} == {
        10: (True, None),
        20: (True, None),
    }
    assert all(one["removed_by_pid"] for one in by_size.values()), "the resource tracker has removed it"
    assert not any(one["removed_while_attached_pids"] for one in by_size.values())
    assert [each["how"] for each in by_size[10]["attached_by"]] == ["created", "by-name"]
    assert "2 leaked shared_memory objects" in result.stderr


TRACKED_TWICE = """
import multiprocessing as mp, sys, time
from multiprocessing import resource_tracker
from multiprocessing.shared_memory import SharedMemory

def attach(names, trackers):
    block = SharedMemory(names.get())
    if "forget" in sys.argv:
        resource_tracker.unregister("/" + block.name, "shared_memory")
    block.close()
    trackers.put(resource_tracker._resource_tracker._pid)

def is_over(pid):
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True

if __name__ == "__main__":
    mp.set_start_method("fork")
    names, trackers = mp.SimpleQueue(), mp.SimpleQueue()
    worker = mp.Process(target=attach, args=(names, trackers), name="worker")
    worker.start()  # there is no resource tracker yet, so that it starts one of its own
    block = SharedMemory(sys.argv[1], create=True, size=10)
    names.put(block.name)
    tracker = trackers.get()
    worker.join()
    while not is_over(tracker):
        time.sleep(0.01)
    try:
        block.unlink()
    except FileNotFoundError:
        print("gone")
"""


def test_a_block_that_another_tracker_removes_while_it_is_used(compare: Callable[..., Result]) -> None:
    result = compare(TRACKED_TWICE, own_name("twice"), ordered=False)
    block = result.object("SharedMemory", "block")
    assert result.stdout == "gone\n"
    assert block["removed_while_attached_pids"] == [result.process("main")["pid"]]
    assert (block["unlinked_by_pid"], block["leaked"]) == (None, True)


def test_a_tracker_that_was_told_to_forget_a_block_leaves_it(compare: Callable[..., Result]) -> None:
    result = compare(TRACKED_TWICE, own_name("twice"), "forget")
    block = result.object("SharedMemory", "block")
    assert (block["unlinked_by_pid"], block["removed_by_pid"]) == (result.process("main")["pid"], None)


AT_THE_END = """
import sys
from multiprocessing.shared_memory import SharedMemory

class Keeper:
    pass

def keep(name):
    block = SharedMemory(name)
    keeper = Keeper()
    keeper.block, block.keeper = block, keeper
    return keeper

made = SharedMemory(create=True, size=10)
made.unlink_later = SharedMemory(made.name)
sys.kept = SharedMemory(made.name)
keep.kept = keep(made.name)
keep(made.name)
view = sys.kept.buf[:]
made.unlink()
print("end")
"""


def test_what_is_closed_at_the_interpreters_end_prints_the_same(compare: Callable[..., Result]) -> None:
    result = compare(AT_THE_END, ordered=False)
    (block,) = result.objects.values()
    assert block["leaked"] is False
    assert result.probe_failures == []
