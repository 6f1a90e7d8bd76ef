"""CPython's own test suites, bare and under `procession run`: watching must not change one result.

    python -m tests.cpython_suites [--python EXE]... [--fast] [suite ...]

Without --python the CPython 3.10, 3.13 and 3.14 that are found here (pyenv, PATH) are taken, if they
come with their test suites. A test that fails only when watched is run again, alone, both ways:
what then fails watched and passes bare is a new failure, and the exit code is 1.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DRIVER = ROOT / "tests" / "drivers" / "suite.py"
SUITES = (
    "test_multiprocessing_fork",
    "test_multiprocessing_spawn",
    "test_multiprocessing_forkserver",
    "test_multiprocessing_main_handling",
    "test_concurrent_futures",
)
#: Some seconds of the whole: a class of every kind, in every start method.
FAST = {
    "test_multiprocessing_fork": ("Process", "Lock", "Semaphore", "Event", "Queue"),
    "test_multiprocessing_spawn": ("Lock", "Event", "Queue"),
    "test_multiprocessing_forkserver": ("Lock", "Event", "Queue"),
}
VERSIONS = ("3.10", "3.13", "3.14")
#: A suite that takes longer hangs.
TIMEOUT_S = 900.0

Results = dict[str, str]  # id of a test -> "ok", "skipped" or "failed"


def find_interpreters() -> list[str]:
    """Executables of CPython 3.10, 3.13 and 3.14 that have their test suites with them."""
    versions = Path.home() / ".pyenv" / "versions"
    found = []
    for version in VERSIONS:
        places = [*sorted(versions.glob(f"{version}.*/bin/python")), shutil.which(f"python{version}")]
        usable = (str(place) for place in places if place and has_suites(str(place)))
        found += [path for path in [next(usable, None)] if path]
    return found


def has_suites(python: str) -> bool:
    """Whether this interpreter answers and can import the multiprocessing suites."""
    code = "import importlib.util as u, sys; sys.exit(u.find_spec('test.test_multiprocessing_fork') is None)"
    try:
        return subprocess.run([python, "-c", code], capture_output=True, timeout=30).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def version_of(python: str) -> tuple[int, int]:
    """(3, 13) of an interpreter."""
    code = "import sys; print(*sys.version_info[:2])"
    major, minor = subprocess.run(
        [python, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    return int(major), int(minor)


def run_suite(python: str, names: Sequence[str], watched: bool) -> tuple[Results, float]:
    """Runs tests in one process and returns each one's result, and the wall time in seconds."""
    with tempfile.TemporaryDirectory(prefix="suite-") as folder:
        results = Path(folder) / "results"
        work = Path(folder) / "work"
        work.mkdir()
        words = [str(results), *names]
        if watched:
            prefix = [sys.executable, "-m", "app", "run", str(DRIVER), "--python", python, "--"]
        else:
            prefix = [python, str(DRIVER)]
        began = time.monotonic()
        run_bounded([*prefix, *words], work, Path(folder) / "output", watched)
        return read_results(results), time.monotonic() - began


def run_bounded(words: list[str], work: Path, output: Path, watched: bool) -> None:
    """Runs a command, its output to a file; ends it after TIMEOUT_S."""
    environment = {**os.environ, **({"PYTHONPATH": str(ROOT)} if watched else {})}
    with (
        output.open("wb") as file,
        subprocess.Popen(
            words, cwd=work, env=environment, stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.STDOUT
        ) as process,
    ):
        try:
            process.wait(TIMEOUT_S)
        except subprocess.TimeoutExpired:
            print(f"  given up after {TIMEOUT_S:.0f} s: {' '.join(words)}")
            process.terminate()
    if not output.with_name("results").exists():
        print(output.read_text(encoding="utf-8", errors="replace")[-2000:])


def read_results(path: Path) -> Results:
    """What the driver noted; a test that failed once (a subtest) has failed."""
    found: Results = {}
    if path.exists():
        for line in path.read_text(encoding="utf-8").splitlines():
            test, outcome = json.loads(line)
            if found.get(test) != "failed":
                found[test] = outcome
    return found


def failing(results: Results, expected: Results) -> set[str]:
    """Tests that failed, and those that are in `expected` and never came to an end."""
    return {test for test, outcome in results.items() if outcome == "failed"} | (
        expected.keys() - results.keys()
    )


def compare(python: str, names: Sequence[str]) -> set[str]:
    """Runs tests bare and watched, prints the comparison, returns the new failures."""
    bare, bare_s = run_suite(python, names, watched=False)
    watched, watched_s = run_suite(python, names, watched=True)
    suspects = failing(watched, bare) - failing(bare, {})
    print(f"  bare {len(bare)} tests, {len(failing(bare, {}))} failed, {bare_s:.0f} s; ", end="")
    print(f"watched {len(watched)}, {len(failing(watched, bare))} failed, {watched_s:.0f} s", flush=True)
    for test in sorted(failing(bare, {})):
        print(f"  failed bare, and so proves nothing: {test}")
    if not bare:
        return {f"{name} did not run at all" for name in names}
    return {test for test in sorted(suspects) if not explained(python, test)}


def explained(python: str, test: str) -> bool:
    """Whether a test that failed only when watched passes when repeated, or fails bare as well."""
    if " " in test:  # "setUpClass (test....)" is no name that can be run alone
        return False
    watched, _ = run_suite(python, [test], watched=True)
    if not failing(watched, {test: "ok"}):
        print(f"  unsteady: {test} failed watched, then passed watched")
        return True
    bare, _ = run_suite(python, [test], watched=False)
    if failing(bare, {test: "ok"}):
        print(f"  unsteady: {test} fails bare, too")
        return True
    return False


def names_of(suite: str, fast: bool, version: tuple[int, int]) -> list[str]:
    """What the driver is to run for a suite: all of it, or its fast part."""
    if not fast:
        return [f"test.{suite}"]
    # From 3.12 on the suites are packages of modules.
    module = f"test.{suite}.test_processes" if version >= (3, 12) else f"test.{suite}"
    return [f"{module}.WithProcessesTest{name}" for name in FAST[suite]]


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; 0 when no test fails that does not fail bare."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.cpython_suites", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("suites", nargs="*", metavar="suite", help=", ".join(SUITES))
    parser.add_argument("--python", action="append", metavar="EXE", help="may be given several times")
    parser.add_argument("--fast", action="store_true", help="a few classes only, about a minute")
    options = parser.parse_args(arguments)
    # Started in the background of a shell, SIGINT is ignored, and tests of it would fail.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    interpreters = options.python or find_interpreters()
    if not interpreters:
        print("No CPython 3.10 or 3.13 with its test suites was found; name one with --python EXE.")
        return 2
    suites = options.suites or (list(FAST) if options.fast else list(SUITES))
    new: set[str] = set()
    for python in interpreters:
        for suite in suites:
            print(f"{python} {suite}{' (fast part)' if options.fast else ''}", flush=True)
            new |= compare(python, names_of(suite, options.fast, version_of(python)))
    print("\n".join(f"NEW FAILURE {test}" for test in sorted(new)) or "no new failure", flush=True)
    return 1 if new else 0


if __name__ == "__main__":
    sys.exit(main())
