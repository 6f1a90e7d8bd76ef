"""Random SIGKILLs of watched processes: nothing hangs, no event is lost, nobody is left behind.

One run of the script `storm.py` makes many kills: its workers do what its case says (there is one for each
family of objects) without a pause and are killed at random moments, at last main itself. Every worker
keeps a journal of what had returned; `storm_checks` compares the report with that.
"""

from __future__ import annotations

import itertools
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
from tests.benchmarks.storm_checks import CHECKS, Noted

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = Path(__file__).parent / "scripts" / "storm.py"
#: Kills of one run, by start method: so many that a run takes a few seconds.
KILLS = {"fork": 12, "spawn": 6, "forkserver": 6}
#: So many kill the workers of every case under every start method.
ONE_OF_EACH = len(CHECKS) * sum(KILLS.values())
TIMEOUT_S = 60.0
#: Runs at the same time.
AT_ONCE = 2


@dataclass
class StormRun:
    """One run: what was asked, how it ended, and every sentence that says what was wrong."""

    case: str
    method: str
    kills: int
    seed: int
    wall_s: float = 0.0
    events: int = 0
    lost_events: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def sentences(self) -> list[str]:
        """Its faults, each with what it takes to see it again."""
        return [f"{self.case}, {self.method}, seed {self.seed}: {fault}" for fault in self.faults]


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
    """Runs of all cases under all start methods; `kills` kills together, main's own death not counted."""
    chooser = random.Random(seed)
    methods = list(KILLS) if sys.platform != "win32" else ["spawn"]
    for case, method in itertools.cycle(itertools.product(CHECKS, methods)):
        share = min(KILLS[method], kills)
        if share <= 0:
            return
        yield StormRun(case, method, share, chooser.randrange(1 << 30))
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
    words += ["--", run.case, str(folder), str(run.kills), str(run.seed), run.method]
    try:
        return subprocess.run(
            words, cwd=ROOT, timeout=2 * TIMEOUT_S, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ).returncode
    except subprocess.TimeoutExpired:
        return None


def check_report(run: StormRun, report: dict[str, Any], folder: Path) -> Iterator[str]:
    """What the report says otherwise than the script has noted, one sentence each."""
    is_whole = not run.faults
    run.events, run.lost_events = report["events"], report["lost_events"]
    if report["lost_events"]:
        yield f"{report['lost_events']} events were lost"
    yield from report["probe_failures"]
    killed = {process["pid"] for process in report["processes"] if process["outcome"] == "killed"}
    if len(killed) < run.kills + 1:
        yield f"{len(killed)} processes are said to be killed, but {run.kills} workers and main were"
    journals = {number: journal(folder, number) for number in range(1, run.kills + 1)}
    if is_whole:  # else main has not come to its end
        left = [json.loads(line) for line in (folder / "left").read_text(encoding="utf-8").splitlines()]
        yield from CHECKS[run.case](Noted(report, journals, left, killed))


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
    faults = [f"  {sentence}" for run in runs for sentence in run.sentences]
    print(
        "\n".join(faults[:40]) if faults else "  nothing hung, nothing lost, nobody left behind", flush=True
    )
    return not faults
