"""Runs a script and judges it all the time: until something is found, or to its end.

A script that hangs is ended as soon as it is judged, so that its test takes no longer than the proof does.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from app.findings.judge import judge
from app.findings.rule import Finding
from app.state.fold import Fold
from app.state.model import Run
from app.supervisor.client import RunEnded, SupervisorClient
from app.supervisor.spec import RunSpec
from app.wire.commands import Stop
from tests.programs.harness import TIMEOUT_S, write_script

_LOOK_EVERY_S = 0.1


@dataclass
class Judged:
    """What was found in a run."""

    run: Run
    live: list[Finding] = field(default_factory=list)  # when it was found, or at the last look
    ever: list[Finding] = field(default_factory=list)  # all that was found at any time
    at_end: list[Finding] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)  # of rules, and of the probe

    @property
    def names(self) -> dict[int, str]:
        """The names of the processes, by number."""
        return {number: process.name for number, process in self.run.processes.items()}


def judged(
    script: str | Path, *arguments: str, until: Callable[[list[Finding]], bool] | None = None
) -> Judged:
    """Run a script; it is ended when `until` is true of what is found. Raises AssertionError in the end."""
    with TemporaryDirectory(prefix="judged-") as folder:
        path = write_script(Path(folder), script) if isinstance(script, str) else script
        spec = RunSpec(target="judged", script=str(path), arguments=arguments, folder=folder)
        return _follow(SupervisorClient(spec), until)


def _follow(client: SupervisorClient, until: Callable[[list[Finding]], bool] | None) -> Judged:
    fold = Fold()
    found = Judged(fold.run)
    deadline = time.monotonic() + TIMEOUT_S
    client.start()
    try:
        looked_s = 0.0
        while time.monotonic() < deadline:
            try:
                block = client.receive(_LOOK_EVERY_S)
            except RunEnded:
                return _end(found, fold)
            if block is not None:
                fold.feed(block)
                fold.finish()
            if time.monotonic() - looked_s >= _LOOK_EVERY_S and until is not _DONE:
                looked_s = time.monotonic()
                _look(found)
                if until is not None and until(found.live):
                    client.send(Stop())
                    until = _DONE
    finally:
        client.close()
    raise AssertionError(f"not found in {TIMEOUT_S} s; found: {found.live}; {found.run.processes}")


def _DONE(_: list[Finding]) -> bool:
    return True


def _look(found: Judged) -> None:
    judgement = judge(found.run)
    found.live, found.failures = judgement.findings, judgement.failures
    known = {(finding.rule, finding.objects) for finding in found.ever}
    found.ever += [one for one in judgement.findings if (one.rule, one.objects) not in known]


def _end(found: Judged, fold: Fold) -> Judged:
    run = fold.finish()
    judgement = judge(run)
    found.at_end = judgement.findings
    found.failures = [*judgement.failures, *run.probe_failures]
    assert run.lost_events == 0
    return found
