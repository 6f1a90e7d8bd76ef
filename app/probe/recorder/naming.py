"""Names objects by what holds them in the script, and once more when a better holder is found.

An object's maker returns before its variable is assigned, so a name is looked for in the frames that use
it, or any other object, later. That costs time, so it is done at operations that are not told quickly only:
at each of some first ones while an object has no name, then where a function is seen for the first time,
and else ever more rarely.
"""

from __future__ import annotations

import time
from _thread import allocate_lock
from _weakref import ref

from ...wire.records import Holder
from .handlers import is_from_script
from .holders import Search

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from types import FrameType

    from .holders import Hit
    from .reporter import Watch

_TRIES = 20
_AGAIN = 3  # operations at which a better name is looked for, after the first one
_FUNCTIONS = 64  # that are seen for the first time
_PAUSE_NS, _LONGEST_NS = 1_000_000, 10_000_000_000
_FREE = 200  # searches after which a better name is looked for seldom, however many new objects there are
_CHEAP_NS = 500_000  # of CPU time; after a search that takes more, only little is looked at
_PART = 50  # for so many times as long
_MUCH, _LITTLE = (20_000, 10_000), (200, 50)  # items and attributes looked at: of all, of one container
_VARIABLES = 1024  # whose objects are remembered
_FEWEST = 256  # entries that are kept without asking which of their objects are gone
#: Ranks of variables that are there while others come and go.
_LASTING = (Holder.OBJECT, Holder.OUTERMOST, Holder.MODULE)
_now, _cpu = time.monotonic_ns, getattr(time, "thread_time_ns", time.monotonic_ns)


class Entry:
    """One object, and the names that it has been given in this process, by rank (see `Holder`)."""

    __slots__ = ("_holder", "key", "told", "tries_end", "watch")

    def __init__(self, watch: Watch, holder: object, tries_end: int) -> None:
        self.watch = watch
        self.key = id(holder)
        self._holder = ref(holder)  # weak: nothing lives longer for us
        self.tries_end = tries_end
        self.told: dict[int, tuple[bool, str]] = {}  # whether a variable itself holds it, the name

    def is_of(self, thing: object) -> bool:
        """Whether it is about this object; another one may have its address by now."""
        return self._holder() is thing

    def tell(self, hits: Iterable[Hit], passing: int) -> Iterator[tuple[int, str]]:
        """The names that are news, by rank; up to rank `passing` those of variables are good for now only."""
        best: dict[int, tuple[bool, str]] = {}
        for rank, plain, name in hits:
            if plain and (rank <= passing or self._had_a_place(rank)):
                rank = Holder.PASSING  # it is not what it looks like
            if rank not in best or plain > best[rank][0]:
                best[rank] = plain, name
        for rank in sorted(best, reverse=True):
            if rank not in self.told and (rank > Holder.PASSING or not self.told):
                self.told[rank] = best[rank]
                yield rank, best[rank][1]

    def _had_a_place(self, rank: int) -> bool:
        """Whether a variable that is news holds what was in a container of an object before.

        Such as `ready` of `for ready in wait(...)`, which is there long after the loop.
        """
        if rank not in (Holder.OUTERMOST, Holder.MODULE) or rank in self.told:
            return False
        return any(not plain for one, (plain, _) in self.told.items() if Holder.OBJECT <= one < rank)

    def demote(self, passing: int) -> Iterator[str]:
        """Names of variables, up to rank `passing`, that are not for this object alone."""
        for rank, (plain, name) in list(self.told.items()):
            if plain and Holder.PASSING < rank <= passing:
                del self.told[rank]
                self.told.setdefault(Holder.PASSING, (True, name))
                yield name

    @property
    def is_gone(self) -> bool:
        """Whether the object is no more."""
        return self._holder() is None

    @property
    def is_settled(self) -> bool:
        """Whether no better name can be found: it is in a container that the whole script sees."""
        best = max(self.told, default=Holder.UNKNOWN)
        return best >= Holder.OUTERMOST and not self.told[best][0]


class Names:
    """The objects of this process for which a name, or a better one, is looked for."""

    __slots__ = (
        "_again",
        "_gave_up",
        "_lock",
        "_much_ns",
        "_pause_ns",
        "_searches",
        "_unnamed",
        "_variables",
        "_watermark",
        "due_ns",
        "entries",
        "functions",
    )

    def __init__(self) -> None:
        self.entries: dict[int, Entry] = {}  # by the object's identity
        self._unnamed: list[Entry] = []  # the oldest first
        self._variables: dict[tuple[int, str], Entry | None] = {}  # what they hold; None: one after the other
        self.functions: set[int] = set()  # identities of the code that has been looked from
        self.due_ns = 0  # when to look again from there
        self._much_ns = 0  # when to look at much again
        self._pause_ns = 0
        self._searches = self._again = 0
        self._watermark = _FEWEST
        self._lock = allocate_lock()
        self._gave_up = False

    def add(self, watch: Watch, holder: object) -> None:
        """One more; `holder` is the object of the script."""
        if self._gave_up:
            watch.named = True
            return
        if max(len(self.entries), len(self._unnamed)) >= self._watermark and self._lock.acquire(False):
            try:
                self._drop_what_is_gone()
            finally:
                self._lock.release()
        try:
            entry = Entry(watch, holder, self._searches + _TRIES)
        except TypeError as error:  # it allows no weak reference
            if is_from_script(error):
                raise
            watch.named = True
            return
        self.entries[entry.key] = entry
        self._unnamed.append(entry)
        self._again, self._pause_ns, self.due_ns = _AGAIN, _PAUSE_NS, 0

    def discard(self, holder: object) -> None:
        """No name is looked for any more for this object of the script: it is a part of another one."""
        entry = self.entries.get(id(holder))
        if entry is not None and entry.is_of(holder):
            entry.watch.named = True
            self._drop(entry)

    def best_of(self, holder: object) -> tuple[int, str] | None:
        """The rank of the best name that was found for this object of the script, and the name."""
        entry = self.entries.get(id(holder))
        told = entry.told if entry is not None and entry.is_of(holder) else {}
        best = max(told, default=Holder.UNKNOWN)
        return (best, told[best][1]) if best > Holder.PASSING else None

    def after_fork(self) -> None:
        """In a forked child: it goes on looking, and knows what was told before."""
        self._lock = allocate_lock()  # the thread that had it is not here

    def give_up(self) -> None:
        """No more names; nothing waits for one."""
        self._gave_up = True
        for entry in self._unnamed:
            entry.watch.named = True
        self.entries = {}

    def is_due(self, frame: FrameType, time_ns: int) -> bool:
        """Whether names are looked for at an operation from `frame`."""
        if time_ns >= self.due_ns:
            return True
        return len(self.functions) < _FUNCTIONS and id(frame.f_code) not in self.functions

    def found(self, frames: Sequence[FrameType]) -> list[tuple[Watch, str, int]]:
        """Objects with a name that is news, and its rank, as seen from the script's `frames`."""
        if not self._lock.acquire(False):
            return []  # another thread looks, or this one does and a signal handler has come
        try:
            began_ns, much = _cpu(), _now() >= self._much_ns
            self.functions.add(id(frames[0].f_code))
            search = Search(self.entries, *(_MUCH if much else _LITTLE))
            search.look(frames)
            news = self._news(search)
            self._plan(began_ns, much)
            return news
        finally:
            self._lock.release()

    def _plan(self, began_ns: int, much: bool) -> None:
        """When to look again, and who has no name even now."""
        now, count = _now(), len(self._unnamed)
        self._searches += 1
        took_ns = _cpu() - began_ns
        if much and took_ns > _CHEAP_NS:
            self._much_ns = now + _PART * took_ns
        self._pause_ns = min(2 * self._pause_ns, _LONGEST_NS)
        if not count:
            self._again -= 1
        unnamed = self._unnamed[:count]  # another thread may add to it meanwhile
        for entry in unnamed:
            entry.watch.named |= bool(entry.told) or entry.tries_end <= self._searches
        self._unnamed[:count] = [entry for entry in unnamed if not entry.watch.named]
        soon = self._unnamed or (self._again > 0 and self._searches < _FREE)
        self.due_ns = 0 if soon else max(self._much_ns, now + self._pause_ns)

    def _drop_what_is_gone(self) -> None:
        for entry in list(self.entries.values()):
            if entry.is_gone:
                self._drop(entry)
        count = len(self._unnamed)
        self._unnamed[:count] = [entry for entry in self._unnamed[:count] if not entry.is_gone]
        self._watermark = 2 * max(_FEWEST, len(self.entries), len(self._unnamed))

    def _drop(self, entry: Entry) -> None:
        if self.entries.get(entry.key) is entry:
            del self.entries[entry.key]

    # --- what is news -----------------------------------------------------------------------

    def _news(self, search: Search) -> list[tuple[Watch, str, int]]:
        passing = search.passing()
        for entry, hits in search.hits.items():
            for rank, plain, name in hits:
                if plain and rank in _LASTING:
                    self._remember(rank, name, entry, passing)
        news = [
            (entry.watch, name, Holder.PASSING) for entry in passing for name in entry.demote(passing[entry])
        ]
        for entry, hits in search.hits.items():
            news += [(entry.watch, name, rank) for rank, name in entry.tell(hits, passing.get(entry, 0))]
            if entry.is_settled:
                self._drop(entry)
        return news

    def _remember(self, rank: int, name: str, entry: Entry, passing: dict[Entry, int]) -> None:
        """What a variable holds; one that has held another object that lives on is passing."""
        before = self._variables.get((rank, name), entry)
        if before is None or not (before is entry or before.is_gone):
            for one in (entry, before):
                if one is not None:
                    passing[one] = max(rank, passing.get(one, 0))
            self._variables[rank, name] = None
        elif len(self._variables) < _VARIABLES or (rank, name) in self._variables:
            self._variables[rank, name] = entry
