"""What pools lose, in real scripts that are wrong, and their right twins, of which nothing is said."""

from __future__ import annotations

from typing import Any

import pytest

from tests.programs.harness import START_METHODS, Result, run_watched

every_method = pytest.mark.parametrize("method", START_METHODS)


def findings(result: Result) -> list[tuple[str, list[str], list[int]]]:
    """Rules, objects and lines."""
    assert result.report is not None and result.report["probe_failures"] == []
    told: list[dict[str, Any]] = result.report["findings"]
    return [(one["rule"], one["objects"], [line["line"] for line in one["lines"]]) for one in told]


LEAVES = """
import multiprocessing as mp
import os
import sys

def weigh(parcel):
    if parcel == "heavy":
        LEAVE
    return len(parcel)

if __name__ == "__main__":
    with mp.Pool(2) as scales:
        job = scales.map_async(weigh, ["small", "heavy", "round"], chunksize=1)
        print(job.get())
"""


@pytest.mark.parametrize(
    ("method", "leave"),
    [
        ("fork", "sys.exit(4)"),
        ("spawn", "os._exit(0)"),
        ("forkserver", "os.kill(os.getpid(), 11)"),
        ("fork", "os.abort()"),
    ],
)
def test_a_task_that_ends_its_worker_is_told_with_its_line_and_the_wait_for_it(
    method: str, leave: str
) -> None:
    result = run_watched(LEAVES.replace("LEAVE", leave), "--start-method", method, "--timeout", "4")
    (rule, objects, lines) = findings(result)[0]
    assert (rule, objects, lines[-1]) == ("lost-worker", ["scales"], 14)
    assert "weigh('heavy')" in message(result) and "main waits (line 14)" in message(result)
    assert lines == [8, 14]
    assert len(findings(result)) == 1


def message(result: Result) -> str:
    """Of the first finding."""
    assert result.report is not None
    return str(result.report["findings"][0]["message"])


@every_method
def test_a_task_that_raises_harms_nobody(method: str) -> None:
    script = LEAVES.replace("LEAVE", "raise ValueError(parcel)")
    result = run_watched(script, "--start-method", method)
    assert (result.exitcode, findings(result)) == (1, [])


@every_method
def test_a_worker_whose_death_breaks_an_executor_is_told_with_its_task(method: str) -> None:
    result = run_watched(
        """
        import os
        from concurrent.futures import ProcessPoolExecutor

        def weigh(parcel):
            if parcel == "heavy":
                os.abort()
            return len(parcel)

        if __name__ == "__main__":
            with ProcessPoolExecutor(2) as scales:
                for weight in scales.map(weigh, ["small", "heavy", "round"]):
                    print(weight)
        """,
        "--start-method",
        method,
    )
    ((rule, objects, lines),) = findings(result)
    assert (rule, objects, lines[-1]) == ("lost-worker", ["scales"], 12)
    assert "was ended by SIGABRT" in message(result) and "weigh('heavy')" in message(result)


EARLY = """
import multiprocessing as mp

if __name__ == "__main__":
    scales = mp.get_context("fork").Pool(2)

def weigh(parcel):
    return len(parcel)

if __name__ == "__main__":
    print(scales.map(weigh, ["small", "heavy"]))
    scales.close()
    scales.join()
"""


def test_tasks_that_forked_workers_do_not_know_are_told_with_the_line_that_made_the_pool() -> None:
    result = run_watched(EARLY, "--timeout", "4")
    assert findings(result) == [("lost-worker", ["scales"], [11, 5])]
    assert "Can't get attribute 'weigh'" in message(result)


BEGINS = """
import multiprocessing as mp

def open_scales(name):
    FAIL

def weigh(parcel):
    return len(parcel)

if __name__ == "__main__":
    scales = mp.Pool(2, open_scales, ("left",))
    print(scales.map(weigh, ["small", "heavy"]))
    scales.close()
    scales.join()
"""


@every_method
def test_an_initializer_that_fails_again_and_again_is_told_while_main_waits(method: str) -> None:
    script = BEGINS.replace("FAIL", "raise OSError(name)")
    result = run_watched(script, "--start-method", method, "--timeout", "6")
    assert findings(result) == [("failing-initializer", ["scales"], [5, 12])]
    assert "OSError: left" in message(result) and "none has run a task" in message(result)


@every_method
def test_an_initializer_that_succeeds_is_no_finding(method: str) -> None:
    result = run_watched(BEGINS.replace("FAIL", "pass"), "--start-method", method)
    assert (result.exitcode, findings(result)) == (0, [])


NESTED = """
from concurrent.futures import ThreadPoolExecutor
import multiprocessing as mp

def inner(number):
    return number + 1

def outer(number):
    begun.wait()
    return pool.submit(inner, number).result()

if __name__ == "__main__":
    begun = mp.Barrier(2)
    with ThreadPoolExecutor(WORKERS) as pool:
        jobs = [pool.submit(outer, number) for number in (1, 2)]
        print([job.result() for job in jobs])
"""


def test_a_pool_whose_workers_wait_for_its_own_tasks_is_told() -> None:
    result = run_watched(NESTED.replace("WORKERS", "2"), "--timeout", "4")
    assert findings(result) == [("deadlock", ["pool"], [10, 16])]
    assert "Every worker of pool waits for another task of pool" in message(result)
    assert findings(run_watched(NESTED.replace("WORKERS", "3"))) == []


UNPICKLED = """
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import Pool, set_start_method

def open_it(n):
    return open(__file__) if KEEP else n

def inner(n):
    return n

def nested(n):
    with Pool(1) as inside:
        return inside.map(inner, [n])

if __name__ == "__main__":
    with MAKE(2) as readers:
        result = readers.ASK
        print(list(result) if hasattr(result, "__iter__") else result.result())
"""


@pytest.mark.parametrize(
    ("make", "ask", "rule", "line"),
    [
        ("Pool", "map(lambda n: n, [1])", "start-failed", 18),
        ("ProcessPoolExecutor", "submit(lambda n: n, 1)", "start-failed", 19),
        ("Pool", "map(open_it, [1])", "lost-exception", 18),
        ("ProcessPoolExecutor", "map(open_it, [1])", "lost-exception", 19),
        ("Pool", "map(nested, [1, 2])", "start-failed", 13),
    ],
)
@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_what_of_a_task_cannot_be_pickled_or_started_is_told_where_it_ends_the_script(
    make: str, ask: str, rule: str, line: int, method: str
) -> None:
    script = UNPICKLED.replace("MAKE", make).replace("ASK", ask).replace("KEEP", "True")
    result = run_watched(script, "--start-method", method)
    ((told, objects, lines),) = findings(result)
    assert (told, lines[0]) == (rule, line)
    assert objects == ([] if "nested" in ask else ["readers"])


def test_a_task_whose_failure_to_be_pickled_is_caught_is_no_finding() -> None:
    caught = UNPICKLED.replace("MAKE", "Pool").replace("KEEP", "False").replace("ASK", "map(open_it, [1])")
    caught += "        try:\n            readers.map(lambda n: n, [1])\n"
    caught += "        except Exception:\n            pass\n"
    assert findings(run_watched(caught)) == []


CRASHES = """
import os
from concurrent.futures import ProcessPoolExecutor

class Parcel:
    def __reduce__(self):
        return REDUCED

def send(what):
    return Parcel() if what == "back" else 1

if __name__ == "__main__":
    with ProcessPoolExecutor(1) as scales:
        scales.submit(send, WHAT).exception()
"""


@pytest.mark.parametrize(
    ("reduced", "what"),
    [("os.abort, ()", "Parcel()"), ("str, (os.abort(),)", "'back'")],
    ids=["take", "give"],
)
def test_a_task_is_not_said_to_be_innocent_of_what_ended_its_worker(reduced: str, what: str) -> None:
    result = run_watched(CRASHES.replace("REDUCED", reduced).replace("WHAT", what))
    ((rule, objects, _),) = findings(result)
    assert (rule, objects) == ("lost-worker", ["scales"])
    assert "nothing is wrong with them" not in message(result)
    assert "the tasks that ran or waited (1) fail with BrokenProcessPool" in message(result)


def test_an_argument_whose_own_code_fails_is_not_laid_to_the_fork() -> None:
    script = CRASHES.replace("os.abort, ()", "int, ('x',)").replace("WHAT", "Parcel()")
    result = run_watched(script.replace("REDUCED", "int, ('x',)"), "--start-method", "fork")
    assert "could not unpickle them and ended: ValueError" in message(result)
    assert "forked" not in message(result)
    assert result.report is not None
    assert "after all functions" not in result.report["findings"][0]["advice"]


def test_a_pool_that_breaks_because_no_thread_can_be_started_has_received_what_was_sent() -> None:
    result = run_watched(
        """
        import threading
        import traceback
        from concurrent.futures import ProcessPoolExecutor, process

        begin = threading.Thread.start

        def start(thread):
            if "Feeder" in thread.name:
                raise RuntimeError("can't start new thread")
            begin(thread)

        class Manager(process._ExecutorManagerThread):
            def run(self):  # as Python 3.12 does it
                try:
                    super().run()
                except RuntimeError as error:
                    self.terminate_broken(traceback.format_exception(error))

        process._ExecutorManagerThread = Manager

        if __name__ == "__main__":
            threading.Thread.start = start
            with ProcessPoolExecutor(2) as scales:
                print(type(scales.submit(abs, 1).exception()).__name__)
        """
    )
    assert result.stdout == "BrokenProcessPool\n"
    assert findings(result) == []


COLLECTED = """
from multiprocessing import Pool

def square(n):
    return n * n

def main():
    squares = Pool(1)
    print(squares.map(square, [1, 2]))
    END

if __name__ == "__main__":
    main()
"""


@pytest.mark.parametrize(
    ("end", "told"),
    [("", [("left-behind", ["squares"], [8])]), ("squares.close()", []), ("squares.terminate()", [])],
)
def test_a_pool_that_is_collected_without_being_closed_is_noted(
    end: str, told: list[tuple[str, list[str], list[int]]]
) -> None:
    result = run_watched(COLLECTED.replace("END", end))
    assert findings(result) == told


NOT_UNPICKLED = """
from multiprocessing import Pool

class ConfigError(Exception):
    def __init__(self, name, line):
        super().__init__(name)

def load(n):
    raise ConfigError("app.ini", n)

if __name__ == "__main__":
    with Pool(2) as loaders:
        print(loaders.map(load, [1, 2]))
"""


def test_an_exception_that_is_not_unpickled_has_its_line_also_when_another_one_follows() -> None:
    result = run_watched(NOT_UNPICKLED, "--timeout", "4")
    ((rule, objects, lines),) = findings(result)
    assert (rule, objects, lines) == ("lost-exception", ["loaders"], [9, 13])


CALLS_BACK = """
from concurrent.futures import ProcessPoolExecutor
import multiprocessing as mp
import threading

def weigh(parcel):
    return len(parcel)

def with_pool():
    scales = mp.Pool(2)
    def again(weight):
        ASK
    first = scales.apply_async(weigh, ("small",), callback=again)
    first.wait()
    scales.close()
    scales.join()

def with_executor():
    asked = threading.Event()
    with ProcessPoolExecutor(2) as scales:
        def again(future):
            job = ASK
            asked.set()
            print(job.result())
        scales.submit(weigh, "small").add_done_callback(again)
        asked.wait()

if __name__ == "__main__":
    WAY()
"""
WAITS = {
    "with_pool": ('print(scales.apply_async(weigh, ("heavy",)).get())', [12, 14]),
    "with_executor": ('scales.submit(weigh, "heavy")', [24, 20]),
}


@every_method
@pytest.mark.parametrize("way", list(WAITS))
def test_a_callback_that_waits_for_its_own_pool_is_told(method: str, way: str) -> None:
    ask, lines = WAITS[way]
    script = CALLS_BACK.replace("ASK", ask).replace("WAY", way)
    result = run_watched(script, "--start-method", method, "--timeout", "4")
    assert findings(result) == [("deadlock", ["scales"], lines)]
    assert "again, a callback of scales, waits" in message(result)


@every_method
@pytest.mark.parametrize(
    ("way", "ask"),
    [
        ("with_pool", 'scales.apply_async(weigh, ("heavy",), callback=print)'),
        ("with_executor", 'ProcessPoolExecutor(1).submit(weigh, "heavy")'),
    ],
)
def test_a_callback_that_starts_more_or_waits_for_another_pool_is_not(
    method: str, way: str, ask: str
) -> None:
    script = CALLS_BACK.replace("ASK", ask).replace("WAY", way)
    result = run_watched(script, "--start-method", method)
    assert (result.exitcode, findings(result)) == (0, [])
