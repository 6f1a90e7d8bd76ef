"""A signal that was ignored when Procession was started is ignored in the script, as it is without it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.programs.harness import START_METHODS, command_line, environment, write_script

SCRIPT = """
import multiprocessing, signal, sys

def tell(who):
    for name in ("SIGINT", "SIGHUP", "SIGTERM"):
        handler = signal.getsignal(getattr(signal, name))
        print(who, name, "ignored" if handler == signal.SIG_IGN else handler, flush=True)

if __name__ == "__main__":
    multiprocessing.set_start_method(sys.argv[1])
    tell("main")
    child = multiprocessing.Process(target=tell, args=("child",))
    child.start()
    child.join()
"""
#: As a shell starts a job in the background, or nohup a program.
IGNORING = {"INT": "trap '' INT", "HUP": "trap '' HUP", "none": ":", "both": "trap '' INT HUP"}


def said(command: list[str], ignoring: str) -> str:
    words = ["sh", "-c", f'{ignoring}; exec "$@"', "sh", *command]
    done = subprocess.run(words, env=environment(), capture_output=True, text=True, timeout=60, check=True)
    return done.stdout


@pytest.mark.parametrize("method", START_METHODS)
@pytest.mark.parametrize("ignored", IGNORING)
def test_what_was_ignored_stays_ignored_and_nothing_else(ignored: str, method: str, tmp_path: Path) -> None:
    script = write_script(tmp_path, SCRIPT)
    bare = said([sys.executable, str(script), method], IGNORING[ignored])
    watched = said(command_line(script, None, arguments=(method,)), IGNORING[ignored])
    assert watched == bare
    for name in ("INT", "HUP"):  # whoever runs the tests may have more ignored, as under nohup
        if name in IGNORING[ignored]:
            assert f"main SIG{name} ignored" in bare
