"""A process that Ctrl+C has interrupted while children of it go on."""

from __future__ import annotations

from collections.abc import Iterator

from app.findings.evidence import Evidence
from app.findings.rule import Finding, Severity
from app.findings.say import at_line, places, process_name, processes_named, say
from app.language import QT_TRANSLATE_NOOP
from app.state.model import Outcome, Process, Run
from app.wire.records import Effect

RULE = "interrupted"

MESSAGE = QT_TRANSLATE_NOOP(
    "findings", "{process} was interrupted, and ended without ending its children: {children} went on."
)
WAITS = QT_TRANSLATE_NOOP(
    "findings",
    "{process} was interrupted, but cannot end: its children were not ended, and it waits for them now "
    "({children}).",
)
WAITED = QT_TRANSLATE_NOOP(
    "findings",
    "{process} was interrupted, but could not end before its children, which nobody had ended ({children}).",
)
ADVICE = QT_TRANSLATE_NOOP(
    "findings",
    "End the children in every way out: set an Event that they look at, or terminate() them, in a "
    "`finally`, and join them; `with Pool() as pool` does it for a pool.",
)
_SIGINT = 2
#: Who ends so soon after it was interrupted as well.
_TOGETHER_NS = 1_000_000_000
#: The same for one that has caught it, whose children may have been told in a way that nobody sees.
_CAUGHT_NS = 2_000_000_000
#: What may tell children that they are to end.
_TELLS = (
    Effect.SET,
    Effect.CLEAR,
    Effect.PUT,
    Effect.SEND,
    Effect.NOTIFY,
    Effect.WRITE,
    Effect.GIVE,
    Effect.CLOSE,
)


def interrupted(evidence: Evidence) -> Iterator[Finding]:
    """One finding for each process that has left children behind."""
    run = evidence.run
    for process in run.script_processes:
        since_ns = interrupted_ns(process)
        since_ns = _caught_ns(process, run) if since_ns is None else since_ns
        if since_ns is None or process.made_by:
            continue
        children = [one for one in run.script_processes if _goes_on(one, process, since_ns, run)]
        if children:
            yield _finding(run, process, children, since_ns)


def interrupted_ns(process: Process) -> int | None:
    """When its code was over because it was interrupted; None: it was not."""
    if (process.error or "").startswith("KeyboardInterrupt"):
        return process.code_over_ns or process.ended_ns
    return process.ended_ns if process.signal == _SIGINT else None


def _caught_ns(process: Process, run: Run) -> int | None:
    """When its code was over, if it has caught the interrupt, told nobody since then, and cannot end."""
    interrupt, over_ns = process.interrupt, process.code_over_ns
    is_over = process.ended_ns is not None and process.outcome is not Outcome.ENDED_WITH_RUN
    if interrupt is None or over_ns is None or is_over or process.error is not None:
        return None
    if process.until(run.now_ns) - over_ns < _CAUGHT_NS:
        return None
    told = any(
        one.process == process.number and one.began_ns >= interrupt.time_ns and one.effect in _TELLS
        for one in run.history.intervals
    )
    return None if told else over_ns


def _goes_on(child: Process, parent: Process, since_ns: int, run: Run) -> bool:
    """Whether a child ran on for long; what the run's end has ended would have."""
    is_child = child.parent == parent.number and child.kind == "process" and not child.made_by
    is_told = child.outcome is not Outcome.ENDED_WITH_MAIN and not child.is_server
    ended_ns = child.until(run.now_ns)
    return is_child and is_told and ended_ns - since_ns >= _TOGETHER_NS


def _finding(run: Run, process: Process, children: list[Process], since_ns: int) -> Finding:
    numbers = [child.number for child in children]
    has_waited = process.ended_ns is not None and process.ended_ns - since_ns >= _TOGETHER_NS
    caught = process.interrupt.location if process.interrupt is not None else None
    place = process.error_location or caught
    message = say(
        WAITS if process.ended_ns is None else WAITED if has_waited else MESSAGE,
        process=at_line(process_name(process.number, run), place, run),
        children=processes_named(numbers, run),
    )
    lines = places(place, *(child.place for child in children))
    every = (process.number, *numbers)
    return Finding(RULE, Severity.WARNING, True, message, say(ADVICE), every, (), lines)
