"""A thread or a child that has failed while its process, or its parent, goes on as if nothing had been."""

from __future__ import annotations

from collections.abc import Iterator

from app.findings.ends import ended_at, ended_told
from app.findings.evidence import Evidence
from app.findings.gone_before_opened import unlinked_before
from app.findings.interrupted import interrupted_ns
from app.findings.lost_exception import RULE
from app.findings.lost_server import is_cut_off
from app.findings.rule import Finding, Severity
from app.findings.say import at_line, places, process_name, say
from app.language import QT_TRANSLATE_NOOP
from app.state.model import Outcome, Process, Run, Thread
from app.wire.records import Stage

THREAD = QT_TRANSLATE_NOOP(
    "findings",
    "{error} has ended the thread {thread} of {process}. join() does not raise it again, and the exit code "
    "of {process} does not tell of it.",
)
CHILD = QT_TRANSLATE_NOOP(
    "findings", "{child} {end}; {parent} ended with exit code 0 and never read its exitcode."
)
ADVICE_THREAD = QT_TRANSLATE_NOOP(
    "findings",
    "Catch it in the thread and hand it over, or run the function in a ThreadPoolExecutor and ask for its "
    "result.",
)
ADVICE_CHILD = QT_TRANSLATE_NOOP(
    "findings", "Look at the exitcode of each child after join(), and end with an exit code of your own then."
)


def unseen_failure(evidence: Evidence) -> Iterator[Finding]:
    """One finding for each thread, and for each child."""
    run = evidence.run
    for process in run.script_processes:
        if process.made_by or process.is_server:
            continue
        for thread in process.threads.values():
            if thread.error is not None and thread.error_location is not None and not thread.serves:
                yield _thread(run, process, thread, thread.error)
        if evidence.is_complete and _is_unseen(process, run):
            yield _child(run, process)


def _thread(run: Run, process: Process, thread: Thread, error: str) -> Finding:
    name = process_name(process.number, run)
    error_at = at_line(error, thread.error_location, run)
    message = say(THREAD, error=error_at, thread=thread.name or "?", process=name)
    places_ = places(thread.error_location)
    return Finding(RULE, Severity.WARNING, True, message, say(ADVICE_THREAD), (process.number,), (), places_)


def _is_unseen(child: Process, run: Run) -> bool:
    """Whether a child of the script's has failed by itself, its parent has ended well, and has not looked."""
    parent = run.processes.get(child.parent or 0)
    if parent is None or parent.outcome is not Outcome.FINISHED or not parent.watched or parent.made_by:
        return False
    has_failed = child.has_failed and child.ended_by is None and not is_cut_off(child, run)
    is_own = child.kind == "process" and child.started_at is not None and child.stage == Stage.CODE
    if unlinked_before(child, run) is not None:
        return False
    is_seen = child.is_asked or interrupted_ns(child) is not None or _is_sent_away(child)
    return has_failed and is_own and not is_seen


def _is_sent_away(child: Process) -> bool:
    """Whether somebody else has asked it to end before it did, and its handler may have ended it so."""
    asked, failed_ns = child.asked_to_end, _failed_ns(child)
    if asked is None or failed_ns is None or asked.process == child.number:
        return False
    return asked.time_ns < failed_ns


def _failed_ns(child: Process) -> int | None:
    """When it was settled that it fails: it may be asked to end while it runs its exit functions, too."""
    if child.own_end is not None and child.quit_at is not None:
        return child.quit_at.time_ns
    return child.ended_ns if child.error is None else child.code_over_ns


def _child(run: Run, child: Process) -> Finding:
    parent = child.parent or 0
    message = say(
        CHILD,
        child=process_name(child.number, run),
        end=ended_told(child, run),
        parent=process_name(parent, run),
    )
    lines = places(ended_at(child), child.started_at)
    numbers = child.number, parent
    return Finding(RULE, Severity.WARNING, True, message, say(ADVICE_CHILD), numbers, (), lines)
