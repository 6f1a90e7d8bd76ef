"""Tells what a worker of a pool does: it waits for a task, runs it, and ends.

A worker is a loop of the library's over two queues. It is given something in their place whose `get` and
`put` tell of the task that comes and of what came of it; the library's own function runs the task, so no
frame of ours is ever between.
"""

from __future__ import annotations

import time

from ...wire.records import FOR_EVER, INITIALIZER, Effect, Leaving, Phase
from ..patching.around import Watcher, around, cut
from ..patching.likeness import like
from ..recorder.log import encode
from ..recorder.shorten import METHOD, describe_exception
from . import own_objects, unlocked_updates
from .first_values import FirstValues
from .own_copies import OwnCopies, aside, function_before
from .pool_tasks import call_text, failure_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType
    from typing import Any

    from ..recorder.reporter import Reporter
    from .pool_watch import PoolWatch

_now = time.monotonic_ns
_INITIALIZER_AT = 2  # among a worker's arguments
_FUNCTION = type(lambda: None)


class Reading:
    """How a sort of pool hands over tasks and results; one for each module that has one."""

    def watch_of(self, inbox: Any) -> PoolWatch | None:
        """The pool that these tasks are of; None for one of the library's own."""
        raise NotImplementedError

    def task(self, message: Any) -> tuple[int, str]:
        """A task's value (see `Effect.TASK`), and what it is."""
        raise NotImplementedError

    def function(self, message: Any) -> Any:
        """The script's function that a task is about; None for what is not looked at."""
        return None

    def result(self, message: Any) -> tuple[int, Any] | None:
        """Of which task something is the result, and its exception or None; None for what is no result."""
        raise NotImplementedError


def watched_worker(original: Any, report: Reporter, reading: Reading, may_run_at: int) -> Any:
    """The library's function in a worker; `may_run_at`: which argument says how many tasks it may run."""

    def start(args: tuple[Any, ...]) -> Work | None:
        watch = reading.watch_of(args[0])
        if watch is None:
            return None
        most = args[may_run_at] if len(args) > may_run_at else None
        work = QueueWork(report, watch, reading, args, most if type(most) is int else 0)
        work.begin(*args[_INITIALIZER_AT : _INITIALIZER_AT + 2])
        return work

    return watching(original, report, start)


def watching(original: Any, report: Reporter, start: Callable[[tuple[Any, ...]], Work | None]) -> Any:
    """The library's function in a worker, given what `start` makes of its arguments."""

    def worker(*args: Any, **kwargs: Any) -> Any:
        work = None
        try:
            work = start(args)
        except BaseException as error:
            if report.is_the_scripts(error, "pool worker"):
                cut(error)
                raise
        try:
            if work is None:
                return original(*args, **kwargs)
            result = original(*work.args, **kwargs)
        except BaseException as error:
            if work is not None:
                work.guarded(work.failed, error)
            cut(error)
            del args, kwargs, work
            raise
        work.guarded(work.over)
        return result

    return like(original, worker)


class Box:
    """In place of one of the queues: the library's loop asks for no more than this."""

    def __init__(self, queue: Any, **methods: Callable[..., Any]) -> None:
        self.__dict__.update(methods)
        for name in ("_reader", "_writer"):
            if hasattr(queue, name):
                self.__dict__[name] = getattr(queue, name)


class Work:
    """What one worker does; of its tasks nothing is kept."""

    args: tuple[Any, ...]  # what the library's function is given

    def __init__(self, report: Reporter, watch: PoolWatch) -> None:
        self.report = report
        self.watch = watch
        self.was_told = False  # that there are no more tasks
        self._initializes = False
        self._asks = False
        self._waits = watch.site("worker", Effect.WORK, Phase.BLOCKED, True)

    def begin(self, initializer: Any = None, initargs: Any = (), kwds: Any = None) -> None:
        """It is there."""
        self._tell("worker", Effect.WORK, Phase.BEGAN)
        if initializer is not None:
            self._initializes = True
            text = call_text(initializer, initargs, kwds)
            self._tell("initializer", Effect.TASK, Phase.BEGAN, text, INITIALIZER)

    def initialized(self) -> None:
        """It asks for a task, the first one or another."""
        if self._initializes:
            self._initializes = False
            self._tell("initializer", Effect.TASK, Phase.DONE, "", INITIALIZER)

    def initializer_failed(self, error: BaseException | None) -> None:
        """What its initializer has raised, if that is known."""
        if self._initializes:
            self._initializes = False
            text = "" if error is None else failure_text(error, self.report)
            self._tell("initializer", Effect.TASK, Phase.FAILED, text, INITIALIZER)

    def waits(self, frame: FrameType) -> None:
        """It asks for a task, and waits until there is one."""
        self.initialized()
        self._asks = True
        self._waits.tell(frame, _now())

    def got(self, frame: FrameType, message: Any) -> None:
        """It has a task, or is told that there are no more."""
        self._asks = False
        self.was_told = message is None

    def over(self, why: int = Leaving.TOLD) -> None:
        """It takes no more tasks."""
        self.initializer_failed(None)  # an executor's worker goes without a word
        self._tell("worker", Effect.WORK, Phase.DONE, "", why)

    def failed(self, error: BaseException) -> None:
        """Its initializer has raised, a task has left it (SystemExit), or one could not be unpickled."""
        self.initializer_failed(error)
        why = Leaving.UNREADABLE if self._asks and isinstance(error, Exception) else Leaving.TOLD
        self._tell("worker", Effect.WORK, Phase.FAILED, describe_exception(error), why)

    def guarded(self, tell: Callable[..., None], *args: Any) -> None:
        """What fails of ours at a worker's end stays ours."""
        try:
            tell(*args)
        except BaseException as error:
            if self.report.is_the_scripts(error, "pool worker"):
                raise

    def _tell(self, method: str, effect: int, phase: int, text: str = "", value: int = 0) -> None:
        name = self.watch.operation(method)
        self.report.operation(name, effect, phase, None, self.watch, text, value, FOR_EVER)


class QueueWork(Work):
    """What a worker does that gets its tasks from one queue and puts its results into another."""

    def __init__(
        self, report: Reporter, watch: PoolWatch, reading: Reading, args: tuple[Any, ...], may_run: int
    ) -> None:
        super().__init__(report, watch)
        self._reading = reading
        self._may_run = may_run
        self._run = 0
        self._own = OwnCopies(report) if hasattr(args[0], "_rlock") else None  # no thread has its own
        self._looked: Any = None  # the function of the last task
        self._before: Any = None  # the values before it, until one has changed
        self._given: list[Any] = []  # the object of the method that it runs now, and how that was
        self._objects_told = False
        self._began = watch.site("task", Effect.TASK, Phase.BEGAN, True)
        self._done = watch.site("task", Effect.TASK, Phase.DONE, True)
        inbox = Box(args[0], get=around(args[0].get, Get(report, self)))
        outbox = Box(args[1], put=around(args[1].put, Put(report, self)))
        self._initializer_error: BaseException | None = None
        rest = list(args[2:])
        self._initializer: Any = rest[0] if rest else None
        if rest and rest[0] is not None:
            rest[0] = around(rest[0], Initialize(report, self))
        self.args = inbox, outbox, *rest

    def got(self, frame: FrameType, message: Any) -> None:
        """Its number and what it is are known from here on."""
        super().got(frame, message)
        if message is not None:
            self._run += 1
            value, text = self._reading.task(message)
            self._began.tell_text(frame, _now(), encode(text), value)
            if self._own is not None:
                aside(self.report, self._look, self._reading.function(message))

    def initializer_raised(self, error: BaseException) -> None:
        """Its library may pass that over in silence."""
        self._initializer_error = error

    def initializer_failed(self, error: BaseException | None) -> None:
        """What it has raised is known from the call, too."""
        super().initializer_failed(error or self._initializer_error)
        self._initializer_error = None

    def answers(self, frame: FrameType, message: Any) -> None:
        """It sends a result. A second time, if that could not be pickled."""
        result = self._reading.result(message)
        if result is None:
            return
        value, error = result
        if self._before is not None or self._given:
            aside(self.report, self._look_again)
        if error is None:
            self._done.tell(frame, _now(), value)
        else:
            self._tell("task", Effect.TASK, Phase.FAILED, failure_text(error, self.report), value)

    def _look(self, function: Any) -> None:
        if type(function) is _FUNCTION and function is not self._looked:
            aside(self.report, unlocked_updates.tell, self.report, function)
            is_first = self._looked is None and type(self._initializer) in (_FUNCTION, type(None))
            self._looked = function
            if is_first:  # a later one may find what an earlier one has changed
                aside(
                    self.report,
                    FirstValues(self.report).tell_first,
                    function,
                    self.watch.id,
                    self._initializer,
                )
            self._before = function_before(function)[1]
        elif type(function) is METHOD and not self._objects_told:
            self._looked, self._given = function, own_objects.given_with(function)

    def _look_again(self) -> None:
        own, given, self._given = self._own, self._given, []
        if own is None:
            return
        if self._before is not None and own.changed(self._looked, self._before):
            self._before = None
        if given:
            self._objects_told = own.changed_objects(given, self._looked.__func__.__code__)

    def over(self, why: int = Leaving.TOLD) -> None:
        """Nobody has told it so if it has run as many as it may."""
        full = not self.was_told and 0 < self._may_run <= self._run
        super().over(Leaving.REPLACED if full else why)


class Initialize(Watcher):
    """The initializer's call: what it raises is kept until it is told."""

    def __init__(self, report: Reporter, work: QueueWork) -> None:
        super().__init__(report, "pool worker's initializer")
        self._work = work

    def failed(self, call: Any, error: BaseException) -> None:
        """It has raised."""
        self._work.initializer_raised(error)


class Get(Watcher):
    """The queue's get, as the worker's loop calls it."""

    def __init__(self, report: Reporter, work: Work) -> None:
        super().__init__(report, "pool worker's get")
        self.work = work

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """It is about to wait."""
        self.work.waits(frame)
        return frame

    def done(self, call: Any, result: Any) -> None:
        """There is something."""
        self.work.got(call, result)


class Put(Watcher):
    """The queue's put; told before it takes effect."""

    def __init__(self, report: Reporter, work: QueueWork) -> None:
        super().__init__(report, "pool worker's put")
        self._work = work

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """A task is over."""
        self._work.answers(frame, args[0])
        return None
