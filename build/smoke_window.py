"""The smoke test's window: a process is terminated by a real click in the packaged program, under Xvfb.

A twin tells where the buttons are: the same window from this source, in the same size on the same
screen, with the same script. Then the mouse goes there in the packaged program.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from build.measure import x_server  # noqa: E402  # after the path is set
from build.smoke_runs import Packaged, SmokeError, demand  # noqa: E402

PATIENCE_S = 20.0
STEP_S = 0.05
AGAIN_S = 3.0
#: How often the twin's row has to be in the same place: it may move while other rows appear.
SETTLED = 5

SCRIPT = """
    import multiprocessing, os, time

    if __name__ == "__main__":
        worker = multiprocessing.Process(target=time.sleep, args=(60,), name="worker")
        worker.start()
        with open("worker.pid", "w") as file:
            file.write(str(worker.pid))
        worker.join()
        with open("worker.end", "w") as file:
            file.write(str(worker.exitcode))
"""


def check_click(packaged: Packaged) -> None:
    """Start a script and terminate its child, by the mouse alone; then leave by the keyboard."""
    script = packaged.work / "clicked.py"
    script.write_text(dedent(SCRIPT), encoding="utf-8")
    with x_server() as display:
        places = ask_twin(script, display)
        for name in ("worker.pid", "worker.end"):
            (packaged.work / name).unlink(missing_ok=True)
        environment = {**packaged.environment(), **display}
        command = packaged.command(str(packaged.executable), "open", str(script))
        with subprocess.Popen(command, cwd=packaged.work, env=environment, stderr=subprocess.PIPE) as program:
            assert program.stderr is not None
            try:
                click_through(packaged.work, places, {**os.environ, **display})
                wait_until(lambda: program.poll() is not None, "the window closes by Ctrl+Q")
            except SmokeError as error:
                program.terminate()
                raise SmokeError(f"{error}; the program said: {program.stderr.read().decode()}") from error
            said = program.stderr.read().decode("utf-8", "replace")
            demand(program.returncode == 0, f"the window ended with {program.returncode}: {said}")
            demand("Traceback" not in said, f"the window said: {said}")


def click_through(work: Path, places: dict[str, list[int]], environment: dict[str, str]) -> None:
    """What the mouse and the keyboard do."""

    def xdotool(*words: str) -> str:
        result = subprocess.run(
            ["xdotool", *words],
            env=environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
        )
        return result.stdout.strip()

    def click(name: str) -> None:
        x, y = places[name]
        xdotool("mousemove", "--window", window, str(x), str(y), "click", "1")

    window = ""
    deadline = time.monotonic() + PATIENCE_S
    while not window:
        window = xdotool("search", "--onlyvisible", "--name", "Procession$").partition("\n")[0]
        demand(time.monotonic() < deadline, "no window comes up")
    xdotool("windowmove", "--sync", window, "0", "0")
    xdotool("windowfocus", window)
    xdotool("key", "Escape")  # the tour that greets a new user
    do_until(lambda: click("startButton"), (work / "worker.pid").exists, "the script starts")
    do_until(lambda: click("terminateButton"), (work / "worker.end").exists, "the process ends by the click")
    wait_until(lambda: (work / "worker.end").read_text() != "", "the script tells the end")
    ended = (work / "worker.end").read_text()
    demand(ended == "-15", f"the process ended with {ended}, and not by SIGTERM")
    xdotool("windowfocus", window)
    xdotool("key", "ctrl+q")


def do_until(act: Callable[[], None], condition: Callable[[], bool], what: str) -> None:
    """Act, and act again if nothing happens for a while. Raises SmokeError."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        act()
        with contextlib.suppress(SmokeError):
            wait_until(condition, what, AGAIN_S)
            return
    raise SmokeError(f"waited in vain: {what}")


def wait_until(condition: Callable[[], bool], what: str, patience_s: float = PATIENCE_S) -> None:
    """Wait for a condition. Raises SmokeError."""
    deadline = time.monotonic() + patience_s
    while not condition():
        if time.monotonic() > deadline:
            raise SmokeError(f"waited in vain: {what}")
        time.sleep(STEP_S)


# --- the twin ----------------------------------------------------------------------------


def ask_twin(script: Path, display: dict[str, str]) -> dict[str, list[int]]:
    """The places of the buttons, relative to the window's upper left corner."""
    with tempfile.TemporaryDirectory(prefix="home-of-procession-") as home:
        result = subprocess.run(
            [sys.executable, str(Path(__file__)), str(script)],
            cwd=home,
            env={**display, "PATH": os.environ["PATH"], "HOME": home, "LC_ALL": "C.UTF-8"},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    demand(result.returncode == 0, f"the window from the source does not do it: {result.stderr}")
    found: dict[str, list[int]] = json.loads(result.stdout)
    return found


def be_twin(script: Path) -> int:
    """Run the script in the window of this source, and print where its buttons are."""
    from PySide6.QtCore import QPoint, Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QAbstractButton, QApplication

    from app.gui.program import create_window
    from app.gui.window.main_window import MainWindow

    application = QApplication(sys.argv[:1])
    window = create_window()
    assert isinstance(window, MainWindow)
    window.open_script(script)
    window.show()

    def buttons(name: str) -> list[QAbstractButton]:
        return [found for found in window.findChildren(QAbstractButton, name) if found.isVisible()]

    def place(button: QAbstractButton) -> list[int]:
        point = button.mapTo(window, QPoint(button.width() // 2, button.height() // 2))
        return [point.x(), point.y()]

    (start,) = buttons("startButton")
    QTest.mouseClick(start, Qt.MouseButton.LeftButton)
    deadline = time.monotonic() + PATIENCE_S
    pid = script.parent / "worker.pid"
    places: list[list[int]] = []
    while len(places) < SETTLED and time.monotonic() < deadline:
        QTest.qWait(100)
        worker = pid.read_text() if pid.exists() else ""
        found = [one for one in buttons("terminateButton") if worker and str(one.property("pid")) == worker]
        places += [place(one) for one in found]
    if places:
        print(json.dumps({"startButton": place(start), "terminateButton": places[-1]}))
    window.close()
    application.processEvents()
    return 0 if places else 1


if __name__ == "__main__":
    sys.exit(be_twin(Path(sys.argv[1])))
