"""Who waits for the end of a program that cannot end because of its pipes; real programs, judged live."""

from __future__ import annotations

import pytest

from app.findings.rule import Finding
from tests.findings.live import judged

SCRIPT = """
import multiprocessing as mp
import subprocess
import sys
import threading

WRITES = [sys.executable, "-c", "import sys; sys.stdout.write('word ' * 100_000)"]
READS = [sys.executable, "-c", "import sys; print(len(sys.stdin.read()))"]

def work():
    BODY

if __name__ == "__main__":
    WAY
"""
IN_MAIN = "work()"
IN_CHILD = "child = mp.get_context('fork').Process(target=work, name='child'); child.start(); child.join()"
FULL = "subprocess.Popen(WRITES, stdout=subprocess.PIPE).wait()"
SHELL = "subprocess.Popen('seq 200000; echo', shell=True, stdout=subprocess.PIPE).wait()"
UNCLOSED = "subprocess.Popen(READS, stdin=subprocess.PIPE).wait()"
LINE = 11


def is_told(findings: list[Finding]) -> bool:
    return any(finding.rule == "deadlock" for finding in findings)


@pytest.mark.parametrize(
    ("body", "way", "who", "says"),
    [
        (FULL, IN_MAIN, "main", "waits for room in a pipe, which only main could read"),
        (FULL, IN_CHILD, "child", "waits for room in a pipe, which only child could read"),
        (SHELL, IN_MAIN, "main", "seq waits for room in a pipe, which only main could read"),
        (UNCLOSED, IN_MAIN, "main", "waits for data from a pipe, which only main could write"),
    ],
)
def test_a_wait_for_a_program_that_its_pipe_holds_up_is_a_deadlock(
    body: str, way: str, who: str, says: str
) -> None:
    result = judged(SCRIPT.replace("BODY", body).replace("WAY", way), until=is_told)
    (finding,) = result.live
    message = finding.message.english
    assert message.startswith(f"Deadlock: {who} waits for ") and says in message
    assert finding.is_certain and finding.locations[0].line == LINE
    assert finding.advice.english.startswith("Use communicate()")
    assert not result.failures


RIGHT = {
    "communicate": "print(len(subprocess.Popen(WRITES, stdout=subprocess.PIPE).communicate()[0]))",
    "run": "subprocess.run(READS, input=b'x' * 500_000)",
    "a thread reads": (
        "program = subprocess.Popen(['sh', '-c', 'sleep 2; seq 200000'], stdout=subprocess.PIPE); "
        "threading.Thread(target=program.stdout.read).start(); program.wait()"
    ),
    "slow": "print(len(subprocess.Popen(['sh', '-c', 'sleep 2; seq 200000'], stdout=-1).communicate()[0]))",
    "a time": (
        "program = subprocess.Popen(WRITES, stdout=subprocess.PIPE)\n"
        "    try:\n        program.wait(timeout=2)\n"
        "    except subprocess.TimeoutExpired:\n        print(len(program.stdout.read()))\n"
        "    program.wait()"
    ),
}


@pytest.mark.parametrize("how", list(RIGHT))
def test_who_reads_what_a_program_writes_is_not_accused(how: str) -> None:
    result = judged(SCRIPT.replace("BODY", RIGHT[how]).replace("WAY", IN_MAIN))
    assert [finding.message.english for finding in result.ever if finding.rule == "deadlock"] == []
    assert not result.failures
