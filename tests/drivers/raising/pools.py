"""Pool and ProcessPoolExecutor: tasks, callbacks, initializers, and what gets lost on the way."""

import concurrent.futures
import logging
import os
import threading
import time

from bench import ONCE, Bomb, collector, describe, heard, shout_into

CASES = {}
case = collector(CASES, ONCE)
PATIENCE_S = 30


class BombError(Exception):
    """Cannot be unpickled: its __init__ wants more than its arguments."""

    def __init__(self, one, two):
        super().__init__(one)


def divide(number, *_):
    return 1 / number


def bomb(*_):
    return Bomb()


def secret(*_):
    return lambda: 0


def bomb_error(*_):
    raise BombError(1, 2)


def _fail(*_):
    raise ValueError("in the initializer")


def _fail_once(path):
    """The pool replaces a worker whose initializer fails, again and again."""
    if not os.path.exists(path):
        shout_into(path)
        raise ValueError("in the initializer")


def _heard_all(path, word):
    """What a worker says before it ends."""
    deadline = time.monotonic() + PATIENCE_S
    while word not in (text := heard(path)) and time.monotonic() < deadline:
        time.sleep(0.005)
    return text


class _Threads:
    """Takes what the threads of the library raise."""

    def __enter__(self):
        self.said, self.came = [], threading.Event()
        self._before, threading.excepthook = threading.excepthook, self._take
        return self

    def _take(self, told):
        self.said.append(f"{type(told.thread).__name__}: {describe(told.exc_value)}")
        self.came.set()

    def wait_for(self, pool):
        """Wait until the pool has lost the thread that takes its results, and the job that it was at."""
        assert self.came.wait(PATIENCE_S)
        pool._result_handler.join(PATIENCE_S)
        pool._cache.clear()

    def __exit__(self, *_):
        threading.excepthook = self._before


# --- Pool --------------------------------------------------------------------------------


@case
def pool_tasks(bench):
    """Each way to ask for one that raises."""
    ways = {
        "apply": lambda pool: pool.apply(divide, (0, bench.method)),
        "apply_async": lambda pool: pool.apply_async(divide, (0,)).get(PATIENCE_S),
        "map": lambda pool: pool.map(divide, [1, 0]),
        "starmap": lambda pool: pool.starmap(divide, [(1, 2), (0, 2)]),
        "imap": lambda pool: list(pool.imap(divide, [1, 0])),
        "imap_unordered": lambda pool: list(pool.imap_unordered(divide, [0])),
        "get": lambda pool: pool.apply_async(time.sleep, (0.2,)).get(0.001),
        "of what cannot be pickled": lambda pool: pool.apply(lambda: 0),
        "arguments that cannot be pickled": lambda pool: pool.map(divide, [lambda: 0]),
        "result that cannot be pickled": lambda pool: pool.apply(secret),
        "iterable": lambda pool: pool.map(divide, 7),
        "iterable that raises": lambda pool: list(pool.imap(divide, (1 / n for n in (1, 0)))),
        "sleep": lambda pool: pool.apply(time.sleep, (-1,)),
    }
    said = []
    with bench.context.Pool(1) as pool:
        for name, way in ways.items():
            try:
                way(pool)
            except Exception as error:
                said.append(f"{name}: {describe(error)}")
    return "".join(said)


@case
def pool_callbacks(bench):
    """An error's callback is given it, and one that raises ends the library's thread."""
    said, done = [], threading.Event()

    def take(error):
        said.append(describe(error))
        done.set()

    with _Threads() as threads, bench.context.Pool(1) as pool:
        pool.apply_async(divide, (0,), error_callback=take)
        assert done.wait(PATIENCE_S)
        pool.apply_async(divide, (1,), callback=lambda result: int("x"))
        threads.wait_for(pool)
    return "".join(said + threads.said)


@case
def pool_task_that_cannot_be_unpickled(bench):
    """The worker dies of it."""
    path = bench.file()
    with bench.context.Pool(1, shout_into, (path,)) as pool:
        pool.apply_async(divide, (Bomb(),))
        return _heard_all(path, "LookupError: ")


@case
def pool_result_that_cannot_be_unpickled(bench):
    """The thread of the library that takes results dies of it."""
    with _Threads() as threads, bench.context.Pool(1) as pool:
        pool.apply_async(bomb)
        threads.wait_for(pool)
    return "".join(threads.said)


@case
def pool_initializer_that_raises(bench):
    path = bench.file()
    with bench.context.Pool(1, _fail_once, (path,)) as pool:
        pool.apply(divide, (1,))
    return _heard_all(path, "ValueError: ")


@case
def pool_that_is_closed(bench):
    with bench.context.Pool(1) as pool:
        pool.close()
        pool.apply(divide, (1,))


@case
def pool_that_still_runs_is_joined(bench):
    with bench.context.Pool(1) as pool:
        pool.join()


@case
def pool_that_sends_what_raises_when_it_is_made(bench):
    bench.context.Pool(0)


# --- ProcessPoolExecutor -----------------------------------------------------------------


def _executor(bench, *initializer):
    return concurrent.futures.ProcessPoolExecutor(1, bench.context, *initializer)


def _result(future):
    """A result that is there when it is asked for: the library's way to it differs otherwise."""
    concurrent.futures.wait([future], PATIENCE_S)
    return future.result()


def _results(executor, results):
    _result(executor.submit(divide, 1))  # the only worker takes one after the other
    return list(results)


@case
def executor_tasks(bench):
    ways = {
        "submit": lambda executor: _result(executor.submit(divide, 0)),
        "map": lambda executor: _results(executor, executor.map(divide, [1, 0])),
        "map in chunks": lambda executor: _results(executor, executor.map(divide, [1, 0], chunksize=2)),
        "of what cannot be pickled": lambda executor: _result(executor.submit(lambda: 0)),
        "result that cannot be pickled": lambda executor: _result(executor.submit(secret)),
        "time": lambda executor: executor.submit(time.sleep, 0.2).result(0.001),
        "sleep": lambda executor: _result(executor.submit(time.sleep, -1)),
    }
    said = []
    with _executor(bench) as executor:
        for name, way in ways.items():
            try:
                way(executor)
            except Exception as error:
                said.append(f"{name}: {describe(error)}")
    return "".join(said)


@case
def executor_task_that_cannot_be_unpickled(bench):
    path = bench.file()
    with _executor(bench, shout_into, (path,)) as executor:
        future = executor.submit(divide, Bomb())
        try:
            _result(future)
        except Exception as error:
            return _heard_all(path, "LookupError: ") + describe(error)


@case
def executor_result_that_cannot_be_unpickled(bench):
    with _executor(bench) as executor:
        _result(executor.submit(bomb))


@case
def executor_exception_that_cannot_be_unpickled(bench):
    with _executor(bench) as executor:
        _result(executor.submit(bomb_error))


@case
def executor_initializer_that_raises(bench):
    path = bench.file()
    with _executor(bench, _shout_and_fail, (path,)) as executor:
        try:
            _result(executor.submit(divide, 1))
        except Exception as error:
            return _heard_all(path, "ValueError: ") + describe(error)


def _shout_and_fail(path):
    shout_into(path)
    logging.basicConfig()
    _fail()


@case
def executor_callback_that_raises(bench):
    said = []

    class Taking(logging.Handler):
        def emit(self, record):
            said.append(describe(record.exc_info[1]))

    logger = logging.getLogger("concurrent.futures")
    handler = Taking()
    logger.addHandler(handler)
    try:
        with _executor(bench) as executor:
            executor.submit(divide, 1).add_done_callback(lambda future: {}[future.result()])
    finally:
        logger.removeHandler(handler)
    return "".join(said)


@case
def executor_that_is_shut_down(bench):
    executor = _executor(bench)
    executor.shutdown()
    executor.submit(divide, 1)


@case
def executor_whose_worker_is_killed(bench):
    with _executor(bench) as executor:
        _result(executor.submit(os._exit, 3))
