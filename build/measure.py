"""How long the window takes until its first frame, packaged and bare: `python build/measure.py [FOLDER]`.

Qt itself logs when it hands the first frame to the screen (its logging category for painting), so
nothing is added to the program. The bare window is an empty QWidget of the same size, in the Python
that runs this. Measured offscreen, and under Xvfb where that is installed.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
#: The promised limit, as a multiple of the time of a bare window.
LIMIT = 2.5
ROUNDS = 7
PATIENCE_S = 30.0
BARE = (
    "import sys; from PySide6.QtWidgets import QApplication, QWidget; a = QApplication(sys.argv); "
    "w = QWidget(); w.resize(1440, 900); w.show(); a.exec()"
)
_PAINTED = b"Flushing"
_RULES = "qt.widgets.painting.info=true"


def first_paint(command: list[str], environment: dict[str, str]) -> float:
    """Seconds from the start of a program to its first frame; then the program is ended."""
    began = time.monotonic()
    with subprocess.Popen(
        command,
        env={**environment, "QT_LOGGING_RULES": _RULES},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stderr is not None
        try:
            for line in process.stderr:
                if _PAINTED in line:
                    return time.monotonic() - began
                if time.monotonic() - began > PATIENCE_S:
                    break
        finally:
            process.kill()
    raise SystemExit(f"{command[0]} has painted nothing")


@contextlib.contextmanager
def x_server() -> Iterator[dict[str, str]]:
    """Run an Xvfb; the environment variables for programs to use it."""
    reader, writer = os.pipe()
    command = ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1600x1000x24", "-nolisten", "tcp"]
    command.append("-noreset")  # otherwise it would reset when its last client has gone, refusing others
    with subprocess.Popen(command, pass_fds=[writer], stderr=subprocess.DEVNULL) as server:
        os.close(writer)
        try:
            with os.fdopen(reader) as numbers:
                yield {"DISPLAY": f":{numbers.readline().strip()}", "QT_QPA_PLATFORM": "xcb"}
        finally:
            server.terminate()


def compare(executable: Path, rounds: int, environment: dict[str, str]) -> tuple[float, float]:
    """The best times of the packaged window and of a bare one, measured in turns after one to warm up.

    The best and not the median, because whatever else the machine does only adds time.
    """
    programs = [str(executable)], [sys.executable, "-c", BARE]
    times: tuple[list[float], list[float]] = ([], [])
    for turn in range(rounds + 1):
        for program, taken in zip(programs, times, strict=True):
            seconds = first_paint(program, environment)
            if turn:
                taken.append(seconds)
    return min(times[0]), min(times[1])


def measure(executable: Path, rounds: int = ROUNDS) -> float:
    """Print the figures of each platform; the largest ratio."""
    worst = 0.0
    with contextlib.ExitStack() as stack:
        home = stack.enter_context(tempfile.TemporaryDirectory(prefix="home-of-procession-"))
        basis = {"PATH": os.environ.get("PATH", ""), "HOME": home, "LC_ALL": "C.UTF-8"}
        platforms = {"offscreen": {"QT_QPA_PLATFORM": "offscreen"}}
        if shutil.which("Xvfb"):
            platforms["Xvfb"] = stack.enter_context(x_server())
        for name, variables in platforms.items():
            packaged, bare = compare(executable, rounds, basis | variables)
            worst = max(worst, packaged / bare)
            ratio = packaged / bare
            print(f"first paint, {name}: {packaged:.3f} s, a bare window {bare:.3f} s, {ratio:.2f} times")
    return worst


def main() -> int:
    """The command; 1 when the window takes longer than promised."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "dist" / "procession"
    worst = measure(folder / "procession")
    print(f"at most {LIMIT} times a bare window: {'kept' if worst <= LIMIT else 'NOT KEPT'}")
    return 0 if worst <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
