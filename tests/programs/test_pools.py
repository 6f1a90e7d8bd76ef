"""Pools in real scripts: watched as bare, and each task with the worker that has run it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.programs.harness import START_METHODS, Result

every_method = pytest.mark.parametrize("method", START_METHODS)

POOL = """
import multiprocessing as mp
import os
import sys
import time
from multiprocessing.pool import Pool, ThreadPool

class Workshop(Pool):
    pass

class UnluckyError(Exception):
    pass

def open_shop(name):
    global shop
    shop = name

def square(number):
    if number == 13:
        raise UnluckyError("13")
    return number * number

def power(base, exponent):
    return base ** exponent

def local(_):
    return lambda: 0

def show(error):
    print("callback", repr(error), flush=True)

def tried(call, *args):
    try:
        print(call(*args), flush=True)
    except Exception as error:
        print(type(error).__name__, str(error).split(" at 0x")[0], repr(error.__cause__)[:9], flush=True)

if __name__ == "__main__":
    mp.set_start_method(sys.argv[1])
    pool = Workshop(2, open_shop, ("bakery",))
    print(repr(pool), pool.map(square, range(10), 3), pool.starmap(power, [(2, 3), (3, 2)]))
    print(list(pool.imap(square, iter(range(4)))), sorted(pool.imap_unordered(square, range(10), 4)))
    print(pool.apply_async(square, (3,), callback=show).get(30), pool.apply(power, (2,), {"exponent": 5}))
    tried(pool.apply, square, (13,))
    tried(pool.map, square, [1, 13])
    tried(pool.apply, local, (0,))
    tried(pool.apply, square, (local(0),))
    tried(list, pool.imap(square, (1 // number for number in (1, 0))))
    tried(pool.apply_async(time.sleep, (0.3,)).get, 0.01)
    print(pool.map(square, []))
    pool.close()
    tried(pool.apply, square, (1,))
    pool.join()
    print(vars(pool)["_state"], len(pool._pool))
    threads = ThreadPool(3)
    with threads:
        print(threads.map(square, range(6), 2))
"""


@every_method
def test_every_task_of_a_pool_is_counted(compare: Callable[..., Result], method: str) -> None:
    result = compare(POOL, method)
    assert result.probe_failures == []
    pool, threads = result.object("Workshop"), result.object("ThreadPool")
    assert (pool["name"], pool["size"], pool["state"], pool["workers"]) == ("pool", 2, "closed", [])
    assert pool["tasks"] == {
        "submitted": 4 + 2 + 4 + 3 + 1 + 1 + 1 + 2 + 1 + 1 + 2 + 1,
        "waiting": 0,
        "running": 0,
        "done": 4 + 2 + 4 + 3 + 1 + 1 + 0 + 1 + 0 + 0 + 1 + 1,
        "failed": 1 + 1 + 1 + 1 + 1,
        "cancelled": 0,
        "lost": 0,
        "cut_off": 0,
        "counted": True,
    }
    assert (pool["callbacks"], pool["callback_error"], pool["workers_died_pids"]) == (1, None, [])
    assert (threads["name"], threads["tasks"]["done"], threads["state"]) == ("threads", 3, "terminated")
    assert {one["family"] for one in result.objects.values()} == {"pool"}, "of its parts nothing is shown"
    names = {process["name"] for process in result.processes}
    assert sum("PoolWorker" in name for name in names) == 2


@every_method
def test_a_task_on_a_worker_that_is_killed_is_lost(compare: Callable[..., Result], method: str) -> None:
    result = compare(
        """
        import multiprocessing as mp, os, signal, sys

        def work(number):
            if number == 2:
                os.kill(os.getpid(), signal.SIGKILL)
            return number

        if __name__ == "__main__":
            mp.set_start_method(sys.argv[1])
            pool = mp.Pool(1, maxtasksperchild=2)
            result = pool.map_async(work, range(5), 1)
            try:
                result.get(3)
            except mp.TimeoutError:
                print("a result does not come")
            print(pool.apply(work, (7,)))
            pool.terminate()
        """,
        method,
    )
    assert result.probe_failures == []
    pool = result.object("Pool")
    (killed,) = [process["pid"] for process in result.processes if process["outcome"] == "killed"]
    assert pool["lost_tasks"] == [{"task": "work(2)", "pid": killed}]
    assert pool["workers_died_pids"] == [killed]
    tasks = pool["tasks"]
    assert (tasks["submitted"], tasks["done"], tasks["lost"], tasks["waiting"]) == (6, 5, 1, 0)
    assert pool["workers_replaced"] == 2, "the third worker has run two tasks, too"


def test_a_task_that_ends_its_worker_or_that_it_cannot_read_is_lost(compare: Callable[..., Result]) -> None:
    result = compare("""
        import multiprocessing as mp, sys

        def leave(number):
            if number == 1:
                sys.exit(2)
            return number

        if __name__ == "__main__":
            mp.set_start_method("fork")
            with mp.Pool(1) as leaving:
                answer = leaving.map_async(leave, range(3), chunksize=1)
                try:
                    answer.get(timeout=2)
                except mp.TimeoutError:
                    print("never")
            with mp.Pool(1) as before:
                def made_after(number):
                    return number
                answer = before.map_async(made_after, [1], chunksize=1)
                try:
                    answer.get(timeout=2)
                except mp.TimeoutError:
                    print("never")
        """)
    assert result.stdout == "never\nnever\n"
    leaving, before = result.objects["leaving"], result.objects["before"]
    assert {key: leaving["tasks"][key] for key in ("submitted", "done", "lost", "waiting")} == {
        "submitted": 3,
        "done": 2,
        "lost": 1,
        "waiting": 0,
    }
    assert [task["task"] for task in leaving["lost_tasks"]] == ["leave(1)"]
    assert (before["tasks"]["lost"], before["tasks"]["waiting"]) == (1, 0)
    assert [task["task"] for task in before["lost_tasks"]] == ["made_after"]


@every_method
def test_an_initializer_that_raises_is_told_with_each_worker(
    compare: Callable[..., Result], method: str
) -> None:
    result = compare(
        """
        import multiprocessing as mp, os, sys

        def initialize(folder):
            try:
                os.mkdir(folder)
            except FileExistsError:
                return
            sys.stderr = open(os.devnull, "w")
            raise LookupError("no luck")

        if __name__ == "__main__":
            import tempfile
            mp.set_start_method(sys.argv[1])
            with tempfile.TemporaryDirectory() as folder:
                with mp.Pool(1, initialize, (os.path.join(folder, "x"),)) as pool:
                    print(pool.apply(abs, (-1,)))
        """,
        method,
    )
    pool = result.object("Pool")
    assert (pool["initializer_failures"], pool["tasks"]["done"]) == (1, 1)
    assert pool["workers_died_pids"] == []


def test_a_callback_that_raises_ends_the_thread_that_takes_results(compare: Callable[..., Result]) -> None:
    result = compare("""
        import multiprocessing as mp, sys, threading

        def fail(result):
            raise ValueError(result)

        if __name__ == "__main__":
            came = threading.Event()
            threading.excepthook = lambda told: (print(repr(told.exc_value), flush=True), came.set())
            pool = mp.get_context("fork").Pool(1)
            pool.apply_async(abs, (-1,), callback=fail)
            came.wait(30)
            pool._cache.clear()
            pool.terminate()
    """)
    assert result.stdout == "ValueError(1)\n"
    assert result.object("Pool")["callback_error"] == "ValueError: 1"


def test_a_key_error_of_a_callback_is_passed_over_by_the_library(compare: Callable[..., Result]) -> None:
    result = compare("""
        import multiprocessing as mp

        def fail(result):
            raise KeyError(result)

        if __name__ == "__main__":
            with mp.get_context("fork").Pool(1) as pool:
                pool.apply_async(abs, (-1,), callback=fail)
                print(pool.apply(abs, (-2,)))
    """)
    assert result.stdout == "2\n"
    assert result.object("Pool")["callback_error"] is None


def test_the_stack_of_a_task_and_what_a_worker_holds_are_as_without_us(
    compare: Callable[..., Result],
) -> None:
    compare("""
        import gc, multiprocessing as mp, pickle, sys, traceback, weakref
        from multiprocessing import pool as library

        class Result:
            alive = weakref.WeakSet()
            def __init__(self):
                Result.alive.add(self)

        def make(_):
            return Result()

        def count(_):
            return len(Result.alive)

        def fail(_):
            raise ValueError(traceback.format_exc().strip())

        if __name__ == "__main__":
            assert pickle.loads(pickle.dumps(library.worker)) is library.worker
            print(library.worker, library.Pool.map, library.AsyncResult.get)
            with mp.get_context("fork").Pool(1) as pool:
                pool.apply(make, (0,))
                print(pool.apply(count, (0,)))
                try:
                    pool.apply(fail, (0,))
                except ValueError as error:
                    print(str(error.__cause__).replace(library.__file__, ""))
                    traceback.print_exc()
    """)


def test_a_pool_in_a_worker_of_a_process_and_a_lock_in_a_task_are_shown(
    compare: Callable[..., Result],
) -> None:
    result = compare(
        """
        import multiprocessing as mp
        from multiprocessing.pool import ThreadPool

        def inner(number):
            event = mp.Event()
            event.set()
            return event.is_set() and number

        def outer():
            with mp.Pool(2) as inside:
                print(inside.map(inner, range(4)))

        if __name__ == "__main__":
            mp.set_start_method("fork")
            process = mp.Process(target=outer)
            process.start()
            process.join()
            with mp.dummy.Pool(2) as plain:
                print(plain.map(abs, [1, 2]))
    """.replace("import multiprocessing as mp\n", "import multiprocessing as mp, multiprocessing.dummy\n", 1)
    )
    assert result.object("Pool")["name"] == "inside"
    assert result.object("ThreadPool")["name"] == "plain"
    events: list[dict[str, Any]] = [one for one in result.objects.values() if one["kind"] == "Event"]
    assert events and all(one["is_set"] for one in events), "made by the script in a forked worker"


@every_method
def test_a_managers_pool_is_one_object_with_its_clients_calls_and_its_tasks(
    compare: Callable[..., Result], method: str
) -> None:
    result = compare(
        """
        import multiprocessing as mp, sys

        def square(number):
            if number == 13:
                raise ValueError("unlucky")
            return number * number

        def note(number):
            global noted
            noted = number

        if __name__ == "__main__":
            mp.set_start_method(sys.argv[1])
            with mp.Manager() as manager:
                pool = manager.Pool(2, note, (1,), 3)
                print(pool.map(square, range(4), 1), pool.apply_async(square, (5,)).get())
                try:
                    pool.apply(square, (13,))
                except ValueError as error:
                    print(error)
                print(list(pool.imap(square, range(3))))
                try:
                    pool.map(square, 3)
                except Exception as error:
                    print(type(error).__name__)
                pool.close()
                pool.join()
        """,
        method,
    )
    assert result.probe_failures == []
    assert result.report is not None
    (pool,) = [known for known in result.report["objects"] if known["family"] == "pool"]
    assert (pool["kind"], pool["name"], pool["size"], pool["state"]) == ("PoolProxy", "pool", 2, "closed")
    assert pool["calls"] == 7, "each is counted once, where the client calls"
    tasks = pool["tasks"]
    assert (tasks["submitted"], tasks["done"], tasks["failed"], tasks["waiting"]) == (9, 8, 1, 0)
    assert (pool["last_failure"]["task"], pool["last_failure"]["line"]) == ("square(13)", 6)
    assert (pool["workers"], pool["workers_died_pids"]) == ([], [])
    assert pool["workers_replaced"] >= 2
    assert result.process("SyncManager-1")["last_wait"] is None, "who waits is told by the clients"


def test_a_pool_of_threads_in_a_worker_of_a_managers_pool_is_the_scripts(
    compare: Callable[..., Result],
) -> None:
    result = compare("""
        import multiprocessing as mp
        from multiprocessing.pool import ThreadPool

        def work(number):
            with ThreadPool(1) as threads:
                return threads.map(abs, [number])

        if __name__ == "__main__":
            with mp.get_context("fork").Manager() as manager:
                pool = manager.Pool(1)
                print(pool.apply(work, (-1,)))
                pool.close()
                pool.join()
    """)
    assert result.probe_failures == []
    assert result.object("ThreadPool")["tasks"]["done"] == 1
    assert result.object("PoolProxy")["tasks"]["done"] == 1


def test_a_pool_that_a_manager_makes_in_its_own_way_has_no_tasks_and_no_parts_that_are_shown(
    compare: Callable[..., Result],
) -> None:
    result = compare("""
        import multiprocessing as mp
        from multiprocessing.managers import BaseManager, PoolProxy
        from multiprocessing.pool import ThreadPool

        class Office(BaseManager):
            pass

        class Service:
            def __init__(self):
                self.threads = ThreadPool(1)
                self.pool = mp.Pool(1)

            def ask(self, number):
                return self.pool.apply(abs, (number,)), self.threads.apply(abs, (number,))

        def make():
            return mp.Pool(1)

        Office.register("Threads", ThreadPool, PoolProxy)
        Office.register("Made", make, PoolProxy)
        Office.register("Service", Service)

        if __name__ == "__main__":
            mp.set_start_method("fork")
            with Office() as office:
                threads, made, service = office.Threads(2), office.Made(), office.Service()
                print(threads.map(abs, [-1, -2], 1), made.map(abs, [-3]), service.ask(-4))
    """)
    assert result.probe_failures == []
    objects = result.objects
    assert sorted(objects) == ["made", "service", "threads"]
    assert (objects["threads"]["size"], objects["threads"]["tasks"]["done"]) == (2, 2)
    assert (objects["made"]["family"], objects["made"]["calls"], "tasks" in objects["made"]) == (
        "pool",
        1,
        False,
    )
