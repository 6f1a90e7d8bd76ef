"""The accelerator is there wherever it can be, and serves every CPython that can be watched."""

from __future__ import annotations

import os
import shutil
import sys
import sysconfig
from pathlib import Path

import pytest

from app.probe.recorder import chosen, quick
from tests.programs.harness import run_watched

_CAN_BE_BUILT = (
    sys.platform == "linux"
    and os.environ.get("PROCESSION_ACCELERATOR") != "off"
    and shutil.which("cc") is not None
    and Path(sysconfig.get_path("include"), "Python.h").exists()
    and not sysconfig.get_config_var("Py_GIL_DISABLED")
)


@pytest.mark.skipif(not _CAN_BE_BUILT, reason="no C compiler, or no headers of Python")
def test_it_is_built_where_there_is_a_compiler() -> None:
    assert chosen.accelerator is not None
    assert issubclass(quick.Site, chosen.accelerator.Prepared)


@pytest.mark.skipif(chosen.accelerator is None, reason="no accelerator here")
def test_a_frame_of_another_kind_and_wrong_arguments_are_refused_and_not_read() -> None:
    prepared = chosen.accelerator.Prepared(None)
    with pytest.raises(TypeError):
        prepared.tell(None)
    with pytest.raises(TypeError):
        prepared.tell_text(sys._getframe(), 1, "text")
    with pytest.raises(ValueError, match="head"):
        prepared.prepare(0, None, 1, None, b"", b"")
    with pytest.raises(AttributeError, match="tell_slowly"):
        prepared.tell(None, 1)  # nothing is prepared


@pytest.mark.skipif(chosen.accelerator is None, reason="no accelerator here")
def test_another_interpreter_of_this_process_does_without() -> None:
    """What it keeps it keeps once in a process; the main interpreter's locks stay as they are."""
    text = """
        try:
            import _xxsubinterpreters as interpreters
        except ImportError:
            import _interpreters as interpreters
        import multiprocessing as mp

        if __name__ == "__main__":
            lock = mp.Lock()
            other = interpreters.create()
            interpreters.run_string(other, "import multiprocessing as mp; print(mp.Lock().acquire)")
            for _ in range(3):
                with lock:
                    pass
            print(lock.acquire)
        """
    result = run_watched(text)
    first, second = result.stdout.splitlines()
    assert first.startswith("<bound method")
    assert second.startswith("<built-in method acquire")
    assert (result.exitcode, result.object("Lock", "lock")["acquires"]) == (0, 3)
