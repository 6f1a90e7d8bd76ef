"""The supervisor's loop: round after round until the run is over, then leave nothing behind."""

from __future__ import annotations

import contextlib
import os
import select
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING

from app.platform.inherited import Inherited
from app.supervisor import folder as run_folder
from app.supervisor import proc, system
from app.supervisor.beginning import begin
from app.supervisor.collector import Collector
from app.supervisor.commands import Commands
from app.supervisor.control import Control
from app.supervisor.files import WatchedFiles
from app.supervisor.guard import Guard
from app.supervisor.input import ScriptInput
from app.supervisor.memory import WatchedMemory
from app.supervisor.pacing import Pacing
from app.supervisor.relay import Relay
from app.supervisor.rhythm import Rhythm
from app.supervisor.spec import RunSpec
from app.supervisor.tree import Tree
from app.wire.commands import Gone, Taken
from app.wire.facts import ProbeFailed, RunOver
from app.wire.run_folder import FAILURES, MEMORY, WORK

if TYPE_CHECKING:
    from app.supervisor.sampling.sampler import Sampler

#: Before that no process can have told nothing for as long as `sampler.QUIET_NS`.
_SAMPLED_AFTER_NS = 500_000_000
_STRAGGLERS_S = 0.2  # after main's end, for what ends by itself
_FLUSH_S = 30.0  # for a slow window to read the rest


class Supervisor:
    """One run, from the launch to the last process's end."""

    def __init__(self, folder: Path, commands: Commands, relay: Relay, lifeline: int | None) -> None:
        """`lifeline`: the descriptor that keeps the script's processes alive, until the run is over."""
        self._folder = folder
        self._commands = commands
        self._relay = relay
        self._lifeline = lifeline
        self._guard: Guard | None = None
        self._tree = Tree(relay.fact)
        self._files = WatchedFiles(folder / WORK, relay.fact)
        self._memory = WatchedMemory(folder / MEMORY, relay.fact)
        self._rhythm = Rhythm(system.can_wait())
        self._pacing = Pacing()
        self._collector = Collector(folder, relay, self._tree, self._pacing, self._rhythm)
        self._began_ns = time.monotonic_ns()
        self._sampler: Sampler | None = None
        self.control = Control(self._tree, self._pacing)
        self._main: subprocess.Popen[bytes] | None = None
        self._spec: RunSpec | None = None
        self._timed_out = False
        self._main_ended_s: float | None = None

    # --- the run ------------------------------------------------------------------------

    def run(self, spec: RunSpec, inherited: Inherited) -> None:
        """Launch, and go on until the run is over."""
        self._spec = spec
        self.control.shared_group = None if spec.own_group else inherited.group
        system.become_subreaper()
        launched = self._launch(spec, inherited)
        self._begin_threads()
        if not launched:
            return
        deadline = None if spec.timeout_s is None else time.monotonic() + spec.timeout_s
        while not self._is_over():
            if deadline is not None and time.monotonic() > deadline:
                self._timed_out = self.control.stopping = True
                continue
            ready = self._wait(0 if self._collector.is_behind() else self._rhythm.pause_s)
            now_ns = time.monotonic_ns()
            ready = self._sample(ready, now_ns)
            moved = self._obey(now_ns) or bool(ready - {self._commands.wake_reader})
            if moved or self._rhythm.is_round_due(now_ns) or self._collector.stirs:
                self._step(ready, moved)
            elif self._collector.may_take and self._rhythm.is_time_due(now_ns):
                self._rest(now_ns)

    def _launch(self, spec: RunSpec, inherited: Inherited) -> bool:
        if spec.capture:
            self._collector.open_channels()
        self._main = begin(spec, self._folder, self._collector.channels, inherited, self._relay)
        if self._main is None:
            return False
        if self._main.stdin is not None:
            self.control.input = ScriptInput(self._main.stdin.fileno())
        self._tree.add_main(self._main.pid)
        return True

    def _begin_threads(self) -> None:
        """From here on there are threads; the guard is forked before."""
        if proc.LINUX:
            self._guard = Guard(self._folder)
            self._tree.not_members.add(self._guard.pid)
        self._commands.start()
        self._relay.start()
        self._relay.flush()

    def _is_over(self) -> bool:
        if self.control.stopping or self._nobody_reads:
            return True
        if self._main_ended_s is None:
            return False
        if not self._others_alive():
            self._tree.look(0)  # who was started last may not have been found yet
            if not self._others_alive():
                return True
        assert self._spec is not None
        return not self._spec.linger and time.monotonic() - self._main_ended_s > _STRAGGLERS_S

    def _others_alive(self) -> bool:
        """Whether any process of the script lives."""
        return any(member.kind != "helper" for member in self._tree.alive)

    def _wait(self, seconds: float) -> set[int]:
        """Sleep until something happens, at most so long; the descriptors with news."""
        if not hasattr(select, "poll"):
            time.sleep(seconds)
            return set(self._tree.handles())
        poll = select.poll()
        looks = () if self._sampler is None else self._sampler.to_wait_on()
        waited_on = *self._collector.to_wait_on(), *self._tree.handles(), *looks
        for readable in (self._commands.wake_reader, *waited_on):
            poll.register(readable, select.POLLIN)
        script_input = self.control.input
        if script_input is not None and script_input.waits_for is not None:
            poll.register(script_input.waits_for, select.POLLOUT)
        return {descriptor for descriptor, _ in poll.poll(seconds * 1000)}

    def _sample(self, ready: set[int], now_ns: int) -> set[int]:
        """Look at stacks; what is ready besides, as the script has not stirred because of a look."""
        if now_ns - self._began_ns < _SAMPLED_AFTER_NS:
            return ready
        if self._sampler is None:  # a run that is over soon has no use for it
            from app.supervisor.sampling.sampler import Sampler
            from app.supervisor.sampling.spy import find_program

            self._sampler = Sampler(
                self._tree, self._relay.fact, self._collector.last_told, self._folder, find_program
            )
        ready = ready - self._sampler.take(ready)
        self._sampler.go_on(now_ns)
        return ready

    def _obey(self, now_ns: int) -> bool:
        """Do what is asked for; whether it may have moved anything, or there is room again for what has come.

        Whoever watches a run at rest says only that it has taken in the time.
        """
        commands = self._commands.take()
        for command in commands:
            self.control.obey(command)
        return self._collector.pace(now_ns) or any(not isinstance(command, Taken) for command in commands)

    def _step(self, ready: set[int], moved: bool) -> None:
        """One round; `moved`: something has asked for it."""
        now_ns = time.monotonic_ns()
        busy = self._collector.collect(now_ns)
        self._tree.look(now_ns)
        self._tree.notice_ends(ready)
        self._tell_ends(now_ns)
        self._tree.sample(now_ns)
        self._files.look(now_ns)
        self._memory.look(now_ns)
        if self.control.input is not None:
            self.control.input.push()
        self._relay.flush()
        self._rhythm.round_done(now_ns, busy or moved or not self._collector.may_take)

    def _rest(self, now_ns: int) -> None:
        """Between two rounds: nothing has stirred, but the time goes on."""
        self._tree.look(now_ns)
        self._files.look(now_ns)
        self._memory.look(now_ns)
        self._collector.tell_time(now_ns)
        self._relay.flush()

    def _tell_ends(self, now_ns: int) -> None:
        """Report ends, each after everything that the process itself had written."""
        open_pids = self._collector.open_pids
        for member in self._tree.ends_to_tell(now_ns):
            if member.pid not in open_pids or member.pid in {m.pid for m in self._tree.alive}:
                self._tree.tell_end(member)
                if member.kind == "main":
                    self._main_ended_s = time.monotonic()

    # --- the end ------------------------------------------------------------------------

    def finish(self) -> None:
        """End what is left, send the rest, clean up; also after a failure of ours."""
        self._pacing.end()
        self._collector.pace(time.monotonic_ns())
        if self._sampler is not None:
            self._sampler.end()
        self._tree.sweep()
        deadline = time.monotonic() + _FLUSH_S
        while not self._all_told() and not self._relay.broken and time.monotonic() < deadline:
            self.control.window_gone = self.control.window_gone or Gone() in self._commands.take()
            if self.control.window_gone:
                break
            self._step(set(), False)
            time.sleep(0 if self._relay.has_room else 0.001)
        self._files.look(0)
        self._tell_failures()
        self._relay.fact(RunOver(time.monotonic_ns(), self._timed_out))
        self._relay.close(0.5 if self._nobody_reads else _FLUSH_S)
        if self._lifeline is not None:
            os.close(self._lifeline)
        if self._guard is not None:
            self._guard.dismiss()
        if self._nobody_reads:
            run_folder.remove(self._folder)

    @property
    def _nobody_reads(self) -> bool:
        """Of a window that is killed the end of the commands is noticed first, or that of the reading."""
        return self.control.window_gone or self._relay.broken

    def _tell_failures(self) -> None:
        """What went wrong in the probe itself; the script has not noticed."""
        with contextlib.suppress(OSError):
            text = (self._folder / FAILURES).read_text("utf-8", "replace")
            self._relay.fact(ProbeFailed(time.monotonic_ns(), text))

    def _all_told(self) -> bool:
        return self._collector.is_done and all(member.told for member in self._tree.members.values())
