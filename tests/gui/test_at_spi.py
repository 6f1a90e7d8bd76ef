"""The program under a real screen reader's protocol: AT-SPI over D-Bus, on an X server."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app.platform import native
from tests.programs.harness import write_script

SYSTEM_PYTHON = "/usr/bin/python3"
LAUNCHERS = ("/usr/libexec/at-spi-bus-launcher", "/usr/lib/at-spi2-core/at-spi-bus-launcher")
#: It goes on for as long as a slow reader takes.
LASTING = """
import time
from multiprocessing import Process

if __name__ == "__main__":
    Process(target=time.sleep, args=(600,)).start()
"""
HAS_BINDINGS = "import gi; gi.require_version('Atspi', '2.0'); from gi.repository import Atspi"


def missing() -> str:
    """What is not installed; "" when everything is."""
    if shutil.which("dbus-run-session") is None:
        return "dbus-run-session is not installed (dbus)"
    if not any(Path(path).exists() for path in LAUNCHERS):
        return "at-spi-bus-launcher is not installed (at-spi2-core)"
    if not Path(SYSTEM_PYTHON).exists():
        return f"there is no {SYSTEM_PYTHON}"
    if subprocess.run([SYSTEM_PYTHON, "-c", HAS_BINDINGS], capture_output=True, timeout=30).returncode:
        return "the system's Python has no AT-SPI (python3-gi, gir1.2-atspi-2.0)"
    return ""


@pytest.mark.display
@pytest.mark.slow
def test_a_screen_reader_starts_a_run_and_reads_it(
    x_server: str, project_folder: Path, tmp_path: Path
) -> None:
    reason = missing()
    if reason:
        pytest.skip(reason)
    if not native.x11_answers(x_server):
        pytest.skip("the X server does not answer")
    runtime = tmp_path / "r"
    runtime.mkdir(0o700)
    environment = {
        **os.environ,
        "DISPLAY": x_server,
        "QT_QPA_PLATFORM": "xcb",
        "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
        "XDG_CONFIG_HOME": str(tmp_path),
        "XDG_RUNTIME_DIR": str(runtime),  # or the buses of two sessions get one socket
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(project_folder),
        "PROGRAM": sys.executable,
        "SCRIPT": str(write_script(tmp_path, LASTING)),
        "LAUNCHER": next(path for path in LAUNCHERS if Path(path).exists()),
    }
    drivers = project_folder / "tests" / "drivers"
    command = ["dbus-run-session", "--", "sh", str(drivers / "at_spi_session.sh"), SYSTEM_PYTHON]
    done = subprocess.run(
        [*command, str(drivers / "at_spi_reader.py")],
        env=environment,
        cwd=project_folder,
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    assert [row[0] for row in told["rows"]] == ["main", "Process-1"]
    assert all(row[1].isdigit() and row[6] == "no exit code yet" for row in told["rows"]), told["rows"]
    assert {card.split(",")[0] for card in told["cards"]} >= {"main", "Process-1"}
