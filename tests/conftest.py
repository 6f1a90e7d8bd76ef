"""For every test: Qt without a screen, a temporary folder of its own, and nothing left behind."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app import language
from app.platform import translations
from tests import leaks

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# pytest keeps its own folders (tmp_path) where it always has; everything else that a test or a
# process started by it puts into the temporary folder comes into one of ours, where it is noticed.
os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", tempfile.gettempdir())
_private_folder = leaks.private_folder()
_private_folder.__enter__()  # already here, because modules of tests ask for the folder at their import
# No test reads or changes the user's settings or log; Qt asks for this once, when it is first loaded.
_settings_folder = tempfile.mkdtemp(prefix="settings-", dir=os.environ["PYTEST_DEBUG_TEMPROOT"])
os.environ["XDG_CONFIG_HOME"] = _settings_folder
os.environ["XDG_STATE_HOME"] = os.path.join(_settings_folder, "state")
# The tests read English, whatever the developer's desktop speaks.
for _variable in ("LANGUAGE", "LC_ALL", "LC_MESSAGES"):
    os.environ.pop(_variable, None)
os.environ["LANG"] = "C.UTF-8"

collect_ignore = ["benchmarks/scripts"]


def pytest_configure(config: pytest.Config) -> None:
    leaks.adopt_orphans()
    # In a background job or under nohup they are ignored, and every process of a test would inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for name in ("SIGHUP", "SIGQUIT"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_DFL)


def pytest_sessionfinish(session: pytest.Session) -> None:
    leaks.watch_no_longer()


def pytest_unconfigure(config: pytest.Config) -> None:
    _private_folder.__exit__(None, None, None)
    shutil.rmtree(_settings_folder, ignore_errors=True)


@pytest.fixture(scope="session", autouse=True)
def _qt_leaks() -> None:
    """Adds Qt's own leak check; where Qt cannot be loaded there is nothing of it to leak."""
    try:
        from tests import qt_leaks
    except ImportError:
        return
    qt_leaks.watch_starts()
    leaks.SETTLERS.append(qt_leaks.delete_what_is_closed)
    leaks.CHECKS.extend([qt_leaks.running_objects, qt_leaks.open_windows])


@pytest.fixture(autouse=True)
def _nothing_left_behind(_qt_leaks: None) -> Iterator[None]:
    """Fails a test that leaves a process, thread, timer, window, semaphore or file behind."""
    before = leaks.Snapshot()
    yield
    left = before.leftovers()
    if left:
        pytest.fail("left behind by this test:\n  " + "\n  ".join(left), pytrace=False)


@pytest.fixture(autouse=True)
def _no_settings_yet() -> None:
    """Each test begins as on a machine where the program has never run."""
    for name in ("procession", "state"):
        shutil.rmtree(os.path.join(_settings_folder, name), ignore_errors=True)


@pytest.fixture(autouse=True)
def _english() -> None:
    """Each test begins in English, whatever language the one before has used."""
    translations.use(language.ENGLISH)


@contextmanager
def _x_server(*options: str) -> Iterator[str]:
    if shutil.which("Xvfb") is None:
        pytest.skip("Xvfb is not installed")
    reader, writer = os.pipe()
    screen = ["-displayfd", str(writer), "-screen", "0", "1280x900x24", "-nolisten", "tcp"]
    command = ["Xvfb", *screen, *options]
    with subprocess.Popen(command, pass_fds=[writer], stderr=subprocess.DEVNULL) as server:
        os.close(writer)
        with os.fdopen(reader) as answer:
            display = answer.readline().strip()
        yield f":{display}"
        server.terminate()


@pytest.fixture
def x_server() -> Iterator[str]:
    """A real X server of its own without a screen; its display name (":99")."""
    with _x_server("-noreset") as display:
        yield display


@pytest.fixture
def resetting_x_server() -> Iterator[str]:
    """One that begins anew when its last client has gone, and refuses who comes meanwhile."""
    with _x_server() as display:
        yield display


@pytest.fixture
def project_folder() -> Path:
    """The root of the project."""
    return Path(__file__).resolve().parents[1]


@pytest.fixture
def python() -> str:
    """The interpreter that runs the tests."""
    return sys.executable
