"""What a supervisor says first: what runs, where, and the text of it."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from pathlib import Path

from app.language.errors import ProcessionError
from app.platform.packaged import own_python
from app.supervisor.spec import RunSpec
from app.targets.interpreter import ask_python
from app.targets.script_file import read_script
from app.wire.header import Header


def heading(spec: RunSpec, script: str, began_ns: int, started: bool) -> Header:
    """The header of a run; made while its script starts, so that nothing waits for it."""
    python, version = _python(spec, started)
    return Header(
        target=spec.target,
        script=script,
        argv=(script, *spec.arguments),
        parameters=dict(spec.parameters),
        start_method=spec.start_method or "",
        python=python,
        implementation=sys.implementation.name,  # `check_python` takes no other
        python_version=version,
        platform=_platform(),
        began_ns=began_ns,
        epoch_ns=time.time_ns() - time.monotonic_ns(),
        sources=_sources(spec, script),
    )


def _python(spec: RunSpec, started: bool) -> tuple[str, str]:
    """The interpreter and its version; one that could not be started is not asked again."""
    if spec.python is None:
        return own_python(), ".".join(map(str, sys.version_info[:3]))
    if started:
        path, answer = ask_python(spec.python)
        return path, answer.version
    return spec.python, ""


def _platform() -> str:
    """Such as "Linux 6.1.0 x86_64"."""
    if not hasattr(os, "uname"):
        return sys.platform
    known = os.uname()
    return f"{known.sysname} {known.release} {known.machine}"


def _sources(spec: RunSpec, script: str) -> dict[str, str]:
    """The script's own text, as the window shows it; none when it cannot be read."""
    if spec.source is not None:
        return {script: spec.source}
    with contextlib.suppress(ProcessionError):
        return {script: read_script(Path(script)).text}
    return {}
