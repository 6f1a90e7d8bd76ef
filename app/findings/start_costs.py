"""Processes whose start takes longer than their work, and tasks that are run faster than handed over."""

from __future__ import annotations

from collections.abc import Iterator

from app.findings.costs import seconds
from app.findings.evidence import Evidence
from app.findings.rule import Finding, Severity
from app.findings.say import at_line, places, process_name, say
from app.language import QT_TRANSLATE_NOOP
from app.state.history import Location
from app.state.model import Process, Run
from app.state.pool import Handed, PoolObject

RULE = "start-costs"
#: So many processes, or tasks; so long in all; and so many times as long as the work.
_PROCESSES, _TASKS, _LEAST_NS, _TIMES = 10, 8, 1_000_000_000, 4

STARTS = QT_TRANSLATE_NOOP(
    "findings",
    "{parent} started {count} processes, and starting took longer than their work: {start} s passed until "
    "their code began, and {work} s was all that it ran for, added up.",
)
STARTS_ADVICE = QT_TRANSLATE_NOOP(
    "findings",
    "Start fewer processes that each do more: a Pool keeps its workers from one task to the next. What is "
    "over so soon is done sooner without a process.",
)
TASKS = QT_TRANSLATE_NOOP(
    "findings",
    "The {count} tasks of {job} ran for {ran} s, all added up, and {took} s passed from the first one to the "
    "last result: one process alone would have run them sooner.",
)
TASKS_ADVICE = QT_TRANSLATE_NOOP(
    "findings",
    "Each task and each result is pickled and sent. Hand over more work at a time (chunksize), and less "
    "data: a file's name instead of what is in it, what all tasks need once with initializer=, a sum instead "
    "of all values.",
)


def start_costs(evidence: Evidence) -> Iterator[Finding]:
    """One finding for each line that starts such processes, and for each pool with such tasks."""
    if not evidence.shows_costs:
        return
    run = evidence.run
    for children in _by_line(run).values():
        start_ns, work_ns = _starting_ns(children), sum(map(_work_ns, children))
        if len(children) >= _PROCESSES and start_ns >= max(_LEAST_NS, _TIMES * work_ns):
            yield _starts(children, start_ns, work_ns, run)
    for pool in run.objects.values():
        handed = pool.slowest if isinstance(pool, PoolObject) and not pool.made_by else None
        if handed is not None and handed.location is not None and _is_handing(handed):
            yield _tasks(pool.id, handed, handed.location, run)


def _is_handing(handed: Handed) -> bool:
    return handed.tasks >= _TASKS and handed.took_ns >= max(_LEAST_NS, _TIMES * handed.ran_ns)


def _by_line(run: Run) -> dict[object, list[Process]]:
    """Children that have run their code, by who has started them at which line of the script."""
    found: dict[object, list[Process]] = {}
    for process in run.script_processes:
        place = process.started_at
        if place is not None and None not in (
            process.started_ns,
            process.code_began_ns,
            process.code_over_ns,
        ):
            found.setdefault((process.parent, place.file, place.line), []).append(process)
    return found


def _starting_ns(children: list[Process]) -> int:
    """How long any of them was starting: several that start at the same time count once."""
    starting_ns, until_ns = 0, 0
    for since_ns, began_ns in sorted((one.started_ns or 0, one.code_began_ns or 0) for one in children):
        starting_ns += max(0, began_ns - max(since_ns, until_ns))
        until_ns = max(until_ns, began_ns)
    return starting_ns


def _work_ns(process: Process) -> int:
    return max(0, (process.code_over_ns or 0) - (process.code_began_ns or 0))


def _starts(children: list[Process], start_ns: int, work_ns: int, run: Run) -> Finding:
    parent, place = children[0].parent, children[0].started_at
    name = process_name(parent, run) if parent is not None else "?"
    message = say(
        STARTS,
        parent=at_line(name, place, run),
        count=len(children),
        start=seconds(start_ns),
        work=seconds(work_ns),
    )
    who = () if parent is None else (parent,)
    return Finding(RULE, Severity.NOTE, True, message, say(STARTS_ADVICE), who, (), places(place))


def _tasks(pool: int, handed: Handed, place: Location, run: Run) -> Finding:
    message = say(
        TASKS,
        count=handed.tasks,
        job=at_line(f"{handed.operation}({handed.text})", place, run),
        ran=seconds(handed.ran_ns),
        took=seconds(handed.took_ns),
    )
    return Finding(RULE, Severity.NOTE, True, message, say(TASKS_ADVICE), (), (pool,), places(place))
