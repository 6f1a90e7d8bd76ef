"""Watches what lies in shared memory: Value, Array, RawValue, RawArray, and what `synchronized` makes.

A value with a lock of its own is known by that lock's name, which carries a letter for it; any other one by a
number that its block of memory carries. Both travel through fork and pickling. The script's accesses are told
where the library makes them, see `value_access`. A raw value has no method that could tell them: its memory
is looked at now and then, see `samples`.
"""

from __future__ import annotations

import os
import sys
import time

from ...wire.records import Access as How
from ...wire.records import Effect, Family, Phase, Shape, Trait, object_id_of
from ..patching.around import Watcher, around
from ..recorder.reporter import Watch
from . import ownership, synchronize
from .samples import Samples
from .value_access import ATTRIBUTE, Known, patch_accesses
from .value_text import Texts, attributes_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any

    from ..recorder.reporter import Reporter

_ID = "_procession_id"  # of the block of memory, which is pickled with its attributes
_OWN_LOCK = Trait.REENTRANT | Trait.BOUNDED


def patch(module: Any, report: Reporter) -> None:
    """Patch ``multiprocessing.sharedctypes``."""
    texts = Texts(module.ctypes)
    values = Values(module, report, texts, Samples(report, texts))
    for name, letter in (
        ("Value", ownership.VALUE),
        ("Array", ownership.ARRAY),
        ("RawValue", ownership.INTERNAL),
        ("RawArray", ownership.INTERNAL),
        ("copy", ownership.INTERNAL),
        ("synchronized", ownership.VALUE),
    ):
        setattr(module, name, around(getattr(module, name), Making(report, name, letter, values)))
    base = module.SynchronizedBase
    base.__init__ = around(base.__init__, Wrapping(report, values))
    base.get_obj = around(base.get_obj, GetObj(report, values))
    module.rebuild_ctype = around(module.rebuild_ctype, Arrival(report, values))
    patch_accesses(module, report, texts, values.goes_outside)


class Values:
    """The values in shared memory of this process."""

    def __init__(self, module: Any, report: Reporter, texts: Texts, samples: Samples) -> None:
        self._module, self._report = module, report
        self.texts, self._samples = texts, samples
        self._made = 0

    def is_wrapper(self, thing: object) -> bool:
        """Whether it has a lock."""
        return issubclass(type(thing), self._module.SynchronizedBase)

    def announce(self, thing: Any) -> None:
        """The script has made it, a value with a lock or a raw one."""
        if self.is_wrapper(thing):
            known = self.of(thing)
            if known is not None:
                self._announce(known.watch, thing._obj, thing, known.lock_id)
            return
        watch = self._watch(thing, self._id_of_memory(thing) or self._new_id(thing), is_raw=True)
        self._announce(watch, thing, thing, None)
        self._samples.add(watch.id, thing)
        self._samples.leave_link(watch.id, thing)

    def _announce(self, watch: Watch, memory: Any, holder: object, lock_id: int | None) -> None:
        """`lock_id`: of the lock that it was given, 0 if it has its own; None: it has none."""
        kind, length = self.texts.kind(memory)
        fields: dict[str, object] = {"type": kind, "length": length}
        fields.update({"raw": 1} if lock_id is None else {"lock": lock_id})
        shape = Shape.ARRAY if self.texts.is_array(memory) else Shape.VALUE
        self._report.announce(watch, shape, holder, **fields)
        self._report.value(watch.id, self.texts.content(memory))

    def arrived(self, memory: Any) -> None:
        """Memory has come from another process: raw, as long as no wrapper comes with it."""
        object_id = self._id_of_memory(memory)
        if object_id:
            watch = self._watch(memory, object_id, is_raw=True)
            self._report.names.add(watch, memory)
            self._samples.add(object_id, memory)

    # --- those with a lock ------------------------------------------------------------------

    def of(self, wrapper: Any) -> Known | None:
        """What is known of a value with a lock; None for one that is not the script's."""
        known: Known | None = attributes_of(wrapper._obj).get(ATTRIBUTE)
        return known

    def wrapped(self, wrapper: Any) -> None:
        """A value has got its lock: it is made, or arrives."""
        memory, lock = wrapper._obj, wrapper._lock
        if not self.texts.is_part(memory):
            return  # a script has its own use for the class
        is_made, known_id = ownership.is_making(), self._id_of_memory(memory)
        is_semaphore = issubclass(type(lock), self._lock_class())
        own = self._own_id(lock, known_id) if is_semaphore else 0
        object_id = own or known_id or (self._new_id(memory) if is_made else 0)
        if not object_id:
            return
        attributes_of(_carrier(memory))[_ID] = object_id
        watch = self._watch(memory, object_id, is_raw=False)
        if own:
            watch.traits = _OWN_LOCK
            synchronize.watch_as(lock, watch, self._report)
            lock.__dict__.update(acquire=lock._semlock.acquire, release=lock._semlock.release)
            wrapper.__dict__.update(acquire=lock.acquire, release=lock.release)
        given = synchronize.watch_of(lock) if is_semaphore and not own else None
        known = Known(self._report, watch, wrapper, self.texts.is_plain(memory))
        known.lock_id = given.id if given is not None else 0
        if is_semaphore:
            known.take_quietly(lock, self._has_own_ways(wrapper, lock))
        attributes_of(memory)[ATTRIBUTE] = known
        self._samples.discard(object_id)
        self._report.names.discard(memory)
        if not is_made:
            self._report.names.add(watch, wrapper)

    def _own_id(self, lock: Any, known_id: int) -> int:
        """The id of a lock that was made for this value; 0: it was given one."""
        name = synchronize.name_of(lock)
        if ownership.letter_of(name) not in (ownership.VALUE, ownership.ARRAY):
            return 0
        lock_id, watch = ownership.id_of(name), synchronize.watch_of(lock)
        return lock_id if watch is None or lock_id == known_id else 0

    def _has_own_ways(self, wrapper: Any, lock: Any) -> bool:
        """Whether ``with`` does something else here than the library's."""
        base, locks = self._module.SynchronizedBase, self._lock_class()
        return any(
            getattr(type(thing), name) is not getattr(cls, name)
            for thing, cls in ((wrapper, base), (lock, locks))
            for name in ("__enter__", "__exit__")
        )

    def _lock_class(self) -> Any:
        """The library's locks, once it has been imported."""
        module = sys.modules.get("multiprocessing.synchronize")
        return module.SemLock if module is not None else ()

    def goes_outside(self, wrapper: Any) -> None:
        """The script gets the memory itself: it is looked at now and then, too."""
        known = self.of(wrapper)
        if known is not None:
            self._samples.add(known.watch.id, wrapper._obj)
            self._samples.leave_link(known.watch.id, wrapper._obj)

    # --- identity ---------------------------------------------------------------------------

    def _watch(self, memory: Any, object_id: int, is_raw: bool) -> Watch:
        kind = "Array" if self.texts.is_array(memory) else "Value"
        return Watch(object_id, "Raw" + kind if is_raw else kind, Family.VALUE)

    def _id_of_memory(self, memory: Any) -> int:
        known = attributes_of(_carrier(memory)).get(_ID)
        return known if isinstance(known, int) else 0

    def _new_id(self, memory: Any) -> int:
        self._made += 1
        number = object_id_of("%d %d %d" % (os.getpid(), time.monotonic_ns(), self._made))
        attributes_of(_carrier(memory))[_ID] = number
        return number


def _carrier(memory: Any) -> Any:
    """What carries its id: the block of memory, which is pickled; itself if it is in no shared memory."""
    return attributes_of(memory).get("_wrapper", memory)


class Making(Watcher):
    """A function that makes a value; those that it calls make none of their own."""

    def __init__(self, report: Reporter, name: str, letter: str, values: Values) -> None:
        super().__init__(report, "sharedctypes." + name)
        self._letter, self._values = letter, values

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """The library's own are not told, and what comes from another process was made there."""
        if ownership.is_making() or not ownership.asked_by_script(self.report, frame):
            return None
        ownership.begin_making(self._letter)
        return self

    def done(self, call: Any, result: Any) -> None:
        """It is there."""
        ownership.end_making()
        self._values.announce(result)

    def failed(self, call: Any, error: BaseException) -> None:
        """No such type, mostly."""
        ownership.end_making()


class Wrapping(Watcher):
    """The constructor of what has a lock."""

    def __init__(self, report: Reporter, values: Values) -> None:
        super().__init__(report, "SynchronizedBase")
        self._values = values

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """What is constructed."""
        return args[0]

    def done(self, call: Any, result: Any) -> None:
        """It has its lock."""
        self._values.wrapped(call)


class Arrival(Watcher):
    """Memory is unpickled, or made."""

    def __init__(self, report: Reporter, values: Values) -> None:
        super().__init__(report, "rebuild_ctype")
        self._values = values

    def done(self, call: Any, result: Any) -> None:
        """What is made here has no id yet."""
        self._values.arrived(result)


class GetObj(Watcher):
    """get_obj, after which the script can reach the memory past the lock."""

    def __init__(self, report: Reporter, values: Values) -> None:
        super().__init__(report, "get_obj")
        self._values = values

    def done(self, call: Any, result: Any) -> None:
        """It is told as a read of what goes outside."""
        frame, wrapper = call
        known = self._values.of(wrapper)
        if known is not None:
            operation, script = known.watch.operation("get_obj"), self.report.script_frame(frame)
            self.report.operation(operation, Effect.READ, Phase.DONE, script, known.watch, "", How.OUTSIDE)
            self._values.goes_outside(wrapper)

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Nothing can fail."""
        return frame, args[0]
