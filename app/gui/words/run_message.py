"""What has to be said about a run as a whole, with what to do."""

from __future__ import annotations

from app.gui.words.state_words import error_text
from app.language import translate
from app.state.model import Outcome, Run
from app.state.primitives.processes import is_watched


class RunMessage:
    """What has to be said about a run, in the language of the moment."""

    def __init__(self, run: Run) -> None:
        self._run = run

    def __str__(self) -> str:
        return run_message(self._run)


def run_message(run: Run) -> str:
    """What has to be said about a run, with what to do; "" when all is well."""
    if run.supervisor_died:
        return translate(
            "Banner",
            "The process that ran the script was ended from outside, so its processes were ended too; "
            "what is shown is where they were. Press Start to run it again.",
        )
    if run.error:
        return translate("Banner", "The script could not be started. {reason}").format(reason=error_text(run))
    if _ran_unwatched(run):
        return translate(
            "Banner",
            "The Python that ran the script could not be watched, so only its processes and output were "
            "seen; choose another interpreter under Parameters.",
        )
    if run.probe_failures:
        return translate(
            "Banner",
            "Procession itself failed to watch some calls, so they are not shown; "
            "the script has not noticed. "
            "The first failure: {text}",
        ).format(text=run.probe_failures[0].strip().rpartition("\n")[2])
    if run.lost_events:
        return translate(
            "Banner",
            "{count} events were lost because there was no room to write them; "
            "the picture may be incomplete.",
        ).format(count=run.lost_events)
    return ""


def _ran_unwatched(run: Run) -> bool:
    main = run.main
    ended_itself = main is not None and main.outcome in (Outcome.FINISHED, Outcome.FAILED)
    return main is not None and ended_itself and not is_watched(main, run)
