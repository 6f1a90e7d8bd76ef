"""What a script may do to itself, and what may be done to a run: the display stays true, nothing is left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import psutil
import pytest

from app.supervisor.folder import AT_WORK, PREFIX
from tests import leaks
from tests.programs import harness
from tests.programs.harness import (
    START_METHODS,
    Running,
    environment,
    is_gone,
    run_watched,
    wait_until,
    watched,
    write_script,
)

every_method = pytest.mark.parametrize("method", START_METHODS)
#: How long anything of a run may live after its supervisor or its command line was killed.
SURVIVAL_S = 2.0
TRACEBACK = "Traceback (most recent call last)"


# --- what a script does ------------------------------------------------------------------


def test_a_child_that_ignores_sigterm_is_ended_with_the_run() -> None:
    with watched(
        """
        import multiprocessing as mp, signal, time
        def f(ready):
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            ready.set()
            time.sleep(600)
        if __name__ == '__main__':
            ready = mp.Event()
            p = mp.Process(target=f, args=(ready,), name='stubborn')
            p.start()
            ready.wait()
            p.terminate()
            p.join(0.3)
            print(p.is_alive(), p.exitcode, flush=True)
        """
    ) as running:
        running.wait_for("True None")
        running.process.terminate()
        result = running.result()
    assert (result.exitcode, result.stdout) == (128 + 15, "True None\n")
    assert result.outcomes() == {"main": "terminated", "stubborn": "ended-with-run"}


def test_a_double_forked_daemon_is_found_and_ended() -> None:
    with watched(
        """
        import os, time
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                print('daemon', os.getpid(), flush=True)
                time.sleep(600)
            os._exit(5)
        os.wait()
        time.sleep(0.5)
        """
    ) as running:
        daemon = psutil.Process(int(running.wait_for("daemon ").split()[1]))
        result = running.result()
        assert is_gone(daemon)
    assert result.exitcode == 0
    assert sorted(process["outcome"] for process in result.processes) == [
        "ended-with-run",
        "failed",
        "finished",
    ]
    assert {p["pid"]: p["outcome"] for p in result.processes}[daemon.pid] == "ended-with-run"


def test_subprocesses_are_listed_with_their_output() -> None:
    result = run_watched(
        """
        import subprocess, sys
        subprocess.run(['sh', '-c', 'sleep 0.3; echo from sh; exit 4'])
        subprocess.run([sys.executable, '-c', 'print("from python")'])
        """
    )
    assert result.exitcode == 0
    (shell,) = [p for p in result.processes if "from sh" in result.printed(p["pid"])]
    assert (shell["exitcode"], shell["name"], shell["outcome"]) == (4, "sh", "failed")
    (python,) = [p for p in result.processes if "from python" in result.printed(p["pid"])]
    assert python["exitcode"] == 0
    assert python["parent_pid"] == result.process("main")["pid"]


def test_a_sitecustomize_that_prints_does_not_disturb_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It runs in the supervisor's interpreter, too, whose stdout carries what the supervisor sends."""
    (tmp_path / "sitecustomize.py").write_text("print('customized ' * 40, flush=True)\n")
    script = write_script(tmp_path, "print('from the script')\n")
    monkeypatch.setattr(harness, "environment", lambda: {**environment(), "PYTHONPATH": str(tmp_path)})
    result = run_watched(script)
    assert result.exitcode == 0
    assert result.stdout.count("from the script") == 1
    assert result.outcomes() == {"main": "finished"}
    main = result.process("main")
    assert result.printed(main["pid"]).startswith("customized")


@every_method
def test_os_exit_in_a_child_is_told_with_its_code(method: str) -> None:
    result = run_watched(
        """
        import multiprocessing as mp, os
        def f(lock):
            lock.acquire()
            os.write(1, b'last words')
            os._exit(9)
        if __name__ == '__main__':
            lock = mp.Lock()
            p = mp.Process(target=f, args=(lock,), name='exits')
            p.start()
            p.join()
        """,
        "--start-method",
        method,
    )
    exits = result.process("exits")
    assert (exits["outcome"], exits["exitcode"]) == ("failed", 9)
    assert result.printed(exits["pid"]) == "last words"
    assert result.object("Lock")["owner_pid"] == exits["pid"]


def test_os_exit_of_main_is_the_exit_code() -> None:
    result = run_watched("import os\nos.write(1, b'x')\nos._exit(11)\n")
    assert (result.exitcode, result.stdout, result.outcomes()) == (11, "x", {"main": "failed"})


def test_a_fork_of_the_script_itself_is_listed() -> None:
    result = run_watched(
        """
        import os
        pid = os.fork()
        if pid == 0:
            print('forked')
            os._exit(3)
        print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
        """
    )
    assert sorted(result.stdout.splitlines()) == ["3", "forked"]
    (forked,) = [p for p in result.processes if p["name"] != "main"]
    assert (forked["outcome"], forked["exitcode"]) == ("failed", 3)
    assert forked["parent_pid"] == result.process("main")["pid"]
    assert result.printed(forked["pid"]) == "forked\n"


def test_exec_keeps_the_process_and_its_exit_code() -> None:
    result = run_watched(
        """
        import os, sys
        print('before', flush=True)
        os.execv(sys.executable, [sys.executable, '-c', 'import sys; print("after"); sys.exit(6)'])
        """
    )
    assert (result.exitcode, result.stdout) == (6, "before\nafter\n")
    assert len(result.processes) == 1
    assert result.printed(result.processes[0]["pid"]) == "before\nafter\n"


def test_exec_of_another_program_in_a_child() -> None:
    result = run_watched(
        """
        import multiprocessing as mp, os
        def f():
            os.execvp('sh', ['sh', '-c', 'echo from sh; kill -9 $$'])
        if __name__ == '__main__':
            p = mp.Process(target=f, name='becomes-sh')
            p.start()
            p.join()
            print(p.exitcode)
        """
    )
    assert result.stdout == "from sh\n-9\n"
    assert (result.process("becomes-sh")["outcome"], result.process("becomes-sh")["exitcode"]) == (
        "killed",
        -9,
    )


@every_method
def test_an_exception_in_a_child_fails_that_child_only(method: str) -> None:
    result = run_watched(
        """
        import multiprocessing as mp
        def f():
            raise ValueError('大包子')
        if __name__ == '__main__':
            p = mp.Process(target=f, name='raises')
            p.start()
            p.join()
        """,
        "--start-method",
        method,
    )
    raises = result.process("raises")
    assert (result.exitcode, raises["outcome"], raises["exitcode"]) == (0, "failed", 1)
    assert "ValueError: 大包子" in result.printed(raises["pid"])
    assert result.stderr.startswith("Process raises:\n" + TRACEBACK)


def test_a_syntax_error_is_shown_as_python_shows_it() -> None:
    result = run_watched("print('never')\ndef (:\n")
    assert result.exitcode == 1
    assert "SyntaxError" in result.stderr and "script.py" in result.stderr and "app" not in result.stderr
    assert result.outcomes() == {"main": "failed"}


def test_a_script_that_is_not_utf_8_is_refused_by_python(tmp_path: Path) -> None:
    script = tmp_path / "latin.py"
    script.write_bytes("print('\xe9')\n".encode("latin-1"))
    result = run_watched(script)
    assert (result.exitcode, result.stdout) == (1, "")
    assert "Non-UTF-8" in result.stderr


def test_a_script_with_a_coding_line_runs(tmp_path: Path) -> None:
    script = tmp_path / "latin.py"
    script.write_bytes("# coding: latin-1\nprint('\xe9')\n".encode("latin-1"))
    assert run_watched(script).stdout == "é\n"


def test_a_script_that_exits_with_a_text_prints_it_and_has_failed() -> None:
    result = run_watched("import sys\nsys.exit('a text')\n")
    assert (result.exitcode, result.stderr, result.outcomes()) == (1, "a text\n", {"main": "failed"})


@every_method
def test_own_signal_handlers_are_called(method: str) -> None:
    result = run_watched(
        """
        import multiprocessing as mp, os, signal, sys, time
        def polite(number, frame):
            print('handled', signal.Signals(number).name)
            sys.exit(21)
        def f(ready):
            signal.signal(signal.SIGTERM, polite)
            ready.set()
            while True:  # Python would look at a signal that comes just before a sleep only after it
                time.sleep(0.05)
        if __name__ == '__main__':
            ready = mp.Event()
            p = mp.Process(target=f, args=(ready,), name='polite')
            p.start()
            ready.wait()
            p.terminate()
            p.join()
            signal.signal(signal.SIGUSR1, lambda *_: print('usr1'))
            os.kill(os.getpid(), signal.SIGUSR1)
        """,
        "--start-method",
        method,
    )
    assert result.stdout == "handled SIGTERM\nusr1\n"
    polite = result.process("polite")
    assert (polite["outcome"], polite["exitcode"], polite["signal"]) == ("failed", 21, None)


def test_threads_are_reported_without_loss() -> None:
    result = run_watched(
        """
        import multiprocessing as mp, threading
        def work(lock, q):
            for i in range(500):
                with lock:
                    pass
                q.put(i)
                q.get()
        def f(lock, q):
            threads = [threading.Thread(target=work, args=(lock, q)) for _ in range(4)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        if __name__ == '__main__':
            lock, q = mp.Lock(), mp.Queue()
            p = mp.Process(target=f, args=(lock, q))
            p.start()
            f(lock, q)
            p.join()
        """
    )
    assert (result.exitcode, result.stderr) == (0, "")
    assert result.object("Lock")["acquires"] == 4000
    queue = result.object("Queue")
    assert (queue["puts"], queue["gets"]) == (4000, 4000)
    assert result.report is not None and result.report["lost_events"] == 0


PRINTS = """
import multiprocessing as mp, sys
def f(count):
    for i in range(count):
        sys.stdout.write('%099d\\n' % i)
if __name__ == '__main__':
    p = mp.Process(target=f, args=({count},), name='prints')
    p.start()
    p.join()
    print('end')
"""


@pytest.mark.parametrize(
    "megabytes", [20, pytest.param(100, marks=[pytest.mark.slow, pytest.mark.timeout(300)])]
)
def test_a_flood_of_output_arrives_whole(megabytes: int) -> None:
    count = megabytes * 10_000
    result = run_watched(PRINTS.format(count=count), timeout_s=200)
    assert result.exitcode == 0
    assert len(result.stdout) == count * 100 + len("end\n")
    lines = result.stdout.splitlines()
    assert lines[-1] == "end"
    assert all(int(line) == number for number, line in enumerate(lines[:-1]))
    assert len(result.printed(result.process("prints")["pid"])) == count * 100


def test_a_reader_that_goes_away_ends_the_run(tmp_path: Path) -> None:
    script = write_script(tmp_path, "while True:\n    print('y' * 1000)\n")
    start = [sys.executable, "-m", "app", "run", str(script)]
    with subprocess.Popen(start, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.read(1000)
        process.stdout.close()
        assert process.wait(20) != 0
        assert process.stderr.read() == b""


# --- SIGKILL of the script's own processes -----------------------------------------------

HOLDS = """
import multiprocessing as mp, os, time
def hold(lock, ready):
    with lock:
        os.write(1, b'holder %d\\n' % os.getpid())
        ready.set()
        time.sleep(600)
def wait(lock, ready):
    ready.wait()
    print('waits', flush=True)
    with lock:
        print('never')
if __name__ == '__main__':
    lock, ready = mp.Lock(), mp.Event()
    ps = [mp.Process(target=hold, args=(lock, ready), name='holder')]
    ps += [mp.Process(target=wait, args=(lock, ready), name='waiter-%d' % i) for i in range(2)]
    for p in ps:
        p.start()
    for p in ps:
        p.join()
"""


@every_method
def test_a_lock_of_a_killed_process_stays_its_own(method: str) -> None:
    with watched(HOLDS, "--start-method", method, "--timeout", "6") as running:
        wait_until(lambda: running.stdout.count("waits\n") == 2, "both waiters")
        holder = int(running.stdout.split("holder ")[1].split()[0])
        os.kill(holder, signal.SIGKILL)
        result = running.result()
    assert result.exitcode == 124
    assert "never" not in result.stdout
    assert result.report is not None and result.report["lost_events"] == 0
    assert (result.process("holder")["pid"], result.process("holder")["outcome"]) == (holder, "killed")
    assert (result.process("holder")["exitcode"], result.process("holder")["signal"]) == (-9, 9)
    assert result.process("holder")["ended_s"] < result.process("main")["ended_s"]
    assert {result.process(f"waiter-{i}")["outcome"] for i in range(2)} == {"ended-with-run"}
    lock = result.object("Lock", "lock")
    assert (lock["acquires"], lock["owner_pid"]) == (1, holder)
    assert lock["waited_s"] > 1


@every_method
def test_a_kill_of_main_ends_the_run_and_is_told(method: str) -> None:
    with watched(HOLDS, "--start-method", method) as running:
        wait_until(lambda: running.stdout.count("waits\n") == 2, "both waiters")
        running.main().kill()
        result = running.result()
    assert result.exitcode == 128 + 9
    assert result.process("main")["outcome"] == "killed"
    assert {result.process(f"waiter-{i}")["outcome"] for i in range(2)} == {"ended-with-run"}


def test_the_timeout_ends_the_run_and_writes_the_report() -> None:
    began = time.monotonic()
    result = run_watched("import time\nprint('on')\ntime.sleep(600)\n", "--timeout", "2")
    assert time.monotonic() - began < 10
    assert (result.exitcode, result.stdout) == (124, "on\n")
    assert result.outcomes() == {"main": "ended-with-run"}


# --- SIGKILL of the supervisor, of the command line -------------------------------------------

BUSY = """
import multiprocessing as mp, os, signal, subprocess, time
def work(lock, q, started):
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    started.release()
    while True:
        with lock:
            q.put(1)
            q.get()
def daemonize(started):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            started.release()
            time.sleep(600)
        os._exit(0)
    os.wait()
if __name__ == '__main__':
    mp.set_start_method('{method}')
    lock, q, started = mp.Lock(), mp.Queue(), mp.Semaphore(0)
    for _ in range(2):
        mp.Process(target=work, args=(lock, q, started)).start()
    daemonize(started)
    manager = mp.Manager()
    for _ in range(3):
        started.acquire()
    print('all on', flush=True)
    time.sleep(600)
"""


def run_folders() -> set[Path]:
    """Folders of our runs that exist, wherever they are put, whole or half."""
    found = {*leaks.shared_files(), *Path(tempfile.gettempdir()).iterdir()}
    return {path for path in found if path.name.startswith((PREFIX, AT_WORK))}


def all_gone(processes: Iterable[psutil.Process], within_s: float) -> list[str]:
    """The processes that still live after this time, in words."""
    processes = list(processes)
    deadline = time.monotonic() + within_s
    while (left := [p for p in processes if not is_gone(p)]) and time.monotonic() < deadline:
        time.sleep(0.01)
    return [f"{process.pid} {process.name()} {process.cmdline()}" for process in left if not is_gone(process)]


def kill_stage(running: Running) -> None:
    running.supervisor().kill()


def kill_command_line(running: Running) -> None:
    running.process.kill()


def kill_both(running: Running) -> None:
    supervisor = running.supervisor()
    supervisor.suspend()
    running.process.kill()
    supervisor.kill()


@every_method
@pytest.mark.parametrize("kill", [kill_stage, kill_command_line, kill_both])
def test_nothing_survives_a_kill(kill: Callable[[Running], None], method: str) -> None:
    folders, shared = run_folders(), leaks.shared_files()
    with watched(BUSY.replace("{method}", method)) as running:
        running.wait_for("all on")
        _, *below = running.tree()
        assert len(below) >= 6
        kill(running)
        assert all_gone(below, SURVIVAL_S) == []
        if kill is kill_stage:
            result = running.result()
            assert result.exitcode == 70
            assert "supervisor" in result.stderr and result.stderr.count("\n") == 1
            assert result.process("main")["outcome"] in ("ended-with-run", "killed")
    assert run_watched("print('the next start works')\n").exitcode == 0
    assert run_folders() <= folders
    wait_until(
        lambda: leaks.shared_files() <= shared,
        "the semaphores to go",
        lambda: str(leaks.shared_files() - shared),
        3.0,
    )


@pytest.mark.parametrize("kill", [kill_stage, kill_command_line, kill_both])
def test_a_program_that_is_no_python_does_not_survive(kill: Callable[[Running], None]) -> None:
    script = "import subprocess\nprint(subprocess.Popen(['sleep', '600']).pid, flush=True)\ninput()\n"
    with watched(script) as running:
        running.wait_for("\n")
        sleeper = psutil.Process(int(running.stdout))
        kill(running)
        survivors = all_gone([sleeper], SURVIVAL_S)
        if survivors:
            sleeper.kill()
        assert survivors == []
    assert run_watched("print('the next start works')\n").exitcode == 0


def test_a_suspended_child_is_ended_too() -> None:
    with watched(BUSY.replace("{method}", "fork")) as running:
        running.wait_for("all on")
        tree = running.tree()
        for process in tree[2:]:
            process.suspend()
        running.process.terminate()
        result = running.result()
        assert all_gone(tree[1:], SURVIVAL_S) == []
    assert result.exitcode == 128 + 15
    assert result.process("main")["outcome"] == "ended-with-run"


# --- Ctrl+C ------------------------------------------------------------------------------


@every_method
def test_ctrl_c_reaches_the_script_and_the_report_is_written(method: str) -> None:
    script = """
        import multiprocessing as mp, time
        def f():
            print('child on', flush=True)
            try:
                while True:  # as above: the signal may come just before a sleep
                    time.sleep(0.05)
            except KeyboardInterrupt:
                print('child interrupted')
        if __name__ == '__main__':
            p = mp.Process(target=f, name='child')
            p.start()
            try:
                p.join()
            except KeyboardInterrupt:
                p.join()
                print('main interrupted')
                raise SystemExit(42)
        """
    with watched(script, "--start-method", method) as running:
        running.wait_for("child on")
        running.process.send_signal(signal.SIGINT)
        result = running.result()
    assert result.exitcode == 42
    assert result.stdout == "child on\nchild interrupted\nmain interrupted\n"
    assert result.outcomes() == {"main": "failed", "child": "finished"}


def test_ctrl_c_ends_a_script_that_ignores_it() -> None:
    script = """
        import signal, time
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        print('on', flush=True)
        time.sleep(600)
        """
    with watched(script) as running:
        running.wait_for("on")
        running.process.send_signal(signal.SIGINT)
        result = running.result(10)
    assert result.exitcode != 0
    assert result.outcomes() == {"main": "ended-with-run"}


def test_an_interrupt_without_a_handler_has_pythons_exit_code() -> None:
    with watched("import time\nprint('on', flush=True)\nwhile True: time.sleep(0.05)\n") as running:
        running.wait_for("on")
        running.process.send_signal(signal.SIGINT)
        result = running.result()
    assert result.exitcode == 130
    assert "KeyboardInterrupt" in result.stderr
    assert result.process("main")["exitcode"] == -2


# --- bad input ---------------------------------------------------------------------------


def refusal(*words: str) -> str:
    """The one sentence with which the command line refuses these words."""
    run = subprocess.run(
        [sys.executable, "-m", "app", "run", *words], capture_output=True, text=True, timeout=40
    )
    assert (run.returncode, run.stdout) == (2, "")
    return run.stderr


def assert_sentence(text: str, *parts: str) -> None:
    """One line, a whole sentence, with these parts in it."""
    assert text.startswith("procession: ") and text.endswith(".\n") and text.count("\n") == 1, text
    for part in parts:
        assert part in text


BAD_INPUT = {
    "unknown scenario": (["nonsense"], ["nonsense", "shared-dict"]),
    "nearly a scenario": (["shared_dict"], ["shared_dict", "did you mean shared-dict"]),
    "missing file": (["/nowhere/script.py"], ["/nowhere/script.py", "does not exist"]),
    "a folder": (["/tmp/"], ["/tmp", "is a folder"]),
    "wrong type": (["shared-dict", "--set", "WORKERS=many"], ["WORKERS", "many", "from 1 to 40"]),
    "below the range": (["shared-dict", "--set", "WORKERS=0"], ["WORKERS", "from 1 to 40"]),
    "above the range": (["shared-dict", "--set", "WORKERS=41"], ["WORKERS", "from 1 to 40"]),
    "no number": (["shared-dict", "--set", "PAUSE=nan"], ["PAUSE", "nan"]),
    "no choice": (["shared-dict", "--set", "LOCKING=maybe"], ["LOCKING", "maybe", "acquire-release"]),
    "no truth": (["daemon", "--set", "DAEMON=maybe"], ["DAEMON", "true or false"]),
    "unknown parameter": (["shared-dict", "--set", "WORKER=3"], ["WORKER", "did you mean WORKERS"]),
    "no value": (["shared-dict", "--set", "WORKERS"], ["NAME=VALUE"]),
    "missing python": (["memory", "--python", "/nowhere/python"], ["/nowhere/python", "3.10"]),
    "no python": (["memory", "--python", "/bin/true"], ["/bin/true", "3.10"]),
    "a folder as python": (["memory", "--python", "/tmp"], ["/tmp", "3.10"]),
    "report in no folder": (["memory", "--report", "/nowhere/r.json"], ["/nowhere/r.json"]),
    "report is a folder": (["memory", "--report", "/tmp"], ["/tmp"]),
}


@pytest.mark.parametrize(("words", "parts"), BAD_INPUT.values(), ids=list(BAD_INPUT))
def test_bad_input_gets_one_sentence(words: list[str], parts: list[str]) -> None:
    assert_sentence(refusal(*words), *parts)


@pytest.mark.parametrize("version", ["2.7", "3.8", "3.9"])
def test_a_python_that_is_too_old_gets_one_sentence(version: str) -> None:
    found = sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/python"))
    if not found:
        pytest.skip(f"no Python {version} was found under pyenv")
    assert_sentence(refusal("memory", "--python", str(found[0])), version, "3.10")


def test_parameters_of_an_own_script_get_one_sentence(tmp_path: Path) -> None:
    script = write_script(tmp_path, "print(1)\n")
    assert_sentence(refusal(str(script), "--set", "A=1"), "--set")


@pytest.mark.parametrize("words", [["--timeout", "-1"], ["--timeout", "soon"], ["--start-method", "thread"]])
def test_options_with_wrong_values_are_refused(words: list[str]) -> None:
    text = refusal("memory", *words)
    assert "error: argument" in text and TRACEBACK not in text


def test_a_report_that_cannot_be_written_does_not_start_the_script(tmp_path: Path) -> None:
    script = write_script(tmp_path, f"open({str(tmp_path / 'started')!r}, 'w')\n")
    assert_sentence(refusal(str(script), "--report", str(tmp_path / "none" / "r.json")))
    assert not (tmp_path / "started").exists()


def test_an_unreadable_script_gets_one_sentence(tmp_path: Path) -> None:
    script = write_script(tmp_path, "print(1)\n")
    script.chmod(0)
    if os.access(script, os.R_OK):
        pytest.skip("this user may read every file")
    assert_sentence(refusal(str(script)), str(script))


@every_method
def test_children_killed_at_once_are_all_in_the_report(method: str) -> None:
    """Some die before their interpreter has started, some before anybody has looked."""
    result = run_watched(
        """
import multiprocessing as mp, time
def f():
    time.sleep(60)
if __name__ == '__main__':
    for _ in range(8):
        p = mp.Process(target=f)
        p.start()
        p.kill()
        p.join()
""",
        "--start-method",
        method,
    )
    assert result.report is not None
    children = [p for p in result.report["processes"] if p["name"] != "main"]
    assert [(p["outcome"], p["exitcode"]) for p in children] == [("killed", -9)] * 8


GONE_BEFORE_SEEN = """
import os, signal, time
from multiprocessing import {module}
owner = {module}.{owner}
for _ in range(4):
    owner.ensure_running()
    pid = owner.{pid}
    os.kill(pid, signal.SIGKILL)
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)  # dead, and to be seen as dead
    time.sleep(0.12)  # the supervisor looks twenty times a second
"""


@pytest.mark.parametrize(
    ("module", "owner", "pid"),
    [
        ("resource_tracker", "_resource_tracker", "_pid"),
        ("forkserver", "_forkserver", "_forkserver_pid"),
    ],
)
def test_a_helper_that_is_dead_when_it_is_first_seen_is_no_process_of_the_script(
    module: str, owner: str, pid: str
) -> None:
    """And neither are those that multiprocessing starts in its place."""
    script = GONE_BEFORE_SEEN.format(module=module, owner=owner, pid=pid)
    result = run_watched(script)
    assert result.exitcode == 0, result.stderr
    assert result.outcomes() == {"main": "finished"}
