"""A lock that costs much of the time of those who share it, as what is done inside it takes long."""

from __future__ import annotations

from collections.abc import Iterator

from app.findings.costs import OF_LOCKS, Waiting, is_mutex, life_ns, percent, seconds, share, waiting
from app.findings.evidence import Evidence
from app.findings.rule import Finding, Severity
from app.findings.say import at_line, places, process_name, processes_named, say
from app.language import QT_TRANSLATE_NOOP
from app.state.model import Run
from app.state.objects import Hold, LockObject

RULE = "bottleneck"
#: Of those who wait: this share of their time, and so long each, on average.
_SHARE, _LEAST_NS = 1 / 3, 500_000_000
#: So long it is held on average: shorter ones cost by being handed over, and nothing can be moved outside.
_HOLD_NS = 5_000_000

MESSAGE = QT_TRANSLATE_NOOP(
    "findings",
    "{who} waited {waited} s in all for {object}, {share} % of the time that their code ran. It was held for "
    "{mean} s on average, longest by {holder}: {longest} s, until it was given back.",
)
ADVICE = QT_TRANSLATE_NOOP(
    "findings",
    "Do inside the lock only what has to be done there: compute, read and print outside of it. Or collect in "
    "each process and put it together once, or take a lock of its own for each part of what is shared.",
)


def bottleneck(evidence: Evidence) -> Iterator[Finding]:
    """One finding for each such lock, the one with the most waiting first."""
    if not evidence.shows_costs:
        return
    run = evidence.run
    for number, waits in sorted(waiting(run, OF_LOCKS).items(), key=lambda one: -one[1].all.total_ns):
        lock = run.objects[number]
        if isinstance(lock, LockObject) and is_mutex(lock) and lock.longest_hold is not None:
            part = _part(waits, run)
            if part >= _SHARE and _is_held_for_long(lock) and _comes_back(waits):
                yield _finding(lock, lock.longest_hold, waits, part, run)


def _part(waits: Waiting, run: Run) -> float:
    """Which part of the time of those who wait is lost; none if it is not long."""
    total_ns, waiters = waits.all.total_ns, waits.by_process
    if len(waiters) < 2 or total_ns < _LEAST_NS * len(waiters):
        return 0.0
    return share(total_ns, sum(life_ns(run.processes[number], run) for number in waiters))


def _is_held_for_long(lock: LockObject) -> bool:
    return lock.held_ns >= _HOLD_NS * max(1, lock.acquires)


def _comes_back(waits: Waiting) -> bool:
    """Whether most of those who wait have waited more than once: one turn each may be what is wanted."""
    return 2 * sum(one.count > 1 for one in waits.by_process.values()) > len(waits.by_process)


def _finding(lock: LockObject, longest: Hold, waits: Waiting, part: float, run: Run) -> Finding:
    message = say(
        MESSAGE,
        who=at_line(processes_named(sorted(waits.by_process), run), waits.place, run),
        waited=seconds(waits.all.total_ns),
        object=lock.name,
        share=percent(part),
        mean=seconds(lock.held_ns / max(1, lock.acquires)),
        holder=at_line(process_name(longest.process, run), longest.location, run),
        longest=seconds(longest.held_ns),
    )
    who = tuple(dict.fromkeys((*sorted(waits.by_process), longest.process)))
    where = places(longest.location, waits.place)
    return Finding(RULE, Severity.NOTE, True, message, say(ADVICE), who, (lock.id,), where)
