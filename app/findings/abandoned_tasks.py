"""Tasks of a pool that nobody waited for, and that were lost when the pool was terminated."""

from __future__ import annotations

from collections.abc import Iterator

from app.findings.evidence import Evidence
from app.findings.rule import Finding, Severity
from app.findings.say import at_line, places, process_name, say
from app.language import QT_TRANSLATE_NOOP
from app.state.model import Run
from app.state.pool import Job, PoolObject

RULE = "left-behind"

LEFT = QT_TRANSLATE_NOOP(
    "findings",
    "The end of its `with` block has terminated {object} before {operation} of {task} was done, for which "
    "nobody had waited: what was not done by then is lost.",
)
COLLECTED = QT_TRANSLATE_NOOP(
    "findings",
    "{object} was terminated, as nothing referred to it any more, before {operation} of {task} was done, for "
    "which nobody had waited: what was not done by then is lost.",
)
ENDED = QT_TRANSLATE_NOOP(
    "findings",
    "{object} was terminated, as the code of {process} was over, before {operation} of {task} was done, for "
    "which nobody had waited: what was not done by then is lost.",
)
CALLS = QT_TRANSLATE_NOOP("findings", "{message} So it was with {count} of these calls.")
ADVICE = QT_TRANSLATE_NOOP(
    "findings",
    "Call get() or wait() of what {operation} returned inside of the `with` block; or close() and join() the "
    "pool there: that waits for all tasks.",
)
#: What returns before its tasks are done, and raises nothing when they never are.
_ASYNC = ("apply_async", "map_async", "starmap_async")


def abandoned_tasks(evidence: Evidence) -> Iterator[Finding]:
    """One finding for each pool."""
    for pool in evidence.run.objects.values():
        if isinstance(pool, PoolObject):
            jobs = abandoned(pool, evidence.run)
            if jobs:
                yield _finding(evidence.run, pool, jobs)


def abandoned(pool: PoolObject, run: Run) -> list[Job]:
    """Jobs that were cut off though nobody wanted that, as far as can be known."""
    return [] if pool.made_by else [job for job in pool.cut_jobs if _is_abandoned(job, pool, run)]


def _is_abandoned(job: Job, pool: PoolObject, run: Run) -> bool:
    """Who asks for results of some of the same calls may have seen enough; who has failed has given up."""
    process = run.processes.get(job.process)
    is_asked = job.is_asked or job.operation in pool.asked
    is_async = job.operation.rpartition(".")[2] in _ASYNC
    if process is None or process.error is not None or process.exitcode:
        return False
    return is_async and not is_asked


def _finding(run: Run, pool: PoolObject, jobs: list[Job]) -> Finding:
    job = jobs[0]
    message = say(
        LEFT if pool.is_left else COLLECTED if pool.is_collected else ENDED,
        object=at_line(pool.name, pool.terminated_at, run),
        operation=at_line(job.operation, job.location, run),
        task=job.text,
        process=process_name(job.process, run),
    )
    return Finding(
        RULE,
        Severity.ERROR,
        True,
        message if len(jobs) == 1 else say(CALLS, message=message, count=len(jobs)),
        say(ADVICE, operation=job.operation),
        (job.process,),
        (pool.id,),
        places(job.location, pool.terminated_at or pool.made_at),
    )
