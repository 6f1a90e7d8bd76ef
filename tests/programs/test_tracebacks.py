"""An exception looks the same watched as bare: its traceback, its frames, and what dies with it.

One plain script (`tests/drivers/raising`) raises through everything that is patched, under every start
method, in the main thread, in another one, in a pool's worker and in an executor's. Each is run once, bare
and watched; then every case is a test. `TRACEBACKS_PYTHON` names another interpreter to do so with.
"""

from __future__ import annotations

import difflib
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.programs.harness import PROJECT, START_METHODS, command_line, environment

PYTHON = os.environ.get("TRACEBACKS_PYTHON", sys.executable)
SCRIPT = PROJECT / "tests" / "drivers" / "raising" / "main.py"
#: Six runs of some hundred cases each, the first test waits for all of them.
pytestmark = pytest.mark.timeout(400)
TIMEOUT_S = 120
#: What differs from run to run: addresses, pids, random names, how long a time-out took.
_CHANCE = re.compile(
    r"0x[0-9a-f]+|(?<=pid=)\d+|(?<=parent=)\d+|(?<=Process-)[\d:]+|(?<=Worker-)[\d:]+|(?<=after )[\d.]+"
    r"|(?<=/)\d+-\d+|tmp[\w]{8}|(?<=pymp-)\w+|(?<=listener-)\w+|(?<=tracker_fd=)\d+|(?<=pipe_handle=)\d+"
)


_FRAME = "watched/processes: the frames of _bootstrap and told stand on the stack of a child"
#: Cases that differ: because of which function.
DIFFERENT = {
    "handler_at_any_moment": "patching/around.patched, watched/synchronize: a handler that runs first",
    "child recurses": _FRAME,
    "child prints its stack": _FRAME + ", and that of patching/around.patched",
}


class Said(NamedTuple):
    """What a run of the script has left."""

    cases: dict[tuple[str, str], str]  # by place and name
    printed: str


def cases() -> list[str]:
    """The names of all cases, as this interpreter has them."""
    listed = subprocess.run(
        [PYTHON, SCRIPT, "--cases"], capture_output=True, text=True, check=True, timeout=60
    )
    return listed.stdout.splitlines()


def start(command: list[str], folder: Path) -> subprocess.Popen[str]:
    """Run it, with temporary files in this folder and sets in the same order every time."""
    variables = {**environment(), "TMPDIR": str(folder), "PYTHONHASHSEED": "0"}
    return subprocess.Popen(
        command,
        env=variables,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def finish(process: subprocess.Popen[str], answer: Path) -> Said:
    """What it said, by place and case."""
    printed, _ = process.communicate(timeout=TIMEOUT_S)
    assert process.returncode == 0, printed
    found = json.loads(answer.read_text(encoding="utf-8"))
    said = {(place, name): text for place, texts in found.items() for name, text in texts.items()}
    return Said({key: tidy(text) for key, text in said.items()}, tidy(printed))


def tidy(text: str) -> str:
    """A text without what differs from run to run."""
    return _CHANCE.sub("N", text)


@pytest.fixture(scope="module")
def said() -> Iterator[dict[str, tuple[Said, Said]]]:
    """By start method: what was said bare and watched; the two run side by side."""
    found = {}
    with tempfile.TemporaryDirectory(prefix="raised-") as name:
        folder = Path(name)
        for method in START_METHODS:
            bare, watched = folder / f"bare-{method}", folder / f"watched-{method}"
            plain = start([PYTHON, str(SCRIPT), method, str(bare)], folder)
            seen = start(
                command_line(SCRIPT, None, "--python", PYTHON, arguments=(method, str(watched))), folder
            )
            found[method] = finish(plain, bare), finish(seen, watched)
        yield found


def difference(bare: str, watched: str) -> str:
    """The lines that differ."""
    lines = difflib.unified_diff(bare.splitlines(), watched.splitlines(), "bare", "watched", "", "", 1, "")
    return "\n".join(lines)


def marked(name: str) -> object:
    """A case, expected to fail where it is known to differ."""
    reason = DIFFERENT.get(name)
    return pytest.param(name, marks=pytest.mark.xfail(strict=True, reason=reason)) if reason else name


@pytest.mark.parametrize("case", [marked(name) for name in cases()])
def test_an_exception_looks_the_same(case: str, said: dict[str, tuple[Said, Said]]) -> None:
    ran = 0
    for method, (bare, watched) in said.items():
        for (place, name), text in bare.cases.items():
            if name == case:
                ran += 1
                assert difference(text, watched.cases[place, name]) == "", f"{method}, {place}"
    assert ran


@pytest.mark.xfail(strict=True, reason="watched/synchronize: a method of a lock says that it is Python's")
@pytest.mark.parametrize("method", START_METHODS)
def test_what_is_printed_on_the_way_and_at_the_end_is_the_same(
    method: str, said: dict[str, tuple[Said, Said]]
) -> None:
    bare, watched = said[method]
    assert "semaphore or lock released too many times" in bare.printed
    assert difference(bare.printed, watched.printed) == ""
