"""Process executors in real scripts: watched as bare, and each future with what came of it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures.process import _SafeQueue
from pathlib import Path

import pytest

from tests.programs.harness import START_METHODS, Result, run_watched, write_script

every_method = pytest.mark.parametrize("method", START_METHODS)

EXECUTOR = """
import concurrent.futures
import multiprocessing as mp
import sys
import threading
import time
from concurrent.futures import ProcessPoolExecutor, as_completed, wait

class Office(ProcessPoolExecutor):
    pass

def open_office(name):
    global office
    office = name

def square(number):
    if number == 13:
        raise ValueError("unlucky")
    return number * number

def local(_):
    return lambda: 0

def nap(seconds):
    time.sleep(seconds)
    return seconds

def tried(call, *args):
    try:
        print(call(*args), flush=True)
    except Exception as error:
        print(type(error).__name__, str(error).split(" at 0x")[0], repr(error.__cause__)[:9], flush=True)

if __name__ == "__main__":
    context = mp.get_context(sys.argv[1])
    with Office(2, context, open_office, ("main street",)) as staff:
        print(list(staff.map(square, range(10), chunksize=4)), staff.submit(pow, 2, 5).result())
        futures = [staff.submit(square, number) for number in (1, 13, 3)]
        print(sorted(str(future.exception()) for future in as_completed(futures, timeout=30)))
        tried(futures[1].result)
        for future in staff.submit(local, 1), staff.submit(square, local(1)):
            wait([future])  # whether result() has to wait is seen in its traceback
            tried(future.result)
        futures = [staff.submit(nap, 0.3) for _ in range(9)]
        called = threading.Event()
        futures[-2].add_done_callback(lambda future: called.set())
        tried(futures[0].result, 0.001)
        print(futures[-1].cancel(), futures[-1].cancel(), repr(futures[-1]).split("state=")[1])
        tried(futures[-1].result)
        print(len(wait(futures[:2]).not_done))
        staff.shutdown(cancel_futures=True)
        print(called.wait(30))
        tried(staff.submit, square, 1)
"""


@every_method
def test_every_future_of_an_executor_is_counted(compare: Callable[..., Result], method: str) -> None:
    result = compare(EXECUTOR, method)
    assert result.probe_failures == []
    staff = result.object("Office")
    assert (staff["name"], staff["size"], staff["state"], staff["workers"]) == ("staff", 2, "closed", [])
    tasks = staff["tasks"]
    assert tasks["submitted"] == 3 + 1 + 3 + 1 + 1 + 9
    assert tasks["failed"] == 3
    assert tasks["cancelled"] >= 1
    assert tasks["done"] + tasks["cancelled"] == 3 + 1 + 2 + 9
    assert (tasks["waiting"], tasks["running"], tasks["lost"], tasks["cut_off"]) == (0, 0, 0, 0)
    assert staff["callbacks"] == 1
    assert {one["family"] for one in result.objects.values()} == {"pool"}, "of its parts nothing is shown"


@every_method
def test_an_exception_of_a_task_is_told_with_its_line(compare: Callable[..., Result], method: str) -> None:
    result = compare(
        """
        import multiprocessing as mp, sys
        from concurrent.futures import ProcessPoolExecutor

        def work(number):
            return 1 / number

        if __name__ == "__main__":
            with ProcessPoolExecutor(1, mp.get_context(sys.argv[1])) as executor:
                print(repr(executor.submit(work, 0).exception()))
        """,
        method,
    )
    failure = result.object("ProcessPoolExecutor")["last_failure"]
    (worker,) = [process["pid"] for process in result.processes if process["name"] != "main"]
    assert (failure["task"], failure["line"], failure["pid"]) == ("work(0)", 6, worker)
    assert failure["error"] == "ZeroDivisionError: division by zero"
    wait = result.process("main")["last_wait"]
    assert wait["operation"] in ("Future.exception", "ProcessPoolExecutor.shutdown")


@every_method
def test_an_executor_is_broken_by_the_worker_that_was_killed(
    compare: Callable[..., Result], method: str
) -> None:
    result = compare(
        """
        import multiprocessing as mp, os, signal, sys
        from concurrent.futures import ProcessPoolExecutor
        from concurrent.futures.process import BrokenProcessPool

        def know(event):
            global submitted
            submitted = event

        def die(_):
            submitted.wait()
            os.kill(os.getpid(), signal.SIGKILL)

        if __name__ == "__main__":
            context = mp.get_context(sys.argv[1])
            event = context.Event()
            executor = ProcessPoolExecutor(1, context, know, (event,))
            futures = [executor.submit(die, 1), executor.submit(abs, -1), executor.submit(abs, -2)]
            event.set()
            for future in futures:
                try:
                    future.result()
                except BrokenProcessPool as error:
                    print(type(error).__name__)
            try:
                executor.submit(abs, 1)
            except BrokenProcessPool as error:
                print(error)
            executor.shutdown()  # else its thread may close what the end of the interpreter writes to
        """,
        method,
    )
    assert result.probe_failures == []
    executor = result.object("ProcessPoolExecutor")
    (killed,) = [process["pid"] for process in result.processes if process["outcome"] == "killed"]
    assert (executor["state"], executor["broken_by_pids"]) == ("broken", [killed])
    assert executor["lost_tasks"] == [{"task": "die(1)", "pid": killed}]
    assert (executor["tasks"]["cut_off"], executor["tasks"]["waiting"]) == (2, 0)


@every_method
def test_an_initializer_that_raises_breaks_an_executor(compare: Callable[..., Result], method: str) -> None:
    result = compare(
        """
        import logging, multiprocessing as mp, sys
        from concurrent.futures import ProcessPoolExecutor
        from concurrent.futures.process import BrokenProcessPool

        def initialize():
            logging.disable(logging.CRITICAL)
            raise LookupError("no luck")

        if __name__ == "__main__":
            with ProcessPoolExecutor(1, mp.get_context(sys.argv[1]), initialize) as executor:
                try:
                    executor.submit(abs, -1).result()
                except BrokenProcessPool as error:
                    print(type(error).__name__)
        """,
        method,
    )
    executor = result.object("ProcessPoolExecutor")
    assert (executor["state"], executor["initializer_failures"]) == ("broken", 1)
    assert executor["tasks"]["done"] == 0


def test_a_worker_is_replaced_when_it_has_run_as_many_tasks_as_it_may(compare: Callable[..., Result]) -> None:
    result = compare("""
        import multiprocessing as mp, sys
        from concurrent.futures import ProcessPoolExecutor

        if __name__ == "__main__":
            if sys.version_info < (3, 11):
                sys.exit()
            with ProcessPoolExecutor(1, mp.get_context("spawn"), max_tasks_per_child=2) as executor:
                print([executor.submit(abs, -number).result() for number in range(4)])
    """)
    kinds = {one["kind"]: one for one in result.objects.values()}
    executor = kinds.get("ProcessPoolExecutor")
    if executor is not None:  # from 3.11 on
        assert executor["tasks"]["done"] == 4
        assert executor["workers_replaced"] == 2
        assert executor["workers_died_pids"] == []


def test_a_process_executor_under_asyncio_is_shown(compare: Callable[..., Result]) -> None:
    result = compare("""
        import asyncio, multiprocessing as mp
        from concurrent.futures import ProcessPoolExecutor

        async def main(executor):
            loop = asyncio.get_running_loop()
            return await asyncio.gather(*(loop.run_in_executor(executor, abs, -n) for n in range(3)))

        if __name__ == "__main__":
            with ProcessPoolExecutor(1, mp.get_context("fork")) as workers:
                print(asyncio.run(main(workers)))
    """)
    executor = result.object("ProcessPoolExecutor")
    assert (executor["name"], executor["tasks"]["done"]) == ("workers", 3)


def test_an_executor_that_is_gone_takes_no_more(compare: Callable[..., Result]) -> None:
    result = compare("""
        import gc, multiprocessing as mp
        from concurrent.futures import ProcessPoolExecutor

        if __name__ == "__main__":
            executor = ProcessPoolExecutor(1, mp.get_context("fork"))
            print(executor.submit(abs, -1).result())
            del executor
            gc.collect()
            kept = ProcessPoolExecutor(1, mp.get_context("fork"))
            print(kept.submit(abs, -2).result())
    """)
    assert {known["name"]: known["state"] for known in result.objects.values()} == {
        "executor": "closed",
        "kept": "closed",
    }


NOT_SENT = """
import sys
import threading
import time
from concurrent.futures import ProcessPoolExecutor

class NotPicklable:
    def __reduce__(self):
        global sending
        sending = threading.get_native_id()
        raise ValueError("not to be sent")

def switches():
    with open(f"/proc/self/task/{sending}/status") as status:
        return [line for line in status if "ctxt_switches" in line or line.startswith("State")]

def wait_until_it_rests():
    # The thread that sends has nothing to do, or waits for the lock that this submit has.
    while sending is None:
        time.sleep(0.001)
    before, same = None, 0
    while same < 20:
        now = switches()
        before, same = now, same + 1 if now == before and "S (sleeping)" in now[0] else 0
        time.sleep(0.005)

if __name__ == "__main__":
    sending = None
    with ProcessPoolExecutor(1) as staff:
        staff.submit(id, 42).result()
        pending, alarm = staff._pending_work_items, staff._executor_manager_thread_wakeup
        wake, kept = alarm.wakeup, []
        def wakeup():
            wake()
            if threading.current_thread() is threading.main_thread() and not kept:
                wait_until_it_rests()
                kept.append(len(pending))
        alarm.wakeup = wakeup
        task = staff.submit(id, NotPicklable())
        del alarm.wakeup
        try:
            task.result()
        except ValueError as error:
            print(kept, error)
"""


@pytest.mark.skipif("shutdown_lock" not in _SafeQueue.__init__.__code__.co_varnames, reason="no such lock")
def test_a_task_that_cannot_be_sent_is_the_executors_until_a_submit_has_finished(tmp_path: Path) -> None:
    result = run_watched(write_script(tmp_path, NOT_SENT), cwd=tmp_path)
    assert result.exitcode == 0, result.stderr
    assert result.stdout == "[1] not to be sent\n"
    assert result.probe_failures == []
