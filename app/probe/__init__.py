"""The probe: runs inside every process of the script and reports what it does.

It imports nothing but the standard library and the wire format, works in any CPython from
3.10 on and under every start method, and never changes what the script does: every patch is
one small function that calls the original, and a failure of ours is swallowed.

`install` is called by ``site/sitecustomize.py`` (main process, `subprocess` children), by the
text that `hooks.spawn` puts before a spawned child's own, and by nothing else; forked children
inherit the patches and only open a log of their own (`reporter.Reporter.after_fork`).
"""

from __future__ import annotations

import os
import sys

#: The run's private folder; a process without it in its environment is not watched.
ENVIRONMENT = "PROCESSION_RUN"
#: The start method chosen by the user for a script that sets none itself.
START_METHOD = "PROCESSION_START_METHOD"
#: A folder of the run's folder: links to the temporary folders that multiprocessing has made.
TEMPORARY = "temporary"
#: A file of the run's folder: what went wrong in the probe itself.
FAILURES = "failures"

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


def note_failure(folder: str) -> None:
    """Keep the current exception for the stage to report; the script goes on without us."""
    try:
        import traceback

        path = os.path.join(folder, FAILURES)
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(descriptor, traceback.format_exc().encode("utf-8", "replace"))
        finally:
            os.close(descriptor)
    except Exception:
        return


def _install(folder: str) -> None:
    from . import clock, files, hooks, lifeline, reporter, streams, waits

    report = reporter.Reporter(folder)
    hooks.install(report)
    clock.install(report)
    waits.install(report)
    files.install(report)
    streams.install(folder)
    lifeline.hold(folder)
    _follow_forks(report, folder)
    report.describe_start()


def _follow_forks(report: object, folder: str) -> None:
    from . import lifeline

    def in_child() -> None:
        try:
            report.after_fork()  # type: ignore[attr-defined]  # typed in reporter; no import cycle
            lifeline.hold(folder)
        except Exception:
            return

    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=in_child)


def installed() -> bool:
    """Whether this process is watched."""
    return _installed


def bootstrap_text(folder: str) -> str:
    """Python text that installs the probe, to stand before the text of a ``-c`` child.

    The package is loaded under the private name ``_procession``, so that a module called
    ``app`` in the user's folder stays his own.
    """
    room = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    return (
        "import sys as s,types as t;m=s.modules.setdefault('_procession',t.ModuleType('_procession'));"
        f"m.__path__=[{room!r}]\n"
        f"try:\n from _procession.probe import install as i;i({folder!r});del i\n"
        "except Exception:pass\n"
        "del s,t,m\n"
    )


def is_helper(arguments: list[str]) -> bool:
    """Whether a command line is multiprocessing's resource tracker, which must survive us."""
    return any("multiprocessing.resource_tracker" in argument for argument in arguments)


def original_arguments() -> list[str]:
    """The interpreter's command line as it was given."""
    return list(getattr(sys, "orig_argv", ()))
