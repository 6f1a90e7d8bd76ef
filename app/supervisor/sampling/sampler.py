"""Looks at the stacks of the run's processes, where no record explains what they do.

A process is looked at when it has told nothing for some time and anything in it has run since the look
before: one that stands still is looked at once, one that computes twice a second, and when there are
many, each in its turn, so that all looks together take a bounded share of one core. Whatever the
looking program does, the run and the supervisor go on; what goes wrong is told once.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from app.supervisor import proc
from app.supervisor.member import Member
from app.supervisor.sampling import tasks
from app.supervisor.sampling.reading import Reading, Seen, without_frames
from app.supervisor.sampling.spy import Look
from app.supervisor.sampling.tasks import Task
from app.supervisor.sampling.troubles import Troubles
from app.supervisor.tree import Tree
from app.wire.facts import Fact, StacksSeen
from app.wire.stacks import Stack

#: A process that has told something so recently is not looked at.
QUIET_NS = 500_000_000
#: Nor one that was looked at so recently.
AGAIN_NS = 500_000_000
#: At most so many at once.
_AT_ONCE = 2
#: After a look so many times the CPU time that it took passes before the next one.
PAUSE_FACTOR = 4
_CHECK_NS = 50_000_000
#: Among more processes nobody looks who has a pipe or a file lock: that would take too long.
_MOST_ENDS = 64
_FAILURES_MOST = 6  # doublings of the time after which one that could not be looked at is tried again


class _Watched:
    """What is remembered of a process from one look to the next."""

    __slots__ = ("checked_ns", "failures", "looked_ns", "marks", "rests", "waiting")

    def __init__(self) -> None:
        self.marks: tasks.Marks | None = None  # of the last look
        self.checked_ns = 0  # when it was last asked whether anything has run
        self.looked_ns = 0
        self.failures = 0  # in a row
        self.waiting: tuple[Stack, ...] = ()  # as told, if it is known who could end a wait
        self.rests = False  # nothing had run when it was last asked


class _Current(NamedTuple):
    """The look that is on."""

    member: Member
    look: Look
    before: Seen
    program: str  # that the process ran then: another one has other stacks


class Sampler:
    """Decides who is looked at, and tells what was seen."""

    def __init__(
        self,
        tree: Tree,
        tell: Callable[[Fact], None],
        last_told: Callable[[], Mapping[int, int]],
        folder: Path,
        find_program: Callable[[], str | None],
    ) -> None:
        """`last_told`: when each process has told something last, by pid; `find_program` finds py-spy."""
        self._tree = tree
        self._tell = tell
        self._last_told = last_told
        self._folder = folder
        self._find_program = find_program
        self._program: str | None = None
        self._reading = Reading()
        self._troubles = Troubles(tell)
        self._watched: dict[int, _Watched] = {}  # by number
        self._current: dict[int, _Current] = {}  # by descriptor
        self._leaving: list[Look] = []  # over, and not yet reaped
        self._ended = False
        self.looks = 0  # so far
        self._free_ns = 0  # from when on the next look may begin
        self._checked_ns = 0

    # --- in the supervisor's loop ---------------------------------------------------------

    def to_wait_on(self) -> list[int]:
        """The descriptors that tell that a look has got on."""
        return list(self._current)

    def take(self, ready: set[int]) -> set[int]:
        """Take what a look has printed; the descriptors of `ready` that were ours."""
        mine = ready & set(self._current)
        for current in [self._current[descriptor] for descriptor in mine]:
            if current.look.is_over():
                self._over(current)
        return mine

    def go_on(self, now_ns: int) -> None:
        """End a look that hangs, or begin the next."""
        if not proc.LINUX or now_ns - self._checked_ns < _CHECK_NS:
            return
        self._checked_ns = now_ns
        self._reap()
        for current in [one for one in self._current.values() if one.look.is_late(now_ns)]:
            self._hung(current)
        if len(self._current) < _AT_ONCE and not self._ended:
            member = self._next(now_ns)
            if member is not None:
                self._look_at(member, now_ns)

    def end(self) -> None:
        """The run is over."""
        self._ended = True
        for current in list(self._current.values()):
            self._close(current, time.monotonic_ns())

    @property
    def is_over(self) -> bool:
        """Whether nothing is left of any look."""
        return not self._current and not self._leaving

    # --- who is next ----------------------------------------------------------------------

    def _next(self, now_ns: int) -> Member | None:
        """The one that was not looked at for longest, of those of which there is anything new to see.

        Those go first of which nothing is known since they have told something.
        """
        told_ns, busy = self._last_told(), {current.member.number for current in self._current.values()}
        due = [
            member
            for member in self._tree.alive
            if member.number not in busy and self._may_be_due(member, now_ns, told_ns)
        ]
        looked_ns = {member: self._watched_of(member).looked_ns for member in due}
        due.sort(key=lambda member: (looked_ns[member] > told_ns.get(member.pid, 0), looked_ns[member]))
        if now_ns < self._free_ns:  # the first look at each is not put off
            due = [member for member in due if not looked_ns[member]]
        return next((member for member in due if self._has_run(member, now_ns)), None)

    def _may_be_due(self, member: Member, now_ns: int, told_ns: Mapping[int, int]) -> bool:
        known = self._watched_of(member)
        last_ns = max(told_ns.get(member.pid, 0), member.began_ns)
        again_ns = max(known.looked_ns, known.checked_ns) + (AGAIN_NS << (known.failures + known.rests))
        return now_ns - last_ns >= QUIET_NS and now_ns >= again_ns and member.kind != "helper"

    def _has_run(self, member: Member, now_ns: int) -> bool:
        known = self._watched_of(member)
        known.checked_ns = now_ns
        known.rests = known.marks is not None and tasks.marks(member.pid) == known.marks
        if known.rests and known.waiting:  # who can end its wait may have changed
            now = _see(member.pid)
            self._tell_stacks(now, member, known.waiting, now)
        return not known.rests

    def _watched_of(self, member: Member) -> _Watched:
        return self._watched.setdefault(member.number, _Watched())

    # --- a look ---------------------------------------------------------------------------

    def _look_at(self, member: Member, now_ns: int) -> None:
        before = _see(member.pid)
        look = None if self._troubles.given_up or not _is_python(member) else self._begin(member, now_ns)
        if look is None:
            self._tell_without_frames(member, before)
            return
        self.looks += 1
        self._tree.not_members.add(look.pid)
        self._current[look.fileno] = _Current(member, look, before, member.program)

    def _begin(self, member: Member, now_ns: int) -> Look | None:
        self._program = self._program or self._find_program()
        try:
            if self._program is not None:
                return Look(self._program, member.pid, self._folder, now_ns)
            self._troubles.missing("")
        except OSError as error:
            self._troubles.missing(error.strerror or str(error))
        return None

    def _tell_without_frames(self, member: Member, seen: Seen) -> None:
        """What can be told of it all the same: whether it runs, and what the kernel says that it waits in."""
        if member.status() is not None and seen.tasks:
            known = self._watched_of(member)
            known.marks, known.looked_ns = seen.marks, seen.time_ns
            self._tell_stacks(seen, member, without_frames(seen, member.pid), seen)

    def _over(self, current: _Current) -> None:
        member, before = current.member, current.before
        after = _see(member.pid)
        self._close(current, after.time_ns)
        self._troubles.ended()
        if member.status() is None or proc.program(member.pid) != current.program:
            return  # it has ended meanwhile, or is another program now
        known = self._watched_of(member)
        stacks = self._reading.stacks(current.look.output, member.pid, before, after)
        if stacks is None:
            known.failures = min(known.failures + 1, _FAILURES_MOST)
            self._troubles.failed(current.look.complaint, known.failures)
            self._tell_without_frames(member, after)
            known.marks = None  # to be tried again
        else:
            known.marks, known.failures = before.marks, 0
            self._troubles.worked()
            self._tell_stacks(before, member, stacks, after)

    def _tell_stacks(self, began: Seen, member: Member, stacks: tuple[Stack, ...], now: Seen) -> None:
        known = self._watched_of(member)
        stacks = tuple(
            self._with_others(member.pid, stack, now.tasks.get(stack.system_number)) for stack in stacks
        )
        known.waiting = stacks if any(stack.others for stack in stacks) else ()
        self._tell(StacksSeen(began.time_ns, member.number, stacks))

    def _with_others(self, pid: int, stack: Stack, task: Task | None) -> Stack:
        """With who could end its wait for a pipe or a file lock, if that is known of all of them."""
        is_same = task is not None and not stack.runs and stack.call == task.call
        if task is None or not is_same or len(self._tree.alive) > _MOST_ENDS:
            return stack
        if task.file:
            return self._with_holders(pid, stack, task.file)
        if not task.pipe or _is_told(stack):
            return stack
        has = {member.number: tasks.has_other_end(member.pid, task) for member in self._tree.alive}
        known = () if None in has.values() else tuple(number for number, is_open in has.items() if is_open)
        return stack._replace(others=known)

    def _with_holders(self, pid: int, stack: Stack, file: str) -> Stack:
        holders = tasks.lock_holders(pid, [member.pid for member in self._tree.alive])
        known = tuple(member.number for member in self._tree.alive if member.pid in holders)
        return stack._replace(others=known, file=file)

    def _hung(self, current: _Current) -> None:
        self._close(current, time.monotonic_ns())
        known = self._watched_of(current.member)
        known.failures = min(known.failures + 1, _FAILURES_MOST)
        self._troubles.hung()

    def _close(self, current: _Current, now_ns: int) -> None:
        used_ns = sum(tasks.marks(current.look.pid).ran_ns.values())
        del self._current[current.look.fileno]
        current.look.end()
        self._leaving.append(current.look)
        self._watched_of(current.member).looked_ns = now_ns
        self._checked_ns = 0  # the next one may be due
        self._free_ns = now_ns + PAUSE_FACTOR * used_ns

    def _reap(self) -> None:
        """Forget those of which nothing is left."""
        for look in [look for look in self._leaving if look.is_gone]:
            self._leaving.remove(look)
            self._tree.not_members.discard(look.pid)


def _see(pid: int) -> Seen:
    return Seen(time.monotonic_ns(), tasks.tasks(pid), tasks.marks(pid))


def _is_told(stack: Stack) -> bool:
    """Whether it waits in multiprocessing's own code: what that waits for is told by records."""
    return bool(stack.frames) and "/multiprocessing/" in stack.frames[0].file


def _is_python(member: Member) -> bool:
    """Whether it runs a Python, as far as its program's name tells."""
    name = member.program.lower()
    return "python" in name or name.startswith("pypy")
