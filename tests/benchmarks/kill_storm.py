"""Random SIGKILLs of watched processes: nothing hangs, no event is lost, nobody is left behind.

One run of the script `storm.py` makes many kills: its workers lock, put, get, send, count and print without
a pause and are killed at random moments, at last main itself. Every worker keeps a journal of
what had returned; the report must contain at least that, and at most one operation more of each
kind a worker (the one that was done, but not yet noted, when it died).
"""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests import leaks

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = Path(__file__).parent / "scripts" / "storm.py"
#: Kills of one run, by start method: so many that a run takes some seconds.
KILLS = {"fork": 30, "spawn": 10, "forkserver": 10}
TIMEOUT_S = 60.0
#: Runs at the same time.
AT_ONCE = 2
OWN_QUEUE = 1000  # maxsize of a worker's own queue is this + its number


@dataclass
class StormRun:
    """One run: what was asked, how it ended, and every sentence that says what was wrong."""

    method: str
    kills: int
    seed: int
    wall_s: float = 0.0
    events: int = 0
    lost_events: int = 0
    faults: list[str] = field(default_factory=list)


def storm(kills: int, seed: int) -> list[StormRun]:
    """At least `kills` SIGKILLs in as many runs as that takes, some at a time; the runs and their faults."""
    before = leaks.Snapshot()
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="storm") as pool:
        runs = list(pool.map(run_storm, plan(kills, seed)))
    left = [text for text in before.leftovers() if not text.startswith("thread storm")]
    if runs:
        runs[-1].faults += [f"left behind after all runs: {text}" for text in left]
    return runs


def plan(kills: int, seed: int) -> Iterator[StormRun]:
    """Runs under all start methods that make `kills` kills together, main's own death not counted."""
    chooser = random.Random(seed)
    methods = list(KILLS) if sys.platform != "win32" else ["spawn"]
    while kills > 0:
        for method in methods:
            share = min(KILLS[method], kills)
            if share > 0:
                yield StormRun(method, share, chooser.randrange(1 << 30))
            kills -= share


def run_storm(run: StormRun) -> StormRun:
    """Carries out one run and notes everything that is wrong with it."""
    with tempfile.TemporaryDirectory(prefix="storm-") as name:
        folder = Path(name)
        began = time.monotonic()
        exitcode = watch(run, folder)
        run.wall_s = time.monotonic() - began
        if exitcode is None:
            run.faults.append(f"it hung for more than {2 * TIMEOUT_S:.0f} s")
        elif exitcode != 128 + signal.SIGKILL:
            run.faults.append(f"the exit code is {exitcode}, not that of a killed main process")
        report = folder / "report.json"
        if report.is_file():
            run.faults += check_report(run, json.loads(report.read_text(encoding="utf-8")), folder)
        else:
            run.faults.append("no report was written")
    return run


def watch(run: StormRun, folder: Path) -> int | None:
    """Runs the script under `procession run`; its exit code, None when it had to be given up."""
    words = [sys.executable, "-m", "app", "run", str(SCRIPT)]
    words += ["--report", str(folder / "report.json"), "--timeout", str(TIMEOUT_S)]
    words += ["--", str(folder), str(run.kills), str(run.seed), run.method]
    try:
        return subprocess.run(
            words, cwd=ROOT, timeout=2 * TIMEOUT_S, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ).returncode
    except subprocess.TimeoutExpired:
        return None


def check_report(run: StormRun, report: dict[str, Any], folder: Path) -> Iterator[str]:
    """What the report says otherwise than the workers' journals, one sentence each."""
    run.events, run.lost_events = report["events"], report["lost_events"]
    if report["lost_events"]:
        yield f"{report['lost_events']} events were lost"
    killed = Counter(process["outcome"] for process in report["processes"])["killed"]
    if killed < run.kills + 1:
        yield f"{killed} processes are said to be killed, but {run.kills} workers and main were"
    journals = {number: journal(folder, number) for number in range(1, run.kills + 1)}
    total = sum(journals.values(), Counter())
    yield from check_shared(report["objects"], total, run.kills)
    queues = {item["maxsize"]: item for item in report["objects"] if item["kind"] == "Queue"}
    printed = "".join(item["text"] for item in report["output"] if item["stream"] == "stdout").splitlines()
    lines = Counter(int(line.rpartition(" ")[2]) for line in printed if line.startswith("line "))
    for number, noted in journals.items():
        own = queues.get(OWN_QUEUE + number, {"puts": 0, "gets": 0})
        yield from compare(f"puts of worker {number}", own["puts"], noted["p"], 1)
        yield from compare(f"gets of worker {number}", own["gets"], noted["g"], 1)
        yield from compare(f"lines of worker {number}", lines[number], noted["w"], 1)


def check_shared(objects: list[dict[str, Any]], total: Counter[str], kills: int) -> Iterator[str]:
    """The shared lock and queue of every round, together, and the pipes and values of all workers."""
    shared = [item for item in objects if item["kind"] == "Queue" and not is_own(item["maxsize"])]
    yield from compare("puts into shared queues", sum(item["puts"] for item in shared), total["P"], kills)
    yield from compare("gets from shared queues", sum(item["gets"] for item in shared), total["G"], kills)
    ends = [end for item in objects if item["kind"] == "Pipe" for end in item["ends"]]
    yield from compare("messages sent", sum(end["sent"] for end in ends), total["s"], kills)
    yield from compare("messages received", sum(end["received"] for end in ends), total["r"], kills)
    values = [item for item in objects if item["kind"] == "Value"]
    yield from compare("reads of values", sum(item["reads"] for item in values), total["v"], kills)
    yield from compare("writes of values", sum(item["writes"] for item in values), total["v"], kills)
    acquires = sum(item["acquires"] for item in objects if item["kind"] == "Lock")
    if acquires < total["a"]:  # main's own, at the end, come on top
        yield f"acquires: {acquires} reported, {total['a']} noted"


def is_own(maxsize: int) -> bool:
    """Whether a queue of this size belongs to one worker alone."""
    return OWN_QUEUE < maxsize <= 2 * OWN_QUEUE


def compare(what: str, reported: int, noted: int, in_flight: int) -> Iterator[str]:
    """A sentence when fewer are reported than were noted, or more than can have been under way."""
    if not noted <= reported <= noted + in_flight:
        yield f"{what}: {reported} reported, {noted} noted"


def journal(folder: Path, number: int) -> Counter[str]:
    """How often a worker noted each letter; nothing when it was killed before it began."""
    path = folder / f"{number}.journal"
    return Counter(path.read_text(encoding="ascii")) if path.exists() else Counter()


def print_storm(kills: int, seed: int | None = None) -> bool:
    """Runs a storm and prints what came of it; True when nothing was wrong."""
    leaks.adopt_orphans()
    seed = random.randrange(1 << 30) if seed is None else seed
    began = time.monotonic()
    with leaks.private_folder():
        runs = storm(kills, seed)
    leaks.watch_no_longer()
    done, events = sum(run.kills + 1 for run in runs), sum(run.events for run in runs)
    lost, hung = sum(run.lost_events for run in runs), sum("hung" in " ".join(run.faults) for run in runs)
    wall_s = time.monotonic() - began
    print(f"kill-storm: {done} SIGKILLs in {len(runs)} runs, {wall_s:.1f} s, {events} events (seed {seed})")
    print(f"  {hung} hangs, {lost} lost events")
    faults = [f"  {run.method}, seed {run.seed}: {fault}" for run in runs for fault in run.faults]
    print(
        "\n".join(faults[:40]) if faults else "  nothing hung, nothing lost, nobody left behind", flush=True
    )
    return not faults
