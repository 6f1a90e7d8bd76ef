"""`procession run`: a run whose output goes to the terminal, and whose report to a file."""

from __future__ import annotations

import argparse
import signal
import sys
import time
from typing import TYPE_CHECKING

from app.command import signals, standard_streams
from app.command.follower import Follower
from app.command.what_to_run import file_spec, make_spec, scenario_spec
from app.language import translate
from app.language.errors import told_error
from app.platform.inherited import Inherited
from app.supervisor import proc
from app.supervisor.client import RunEnded, SupervisorClient
from app.supervisor.spec import RunSpec
from app.wire.commands import CloseInput, HandOn, Interrupt, Stop
from app.wire.facts import Fact, ProcessEnded, ProcessFound, RunFailed, RunOver, SupervisorDied, read_fact
from app.wire.frames import FrameKind, unpack_frames

if TYPE_CHECKING:
    from app.command.report_writer import ReportWriter

FOUND = 3
TIMED_OUT = 124
SUPERVISOR_DIED = 70
_AFTER_SIGNAL_S = 5.0  # for the script to end by itself
_POLL_S = 0.05
_NEWS_S = 0.2  # the longest that the supervisor takes to tell of a process


def run_command(options: argparse.Namespace, script_arguments: tuple[str, ...], inherited: Inherited) -> int:
    """The exit code: the script's own, 128 + N for signal N, 124 on the timeout, 3 for `--fail-on`."""
    spec = make_spec(options, script_arguments)
    writer = None
    if options.report is not None:
        from app.command.report_writer import ReportWriter  # nor is it loaded for a run without a report

        writer = ReportWriter(options.report)
        inherited = inherited.without(_descriptor_in(options.report))
    return TerminalRun(spec, writer, inherited, options.fail_on).run()


def run_first_scenario(inherited: Inherited) -> int:
    """What a machine without a display shows instead of the window."""
    from app.targets import catalog  # 20 ms that a script of one's own need not wait for

    return TerminalRun(scenario_spec(catalog.load_scenarios()[0], {}), None, inherited).run()


def run_file(file: str, inherited: Inherited) -> int:
    """Run a script in the terminal."""
    return TerminalRun(file_spec(file), None, inherited).run()


def _descriptor_in(path: str) -> int | None:
    """The descriptor that a path such as /dev/fd/3 stands for: it is ours then, and not the script's."""
    folder, _, name = path.rpartition("/")
    return int(name) if folder in ("/dev/fd", "/proc/self/fd") and name.isdecimal() else None


class TerminalRun:
    """One run in the terminal."""

    def __init__(
        self, spec: RunSpec, report: ReportWriter | None, inherited: Inherited, fail_on: str | None = None
    ) -> None:
        """`fail_on`: the least severity of a finding for which the exit code is not the script's."""
        self._fail_on = fail_on
        is_asked_for = report is not None or fail_on is not None
        self._follower = Follower(None if report is not None else 0, is_asked_for)
        self._found = False  # a finding decides the exit code
        self._client = SupervisorClient(spec, inherited)
        self._shares_group = not spec.own_group
        self._reads_as_we_do = spec.standard_input == "inherit"
        self._pids: set[int] = set()  # of the run, also of those that have ended
        self._report = report
        self._status: int | None = None
        self._error = ""
        self._timed_out = False
        self._supervisor_died = False
        self._unreported = False  # a report was asked for, and could not be written
        self._asked_by: int | None = None  # a signal that asks the run to end
        self._stop_at: float | None = None
        self._ended_by: int | None = None  # the signal for which we have ended it

    def run(self) -> int:
        """Run to the end, whatever the end is; then write the report. Returns the exit code."""
        nobody_reads = False
        with signals.Signals(self._on_signal):
            try:
                self._client.start()
                if not self._reads_as_we_do:
                    self._client.send(CloseInput())  # rather than wait for what nobody can write
                self._relay()
            except BrokenPipeError:
                self._client.send(Stop())
                nobody_reads = True
            except standard_streams.OutputError as error:
                self._client.send(Stop())
                self._error = str(error)
            finally:
                self._client.close()
            self._conclude()
        if nobody_reads:
            raise BrokenPipeError  # as in every command
        return self._exit_code()

    def _relay(self) -> None:
        while True:
            try:
                block = self._client.receive(_POLL_S)
            except RunEnded:
                return
            if block is not None:
                self._take(block)
            else:
                self._follower.rest()
            if self._stop_at is not None and time.monotonic() > self._stop_at:
                self._stop_at = None
                self._stop_for(self._asked_by)

    def _take(self, block: bytes) -> None:
        for frame in unpack_frames(block):
            if frame.kind == FrameKind.OUTPUT:
                sink = (sys.stdout if frame.stream == 1 else sys.stderr).buffer
                standard_streams.write_bytes(sink, frame.payload)
            elif frame.kind == FrameKind.FACT:
                self._note(read_fact(frame.payload, frame.time_ns))
        self._follower.take(block)

    def _note(self, fact: Fact | None) -> None:
        match fact:
            case ProcessFound(pid=pid):
                self._pids.add(pid)
            case ProcessEnded(number=1, status=status):
                self._status = status
            case RunFailed(text=text, template=template, values=values):
                self._error = str(told_error(text, template, values))
            case RunOver(timed_out=timed_out):
                self._timed_out = timed_out
            case SupervisorDied():
                self._supervisor_died = True

    # --- signals ------------------------------------------------------------------------

    def _on_signal(self, number: int, sender: int) -> None:
        """What asks to end reaches the script first and ends the run after; the second one does at once."""
        if self._is_of_run(sender):
            return  # it has sent it to its whole group, and not to us
        if number in signals.ENDING and self._asked_by is not None:
            self._stop_for(number)
            return
        if number in signals.ENDING:
            self._follower.asked_to_end()
        if not (self._shares_group and self._pids and signals.came_to_all(number, sender)):
            self._client.send(Interrupt() if number == signal.SIGINT else HandOn(number))
        if number in signals.ENDING:
            self._asked_by = number
            self._stop_at = time.monotonic() + _AFTER_SIGNAL_S

    def _is_of_run(self, pid: int) -> bool:
        """Whether a process is of the script; one that has just ended may be told of in a moment."""
        if pid <= 0 or pid in self._pids:
            return pid in self._pids
        above: proc.Status | None = proc.status(pid)
        if above is None:
            time.sleep(_NEWS_S)
        while above is not None and above.parent_pid != self._client.pid:
            above = proc.status(above.parent_pid)
        return above is not None or pid in self._pids

    def _stop_for(self, number: int | None) -> None:
        """End the run; after Ctrl+C its exit code is the script's all the same."""
        if number != signal.SIGINT:
            self._ended_by = number
        self._client.send(Stop())

    # --- the end ------------------------------------------------------------------------

    def _conclude(self) -> None:
        """Say what is wrong with a run that hangs or fails, or that is to be judged; write the report."""
        hung = self._timed_out or self._asked_by is not None
        went_wrong = hung or bool(self._status)
        if not (went_wrong or self._fail_on or self._report is not None):
            return
        from app.command import verdict  # a run that ends well is not judged

        judgement = self._follower.end()
        if hung and self._follower.gave_up:
            verdict.tell_not_followed()
        counting = verdict.counting(judgement.findings, self._fail_on)
        self._found = bool(counting)
        verdict.tell(judgement.findings if went_wrong else counting)
        if self._report is not None:
            self._unreported = not self._report.write(self._follower.run, judgement)

    def _exit_code(self) -> int:
        if self._error:
            standard_streams.complain(self._error)
            return 2
        if self._supervisor_died:
            standard_streams.complain(
                translate(
                    "terminal",
                    "the supervisor that ran the script was killed; all its processes have been ended.",
                )
            )
            return SUPERVISOR_DIED
        if self._found:
            return FOUND
        if self._timed_out:
            return TIMED_OUT
        if self._ended_by is not None:
            return 128 + self._ended_by
        if self._status is None:
            return 1
        code = self._status if self._status >= 0 else 128 - self._status
        return code or (2 if self._unreported else 0)
