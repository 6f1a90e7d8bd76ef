"""The tree of processes of one run: who they are, when they end and how, and ending them all."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Callable

from app.probe.arrival.text import TRACKER, helper_name
from app.supervisor import proc, system
from app.supervisor.member import Member, grasp
from app.wire.facts import (
    Fact,
    ProcessEnded,
    ProcessFound,
    ProcessSuspended,
    Sampled,
    Usage,
    ZombieReaped,
)

_LOOK_EVERY_NS = 50_000_000
_YOUNG_NS = 500_000_000
_SAMPLE_EVERY_NS = 500_000_000
_STATUS_WAIT_NS = 20_000_000  # for a process that its own parent reaped: its probe tells
TRACKER_GRACE_S = 2.0


class Tree:
    """Knows every process that descends from the supervisor."""

    def __init__(self, tell: Callable[[Fact], None]) -> None:
        self._tell = tell
        self.not_members: set[int] = set()  # children of the supervisor that are not the script's
        self.members: dict[int, Member] = {}  # by number
        self._alive: dict[int, Member] = {}  # by pid
        #: Of who fell to us before we had seen it, by pid: wait status, when taken. A log may follow.
        self._unseen: dict[int, tuple[int, int]] = {}
        self._looked_ns = 0
        self._newest_pid = 0  # of the machine, when the tree was last searched
        self._sampled_ns = 0

    # --- who they are -------------------------------------------------------------------

    def add_main(self, pid: int) -> Member:
        """The script's main process; our own child, so it is there until we reap it."""
        member = self._add(pid, "main", os.getpid())
        assert member is not None
        return member

    def member_of(self, pid: int, began_ns: int | None = None) -> Member | None:
        """The living member with this pid; a new one when the system has it below us."""
        member = self._alive.get(pid)
        if member is not None and (began_ns is None or not member.is_replaced()):
            return member  # after an exec it is the same process, with another log
        if member is not None:
            self._ended(member, None)
        return self._add(pid, "unknown", None)

    def adopt_log(self, pid: int, began_ns: int) -> Member:
        """The member that a new log belongs to; it may have ended already."""
        member = self._alive.get(pid)
        if member is None:
            recent = [m for m in self.members.values() if m.pid == pid and (m.ended_ns or 0) >= began_ns]
            if recent:
                return recent[-1]
        found = self.member_of(pid, began_ns)
        return found if found is not None else self._add_dead(pid, began_ns)

    def look(self, now_ns: int) -> None:
        """Find processes that no probe reports, now and then; `now_ns` 0 looks in any case."""
        if now_ns and now_ns - self._looked_ns < _LOOK_EVERY_NS:
            return
        self._looked_ns = now_ns or time.monotonic_ns()
        newest = proc.newest_pid()
        if not newest or newest != self._newest_pid:  # else no process has begun, on the whole machine
            self._newest_pid = newest
            self._find()
        for member in self._alive.values():
            if self._looked_ns - member.began_ns < _YOUNG_NS:
                self._recognise(member)

    def _find(self) -> None:
        for pid in sorted(self._below()):  # mostly the order in which they began
            if pid not in self._alive:
                self._add(pid, "unknown", None)

    def _recognise(self, member: Member) -> None:
        """A program that was found between its fork and its exec looked like its parent; tell what is new."""
        known = member.kind, member.name, member.program
        member.program = proc.program(member.pid) or member.program
        if member.kind == "unknown" and time.monotonic_ns() - member.began_ns < _YOUNG_NS:
            words = proc.command_line(member.pid)
            if words:
                member.kind, member.name = _kind_and_name(words, member.kind, member.name)
        if known != (member.kind, member.name, member.program):
            self._tell_who(member)

    def _below(self) -> list[int]:
        """The pids of all that descend from the supervisor and belong to the script."""
        return [pid for pid in proc.descendants(os.getpid()) if pid not in self.not_members]

    def _add(self, pid: int, kind: str, parent_pid: int | None) -> Member | None:
        """A new member; None when there is none with this pid below us, or not any more."""
        grasped = grasp(pid)
        if grasped is None:
            return None
        status, handle = grasped
        if self._is_known_zombie(pid, status) or not proc.descends(pid, os.getpid()):
            if handle is not None:
                os.close(handle)
            return None
        words = proc.command_line(pid)
        kind, name = _kind_and_name(words, kind, status.name)
        member = Member(
            number=len(self.members) + 1,
            pid=pid,
            parent_pid=parent_pid if parent_pid is not None else status.parent_pid,
            began_ticks=status.began_ticks,
            began_ns=time.monotonic_ns(),
            handle=handle,
            kind=kind,
            name=name,
        )
        member.program = proc.program(pid)
        self._enter(member)
        if status.state == "Z":  # it has ended so soon that nobody saw it alive
            self._ended(member, status.wait_status)
        return member

    def _is_known_zombie(self, pid: int, status: proc.Status) -> bool:
        known = ((m.pid, m.began_ticks) for m in self.members.values())
        return status.state == "Z" and (pid, status.began_ticks) in known

    def _add_dead(self, pid: int, began_ns: int) -> Member:
        """A process that ended before we saw it: its log is all there is."""
        now = time.monotonic_ns()
        member = Member(len(self.members) + 1, pid, 0, 0, began_ns, None, "unknown", "")
        member.ended_ns = now
        status, reaped_ns = self._unseen.get(pid, (0, 0))
        if reaped_ns > began_ns:  # else that was another process, which had its pid before
            member.wait_status = status
        self._enter(member)
        del self._alive[pid]
        return member

    def _enter(self, member: Member) -> None:
        self.members[member.number] = member
        self._alive[member.pid] = member
        self._tell_who(member)

    def _tell_who(self, member: Member) -> None:
        self._tell(
            ProcessFound(
                number=member.number,
                pid=member.pid,
                parent_pid=member.parent_pid,
                began_ns=member.began_ns,
                began_ticks=member.began_ticks,
                kind=member.kind,
                name=member.name,
                program=member.program,
            )
        )

    # --- when they end ------------------------------------------------------------------

    def handles(self) -> list[int]:
        """The pidfds of the living, to be waited on."""
        return [m.handle for m in self._alive.values() if m.handle is not None]

    def notice_ends(self, ready: set[int] | None = None) -> None:
        """Mark the members that have ended; their zombies are read before their parents reap them.

        `ready` are the handles that the system says have news; None looks at everybody.
        """
        gone: list[tuple[Member, int | None]] = []
        for member in self._alive.values():
            if ready is not None and member.handle is not None and member.handle not in ready:
                continue
            status = member.status()
            if status is None:
                gone.append((member, None))
            elif status.state in "ZX":
                member.cpu_s = status.cpu_s
                gone.append((member, status.wait_status))
        now_ns = time.monotonic_ns()  # one for all: which of them was the first is not known
        for member, wait_status in gone:
            self._ended(member, wait_status, now_ns)
        for pid, wait_status in system.reap().items():
            self._reaped(pid, wait_status)

    def _reaped(self, pid: int, wait_status: int) -> None:
        """A child of ours, main or adopted, has been reaped: this is how it ended."""
        if pid in self.not_members:
            self.not_members.discard(pid)  # the system may give the pid to a process of the script now
            return
        member = self._alive.get(pid)
        if member is not None:
            self._ended(member, wait_status)
            return
        for member in reversed(self.members.values()):
            if member.pid != pid or member.ended_ns is None:
                continue
            if member.wait_status is None:
                member.wait_status = wait_status
                return
            if member.told and not member.ended_by_run:  # it was seen as a zombie, which nobody had reaped
                self._tell(ZombieReaped(time.monotonic_ns(), member.number))
                return
        self._unseen[pid] = wait_status, time.monotonic_ns()

    def _ended(self, member: Member, wait_status: int | None, now_ns: int = 0) -> None:
        member.ended_ns = now_ns or time.monotonic_ns()
        member.wait_status = wait_status
        self._alive.pop(member.pid, None)
        member.let_go()

    def ends_to_tell(self, now_ns: int) -> list[Member]:
        """Members whose end can be reported: how it ended is known, or will not be from us."""
        return [
            m
            for m in self.members.values()
            if m.ended_ns is not None
            and not m.told
            and (m.wait_status is not None or now_ns - m.ended_ns > _STATUS_WAIT_NS)
        ]

    def tell_end(self, member: Member) -> None:
        """Report the end of a member."""
        member.told = True
        status = None if member.wait_status is None else system.exit_code(member.wait_status)
        if member.cpu_s:
            self._tell_sample([Usage(member.number, round(member.cpu_s, 3), 0.0, 0.0)])
        assert member.ended_ns is not None
        self._tell(ProcessEnded(member.ended_ns, member.number, status, member.ended_by_run))

    @property
    def alive(self) -> list[Member]:
        """The members that live."""
        return list(self._alive.values())

    # --- what they use ------------------------------------------------------------------

    def sample(self, now_ns: int) -> None:
        """Report CPU seconds, CPU percent and resident memory (MB), twice a second."""
        if now_ns - self._sampled_ns < _SAMPLE_EVERY_NS:
            return
        self._sampled_ns = now_ns
        for member in self._alive.values():
            self._recognise(member)  # an old one may become another program, too
        usages = []
        for member in self._alive.values():
            usage = member.measure(now_ns)
            if usage is not None and usage != member.usage:
                usages.append(usage)
            member.usage = usage
        if usages:
            self._tell_sample(usages)

    def _tell_sample(self, usages: list[Usage]) -> None:
        self._tell(Sampled(time.monotonic_ns(), tuple(usages)))

    # --- signals ------------------------------------------------------------------------

    def send(self, number: int, what: signal.Signals) -> None:
        """Send a signal to a member; one that is gone is no error."""
        member = self.members.get(number)
        if member is None or member.ended_ns is not None:
            return
        member.signal(what)
        if member.suspended and what == signal.SIGTERM:
            self.suspend(number, False)  # a stopped process would not get it

    def suspend(self, number: int, on: bool) -> None:
        """Stop a member or let it go on."""
        member = self.members.get(number)
        if member is None or member.ended_ns is not None:
            return
        if member.signal(signal.SIGSTOP if on else signal.SIGCONT):
            member.suspended = on
            self._tell(ProcessSuspended(time.monotonic_ns(), number, on))

    def interrupt(self, shared_group: int | None) -> None:
        """What Ctrl+C does: SIGINT to every process of the script that is in its group.

        A group that it shares holds others, too, so there each gets it alone.
        """
        main = self.members.get(1)
        if shared_group is not None:
            self.look(0)
            for member in self.alive:
                if member.group() == shared_group:
                    member.signal(signal.SIGINT)
        elif main is not None and any(member.group() == main.pid for member in self.alive):
            # As long as somebody is in the group, its number is no other group's.
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(main.pid, signal.SIGINT)

    def sweep(self) -> None:
        """End all that is left, whatever it does against it; trackers have time to clean up."""
        deadline = time.monotonic() + TRACKER_GRACE_S
        while left := self._below():
            spare = time.monotonic() < deadline
            targets = [pid for pid in left if not (spare and proc.is_tracker(pid))]
            for number in (signal.SIGSTOP, signal.SIGKILL):
                for pid in targets:
                    self._end_by_run(pid, number)
            self.notice_ends()
            time.sleep(0.002)
        self.notice_ends()

    def _end_by_run(self, pid: int, number: signal.Signals) -> None:
        member = self._alive.get(pid) or self._add(pid, "unknown", None)
        status = member.status() if member is not None else None
        if member is not None and status is not None and status.state not in "ZX":
            member.ended_by_run = True
            member.signal(number)


def _kind_and_name(words: list[str], kind: str, name: str) -> tuple[str, str]:
    """What a command line says; without one what was known stays.

    A fork server is left to the probe's word: until it ends by itself the run is not over.
    """
    if helper_name(words) == TRACKER:
        return "helper", TRACKER
    return kind, os.path.basename(words[0]) if words and words[0] else name
