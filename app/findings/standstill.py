"""Which threads wait for what can never come: nobody who could end their wait can move.

The general form of "waits for ever" (Go's reachability of blocked goroutines, golang/go#74609): who does not
wait moves; who waits moves if somebody who moves can end its wait; who is left stands still, for ever. The
state is that of one moment, all that was stamped before it applied, so this needs no time to be proven.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain as one_after_the_other

from app.findings.needs import ANYONE_NS, STANDS_NS, Actor, Need, lives, need_of
from app.findings.seen_needs import seen_need
from app.state.calls import chain
from app.state.model import Call, Process, Run
from app.state.objects import FlagObject, QueueObject, SharedObject
from app.state.telling.threads import is_of_script
from app.state.telling.words import is_waiting
from app.wire.records import Effect

#: Kinds of processes that may have got what the script's processes share without telling so.
_INHERITING = ("main", "process", "fork", "unknown")


@dataclass(frozen=True, slots=True)
class Wait:
    """A thread that waits for ever."""

    actor: Actor
    call: Call
    need: Need


@dataclass
class Standstill:
    """Who waits for ever."""

    waits: dict[Actor, Wait] = field(default_factory=dict)
    proven: set[Actor] = field(default_factory=set)  # also if everyone does what nobody would expect

    def is_certain(self, *waits: Wait) -> bool:
        """Whether it is so, and not only may be."""
        return all(wait.actor in self.proven and wait.need.is_sure for wait in waits)

    @cached_property
    def _by_process(self) -> dict[int, list[Wait]]:
        found: dict[int, list[Wait]] = {}
        for actor, wait in self.waits.items():
            found.setdefault(actor.process, []).append(wait)
        return found

    def of_process(self, number: int) -> list[Wait]:
        """The waits of one process, that of its main thread first."""
        return self._by_process.get(number, [])

    def behind(self, wait: Wait) -> list[Wait]:
        """Whose waits it waits for to be over, of those that can be named one by one."""
        found: dict[Actor, Wait] = {}
        for actor in wait.need.by:
            mine = self.of_process(actor.process)
            found |= {one.actor: one for one in mine if actor.thread in (0, one.actor.thread)}
        return list(found.values())


def standstill(run: Run) -> Standstill:
    """Who waits for ever, as things are."""
    scene = _look_around(run)
    stuck = _stuck(scene, strict=False)
    if not stuck:
        return Standstill()
    is_all_told = not run.lost_events and not run.probe_failures
    proven = _stuck(scene, strict=True) if is_all_told else set()
    waits = {actor: Wait(actor, call, need) for actor, (call, need) in scene.needs.items() if actor in stuck}
    return Standstill(waits, proven)


@dataclass(slots=True)
class _Scene:
    """All threads of a run: who needs what, and who moves."""

    run: Run
    needs: dict[Actor, tuple[Call, Need]] = field(default_factory=dict)
    moving: set[Actor] = field(default_factory=set)
    others: set[Actor] = field(default_factory=set)  # of packages, that move: nobody expects anything of them
    handlers: set[Actor] = field(default_factory=set)  # a signal may make these run a handler of the script's


def _look_around(run: Run) -> _Scene:
    scene = _Scene(run)
    for process in run.processes.values():
        if process.is_helper or process.is_server or not lives(process):
            continue
        if process.handles_signals:
            scene.handlers.add(Actor(process.number, process.main_thread or 0))
        for number, is_own in threads_of(process).items():
            actor, told = Actor(process.number, number), _need(process, number, run)
            if told is not None:
                scene.needs[actor] = told
            else:
                (scene.moving if is_own else scene.others).add(actor)
    return scene


def threads_of(process: Process) -> dict[int, bool]:
    """Its threads that live and run the script's code or a package's; and whether it is the script's."""
    main = process.main_thread or 0
    living = {
        number: thread.is_own or is_of_script(process, number)
        for number, thread in process.threads.items()
        if not thread.ended and (thread.runs_tasks or not thread.serves or _calls_back(process, number))
    }
    return {main: True} | living | {main: True}


def _calls_back(process: Process, thread: int) -> bool:
    """Whether a thread of the library's runs a callback of the script's."""
    return any(call.effect == Effect.ACT for call in chain(process.calls.get(thread)))


def _need(process: Process, thread: int, run: Run) -> tuple[Call, Need] | None:
    """What a thread waits for that it cannot bring about by itself; None: it moves."""
    call = process.calls.get(thread)
    if call is None and thread == (process.main_thread or 0):
        return seen_need(process, run)
    now_ns = process.until(run.now_ns)
    if call is None or process.suspended or not is_waiting(call, now_ns):
        return None
    if now_ns - call.since_ns < STANDS_NS or any(map(_is_bound, chain(call))):
        return None
    need = need_of(call, process, run)
    stands_ns = now_ns - call.since_ns
    return None if need is None or (need.anyone and stands_ns < ANYONE_NS) else (call, need)


def waits_now(process: Process, thread: int, run: Run) -> Wait | None:
    """What a thread waits for, with no bound, that others have to bring about; None: it moves."""
    told = _need(process, thread, run)
    return None if told is None else Wait(Actor(process.number, thread), *told)


def _is_bound(call: Call) -> bool:
    """Whether it ends by itself; a sleep does not while a signal handler has interrupted it."""
    return call.bound_s is not None and call.effect != Effect.SLEEP


def _stuck(scene: _Scene, strict: bool) -> set[Actor]:
    """Who is left when everybody moves who can; `strict`: also those of whom nobody expects anything."""
    moving = _Moving(scene, strict)
    while True:
        freed = {actor for actor in moving.stuck if moving.can_end(scene.needs[actor][1])}
        if not freed:
            return moving.stuck
        moving.add(freed)


class _Moving:
    """Who moves, as far as is found by now, and who is stuck."""

    def __init__(self, scene: _Scene, strict: bool) -> None:
        self._scene, self._strict = scene, strict
        self.stuck = set(scene.needs)
        self.actors: set[Actor] = set()
        self.processes: set[int] = {number for number, one in scene.run.processes.items() if one.is_server}
        self.add(scene.moving | (scene.others if strict else set()))

    def add(self, actors: set[Actor]) -> None:
        """These move."""
        self.stuck -= actors
        self.actors |= actors
        self.processes.update(actor.process for actor in actors)

    def can_end(self, need: Need) -> bool:
        """Whether enough of those who move can end a wait; one of anyone is enough: it may start others."""
        if self._strict and not self.processes.isdisjoint(need.also):
            return True
        if sum(map(self._moves, need.by)) >= need.parties:
            return True
        return need.anyone and self._anyone_can(need)

    def _anyone_can(self, need: Need) -> bool:
        """Anyone who moves; a flag may be set by a signal handler, too, or an end mark put.

        That a handler gives back what somebody else holds nobody expects.
        """
        by_handlers = isinstance(need.known, (FlagObject, QueueObject)) or (self._strict and not need.by)
        by_signal = self._scene.handlers if by_handlers else ()
        return any(
            may_reach(self._scene.run.processes[one.process], need.known)
            for one in one_after_the_other(self.actors, by_signal)
        )

    def _moves(self, one: Actor) -> bool:
        """Whether a thread, or any of a process, moves; of what is not known it is taken for granted."""
        process = self._scene.run.processes.get(one.process)
        if process is None or process.is_server or process.is_helper:
            return True
        if not lives(process) or not one.thread:
            return one.process in self.processes and lives(process)
        thread = process.threads.get(one.thread)
        return one not in self.stuck and not (thread is not None and thread.ended)


def may_reach(process: Process, known: SharedObject | None) -> bool:
    """Whether a process may have an object, None if not known: it uses it, or may have inherited it."""
    uses = known is not None and process.number in known.users
    return uses or process.kind in _INHERITING


def is_idle(wait: Wait) -> bool:
    """Whether it is a worker of a pool that waits for a task: that is no trouble of its own."""
    return wait.call.effect == Effect.WORK
