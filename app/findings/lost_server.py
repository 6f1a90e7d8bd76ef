"""A manager's server that has ended, or was ended, while a process still uses what it served."""

from __future__ import annotations

from collections.abc import Iterator

from app.findings import gone_before_opened, killed_while_holding
from app.findings.ends import ended_at, ended_told
from app.findings.evidence import Evidence
from app.findings.rule import Finding, Severity
from app.findings.say import at_line, listed, places, process_name, processes_named, say
from app.language import QT_TRANSLATE_NOOP
from app.state.model import CutOff, Outcome, Process, Run

KILLED = QT_TRANSLATE_NOOP(
    "findings",
    "{server}, the server of {objects}, {end}. What it served could not be used after that: so {processes} "
    "failed with {error}.",
)
ENDED = QT_TRANSLATE_NOOP(
    "findings",
    "{processes} used {objects} when {server}, the server of that, had ended already: {error}. A manager's "
    "server ends with its `with` block, with shutdown(), when nothing refers to the manager any more, and "
    "with the process that has made it.",
)
ADVICE_KILLED = QT_TRANSLATE_NOOP(
    "findings", "Let the manager's shutdown() end its server, when nobody uses any more what it serves."
)
ADVICE_ENDED = QT_TRANSLATE_NOOP(
    "findings", "Join all processes that use what a manager serves before the manager ends."
)
#: How long a server takes to end when it can be reached no longer.
_ENDS_NS = 500_000_000
_KILLED = (Outcome.KILLED, Outcome.TERMINATED, Outcome.CRASHED, Outcome.FAILED)


def lost_server(evidence: Evidence) -> Iterator[Finding]:
    """One finding for each server that somebody has missed."""
    run = evidence.run
    missed: dict[int, list[Process]] = {}
    for process in run.script_processes:
        cut = process.cut_off
        server = None if cut is None or process.made_by else _server_of(cut, run)
        if server is not None and _kind(process.error) == _kind(None if cut is None else cut.error):
            missed.setdefault(server.number, []).append(process)
    for number, processes in missed.items():
        yield _finding(run, run.processes[number], processes)


def is_cut_off(process: Process, run: Run) -> bool:
    """Whether that explains how a process has ended."""
    cut = process.cut_off
    return cut is not None and _server_of(cut, run) is not None and _kind(process.error) == _kind(cut.error)


def _server_of(cut: CutOff, run: Run) -> Process | None:
    """The server that had ended by then, if there is only one that can be meant."""
    servers = [one for one in run.script_processes if one.is_server]
    ended = [one for one in servers if one.ended_ns is not None and one.ended_ns <= cut.time_ns + _ENDS_NS]
    return ended[0] if len(servers) == len(ended) == 1 else None


def _kind(error: str | None) -> str:
    return (error or "").partition(":")[0]


def _finding(run: Run, server: Process, processes: list[Process]) -> Finding:
    cuts = [process.cut_off for process in processes if process.cut_off is not None]
    objects = tuple(dict.fromkeys(cut.object_id for cut in cuts))
    is_killed = server.outcome in _KILLED
    message = say(
        KILLED if is_killed else ENDED,
        server=process_name(server.number, run),
        objects=listed(run.objects[one].name for one in objects),
        end=ended_told(server, run),
        processes=processes_named((process.number for process in processes), run),
        error=at_line(cuts[0].error, cuts[0].location, run),
    )
    lines = places(ended_at(server) if is_killed else None, *(cut.location for cut in cuts))
    return Finding(
        killed_while_holding.RULE if is_killed else gone_before_opened.RULE,
        Severity.ERROR,
        True,
        message,
        say(ADVICE_KILLED if is_killed else ADVICE_ENDED),
        (server.number, *(process.number for process in processes)),
        objects,
        lines,
    )
