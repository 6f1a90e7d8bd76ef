"""What a run costs in which nothing moves: CPU time of the window and of its supervisor; and how soon the
first event after a rest is seen.
"""

from __future__ import annotations

import statistics
import time

import psutil

from app.gui.window.main_window import MainWindow
from app.state.objects import LockObject
from tests.benchmarks.driving import end_run, expect, live, open_window, run_of, start

REST_S = 10.0
SETTLE_S = 4.0
ROUNDS = 3
WINDOW_PERCENT = 2.0
SUPERVISOR_PERCENT = 0.5
IDLE_PERCENT = 0.2
FIRST_EVENT_MS = 110.0
PAUSES = 8
PAUSE_S = 2.6


def cpu_s(process: psutil.Process) -> float:
    """CPU seconds that a process itself has used."""
    times = process.cpu_times()
    return float(times.user + times.system)


def percents(processes: list[psutil.Process], seconds: float) -> list[float]:
    """Per cent of a core that each process uses while the window lives for some time."""
    before, began = [cpu_s(process) for process in processes], time.perf_counter()
    live(seconds)
    passed_s = time.perf_counter() - began
    return [100 * (cpu_s(p) - used) / passed_s for p, used in zip(processes, before, strict=True)]


def at_rest(window: MainWindow, seconds: float, settle_s: float) -> tuple[float, float]:
    """Window and supervisor of a run in which five processes wait for ever."""
    start(window, "blocked.py")
    expect("five that wait", lambda: len(waiting(window)) == 5)
    live(settle_s)
    (supervisor,) = psutil.Process().children()
    used = percents([psutil.Process(), supervisor], seconds)
    end_run(window)
    return used[0], used[1]


def waiting(window: MainWindow) -> list[int]:
    """The processes that stand in the line of a lock."""
    objects = run_of(window).objects.values() if window.controller.run is not None else ()
    return [waiter.process for known in objects for waiter in known.waiters]


def first_events_ms(window: MainWindow, pauses: int, pause_s: float) -> list[float]:
    """From an event of a script that has rested until the window has applied it."""
    start(window, "pauses.py", pauses + 2, pause_s)
    lags_ms: list[float] = []
    seen = [0]

    def is_over() -> bool:
        locks = [known for known in run_of(window).objects.values() if isinstance(known, LockObject)]
        changed_ns = locks[0].changed_ns if locks else 0
        if changed_ns > seen[0] + 1_000_000:  # the release after an acquire is the same event to a user
            lags_ms.append((time.monotonic_ns() - changed_ns) / 1e6)
        seen[0] = max(seen[0], changed_ns)
        return len(lags_ms) > pauses

    while not is_over():
        live(0.002)
    end_run(window)
    return lags_ms[1:]  # the very first comes out of the start


def print_rest(smoke: bool) -> bool:
    """Measures and prints all; True when the targets are met (smoke: when all ran)."""
    seconds, settle_s, rounds = (0.5, 0.5, 1) if smoke else (REST_S, SETTLE_S, ROUNDS)
    me = psutil.Process()
    with open_window() as window:
        live(settle_s)
        (before,) = percents([me], seconds)
        used = [at_rest(window, seconds, settle_s) for _ in range(rounds)]
        live(settle_s)
        (after,) = percents([me], seconds)
        lags_ms = first_events_ms(window, 1 if smoke else PAUSES, 0.2 if smoke else PAUSE_S)
    windows, supervisors = zip(*used, strict=True)
    window_percent, supervisor_percent = statistics.median(windows), statistics.median(supervisors)
    print(
        f"rest: five processes that wait for ever, {rounds} times {seconds:.0f} s, in per cent of a core:\n"
        f"  window {window_percent:.2f} median, {min(windows):.2f} best (target <= {WINDOW_PERCENT})\n"
        f"  supervisor {supervisor_percent:.2f} median, {min(supervisors):.2f} best "
        f"(target <= {SUPERVISOR_PERCENT})\n"
        f"  window before the first run {before:.2f}, after a run's end {after:.2f} "
        f"(target <= {IDLE_PERCENT})\n"
        f"  first event after a rest: {statistics.median(lags_ms):.0f} ms median, {max(lags_ms):.0f} most "
        f"(target <= {FIRST_EVENT_MS:.0f})",
        flush=True,
    )
    met = window_percent <= WINDOW_PERCENT and supervisor_percent <= SUPERVISOR_PERCENT
    return smoke or (met and max(before, after) <= IDLE_PERCENT and max(lags_ms) <= FIRST_EVENT_MS)
