"""Tells each read and write of a value with a lock, from inside the library's own accessors.

The library takes the value's lock for each access: that is a part of it and not told, only that it had to be
waited for. The accessors are made anew, line by line as the library has them, with calls of ours in the place
of `acquire` and `release`; so what an access raises has the same frames as before.
"""

from __future__ import annotations

import time
from _functools import partial  # type: ignore[import-not-found]

from ...wire.records import ITEMS_TOLD, Effect, Phase
from ...wire.records import Access as How
from ..patching.around import caller, cut
from ..patching.likeness import like
from ..recorder.chosen import accelerator
from ..recorder.quick import Site
from ..recorder.shorten import shorten, shorten_encoded
from . import synchronize
from .value_text import attributes_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ..recorder.reporter import Reporter, Watch
    from .value_text import Texts

ATTRIBUTE = "_procession_value"  # of the memory: a wrapper's own attributes are the script's to see
_now = time.monotonic_ns
_ONLY_AST = 0x400  # of `compile`
_Method = type(Site.sample.__get__(0))
_PLAIN = (int, float, bytes, str)

#: As `sharedctypes.template`, whose lines a traceback names.
_PROPERTY = """
def get%(name)s(self):
    known = begin_get(self)
    try:
        return done_get(self, known, self._obj.%(name)s)
    finally:
        end_get(self, known)
def set%(name)s(self, value):
    known = begin_set(self)
    try:
        self._obj.%(name)s = value; done_set(self, known, None)
    finally:
        end_set(self, known)
%(name)s = property(get%(name)s, set%(name)s)
"""
#: As the methods of SynchronizedArray: what a traceback underlines has to stand where it stood.
_ITEMS = {
    "__getitem__": """\
class SynchronizedArray:
    def __getitem__(self, i):
        with access(self, i):
            return self._obj[i]
""",
    "__setitem__": """\
class SynchronizedArray:
    def __setitem__(self, i, value):
        with access(self, i):
            self._obj[i] = value
""",
}


def patch_accesses(module: Any, report: Reporter, texts: Texts, goes_outside: Callable[[Any], None]) -> None:
    """Make the accessors of ``multiprocessing.sharedctypes`` anew."""
    cache = module.prop_cache

    def make_property(name: str) -> Any:
        try:
            return cache[name]
        except KeyError:
            made: dict[str, Any] = {}
            ways = {
                word: _quick(FieldAccess(report, name, effect, texts, goes_outside))
                for word, effect in (("get", Effect.READ), ("set", Effect.WRITE))
            }
            for word, access in ways.items():
                made["begin_" + word], made["done_" + word] = access.begin, access.done
                made["end_" + word] = access.end
            exec(_PROPERTY % {"name": name}, made)
            if accelerator is not None and name == "value":
                made[name] = property(*(ways[word].quickly(made[word + name]) for word in ways))
            cache[name] = made[name]
            return made[name]

    cache.clear()
    module.make_property = like(module.make_property, make_property)
    module.Synchronized.value = module.SynchronizedString.value = make_property("value")
    module.SynchronizedString.raw = make_property("raw")
    for name, effect in (("__getitem__", Effect.READ), ("__setitem__", Effect.WRITE)):
        access = _quick(ItemAccess(report, name, effect, texts, goes_outside))
        setattr(module.SynchronizedArray, name, _remade(module.SynchronizedArray.__dict__[name], access))


def _quick(access: Any) -> Any:
    """The same in C for the ordinary case, if there is the accelerator."""
    if accelerator is None:
        return access
    return accelerator.Access(access, access.key, access.method, isinstance(access, ItemAccess))


def _remade(original: Any, access: Any) -> Any:
    """A method of the array, in the lines where the library has it, and where these say ``with self:``."""
    code, made = original.__code__, {**original.__globals__, "access": access.locked}
    text = "\n" * (code.co_firstlineno - 2) + _ITEMS[code.co_name]
    tree: Any = compile(text, code.co_filename, "exec", _ONLY_AST, True)
    shown = tree.body[0].body[0].body[0].items[0].context_expr
    shown.end_col_offset = shown.col_offset + len("self")
    exec(compile(tree, code.co_filename, "exec", 0, True), made)
    return like(original, vars(made["SynchronizedArray"])[code.co_name])


class Known:
    """A value with a lock, in this process: how its accesses are told."""

    __slots__ = (
        "acquire",
        "for_fields",
        "for_items",
        "for_numbers",
        "give",
        "inner",
        "is_plain",
        "lock_id",
        "reads",
        "report",
        "sites",
        "take",
        "watch",
        "writes",
    )

    def __init__(self, report: Reporter, watch: Watch, wrapper: Any, is_plain: bool) -> None:
        self.is_plain = is_plain  # it may be read again without asking the script
        self.report, self.watch = report, watch
        self.acquire = wrapper.__dict__["acquire"]  # a script may put another one there
        self.inner: Any = None  # the C semaphore of the lock; None for another library's
        #: The same where we can take it in the library's place: the script has no way of its own.
        self.for_fields: Any = None
        self.for_items: Any = None
        self.for_numbers: Any = None  # if `is_plain`, too
        #: How reading and writing of `value` are told as done, once that was told.
        self.reads: Site | None = None
        self.writes: Site | None = None
        self.lock_id = 0  # of the lock that it was given
        self.sites: dict[tuple[str, int], tuple[Site, Site]] = {}

    def take_quietly(self, lock: Any, has_own_ways: bool) -> None:
        """Its lock is one of the library's; `has_own_ways`: not for ``with``, which items are accessed by."""
        self.inner = inner = lock._semlock
        self.take, self.give = synchronize.plain.acquire, synchronize.plain.release
        own = lock.__dict__
        if own.get("acquire") == inner.acquire and own.get("release") == inner.release:
            self.for_fields = inner
            self.for_numbers = inner if self.is_plain else None
        if not has_own_ways:
            self.for_items = inner

    def site(self, method: str, effect: int) -> tuple[Site, Site]:
        """How a call of this method is told: that it waits, and that it is done."""
        found = self.sites.get((method, effect))
        if found is None:
            waits = Site(self.report, self.watch, method, effect, Phase.BLOCKED)
            done = Site(self.report, self.watch, method, effect, Phase.DONE)
            found = self.sites[method, effect] = waits, done
            if method == "value" and effect == Effect.READ:
                self.reads = done
            elif method == "value":
                self.writes = done
        return found

    def how(self) -> int:
        """Whether this thread had the lock before it took it for this access."""
        if self.inner is None:
            return How.UNKNOWN_LOCK
        return How.UNDER_LOCK if self.inner._count() > 1 else 0


class Access:
    """Reading, or writing, by one accessor of all values that have it."""

    def __init__(
        self, report: Reporter, method: str, effect: int, texts: Texts, goes_outside: Callable[[Any], None]
    ) -> None:
        self._report, self._texts, self._goes_outside = report, texts, goes_outside
        self.method, self._effect = method, effect
        self.key = method, effect

    def begin(self, wrapper: Any, depth: int = 2) -> Known | None:
        """Take the lock for this access; None: that was done as the library, or the script, does it."""
        try:
            known = self._known(wrapper)
            if known is None:
                self._enter(wrapper)
            elif not known.take(known.inner, False) and not synchronize.spin(known.take, known.inner):
                self._wait(known, wrapper, caller(depth))
            return known
        except BaseException as error:
            cut(error)
            del wrapper
            raise

    def _wait(self, known: Known, wrapper: Any, frame: Any) -> None:
        known.site(*self.key)[0].tell(frame, _now())
        try:
            self._take(known, wrapper)
        except BaseException as error:
            self._report.failed(known.watch, self.method, self._effect, frame, error)
            raise

    def end(self, wrapper: Any, known: Known | None, *error: Any) -> Any:
        """Give it back."""
        try:
            return self._leave(wrapper, error) if known is None else known.give(known.inner)
        except BaseException as error:
            cut(error)
            del wrapper, error
            raise

    def _known(self, wrapper: Any) -> Known | None:
        """What is known of a value, if we can take its lock in the library's place."""
        raise NotImplementedError

    def _take(self, known: Known, wrapper: Any) -> None:
        """Wait for the lock, where what interrupts it finds the frames of the library."""
        raise NotImplementedError

    def _enter(self, wrapper: Any) -> None:
        """What the library does to take the lock."""
        raise NotImplementedError

    def _leave(self, wrapper: Any, error: tuple[Any, ...]) -> Any:
        """What the library does to give it back."""
        raise NotImplementedError

    def tell(self, wrapper: Any, known: Known | None, frame: Any, key: Any) -> None:
        """What was read or written, while the lock is taken."""
        known = known or attributes_of(wrapper._obj).get(ATTRIBUTE)
        if known is None:
            return
        try:
            text, how = self._told(wrapper._obj, key)
            if how and self._effect == Effect.READ:
                self._goes_outside(wrapper)
            known.site(*self.key)[1].tell_text(frame, _now(), text, how | known.how())
            if self._effect == Effect.WRITE and self._changes_more(wrapper._obj, key):
                self._report.value(known.watch.id, self._texts.content(wrapper._obj))
        except RecursionError:  # see `Reporter.untold`
            self._report.untold = self._report.untold, None
        except BaseException as error:
            if self._report.is_the_scripts(error, known.watch.operation(self.method)):
                raise

    def _told(self, memory: Any, key: Any) -> tuple[bytes, int]:
        """The text of what was accessed, and whether the script has got memory itself."""
        raise NotImplementedError

    def _changes_more(self, memory: Any, key: Any) -> bool:
        """Whether the text of a write does not say what the value is now."""
        raise NotImplementedError

    def _text(self, value: Any) -> tuple[bytes, int]:
        if type(value) in _PLAIN:
            return shorten_encoded(value), 0
        outside = How.OUTSIDE if self._effect == Effect.READ and self._texts.is_part(value) else 0
        return self._texts.short(value).encode("utf-8", "backslashreplace"), outside


class FieldAccess(Access):
    """By an attribute: `value`, `raw`, a field of a structure."""

    def done(self, wrapper: Any, known: Known | None, value: Any) -> Any:
        """What was read; of a write what stands there now."""
        try:
            self.tell(wrapper, known, caller(2), value)
        except BaseException as error:  # a signal handler's
            cut(error)
            del wrapper, known, value
            raise
        return value

    def _known(self, wrapper: Any) -> Known | None:
        known: Known | None = attributes_of(wrapper._obj).get(ATTRIBUTE)
        ours = known is not None and known.for_fields is not None and known.acquire is wrapper.acquire
        return known if ours else None

    def _take(self, known: Known, wrapper: Any) -> None:
        known.take(known.inner)

    def _enter(self, wrapper: Any) -> None:
        wrapper.acquire()

    def _leave(self, wrapper: Any, error: tuple[Any, ...]) -> Any:
        return wrapper.release()

    def _told(self, memory: Any, key: Any) -> tuple[bytes, int]:
        if self._effect == Effect.WRITE:
            return self._texts.field(memory, self.method).encode("utf-8", "backslashreplace"), 0
        return self._text(key)

    def _changes_more(self, memory: Any, key: Any) -> bool:
        return self.method != "value"


class ItemAccess(Access):
    """By an index, or a slice."""

    def _known(self, wrapper: Any) -> Known | None:
        known: Known | None = attributes_of(wrapper._obj).get(ATTRIBUTE)
        ours = (
            known is not None
            and known.for_items is not None
            and known.inner is getattr(wrapper._lock, "_semlock", None)
        )
        return known if ours else None

    def _take(self, known: Known, wrapper: Any) -> None:
        inner, outer = Stage(), Stage()
        inner._semlock, outer._lock = Stage(), Stage()
        inner._semlock.__enter__ = partial(known.take, known.inner)
        outer._lock.__enter__ = _Method(type(wrapper._lock).__enter__, inner)
        type(wrapper).__enter__(outer)

    def _enter(self, wrapper: Any) -> None:
        type(wrapper).__enter__(wrapper)

    def _leave(self, wrapper: Any, error: tuple[Any, ...]) -> Any:
        return type(wrapper).__exit__(wrapper, *error)

    def locked(self, wrapper: Any, index: Any) -> Locked:
        """The lock, for one access."""
        return Locked(self, wrapper, index)

    def _told(self, memory: Any, key: Any) -> tuple[bytes, int]:
        if type(key) is int:
            text, how = self._text(memory[key])
            return b"%d, %b" % (key if key >= 0 else key + len(memory), text), how
        if type(key) is not slice:
            return shorten(key).encode(), 0
        places = range(len(memory))[key]
        first = [self._text(memory[place])[0].decode() for place in places[:ITEMS_TOLD]]
        more = ", ... (%d)" % len(places) if len(places) > len(first) else ""
        bounds = ":".join("" if one is None else shorten(one) for one in (key.start, key.stop))
        return ("%s, [%s%s]" % (bounds, ", ".join(first), more)).encode("utf-8", "backslashreplace"), 0

    def _changes_more(self, memory: Any, key: Any) -> bool:
        return type(key) is not int or self._texts.is_bytes(memory)


class Stage:
    """Stands for a lock in the library's own methods, so that their frames are there and nothing is told."""

    _semlock: Any
    _lock: Any
    __enter__: Any


class Locked:
    """An item's access, while the lock is taken for it."""

    __slots__ = ("_access", "_index", "_known", "_wrapper")

    def __init__(self, access: ItemAccess, wrapper: Any, index: Any) -> None:
        self._access, self._wrapper, self._index = access, wrapper, index
        self._known: Known | None = None

    def __enter__(self) -> None:
        try:
            self._known = self._access.begin(self._wrapper, 3)
        except BaseException as error:
            cut(error)
            del self
            raise

    def __exit__(self, *error: Any) -> Any:
        try:
            if error[0] is None:
                self._access.tell(self._wrapper, self._known, caller(2), self._index)
        except BaseException as worse:  # a signal handler's
            cut(worse)
            self._access.end(self._wrapper, self._known, *error)
            del self, error
            raise
        return self._access.end(self._wrapper, self._known, *error)
