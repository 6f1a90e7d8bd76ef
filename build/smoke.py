"""Starts the packaged folder as users do, and checks that it works: `python build/smoke.py [FOLDER]`.

The folder is under a path with spaces and Chinese letters on a read-only medium; it is started by
another user, without HOME and without a Python on PATH, if the current user can arrange that (root
can, in a mount namespace). Every scenario runs under every start method, scripts of all kinds run in
the packaged Python, a process is terminated by a click under Xvfb, and nothing may be left behind.
`--short` runs each scenario under one start method.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from build import licences, measure  # noqa: E402  # after the path is set
from build.smoke_runs import (  # noqa: E402
    Packaged,
    SmokeError,
    check_foreign_python,
    check_interpreter,
    check_library,
    check_scenarios,
    check_script,
    check_stacks,
    leftovers,
)
from build.smoke_window import check_click  # noqa: E402

NAME = "Procession 进程 1"
#: Set in the process that runs in its own mount namespace.
INSIDE = "--inside"


def main() -> int:
    """The command; 1 when something does not work."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", default=str(ROOT / "dist" / "procession"))
    parser.add_argument("--short", action="store_true", help="each scenario under one start method only")
    parser.add_argument(INSIDE, action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if can_mount() and not options.inside:
        return enter_namespace()
    with place(Path(options.folder).resolve(), options.inside) as packaged:
        try:
            check_all(packaged, options.short)
        except SmokeError as error:
            print(f"FAILED: {error}")
            return 1
    print("all well")
    return 0


def check_all(packaged: Packaged, short: bool) -> None:
    """Run every check, and print how long it took. Raises SmokeError."""
    before = leftovers(packaged)
    checks: list[tuple[str, Callable[[], None]]] = [
        ("scenarios", lambda: check_scenarios(packaged, short)),
        ("the packaged Python's command line", lambda: check_interpreter(packaged)),
        ("the whole standard library", lambda: check_library(packaged)),
        ("a script of all kinds of processes", lambda: check_script(packaged, short)),
        ("what no call tells", lambda: check_stacks(packaged)),
        ("a script under another Python", lambda: check_foreign_python(packaged)),
    ]
    if sys.platform.startswith("linux"):
        checks.insert(0, ("a licence for every library", lambda: check_licences(packaged)))
    if sys.platform.startswith("linux") and shutil.which("Xvfb") and shutil.which("xdotool"):
        checks.append(("a click on Terminate", lambda: check_click(packaged)))
    for what, check in checks:
        began = time.monotonic()
        check()
        print(f"ok  {what} ({time.monotonic() - began:.1f} s)", flush=True)
    left = leftovers(packaged) - before
    if left:
        raise SmokeError(f"left behind: {', '.join(sorted(left))}")
    print("ok  nothing is left behind")
    if sys.platform.startswith("linux"):
        measure.measure(packaged.executable, rounds=3 if short else measure.ROUNDS)


def check_licences(packaged: Packaged) -> None:
    """Check that no library is distributed without its licence."""
    missing = licences.uncovered(packaged.folder / "_internal")
    if missing:
        raise SmokeError(f"no licence text for: {', '.join(missing)}")


# --- the place ---------------------------------------------------------------------------


def can_mount() -> bool:
    """Whether a mount namespace can be created."""
    if not sys.platform.startswith("linux") or os.getuid() != 0 or shutil.which("unshare") is None:
        return False
    return subprocess.run(["unshare", "--mount", "true"], capture_output=True, check=False).returncode == 0


def enter_namespace() -> int:
    """Run this program again in a mount namespace."""
    command = ["unshare", "--mount", "--propagation", "private", sys.executable, *sys.argv, INSIDE]
    return subprocess.run(command, check=False).returncode


@contextlib.contextmanager
def place(folder: Path, mounted: bool) -> Iterator[Packaged]:
    """Put the folder where it is to be tested; the folder, and the user to test it."""
    with tempfile.TemporaryDirectory(prefix="smoke of procession ") as name:
        room = Path(name)
        room.chmod(0o755)
        target = room / NAME
        work = room / "work"
        work.mkdir(mode=0o777)
        work.chmod(0o777)
        if not mounted:
            shutil.copytree(folder, target, symlinks=True)
            print(f"as this user, in a copy: {target}")
            yield Packaged(target, work, None)
            return
        target.mkdir()
        for options in (["--bind", str(folder)], ["-o", "remount,bind,ro"]):
            subprocess.run(["mount", *options, str(target)], check=True)
        print(f"as another user, on a read-only medium: {target}")
        try:
            yield Packaged(target, work, 65534)
        finally:
            subprocess.run(["umount", "--lazy", str(target)], check=True)


if __name__ == "__main__":
    sys.exit(main())
