"""Whether the picture is ever old: how far the state is behind the script that makes events without a pause.

A thread compares, every 20 ms, the machine's clock with the time of the state. As the script does something
at every moment, the difference is the age of what is shown. It is measured at the rate that has to be kept
up with, and once more with a script that makes events as fast as it can: that one has to be slowed.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

from app.gui.window.main_window import MainWindow
from tests.benchmarks.driving import end_run, events_of, expect, live, percentile, run_of, start

RATE = 100_000
NO_BOUND = 10_000_000
LAG_S = 15.0
LAG_MS = 250.0
LAG_SHARE = 99.0
SAMPLE_S = 0.02
WARM = 20_000  # events


@dataclass
class Lag:
    """How old the state was while a script made events."""

    ages_ms: list[float]
    events_per_s: float

    @property
    def share(self) -> float:
        """Per cent of the samples in which the state was young enough."""
        return 100 * sum(age <= LAG_MS for age in self.ages_ms) / len(self.ages_ms)

    def __str__(self) -> str:
        quantiles = ", ".join(f"{share} % {percentile(self.ages_ms, share):.0f}" for share in (50, 90, 99))
        ages = f"age of the state in ms: {quantiles}, most {max(self.ages_ms):.0f}"
        return f"{self.events_per_s:,.0f} events/s: {ages}"


class Sampler(threading.Thread):
    """Notes the age of the state every 20 ms, also while the window is busy."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(name="lag sampler")
        self._run = run_of(window)
        self._over = threading.Event()
        self.ages_ms: list[float] = []

    def run(self) -> None:
        while not self._over.wait(SAMPLE_S):
            self.ages_ms.append((time.monotonic_ns() - self._run.now_ns) / 1e6)

    def end(self) -> None:
        self._over.set()
        self.join()


def measure(window: MainWindow, rate: int, duration_s: float) -> Lag:
    """The lag behind four processes that put and one that gets, `rate` events a second together."""
    start(window, "puts_and_gets.py", rate, 2 * duration_s + 5)
    expect("the first events", lambda: events_of(window) > WARM)
    sampler = Sampler(window)
    began, first = time.perf_counter(), events_of(window)
    sampler.start()
    try:
        live(duration_s)
    finally:  # else a benchmark that fails would never end
        sampler.end()
    events, seen_s = events_of(window) - first, time.perf_counter() - began
    end_run(window)
    return Lag(sampler.ages_ms, events / seen_s)


def print_lag(window: MainWindow, smoke: bool) -> bool:
    """Measures and prints both; True when the target is met."""
    duration_s = 1.0 if smoke else LAG_S
    asked = measure(window, RATE, duration_s)
    print(f"  at {RATE:,} events/s asked for, {asked}")
    print(f"    {asked.share:.1f} % within {LAG_MS:.0f} ms (target {LAG_SHARE:.0f} %)")
    fastest = measure(window, NO_BOUND, duration_s)
    print(f"  as fast as it may, {fastest}")
    print(f"    {fastest.share:.1f} % within {LAG_MS:.0f} ms", flush=True)
    return asked.share >= LAG_SHARE and asked.events_per_s >= 0.9 * RATE
