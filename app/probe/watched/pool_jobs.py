"""Watches the jobs of a pool where they are asked for.

A job is what one call of `apply`, `map` or `imap` asks for; it has one task, or one for each chunk. Its
number and its tasks' are the library's. What is submitted is told before any of it can be run.
"""

from __future__ import annotations

import time
from _thread import get_ident

from ...wire.records import UNCOUNTED, Effect, Phase, task_value
from ..patching.around import Watcher, around
from ..recorder.log import encode
from ..recorder.shorten import name_of_callable
from .own_copies import OwnCopies, aside
from .pool_results import Next, Settle, Successful, Wait
from .pool_tasks import call_text
from .pool_watch import ATTRIBUTE, called, leave

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any

    from ..recorder.reporter import Reporter
    from .pool_watch import PoolWatch

_now = time.monotonic_ns
_SIZED = (list, tuple, range, dict, set, frozenset, str, bytes)


class Jobs:
    """Patches all that has to do with a job."""

    def __init__(self, module: Any, report: Reporter) -> None:
        self._module = module
        self._report = report
        self.asked: dict[int, Asked] = {}  # by thread, while it is inside the call
        self.own = OwnCopies(report)

    def patch(self) -> None:
        """Each where the library does it, whatever the script has called."""
        module, report = self._module, self._report
        for name in ("apply_async", "_map_async", "imap", "imap_unordered"):
            setattr(
                module.Pool, name, around(module.Pool.__dict__[name], Ask(report, name, self.asked, self.own))
            )
        for cls in (module.ApplyResult, module.MapResult, module.IMapIterator):
            cls.__init__ = around(cls.__init__, Submit(report, cls.__name__, self.asked))
            cls._set = around(cls._set, Settle(report, "result"))
        unordered = module.IMapUnorderedIterator
        unordered._set = around(unordered.__dict__["_set"], Settle(report, "result"))
        module.ApplyResult.wait = around(module.ApplyResult.wait, Wait(report, "wait", self.own))
        successful = module.ApplyResult.successful
        module.ApplyResult.successful = around(successful, Successful(report, "successful"))
        iterator = module.IMapIterator
        iterator.next = iterator.__next__ = around(iterator.next, Next(report, "next"))
        iterator._set_length = around(iterator._set_length, Length(report, "imap"))


# --- asked for ---------------------------------------------------------------------------


class Asked:
    """What a thread is asking a pool for."""

    __slots__ = ("count", "makes", "outer", "text", "watch")

    def __init__(self, watch: PoolWatch, text: str, makes: str, count: int, outer: Asked | None) -> None:
        self.watch = watch
        self.text = text
        self.makes = makes  # the class of what stands for the job
        self.count = count  # of tasks
        self.outer = outer  # of a signal handler's, what it came in the middle of


class Ask(Watcher):
    """The methods of a pool that make a job."""

    def __init__(self, report: Reporter, name: str, asked: dict[int, Asked], own: OwnCopies) -> None:
        super().__init__(report, name)
        self._asked, self._own = asked, own

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """The job gets its number inside."""
        watch = args[0].__dict__.get(ATTRIBUTE)
        if watch is None:
            return None
        thread = get_ident()
        function = args[1] if len(args) > 1 else kwargs.get("func")
        given = args[2] if len(args) > 2 else kwargs.get("args", kwargs.get("iterable", ()))
        if self.name == "apply_async":
            kwds = args[3] if len(args) > 3 else kwargs.get("kwds")
            what = call_text(function, given, kwds), "ApplyResult", 1
        elif self.name == "_map_async":
            what = name_of_callable(function), "MapResult", 0
        else:
            size = args[3] if len(args) > 3 else kwargs.get("chunksize", 1)
            what = name_of_callable(function), "IMapIterator", _count(given, size)
        self._asked[thread] = Asked(watch, *what, self._asked.get(thread))
        if watch.kind == "Pool" and not watch.is_served:
            aside(self.report, self._own.asked, watch.id, function, frame)
        return watch, frame, thread

    def done(self, call: Any, result: Any) -> None:
        """It has been told inside."""
        leave(self._asked, call[2])

    def failed(self, call: Any, error: BaseException) -> None:
        """The pool does not run any more, or the arguments are wrong."""
        watch, frame, thread = call
        leave(self._asked, thread)
        name = called(frame, self.report, self.name)[0]
        self.report.failed(watch, name, Effect.SUBMIT, frame, error)


def _count(iterable: Any, size: Any) -> int:
    """Of how many tasks an imap consists, if that can be known without asking the script's code."""
    if type(iterable) in _SIZED and type(size) is int and size > 0:
        return -(-len(iterable) // size)
    return UNCOUNTED


class Submit(Watcher):
    """What stands for a job has been made; the library puts its tasks into its queue only after that."""

    def __init__(self, report: Reporter, name: str, asked: dict[int, Asked]) -> None:
        super().__init__(report, name)
        self._asked = asked

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """A MapResult is an ApplyResult, too: it counts its chunks itself."""
        asked = self._asked.get(get_ident())
        if asked is None or asked.makes != self.name:
            return None
        if self.name == "MapResult":
            size, length = args[2], args[3]
            asked.count = -(-length // size) if size > 0 else 0
        return asked, args[0], frame

    def done(self, call: Any, result: Any) -> None:
        """It has a number."""
        asked, job, frame = call
        watch = job.__dict__[ATTRIBUTE] = asked.watch
        name, script = called(frame, self.report, self.name)
        value = task_value(job._job, asked.count)
        site = watch.site(name, Effect.SUBMIT, Phase.DONE)
        site.tell_text(script or frame, _now(), encode(asked.text), value)


class Length(Watcher):
    """An imap has come to the end of its iterable."""

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Now it is known how many tasks there are."""
        job, length = args
        watch = job.__dict__.get(ATTRIBUTE)
        if watch is not None:
            value, name = task_value(job._job, length), watch.operation(self.name)
            self.report.operation(name, Effect.SUBMIT, Phase.DONE, None, watch, "", value)
