"""Failures in real scripts, under every start method: why each process has failed, also before its code."""

from __future__ import annotations

import pytest

from tests.programs.harness import START_METHODS, Result, run_watched

HEAD = "import multiprocessing as mp, os, sys, threading\n\n"
STARTS = """
if __name__ == "__main__":
    child = mp.Process(target=work, args=ARGS, name="child")
    child.start()
    child.join()
"""
SCAN = """import argparse

parser = argparse.ArgumentParser(prog="scan")
parser.add_argument("file")
parser.parse_args()
"""
BY_UNPICKLING = ("spawn", "forkserver")


def run(text: str, method: str) -> Result:
    return run_watched(HEAD + text, "--start-method", method)


def line_of(text: str, part: str) -> int:
    """The line of the script in which this stands."""
    (line,) = [number for number, one in enumerate((HEAD + text).splitlines(), 1) if part in one]
    return line


@pytest.mark.parametrize("method", START_METHODS)
def test_an_exception_in_a_child_is_told_with_the_line_of_the_script(method: str) -> None:
    text = "def pay(n):\n    return 1 // n\n\n\ndef work(n):\n    pay(n)\n" + STARTS.replace("ARGS", "(0,)")
    child = run(text, method).process("child")
    line = line_of(text, "1 // n")
    assert child["outcome"] == "failed"
    assert child["failure"] == f"line {line}: ZeroDivisionError: integer division or modulo by zero"
    assert child["started_at"]["line"] == line_of(text, "child.start()")


@pytest.mark.parametrize("method", BY_UNPICKLING)
def test_a_child_that_dies_while_it_is_unpickled_leads_to_the_code_that_raised(method: str) -> None:
    text = """class Config:
    def __reduce__(self):
        return load, (os.getpid(),)


def load(maker):
    if os.getpid() != maker:
        raise ValueError("no such config")
    return Config()


def work(config):
    pass

"""
    text += STARTS.replace("ARGS", "(Config(),)")
    child = run(text, method).process("child")
    assert child["failure"] == f"line {line_of(text, 'no such config')}: ValueError: no such config"


@pytest.mark.parametrize("method", BY_UNPICKLING)
def test_a_child_for_which_nothing_is_left_to_open_leads_to_the_line_that_started_it(method: str) -> None:
    text = """def work(lock):
    pass


def begin():
    lock = mp.Lock()
    mp.Process(target=work, args=(lock,), name="child").start()


if __name__ == "__main__":
    begin()
"""
    child = run(text, method).process("child")
    told = "FileNotFoundError: [Errno 2] No such file or directory"
    assert child["failure"] == f"started at line {line_of(text, 'args=(lock,)')}: {told}"


@pytest.mark.parametrize("method", BY_UNPICKLING)
def test_what_cannot_be_pickled_is_mains_failure_at_the_start(method: str) -> None:
    text = "if __name__ == '__main__':\n    mp.Process(target=lambda: None).start()\n"
    main = run(text, method).process("main")
    assert main["failure"].startswith(f"line {line_of(text, 'lambda')}: ")
    assert "lambda" in main["failure"]


@pytest.mark.parametrize("method", BY_UNPICKLING)
def test_an_import_that_fails_in_the_child_alone_leads_to_its_line(method: str) -> None:
    text = "if __name__ != '__main__':\n    import not_there\n\n\ndef work():\n    pass\n"
    child = run(text + STARTS.replace("ARGS", "()"), method).process("child")
    line = line_of(text, "not_there")
    assert child["failure"] == f"line {line}: ModuleNotFoundError: No module named 'not_there'"


@pytest.mark.parametrize("method", START_METHODS)
@pytest.mark.parametrize(
    ("text", "failure"),
    [
        ("import not_there\n", "line 3: ModuleNotFoundError: No module named 'not_there'"),
        ("def f(:\n", "last line of stderr: SyntaxError: invalid syntax"),
        ("sys.exit('no disk')\n", "last line of stderr: no disk"),
        (SCAN, "last line of stderr: scan: error: the following arguments are required: file"),
    ],
    ids=["import", "syntax", "exit", "arguments"],
)
def test_a_failure_of_main_before_its_own_work_is_told(method: str, text: str, failure: str) -> None:
    main = run(text, method).process("main")
    assert (main["outcome"], main["failure"]) == ("failed", failure)


@pytest.mark.parametrize("method", START_METHODS)
def test_who_has_finished_has_no_failure_though_a_thread_of_it_has(method: str) -> None:
    text = """def parse():
    int("x")


def work():
    thread = threading.Thread(target=parse, name="parser")
    thread.start()
    thread.join()

"""
    child = run(text + STARTS.replace("ARGS", "()"), method).process("child")
    assert child["outcome"] == "finished" and "failure" not in child
    (thread,) = [one for one in child["threads"] if one["name"] == "parser"]
    assert (thread["error"]["type"], thread["error"]["line"]) == ("ValueError", line_of(text, 'int("x")'))
