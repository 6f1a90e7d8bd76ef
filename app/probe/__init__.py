"""The probe: runs inside every process of the script and reports what it does.

It imports nothing but the standard library and the wire format, works in any CPython from
3.10 on and under every start method, and never changes what the script does: every patch is
one small function that calls the original, and a failure of ours is swallowed.

`install` is called by ``site/sitecustomize.py`` (main process, `subprocess` children), by the
text that `arrival.spawn` puts before a spawned child's own, and by nothing else; forked children
inherit the patches and only open a log of their own (`recorder.reporter.Reporter.after_fork`).
"""

from __future__ import annotations

import os
import sys

from ..wire.run_folder import ENVIRONMENT, TRACER
from .recorder.failures import note_failure

_installed = False


def install(folder: str | None = None) -> None:
    """Watch this process, if a run's folder is named; at most once, and never an exception."""
    global _installed
    folder = folder or os.environ.get(ENVIRONMENT)
    if _installed or not folder or not os.path.isdir(folder):
        return
    _installed = True
    try:
        _install(folder)
    except Exception:
        note_failure(folder)  # an unwatched script is better than a broken one


def _install(folder: str) -> None:
    # Imported here: a process that is not watched loads none of it.
    from .arrival import hooks, lifeline, streams, text
    from .recorder import reporter
    from .watched import clock, exits, files, forks, waits

    report = reporter.Reporter(folder)
    hooks.install(report)
    clock.install(report)
    waits.install(report)
    files.install(report)
    exits.install(report)
    forks.install(report)
    streams.install()
    lifeline.hold(folder)
    _allow_tracer()
    _follow_forks(report, folder)
    report.describe_start(text.helper_name(getattr(sys, "orig_argv", ())))


def _allow_tracer() -> None:
    pid = os.environ.get(TRACER)
    if pid:
        from .arrival import tracer  # few systems need it

        tracer.allow(pid)


def _follow_forks(report: object, folder: str) -> None:
    from .arrival import lifeline

    def in_child() -> None:
        try:
            report.after_fork()  # type: ignore[attr-defined]  # typed in reporter; no import cycle
            lifeline.hold(folder)
            _allow_tracer()
        except Exception:
            note_failure(folder)

    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=in_child)
