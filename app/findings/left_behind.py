"""What outlives those who used it: children that outlive main, shared memory, a pool that was not closed."""

from __future__ import annotations

from collections.abc import Iterator

from app.findings.abandoned_tasks import abandoned
from app.findings.evidence import Evidence
from app.findings.interrupted import interrupted_ns
from app.findings.rule import Finding, Severity
from app.findings.say import at_line, places, process_name, processes_named, say
from app.language import QT_TRANSLATE_NOOP
from app.state.memory import BlockObject
from app.state.model import Outcome, Process, Run
from app.state.pool import PoolObject

RULE = "left-behind"

CHILDREN = QT_TRANSLATE_NOOP("findings", "main has ended, and {children} went on without it.")
ZOMBIES = QT_TRANSLATE_NOOP(
    "findings",
    "{parent} has never waited for {children}. A child that has ended stays in the system's table of "
    "processes, as a zombie, until its parent waits for it or has ended.",
)
BLOCK = QT_TRANSLATE_NOOP(
    "findings",
    "{object} is shared memory that nobody has unlinked; unless a resource tracker removes it, it stays "
    "after the script's end.",
)
REMOVED = QT_TRANSLATE_NOOP(
    "findings",
    "{object} is shared memory that nobody has unlinked; the resource tracker had to remove it at the end.",
)
POOL = QT_TRANSLATE_NOOP(
    "findings", "{object} was neither closed nor terminated when the code of {process} was over."
)
COLLECTED = QT_TRANSLATE_NOOP(
    "findings",
    "{object} was neither closed nor terminated, and nothing in {process} referred to it any more: that has "
    "terminated it.",
)
ADVICE_CHILDREN = QT_TRANSLATE_NOOP("findings", "Join every child before main ends, or end it.")
ADVICE_ZOMBIES = QT_TRANSLATE_NOOP(
    "findings",
    "Wait for each child at some time: join() a Process, call os.waitpid() after os.fork(); where a process "
    "goes on for long, also in between, so that they do not pile up.",
)
ADVICE_BLOCK = QT_TRANSLATE_NOOP(
    "findings",
    "Call unlink() in exactly one process when all are through with it, in a `finally`; or use a "
    "SharedMemoryManager.",
)
ADVICE_POOL = QT_TRANSLATE_NOOP(
    "findings", "Make it in a `with` statement, or call close() and join() when all results are there."
)
#: Who ends so soon after main has ended with it.
_TOGETHER_NS = 1_000_000_000
_SOON_NS = 100_000_000
#: For so long a child that has ended may well be waited for by what comes next.
_ZOMBIE_NS = 1_000_000_000


def left_behind(evidence: Evidence) -> Iterator[Finding]:
    """One finding for the children, and one for each object."""
    run, main = evidence.run, evidence.run.main
    if main is None or main.alive or main.outcome is Outcome.ENDED_WITH_RUN:
        return
    children = [process.number for process in run.script_processes if _outlives(process, main, run)]
    was_asked = main.outcome is Outcome.TERMINATED or interrupted_ns(main) is not None
    if children and not was_asked:
        yield _children(run, main, children)
    yield from _zombies(run)
    for known in run.objects.values():
        if isinstance(known, BlockObject) and known.is_leaked and not known.made_by:
            what = at_line(known.name, known.made_at, run)
            told = say(BLOCK if known.removed_by is None else REMOVED, object=what)
            lines = places(known.made_at)
            numbers = tuple(number for number in sorted(known.users) if number in run.processes)
            yield Finding(RULE, Severity.WARNING, True, told, say(ADVICE_BLOCK), numbers, (known.id,), lines)
        elif isinstance(known, PoolObject) and known.left_open_by is not None and _is_told(known, evidence):
            yield _pool(run, known, known.left_open_by)


def _is_told(pool: PoolObject, evidence: Evidence) -> bool:
    return not pool.made_by and evidence.is_complete and not abandoned(pool, evidence.run)


def _outlives(process: Process, main: Process, run: Run) -> bool:
    """Whether it goes on for long after main, or would have if the run had not ended it."""
    ended_ns = process.until(run.now_ns)
    is_other = process is not main and process.kind == "process" and not process.made_by
    least_ns = _SOON_NS if process.outcome is Outcome.ENDED_WITH_RUN else _TOGETHER_NS
    goes_on = process.outcome is not Outcome.ENDED_WITH_MAIN
    return is_other and goes_on and ended_ns - (main.ended_ns or 0) >= least_ns


def _children(run: Run, main: Process, children: list[int]) -> Finding:
    message = say(CHILDREN, children=processes_named(children, run))
    lines = places(*(run.processes[number].started_at for number in children))
    numbers = (main.number, *children)
    return Finding(RULE, Severity.WARNING, True, message, say(ADVICE_CHILDREN), numbers, (), lines)


def _zombies(run: Run) -> Iterator[Finding]:
    """One finding for each parent that could have waited and did not."""
    found: dict[int, list[Process]] = {}
    for process in run.script_processes:
        parent = run.processes.get(process.parent or 0)
        if parent is not None and parent.signal is None and _was_zombie(process):
            found.setdefault(parent.number, []).append(process)
    for number, children in found.items():
        names = processes_named((child.number for child in children), run)
        message = say(ZOMBIES, parent=process_name(number, run), children=names)
        numbers = (number, *(child.number for child in children))
        forked_at = run.processes[number].forked_at
        lines = places(*(child.started_at or forked_at.get(child.pid) for child in children))
        yield Finding(RULE, Severity.NOTE, True, message, say(ADVICE_ZOMBIES), numbers, (), lines)


def _was_zombie(process: Process) -> bool:
    until_ns, ended_ns = process.zombie_until_ns, process.ended_ns
    is_own = process.kind in ("process", "fork") and not process.made_by
    return is_own and until_ns is not None and ended_ns is not None and until_ns - ended_ns >= _ZOMBIE_NS


def _pool(run: Run, pool: PoolObject, number: int) -> Finding:
    message = say(
        COLLECTED if pool.is_collected else POOL,
        object=at_line(pool.name, pool.made_at, run),
        process=process_name(number, run),
    )
    lines = places(pool.made_at)
    return Finding(RULE, Severity.NOTE, True, message, say(ADVICE_POOL), (number,), (pool.id,), lines)
