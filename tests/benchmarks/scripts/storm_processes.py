"""Workers of `storm.py` that have processes of their own: children, pools, executors."""

import multiprocessing
import os
import random
import signal
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

from storm_case import Case


class Starts(Case):
    """Processes that start processes; who is killed leaves one behind that ends by itself."""

    daemon = False

    def own(self, context, serial):
        return (context.get_start_method(),)

    def work(self, note, serial, method):
        context = multiprocessing.get_context(method)
        while True:
            child = context.Process(target=int)
            child.start()
            note("s")
            if random.random() < 0.3:
                child.terminate()
            child.join()
            child.close()


class Pools(Starts):
    """Owners of pools; the workers of every second one kill themselves at random moments."""

    def work(self, note, serial, method):
        start = doom if serial % 2 else None
        pool = multiprocessing.get_context(method).Pool(2, start)
        while True:
            jobs = [pool.apply_async(task, (note, serial)), pool.map_async(task, [note] * 3, 1)]
            note("ssss")
            for job, results in zip(jobs, ("r", "rrr"), strict=True):
                job.wait(0.1)  # what a dead worker had, or is behind a lock that it has taken, never comes
                if job.ready():
                    note(results)


class Executors(Starts):
    def work(self, note, serial, method):
        start = doom if serial % 2 else None
        executor = ProcessPoolExecutor(2, multiprocessing.get_context(method), start)
        try:
            while True:
                futures = []
                for _ in range(4):
                    futures.append(executor.submit(task, note, serial))
                    note("s")
                for future in futures:
                    future.result()
                    note("r")
        except BrokenProcessPool:
            time.sleep(600)


def task(note, _=None):
    note("t")


def doom():
    """This process is killed some time."""
    timer = threading.Timer(random.uniform(0.01, 0.3), os.kill, (os.getpid(), signal.SIGKILL))
    timer.daemon = True
    timer.start()
