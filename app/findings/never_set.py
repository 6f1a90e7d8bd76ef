"""A loop until an event is set, while all who could set it wait for the process of that loop to end.

It may have another way out, or set the event itself: so this is never more than "may".
"""

from __future__ import annotations

from collections.abc import Iterator

from app.findings.evidence import Evidence
from app.findings.needs import Actor, lives
from app.findings.rule import Finding, Severity
from app.findings.say import actor_name, at_line, chained, listed, places, say, wait_told
from app.findings.standstill import Wait, may_reach, threads_of, waits_now
from app.language import QT_TRANSLATE_NOOP
from app.state.model import Run
from app.state.objects import Asking, FlagObject
from app.wire.records import Effect

RULE = "waits-for-ever"

MESSAGE = QT_TRANSLATE_NOOP(
    "findings",
    "This may go on for ever: {object} is looked at again and again by {who}, and nobody else is left to set "
    "it; {waits}.",
)
ADVICE = QT_TRANSLATE_NOOP(
    "findings",
    "Set {object} before you wait for the end of who looks at it, in every way out (in a `finally`).",
)
#: For so long, so often: it is a loop, and its process has no other work.
_LONG_NS, _OFTEN, _LATE_NS = 2_000_000_000, 3, 500_000_000
_BUSY_PERCENT = 25.0


def never_set(evidence: Evidence) -> Iterator[Finding]:
    """One finding for each event."""
    for flag in evidence.run.objects.values():
        if isinstance(flag, FlagObject) and flag.askings and not flag.is_set and not flag.is_served:
            askers = {Actor(*who): one for who, one in flag.askings.items() if _asks(who, one, evidence.run)}
            waits = _waits(flag, askers, evidence) if askers else []
            if waits:
                yield _finding(flag, askers, waits, evidence.run)


def _asks(who: tuple[int, int], asking: Asking, run: Run) -> bool:
    """Whether it goes on, and only sleeps in between."""
    process = run.processes.get(who[0])
    if process is None or not lives(process) or process.suspended:
        return False
    now_ns = process.until(run.now_ns)
    is_loop = asking.count >= _OFTEN and asking.last_ns - asking.since_ns >= _LONG_NS
    goes_on = now_ns - asking.last_ns <= 2 * asking.longest_ns + _LATE_NS
    return is_loop and goes_on and process.cpu_percent < _BUSY_PERCENT


def _waits(flag: FlagObject, askers: dict[Actor, Asking], evidence: Evidence) -> list[Wait]:
    """The waits for the end of those who ask, if nobody moves who could set the flag."""
    run, stuck = evidence.run, evidence.standstill.waits
    asking = {actor.process for actor in askers}
    joins: list[Wait] = []
    for process in run.processes.values():
        if process.is_helper or process.is_server or not lives(process) or not may_reach(process, flag):
            continue
        if process.handles_signals:
            return []  # a handler may set it
        for number in threads_of(process):
            actor = Actor(process.number, number)
            wait = waits_now(process, number, run)
            is_join = wait is not None and wait.call.effect == Effect.JOIN
            if wait is not None and is_join and {one.process for one in wait.need.by} <= asking:
                joins.append(wait)
            elif actor not in askers and actor not in stuck:
                return []
    return joins


def _finding(flag: FlagObject, askers: dict[Actor, Asking], waits: list[Wait], run: Run) -> Finding:
    message = say(
        MESSAGE,
        who=listed(at_line(actor_name(*actor, run), one.location, run) for actor, one in askers.items()),
        object=flag.name,
        waits=chained(wait_told(wait, run) for wait in waits),
    )
    actors = [*askers, *(wait.actor for wait in waits)]
    lines = places(*(one.location for one in askers.values()), *(wait.call.location for wait in waits))
    numbers = tuple(dict.fromkeys(actor.process for actor in actors))
    return Finding(
        RULE, Severity.ERROR, False, message, say(ADVICE, object=flag.name), numbers, (flag.id,), lines
    )
