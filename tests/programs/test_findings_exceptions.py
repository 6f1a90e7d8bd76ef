"""Exceptions that nobody sees, in real scripts, and their right twins, of which nothing is said."""

from __future__ import annotations

import pytest

from tests.programs.harness import START_METHODS, run_watched
from tests.programs.test_findings_pools import findings, message

every_method = pytest.mark.parametrize("method", START_METHODS)

CALLBACK = """
import multiprocessing as mp

def note(weight):
    raise KeyError(weight)

if __name__ == "__main__":
    pool = mp.Pool(2)
    pool.apply_async(abs, (-3,), callback=note)
    pool.close()
    pool.join()
    print("over")
"""


@every_method
@pytest.mark.parametrize("error", ["KeyError", "ValueError"])
def test_a_callback_that_raises_is_told_with_the_join_that_never_returns(method: str, error: str) -> None:
    script = CALLBACK.replace("KeyError", error)
    result = run_watched(script, "--start-method", method, "--timeout", "4")
    assert findings(result) == [("lost-exception", ["pool"], [5, 11])]
    assert f"note, a callback of pool, has raised {error}: 3 (line 5) for abs(-3)" in message(result)


@every_method
def test_a_callback_that_returns_is_no_finding(method: str) -> None:
    result = run_watched(
        CALLBACK.replace("raise KeyError(weight)", "print(weight)"), "--start-method", method
    )
    assert (result.exitcode, findings(result)) == (0, [])


UNASKED = """
import multiprocessing as mp
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor, wait

def weigh(parcel):
    return 1 // parcel

def seen(error):
    print("seen", error)

def learn(job):
    try:
        ASK
    except ZeroDivisionError:
        print("learnt")

if __name__ == "__main__":
    with POOL as pool:
        jobs = [pool.SUBMIT for parcel in (2, 0)]
        WAIT
        for job in jobs:
            learn(job)
    print("over")
"""
POOLS = {
    "Pool": ("mp.Pool(2)", "apply_async(weigh, (parcel,))", "pool.close(); pool.join()"),
    "ThreadPool": ("mp.pool.ThreadPool(2)", "apply_async(weigh, (parcel,))", "pool.close(); pool.join()"),
    "executor": ("ProcessPoolExecutor(2)", "submit(weigh, parcel)", "wait(jobs)"),
    "threads": ("ThreadPoolExecutor(2)", "submit(weigh, parcel)", "wait(jobs)"),
}


def unasked(kind: str, ask: str) -> str:
    """A script whose second task fails."""
    pool, submit, wait = POOLS[kind]
    script = UNASKED.replace("POOL", pool).replace("SUBMIT", submit).replace("WAIT", wait)
    return script.replace("ASK", ask).replace("as mp\n", "as mp, multiprocessing.pool\n", 1)


@pytest.mark.parametrize("kind", POOLS)
def test_a_failed_task_for_whose_result_nobody_asks_is_told(kind: str) -> None:
    result = run_watched(unasked(kind, "pass"))
    assert findings(result) == [("lost-exception", ["pool"], [6, 19])]
    assert "weigh(0) of pool has raised ZeroDivisionError" in message(result)


@pytest.mark.parametrize("method", ["spawn", "forkserver"])
def test_it_is_told_under_every_start_method(method: str) -> None:
    result = run_watched(unasked("Pool", "pass"), "--start-method", method)
    assert findings(result) == [("lost-exception", ["pool"], [6, 19])]


@pytest.mark.parametrize(
    ("kind", "ask"),
    [
        ("Pool", "job.get()"),
        ("Pool", "job.successful()"),
        ("ThreadPool", "job.get()"),
        ("executor", "job.result()"),
        ("executor", "job.exception()"),
        ("threads", "job.result()"),
    ],
)
def test_whoever_asks_late_has_seen_it(kind: str, ask: str) -> None:
    result = run_watched(unasked(kind, ask))
    assert (result.exitcode, findings(result)) == (0, [])


def test_an_error_callback_has_seen_it() -> None:
    script = unasked("Pool", "pass").replace("(parcel,))", "(parcel,), error_callback=seen)")
    assert findings(run_watched(script)) == []


def test_who_asks_a_manager_for_its_pool_has_seen_it() -> None:
    result = run_watched("""
        import multiprocessing as mp

        def weigh(parcel):
            return 1 // parcel

        if __name__ == "__main__":
            with mp.Manager() as manager:
                pool = manager.Pool(1)
                for ask in (lambda: pool.apply(weigh, (0,)), lambda: pool.apply_async(weigh, (0,)).get()):
                    try:
                        ask()
                    except ZeroDivisionError:
                        print("seen")
                pool.terminate()
    """)
    assert (result.stdout, findings(result)) == ("seen\nseen\n", [])


def test_an_asyncio_loop_and_a_map_that_stops_at_the_first_have_seen_it() -> None:
    result = run_watched("""
        import asyncio
        from concurrent.futures import ProcessPoolExecutor

        def weigh(parcel):
            return 1 // parcel

        async def ask(pool):
            try:
                await asyncio.get_running_loop().run_in_executor(pool, weigh, 0)
            except ZeroDivisionError:
                print("seen")

        if __name__ == "__main__":
            with ProcessPoolExecutor(2) as pool:
                asyncio.run(ask(pool))
                try:
                    list(pool.map(weigh, [0, 0, 0]))
                except ZeroDivisionError:
                    print("seen")
    """)
    assert (result.stdout, findings(result)) == ("seen\nseen\n", [])


CHILD = """
import multiprocessing as mp
import sys

def weigh(parcel):
    FAIL

if __name__ == "__main__":
    child = mp.Process(target=weigh, args=(0,))
    child.start()
    child.join()
    ASK
"""


@every_method
def test_a_child_that_fails_while_main_reports_success_is_told(method: str) -> None:
    script = CHILD.replace("FAIL", "return 1 // parcel").replace("ASK", "print('over')")
    result = run_watched(script, "--start-method", method)
    assert findings(result) == [("lost-exception", [], [6, 10])]


@pytest.mark.parametrize(
    ("fail", "ask"),
    [
        ("return 1 // parcel", "print(child.exitcode)"),
        ("return 1 // parcel", "sys.exit(child.exitcode)"),
        ("return 1 // parcel", "sys.exit(3)"),
        ("sys.exit(0)", "pass"),
    ],
)
@every_method
def test_who_reads_it_or_fails_too_is_not_accused(method: str, fail: str, ask: str) -> None:
    script = CHILD.replace("FAIL", fail).replace("ASK", ask)
    assert findings(run_watched(script, "--start-method", method)) == []


def test_an_exception_in_a_thread_is_told() -> None:
    result = run_watched("""
        import multiprocessing as mp
        import threading

        def weigh(parcel):
            with mp.Lock():
                return 1 // parcel

        thread = threading.Thread(target=weigh, args=(0,))
        thread.start()
        thread.join()
    """)
    assert findings(result) == [("lost-exception", [], [7])]


UNREAD = """
import multiprocessing as mp
import multiprocessing.pool
from concurrent.futures import ProcessPoolExecutor

class ParcelError(Exception):
    def __init__(self, parcel, weight):
        super().__init__(GIVEN)

def weigh(parcel):
    if parcel == "heavy":
        raise ParcelError(parcel, 30)
    return len(parcel)

if __name__ == "__main__":
    with POOL(1) as pool:
        print(list(pool.map(weigh, ["small", "heavy", "round"])))
"""


@pytest.mark.parametrize(
    "pool",
    ["mp.Pool", "mp.get_context('spawn').Pool", "mp.get_context('forkserver').Pool", "ProcessPoolExecutor"],
)
def test_an_exception_that_cannot_be_unpickled_is_told_with_its_line_and_who_waits(pool: str) -> None:
    script = UNREAD.replace("POOL", pool).replace("GIVEN", "f'{parcel} weighs {weight}'")
    result = run_watched(script, "--timeout", "4")
    assert findings(result) == [("lost-exception", ["pool"], [12, 17])]
    assert "weigh('heavy'" in message(result) or "weigh('small'), ... (3) of pool" in message(result)
    right = UNREAD.replace("POOL", pool).replace("GIVEN", "parcel, weight")
    assert findings(run_watched(right)) == []


def test_a_task_that_could_not_be_sent_is_not_said_to_have_raised() -> None:
    result = run_watched(
        """
        from concurrent.futures import ProcessPoolExecutor

        if __name__ == "__main__":
            with ProcessPoolExecutor(1) as pool:
                pool.submit(abs, lambda: 1)
        """
    )
    assert result.report is not None
    (finding,) = result.report["findings"]
    assert finding["rule"] == "lost-exception"
    assert " of pool was not run: it failed with " in finding["message"]
    assert "has raised" not in finding["message"]


CALLED_BACK = """
import sys
from concurrent.futures import ProcessPoolExecutor
from functools import partial

class Sum:
    def add(self, future):
        found.append(future.result())

def square(n):
    return n * n

def fail(future):
    raise LookupError(future.result())

found = []

if __name__ == "__main__":
    with ProcessPoolExecutor(1) as executor:
        for callback in (Sum().add, partial(lambda _, future: None, 1), CALLBACK, Sum().add):
            executor.submit(square, 3).add_done_callback(callback)
    print(found)
"""


@pytest.mark.parametrize("fails", [True, False])
def test_a_callback_of_a_future_that_raises_is_told_and_the_others_are_called(fails: bool) -> None:
    result = run_watched(CALLED_BACK.replace("CALLBACK", "fail" if fails else "found.append"))
    assert result.report is not None and result.report["probe_failures"] == []
    told = [(one["rule"], one["objects"], one["lines"][0]["line"]) for one in result.report["findings"]]
    assert told == ([("lost-exception", ["executor"], 14)] if fails else [])
    assert result.stdout.startswith("[9, ") and ("_procession" not in result.stderr)
