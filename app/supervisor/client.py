"""A run's supervisor, seen from the window or the command line.

The supervisor is a fresh interpreter started by `subprocess`, not by `multiprocessing`: spawn would
run the caller's main module again in it, which a test runner or an embedding script may not
stand. Its stdout carries the blocks, its stdin the commands; both ends are read and written by
threads, so no call here waits for the supervisor longer than it says.
"""

from __future__ import annotations

import contextlib
import os
import queue
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import IO

from app.platform.inherited import Inherited, look
from app.supervisor import system
from app.supervisor.folder import RunFolder
from app.supervisor.orphans import Orphans
from app.supervisor.relay import LENGTH, OPENING
from app.supervisor.spec import RunEnded, RunSpec
from app.wire.commands import Command, Launch, pack_command
from app.wire.facts import RunOver, SupervisorDied, fact_frame, read_fact
from app.wire.frames import FrameKind, unpack_frames

__all__ = ["RunEnded", "RunSpec", "SupervisorClient"]

_BLOCKS_WAITING = 16  # read from the supervisor and not yet taken
_PIPE = 1024 * 1024  # a whole block and more, so that neither side has to wake the other for each 64 KiB
_END_S = 2.0  # for a supervisor to end the tree after its commands have ended
#: Of Python's variables those that say where its modules are; what the others ask for is for the script.
_OF_PYTHON = frozenset(
    "PYTHON" + name
    for name in ("PATH", "HOME", "PLATLIBDIR", "USERBASE", "NOUSERSITE", "DONTWRITEBYTECODE", "PYCACHEPREFIX")
)


class SupervisorClient:
    """Starts a supervisor, hands out its blocks, gives it commands."""

    def __init__(self, spec: RunSpec, inherited: Inherited | None = None) -> None:
        """`inherited` is what the script is to be started with; without it, what a child of ours would be."""
        self.spec = spec
        self._inherited = inherited
        self._folder: RunFolder | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._blocks: queue.Queue[bytes | None] = queue.Queue(_BLOCKS_WAITING)
        self._commands: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._first = b""  # the line that tells the supervisor what to run
        self._closed = threading.Event()
        self._orphans: Orphans | None = None
        self._over = False
        self._said_end = False

    @property
    def pid(self) -> int | None:
        """The supervisor's pid, once it is started."""
        return None if self._process is None else self._process.pid

    @property
    def folder(self) -> Path | None:
        """The run's folder, while there is one."""
        return None if self._folder is None else self._folder.path

    def start(self) -> None:
        """Start the supervisor. Raises ProcessionError when no folder for the run can be made."""
        system.become_subreaper()  # if the supervisor is killed, what it leaves falls to us
        self._folder = RunFolder()
        self._orphans = Orphans(self._folder.path)
        inherited = self._what_is_inherited()
        try:
            self._process = self._spawn(inherited.kept)
        finally:
            for descriptor in inherited.kept:  # only the script has them from here on
                os.close(descriptor)
        self._begin(Launch(self.spec.to_json(), inherited.to_json()))

    def _what_is_inherited(self) -> Inherited:
        """What the script is started with, its standard streams as new descriptors."""
        inherited = self._inherited or look()
        if os.name != "posix":  # no descriptor can be handed on there; `spec` asks for none
            return inherited
        return inherited._replace(
            streams=(
                os.dup(0) if self.spec.standard_input == "inherit" else None,
                *((None, None) if self.spec.capture else (os.dup(1), os.dup(2))),
            )
        )

    def _spawn(self, descriptors: tuple[int, ...]) -> subprocess.Popen[bytes]:
        """A group of its own keeps from the supervisor what the terminal or the script send to theirs."""
        assert self._folder is not None
        return subprocess.Popen(
            [*_supervisor_command(), str(self._folder.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            pass_fds=descriptors,
            pipesize=_PIPE,
            env=_supervisor_environment(),
            process_group=0 if os.name == "posix" else None,
        )

    def _begin(self, first: Launch) -> None:
        self._first = pack_command(first)
        for work in (self._read, self._write):
            thread = threading.Thread(target=work, name=f"supervisor {work.__name__}", daemon=True)
            thread.start()
            self._threads.append(thread)

    # --- blocks -------------------------------------------------------------------------

    def receive(self, timeout_s: float) -> bytes | None:
        """The next block; None when there is none within the time. Raises RunEnded after the last."""
        if self._over:
            raise RunEnded("The run is over.")
        try:
            block = self._blocks.get(timeout=timeout_s)
        except queue.Empty:
            return None
        if block is not None:
            self._note(block)
            return block
        self._over = True
        if self._said_end:
            raise RunEnded("The run is over.")
        self._end_orphans()
        now_ns = time.monotonic_ns()
        return fact_frame(SupervisorDied(now_ns), now_ns)

    def _note(self, block: bytes) -> None:
        """Remember who is of the run, for the case that the supervisor dies; and whether it said goodbye."""
        assert self._orphans is not None
        for frame in unpack_frames(block):
            if frame.kind == FrameKind.FACT:
                fact = read_fact(frame.payload, frame.time_ns)
                self._orphans.note(fact)
                self._said_end = self._said_end or isinstance(fact, RunOver)

    def _read(self) -> None:
        """Thread: blocks from the supervisor's stdout; a block cut by the supervisor's death is dropped."""
        assert self._process is not None and self._process.stdout is not None
        source = self._process.stdout
        with contextlib.suppress(OSError, ValueError):
            _skip_to_opening(source)
            while len(head := source.read(LENGTH.size)) == LENGTH.size:
                block = source.read(LENGTH.unpack(head)[0])
                if len(block) < LENGTH.unpack(head)[0]:
                    break
                self._hand_over(block)
        self._hand_over(None)

    def _hand_over(self, block: bytes | None) -> None:
        while not self._closed.is_set():
            try:
                self._blocks.put(block, timeout=0.1)
                return
            except queue.Full:
                continue

    # --- commands -----------------------------------------------------------------------

    def send(self, command: Command) -> None:
        """Ask for something. What is asked before the start is done after it."""
        self._commands.put(pack_command(command))

    def _write(self) -> None:
        """Thread: commands to the supervisor; what was asked before its start comes after the spec."""
        assert self._process is not None and self._process.stdin is not None
        sink = self._process.stdin
        with contextlib.suppress(OSError, ValueError):
            line: bytes | None = self._first
            while line is not None:
                sink.write(line)
                sink.flush()
                line = self._commands.get()
        with contextlib.suppress(OSError):
            sink.close()

    # --- the end ------------------------------------------------------------------------

    def close(self) -> None:
        """End the run if it is on, and clean up; bounded, and at most once."""
        if self._closed.is_set():
            return
        self._closed.set()
        self._commands.put(None)
        if self._process is not None:
            self._wait_for_supervisor(self._process)
            self._end_orphans()
            for thread in self._threads:
                thread.join(_END_S)
            assert self._process.stdout is not None
            self._process.stdout.close()
        if self._folder is not None:
            self._folder.remove()

    def _wait_for_supervisor(self, process: subprocess.Popen[bytes]) -> None:
        """The supervisor ends at the end of its commands; one that hangs is killed."""
        try:
            process.wait(_END_S + 1.0)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _end_orphans(self) -> None:
        """After a killed supervisor: end what has fallen to us from this run, and nothing else."""
        if self._orphans is not None and not self._said_end:
            self._orphans.end()


def _skip_to_opening(source: IO[bytes]) -> None:
    """Pass over what was printed before the supervisor had its stdout for itself."""
    seen = source.read(len(OPENING))
    while seen[-len(OPENING) :] != OPENING:
        byte = source.read(1)
        if not byte:
            return
        seen = seen[-len(OPENING) :] + byte


def _supervisor_environment() -> dict[str, str]:
    """Ours, without what would make the supervisor warn, trace or ask, when the script is meant to."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("PYTHON") or name in _OF_PYTHON
    }


def _supervisor_command() -> list[str]:
    """A fresh interpreter that finds this package wherever it is."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "--supervisor"]
    here = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    text = (
        f"import sys; sys.path.insert(0, {here!r})\n"
        "from app.supervisor.main import main; sys.exit(main(sys.argv[1:]))"
    )
    return [sys.executable, "-c", text]
