"""Two processes that make about so many reported events a second together, for some seconds.

Arguments: events a second, seconds.
"""

import sys
import time
from multiprocessing import Lock, Process

STEP_S = 0.01


def work(rate, duration_s):
    lock = Lock()
    began = time.monotonic()
    step = 0
    while step * STEP_S < duration_s:
        for _ in range(round(rate * STEP_S / 2) - 1):  # a turn is two events, and so is the sleep
            with lock:
                pass
        step += 1
        time.sleep(max(0.0, began + step * STEP_S - time.monotonic()))


if __name__ == "__main__":
    rate, duration_s = float(sys.argv[1]), float(sys.argv[2])
    workers = [Process(target=work, args=(rate / 2, duration_s)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
