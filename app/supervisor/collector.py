"""Collects what the script's processes log and print, and sends it on as far as there is room.

All of one round is sent before the TICK that says up to when everything has been sent. While the window
cannot follow, the script is held and nothing more is taken.
"""

from __future__ import annotations

import contextlib
import time
from pathlib import Path

from app.supervisor.logs import Logs
from app.supervisor.output import STDERR, STDOUT, Channel, Printed
from app.supervisor.pacing import Pacing
from app.supervisor.relay import BLOCK, Relay
from app.supervisor.rhythm import ROUND_NS, Rhythm
from app.supervisor.tree import Tree
from app.wire.facts import LogFound
from app.wire.frames import FrameKind
from app.wire.records import SLOT
from app.wire.run_folder import HOLD, LOGS


class Collector:
    """The logs and the two channels of a run, and what of them has been sent."""

    def __init__(self, folder: Path, relay: Relay, tree: Tree, pacing: Pacing, rhythm: Rhythm) -> None:
        self._relay = relay
        self._tree = tree
        self._pacing = pacing
        self._rhythm = rhythm
        self._logs = Logs(folder / LOGS)
        self.channels: list[Channel] = []  # none: the script prints to where we do
        self._hold = folder / HOLD
        self._held = self._was_held = False  # the script waits for the window
        self._read_ns = 0  # when all logs were read for the last time
        self._told = 0  # bytes that the window had been sent with the last TICK

    def open_channels(self) -> None:
        """Make the channels that the script is to print into."""
        self.channels = [Channel(STDOUT), Channel(STDERR)]

    @property
    def may_take(self) -> bool:
        """Whether there is room for more from the logs and channels."""
        return self._relay.has_room and not self._held

    def pace(self, now_ns: int) -> bool:
        """Hold the script while the window cannot follow; whether this begins or ends here."""
        held = self._pacing.is_ahead(now_ns)
        if held == self._held:
            return False
        self._held, self._was_held = held, self._held
        with contextlib.suppress(OSError):  # without room for it the logs' own bound has to do
            self._hold.touch() if held else self._hold.unlink(missing_ok=True)
        return True

    def is_behind(self) -> bool:
        """Whether more stands in the logs than was taken, and there is room for it."""
        return self.may_take and any(log.behind for log in self._logs.open.values())

    @property
    def stirs(self) -> bool:
        """Whether anything has been written into the logs since the last round, as far as a glance tells."""
        return self._logs.stir

    @property
    def open_pids(self) -> set[int]:
        """The pids of the processes whose logs have not been sent to their ends."""
        return {log.pid for log in self._logs.open.values()}

    def last_told(self) -> dict[int, int]:
        """When each process that has a log wrote the last record that was read, by pid."""
        last: dict[int, int] = {}
        for log in self._logs.open.values():
            last[log.pid] = max(last.get(log.pid, 0), log.last_ns, log.began_ns)
        return last

    @property
    def is_done(self) -> bool:
        """Whether everything has been sent, to the end of each log and channel."""
        return not self._logs.open and all(channel.over for channel in self.channels)

    def to_wait_on(self) -> list[int]:
        """The descriptors that tell of output, as long as there is room for it."""
        return [channel.fileno for channel in self.channels if not channel.over] if self.may_take else []

    def collect(self, now_ns: int) -> bool:
        """Send what is new; whether anything was."""
        return self._adopt_logs() | self._relay_logs(now_ns) | self._relay_output()

    def tell_time(self, now_ns: int) -> None:
        """Between two rounds: nothing has stirred, but the time goes on."""
        self._tell_time(now_ns, max(self._read_ns, now_ns - ROUND_NS))

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

    def _relay_output(self) -> bool:
        any_new = False
        for channel in self.channels:
            if not self.may_take:
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
        if member is None and printed.pid and not self._is_known(printed.pid):
            self._adopt_logs()  # it has begun, printed and ended since these were looked for
        if member is None:
            known = [m for m in self._tree.members.values() if m.pid == printed.pid]
            return known[-1].number if known else 1
        return member.number

    def _is_known(self, pid: int) -> bool:
        return any(member.pid == pid for member in self._tree.members.values())

    def _tell_time(self, now_ns: int, watermark_ns: int) -> None:
        """All that was stamped before the watermark has been sent."""
        if self._relay.total > self._told:
            self._pacing.sent(self._relay.total, now_ns)
        self._relay.frame(FrameKind.TICK, 0, watermark_ns, b"")
        self._told, self._read_ns = self._relay.total, now_ns
        self._rhythm.time_told(now_ns)
