"""How a process ended, in words and with its line, for rules that tell of one that should have gone on."""

from __future__ import annotations

from app.findings.say import at_line, process_name, say
from app.language import QT_TRANSLATE_NOOP, Sentence
from app.state.history import Location
from app.state.model import Process, Run
from app.wire.records import Effect

EXIT_CODE = QT_TRANSLATE_NOOP("findings", "ended with exit code {exitcode}")
ERROR = QT_TRANSLATE_NOOP("findings", "ended with {error}")
SIGNAL = QT_TRANSLATE_NOOP("findings", "was ended by {signal}")
SENT = QT_TRANSLATE_NOOP("findings", "was ended by {sender} with {operation}")
ITSELF = QT_TRANSLATE_NOOP("findings", "ended itself with {operation}")
ENDED = QT_TRANSLATE_NOOP("findings", "ended")
LAST_SEEN = QT_TRANSLATE_NOOP(
    "findings", "{what} (last seen at line {line}, and may have gone on from there)"
)

#: Calls in which code of the script runs: it can be at another line by now.
_OF_SCRIPT = (Effect.RUN, Effect.TASK, Effect.ACT, Effect.EXIT)
_SIGNALS = {
    1: "SIGHUP",
    2: "SIGINT",
    3: "SIGQUIT",
    4: "SIGILL",
    6: "SIGABRT",
    7: "SIGBUS",
    8: "SIGFPE",
    9: "SIGKILL",
    11: "SIGSEGV",
    13: "SIGPIPE",
    14: "SIGALRM",
    15: "SIGTERM",
}


def ended_told(process: Process, run: Run) -> str | Sentence:
    """How it ended, and at which line; of one without an exception the line is where it was last seen."""
    if process.ended_by is not None:
        grant = process.ended_by
        operation = at_line(grant.operation, grant.location, run)
        if grant.process == process.number:
            return say(ITSELF, operation=operation)
        return say(SENT, sender=process_name(grant.process, run), operation=operation)
    if process.error is not None and not process.error.startswith("SystemExit"):
        return at_line(say(ERROR, error=_first_line(process.error)), process.error_location, run)
    told = _plain(process)
    place = process.own_end or process.error_location
    if place is not None:
        return at_line(told, place, run)
    call = process.calls.get(process.main_thread or 0)
    if call is not None and call.location is not None and call.effect not in _OF_SCRIPT:
        return at_line(told, call.location, run)
    return told if process.location is None else say(LAST_SEEN, what=told, line=process.location.line)


def ended_at(process: Process) -> Location | None:
    """The line that belongs to that."""
    if process.ended_by is not None and process.ended_by.location is not None:
        return process.ended_by.location
    return process.own_end or process.error_location or process.location


def _plain(process: Process) -> Sentence:
    if process.signal is not None:
        return say(SIGNAL, signal=_SIGNALS.get(process.signal, f"signal {process.signal}"))
    return say(ENDED) if process.exitcode is None else say(EXIT_CODE, exitcode=process.exitcode)


def _first_line(error: str) -> str:
    """Of a text of several lines the first one that says something."""
    kind, separator, text = error.partition(":")
    said = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return f"{kind}{separator} {said}" if said else kind
