"""The message about a run as a whole, and what to do."""

from __future__ import annotations

from app.language import QT_TRANSLATE_NOOP, Sentence
from app.state.model import Outcome, Run
from app.state.primitives.processes import is_watched

_DIED = QT_TRANSLATE_NOOP(
    "Banner",
    "The process that ran the script was ended from outside, so its processes were ended too; "
    "what is shown is where they were. Press Start to run it again.",
)
_NOT_STARTED = QT_TRANSLATE_NOOP("Banner", "The script could not be started. {reason}")
_NOT_WATCHED = QT_TRANSLATE_NOOP(
    "Banner",
    "The Python that ran the script could not be watched, so only its processes and output were "
    "seen; choose another interpreter under Parameters.",
)
_NOT_ALL = QT_TRANSLATE_NOOP(
    "Banner",
    "Procession itself failed to watch some calls, so they are not shown; the script has not noticed. "
    "The first failure: {text}",
)
_LOST = QT_TRANSLATE_NOOP(
    "Banner",
    "{count} events were lost because there was no room to write them; the picture may be incomplete.",
)


def run_message(run: Run) -> Sentence | None:
    """The message about a run, with what to do; None when all is well."""
    if run.supervisor_died:
        return Sentence("Banner", _DIED)
    if run.error is not None:
        return Sentence("Banner", _NOT_STARTED, reason=run.error)
    if _ran_unwatched(run):
        return Sentence("Banner", _NOT_WATCHED)
    if run.probe_failures:
        return Sentence("Banner", _NOT_ALL, text=run.probe_failures[0].strip().rpartition("\n")[2])
    if run.lost_events:
        return Sentence("Banner", _LOST, count=run.lost_events)
    return run.sampling_failure


def _ran_unwatched(run: Run) -> bool:
    main = run.main
    ended_itself = main is not None and main.outcome in (Outcome.FINISHED, Outcome.FAILED)
    return main is not None and ended_itself and not is_watched(main, run)
