"""Two processes that take one lock 400,000 times each."""

import sys
from multiprocessing import Lock, Process

ROUNDS = int(sys.argv[1]) if len(sys.argv) > 1 else 400_000


def work(lock):
    for _ in range(ROUNDS):
        with lock:
            pass


if __name__ == "__main__":
    lock = Lock()
    workers = [Process(target=work, args=(lock,)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
