"""A fake supervisor: a client that replays blocks, and functions that make blocks."""

from __future__ import annotations

import queue
import threading
from typing import Any

from app.language.errors import ProcessionError
from app.state.model import Process, Run
from app.supervisor.client import RunEnded
from app.supervisor.spec import RunSpec
from app.wire.commands import Command, Stop, Taken
from app.wire.facts import Fact, ProcessEnded, ProcessFound, RunOver, TimedFact, fact_frame
from app.wire.frames import FrameKind, pack_frame
from app.wire.header import Header, pack_header

BEGAN_NS = 1_000_000_000


def fact(told: Fact) -> bytes:
    """A fact as a frame."""
    return fact_frame(told, told.time_ns if isinstance(told, TimedFact) else BEGAN_NS)


def tick(time_ns: int) -> bytes:
    """The watermark."""
    return pack_frame(FrameKind.TICK, 0, time_ns, b"")


def process_fact(number: int, name: str, kind: str = "process", parent_pid: int = 101) -> bytes:
    """A process whose pid is 100 + its number."""
    return fact(ProcessFound(number, 100 + number, parent_pid, BEGAN_NS, number, kind, name, program=""))


def beginning() -> bytes:
    """A run with its main process and one child."""
    header = {"target": "fake", "script": "/fake/script.py", "start_method": "fork", "began_ns": BEGAN_NS}
    run = pack_frame(FrameKind.HEADER, 0, BEGAN_NS, pack_header(Header.of(header)))
    return run + process_fact(1, "main", "main", 1) + process_fact(2, "worker") + tick(BEGAN_NS + 1)


def ending(time_ns: int = BEGAN_NS + 2_000_000_000) -> bytes:
    """The ends of the two processes and of the run."""
    ends = [fact(ProcessEnded(time_ns, number, status=0, by_run=False)) for number in (2, 1)]
    return b"".join(ends) + fact(RunOver(time_ns + 1, timed_out=False))


class FakeClient:
    """Hands out what `bring` was given; obeys `Stop` by ending the run, if it is told to."""

    def __init__(self, spec: RunSpec, *, obeys: bool = True, start_error: str = "") -> None:
        self.spec = spec
        self.obeys = obeys
        self.start_error = start_error
        self.commands: list[Command] = []
        self.closed = 0
        self.started = False
        self.receipts: list[int] = []  # what it was told to have been applied
        self.threads: set[str] = set()
        self._blocks: queue.Queue[bytes | None] = queue.Queue()
        self._over = False

    def bring(self, *blocks: bytes) -> None:
        """Blocks from the supervisor."""
        for block in blocks:
            self._blocks.put(block)

    def end(self) -> None:
        """The supervisor goes away."""
        self._blocks.put(None)

    def start(self) -> None:
        self.threads.add(threading.current_thread().name)
        if self.start_error:
            raise ProcessionError(self.start_error)
        self.started = True

    def receive(self, timeout_s: float) -> bytes | None:
        if self._over:
            raise RunEnded("over")
        try:
            block = self._blocks.get(timeout=timeout_s)
        except queue.Empty:
            return None
        if block is None:
            self._over = True
            raise RunEnded("over")
        return block

    def close(self) -> None:
        self.closed += 1

    def send(self, command: Command) -> None:
        if isinstance(command, Taken):
            self.receipts.append(command.total)
            return
        self.commands.append(command)
        if isinstance(command, Stop) and self.obeys:
            self.bring(fact(RunOver(BEGAN_NS + 5, timed_out=False)))
            self.end()


def spec(target: str = "fake") -> RunSpec:
    """The spec of some run."""
    return RunSpec(target=target, script="/fake/script.py")


def make_run(*processes: Process) -> Run:
    """A run with these processes."""
    run = Run(script="/fake/script.py", began_ns=BEGAN_NS)
    run.processes = {process.number: process for process in processes}
    return run


def make_process(number: int, name: str = "", **fields: Any) -> Process:
    """A living process; its parent is main."""
    kind = "main" if number == 1 else "process"
    made = Process(
        number=number,
        pid=100 + number,
        parent_pid=1 if number == 1 else 101,
        name=name or f"p{number}",
        kind=kind,
    )
    made.watched, made.last_operation = True, "print"
    made.parent = None if number == 1 else 1
    for field, value in fields.items():
        setattr(made, field, value)
    return made
