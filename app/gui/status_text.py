"""The status line: how the run is doing, in a few words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.gui.state_words import duration_text
from app.state.model import Run


def status_parts(run: Run | None, now_ns: int, stopping: bool) -> list[str]:
    """Such as "running", "3.2 s", "1 284 events", or how it ended; the most important first."""
    if run is None:
        return [_tr("ready")]
    end_ns = now_ns if run.ended_ns is None else run.ended_ns
    parts = [_phase(run, stopping)]
    if run.lost_events:
        parts.append(_tr("{count} events lost").format(count=spaced(run.lost_events)))
    if run.began_ns:
        parts.append(duration_text(end_ns - run.began_ns))
    return [*parts, _tr("{count} events").format(count=spaced(run.events))]


def _phase(run: Run, stopping: bool) -> str:
    if run.ended_ns is None:
        return _tr("stopping") if stopping else _tr("running")
    if run.stage_died:
        return _tr("ended from outside")
    if run.error:
        return _tr("could not be started")
    if run.timed_out:
        return _tr("ended: time is up")
    if run.exitcode is None:
        return _tr("ended")
    return _tr("ended with exit code {code}").format(code=run.exitcode)


def spaced(number: int) -> str:
    """A number with narrow gaps between thousands, which every language reads."""
    return f"{number:,}".replace(",", "\u202f")


def _tr(text: str) -> str:
    return QCoreApplication.translate("Status", text)
