"""A child that waits for a lock that only a thread could give back that was not copied by the fork."""

from __future__ import annotations

from collections.abc import Iterator

from app.findings.evidence import Evidence
from app.findings.needs import lives
from app.findings.rule import Finding, Severity
from app.findings.say import WAIT_MANY, WAIT_ONE, at_line, chained, listed, places, process_name, say
from app.language import QT_TRANSLATE_NOOP, Sentence
from app.state.history import Location
from app.state.model import ForkedFrom, Process, Run
from app.state.telling.stacks import own_calls, own_frame
from app.wire.stacks import Stack

RULE = "fork-with-threads"
#: A process that has told nothing for so long stands still.
_STANDS_NS = 1_000_000_000

MESSAGE = QT_TRANSLATE_NOOP(
    "findings",
    "{waits} for a lock, and no other thread is left there to give it back: when {parent}, {threads}. A lock "
    "that was taken then stays taken in the child, and may be this one.",
)
FORKED = QT_TRANSLATE_NOOP("findings", "{process} forked")
AT_WORK = QT_TRANSLATE_NOOP("findings", "its thread {thread} was at work")
TAKEN = QT_TRANSLATE_NOOP("findings", "{lock} was taken")
HELD = QT_TRANSLATE_NOOP("findings", "its thread {thread} was at work and {lock} was taken")
ADVICE = QT_TRANSLATE_NOOP(
    "findings",
    "Start processes before threads and outside of all locks, or use the start method spawn or "
    "forkserver, which copies no locks.",
)


def fork_with_threads(evidence: Evidence) -> Iterator[Finding]:
    """One finding for each parent and line at which children of it stand still."""
    run = evidence.run
    stuck: dict[tuple[int, str, int], list[Process]] = {}
    for process in run.script_processes:
        parent = run.processes.get(process.parent or 0)
        location = _waits_at(process, run)
        if parent is not None and location is not None and process.pid in parent.forked_from:
            stuck.setdefault((parent.number, location.file, location.line), []).append(process)
    for (number, file, line), children in stuck.items():
        yield _finding(run.processes[number], children, Location(file, line), run)


def _waits_at(process: Process, run: Run) -> Location | None:
    """The line at which its only thread has waited for a lock for some time; None: it does not."""
    now_ns = process.until(run.now_ns)
    if not lives(process) or len(process.stacks) != 1 or process.calls.get(process.main_thread or 0):
        return None
    stack, own = process.stacks[0], own_frame(process.stacks[0])
    is_old = process.stacks_ns < process.seen_ns or now_ns - process.seen_ns < _STANDS_NS
    if is_old or own is None or stack.runs or stack.call != "futex" or _may_have_a_bound(stack):
        return None
    return Location(own.file, own.line)


def _may_have_a_bound(stack: Stack) -> bool:
    """Whether it is in a wait of `threading`, which mostly has a timeout where nobody can end it."""
    return any(frame.file.endswith("threading.py") for frame in own_calls(stack))


def _finding(parent: Process, children: list[Process], waits_at: Location, run: Run) -> Finding:
    threads = parent.forked_from[children[0].pid]
    started_at = [child.started_at for child in children]
    names = listed(process_name(child.number, run) for child in children)
    waits = say(WAIT_ONE if len(children) == 1 else WAIT_MANY, who=names)
    forked = say(FORKED, process=process_name(parent.number, run))
    message = say(
        MESSAGE,
        waits=at_line(waits, waits_at, run),
        parent=at_line(forked, started_at[0], run),
        threads=chained(_told(thread, run) for thread in threads),
    )
    return Finding(
        RULE,
        Severity.ERROR,
        False,
        message,
        say(ADVICE),
        (*(child.number for child in children), parent.number),
        (),
        places(*started_at, waits_at, *(thread.location for thread in threads)),
    )


def _told(thread: ForkedFrom, run: Run) -> str | Sentence:
    template = TAKEN if not thread.thread and thread.lock else HELD if thread.lock else AT_WORK
    told = say(template, thread=thread.thread, lock=thread.lock)
    return at_line(told, thread.location, run)
