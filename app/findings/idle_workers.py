"""A pool of processes of which only one works nearly all the time."""

from __future__ import annotations

from collections.abc import Iterator

from app.findings.costs import percent, seconds, share
from app.findings.evidence import Evidence
from app.findings.rule import Finding, Severity
from app.findings.say import at_line, places, process_name, say
from app.language import QT_TRANSLATE_NOOP, Sentence
from app.state.model import Run
from app.state.pool import PoolObject

RULE = "idle-workers"
#: For this part of the time in which tasks run only one worker has one; and for so long.
_ALONE, _LEAST_NS = 0.8, 1_000_000_000
#: One has done it all that has run tasks for this part of all the time that tasks ran.
_ALL = 0.8

MESSAGE = QT_TRANSLATE_NOOP(
    "findings",
    "{object} has {count} workers, and for {share} % of the {busy} s in which tasks ran only one of them ran "
    "one.",
)
BUSIEST = QT_TRANSLATE_NOOP("findings", "{message} {process} alone ran tasks for {ran} s.")
ADVICE = QT_TRANSLATE_NOOP(
    "findings",
    "Hand the work over in more and smaller tasks, all at once: map() with chunksize=1 instead of one large "
    "chunk, or of apply() in a loop; begin with the long ones. Or start fewer workers.",
)


def idle_workers(evidence: Evidence) -> Iterator[Finding]:
    """One finding for each such pool."""
    if not evidence.shows_costs:
        return
    for pool in evidence.run.objects.values():
        if isinstance(pool, PoolObject) and _workers(pool) > 1 and _is_work_for_several(pool):
            load = pool.load
            if load.busy_ns >= _LEAST_NS and load.alone_ns >= _ALONE * load.busy_ns:
                yield _finding(pool, evidence.run)


def _workers(pool: PoolObject) -> int:
    """How many processes work for it at the same time; threads cost nothing when they are idle."""
    return min(pool.size, len(pool.load.workers))


def _is_work_for_several(pool: PoolObject) -> bool:
    """Whether there were several tasks to be shared out, or one that is a chunk of several; by the script."""
    return not pool.made_by and (pool.begun > 1 or pool.load.chunks > 0)


def _finding(pool: PoolObject, run: Run) -> Finding:
    load, job = pool.load, pool.last_job
    asked_at = None if job is None else job.location
    message = say(
        MESSAGE,
        object=at_line(pool.name, asked_at, run),
        count=_workers(pool),
        share=percent(share(load.alone_ns, load.busy_ns)),
        busy=seconds(load.busy_ns),
    )
    busiest = max(load.ran_ns, key=lambda number: load.ran_ns[number], default=None)
    who: tuple[int, ...] = ()
    if busiest is not None and load.ran_ns[busiest] >= _ALL * sum(load.ran_ns.values()):
        who = (busiest,)
        message = _with_busiest(message, busiest, load.ran_ns[busiest], run)
    return Finding(RULE, Severity.NOTE, True, message, say(ADVICE), who, (pool.id,), places(asked_at))


def _with_busiest(message: Sentence, number: int, ran_ns: int, run: Run) -> Sentence:
    return say(BUSIEST, message=message, process=process_name(number, run), ran=seconds(ran_ns))
