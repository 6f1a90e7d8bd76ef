"""Four processes that put and one that gets: about so many reported events a second, for some seconds.

Arguments: events a second, seconds.
"""

import sys
import time
from multiprocessing import Process, Queue

PUTTERS = 4
STEP_S = 0.01
PLACES = 1000


def put(q, rate, duration_s):
    began = time.monotonic()
    step = 0
    while step * STEP_S < duration_s:
        for number in range(round(rate * STEP_S)):
            q.put(number)
        step += 1
        time.sleep(max(0.0, began + step * STEP_S - time.monotonic()))
    q.put(None)


def get(q):
    ended = 0
    while ended < PUTTERS:
        if q.get() is None:
            ended += 1


if __name__ == "__main__":
    rate, duration_s = float(sys.argv[1]), float(sys.argv[2])
    q = Queue(PLACES)
    # An item is about three events: its put, the begin of its get and the end of it.
    workers = [Process(target=put, args=(q, rate / 3 / PUTTERS, duration_s)) for _ in range(PUTTERS)]
    workers.append(Process(target=get, args=(q,)))
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
