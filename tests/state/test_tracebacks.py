"""The traceback of a process that has failed, read from what it wrote to stderr."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from app.state.history import Location
from app.state.model import Condition
from app.state.telling.tracebacks import Line, last_traceback, place_of_failure, traceback_of
from app.state.telling.words import describe_condition
from app.wire.records import Effect
from tests.state.build import BEGAN, DONE, FAILED, FILE, Script

CHAINED = """\
def inner():
    raise KeyError("k")

def outer():
    try:
        inner()
    except KeyError as error:
        raise RuntimeError("two\\nlines") from error
"""


def wrote(script: Script, text: str, number: int = 1) -> None:
    script.output(1, number, text.encode(), stream=2)


def stderr_of(tmp_path: Path, code: str) -> str:
    """What Python itself writes when this fails."""
    path = tmp_path / "script.py"
    path.write_text(code, encoding="utf-8")
    return subprocess.run([sys.executable, str(path)], capture_output=True, text=True, check=False).stderr


def test_each_frame_leads_to_its_line(tmp_path: Path) -> None:
    script = Script()
    script.main()
    wrote(script, stderr_of(tmp_path, CHAINED + "outer()\n"))
    script.ended(5, 1, 1)
    run = script.end(6)
    lines = traceback_of(run.processes[1], run)
    assert [line.place.line for line in lines if line.place is not None] == [6, 2, 9, 8]
    assert lines[0].text == "Traceback (most recent call last):"
    assert [line.text for line in lines[-2:]] == ["RuntimeError: two", "lines"]


def test_the_first_exception_of_a_chain_is_kept_and_an_older_traceback_is_not(tmp_path: Path) -> None:
    older = "import traceback\ntry:\n    1 / 0\nexcept ZeroDivisionError:\n    traceback.print_exc()\n"
    text = stderr_of(tmp_path, older + CHAINED + "outer()\n")
    assert "ZeroDivisionError" in text
    lines = last_traceback(text)
    assert "KeyError: 'k'" in lines and not any("ZeroDivisionError" in line for line in lines)


def test_a_syntax_error_leads_to_its_line_though_it_has_no_traceback() -> None:
    script = Script()
    script.main()
    wrote(script, f'  File "{FILE}", line 2\n    def f(:\n          ^\nSyntaxError: invalid syntax\n')
    script.ended(5, 1, 1)
    run = script.end(6)
    assert place_of_failure(run.processes[1], run) == Location(FILE, 2)
    assert describe_condition(run.processes[1], run, run.now_ns).english == (
        "failed, last line of stderr: SyntaxError: invalid syntax"
    )


@pytest.mark.skipif(sys.version_info < (3, 11), reason="groups came with 3.11")
def test_a_group_is_kept_whole(tmp_path: Path) -> None:
    code = "raise ExceptionGroup('several', [ValueError('one'), ExceptionGroup('more', [KeyError('k')])])\n"
    lines = last_traceback(stderr_of(tmp_path, code))
    assert "Exception Group Traceback" in lines[0]
    assert any("KeyError: 'k'" in line for line in lines)


def test_a_warning_leads_to_its_line() -> None:
    script = Script()
    script.main()
    wrote(script, "/lib/resource_tracker.py:254: UserWarning: There appear to be 1 leaked objects\n")
    run = script.tick(5)
    (line,) = traceback_of(run.processes[1], run)
    assert line.place == Location("/lib/resource_tracker.py", 254)


def test_colours_of_a_terminal_do_not_hide_a_frame() -> None:
    script = Script()
    script.main()
    wrote(
        script,
        f'Traceback (most recent call last):\n  File \x1b[35m"{FILE}"\x1b[0m, line \x1b[35m7\x1b[0m, in f\n',
    )
    wrote(script, "\x1b[1;35mKeyError\x1b[0m: \x1b[35m'k'\x1b[0m\n")
    script.ended(5, 1, 1)
    run = script.end(6)
    lines = traceback_of(run.processes[1], run)
    assert [line.place for line in lines] == [None, Location(FILE, 7), None]
    assert describe_condition(run.processes[1], run, run.now_ns).english.endswith(": KeyError: 'k'")


def test_of_a_crash_the_first_line_of_the_script_counts_as_faulthandler_writes_the_last_call_first() -> None:
    script = Script()
    script.main()
    wrote(script, "Fatal Python error: Segmentation fault\n\nCurrent thread 0x1 (most recent call first):\n")
    wrote(
        script,
        f'  File "/lib/ctypes.py", line 1 in f\n  File "{FILE}", line 4 in g\n  File "{FILE}", line 9 in h\n',
    )
    script.ended(5, 1, -11)
    run = script.end(6)
    assert place_of_failure(run.processes[1], run) == Location(FILE, 4)


def test_an_exit_code_without_a_word_leads_to_no_line() -> None:
    script = Script()
    script.main().op(2, "Process.start", DONE, "hard", value=102, line=12)
    script.process(2, 1).op(3, "Process.run", BEGAN, meaning=Effect.RUN)
    script.ended(5, 2, 4)
    run = script.tick(6)
    assert place_of_failure(run.processes[2], run) is None
    assert describe_condition(run.processes[2], run, run.now_ns).english == "failed (4)"


def test_the_exit_code_of_another_program_is_no_failure() -> None:
    script = Script()
    script.main()
    script.process(2, 1, kind="subprocess", name="grep", program="grep", watched=False)
    script.ended(5, 2, 1)
    run = script.tick(6)
    described = describe_condition(run.processes[2], run, run.now_ns)
    assert described.english == "ended: exit code 1, not watched: no Python"
    assert described.condition is Condition.ENDED


def test_an_ignored_exception_is_told_of_a_process_that_has_gone_on(tmp_path: Path) -> None:
    code = (
        "class Temp:\n    def __del__(self):\n        raise OSError('cannot remove')\n\nTemp()\nprint('on')\n"
    )
    script = Script()
    script.main()
    wrote(script, stderr_of(tmp_path, code))
    script.ended(5, 1, 0)
    run = script.end(6)
    text = describe_condition(run.processes[1], run, run.now_ns).english
    assert text.startswith("ended: finished, on stderr: Exception ignored ") and "Temp.__del__" in text
    assert text.endswith(" OSError: cannot remove")
    (frame,) = [line.place for line in traceback_of(run.processes[1], run) if line.place is not None]
    assert frame.line == 3


def test_without_a_word_on_stderr_what_was_told_of_the_exception_stands() -> None:
    script = Script()
    script.main()
    worker = script.worker(2, "w1")
    worker.op(1, "Process.run", FAILED, "ValueError: x", line=7, meaning=Effect.RUN)
    script.ended(5, 2, 1)
    run = script.end(6)
    assert traceback_of(run.processes[2], run) == [Line("line 7: ValueError: x", Location(FILE, 7))]


def test_a_child_that_failed_before_its_code_leads_to_the_line_that_started_it() -> None:
    script = Script()
    main = script.main()
    main.op(2, "Process.start", DONE, "late", value=102, line=12)
    late = script.process(2, 1)
    late.op(3, "Process.run", FAILED, "FileNotFoundError: [Errno 2]", meaning=Effect.RUN)
    script.ended(5, 2, 1)
    run = script.tick(6)
    assert place_of_failure(run.processes[2], run) == Location(FILE, 12)
    assert describe_condition(run.processes[2], run, run.now_ns).english == (
        "failed, started at line 12: FileNotFoundError: [Errno 2]"
    )
