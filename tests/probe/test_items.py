"""The serial that goes with an item: behind the pickle, where unpickling does not look."""

from __future__ import annotations

import os
import pickle
import sys
import threading
import time
import types
from collections import deque
from dataclasses import dataclass
from multiprocessing.reduction import ForkingPickler
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from app.probe.recorder.quick import Site
from app.probe.recorder.reporter import Watch
from app.probe.watched import items, queue_making
from app.probe.watched.items import marked, serial_of
from app.wire.records import Effect, Family, Phase
from tests.probe.recorded import WAYS, Recording, done_in

ITEMS = [None, 0, "P", b"P" * 20, {"a": [1, 2]}, ("x",) * 1000, b"." * 9]


@dataclass
class Ways:
    """The same in C and in Python."""

    items: ModuleType
    making: ModuleType

    def room(self, recording: Recording) -> Any:
        """A queue's room, and the queue's semaphore: there is a place for ever."""
        semaphore = threading.Semaphore(9)
        facts = types.SimpleNamespace(_is_zero=lambda: False, _get_value=lambda: 9)
        semaphore._semlock = facts  # type: ignore[attr-defined]  # as multiprocessing's has it
        queue = types.SimpleNamespace(_sem=semaphore, _maxsize=9)
        watch = Watch(1, "Queue", Family.BUFFER)
        blocked = Site(recording.report, watch, "put", Effect.PUT, Phase.BLOCKED)
        done = Site(recording.report, watch, "put", Effect.PUT, Phase.DONE)
        return self.making.Room(queue, watch, blocked, done), queue._sem


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest) -> Ways:
    """What is tested, in each way."""
    return Ways(done_in(request.param, items), done_in(request.param, queue_making))


@pytest.fixture
def recording(tmp_path: Path) -> Recording:
    """A reporter for the sites."""
    return Recording(tmp_path)


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: repr(item)[:20])
def test_unpickling_passes_over_a_serial(item: object) -> None:
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        data = marked(pickle.dumps(item, protocol), 2**63 - 1)
        assert pickle.loads(data) == item
        assert serial_of(data) == 2**63 - 1


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: repr(item)[:20])
def test_a_pickle_without_a_serial_is_never_taken_for_one_with(item: object) -> None:
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        assert serial_of(pickle.dumps(item, protocol)) == 0
    assert serial_of(b"") == 0
    assert serial_of(b"P") == 0


def test_serials_differ_between_processes_and_within_one(way: Ways) -> None:
    serials = way.items.Serials()
    mine = [serials.next() for _ in range(3)]
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        serials.after_fork()
        os.write(writer, b",".join(b"%d" % serials.next() for _ in range(3)))
        os._exit(0)
    os.waitpid(pid, 0)
    theirs = [int(one) for one in os.read(reader, 1000).split(b",")]
    os.close(reader)
    os.close(writer)
    assert len({*mine, *theirs}) == 6
    assert all(0 < one < 2**63 for one in (*mine, *theirs))


def test_the_items_that_wait_for_the_feeder_look_like_a_deque_and_keep_their_serials(
    way: Ways, recording: Recording
) -> None:
    serials, (room, _) = way.items.Serials(), way.room(recording)
    put = room.begin(sys._getframe(), b"", 0.0)
    unsent = way.items.Unsent(serials, room)
    given = []
    for item in ("a", "b"):
        unsent.append(item)
        given.append(put.serial)
    room.end(put)
    assert isinstance(unsent, deque)
    assert (repr(unsent), len(unsent)) == ("deque(['a', 'b'])", 2)
    taken = []
    while unsent:
        taken.append((unsent.popleft(), serials.in_hand.sent))
    assert taken == list(zip("ab", given, strict=True))
    unsent.append("c")
    unsent.clear()
    with pytest.raises(IndexError):
        unsent.popleft()


def test_a_put_in_the_middle_of_another_one_leaves_it_its_place_and_its_serial(
    way: Ways, recording: Recording
) -> None:
    """As a signal handler's is, that comes while the other one has its place and not yet its serial."""
    frame, (room, semaphore) = sys._getframe(), way.room(recording)
    unsent = way.items.Unsent(way.items.Serials(), room)
    outer = room.begin(frame, b"outer", 1.0)
    assert semaphore.acquire(True, None)
    inner = room.begin(frame, b"inner", 1.0)
    assert room.current() is inner
    assert semaphore.acquire(True, None)
    unsent.append("inner")
    room.end(inner)
    unsent.append("outer")
    room.end(outer)
    assert room.current() is None
    assert inner.serial != outer.serial != 0
    assert 0 < outer.stamp <= inner.stamp


def test_a_put_into_another_queue_in_the_middle_of_one_is_not_taken_for_it(
    way: Ways, recording: Recording
) -> None:
    frame, (room, _), (other, semaphore) = sys._getframe(), way.room(recording), way.room(recording)
    outer = room.begin(frame, b"outer", 1.0)
    assert other.current() is None
    assert semaphore.acquire(True, None)
    way.items.Unsent(way.items.Serials(), other).append("the mark that ends its feeder")
    assert (outer.stamp, outer.serial) == (0, 0)
    room.end(outer)


def test_a_put_of_another_thread_is_not_this_ones(way: Ways, recording: Recording) -> None:
    room, _ = way.room(recording)
    theirs: list[Any] = []
    put = room.begin(sys._getframe(), b"mine", 1.0)
    thread = threading.Thread(target=lambda: theirs.append(room.current()))
    thread.start()
    thread.join()
    assert theirs == [None]
    room.end(put)


def test_a_put_that_never_ended_is_over_with_the_one_that_it_came_in_the_middle_of(
    way: Ways, recording: Recording
) -> None:
    """What a signal handler has raised may end a call before it has begun to tell its end."""
    room, _ = way.room(recording)
    outer = room.begin(sys._getframe(), b"outer", 1.0)
    room.begin(sys._getframe(), b"inner", 1.0)
    room.end(outer)
    assert room.current() is None


def test_pickling_takes_the_serial_that_is_in_hand_once(way: Ways) -> None:
    module, serials = types.SimpleNamespace(_ForkingPickler=ForkingPickler), way.items.Serials()
    way.items.patch_pickling(module, serials)
    serials.in_hand.sent = 77
    first, second = module._ForkingPickler.dumps("x"), module._ForkingPickler.dumps("x")
    assert (serial_of(first), serial_of(bytes(second))) == (77, 0)
    assert module._ForkingPickler.loads(first) == "x"
    assert serials.in_hand.got == 77
    assert module._ForkingPickler.loads(second) == "x"
    assert serials.in_hand.got == 0
    assert issubclass(module._ForkingPickler, ForkingPickler)


def test_what_cannot_be_pickled_leaves_no_serial_for_the_next_item(way: Ways) -> None:
    module, serials = types.SimpleNamespace(_ForkingPickler=ForkingPickler), way.items.Serials()
    way.items.patch_pickling(module, serials)
    serials.in_hand.sent = 77
    before = time.monotonic_ns()
    with pytest.raises((AttributeError, pickle.PicklingError, TypeError)):
        module._ForkingPickler.dumps(lambda: None)
    serial, stamp = serials.in_hand.refused
    assert serial == 77
    assert before <= stamp <= time.monotonic_ns()
    assert serial_of(bytes(module._ForkingPickler.dumps("x"))) == 0
