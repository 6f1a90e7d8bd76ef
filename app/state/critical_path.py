"""The critical path of a run that is over: what its end has waited for, and so on, back to the beginning.

It begins at the end of the process that has ended last, and goes back in that process to its last wait; from
there to what has ended the wait, and on in the thread that has done that; from the beginning of a process to
who has started it. Only what is certain is followed: a wait of which it is not known what has ended it leaves
all before it unknown, unless it was so short that without it the run would have been as long.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from app.state.history import Grant, How, Interval, Location
from app.state.model import Process, Run
from app.wire.records import Effect

#: A wait of this part of the run's time, or shorter, does not matter.
_SHORT = 0.01
#: A pool is taken down within this time after its last task: the library looks ten times a second.
_TEARDOWN_NS = 250_000_000
#: Waits that a path may go through; more are those of no run that is kept as a whole.
_STEPS = 100_000


class On(Enum):
    """What the time of the path was spent on; the values are the report's words."""

    LOCK = "lock"  # a lock was held while the next one on the path waited for it
    WORK = "work"  # in code of a process
    SLEEP = "sleep"
    TIMEOUT = "timeout"  # a wait that nothing has ended but its own time
    START = "start"  # until a process's own code began
    HANDOVER = "handover"  # from what ended a wait to its end
    UNKNOWN = "unknown"


@dataclass(slots=True)
class Part:
    """Some of the path's time, that was spent on the same."""

    on: On
    object: int = 0  # the lock's id
    total_ns: int = 0
    by_process: dict[int, int] = field(default_factory=dict)  # number -> ns
    by_line: dict[tuple[str, int], int] = field(default_factory=dict)  # -> ns

    @property
    def location(self) -> Location | None:
        """The line on which more than half of it was spent, if that is known."""
        file, line = max(self.by_line, key=lambda one: self.by_line[one], default=("", 0))
        return Location(file, line) if file and 2 * self.by_line[file, line] > self.total_ns else None


@dataclass(slots=True)
class Path:
    """How long the run took, and on what."""

    duration_ns: int
    parts: list[Part]  # the longest first


class _Actor(NamedTuple):
    process: int
    thread: int


class _Held(NamedTuple):
    """The path goes through who has given back a lock, for which the next one on it waits since then."""

    lock: int
    since_ns: int


def critical_path(run: Run) -> Path | None:
    """The path; None of a run that goes on, was cut off, or has lost what was told."""
    processes = [process for process in run.script_processes if process.watched]
    main = run.main
    if main is None or not processes or run.ended_ns is None or run.timed_out or run.lost_events:
        return None
    if any(process.ended_ns is None or process.ended_with_run for process in processes):
        return None
    last = max(processes, key=lambda process: process.ended_ns or 0)
    duration_ns = (last.ended_ns or 0) - main.began_ns
    if duration_ns <= 0:
        return None
    parts = _Walk(run, main.began_ns, _SHORT * duration_ns).back_from(last)
    return Path(duration_ns, sorted(parts, key=lambda part: -part.total_ns))


class _Walk:
    """From an end back to the beginning; the time in between is added up, all of it."""

    def __init__(self, run: Run, began_ns: int, short_ns: float) -> None:
        self._run, self._began_ns, self._short_ns = run, began_ns, short_ns
        self._parts: dict[tuple[On, int], Part] = {}
        self._seen = _Seen(run)
        self._known_ns = self._seen.first_ns if run.history.dropped else began_ns
        self._actor, self._now_ns, self._held = _Actor(0, 0), 0, _Held(0, 0)

    def back_from(self, last: Process) -> list[Part]:
        """The parts of the path to the end of this process."""
        self._go_to(last, 0, last.ended_ns or 0)
        for _ in range(_STEPS):
            if self._now_ns <= self._known_ns or not self._step():
                break
        self._add(On.UNKNOWN, self._began_ns)
        return list(self._parts.values())

    def _step(self) -> bool:
        """Back to the last wait and through it, or to who has started this process; whether that is known."""
        process = self._run.processes.get(self._actor.process)
        if process is None:
            return False
        wait = self._seen.last_wait(self._actor, self._now_ns)
        if wait is None or wait.ended_ns <= process.began_ns:
            return self._back_to_parent(process)
        self._work(max(wait.ended_ns, self._known_ns))
        return self._through(wait)

    def _through(self, wait: Interval) -> bool:
        """Back through a wait: to what has ended it, or, if that does not matter, to its beginning."""
        blocked_ns, grant = wait.blocked_ns or 0, wait.granted_by
        is_short = wait.ended_ns - blocked_ns <= self._short_ns
        if grant is not None and grant.is_certain and self._began_ns < grant.time_ns:
            if grant.time_ns < blocked_ns and is_short:  # it had come before: it was not for that
                self._add(On.HANDOVER, blocked_ns)
            else:
                self._follow(wait, grant)
            return True
        task = self._last_task(wait)
        if task is not None:
            self._add(On.HANDOVER, task.ended_ns)
            self._actor, self._held = _Actor(task.process, task.thread), _Held(0, self._now_ns)
            return True
        if wait.bound_s is not None and wait.ended_ns - wait.began_ns >= 1e9 * wait.bound_s:
            self._add(On.TIMEOUT, blocked_ns, place=wait.location)
            return True
        self._add(On.UNKNOWN, blocked_ns if is_short else self._began_ns)
        return is_short

    def _last_task(self, wait: Interval) -> Interval | None:
        """What a wait for the end of a pool was for: its workers end when they have run all tasks."""
        if wait.effect != Effect.AWAIT or wait.how is not How.DONE or wait.granted_by is not None:
            return None
        task = self._seen.last_task(wait.object, wait.ended_ns)
        is_it = task is not None and wait.ended_ns - task.ended_ns <= _TEARDOWN_NS
        return task if is_it and task is not None and task.ended_ns > (wait.blocked_ns or 0) else None

    def _follow(self, wait: Interval, grant: Grant) -> None:
        """To what has ended a wait; behind that of a lock is who held it."""
        granter = self._run.processes.get(grant.process)
        before_ns = min(grant.time_ns, self._now_ns)
        is_lock = wait.effect == Effect.TAKE
        self._add(On.LOCK if is_lock else On.HANDOVER, before_ns, wait.object if is_lock else 0)
        if granter is None:
            self._actor = _Actor(0, 0)
            return
        self._go_to(granter, grant.thread, before_ns)
        if is_lock:
            self._held = _Held(wait.object, wait.blocked_ns or 0)

    def _go_to(self, process: Process, thread: int, now_ns: int) -> None:
        self._actor = _Actor(process.number, thread or process.main_thread or 0)
        self._now_ns, self._held = now_ns, _Held(0, now_ns)

    def _back_to_parent(self, process: Process) -> bool:
        """To the start of this process; of another thread than its main one nobody has told when it began."""
        thread = self._actor.thread
        if thread and process.main_thread not in (None, thread):
            return False
        began_ns = process.began_ns if process.started_ns is None else process.started_ns
        code_ns = began_ns if process.code_began_ns is None else process.code_began_ns
        self._work(max(self._known_ns, min(code_ns, self._now_ns)))
        self._add(On.START, max(self._known_ns, min(began_ns, self._now_ns)))
        parent = self._run.processes.get(process.parent or 0)
        if parent is None or parent is process or process.started_ns is None:
            return False
        self._go_to(parent, process.started_in, self._now_ns)
        return True

    # --- adding up -------------------------------------------------------------------------

    def _work(self, down_ns: int) -> None:
        """The thread has done something from then on: it has held a lock, slept, or it was its own code."""
        process = self._run.processes[self._actor.process]
        self._hold(max(down_ns, self._held.since_ns))
        for sleep in self._seen.sleeps(self._actor, down_ns, self._now_ns):
            self._add(On.WORK, max(down_ns, sleep.ended_ns))
            self._add(On.SLEEP, max(down_ns, sleep.began_ns), place=sleep.location)
        self._add(On.WORK if process.watched else On.UNKNOWN, down_ns)

    def _hold(self, down_ns: int) -> None:
        """The next one on the path waited for a lock that this thread has taken, perhaps again and again."""
        lock = self._held.lock
        for take in self._seen.takes(self._actor, lock, down_ns, self._now_ns) if lock else ():
            self._add(On.LOCK, max(down_ns, take.ended_ns), lock, take.location)
        if lock:
            self._add(On.LOCK, down_ns, lock)

    def _add(self, on: On, down_ns: int, lock: int = 0, place: Location | None = None) -> None:
        """The time since then is spent on this; the path has come so far back."""
        spent_ns = self._now_ns - down_ns
        if spent_ns <= 0:
            return
        part = self._parts.setdefault((on, lock), Part(on, lock))
        part.total_ns += spent_ns
        part.by_process[self._actor.process] = part.by_process.get(self._actor.process, 0) + spent_ns
        if place is not None:
            line = place.file, place.line
            part.by_line[line] = part.by_line.get(line, 0) + spent_ns
        self._now_ns = down_ns


class _Seen:
    """The intervals of a run by who has made them, in the order in which they ended."""

    def __init__(self, run: Run) -> None:
        self.first_ns = 0  # since when all are kept
        self._waits: dict[_Actor, list[Interval]] = {}
        self._takes: dict[tuple[_Actor, int], list[Interval]] = {}
        self._sleeps: dict[_Actor, list[Interval]] = {}
        self._tasks: dict[int, list[Interval]] = {}
        for interval in run.history.intervals:
            self.first_ns = self.first_ns or interval.ended_ns
            actor = _Actor(interval.process, interval.thread)
            if interval.effect == Effect.SLEEP:
                self._sleeps.setdefault(actor, []).append(interval)
            elif interval.blocked_ns is not None:
                self._waits.setdefault(actor, []).append(interval)
            if interval.effect == Effect.TASK:
                self._tasks.setdefault(interval.object, []).append(interval)
            if interval.effect == Effect.TAKE and interval.how is How.DONE:
                self._takes.setdefault((actor, interval.object), []).append(interval)

    def last_wait(self, actor: _Actor, now_ns: int) -> Interval | None:
        """The last one that was over by then, and had begun before."""
        waits = _over_by(self._waits.get(actor, []), now_ns)
        return next((wait for wait in waits if (wait.blocked_ns or 0) < now_ns), None)

    def last_task(self, pool: int, now_ns: int) -> Interval | None:
        """The last one of a pool that was over by then."""
        return next(_over_by(self._tasks.get(pool, []), now_ns), None)

    def takes(self, actor: _Actor, lock: int, since_ns: int, until_ns: int) -> Iterator[Interval]:
        """Its takes of a lock between two times, and the one before these; the last one first."""
        for take in _over_by(self._takes.get((actor, lock), []), until_ns):
            yield take
            if take.ended_ns <= since_ns:
                return

    def sleeps(self, actor: _Actor, since_ns: int, until_ns: int) -> Iterator[Interval]:
        """Those that were over between two times, the last one first."""
        for sleep in _over_by(self._sleeps.get(actor, []), until_ns):
            if sleep.ended_ns <= since_ns:
                return
            yield sleep


def _over_by(intervals: list[Interval], now_ns: int) -> Iterator[Interval]:
    """Those that were over by then, the last one first."""
    count = bisect_right(intervals, now_ns, key=lambda interval: interval.ended_ns)
    return (intervals[index] for index in range(count - 1, -1, -1))
