"""Executors of threads in real scripts: watched as bare, and each task with the thread that has run it."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest

from tests.programs.harness import START_METHODS, Result

every_method = pytest.mark.parametrize("method", START_METHODS)

CREW = """
import multiprocessing as mp
import sys
import threading
import traceback
from concurrent.futures import ThreadPoolExecutor, as_completed, wait

class Crew(ThreadPoolExecutor):
    pass

def sign_on(name):
    global ship
    ship = name

def square(number):
    if number == 13:
        raise ValueError("unlucky")
    return number * number

def leave(code):
    raise SystemExit(code)

def hold(gate, begun):
    begun.release()
    gate.wait(30)
    return threading.current_thread().name

def tried(call, *args, **kwargs):
    try:
        print(call(*args, **kwargs), flush=True)
    except BaseException as error:
        lines = traceback.format_exception(type(error), error, error.__traceback__)
        print(*lines, flush=True)

def work():
    gate, begun = threading.Event(), threading.Semaphore(0)
    with Crew(2, "crew", sign_on, ("Beagle",)) as crew:
        print(list(crew.map(square, range(5))), ship, crew.submit(pow, 2, exp=5).result())
        futures = [crew.submit(square, number) for number in (1, 13, 3)]
        print(sorted(str(future.exception()) for future in as_completed(futures, timeout=30)))
        tried(futures[1].result)
        left = crew.submit(leave, 3)
        wait([left])  # whether result() has to wait is seen in its traceback
        tried(left.result)
        futures = [crew.submit(hold, gate, begun) for _ in range(6)]
        begun.acquire(), begun.acquire()
        tried(futures[0].result, 0.001)
        called = threading.Event()
        futures[0].add_done_callback(lambda future: called.set())
        print(futures[3].cancel(), futures[3].cancel(), futures[0].cancel())
        tried(futures[3].result)
        print(len(wait(futures[:1], 0.001).not_done))
        crew.shutdown(wait=False, cancel_futures=True)
        gate.set()
        print(sorted(future.result() for future in futures[:2]), called.wait(30))
        tried(crew.submit, square, 1)
    tried(crew.submit)
    tried(Crew, 0)
    tried(futures[0].set_result, 1)
    print(len(crew._threads), repr(Crew.submit).split(" at ")[0], crew.submit.__doc__ is not None)

if __name__ == "__main__":
    process = mp.get_context(sys.argv[1]).Process(target=work)
    process.start()
    process.join()
    print(process.exitcode)
"""


@every_method
def test_every_task_of_an_executor_of_threads_is_counted(compare: Callable[..., Result], method: str) -> None:
    result = compare(CREW, method)
    assert result.probe_failures == []
    crew = result.object("Crew")
    assert (crew["name"], crew["size"], crew["state"], crew["workers"]) == ("crew", 2, "closed", [])
    tasks = crew["tasks"]
    assert tasks["submitted"] == 5 + 1 + 3 + 1 + 6
    assert (tasks["done"], tasks["failed"], tasks["cancelled"]) == (5 + 1 + 2 + 2, 2, 4)
    assert (tasks["waiting"], tasks["running"], tasks["lost"], tasks["cut_off"]) == (0, 0, 0, 0)
    assert (crew["callbacks"], crew["initializer_failures"]) == (1, 0)
    failure = crew["last_failure"]
    assert (failure["task"], failure["error"], failure["line"]) == ("leave(3)", "SystemExit: 3", 21)
    assert {one["family"] for one in result.objects.values()} == {"pool"}, "of its parts nothing is shown"


def test_an_initializer_that_raises_breaks_it_and_what_runs_comes_to_its_end(
    compare: Callable[..., Result],
) -> None:
    result = compare("""
        import itertools, logging, threading
        from concurrent.futures import ThreadPoolExecutor
        from concurrent.futures.thread import BrokenThreadPool

        turns, gate, begun = itertools.count(), threading.Event(), threading.Event()

        def initialize():
            if next(turns):
                logging.disable(logging.CRITICAL)
                raise LookupError("no luck")

        def hold():
            begun.set()
            return gate.wait(30)

        if __name__ == "__main__":
            with ThreadPoolExecutor(2, initializer=initialize) as executor:
                first = executor.submit(hold)
                begun.wait()
                print(repr(executor.submit(abs, -1).exception()))
                try:
                    executor.submit(abs, 1)
                except BrokenThreadPool as error:
                    print(error)
                gate.set()
                print(first.result())
    """)
    assert result.probe_failures == []
    executor = result.object("ThreadPoolExecutor")
    assert (executor["state"], executor["broken_by_pids"]) == ("broken", [])
    assert executor["initializer_failures"] == 1
    tasks = executor["tasks"]
    assert (tasks["done"], tasks["failed"], tasks["cut_off"], tasks["waiting"]) == (1, 1, 0, 0)
    assert executor["last_failure"]["task"] == "abs(-1)"


def test_what_an_event_loop_makes_for_itself_is_made_by_asyncio(compare: Callable[..., Result]) -> None:
    result = compare("""
        import asyncio
        from concurrent.futures import ThreadPoolExecutor

        def fail(number):
            raise ValueError(number)

        async def main(own):
            loop = asyncio.get_running_loop()
            print(await loop.run_in_executor(own, abs, -3), await asyncio.to_thread(pow, 2, exp=3))
            print(await asyncio.gather(loop.run_in_executor(None, fail, 4), return_exceptions=True))

        if __name__ == "__main__":
            with ThreadPoolExecutor(1) as own:
                asyncio.run(main(own))
    """)
    assert result.probe_failures == []
    by_maker = {one.get("made_by"): one for one in result.objects.values()}
    own, loops = by_maker[None], by_maker["asyncio"]
    assert (own["name"], own["tasks"]["done"], own["state"]) == ("own", 1, "closed")
    assert (loops["tasks"]["done"], loops["tasks"]["failed"], loops["state"]) == (1, 1, "closed")
    assert (loops["last_failure"]["task"], loops["last_failure"]["line"]) == ("fail(4)", 6)
    assert own["callbacks"] == loops["callbacks"] == 0, "those of asyncio are not the script's"


def test_an_executor_that_is_gone_or_whose_process_ends_takes_no_more(compare: Callable[..., Result]) -> None:
    result = compare("""
        from concurrent.futures import ThreadPoolExecutor

        if __name__ == "__main__":
            executor = ThreadPoolExecutor(1)
            print(executor.submit(abs, -1).result())
            (thread,) = executor._threads
            del executor
            thread.join(30)
            print(thread.is_alive())
            kept = ThreadPoolExecutor(1)
            print(kept.submit(abs, -2).result())
    """)
    assert result.probe_failures == []
    states = {known["name"]: (known["state"], known["workers"]) for known in result.objects.values()}
    assert states == {"executor": ("closed", []), "kept": ("closed", [])}


def test_what_runs_and_waits_when_its_process_is_killed_is_told(compare: Callable[..., Result]) -> None:
    result = compare("""
        import os, signal, threading
        from concurrent.futures import ThreadPoolExecutor

        begun = threading.Semaphore(0)

        def hold(number):
            begun.release()
            threading.Event().wait()

        if __name__ == "__main__":
            executor = ThreadPoolExecutor(2)
            for number in range(3):
                executor.submit(hold, number)
            begun.acquire(), begun.acquire()
            os.kill(os.getpid(), signal.SIGKILL)
    """)
    executor = result.object("ThreadPoolExecutor")
    assert sorted(task["task"] for task in executor["lost_tasks"]) == ["hold(0)", "hold(1)"]
    assert (executor["tasks"]["lost"], executor["tasks"]["waiting"], executor["state"]) == (2, 1, "open")


@pytest.mark.skipif(sys.platform == "win32", reason="nothing is forked there")
def test_a_copy_in_a_forked_child_is_another_executor_once_the_child_uses_it(
    compare: Callable[..., Result],
) -> None:
    result = compare("""
        import multiprocessing as mp
        from concurrent.futures import ThreadPoolExecutor

        def use(executor):
            print(executor.submit(abs, -5).result(), flush=True)

        def leave_alone(executor):
            executor.shutdown()

        if __name__ == "__main__":
            context = mp.get_context("fork")
            with ThreadPoolExecutor(1) as executor:
                for target in (use, leave_alone):
                    child = context.Process(target=target, args=(executor,))
                    child.start()
                    child.join()
                print(executor.submit(abs, -7).result())
    """)
    assert result.probe_failures == []
    pools = [known for known in result.report["objects"] if known["family"] == "pool"]  # type: ignore[index]
    assert sorted(known["tasks"]["done"] for known in pools) == [1, 1]


def test_a_future_of_the_scripts_own_is_not_shown(compare: Callable[..., Result]) -> None:
    result = compare("""
        from concurrent.futures import Future

        if __name__ == "__main__":
            future, other = Future(), Future()
            print(future.cancel(), vars(future)["_state"], future.cancelled())
            print(other.set_running_or_notify_cancel(), other.set_result(3), other.result())
    """)
    assert result.probe_failures == []
    assert result.objects == {}
