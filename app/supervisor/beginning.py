"""How a run begins: the script is launched, and the window is told what runs or why nothing does."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

from app.language import Sentence
from app.language.errors import CONTEXT, ProcessionError
from app.platform.inherited import Inherited
from app.supervisor.launch import launch
from app.supervisor.output import Channel
from app.supervisor.relay import Relay
from app.supervisor.spec import RunSpec
from app.wire.facts import RunFailed
from app.wire.run_folder import WORK


def begin(
    spec: RunSpec, folder: Path, channels: list[Channel], inherited: Inherited, relay: Relay
) -> subprocess.Popen[bytes] | None:
    """The script's main process; None when it could not be started. To be done before there are threads."""
    began_ns = time.monotonic_ns()
    main, failure = None, None
    try:
        main = launch(spec, folder, channels, inherited)
    except (ProcessionError, OSError) as error:
        failure = _failure(error)
    finally:
        for channel in channels:
            channel.close_writer()
        for descriptor in inherited.kept:  # who waits at its other end, waits for the script only
            os.close(descriptor)
    _tell_heading(spec, folder, relay, began_ns, started=failure is None)
    if failure is not None:
        relay.fact(failure)
    return main


def _tell_heading(spec: RunSpec, folder: Path, relay: Relay, began_ns: int, started: bool) -> None:
    from app.supervisor.heading import heading  # the script is starting: it waits for no import of ours

    script = spec.script if spec.source is None else str(folder / WORK / Path(spec.script).name)
    relay.header(heading(spec, script, began_ns, started))


def _failure(error: Exception) -> RunFailed:
    """What is told of an error, so that the window says it in the language of its reader."""
    sentence = error.sentence if isinstance(error, ProcessionError) else Sentence(CONTEXT, str(error))
    return RunFailed(time.monotonic_ns(), sentence.english, sentence.template, sentence.texts)
