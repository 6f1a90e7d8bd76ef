"""Builds the frames of a run as probe and supervisor write them, with times in milliseconds.

run = Script()
main = run.process(1, pid=100, kind="main")
main.op(10, "Lock.acquire", lock=7, value=1)
state = run.end(100)
"""

from __future__ import annotations

import json
from typing import Any

from app.state.fold import Fold
from app.state.history import INTERVALS_KEPT
from app.state.model import OUTPUT_KEPT, Call, Run
from app.wire.frames import FrameKind, pack_frame
from app.wire.header import Header, pack_header
from app.wire.records import (
    FOR_EVER,
    INLINE,
    RECORD,
    Effect,
    Family,
    Kind,
    Phase,
    Trait,
    pack_fields,
)

MS = 1_000_000
BEGAN, BLOCKED, DONE, FAILED = Phase.BEGAN, Phase.BLOCKED, Phase.DONE, Phase.FAILED
FILE = "/run/work/script.py"
HEADER = Header(
    target="t",
    script=FILE,
    argv=(FILE,),
    parameters={"WORKERS": "3"},
    start_method="fork",
    python="/usr/bin/python3",
    implementation="cpython",
    python_version="3.11.7",
    platform="Linux 6.1.0 x86_64",
    began_ns=0,
    epoch_ns=0,
    sources={FILE: "print('包子')\n"},
)


#: What the probe says of the library's own classes and methods.
FAMILIES = {
    "Lock": (Family.LOCK, Trait.BOUNDED),
    "RLock": (Family.LOCK, Trait.BOUNDED | Trait.REENTRANT),
    "Semaphore": (Family.COUNTER, 0),
    "BoundedSemaphore": (Family.COUNTER, Trait.BOUNDED),
    "AcquirerProxy": (Family.LOCK, Trait.SERVED | Trait.BOUNDED),
    "Queue": (Family.BUFFER, 0),
    "SimpleQueue": (Family.BUFFER, 0),
    "JoinableQueue": (Family.BUFFER, Trait.COUNTS_TASKS),
    "Event": (Family.FLAG, 0),
    "Condition": (Family.CONDITION, Trait.BOUNDED | Trait.REENTRANT),
    "ConditionProxy": (Family.CONDITION, Trait.SERVED | Trait.BOUNDED | Trait.REENTRANT),
    "Barrier": (Family.BARRIER, 0),
    "BarrierProxy": (Family.BARRIER, Trait.SERVED),
    "Value": (Family.VALUE, Trait.BOUNDED | Trait.REENTRANT),
    "Array": (Family.VALUE, Trait.BOUNDED | Trait.REENTRANT),
    "RawValue": (Family.VALUE, 0),
    "RawArray": (Family.VALUE, 0),
    "Connection": (Family.CHANNEL, 0),
    "Listener": (Family.CHANNEL, 0),
    "Pool": (Family.POOL, 0),
    "ThreadPool": (Family.POOL, 0),
    "ThreadPoolExecutor": (Family.POOL, 0),
    "PoolProxy": (Family.POOL, Trait.SERVED),
    "ProcessPoolExecutor": (Family.POOL, 0),
    "SharedMemory": (Family.VALUE, Trait.BLOCK),
    "ShareableList": (Family.VALUE, Trait.BLOCK | Trait.LISTED),
}
EFFECTS = {
    "acquire": Effect.TAKE,
    "release": Effect.GIVE,
    "put": Effect.PUT,
    "get": Effect.GET,
    "task_done": Effect.FINISH,
    "join": Effect.DRAIN,
    "Process.join": Effect.JOIN,
    "set": Effect.SET,
    "clear": Effect.CLEAR,
    "wait": Effect.WAIT,
    "wait_for": Effect.WAIT,
    "notify": Effect.NOTIFY,
    "notify_all": Effect.NOTIFY,
    "abort": Effect.BREAK,
    "reset": Effect.RESET,
    "action": Effect.ACT,
    "time.sleep": Effect.SLEEP,
    "Process.start": Effect.START,
    "Process.run": Effect.RUN,
    "Process.end_daemon": Effect.END,
    "Process.terminate": Effect.SIGNAL,
    "Process.kill": Effect.SIGNAL,
    "subprocess.Popen": Effect.PROGRAM,
    "open": Effect.OPEN,
    "send": Effect.SEND,
    "recv": Effect.RECEIVE,
    "poll": Effect.POLL,
    "accept": Effect.POLL,
    "connection.wait": Effect.POLL,
    "close": Effect.CLOSE,
}


def made_call(
    operation: str,
    object_id: int = 0,
    since_ns: int = 0,
    blocked: bool = False,
    argument: str = "",
    pid: int = 0,
) -> Call:
    """A call as the fold makes it; what it does follows from the method here."""
    effect = EFFECTS.get(operation, EFFECTS.get(operation.rpartition(".")[2], Effect.CALL))
    return Call(
        operation=operation,
        effect=effect,
        object_id=object_id,
        thread=1,
        began_ns=since_ns,
        since_ns=since_ns,
        blocked=blocked,
        argument=argument,
        target_pid=pid,
        location=None,
    )


class Log:
    """The log of one process: slots, written as the probe writes them."""

    def __init__(self, script: Script, number: int) -> None:
        self.script = script
        self.number = number
        self.slots = bytearray()
        self._strings: dict[str, int] = {}

    def slot(self, kind: int, ms: float, text: bytes = b"", **fields: Any) -> None:
        """One record, and before it the MORE slots that its text needs."""
        parts = [text[i : i + INLINE] for i in range(0, len(text), INLINE)] or [b""]
        for part in parts[:-1]:
            self._raw(Kind.MORE, 0, part, fields.get("thread", 1), {})
        fields["more"] = len(parts) - 1
        self._raw(kind, int(ms * MS), parts[-1], fields.pop("thread", 1), fields)

    def _raw(self, kind: int, time_ns: int, text: bytes, thread: int, fields: dict[str, Any]) -> None:
        names = ("object", "operation", "file", "line", "more", "meaning", "traits", "value")
        rest = [fields.get(name, 0) for name in names]
        phase, bound = fields.get("phase", DONE), fields.get("bound", FOR_EVER)
        self.slots += RECORD.pack(kind, phase, len(text), thread, time_ns, *rest, bound, text)

    def string(self, text: str) -> int:
        """The number of a text, told the first time."""
        number = self._strings.get(text)
        if number is None:
            number = self._strings[text] = len(self._strings) + 1
            self.slot(Kind.STRING, 0, text.encode(), operation=number)
        return number

    def op(self, ms: float, name: str, phase: int = DONE, text: str = "", **fields: Any) -> Log:
        """An operation: "Lock.acquire"; `object`, `value`, `line`, `thread`, `meaning` as given."""
        file = self.string(FILE) if fields.get("line") else 0
        operation = self.string(name)
        data = text.encode()
        kind, _, method = name.rpartition(".")
        known = EFFECTS.get(name, EFFECTS.get(method) if kind in FAMILIES or kind == "Process" else None)
        fields = {"meaning": known or Effect.CALL, "phase": phase, **fields}
        self.slot(Kind.OPERATION, ms, data, operation=operation, file=file, **fields)
        return self

    def call(self, ms: float, object_id: int, name: str, rank: int) -> Log:
        """What holds an object gives it a name."""
        self.slot(Kind.NAME, ms, name.encode(), object=object_id, value=rank)
        return self

    def make(
        self, ms: float, kind: str, object_id: int, value: int = 0, name: str = "", text: str = ""
    ) -> Log:
        """An object is announced, and named if a name is given; what it is follows from its class here."""
        family, traits = FAMILIES.get(kind, (Family.VALUE, Trait.SERVED))
        what: dict[str, Any] = {"meaning": family, "traits": traits, "object": object_id, "value": value}
        self.slot(Kind.OBJECT, ms, text.encode(), operation=self.string(kind) if kind else 0, **what)
        if name:
            self.slot(Kind.NAME, ms, name.encode(), object=object_id)
        return self

    def has(self, ms: float, *ends: int, received: bool = False, phase: int = DONE) -> Log:
        """The process has these ends of channels open; with BEGAN, it sends them to another one."""
        for end in ends:
            self.slot(Kind.HAS, ms, object=end, value=int(received), phase=phase)
        return self

    def describe(self, ms: float, **fields: object) -> Log:
        """What the process says of itself."""
        self.slot(Kind.PROCESS, ms, pack_fields(**fields).encode())
        return self

    def helper(self, ms: float, pid: int, name: str = "resource tracker") -> Log:
        """The process tells that it starts a helper of multiprocessing."""
        self.slot(Kind.HELPER, ms, name.encode(), object=pid)
        return self

    def take(self) -> bytes:
        """The slots written since the last call."""
        slots = bytes(self.slots)
        self.slots.clear()
        return slots


class Script:
    """A run: its supervisor, its logs, and the fold that they go into."""

    def __init__(self, keep_output: int = OUTPUT_KEPT, keep_intervals: int = INTERVALS_KEPT) -> None:
        self.fold = Fold(keep_output, keep_intervals)
        self.logs: dict[int, Log] = {}
        self.block = bytearray()
        self.block += pack_frame(FrameKind.HEADER, 0, 0, pack_header(HEADER))

    @property
    def state(self) -> Run:
        return self.fold.run

    def fact(self, ms: float, fact: str, **fields: Any) -> None:
        """What the supervisor tells."""
        payload = json.dumps({"fact": fact, **fields}, ensure_ascii=False).encode()
        self.block += pack_frame(FrameKind.FACT, 0, int(ms * MS), payload)

    def process(
        self, number: int, ms: float = 0, kind: str = "unknown", name: str = "python3", **more: Any
    ) -> Log:
        """A process appears, with its log; pid 100 + number, child of number 1."""
        pid, parent = more.get("pid", 100 + number), more.get("parent_pid", 101 if number > 1 else 1)
        began_ns = int(ms * MS)
        fields = {"number": number, "pid": pid, "parent_pid": parent, "began_ns": began_ns}
        self.fact(ms, "process", kind=kind, name=name, program=more.get("program", ""), **fields)
        log = self.logs[number] = Log(self, number)
        if more.get("watched", True):
            self.fact(ms, "log", log=number, process=number)
        return log

    def main(self) -> Log:
        """The main process, number 1, pid 101."""
        return self.process(1, kind="main")

    def worker(self, number: int, name: str, ms: float = 0) -> Log:
        """A child that multiprocessing made."""
        log = self.process(number, ms)
        fields = {"name": name, "daemon": False, "method": "fork", "parent_pid": 101}
        log.describe(ms, kind="process", **fields)
        return log.op(ms, "Process.run", BEGAN, name)

    def ended(self, ms: float, number: int, status: int | None = 0, cause: str | None = None) -> None:
        """The supervisor has seen a process end."""
        self.send()
        self.fact(ms, "ended", number=number, status=status, time_ns=int(ms * MS), by_run=cause == "run")

    def output(self, ms: float, number: int, data: bytes, stream: int = 1) -> None:
        """A process has written something."""
        self.block += pack_frame(FrameKind.OUTPUT, number, int(ms * MS), data, stream)

    def send(self) -> None:
        """Relay what the logs hold."""
        for log in self.logs.values():
            slots = log.take()
            if slots:
                self.block += pack_frame(FrameKind.RECORDS, log.number, 0, slots)

    def tick(self, ms: float) -> Run:
        """Relay everything, say that all before `ms` has been sent, and fold it."""
        self.send()
        self.block += pack_frame(FrameKind.TICK, 0, int(ms * MS), b"")
        return self.apply()

    def end(self, ms: float, timed_out: bool = False) -> Run:
        """The run is over."""
        self.send()
        self.fact(ms, "end", time_ns=int(ms * MS), timed_out=timed_out)
        return self.apply()

    def apply(self) -> Run:
        """Hand the block to the fold, and fold all that can be folded."""
        self.fold.feed(bytes(self.block))
        self.block.clear()
        return self.fold.finish()
