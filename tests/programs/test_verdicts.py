"""What `procession run` says on standard error of a run that hangs or fails, and when it exits with 3."""

from __future__ import annotations

import pytest

from tests.programs.harness import run_watched

HANGS = """
import multiprocessing as mp

if __name__ == "__main__":
    lock = mp.Lock()
    with lock:
        lock.acquire()
"""
ENDS = """
import multiprocessing as mp, sys

if __name__ == "__main__":
    with mp.Lock():
        sys.exit(int(sys.argv[1]))
"""
SENTENCE = "procession: error: Deadlock: main waits for lock, which it holds itself (line 7)."
STEP = "procession: next step: Take it only once, or make it an RLock, which its owner may take again."


def test_a_run_that_hangs_until_its_time_is_over_says_why_and_what_to_do() -> None:
    result = run_watched(HANGS, "--timeout", "2.5")
    assert result.exitcode == 124
    assert result.stderr.splitlines() == [SENTENCE, STEP]
    (finding,) = result.report["findings"] if result.report else []
    assert (finding["rule"], finding["certain"], finding["objects"]) == ("deadlock", True, ["lock"])
    assert [line["line"] for line in finding["lines"]] == [7]


@pytest.mark.parametrize("level", ["error", "warning"])
def test_a_finding_of_that_severity_is_an_exit_code_of_3(level: str) -> None:
    result = run_watched(HANGS, "--timeout", "2.5", "--fail-on", level)
    assert result.exitcode == 3
    assert result.stderr.splitlines() == [SENTENCE, STEP]


@pytest.mark.parametrize("code", [0, 5])
def test_a_run_without_a_finding_has_the_exit_code_of_its_script_and_says_nothing(code: int) -> None:
    result = run_watched(ENDS, "--fail-on", "warning", arguments=(str(code),))
    assert (result.exitcode, result.stderr) == (code, "")


def test_the_sentence_is_in_the_language_of_who_asks_and_the_report_in_english() -> None:
    result = run_watched(HANGS, "--timeout", "2.5", "--language", "zh")
    assert (
        result.stderr.splitlines()[0]
        == "procession: 错误：死锁：main 在等待 lock，而它正由自己持有（第 7 行）。"
    )
    assert result.report is not None
    assert result.report["findings"][0]["message"].startswith("Deadlock: main waits for lock")
