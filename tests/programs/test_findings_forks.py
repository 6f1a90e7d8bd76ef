"""Output that a script has printed before it forks, and what it does about the buffer."""

from __future__ import annotations

import pytest

from tests.programs.harness import run_watched
from tests.programs.test_findings_pools import findings

SCRIPT = """
import os
import sys

sys.stdout.reconfigure(write_through=False)
print("total:", end=" ")
BEFORE
if os.fork() == 0:
    print("child")
    END
else:
    os.wait()
    print("parent")
"""


@pytest.mark.parametrize(
    ("before", "end", "is_told"),
    [
        ("", "sys.exit()", True),
        ("sys.stdout.flush()", "sys.exit()", False),
        ("", "os._exit(0)", False),
        ("print(flush=True)", "sys.exit()", False),
    ],
)
def test_what_lies_in_the_buffer_at_a_fork_may_be_printed_twice(before: str, end: str, is_told: bool) -> None:
    result = run_watched(SCRIPT.replace("BEFORE", before).replace("END", end))
    assert findings(result) == ([("printed-twice", [], [8])] if is_told else [])
    assert result.report is not None
    assert [one["certain"] for one in result.report["findings"]] == [False] * is_told


PICKLES = """
import os
import pickle

for function in (os._exit, os.abort, os.fork, os.kill, os.waitpid):
    print(pickle.loads(pickle.dumps(function)) is function, repr(function))
"""


def test_the_functions_that_are_watched_are_pickled_as_the_built_in_ones_are() -> None:
    names = ("_exit", "abort", "fork", "kill", "waitpid")
    assert run_watched(PICKLES).stdout.splitlines() == [f"True <built-in function {name}>" for name in names]
