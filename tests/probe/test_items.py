"""The serial that goes with an item: behind the pickle, where unpickling does not look."""

from __future__ import annotations

import os
import pickle
import sys
import threading
import types
import typing
from collections import deque
from multiprocessing.reduction import ForkingPickler

import pytest

from app.probe.recorder.quick import Site
from app.probe.watched.items import SERIAL, STAMP, Serials, Unsent, marked, patch_pickling, serial_of
from app.probe.watched.queue_making import Room

ITEMS = [None, 0, "P", b"P" * 20, {"a": [1, 2]}, ("x",) * 1000, b"." * 9]


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


def test_serials_differ_between_processes_and_within_one() -> None:
    serials = Serials()
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


def test_the_items_that_wait_for_the_feeder_look_like_a_deque_and_keep_their_serials() -> None:
    serials = Serials()
    put = [None, b"", 0.0, 0, 0, None]
    unsent = Unsent(serials, {threading.get_ident(): put})
    given = []
    for item in ("a", "b"):
        unsent.append(item)
        given.append(put[SERIAL])
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


def test_a_put_in_the_middle_of_another_one_leaves_it_its_place_and_its_serial() -> None:
    """As a signal handler's is, that comes while the other one has its place and not yet its serial."""
    semaphore = threading.Semaphore(9)
    facts = types.SimpleNamespace(_is_zero=lambda: False, _get_value=lambda: 9)
    semaphore._semlock = facts  # type: ignore[attr-defined]  # as multiprocessing's has it
    queue = types.SimpleNamespace(_sem=semaphore, _maxsize=9)
    frame, blocked = sys._getframe(), typing.cast(Site, None)  # no put has to wait here
    room = Room(queue, blocked)
    unsent = Unsent(Serials(), room.puts)
    outer = room.begin(frame, b"outer", 1.0)
    assert queue._sem.acquire()
    inner = room.begin(frame, b"inner", 1.0)
    assert queue._sem.acquire()
    unsent.append("inner")
    room.end(inner)
    unsent.append("outer")
    room.end(outer)
    assert room.puts == {}
    assert inner[SERIAL] != outer[SERIAL] != 0
    assert 0 < outer[STAMP] <= inner[STAMP]


def test_pickling_takes_the_serial_that_is_in_hand_once() -> None:
    module, serials = types.SimpleNamespace(_ForkingPickler=ForkingPickler), Serials()
    patch_pickling(module, serials)
    serials.in_hand.sent = 77
    first, second = module._ForkingPickler.dumps("x"), module._ForkingPickler.dumps("x")
    assert (serial_of(first), serial_of(bytes(second))) == (77, 0)
    assert module._ForkingPickler.loads(first) == "x"
    assert serials.in_hand.got == 77
    assert module._ForkingPickler.loads(second) == "x"
    assert serials.in_hand.got == 0
    assert issubclass(module._ForkingPickler, ForkingPickler)


def test_what_cannot_be_pickled_leaves_no_serial_for_the_next_item() -> None:
    module, serials = types.SimpleNamespace(_ForkingPickler=ForkingPickler), Serials()
    patch_pickling(module, serials)
    serials.in_hand.sent = 77
    with pytest.raises((AttributeError, pickle.PicklingError, TypeError)):
        module._ForkingPickler.dumps(lambda: None)
    assert serial_of(bytes(module._ForkingPickler.dumps("x"))) == 0
