"""Where only an ancestor may read a process, each process of the script names the supervisor."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.supervisor import launch, proc
from app.supervisor.spec import RunSpec
from app.wire.run_folder import TRACER
from tests.programs.harness import START_METHODS, run_watched

SCOPE = Path("/proc/sys/kernel/yama/ptrace_scope")


@pytest.mark.parametrize(("text", "scope"), [("0\n", 0), ("1\n", 1), ("3\n", 3), ("x", 0), (None, 0)])
def test_the_scope_is_what_the_kernel_says(text: str | None, scope: int, tmp_path: Path) -> None:
    path = tmp_path / "ptrace_scope"
    if text is not None:
        path.write_text(text)
    assert proc.trace_scope(str(path)) == scope


@pytest.mark.parametrize(("scope", "told"), [(0, False), (1, True), (2, False)])
def test_the_script_is_told_who_reads_where_that_helps(
    scope: int, told: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    given = {TRACER: "99"}  # of a run that this one is inside of
    monkeypatch.setattr(launch, "trace_scope", lambda: scope)
    named = launch.environment(RunSpec("t", "/t.py"), tmp_path, [], given).get(TRACER)
    assert named == (str(os.getpid()) if told else None)


@pytest.mark.parametrize(
    "pid", [str(os.getpid()), "no number", "-5", str(10**30)], ids=["own", "word", "-5", "huge"]
)
def test_nothing_comes_of_it_whatever_it_is(pid: str) -> None:
    code = "import sys\nfrom app.probe.arrival.tracer import allow\nallow(sys.argv[1])\nprint('well')"
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", code, pid], capture_output=True, text=True, check=False
    )
    assert (run.stdout, run.stderr) == ("well\n", "")


def test_a_forked_child_asks_again(tmp_path: Path) -> None:
    """What the parent has asked for is not the child's."""
    (tmp_path / "log").mkdir()
    code = """if True:
        import ctypes, os
        class Library:
            def __init__(self, name): pass
            def prctl(self, *words): print(hex(words[0]), words[1].value, words[2:], flush=True)
        ctypes.CDLL = Library
        from app import probe
        probe.install(os.environ["FOLDER"])
        if os.fork():
            os.wait()
        """
    environment = {**os.environ, TRACER: "4100", "FOLDER": str(tmp_path)}
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment
    )
    assert run.stdout.splitlines() == ["0x59616d61 4100 (0, 0, 0)"] * 2


def test_who_is_not_asked_imports_nothing_for_it(tmp_path: Path) -> None:
    (tmp_path / "log").mkdir()
    code = "import sys, os\nfrom app import probe\nprobe.install(sys.argv[1])\nprint('ctypes' in sys.modules)"
    environment = {name: value for name, value in os.environ.items() if name != TRACER}
    run = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    )
    assert run.stdout == "False\n"


@pytest.mark.skipif(
    not SCOPE.exists() or SCOPE.read_text().strip() != "1", reason="Yama's scope is not 1 here"
)
@pytest.mark.parametrize("method", START_METHODS)
def test_stacks_are_read_where_only_ancestors_may(method: str) -> None:
    script = """
        import multiprocessing, threading

        def wait(): threading.Event().wait()

        if __name__ == "__main__":
            multiprocessing.Process(target=wait, name="w").start()
            wait()
        """
    result = run_watched(script, "--start-method", method, "--timeout", "4")
    assert result.report is not None and result.report["sampling_failure"] is None
    assert {one["last_state"]["line"] for one in result.processes} == {4}
