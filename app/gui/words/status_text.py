"""The text of the status line: how the run is doing."""

from __future__ import annotations

from app.gui.words.state_words import duration_text, lasting_text
from app.language import translate
from app.state.model import Run
from app.state.telling.stacks import reads_input
from app.state.telling.stillness import still_since

#: A run in which nothing has moved for so long stands still.
STILL_NS = 2_000_000_000


def status_parts(run: Run | None, now_ns: int, stopping: bool) -> list[str]:
    """Such as "running" or "stands still for 3 s", "9 s", "1 284 events", or how it ended; the first is the
    most important one.
    """
    if run is None:
        return [translate("Status", "ready")]
    parts = [_phase(run, now_ns, stopping)]
    if run.lost_events:
        parts.append(translate("Status", "{count} events lost").format(count=grouped(run.lost_events)))
    if run.began_ns:
        parts.append(_duration(run, now_ns))
    if run.events == 1:
        return [*parts, translate("Status", "1 event")]
    return [*parts, translate("Status", "{count} events").format(count=grouped(run.events))]


def _duration(run: Run, now_ns: int) -> str:
    if run.ended_ns is None:
        return lasting_text(now_ns - run.began_ns)
    return duration_text(run.ended_ns - run.began_ns)


def _phase(run: Run, now_ns: int, stopping: bool) -> str:
    if run.ended_ns is None:
        return translate("Status", "stopping") if stopping else _progress(run, now_ns)
    if run.supervisor_died:
        return translate("Status", "ended from outside")
    if run.error is not None:
        return translate("Status", "could not be started")
    if run.timed_out:
        return translate("Status", "ended: time is up")
    if run.main is not None and run.main.ended_with_run:
        return translate("Status", "stopped")
    if run.exitcode is None:
        return translate("Status", "ended")
    return translate("Status", "ended with exit code {code}").format(code=run.exitcode)


def _progress(run: Run, now_ns: int) -> str:
    """Whether anything moves; what pauses for a moment only still runs."""
    since_ns = still_since(run, now_ns)
    if since_ns is not None and any(map(reads_input, run.script_processes)):
        return translate("Status", "waiting for input")
    if since_ns is None or now_ns - since_ns < STILL_NS:
        return translate("Status", "running")
    return translate("Status", "stands still for {time}").format(time=lasting_text(now_ns - since_ns))


def grouped(number: int) -> str:
    """A number with narrow spaces between thousands, which every language can read."""
    return f"{number:,}".replace(",", "\u202f")
