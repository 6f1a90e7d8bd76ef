"""Two processes that meet at a Barrier 10,000 times."""

import sys
from multiprocessing import Barrier, Process

ROUNDS = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000


def work(barrier):
    for _ in range(ROUNDS):
        barrier.wait()


if __name__ == "__main__":
    barrier = Barrier(2)
    workers = [Process(target=work, args=(barrier,)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
