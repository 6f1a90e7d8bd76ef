"""The comparison of a script that runs bare with the same script watched."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from app.probe.recorder import chosen
from tests.programs.harness import Result, run_bare, run_watched, write_script


@pytest.fixture(params=["C", "Python"])
def recorder(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """What tells quickly in the runs of a test (see `probe.recorder.chosen`): each has to work alone."""
    if request.param == "Python":
        monkeypatch.setenv("PROCESSION_ACCELERATOR", "off")
    elif chosen.accelerator is None:
        pytest.skip("the accelerator is not built here")
    return str(request.param)


@pytest.fixture
def compare(tmp_path: Path, recorder: str) -> Callable[..., Result]:
    """Runs a script bare and watched, and fails when anything differs; the watched result."""

    def both(text: str, *arguments: str, stdin: str = "", ordered: bool = True) -> Result:
        script = write_script(tmp_path, text)
        bare = run_bare(script, *arguments, stdin=stdin, cwd=tmp_path)
        watched = run_watched(script, arguments=arguments, stdin=stdin, cwd=tmp_path)
        assert tidy(of_script(watched.stderr), ordered) == tidy(bare.stderr, ordered)
        assert tidy(watched.stdout, ordered) == tidy(bare.stdout, ordered)
        assert watched.exitcode == (bare.exitcode if bare.exitcode >= 0 else 128 - bare.exitcode)
        assert watched.report is not None and watched.report["exitcode"] == bare.exitcode
        assert watched.report["lost_events"] == 0
        return watched

    return both


def of_script(text: str) -> str:
    """What was written without what the program itself says of a run that hung or failed."""
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith("procession: "))


def tidy(text: str, ordered: bool) -> list[str]:
    """Lines without what differs from run to run (addresses, pids); sorted where processes race."""
    lines = re.sub(r"0x[0-9a-f]+|pid=\d+", "N", text).splitlines()
    return lines if ordered else sorted(lines)
