"""Knows what a manager's object is: never by the methods that it happens to have.

In the server's process the object itself is at hand. A client has a proxy only; what stands behind it is
sure where it is one of those that SyncManager registers. Of all others the client knows nothing.
"""

from __future__ import annotations

import sys

from ...wire.records import Family, Shape, Trait

_REENTRANT = Trait.BOUNDED | Trait.REENTRANT

#: The types of which there are objects, and their subclasses: module, name, family, traits. A subclass stands
#: before its base. No module is imported for it: an object has been made by one that is.
_TYPES = (
    ("queue", "Queue", Family.BUFFER, Trait.COUNTS_TASKS),
    ("queue", "SimpleQueue", Family.BUFFER, 0),
    ("threading", "BoundedSemaphore", Family.COUNTER, Trait.BOUNDED),
    ("threading", "Semaphore", Family.COUNTER, 0),
    ("_thread", "LockType", Family.LOCK, Trait.BOUNDED),
    ("_thread", "RLock", Family.LOCK, _REENTRANT),
    ("threading", "_RLock", Family.LOCK, _REENTRANT),
    ("threading", "Event", Family.FLAG, 0),
    ("threading", "Condition", Family.CONDITION, _REENTRANT),
    ("threading", "Barrier", Family.BARRIER, 0),
    ("multiprocessing.queues", "JoinableQueue", Family.BUFFER, Trait.COUNTS_TASKS),
    ("multiprocessing.queues", "Queue", Family.BUFFER, 0),
    ("multiprocessing.queues", "SimpleQueue", Family.BUFFER, 0),
    ("multiprocessing.synchronize", "BoundedSemaphore", Family.COUNTER, Trait.BOUNDED),
    ("multiprocessing.synchronize", "Semaphore", Family.COUNTER, 0),
    ("multiprocessing.synchronize", "Lock", Family.LOCK, Trait.BOUNDED),
    ("multiprocessing.synchronize", "RLock", Family.LOCK, _REENTRANT),
    ("multiprocessing.synchronize", "Event", Family.FLAG, 0),
    ("multiprocessing.synchronize", "Condition", Family.CONDITION, _REENTRANT),
    ("multiprocessing.pool", "Pool", Family.POOL, 0),
)

#: What SyncManager registers, by typeid: the proxy's class, family, traits. Its Queue has a proxy like those
#: of all that the script registers, and is not sure.
_REGISTERED = {
    "Lock": ("AcquirerProxy", Family.LOCK, Trait.BOUNDED),
    "RLock": ("AcquirerProxy", Family.LOCK, _REENTRANT),
    "Semaphore": ("AcquirerProxy", Family.COUNTER, 0),
    "BoundedSemaphore": ("AcquirerProxy", Family.COUNTER, Trait.BOUNDED),
    "Event": ("EventProxy", Family.FLAG, 0),
    "Condition": ("ConditionProxy", Family.CONDITION, _REENTRANT),
    "Barrier": ("BarrierProxy", Family.BARRIER, 0),
    "Pool": ("PoolProxy", Family.POOL, 0),
}

#: What the library's own proxies of values stand for.
_SHAPES = {
    "DictProxy": Shape.DICT,
    "ListProxy": Shape.LIST,
    "NamespaceProxy": Shape.NAMESPACE,
    "ValueProxy": Shape.VALUE,
    "ArrayProxy": Shape.ARRAY,
    "SetProxy": Shape.SET,
}

#: Where the size of an object stands that was made just now.
_SIZES = {
    Family.BUFFER: ("maxsize", "_maxsize"),
    Family.COUNTER: ("_initial_value", "_value"),
    Family.FLAG: ("_flag",),
    Family.BARRIER: ("_parties",),
}


def of_object(thing: object) -> tuple[int, int]:
    """Family and traits of an object; a value when it is nothing that we know.

    By its type: what it says of its own class is code of the script.
    """
    for module, name, family, traits in _TYPES:
        cls = getattr(sys.modules.get(module), name, None)
        if isinstance(cls, type) and issubclass(type(thing), cls):
            return family, traits
    return Family.VALUE, 0


def of_proxy(typeid: str, proxy_type: type) -> tuple[int, int]:
    """Family and traits of what a client's proxy stands for; a value when that is not sure."""
    if is_registered(typeid) and proxy_type.__module__ == "multiprocessing.managers":
        name, family, traits = _REGISTERED[typeid]
        if proxy_type is getattr(sys.modules["multiprocessing.managers"], name, None):
            return family, traits
    return Family.VALUE, 0


def shape_of_proxy(proxy_type: type) -> int:
    """What sort of value a client's proxy stands for; that of the script's own class is not known."""
    managers = sys.modules["multiprocessing.managers"]
    shapes = (shape for name, shape in _SHAPES.items() if proxy_type is getattr(managers, name, None))
    return next(shapes, Shape.UNKNOWN)


def is_registered(typeid: str) -> bool:
    """Whether SyncManager registers something under this name; another manager may have another thing."""
    return typeid in _REGISTERED


def size_of(thing: object, family: int) -> int:
    """What an OBJECT record tells besides: places of a buffer, permits, whether a flag is set, parties.

    Read past the script's own ways to give an attribute.
    """
    if family == Family.LOCK:
        return 1
    for name in _SIZES.get(family, ()):
        size = attribute_of(thing, name)
        if isinstance(size, int):
            return max(0, int(size))
    return 0


def attribute_of(thing: object, name: str) -> object:
    """An attribute that an object has itself, past the script's own ways to give one; None without it."""
    try:
        own = object.__getattribute__(thing, "__dict__")
    except AttributeError:  # written in C
        return None
    return dict.get(own, name)
