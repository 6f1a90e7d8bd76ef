"""A loop that asks without a pause whether there is something: it computes all the time, and only waits."""

from __future__ import annotations

from collections.abc import Iterator

from app.findings.evidence import Evidence
from app.findings.rule import Finding, Severity
from app.findings.say import at_line, places, process_name, say
from app.language import QT_TRANSLATE_NOOP
from app.state.model import Polling, Process, Run

RULE = "busy-wait"
#: So often in a second: there is nothing else in the loop. A message to a manager takes longer.
_RATE, _RATE_SERVED = 5_000, 1_000

MESSAGE = QT_TRANSLATE_NOOP(
    "findings",
    "{process} asks again and again instead of waiting: {call}, {count} times in {seconds} s, each time in "
    "vain.",
)
ADVICE = QT_TRANSLATE_NOOP(
    "findings",
    "Wait instead of asking, which takes a CPU for nothing: get() and acquire() sleep until there is "
    "something, join() until the process has ended, poll() as long as it is told; all with a timeout if "
    "need be.",
)


def busy_wait(evidence: Evidence) -> Iterator[Finding]:
    """One finding for each line of each process."""
    run = evidence.run
    for process in run.script_processes:
        lines: dict[tuple[str, int], Polling] = {}
        for polling in process.polls:
            place = polling.location.file, polling.location.line
            if _is_busy(polling, run) and (place not in lines or lines[place].count < polling.count):
                lines[place] = polling
        for polling in lines.values():
            yield _finding(process, polling, run)


def _is_busy(polling: Polling, run: Run) -> bool:
    known = run.objects.get(polling.object_id)
    rate = _RATE_SERVED if known is not None and known.is_served else _RATE
    return polling.count * 1_000_000_000 >= rate * (polling.last_ns - polling.since_ns)


def _finding(process: Process, polling: Polling, run: Run) -> Finding:
    known = run.objects.get(polling.object_id)
    kind, _, method = polling.operation.rpartition(".")
    call = f"{kind if known is None else known.name}.{method}()"
    message = say(
        MESSAGE,
        process=process_name(process.number, run),
        call=at_line(call, polling.location, run),
        count=polling.count,
        seconds=f"{(polling.last_ns - polling.since_ns) / 1_000_000_000:.1f}",
    )
    objects = () if known is None else (known.id,)
    place = places(polling.location)
    return Finding(RULE, Severity.NOTE, True, message, say(ADVICE), (process.number,), objects, place)
