"""The smoke test's runs without a window: scenarios, scripts, the packaged Python."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from typing import Any

import psutil

START_METHODS = ("fork", "spawn", "forkserver") if os.name == "posix" else ("spawn",)
PATIENCE_S = 90
#: Parameters that make a scenario short, but not too short for a slow machine.
QUICK = {
    "identity": ["TERMINATE_AFTER=2.0"],
    "daemon": ["F1_SECONDS=30", "F2_SECONDS=3.0", "MAIN_SECONDS=1.5"],
    "joinable": ["PRODUCER_PAUSE=0.05", "CONSUMER_PAUSE=0.05"],
    "producer-consumer": ["PRODUCER_PAUSE=0.05", "CONSUMER_PAUSE=0.05"],
}
INPUT = {"queue-api": "put\nqsize\nget\nquit\n"}

SCRIPT = """
    import multiprocessing as mp, os, subprocess, sys
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import shared_memory

    def square(x): return x * x
    def child():
        p = mp.Process(target=print, args=("grandchild",), name="grandchild"); p.start(); p.join()
    def write(name):
        memory = shared_memory.SharedMemory(name=name); memory.buf[0] = 7; memory.close()
    def fill(d): d["key"] = "value"
    def fail(): raise ValueError("meant")

    if __name__ == "__main__":
        print(type(mp.Lock().acquire).__name__)  # a Python method where the accelerator is not there
        print(sys.argv[1:], "frozen" if getattr(sys, "frozen", False) else "plain")
        p = mp.Process(target=child, name="child"); p.start(); p.join()
        with mp.Pool(2) as pool: print(pool.map(square, range(4)))
        with ProcessPoolExecutor(2) as executor: print(list(executor.map(square, range(4))))
        with mp.Manager() as manager:
            d = manager.dict(); p = mp.Process(target=fill, args=(d,)); p.start(); p.join(); print(dict(d))
        memory = shared_memory.SharedMemory(create=True, size=1)
        p = mp.Process(target=write, args=(memory.name,)); p.start(); p.join()
        print(memory.buf[0]); memory.close(); memory.unlink()
        print(subprocess.run([sys.executable, "-c", "print(6 * 7)"], capture_output=True, text=True).stdout)
        p = mp.Process(target=fail, name="fails"); p.start(); p.join(); print(p.exitcode)
        sys.exit(3)
"""
PRINTED = [
    "builtin_function_or_method",
    "['a b', '中文'] plain",
    "grandchild",
    "[0, 1, 4, 9]",
    "{'key': 'value'}",
    "7",
    "42",
    "1",
]


class SmokeError(Exception):
    """Something in the packaged program does not work."""


@dataclass(frozen=True)
class Packaged:
    """The folder under test, a writable folder, and the user who starts it (None: the current one)."""

    folder: Path
    work: Path
    user: int | None

    @property
    def executable(self) -> Path:
        """The program."""
        return self._file("procession")

    @property
    def python(self) -> Path:
        """The packaged Python."""
        return self._file("procession-python")

    def _file(self, name: str) -> Path:
        return self.folder / (name + (".exe" if sys.platform == "win32" else ""))

    def command(self, *words: str) -> list[str]:
        """The command line prefix for running as the other user."""
        if self.user is None:
            return list(words)
        number = str(self.user)
        return [
            shutil.which("setpriv") or "setpriv",
            "--reuid",
            number,
            "--regid",
            number,
            "--clear-groups",
            *words,
        ]

    def environment(self) -> dict[str, str]:
        """An environment without HOME, without Python on PATH, and without anything of this process."""
        if sys.platform == "win32":
            return {**os.environ, "PATH": os.environ["SYSTEMROOT"]}
        return {"PATH": str(self.work), "LC_ALL": "C.UTF-8"}

    def run(self, *words: str, stdin: str = "", program: Path | None = None) -> tuple[int, str, str]:
        """Run it. Returns exit code, stdout and stderr. Raises SmokeError when it hangs."""
        command = self.command(str(program or self.executable), *words)
        try:
            result = subprocess.run(
                command,
                input=stdin.encode(),
                capture_output=True,
                cwd=self.work,
                env=self.environment(),
                timeout=PATIENCE_S,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise SmokeError(f"hangs: {words}") from error
        return (
            result.returncode,
            result.stdout.decode("utf-8", "replace"),
            result.stderr.decode("utf-8", "replace"),
        )


def demand(condition: object, what: str) -> None:
    """Raise SmokeError unless the condition is true."""
    if not condition:
        raise SmokeError(what)


def run_report(packaged: Packaged, target: str, *options: str, stdin: str = "") -> dict[str, Any]:
    """A run's report, with its output under "stdout", errors under "stderr", exit code under "code"."""
    descriptor, name = tempfile.mkstemp(suffix=".json", dir=packaged.work)
    os.close(descriptor)
    os.chmod(name, 0o666)
    before, dashes, after = list(options), [], []
    if "--" in options:
        index = before.index("--")
        before, dashes, after = before[:index], ["--"], before[index + 1 :]
    words = ["run", target, *before, "--report", name, *dashes, *after]
    code, out, err = packaged.run(*words, stdin=stdin)
    text = Path(name).read_text(encoding="utf-8")
    demand(text, f"no report of {words}: {code} {out} {err}")
    return {**json.loads(text), "code": code, "stdout": out, "stderr": err}


# --- checks ------------------------------------------------------------------------------


def check_scenarios(packaged: Packaged, short: bool) -> None:
    """Check that each scenario ends well, is watched, and writes nothing to stderr."""
    code, out, err = packaged.run("list", "--json")
    demand(code == 0, f"list: {err}")
    jobs = list(scenario_runs(json.loads(out), short))
    demand(len(jobs) >= 8, f"only {len(jobs)} scenarios")
    with ThreadPoolExecutor(2) as pool:
        for _ in pool.map(lambda job: check_scenario(packaged, *job), jobs):
            pass


def scenario_runs(scenarios: list[dict[str, Any]], short: bool) -> Iterator[tuple[str, str]]:
    """(id, start method): all of them, or each scenario under another one in turn."""
    for index, scenario in enumerate(scenarios):
        methods = [method for method in START_METHODS if method in scenario["start_methods"]]
        for method in [methods[index % len(methods)]] if short else methods:
            yield scenario["id"], method


def check_scenario(packaged: Packaged, scenario: str, method: str) -> None:
    """One scenario under one start method."""
    settings = [word for pair in QUICK.get(scenario, []) for word in ("--set", pair)]
    report = run_report(
        packaged, scenario, "--start-method", method, *settings, stdin=INPUT.get(scenario, "")
    )
    what = f"{scenario} under {method}: {report}"
    demand(report["code"] == 0 and not report["stderr"], what)
    demand(report["lost_events"] == 0 and len(report["processes"]) > 1 and report["output"], what)
    children = {process["start_method"] for process in report["processes"][1:]} - {None}
    demand(children == {method}, what)
    inner = [found for found in report["objects"] if found["kind"] == "BoundedSemaphore"]
    demand(not inner, f"{scenario} under {method}: a queue's own locks are told: {inner}")


def check_interpreter(packaged: Packaged) -> None:
    """Check -c, -m, a path, standard input, arguments, exit codes and options against `python`."""
    script = packaged.work / "script 一.py"
    script.write_text("import sys\nprint(sys.argv, __name__)\nsys.exit(4)\n", encoding="utf-8")
    cases = [
        (["-c", "import sys; print(sys.argv, sys.stdin.read())", "a", "-b"], "in", 0, "['-c', 'a', '-b'] in"),
        (["-m", "timeit", "-n1", "-r1", "pass"], "", 0, "1 loop"),
        ([str(script), "x"], "", 4, f"['{script}', 'x'] __main__"),
        (["-"], "print(1 + 1)", 0, "2"),
        ([], "import sys; sys.exit(5)", 5, ""),
        (["-B", "-E", "-I", "-S", "-s", "-u", "-X", "dev", "-W", "error", "-c", "print(3)"], "", 0, "3"),
        (["-c", "1/0"], "", 1, ""),
    ]
    for words, stdin, expected, printed in cases:
        code, out, err = packaged.run(*words, stdin=stdin, program=packaged.python)
        demand(code == expected and out.startswith(printed), f"{words}: {code} {out!r} {err!r}")
        demand("PYI-" not in err, f"{words}: {err}")


def check_library(packaged: Packaged) -> None:
    """Check that all modules of this Python can be imported, except those left out on purpose."""
    text = dedent("""
        import importlib, sys
        for name in sys.argv[1:]:
            try:
                importlib.import_module(name)
            except ImportError as error:
                print(name, error)
        """)
    left_out = {"antigravity", "this", "idlelib", "lib2to3", "readline", "tkinter", "turtle", "turtledemo"}
    left_out |= {"_tkinter", "_gdbm"}
    names = [name for name in sys.stdlib_module_names - left_out if has_module(name)]
    code, out, err = packaged.run("-W", "ignore", "-c", text, *sorted(names), program=packaged.python)
    demand(code == 0 and not out, f"standard library: {out} {err}")


def has_module(name: str) -> bool:
    """Whether the Python that built the folder has a module (some belong to other systems)."""
    import importlib.util

    return importlib.util.find_spec(name) is not None


def check_script(packaged: Packaged, short: bool) -> None:
    """Check that processes of all kinds run, are seen, and end as they do with Python."""
    script = packaged.work / "own script.py"
    script.write_text(dedent(SCRIPT), encoding="utf-8")
    for method in START_METHODS[-1:] if short else START_METHODS:
        report = run_report(packaged, str(script), "--start-method", method, "--", "a b", "中文")
        what = f"script under {method}: {report}"
        lines = [line for line in report["stdout"].splitlines() if line]
        demand(report["code"] == 3, what)
        demand(list(dict.fromkeys(lines)) == PRINTED, what)
        names = {process["name"] for process in report["processes"]}
        demand({"main", "child", "grandchild", "fails"} <= names, what)
        demand(len(report["processes"]) >= 12, what)
        demand(any(found["kind"] == "DictProxy" for found in report["objects"]), what)


STANDING = """
    import multiprocessing, queue, threading

    def get(): queue.Queue().get()

    if __name__ == "__main__":
        multiprocessing.Process(target=get, name="get").start()
        threading.Event().wait()
    """


def check_stacks(packaged: Packaged) -> None:
    """Check that the program has what reads stacks from outside, and reads those of its own Python."""
    if not sys.platform.startswith("linux"):
        return
    script = packaged.work / "standing.py"
    script.write_text(dedent(STANDING), encoding="utf-8")
    report = run_report(packaged, str(script), "--timeout", "5")
    said = {process["name"]: process["last_state"]["text"] for process in report["processes"]}
    demand(
        said
        == {"main": "waiting in threading.Event.wait (line 8)", "get": "waiting in queue.Queue.get (line 4)"},
        f"{said}, {report['sampling_failure']}",
    )


def check_foreign_python(packaged: Packaged) -> None:
    """Check that another Python runs watched, and sees nothing of the packaged program."""
    python = shutil.which("python3", path="/usr/bin:/usr/local/bin") or os.path.realpath(sys.executable)
    script = packaged.work / "foreign.py"
    script.write_text(
        dedent("""
        import multiprocessing, os, sys
        print(sys.executable)
        print([name for name in os.environ if name.startswith(("_PYI", "LD_LIBRARY", "QT_PLUGIN"))])
        if __name__ == "__main__":
            p = multiprocessing.Process(target=int, name="child"); p.start(); p.join()
        """),
        encoding="utf-8",
    )
    if packaged.user is not None and packaged.run("-V", program=Path(python))[0] != 0:
        print("    (no Python here that the other user may start)")
        return
    report = run_report(packaged, str(script), "--python", python)
    what = f"{python}: {report}"
    demand(report["code"] == 0 and report["stdout"].splitlines()[1] == "[]", what)
    demand("procession" not in report["stdout"].splitlines()[0], what)
    demand({"main", "child"} <= {process["name"] for process in report["processes"]}, what)


# --- what is left ------------------------------------------------------------------------


def leftovers(packaged: Packaged) -> set[str]:
    """The program's processes, and its user's files in the system's temporary folders."""
    found = set()
    for process in psutil.process_iter(["exe", "cmdline", "pid"]):
        words = [process.info["exe"] or "", *(process.info["cmdline"] or [])]
        if any(word.startswith(str(packaged.folder)) for word in words):
            found.add(f"process {process.info['pid']} {' '.join(words[1:])[:80]}")
    owner = packaged.user if packaged.user is not None else getattr(os, "getuid", int)()
    for place in {Path("/dev/shm"), Path(tempfile.gettempdir())}:
        if place.is_dir():
            found |= {str(path) for path in place.iterdir() if belongs(path, owner)}
    return found


def belongs(path: Path, owner: int) -> bool:
    """Whether a file belongs to this user and has a name as given by runs or multiprocessing."""
    try:
        named = path.name.startswith(("procession-", "pymp-", "sem.", "psm_", "_MEI"))
        return named and path.lstat().st_uid == owner
    except OSError:
        return False
