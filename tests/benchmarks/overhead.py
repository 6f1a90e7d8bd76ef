"""The cost of being watched: the same script plain and under `procession run`, whole-process wall time.

Plain and watched runs (on request also runs that another commit watches, or viztracer) are interleaved, so
that a machine that slows down meanwhile slows them all; medians are compared. The fixed start-up of the
program is told apart with a script that does nothing: the net ratio compares what is left after taking from
each side its own time for the empty script.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = Path(__file__).parent / "scripts"
#: A run that takes longer is ended, and counts as failed.
HANG_S = 600.0
#: The most that watching a script that does nothing may take.
START_UP_S = 0.15


@dataclass(frozen=True)
class Case:
    """A script, the most it may cost (net ratio), and a size that only shows that it works.

    Plain it takes about 0.3 s or more: what takes less is lost in the noise of the start-up.
    """

    script: str
    meaning: str
    target: float
    smoke_size: int


CASES = {
    "locks": Case("locks.py", "2 processes x 400,000 'with lock:'", 2.5, 200),
    "queue": Case("queue_items.py", "50,000 put + get through Queue(100)", 1.4, 200),
    "manager": Case("manager_dict.py", "2 x 2,500 locked d['n'] -= 1", 1.2, 20),
    "conditions": Case("turns.py", "2 x 15,000 turns by a Condition", 2.0, 50),
    "barriers": Case("barriers.py", "2 x 10,000 Barrier.wait()", 2.0, 20),
    "semaphores": Case("permits.py", "3 processes x 250,000 'with semaphore:'", 2.0, 200),
    "blocks": Case("list_items.py", "2 x 50,000 'numbers[i] += 1' of a ShareableList", 2.0, 200),
    "values": Case("values.py", "2 x 100,000 'with value.get_lock(): value.value += 1'", 2.0, 200),
    "messages": Case("messages.py", "25,000 x send + recv there and back", 2.0, 100),
    "pools": Case("pools.py", "2,000 chunks, 5,000 imap tasks and 5,000 futures", 2.0, 20),
    "starts": Case("starts.py", "200 x start + join", 1.4, 3),
}


@dataclass(frozen=True)
class Timing:
    """Median wall times of one script, in seconds, by way of running ("plain", "watched", ...)."""

    medians: dict[str, float]

    def ratio(self, way: str) -> float:
        """How many times longer it takes than plain, start-up included."""
        return self.medians[way] / self.medians["plain"]

    def net_ratio(self, way: str, empty: Timing) -> float:
        """The same without start-up: each side's own time for the empty script is taken off."""
        plain = self.medians["plain"] - empty.medians["plain"]
        return (self.medians[way] - empty.medians[way]) / max(plain, 1e-6)


@dataclass(frozen=True)
class Way:
    """A way of running a script: the words before it and after it, and the working folder."""

    name: str
    before: tuple[str, ...]
    after: tuple[str, ...] = ()
    tree: Path = ROOT
    python: Path = Path(sys.executable)

    def command(self, script: Path, arguments: list[str], folder: Path) -> list[str]:
        """The script with its arguments in a process of its own; what it leaves goes to a folder."""
        before = [word.format(folder=folder) for word in self.before]
        return [str(self.python), *before, str(script), *self.after, *arguments]


PLAIN = Way("plain", ())
WATCHED = Way("watched", ("-m", "app", "run"), ("--",))
VIZTRACER = Way("viztracer", ("-m", "viztracer", "--quiet", "-o", "{folder}/trace.json", "--"))


def watched_at(commit: str, tree: Path, python: Path) -> Way:
    """As another commit watches it."""
    return replace(WATCHED, name=f"watched at {commit}", tree=tree, python=python)


def run_once(way: Way, script: Path, arguments: list[str]) -> float:
    """Wall time of one run in seconds. Raises CalledProcessError when it fails."""
    with tempfile.TemporaryDirectory(prefix="benchmark-of-procession-") as folder:
        words = way.command(script, arguments, Path(folder))
        began = time.perf_counter()
        with subprocess.Popen(words, cwd=way.tree, stdout=subprocess.DEVNULL, env=environment()) as process:
            # Not wait(timeout): that looks every 50 ms only, which is as long as some of these runs.
            bound = threading.Timer(HANG_S, process.kill)
            bound.start()
            exitcode = process.wait()
            passed_s = time.perf_counter() - began
            bound.cancel()
        if exitcode != 0:
            raise subprocess.CalledProcessError(exitcode, words)
        return passed_s


def environment() -> dict[str, str]:
    """Ours, in which modules are compiled once and not at each start: as where the program is installed."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def measure(script: str, ways: Sequence[Way], rounds: int, size: int | None = None) -> Timing:
    """Runs a script `rounds` times in every way, one after the other, and takes the medians."""
    arguments = [] if size is None else [str(size)]
    times: dict[str, list[float]] = {way.name: [] for way in ways}
    for _ in range(rounds):
        for way in ways:
            times[way.name].append(run_once(way, SCRIPTS / script, arguments))
    return Timing({way: statistics.median(values) for way, values in times.items()})


def print_overheads(names: list[str], smoke: bool, rounds: int, others: Sequence[Way]) -> bool:
    """Measures and prints the named cases, in other ways, too; True when every target is met.

    A smoke run meets them when all ran.
    """
    ways = [PLAIN, WATCHED, *others]
    empty = measure("empty.py", ways, 1 if smoke else max(rounds, 5))
    more_s = empty.medians["watched"] - empty.medians["plain"]
    met = smoke or more_s <= START_UP_S
    words = "" if smoke else f" (target <= {START_UP_S} s more: {'met' if met else 'MISSED'})"
    print(f"start-up (empty script): {seconds(empty)}{words}", flush=True)
    for name in names:
        case = CASES[name]
        timing = measure(case.script, ways, 1 if smoke else rounds, case.smoke_size if smoke else None)
        net = timing.net_ratio("watched", empty)
        print(f"{name}: {case.meaning}{' (smoke size)' if smoke else ''}: {seconds(timing)}")
        for way in ways[1:] if not smoke else []:  # of a script that is over at once a ratio says nothing
            ratio, net_ratio = timing.ratio(way.name), timing.net_ratio(way.name, empty)
            verdict = target_words(net, case.target) if way is WATCHED else ""
            print(f"  {way.name}: {ratio:.2f}x plain, {net_ratio:.2f}x without start-up{verdict}", flush=True)
        met = met and (smoke or net <= case.target)
    return met


def target_words(ratio: float, target: float) -> str:
    """Whether a ratio meets its target."""
    return f" (target <= {target}x: {'met' if ratio <= target else 'MISSED'})"


def seconds(timing: Timing) -> str:
    """The medians as text."""
    return ", ".join(f"{way} {value:.3f} s" for way, value in timing.medians.items())
