"""Starts the script's main process: the interpreter, its environment and its streams."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from app import probe
from app.language import QT_TRANSLATE_NOOP
from app.language.errors import ProcessionError
from app.platform.inherited import Inherited, signals_as_given
from app.platform.packaged import outside_environment, own_python
from app.supervisor.output import Channel
from app.supervisor.proc import trace_scope
from app.supervisor.spec import RunSpec
from app.targets.interpreter import check_python
from app.wire.run_folder import CHANNELS, ENVIRONMENT, START_METHOD, TRACER, WORK

_ANCESTORS = 1  # the scope in which what we start to read stacks needs the leave of each process


class LaunchError(ProcessionError):
    """The script could not be started."""


def script_path(spec: RunSpec, folder: Path) -> Path:
    """The file that runs; for a spec with a source it is written into the run's folder."""
    if spec.source is None:
        return Path(spec.script)
    path = folder / WORK / Path(spec.script).name
    path.write_text(spec.source, encoding="utf-8")
    return path


def launch(
    spec: RunSpec, folder: Path, channels: list[Channel], inherited: Inherited
) -> subprocess.Popen[bytes]:
    """Start the main process; to be done before there are threads.

    Raises ProcessionError with a sentence that says what to do.
    """
    if spec.source is not None or not spec.folder:  # else nobody looks there for files
        (folder / WORK).mkdir()
    script = script_path(spec, folder)
    python = check_python(spec.python) if spec.python else own_python()
    work = spec.folder or str(folder / WORK)
    if not os.path.isdir(work):
        raise LaunchError(
            QT_TRANSLATE_NOOP("errors", "The working folder {folder} does not exist; choose another one."),
            folder=work,
        )
    given, out, err = inherited.streams
    if channels:
        out, err = (channel.writer for channel in channels)
    try:
        with signals_as_given(inherited):
            return subprocess.Popen(
                [python, *(["-m", spec.module] if spec.module else [str(script)]), *spec.arguments],
                cwd=work,
                env=environment(spec, folder, channels, inherited.environment),
                stdin=subprocess.PIPE if given is None else given,
                stdout=out,
                stderr=err,
                bufsize=0,
                pass_fds=inherited.descriptors,
                **_place(spec, inherited),
                preexec_fn=partial(_close, inherited.closed) if inherited.closed else None,
            )
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise LaunchError(
            QT_TRANSLATE_NOOP(
                "errors",
                "{python} could not be started in {folder}: {reason}. Choose an existing Python and folder.",
            ),
            python=python,
            folder=work,
            reason=reason,
        ) from error


def _place(spec: RunSpec, inherited: Inherited) -> dict[str, Any]:
    """The process group, and perhaps session, that the script is put into."""
    if os.name != "posix":
        return {}
    if spec.own_group and inherited.leads:
        return {"start_new_session": True}
    return {"process_group": 0 if spec.own_group else inherited.group}


def _close(descriptors: tuple[int, ...]) -> None:
    """In the child: what was closed is closed there, too."""
    for descriptor in descriptors:
        os.close(descriptor)


def environment(
    spec: RunSpec, folder: Path, channels: list[Channel], inherited: Mapping[str, str]
) -> dict[str, str]:
    """The script's environment: the user's own, plus what brings the probe in."""
    values = outside_environment(inherited)
    values.update(spec.environment)
    site = str(Path(probe.__file__).parent / "site")
    values["PYTHONPATH"] = os.pathsep.join(filter(None, [site, values.get("PYTHONPATH", "")]))
    values[ENVIRONMENT] = str(folder)
    values.pop(START_METHOD, None)
    values.pop(TRACER, None)
    if trace_scope() == _ANCESTORS:
        values[TRACER] = str(os.getpid())
    if spec.start_method:
        values[START_METHOD] = spec.start_method
    if channels:
        values[CHANNELS] = ",".join(str(channel.inode) for channel in channels)
    return values
