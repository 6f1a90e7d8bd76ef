"""Raises exceptions through everything that the probe patches, and tells all that a script sees of them.

A plain script: run bare and watched, it has to say the same. Standard library only, CPython 3.10 on.
Arguments: a start method, the file for what is said (JSON, by place and case), and cases to leave the
others out; or only ``--cases``, for their names.
"""

import atexit
import concurrent.futures
import json
import multiprocessing
import os
import sys
import tempfile
import threading

import blocks
import children
import connections
import handlers
import locks
import managers
import nobody
import other_queues
import pools
import processes
import programs
import proxies
import queues
import values
from bench import Bench, observe

ROOMS = (
    locks,
    queues,
    other_queues,
    nobody,
    handlers,
    proxies,
    managers,
    processes,
    children,
    programs,
    connections,
    pools,
    blocks,
    values,
)
CASES = {name: function for room in ROOMS for name, function in room.CASES.items()}


def run_all(place, method, folder, shared, names):
    """What each case says that can be run here."""
    multiprocessing.set_start_method(method, force=True)
    said = {}
    for name, function in CASES.items():
        if place in function.places and (not names or name in names):
            said[name] = observe(function, Bench(method, folder, shared))
    return said


def main(method, path, *names):
    """All cases in a main thread, in another one, in a pool's worker, and in an executor's."""
    multiprocessing.set_start_method(method)
    manager, shared = managers.open_manager(method)
    said = {}
    with manager, tempfile.TemporaryDirectory() as folder:
        given = method, folder, shared, names
        said["main"] = run_all("main", *given)
        thread = threading.Thread(
            target=lambda: said.update(thread=run_all("thread", *given)), name="another"
        )
        thread.start()
        thread.join()
        with multiprocessing.Pool(1) as pool:
            said["pool"] = pool.apply(run_all, ("pool", *given))
        with concurrent.futures.ProcessPoolExecutor(1, multiprocessing.get_context(method)) as executor:
            said["executor"] = executor.submit(run_all, "executor", *given).result()
    with open(path + ".part", "w", encoding="utf-8") as file:
        json.dump(said, file)
    os.replace(path + ".part", path)
    atexit.register(multiprocessing.BoundedSemaphore(1).release)  # raises, and the interpreter prints it
    atexit.register(multiprocessing.Semaphore(1).release)  # does not


if __name__ == "__main__":
    print(*CASES, sep="\n") if sys.argv[1] == "--cases" else main(*sys.argv[1:])
