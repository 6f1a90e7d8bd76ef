"""What looking at stacks from outside costs: CPU time of the supervisor and of all that it starts to look.

A run at rest, one with a process that computes, and one with fifty processes of both kinds.
"""

from __future__ import annotations

import contextlib
import time
from pathlib import Path
from typing import NamedTuple

import psutil

from app.supervisor.client import RunSpec, SupervisorClient
from app.supervisor.spec import RunEnded
from app.wire.commands import Stop
from app.wire.facts import StacksSeen, read_fact
from app.wire.frames import FrameKind, unpack_frames

SCRIPT = Path(__file__).parent / "scripts" / "standing.py"
#: Waiting processes, computing processes (main waits, too).
CASES = {"idle run": (4, 0), "a burner": (0, 1), "50 processes": (45, 4)}
SETTLE_S, MEASURE_S = 8.0, 10.0
#: Per cent of a core.
IDLE_PERCENT, BUSY_PERCENT = 0.5, 20.0


class Cost(NamedTuple):
    """What a run has cost while it was measured."""

    looks: int  # after it had settled
    first_looks_s: float  # from the start until each process had been looked at
    percent: float  # of a core: the supervisor with what it has started and reaped


class _Run:
    """A watched run without a window."""

    def __init__(self, waiting: int, computing: int) -> None:
        self.processes = waiting + computing + 1
        spec = RunSpec("sampling", str(SCRIPT), (str(waiting), str(computing)), start_method="fork")
        self.client = SupervisorClient(spec)
        self.looks = 0
        self.seen: dict[int, float] = {}  # when each process was first looked at, by number
        self.began_s = time.monotonic()
        self.client.start()

    def live(self, seconds: float) -> None:
        """Take what comes, for so long."""
        until_s = time.monotonic() + seconds
        while (left_s := until_s - time.monotonic()) > 0:
            block = self.client.receive(left_s)
            for frame in unpack_frames(block or b""):
                fact = read_fact(frame.payload, frame.time_ns) if frame.kind == FrameKind.FACT else None
                if isinstance(fact, StacksSeen):
                    self.looks += 1
                    self.seen.setdefault(fact.number, time.monotonic() - self.began_s)

    def cpu_s(self) -> float:
        """Of the supervisor, and of its children that it has reaped: while the script runs, of the looks."""
        times = psutil.Process(self.client.pid).cpu_times()
        return float(times.user + times.system + times.children_user + times.children_system)

    def close(self) -> None:
        self.client.send(Stop())
        with contextlib.suppress(RunEnded):
            while True:
                self.client.receive(1)
        self.client.close()


def measure(waiting: int, computing: int, settle_s: float, seconds: float) -> Cost:
    """One run."""
    run = _Run(waiting, computing)
    try:
        run.live(settle_s)
        looks, cpu_s, began_s = run.looks, run.cpu_s(), time.monotonic()
        run.live(seconds)
        percent = 100 * (run.cpu_s() - cpu_s) / (time.monotonic() - began_s)
        is_whole = len(run.seen) >= run.processes
        first_s = max(run.seen.values()) if is_whole else float("nan")
        return Cost(run.looks - looks, first_s, percent)
    finally:
        run.close()


def print_sampling(smoke: bool) -> bool:
    """Measures and prints all; True when the targets are met (smoke: when all ran)."""
    settle_s, seconds = (2.0, 1.0) if smoke else (SETTLE_S, MEASURE_S)
    cases = {name: counts for name, counts in CASES.items() if not smoke or sum(counts) < 10}
    print("sampling: looks at stacks from outside, in per cent of a core:")
    met = True
    for name, (waiting, computing) in cases.items():
        cost = measure(waiting, computing, settle_s, seconds)
        target = BUSY_PERCENT if computing else IDLE_PERCENT
        met = met and cost.percent <= target and (computing > 0 or cost.looks == 0)
        print(
            f"  {name}: {cost.percent:.2f} for {cost.looks} looks in {seconds:.0f} s (target <= {target}); "
            f"all {waiting + computing + 1} looked at once after {cost.first_looks_s:.1f} s",
            flush=True,
        )
    return smoke or met
