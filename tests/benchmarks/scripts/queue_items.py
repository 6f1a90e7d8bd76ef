"""A producer and a consumer that move 50,000 items through a queue of 100 places."""

import sys
from multiprocessing import Process, Queue

ITEMS = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000


def produce(q):
    for number in range(ITEMS):
        q.put(number)


def consume(q):
    for _ in range(ITEMS):
        q.get()


if __name__ == "__main__":
    q = Queue(100)
    workers = [Process(target=produce, args=(q,)), Process(target=consume, args=(q,))]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
