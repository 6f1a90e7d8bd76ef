"""A worker of a pool that ended in the middle of a task: that is lost, or the whole pool is broken."""

from __future__ import annotations

from collections.abc import Iterator

from app.findings.causes import Cause
from app.findings.ends import ended_at, ended_told
from app.findings.evidence import Evidence
from app.findings.rule import Finding, Severity
from app.findings.say import (
    at_line,
    listed,
    places,
    processes_named,
    say,
    waiters_told,
    with_consequences,
)
from app.language import QT_TRANSLATE_NOOP, Sentence
from app.state.model import Process, Run
from app.state.pool import LostTask, PoolObject
from app.wire.records import Effect

RULE = "lost-worker"

ONE = QT_TRANSLATE_NOOP("findings", "{worker}, a worker of {object}, {end} while it ran {tasks}.")
MANY = QT_TRANSLATE_NOOP("findings", "Of {worker}, workers of {object}, each {end} while it ran {tasks}.")
IDLE = QT_TRANSLATE_NOOP("findings", "{worker}, a worker of {object}, {end}, though it was to go on.")
UNREADABLE = QT_TRANSLATE_NOOP(
    "findings", "{worker} of {object} took tasks of {tasks}, could not unpickle them and ended: {error}."
)
FORKED_BEFORE = QT_TRANSLATE_NOOP(
    "findings",
    "{message} Workers that were forked when {object} was made know only what was defined by then.",
)
NEVER = QT_TRANSLATE_NOOP("findings", "{message} The result of that will never come.")
WAITS = QT_TRANSLATE_NOOP("findings", "{message} The result of that will never come, and {waits} for it.")
BROKE = QT_TRANSLATE_NOOP(
    "findings",
    "{message} That broke {object}: the other tasks that ran or waited ({count}) fail with "
    "BrokenProcessPool{place}, too, though nothing is wrong with them.",
)
BROKE_ON_THE_WAY = QT_TRANSLATE_NOOP(
    "findings",
    "{message} That broke {object}: the tasks that ran or waited ({count}) fail with "
    "BrokenProcessPool{place}. It is not known whether one of them has ended the worker, as it was "
    "unpickled or its result pickled.",
)
BROKE_ALONE = QT_TRANSLATE_NOOP(
    "findings", "{message} That broke {object}: it runs nothing more, and raises BrokenProcessPool{place}."
)
WHERE = QT_TRANSLATE_NOOP("findings", " (line {line})")

ADVICE_EXIT = QT_TRANSLATE_NOOP(
    "findings",
    "Let a task return or raise instead of ending its process. A ProcessPoolExecutor says so when a worker "
    "is lost; a Pool does not.",
)
ADVICE_KILLED = QT_TRANSLATE_NOOP(
    "findings",
    "Let nobody end a worker that may have a task: close the pool and join it, or terminate it as a whole. A "
    "ProcessPoolExecutor says so when a worker is lost; a Pool does not.",
)
ADVICE_SIGNAL = QT_TRANSLATE_NOOP(
    "findings",
    "Run this task alone with `python -X faulthandler`, to see what ends its process, and keep it away "
    "from the pool until then.",
)
ADVICE_UNREADABLE = QT_TRANSLATE_NOOP(
    "findings",
    "See that pickle.loads(pickle.dumps(...)) of the arguments works in a process that has only imported the "
    "script.",
)
ADVICE_UNKNOWN = QT_TRANSLATE_NOOP(
    "findings",
    "Make the pool after all functions that it runs are defined, best inside of "
    '`if __name__ == "__main__":` at the end of the script.',
)


def lost_worker(evidence: Evidence) -> Iterator[Finding]:
    """One finding for all workers of a pool that ended in the same way."""
    run = evidence.run
    for pool in run.objects.values():
        if not isinstance(pool, PoolObject) or not pool.died:
            continue
        for numbers in _alike(pool, run):
            yield _finding(evidence, pool, numbers)


def waits_for_lost(cause: Cause) -> PoolObject | None:
    """The pool whose lost tasks a cause waits for; None: it is another trouble."""
    known, effects = cause.known, {wait.call.effect for wait in cause.waits}
    is_wait = effects == {Effect.AWAIT} and not cause.is_ring
    return known if is_wait and isinstance(known, PoolObject) and known.lost_tasks else None


def _alike(pool: PoolObject, run: Run) -> list[list[int]]:
    """The dead workers, by how they ended. One that had no task is of interest if that broke the pool."""
    ran = {task.process for task in pool.lost_tasks if not _was_its_own(task, pool)}
    groups: dict[object, list[int]] = {}
    for number in pool.died:
        process = run.processes.get(number)
        if process is None or process.alive or _is_interrupted(process):
            continue
        if number in ran or (number in pool.broken_by and not pool.initializer_failures):
            place = ended_at(process)
            line = None if place is None else (place.file, place.line)
            key = process.exitcode, (process.error or "").partition(":")[0], line, number in ran
            groups.setdefault(key, []).append(number)
    return list(groups.values())


def _was_its_own(task: LostTask, pool: PoolObject) -> bool:
    """Whether the process that has asked for it was to run it itself, in a thread: nobody is left to wait."""
    job = pool.jobs.get(task.job)
    return job is not None and job.process == task.process


def _is_interrupted(process: Process) -> bool:
    """Whether Ctrl+C has ended it: then it has ended the rest as well."""
    return (process.error or "").startswith("KeyboardInterrupt")


def _finding(evidence: Evidence, pool: PoolObject, numbers: list[int]) -> Finding:
    run, first = evidence.run, evidence.run.processes[numbers[0]]
    tasks = [task for task in pool.lost_tasks if task.process in numbers]
    cause = next((cause for cause in evidence.causes if waits_for_lost(cause) is pool), None)
    message, is_unreadable = _message(pool, numbers, tasks, run), any(task.number < 0 for task in tasks)
    failed = [one for one in run.processes.values() if _is_broken_off(one, pool)]
    if pool.is_broken:
        message = _broken(message, pool, failed, is_blameless=bool(tasks) or first.ended_by is not None)
    elif cause is not None:
        message = with_consequences(
            say(WAITS, message=message, waits=waiters_told(cause.waits, run)), cause, run
        )
    elif tasks:
        message = say(NEVER, message=message)
    waits = () if cause is None or pool.is_broken else tuple(wait.call.location for wait in cause.waits)
    return Finding(
        RULE,
        Severity.ERROR,
        True,
        message,
        say(_advice(first, is_unreadable)),
        tuple(dict.fromkeys((*numbers, *(cause.processes if cause is not None else ())))),
        (pool.id,),
        places(
            ended_at(first),
            *waits,
            *(one.error_location for one in failed),
            *((pool.made_at,) if is_unreadable else ()),
        ),
    )


def _message(pool: PoolObject, numbers: list[int], tasks: list[LostTask], run: Run) -> Sentence:
    first, who = run.processes[numbers[0]], processes_named(numbers, run)
    named = listed(task.text or "?" for task in tasks)
    if any(task.number < 0 for task in tasks):
        told = say(UNREADABLE, worker=who, object=pool.name, tasks=named, error=first.error or "?")
        is_forked = first.start_method == "fork" and pool.made_at is not None and _is_unknown(first)
        return (
            say(FORKED_BEFORE, message=told, object=at_line(pool.name, pool.made_at, run))
            if is_forked
            else told
        )
    template = IDLE if not tasks else ONE if len(numbers) == 1 else MANY
    return say(template, worker=who, object=pool.name, end=ended_told(first, run), tasks=named)


def _broken(message: Sentence, pool: PoolObject, failed: list[Process], is_blameless: bool) -> Sentence:
    """What the death of a worker means to an executor; `is_blameless`: the tasks that are not named are."""
    place = next((one.error_location for one in failed if one.error_location is not None), None)
    where = "" if place is None else say(WHERE, line=place.line)
    if not pool.cut_off:
        return say(BROKE_ALONE, message=message, object=pool.name, place=where)
    template = BROKE if is_blameless else BROKE_ON_THE_WAY
    return say(template, message=message, object=pool.name, count=pool.cut_off, place=where)


def _is_broken_off(process: Process, pool: PoolObject) -> bool:
    """Whether the broken pool's exception has ended a process that uses it."""
    kind = (process.error or "").partition(":")[0]
    return pool.is_broken and process.number in pool.users and kind.endswith("BrokenProcessPool")


def _is_unknown(process: Process) -> bool:
    """Whether it could not unpickle a task as it did not know a function or class of the script's."""
    return (process.error or "").startswith("AttributeError: Can't get attribute")


def _advice(process: Process, is_unreadable: bool) -> str:
    if is_unreadable:
        return ADVICE_UNKNOWN if _is_unknown(process) else ADVICE_UNREADABLE
    if process.ended_by is not None and process.ended_by.process != process.number:
        return ADVICE_KILLED
    return ADVICE_SIGNAL if process.signal is not None and process.ended_by is None else ADVICE_EXIT
