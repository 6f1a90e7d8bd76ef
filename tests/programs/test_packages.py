"""A library on top of multiprocessing: what it makes is its own, and what it is told to make the script's."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.programs.harness import START_METHODS, Result, write_script

LIBRARY = """
import multiprocessing as mp
import subprocess
import sys

def _serve(tasks, results):
    for task, value in iter(tasks.get, None):
        results.put(task(value))

class Bakery:
    def __init__(self):
        self.tasks, self.results = mp.Queue(), mp.SimpleQueue()
        self.lock = mp.Lock()
        self.reader, self.writer = mp.Pipe(duplex=False)
        self.baker = mp.Process(target=_serve, args=(self.tasks, self.results), name="baker")
        self.baker.start()

    def bake(self, task, value):
        self.tasks.put((task, value))
        return self.results.get()

    def close(self):
        self.tasks.put(None)
        self.baker.join()

def pooled(task, values):
    with mp.Pool(1) as pool:
        return pool.map(task, values)

def counted(task, values):
    with mp.Manager() as manager:
        counts, waiting = manager.dict(), manager.Queue()
        for value in values:
            waiting.put(value)
            counts[value] = task(waiting.get())
        return dict(counts)

def program():
    return subprocess.run([sys.executable, "-c", "pass"]).returncode

def call(make):
    return make()
"""

SCRIPT = """
import multiprocessing as mp
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "site-packages"))
import bakery

def double(value):
    return 2 * value

def put(q):
    q.put(1)

if __name__ == "__main__":
    mp.set_start_method(sys.argv[1])
    oven = bakery.Bakery()
    print(oven.bake(double, 4), bakery.pooled(double, [1, 2]), bakery.program())
    oven.close()
    print(bakery.counted(double, [3]))
    q = mp.Queue()
    given = bakery.call(lambda: mp.Event())
    given.set()
    mine = mp.Process(target=put, args=(q,), name="mine")
    mine.start()
    print(q.get())
    mine.join()
"""


@pytest.mark.parametrize("method", START_METHODS)
def test_what_a_package_has_made_is_said_to_be_its_own(
    compare: Callable[..., Result], tmp_path: Path, method: str
) -> None:
    folder = tmp_path / "site-packages" / "bakery"
    folder.mkdir(parents=True)
    write_script(folder, LIBRARY, "__init__.py")
    result = compare(SCRIPT, method)
    assert result.report is not None
    makers = {one["name"]: one.get("made_by") for one in result.processes}
    assert (makers.pop("main"), makers.pop("mine")) == (None, None)
    assert makers.pop("baker") == "bakery"
    assert len(makers) == 3  # the pool's worker, the program, and the manager's server
    assert set(makers.values()) == {"bakery"}
    kinds = {(one["kind"], one.get("made_by")) for one in result.report["objects"]}
    assert {("Queue", "bakery"), ("SimpleQueue", "bakery"), ("Lock", "bakery"), ("Pipe", "bakery")} <= kinds
    assert {("DictProxy", "bakery"), ("AutoProxy[Queue]", "bakery")} <= kinds
    assert {("Queue", None), ("Event", None)} <= kinds
    assert result.probe_failures == []


def test_a_package_that_is_run_as_the_script_is_the_script(
    compare: Callable[..., Result], tmp_path: Path
) -> None:
    folder = tmp_path / "site-packages" / "bakery"
    folder.mkdir(parents=True)
    write_script(folder, LIBRARY, "__init__.py")
    run = "import bakery; oven = bakery.Bakery(); print(oven.bake(abs, -4)); oven.close()"
    write_script(folder, f"if __name__ == '__main__':\n    {run}\n", "__main__.py")
    result = compare(f"""
        import os, sys

        os.environ["PYTHONPATH"] = os.pathsep.join(
            filter(None, (os.environ.get("PYTHONPATH"), {str(tmp_path / "site-packages")!r}))
        )
        os.execv(sys.executable, [sys.executable, "-m", "bakery"])
        """)
    assert result.report is not None
    assert {one.get("made_by") for one in (*result.processes, *result.report["objects"])} == {None}


def test_what_a_package_makes_in_a_child_that_it_starts_by_a_module_of_its_own_is_its_own(
    compare: Callable[..., Result], tmp_path: Path
) -> None:
    folder = tmp_path / "site-packages" / "bakery"
    folder.mkdir(parents=True)
    write_script(
        folder, "import multiprocessing as mp\n\ndef work():\n    mp.Lock().acquire()\n", "__init__.py"
    )
    starter = """
        import sys
        import bakery

        if __name__ == "__main__":  # as loky does
            sys.exit(bakery.mp.get_context("spawn").Process(target=bakery.work, name="launched")._bootstrap())
        """
    write_script(folder, starter, "starter.py")
    result = compare(f"""
        import os, subprocess, sys

        os.environ["PYTHONPATH"] = os.pathsep.join(
            filter(None, (os.environ.get("PYTHONPATH"), {str(tmp_path / "site-packages")!r}))
        )
        print(subprocess.run([sys.executable, "-m", "bakery.starter"]).returncode)
        """)
    assert result.report is not None
    assert [one["name"] for one in result.processes] == ["main", "launched"]
    assert {(one["kind"], one.get("made_by")) for one in result.report["objects"]} == {("Lock", "bakery")}
