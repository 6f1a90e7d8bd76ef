"""What the supervisor itself finds out, told besides the records: who is who, how it ends, what it uses.

Each fact is one value. This is the one place that makes JSON of it and reads it again; the fold, the
client and the command line take the value. A fact may come from a stranger's recording, so nothing
in it is believed (see `message`), and one that only a newer version knows is passed over.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from app.wire.frames import FrameKind, pack_frame
from app.wire.message import Message, Vocabulary, real, whole
from app.wire.stacks import Stack, read_stacks


class Fact(Message):
    """Something that the supervisor tells."""


# --- who is who: these count at once ------------------------------------------------------


class ProcessFound(Fact):
    """A process of the run; told again when more is known of it."""

    number: int  # within the run: a new one for each process, also when the system uses a pid again
    pid: int
    parent_pid: int
    began_ns: int
    began_ticks: int  # its beginning by the system's own clock: with the pid it is this process and no other
    kind: str
    name: str
    program: str


class LogFound(Fact):
    """Which process writes a log."""

    log: int
    process: int


# --- what happens: these count in the order of time ---------------------------------------


class TimedFact(Fact):
    """Something that happened at a time; without one it is the time at which it was sent."""

    time_ns: int


class ProcessEnded(TimedFact):
    """A process has ended."""

    number: int
    status: int | None  # the exit code, -N for signal N
    by_run: bool  # the supervisor ended it, because the run is over


class ZombieReaped(TimedFact):
    """A process that had ended was left a zombie by its parent, until that had ended, too."""

    number: int


class Usage(NamedTuple):
    """What a process uses."""

    number: int
    cpu_s: float
    cpu_percent: float  # since the sample before
    memory_mb: float  # resident; 0 of one that has just ended
    handles_signals: bool = False  # it has a handler of its own for one


def _usages(rows: object) -> tuple[Usage, ...]:
    """The rows that are rows of five; those of four have nothing to say of signals."""
    return tuple(
        Usage(whole(row[0]), real(row[1]), real(row[2]), real(row[3]), row[4:] == [True])
        for row in (rows if isinstance(rows, list) else ())
        if isinstance(row, list) and len(row) in (4, 5)
    )


class Sampled(TimedFact, processes=_usages):
    """What some processes use."""

    processes: tuple[Usage, ...]


class StacksSeen(TimedFact, threads=read_stacks):
    """What the threads of a process were doing; the time is that at which the look began."""

    number: int
    threads: tuple[Stack, ...]  # the main one first


class SamplingFailed(TimedFact):
    """Stacks cannot be looked at, or not all: why, as `supervisor.sampling.troubles` has it."""

    trouble: str
    text: str


class ProcessSuspended(TimedFact):
    """A process was stopped, or goes on."""

    number: int
    on: bool


class FileChanged(TimedFact):
    """What a file of the run's folder holds now."""

    path: str
    name: str
    text: str


class MemorySeen(TimedFact):
    """What shared memory holds of which no process tells."""

    object: str  # its id, hexadecimal
    text: str


class RunFailed(TimedFact):
    """The script could not be started, or the run not be read: one sentence."""

    text: str  # in English
    template: str  # the same apart from its values, for another language
    values: Mapping[str, str]


class ProbeFailed(TimedFact):
    """Something went wrong in the probe; the script has not noticed."""

    text: str


class RunOver(TimedFact):
    """Nothing more comes, and every process has ended."""

    timed_out: bool


class SupervisorDied(TimedFact):
    """The supervisor has vanished, and took all processes with it; said in its place."""


# --- on the wire --------------------------------------------------------------------------

_FACTS: Vocabulary[Fact] = Vocabulary(
    "fact",
    {
        "process": ProcessFound,
        "log": LogFound,
        "ended": ProcessEnded,
        "reaped": ZombieReaped,
        "sample": Sampled,
        "stacks": StacksSeen,
        "sampling-failed": SamplingFailed,
        "suspended": ProcessSuspended,
        "file": FileChanged,
        "memory": MemorySeen,
        "error": RunFailed,
        "probe-failed": ProbeFailed,
        "end": RunOver,
        "supervisor-died": SupervisorDied,
    },
)


def pack_fact(fact: Fact) -> bytes:
    """What goes into a frame of kind FACT."""
    return _FACTS.pack(fact)


def read_fact(payload: bytes | memoryview, frame_ns: int) -> Fact | None:
    """The fact in a frame; None when it is none."""
    return _FACTS.unpack(bytes(payload), time_ns=frame_ns)


def fact_frame(fact: Fact, time_ns: int) -> bytes:
    """A fact as a frame of its own, said in the place of a supervisor."""
    return pack_frame(FrameKind.FACT, 0, time_ns, pack_fact(fact))
