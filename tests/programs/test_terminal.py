"""On a terminal a script does the same watched as bare: keys, job control, what it reads and writes there."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import re
import select
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.programs.harness import (
    PROJECT,
    START_METHODS,
    TIMEOUT_S,
    command_line,
    end_tree,
    environment,
    wait_until,
    write_script,
)
from tests.programs.test_inherited import REMAINING, compared, unexplained

pty = pytest.importorskip("pty")
DRIVERS = PROJECT / "tests" / "drivers"
CTRL_C, CTRL_Z, CTRL_BACKSLASH = b"\x03", b"\x1a", b"\x1c"
both = pytest.mark.parametrize("is_watched", [False, True], ids=["bare", "watched"])


class Terminal:
    """A terminal with one program in it, which leads its session."""

    def __init__(self, command: list[str], folder: Path) -> None:
        self.master, slave = os.openpty()
        self.shown = ""
        self.process = subprocess.Popen(
            [sys.executable, str(DRIVERS / "starting_with.py"), "take_terminal()", *command],
            cwd=folder,
            env={**environment(), "PS1": "$ ", "TERM": "dumb"},
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
        )
        os.close(slave)

    def wait_for(self, text: str) -> str:
        """Wait until this has been shown; all that was shown."""
        deadline = time.monotonic() + TIMEOUT_S
        while text not in self.shown:
            assert time.monotonic() < deadline, f"{text!r} is not in {self.shown!r}"
            self.read(0.05)
        return self.shown

    def read(self, seconds: float) -> bool:
        """Take what has been shown; False when nothing will be any more."""
        if select.select([self.master], [], [], seconds)[0]:
            try:
                self.shown += os.read(self.master, 65536).decode("utf-8", "replace").replace("\r\n", "\n")
            except OSError as error:
                if error.errno != errno.EIO:
                    raise
                return False
        return True

    def type(self, keys: bytes) -> None:
        """Press keys."""
        os.write(self.master, keys)

    def hang_up(self) -> None:
        """The terminal goes."""
        os.close(self.master)
        self.master = -1

    def result(self) -> int:
        """Wait for the end; the exit code, -N for signal N."""
        deadline = time.monotonic() + TIMEOUT_S
        while self.process.poll() is None and time.monotonic() < deadline:
            if self.master >= 0:
                self.read(0.02)
        while self.master >= 0 and select.select([self.master], [], [], 0)[0] and self.read(0):
            pass
        return self.process.wait(1)

    def close(self) -> None:
        """End what still runs."""
        if self.process.poll() is None:
            end_tree(self.process.pid)
            self.process.wait(5)
        if self.master >= 0:
            os.close(self.master)


@contextlib.contextmanager
def terminal(command: list[str], folder: Path) -> Iterator[Terminal]:
    """A terminal in which a command runs."""
    opened = Terminal(command, folder)
    try:
        yield opened
    finally:
        opened.close()


def words(script: Path, is_watched: bool, *arguments: str) -> list[str]:
    """How to run a script."""
    if is_watched:
        return command_line(script, None, arguments=arguments)
    return [sys.executable, str(script), *arguments]


def code(ended: int) -> int:
    """An exit code as a shell has it."""
    return ended if ended >= 0 else 128 - ended


# --- what it is started with -------------------------------------------------------------

#: A program that is alone on its terminal leads session and group; here that is Procession.
ALONE = {
    r"place (group|session)": "the script stands in Procession's, as a program does that `time` starts",
}


@pytest.mark.parametrize("shell", [[], ["sh", "-c", '"$@"; exit $?', "sh"]], ids=["alone", "by a shell"])
def test_a_script_on_a_terminal_is_started_with_the_same(shell: list[str], tmp_path: Path) -> None:
    said = []
    for is_watched in (False, True):
        answer = tmp_path / ("watched" if is_watched else "bare")
        command = words(DRIVERS / "inheritance.py", is_watched, str(answer), *START_METHODS)
        with terminal([*shell, *command], tmp_path) as shown:
            assert (shown.result(), shown.shown) == (0, "")
        said.append(json.loads(re.sub(r"/dev/pts/\d+", "pts", answer.read_text(encoding="utf-8"))))
    found = dict(compared(said[0], said[1]))
    assert unexplained(found, REMAINING, *([] if shell else [ALONE])) == {}


@pytest.mark.parametrize(("redirection", "shown"), [("2>file", "out\n"), ("", "out\nerr\n")])
@both
def test_what_is_printed_goes_where_it_is_meant_to(
    redirection: str, shown: str, is_watched: bool, tmp_path: Path
) -> None:
    """With standard error redirected, standard output of a script on a terminal went there as well."""
    script = write_script(tmp_path, "import sys\nprint('out', flush=True)\nprint('err', file=sys.stderr)\n")
    with terminal(["sh", "-c", f'"$@" {redirection}', "sh", *words(script, is_watched)], tmp_path) as screen:
        assert screen.result() == 0
        assert screen.shown == shown
    if redirection:
        assert (tmp_path / "file").read_text(encoding="utf-8") == "err\n"


# --- keys --------------------------------------------------------------------------------

COUNTING = """
import multiprocessing as mp, sys, time
def count(name):
    times = 0
    for seconds in (600, 0.6):
        try:
            print(name, 'on', flush=True)
            time.sleep(seconds)
        except KeyboardInterrupt:
            times += 1
    print(name, times, flush=True)
if __name__ == '__main__':
    child = mp.Process(target=count, args=('child',))
    child.start()
    count('main')
    child.join()
    sys.exit(3)
"""


@both
def test_ctrl_c_comes_to_every_process_once(is_watched: bool, tmp_path: Path) -> None:
    with terminal(words(write_script(tmp_path, COUNTING), is_watched), tmp_path) as screen:
        screen.wait_for("child on")
        screen.wait_for("main on")
        screen.type(CTRL_C)
        assert screen.result() == 3
        assert {"main 1", "child 1"} <= set(screen.shown.splitlines())


@both
def test_ctrl_backslash_comes_to_a_script_that_handles_it(is_watched: bool, tmp_path: Path) -> None:
    script = """
        import signal, sys, time
        asked = []
        signal.signal(signal.SIGQUIT, lambda *_: asked.append(1))
        print('on', flush=True)
        while not asked:  # Python would look at a signal that comes just before input() only after a line
            time.sleep(0.01)
        print('asked', flush=True)
        sys.exit(len(input()))
        """
    with terminal(words(write_script(tmp_path, script), is_watched), tmp_path) as screen:
        screen.wait_for("on")
        screen.type(CTRL_BACKSLASH)
        screen.wait_for("asked")
        screen.type(b"four\n")
        assert screen.result() == 4


@both
def test_ctrl_backslash_ends_a_script_that_does_not(is_watched: bool, tmp_path: Path) -> None:
    script = write_script(
        tmp_path,
        "import resource, time\nresource.setrlimit(4, (0, 0))\nprint('on', flush=True)\ntime.sleep(600)\n",
    )
    with terminal(words(script, is_watched), tmp_path) as screen:
        screen.wait_for("on")
        screen.type(CTRL_BACKSLASH)
        assert code(screen.result()) == 128 + signal.SIGQUIT


@both
def test_a_script_learns_that_its_terminal_has_gone(is_watched: bool, tmp_path: Path) -> None:
    script = """
        import signal, sys, time
        def leave(*_):
            open('gone', 'w').close()
            sys.exit(3)
        signal.signal(signal.SIGHUP, leave)
        print('on', flush=True)
        while True:  # Python would look at a signal that comes just before a sleep only after it
            time.sleep(0.05)
        """
    with terminal(words(write_script(tmp_path, script), is_watched), tmp_path) as screen:
        screen.wait_for("on")
        screen.hang_up()
        assert screen.result() == 3
    assert (tmp_path / "gone").exists()


# --- a shell with job control -------------------------------------------------------------


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Terminal]:
    """An interactive shell."""
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("bash is not installed")
    with terminal([bash, "--norc", "--noprofile", "--noediting", "-i"], tmp_path) as opened:
        opened.wait_for("$ ")
        yield opened


def line(script: Path, is_watched: bool, redirection: str = "") -> bytes:
    """A line for the shell that runs a script and says how it ended."""
    return f"{shlex.join(words(script, is_watched))} {redirection}; echo code $?\n".encode()


def has_line(shown: Terminal, text: str) -> None:
    """Wait for a line of output, perhaps behind a prompt."""
    pattern = re.compile(rf"^(\$ )*{re.escape(text)}$", re.MULTILINE)
    wait_until(lambda: shown.read(0.02) and bool(pattern.search(shown.shown)), text, lambda: shown.shown)


def states(script: Path) -> set[str]:
    """The states of all processes that run a script or watch it."""
    found = set()
    for name in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError):
            if str(script).encode() in Path("/proc", name, "cmdline").read_bytes():
                found.add(
                    Path("/proc", name, "stat").read_text(errors="replace").rpartition(")")[2].split()[0]
                )
    return found


def stopped(shell: Terminal, script: Path) -> None:
    """Wait until all are stopped, and the shell knows: else it takes `fg` for one of a job that runs."""
    wait_until(lambda: states(script) == {"T"}, "all to be stopped", lambda: str(states(script)))

    def shell_knows() -> bool:
        shell.type(b"jobs\n")
        shell.read(0.2)
        return "Stopped" in shell.shown

    wait_until(shell_knows, "the shell to notice", lambda: shell.shown)


@both
def test_ctrl_z_stops_a_script_and_fg_lets_it_go_on(
    is_watched: bool, shell: Terminal, tmp_path: Path
) -> None:
    script = write_script(tmp_path, "print('on', flush=True)\nprint('read', input())\nraise SystemExit(5)\n")
    shell.type(line(script, is_watched))
    has_line(shell, "on")
    shell.type(CTRL_Z)
    stopped(shell, script)
    shell.type(b"fg\n")
    shell.type(b"a line\n")
    has_line(shell, "read a line")
    shell.type(b"echo and $?\n")
    has_line(shell, "and 5")


@both
def test_a_script_asks_on_the_terminal_while_a_file_is_its_input(
    is_watched: bool, shell: Terminal, tmp_path: Path
) -> None:
    """In a group of its own it would be stopped as soon as it reads there."""
    (tmp_path / "input").write_text("from the file\n", encoding="utf-8")
    script = """
        print(input())
        with open('/dev/tty') as terminal:
            print('asks', flush=True)
            print('typed', terminal.readline(), end='')
        """
    shell.type(line(write_script(tmp_path, script), is_watched, "< input"))
    has_line(shell, "asks")
    shell.type(b"an answer\n")
    has_line(shell, "typed an answer")
    has_line(shell, "code 0")


@both
def test_a_script_in_the_background_of_a_shell_is_brought_to_the_front(
    is_watched: bool, shell: Terminal, tmp_path: Path
) -> None:
    script = write_script(tmp_path, "print('on', flush=True)\nprint('read', input())\n")
    shell.type(f"{shlex.join(words(script, is_watched))} &\n".encode())
    has_line(shell, "on")
    stopped(shell, script)  # by its reading
    shell.type(b"fg\n")
    shell.type(b"a line\n")
    has_line(shell, "read a line")
    shell.type(b"echo and $?\n")
    has_line(shell, "and 0")


@both
def test_a_job_is_ended_by_its_shell(is_watched: bool, shell: Terminal, tmp_path: Path) -> None:
    script = write_script(tmp_path, "import time\nprint('on', flush=True)\ntime.sleep(600)\n")
    shell.type(f"{shlex.join(words(script, is_watched))} &\n".encode())
    has_line(shell, "on")
    shell.type(b"kill %1; wait %1; echo code $?\n")
    has_line(shell, f"code {128 + signal.SIGTERM}")
