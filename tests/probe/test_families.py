"""What a manager's object is follows from its type, or from what the library has registered."""

from __future__ import annotations

import importlib
import multiprocessing as mp
import queue
import threading
from collections.abc import Callable
from multiprocessing.pool import ThreadPool
from typing import Any
from unittest.mock import Mock

import pytest

from app.probe.watched import families
from app.wire.records import Family, Trait

managers: Any = importlib.import_module("multiprocessing.managers")  # its stubs name no proxies
REENTRANT = Trait.BOUNDED | Trait.REENTRANT


class Letters(queue.PriorityQueue[int]):
    """A buffer of the script's own kind, which says its size in a way of its own."""

    def __getattribute__(self, name: str) -> Any:
        if name == "maxsize":
            raise AssertionError("code of the script runs")
        return super().__getattribute__(name)


class Connections:
    """Has what a lock has."""

    def acquire(self) -> None:
        """Take one."""

    def release(self) -> None:
        """Give it back."""


@pytest.mark.parametrize(
    ("make", "family", "traits", "size"),
    [
        (lambda: queue.Queue(4), Family.BUFFER, Trait.COUNTS_TASKS, 4),
        (lambda: Letters(3), Family.BUFFER, Trait.COUNTS_TASKS, 3),
        (queue.SimpleQueue, Family.BUFFER, 0, 0),
        (threading.Lock, Family.LOCK, Trait.BOUNDED, 1),
        (threading.RLock, Family.LOCK, REENTRANT, 1),
        (lambda: threading._PyRLock(), Family.LOCK, REENTRANT, 1),  # type: ignore[attr-defined]
        (lambda: threading.Semaphore(2), Family.COUNTER, 0, 2),
        (lambda: threading.BoundedSemaphore(2), Family.COUNTER, Trait.BOUNDED, 2),
        (threading.Event, Family.FLAG, 0, 0),
        (threading.Condition, Family.CONDITION, REENTRANT, 0),
        (lambda: threading.Barrier(2), Family.BARRIER, 0, 2),
        (mp.Lock, Family.LOCK, Trait.BOUNDED, 1),
        (mp.Event, Family.FLAG, 0, 0),
        (mp.Condition, Family.CONDITION, REENTRANT, 0),
        (lambda: mp.Barrier(3), Family.BARRIER, 0, 3),
        (Connections, Family.VALUE, 0, 0),
        (lambda: Mock(spec=queue.Queue), Family.VALUE, 0, 0),
        (dict, Family.VALUE, 0, 0),
    ],
)
def test_an_object_is_what_its_type_makes_it(
    make: Callable[[], object], family: int, traits: int, size: int
) -> None:
    thing = make()
    assert families.of_object(thing) == (family, traits)
    assert families.size_of(thing, family) == size


def test_a_pool_is_one() -> None:
    with ThreadPool(1) as pool:
        assert families.of_object(pool) == (Family.POOL, 0)


class OwnProxy(managers.AcquirerProxy):  # type: ignore[misc]  # an Any
    """A proxy of the script's own."""


@pytest.mark.parametrize(
    ("typeid", "proxy_type", "family", "traits"),
    [
        ("Lock", managers.AcquirerProxy, Family.LOCK, Trait.BOUNDED),
        ("RLock", managers.AcquirerProxy, Family.LOCK, REENTRANT),
        ("Semaphore", managers.AcquirerProxy, Family.COUNTER, 0),
        ("BoundedSemaphore", managers.AcquirerProxy, Family.COUNTER, Trait.BOUNDED),
        ("Event", managers.EventProxy, Family.FLAG, 0),
        ("Condition", managers.ConditionProxy, Family.CONDITION, REENTRANT),
        ("Barrier", managers.BarrierProxy, Family.BARRIER, 0),
        ("Pool", managers.PoolProxy, Family.POOL, 0),
        ("Lock", OwnProxy, Family.VALUE, 0),
        ("connections", managers.AcquirerProxy, Family.VALUE, 0),
        ("Lock", managers.EventProxy, Family.VALUE, 0),
        ("Queue", managers.MakeProxyType("AutoProxy[Queue]", ("put", "get")), Family.VALUE, 0),
    ],
)
def test_a_proxy_is_known_only_where_the_library_has_registered_it(
    typeid: str, proxy_type: type, family: int, traits: int
) -> None:
    assert families.of_proxy(typeid, proxy_type) == (family, traits)


def test_what_is_known_of_proxies_is_what_the_library_registers() -> None:
    for typeid, (make, _, _, proxy_type) in managers.SyncManager._registry.items():
        if families.is_registered(typeid):
            thing = make(1) if typeid == "Barrier" else make()
            assert families.of_proxy(typeid, proxy_type) == families.of_object(thing)
            if typeid == "Pool":
                thing.terminate()
                thing.join()
