"""What a built-in function warns of is said of the line that calls its stand-in."""

from __future__ import annotations

import _thread
import functools
import traceback
import warnings
from pathlib import Path
from typing import Any

import pytest

from app.probe.patching.around import Watcher
from app.probe.patching.standin import StandIn, stand_in
from app.probe.recorder.reporter import Reporter
from app.wire.run_folder import LOGS


@pytest.fixture
def report(tmp_path: Path) -> Reporter:
    (tmp_path / LOGS).mkdir()
    return Reporter(str(tmp_path))


def built_in(function: Any, *args: Any) -> Any:
    """A function in C that takes no arguments."""
    made = functools.partial(function, *args)
    made.__name__ = made.__qualname__ = function.__name__  # type: ignore[attr-defined]
    return made


def stands_in(report: Reporter, function: Any, *args: Any) -> StandIn:
    return stand_in(built_in(function, *args), Watcher(report, "os.fork"), warns=True)


def test_a_warning_has_the_line_of_the_call(report: Reporter) -> None:
    warn = stands_in(report, warnings.warn, "old", DeprecationWarning)
    with pytest.warns(DeprecationWarning, match="old") as seen:
        warn()  # type: ignore[operator]
    (warning,) = seen
    line = Path(__file__).read_text(encoding="utf-8").splitlines()[warning.lineno - 1]
    assert (warning.filename, line.split()[0]) == (__file__, "warn()")


def test_it_counts_as_warned_in_the_callers_module(report: Reporter) -> None:
    warn = stands_in(report, warnings.warn, "old", DeprecationWarning)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.filterwarnings("error", module=__name__.replace(".", r"\."))
        with pytest.raises(DeprecationWarning):
            warn()  # type: ignore[operator]


def test_what_it_raises_has_no_frame_of_ours(report: Reporter) -> None:
    fail = stands_in(report, int, "seven")
    with pytest.raises(ValueError, match="seven") as raised:
        fail()  # type: ignore[operator]
    names = [frame.name for frame in traceback.extract_tb(raised.value.__traceback__)]
    assert names == ["test_what_it_raises_has_no_frame_of_ours"]


def test_it_is_called_where_no_python_code_has_called_it(report: Reporter) -> None:
    lock = _thread.allocate_lock()
    lock.acquire()
    release: Any = stands_in(report, lock.release)
    _thread.start_new_thread(release, ())
    assert lock.acquire(timeout=30)
