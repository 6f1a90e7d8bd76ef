"""A loop that asks without a pause whether there is something: it computes all the time, and only waits."""

from __future__ import annotations

from collections.abc import Iterator

from app.findings.evidence import Evidence
from app.findings.rule import Finding, Severity
from app.findings.say import at_line, places, process_name, say
from app.language import QT_TRANSLATE_NOOP
from app.state.model import Polling, Process, Run
from app.state.objects import FlagObject

RULE = "busy-wait"
#: So often in a second: there is nothing else in the loop. A message to a manager takes longer.
_RATE, _RATE_SERVED = 5_000, 1_000
#: The same for a question that is also asked by who works: whether it is to stop.
_RATE_FLAG = 20_000

MESSAGE = QT_TRANSLATE_NOOP(
    "findings",
    "{process} asks again and again instead of waiting: {call}, {count} times in {seconds} s, each time in "
    "vain.",
)
ASKS = QT_TRANSLATE_NOOP(
    "findings",
    "{process} does little else than ask: {call}, {count} times in {seconds} s, each time with the "
    "same answer.",
)
ADVICE_FLAG = QT_TRANSLATE_NOOP(
    "findings",
    "If it only waits for that: wait() sleeps until it is set, and takes no CPU; wait(timeout) also comes "
    "back to do something else.",
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
    rate = _RATE_FLAG if isinstance(known, FlagObject) else _RATE
    rate = _RATE_SERVED if known is not None and known.is_served else rate
    return polling.count * 1_000_000_000 >= rate * (polling.last_ns - polling.since_ns)


def _finding(process: Process, polling: Polling, run: Run) -> Finding:
    known = run.objects.get(polling.object_id)
    kind, _, method = polling.operation.rpartition(".")
    call = f"{kind if known is None else known.name}.{method}()"
    is_flag = isinstance(known, FlagObject)
    message = say(
        ASKS if is_flag else MESSAGE,
        process=process_name(process.number, run),
        call=at_line(call, polling.location, run),
        count=polling.count,
        seconds=f"{(polling.last_ns - polling.since_ns) / 1_000_000_000:.1f}",
    )
    objects = () if known is None else (known.id,)
    place = places(polling.location)
    advice = say(ADVICE_FLAG if is_flag else ADVICE)
    return Finding(RULE, Severity.NOTE, True, message, advice, (process.number,), objects, place)
