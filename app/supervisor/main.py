"""The supervisor's loop: relay what is new, obey, notice ends, and leave nothing behind.

Started by `client.SupervisorClient` as a fresh interpreter, so that nothing of the window's memory
or threads is in it, and the window's own main module is not run again.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess
import time
from pathlib import Path

from app.language import Sentence
from app.language.errors import CONTEXT, ProcessionError
from app.platform.inherited import Inherited
from app.supervisor import folder as run_folder
from app.supervisor import proc, system
from app.supervisor.commands import Commands
from app.supervisor.files import WatchedFiles
from app.supervisor.guard import Guard
from app.supervisor.input import ScriptInput
from app.supervisor.launch import launch
from app.supervisor.logs import Logs
from app.supervisor.output import STDERR, STDOUT, Channel, Printed
from app.supervisor.pacing import Pacing
from app.supervisor.relay import BLOCK, Relay
from app.supervisor.rhythm import ROUND_NS, Rhythm
from app.supervisor.spec import RunSpec
from app.supervisor.tree import Tree
from app.wire.commands import (
    CloseInput,
    Command,
    Gone,
    HandOn,
    Input,
    Interrupt,
    Kill,
    Launch,
    Resume,
    Stop,
    Suspend,
    Taken,
    Terminate,
)
from app.wire.facts import LogFound, ProbeFailed, RunFailed, RunOver
from app.wire.frames import FrameKind
from app.wire.records import SLOT
from app.wire.run_folder import FAILURES, HOLD, LIFELINE, LOGS, WORK

_STRAGGLERS_S = 0.2  # after main's end, for what ends by itself
_FLUSH_S = 30.0  # for a slow window to read the rest


def main(arguments: list[str]) -> int:
    """Run the supervisor in this process; its exit code is 0 unless it fails itself."""
    _take_signals_over()
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints by mistake does not get between the blocks
    folder = Path(arguments[0])
    commands = Commands(os.fdopen(os.dup(0), "rb"))
    supervisor = Supervisor(folder, commands, Relay(out))
    try:
        if isinstance(commands.first, Launch):
            inherited = Inherited.from_json(commands.first.inherited)
            supervisor.run(RunSpec.from_json(commands.first.spec), inherited)
        else:  # the window has died before it could say what to run
            supervisor.obey(Gone())
    finally:
        supervisor.finish()
    return 0


def _take_signals_over() -> None:
    """Be as any program is, whatever this one was started with; the script gets that when it is launched."""
    if not hasattr(signal, "pthread_sigmask"):
        return
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)  # ignored, it would keep from us how children ended
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTTOU, signal.SIG_IGN)  # a word on the terminal does not stop us
    signal.pthread_sigmask(signal.SIG_SETMASK, ())


class Supervisor:
    """One run, from the launch to the last process's end."""

    def __init__(self, folder: Path, commands: Commands, relay: Relay) -> None:
        self._folder = folder
        self._commands = commands
        self._relay = relay
        self._logs = Logs(folder / LOGS)
        self._guard: Guard | None = None
        self._tree = Tree(relay.fact)
        self._files = WatchedFiles(folder / WORK, relay.fact)
        self._channels: list[Channel] = []
        self._input: ScriptInput | None = None
        self._main: subprocess.Popen[bytes] | None = None
        self._spec: RunSpec | None = None
        self._shared_group: int | None = None  # the script's, with others; None: it has its own
        self._stopping = False
        self._timed_out = False
        self._window_gone = False
        self._rhythm = Rhythm(system.can_wait())
        self._pacing = Pacing()
        self._hold = folder / HOLD
        self._held = self._was_held = False  # the script waits for the window
        self._read_ns = 0  # when all logs were read for the last time
        self._told = 0  # bytes that the window had been sent with the last TICK
        self._main_ended_s: float | None = None
        self._lifeline = _hold_lifeline(folder)
        for name in ("SIGTERM", "SIGHUP"):
            number = getattr(signal, name, None)
            if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, lambda *_: commands.add(Gone()))

    # --- the run ------------------------------------------------------------------------

    def run(self, spec: RunSpec, inherited: Inherited) -> None:
        """Launch, and go on until the run is over."""
        self._spec = spec
        self._shared_group = None if spec.own_group else inherited.group
        system.become_subreaper()
        launched = self._launch(spec, inherited)
        self._begin_threads()
        if not launched:
            return
        deadline = None if spec.timeout_s is None else time.monotonic() + spec.timeout_s
        while not self._is_over():
            if deadline is not None and time.monotonic() > deadline:
                self._timed_out = self._stopping = True
                continue
            ready = self._wait(0 if self._is_behind() else self._rhythm.pause_s)
            now_ns = time.monotonic_ns()
            if ready or self._rhythm.is_round_due(now_ns) or self._logs.stir:
                self._step(ready)
            elif self._may_take and self._rhythm.is_time_due(now_ns):
                self._rest(now_ns)

    def _launch(self, spec: RunSpec, inherited: Inherited) -> bool:
        if spec.capture:
            self._channels = [Channel(STDOUT), Channel(STDERR)]
        began_ns, failure = time.monotonic_ns(), None
        try:
            self._main = launch(spec, self._folder, self._channels, inherited)
        except (ProcessionError, OSError) as error:
            failure = _failure(error)
        finally:
            for channel in self._channels:
                channel.close_writer()
            for descriptor in inherited.kept:  # who waits at its other end, waits for the script only
                os.close(descriptor)
        self._tell_heading(spec, began_ns, started=failure is None)
        if failure is not None:
            self._relay.fact(failure)
        if self._main is None:
            return False
        if self._main.stdin is not None:
            self._input = ScriptInput(self._main.stdin.fileno())
        self._tree.add_main(self._main.pid)
        return True

    def _tell_heading(self, spec: RunSpec, began_ns: int, started: bool) -> None:
        from app.supervisor.heading import heading  # the script is starting: it waits for no import of ours

        script = spec.script if spec.source is None else str(self._folder / WORK / Path(spec.script).name)
        self._relay.header(heading(spec, script, began_ns, started))

    def _begin_threads(self) -> None:
        """From here on there are threads; the guard is forked before."""
        if proc.LINUX:
            self._guard = Guard(self._folder)
            self._tree.not_members.add(self._guard.pid)
        self._commands.start()
        self._relay.start()
        self._relay.flush()

    def _is_over(self) -> bool:
        if self._stopping or self._nobody_reads:
            return True
        if self._main_ended_s is None:
            return False
        alive = [m for m in self._tree.alive if m.kind != "helper"]
        if not alive:
            return True
        assert self._spec is not None
        return not self._spec.linger and time.monotonic() - self._main_ended_s > _STRAGGLERS_S

    def _wait(self, seconds: float) -> set[int]:
        """Sleep until something happens, at most so long; the descriptors with news."""
        if not hasattr(select, "poll"):
            time.sleep(seconds)
            return set(self._tree.handles())
        poll = select.poll()
        poll.register(self._commands.wake_reader, select.POLLIN)
        if self._may_take:
            for channel in self._channels:
                if not channel.over:
                    poll.register(channel.fileno, select.POLLIN)
        for handle in self._tree.handles():
            poll.register(handle, select.POLLIN)
        if self._input is not None and self._input.waits_for is not None:
            poll.register(self._input.waits_for, select.POLLOUT)
        return {descriptor for descriptor, _ in poll.poll(seconds * 1000)}

    def _step(self, ready: set[int]) -> None:
        """One round."""
        now_ns = time.monotonic_ns()
        commands = self._commands.take()
        for command in commands:
            self.obey(command)
        self._pace(now_ns)
        busy = self._adopt_logs() | self._relay_logs(now_ns) | self._relay_output()
        self._tree.look(now_ns)
        self._tree.notice_ends(ready)
        self._tell_ends(now_ns)
        self._tree.sample(now_ns)
        self._files.look(now_ns)
        if self._input is not None:
            self._input.push()
        self._relay.flush()
        busy = busy or not self._may_take or bool(ready - {self._commands.wake_reader})
        self._rhythm.round_done(now_ns, busy or any(not isinstance(command, Taken) for command in commands))

    def _rest(self, now_ns: int) -> None:
        """Between two rounds: nothing has stirred, but the time goes on."""
        self._tree.look(now_ns)
        self._files.look(now_ns)
        self._tell_time(now_ns, max(self._read_ns, now_ns - ROUND_NS))
        self._relay.flush()

    # --- relaying -----------------------------------------------------------------------

    @property
    def _may_take(self) -> bool:
        """Whether there is room for more from the logs and channels."""
        return self._relay.has_room and not self._held

    def _pace(self, now_ns: int) -> None:
        """Hold the script while the window cannot follow."""
        held = self._pacing.is_ahead(now_ns)
        if held != self._held:
            self._held, self._was_held = held, self._held
            with contextlib.suppress(OSError):  # without room for it the logs' own bound has to do
                self._hold.touch() if held else self._hold.unlink(missing_ok=True)

    def _is_behind(self) -> bool:
        """Whether more stands in the logs than was taken, and there is room for it."""
        return self._may_take and any(log.behind for log in self._logs.open.values())

    def _adopt_logs(self) -> bool:
        new = self._logs.find_new()
        if new:
            self._tree.look(0)  # so that processes are numbered in the order of their beginnings
        for log in new:
            member = self._tree.adopt_log(log.pid, log.began_ns)
            self._relay.fact(LogFound(log.number, member.number))
        return bool(new)

    def _relay_logs(self, now_ns: int) -> bool:
        """Send what is new in the logs; the TICK says up to when everything has been sent.

        A process that was held writes its next record late, so after that the time goes on from there.
        """
        if self._held:
            return False
        watermark = self._read_ns if self._was_held else max(self._read_ns, now_ns - ROUND_NS)
        self._was_held, any_new = False, False
        ended = {m.pid: m.ended_ns for m in self._tree.members.values() if m.ended_ns is not None}
        for log in list(self._logs.open.values()):
            if not self._relay.has_room:
                watermark = min(watermark, log.last_ns)
                continue
            log.over = log.over or (ended.get(log.pid) or 0) > log.began_ns
            slots = log.read(now_ns, BLOCK // SLOT)
            if slots:
                any_new = True
                self._relay.frame(FrameKind.RECORDS, log.number, now_ns, slots)
            if log.behind:
                watermark = min(watermark, log.last_ns)
            if log.drained:
                self._logs.close(log)
        self._tell_time(now_ns, watermark)
        return any_new

    def _tell_time(self, now_ns: int, watermark_ns: int) -> None:
        """All that was stamped before the watermark has been sent."""
        if self._relay.total > self._told:
            self._pacing.sent(self._relay.total, now_ns)
        self._relay.frame(FrameKind.TICK, 0, watermark_ns, b"")
        self._told, self._read_ns = self._relay.total, now_ns
        self._rhythm.time_told(now_ns)

    def _relay_output(self) -> bool:
        any_new = False
        for channel in self._channels:
            if not self._may_take:
                break
            for printed in channel.read():
                any_new = True
                self._relay.frame(
                    FrameKind.OUTPUT,
                    self._writer_of(printed),
                    time.monotonic_ns(),
                    printed.data,
                    printed.stream,
                )
        return any_new

    def _writer_of(self, printed: Printed) -> int:
        """The number of the process that printed; one that is gone already counts as main."""
        member = self._tree.member_of(printed.pid) if printed.pid else None
        if member is None:
            known = [m for m in self._tree.members.values() if m.pid == printed.pid]
            return known[-1].number if known else 1
        return member.number

    def _tell_ends(self, now_ns: int) -> None:
        """Report ends, each after everything that the process itself had written."""
        open_pids = {log.pid for log in self._logs.open.values()}
        for member in self._tree.untold(now_ns):
            if member.pid not in open_pids or member.pid in {m.pid for m in self._tree.alive}:
                self._tree.tell_end(member)
                if member.kind == "main":
                    self._main_ended_s = time.monotonic()

    # --- obeying ------------------------------------------------------------------------

    def obey(self, command: Command) -> None:
        """Do what is asked, if it is possible now."""
        match command:
            case Terminate(number=number):
                self._tree.send(number, signal.SIGTERM)
            case Kill(number=number):
                self._tree.send(number, getattr(signal, "SIGKILL", signal.SIGTERM))
            case Suspend(number=number):
                self._tree.suspend(number, True)
            case Resume(number=number):
                self._tree.suspend(number, False)
            case Interrupt():
                self._tree.interrupt(self._shared_group)
            case HandOn(signal=number) if number in signal.valid_signals():
                self._tree.send(1, signal.Signals(number))
            case Input(text=text) if self._input is not None:
                self._input.write(text)
            case CloseInput() if self._input is not None:
                self._input.close()
            case Taken(total=total):
                self._pacing.taken(total)
            case Stop():
                self._stopping = True
            case Gone():
                self._window_gone = True

    # --- the end ------------------------------------------------------------------------

    def finish(self) -> None:
        """End what is left, send the rest, clean up; also after a failure of ours."""
        self._pacing.end()
        self._tree.sweep()
        deadline = time.monotonic() + _FLUSH_S
        while not self._all_told() and not self._relay.broken and time.monotonic() < deadline:
            self._window_gone = self._window_gone or Gone() in self._commands.take()
            if self._window_gone:
                break
            self._step(set())
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
        return self._window_gone or self._relay.broken

    def _tell_failures(self) -> None:
        """What went wrong in the probe itself; the script has not noticed."""
        with contextlib.suppress(OSError):
            text = (self._folder / FAILURES).read_text("utf-8", "replace")
            self._relay.fact(ProbeFailed(time.monotonic_ns(), text))

    def _all_told(self) -> bool:
        told = all(member.told for member in self._tree.members.values())
        return told and not self._logs.open and all(channel.over for channel in self._channels)


def _failure(error: Exception) -> RunFailed:
    """What is told of an error, so that the window says it in the language of its reader."""
    sentence = error.sentence if isinstance(error, ProcessionError) else Sentence(CONTEXT, str(error))
    return RunFailed(time.monotonic_ns(), sentence.english, sentence.template, sentence.texts)


def _hold_lifeline(folder: Path) -> int | None:
    """Be the only writer of the run's FIFO: when we are gone, the kernel ends the script's processes."""
    path = folder / LIFELINE
    if not path.exists():
        return None
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        return os.open(path, os.O_WRONLY | os.O_NONBLOCK)
    finally:
        os.close(reader)
