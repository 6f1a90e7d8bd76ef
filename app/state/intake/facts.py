"""What the supervisor itself knows, folded: processes, their ends, what they use, files, the end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.language import QT_TRANSLATE_NOOP, Sentence
from app.language.errors import CONTEXT, told_error
from app.state.context import Context
from app.state.intake.sampled import sampling_failed, stacks_seen
from app.state.primitives import blocks, memory, owners, process_ends, process_starts, processes, values
from app.state.telling.threads import note_last
from app.wire.facts import (
    Fact,
    FileChanged,
    LogFound,
    MemorySeen,
    ProbeFailed,
    ProcessEnded,
    ProcessFound,
    ProcessSuspended,
    RunFailed,
    RunOver,
    Sampled,
    SamplingFailed,
    StacksSeen,
    SupervisorDied,
    Usage,
    ZombieReaped,
)
from app.wire.header import Header

Apply = Callable[[Context, Any], None]


# --- what counts at once: what runs, and who is who ---------------------------------------


def began(context: Context, header: Header) -> None:
    """What runs."""
    known = context.run
    known.target, known.script = header.target, header.script
    known.start_method, known.began_ns = header.start_method, header.began_ns
    known.now_ns = max(known.now_ns, known.began_ns)


def refused(context: Context, version: str, time_ns: int) -> None:
    """What runs is told in a format that came after this program, and so is everything that follows."""
    template = QT_TRANSLATE_NOOP(
        "errors",
        "The recording was made by a newer Procession (its format is {version}); open it with that version.",
    )
    context.run.error = Sentence(CONTEXT, template, version=version)
    run_over(context, RunOver(time_ns, timed_out=False))


def process(context: Context, fact: ProcessFound) -> None:
    """A process was found; may come again with better data."""
    if fact.number > 0:
        known = processes.identify(
            context, fact.number, fact.pid, fact.parent_pid, fact.began_ns, fact.kind, fact.name
        )
        known.program = fact.program or known.program


def log(context: Context, fact: LogFound) -> None:
    """Which process writes a log."""
    if fact.process > 0:
        writer = processes.process_of(context, fact.process)
        writer.watched = True
        known = context.source(fact.log)
        if known.process is not writer:
            known.process = writer
            known.entries.clear()


#: These are applied when they are read, so that the records behind them find their process.
AT_ONCE: dict[type[Fact], Apply] = {ProcessFound: process, LogFound: log}


# --- facts in the order of time -----------------------------------------------------------


def ended(context: Context, fact: ProcessEnded) -> None:
    """A process has ended."""
    if fact.number > 0:
        note_last(processes.process_of(context, fact.number), context.run, fact.time_ns)
        process_ends.ended(context, fact.number, fact.status, fact.time_ns, fact.by_run)


def reaped(context: Context, fact: ZombieReaped) -> None:
    """A zombie is no more."""
    known = context.run.processes.get(fact.number)
    if known is not None and not known.alive:
        known.zombie_until_ns = fact.time_ns


def sampled(context: Context, fact: Sampled) -> None:
    """CPU and memory of some processes."""
    for usage in fact.processes:
        _sampled(context, usage)


def _sampled(context: Context, usage: Usage) -> None:
    known = context.run.processes.get(usage.number)
    if known is None:
        return
    known.cpu_s = max(known.cpu_s, usage.cpu_s)
    if usage.memory_mb > 0:  # the last sample of one that has just ended has none
        known.memory_mb = usage.memory_mb
        known.peak_memory_mb = max(known.peak_memory_mb, usage.memory_mb)
    if known.alive:
        known.cpu_percent = usage.cpu_percent
        known.handles_signals = usage.handles_signals


def suspended(context: Context, fact: ProcessSuspended) -> None:
    """A process was stopped or goes on."""
    known = context.alive.get(fact.number)
    if known is not None:
        known.suspended = fact.on


def file_changed(context: Context, fact: FileChanged) -> None:
    """A file of the run's folder has changed."""
    values.changed(context, fact.path or fact.name, fact.name, fact.text, fact.time_ns)


def memory_seen(context: Context, fact: MemorySeen) -> None:
    """Shared memory was looked at from outside; most times it is as it is known."""
    memory.seen_from_outside(context, fact.object, fact.text, fact.time_ns)


def run_failed(context: Context, fact: RunFailed) -> None:
    """The script could not be started."""
    context.run.error = told_error(fact.text, fact.template, fact.values)


def probe_failed(context: Context, fact: ProbeFailed) -> None:
    """Something went wrong in the probe; the script has not noticed."""
    context.run.probe_failures.append(fact.text)


def run_over(context: Context, fact: RunOver) -> None:
    """The run is over, and so is every process of which no end was told."""
    _all_over(context, fact.time_ns)
    context.run.timed_out = context.run.timed_out or fact.timed_out


def supervisor_died(context: Context, fact: SupervisorDied) -> None:
    """The supervisor has vanished, and took the whole tree with it."""
    context.run.supervisor_died = True
    _all_over(context, fact.time_ns)


def _all_over(context: Context, time_ns: int) -> None:
    known = context.run
    owners.look_for_stuck(context, time_ns)
    process_starts.make_up_unseen(context, time_ns)
    for process in context.alive.values():
        note_last(process, known, time_ns)
    for number in list(context.alive):
        process_ends.ended(context, number, None, time_ns, by_run=True)
    blocks.run_over(known)
    known.ended_ns = known.now_ns = time_ns


IN_ORDER: dict[type[Fact], Apply] = {
    ProcessEnded: ended,
    ZombieReaped: reaped,
    Sampled: sampled,
    StacksSeen: stacks_seen,
    SamplingFailed: sampling_failed,
    ProcessSuspended: suspended,
    FileChanged: file_changed,
    MemorySeen: memory_seen,
    RunFailed: run_failed,
    ProbeFailed: probe_failed,
    RunOver: run_over,
    SupervisorDied: supervisor_died,
}
#: After these nothing is waited for any more.
LAST = (RunOver, SupervisorDied)
