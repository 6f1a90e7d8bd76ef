"""Three processes that take one of two permits 250,000 times each."""

import sys
from multiprocessing import Process, Semaphore

ROUNDS = int(sys.argv[1]) if len(sys.argv) > 1 else 250_000


def work(permits):
    for _ in range(ROUNDS):
        with permits:
            pass


if __name__ == "__main__":
    permits = Semaphore(2)
    workers = [Process(target=work, args=(permits,)) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
