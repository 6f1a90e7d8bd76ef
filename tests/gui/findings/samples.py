"""Findings of a made-up run: a ring of two locks, a warning, and a note."""

from __future__ import annotations

from app.findings.causes import Edge
from app.findings.needs import Actor
from app.findings.rule import Finding, Severity
from app.findings.say import say
from app.state.history import Location
from app.state.model import Run
from tests.gui.stage_runs import DICT, LOCK, lock_run

SCRIPT = "/tmp/script.py"


def run_of_two() -> Run:
    """Main and two workers, a lock and a dict."""
    return lock_run(workers=2)


def deadlock(text: str = "worker-1 waits for worker-2; worker-2 waits for worker-1") -> Finding:
    """A ring of the two workers."""
    one, two = Actor(2, 1), Actor(3, 1)
    return Finding(
        "deadlock",
        Severity.ERROR,
        True,
        say("Deadlock: {waits}.", waits=text),
        say("Take it only once, or make it an RLock, which its owner may take again."),
        (2, 3),
        (LOCK, DICT),
        (Location(SCRIPT, 12), Location("/tmp/other.py", 3)),
        (Edge(one, LOCK, "Lock.acquire", two), Edge(two, DICT, "Lock.acquire", one)),
    )


def warning(is_certain: bool = False) -> Finding:
    """Something that may be so."""
    message, advice = say("{who} wait", who="worker-2 & <b>main</b>"), say("{who} waits", who="w")
    return Finding("waits-for-ever", Severity.WARNING, is_certain, message, advice, (1,))


def note() -> Finding:
    """Something that costs time."""
    message, advice = say("{who} wait", who="all"), say("{who} waits", who="w")
    return Finding("owner-died", Severity.NOTE, True, message, advice, (1,))
