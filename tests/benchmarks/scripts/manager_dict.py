"""Two processes that each take 2,500 from a number in a manager's dict, under a lock."""

import sys
from multiprocessing import Lock, Manager, Process

ROUNDS = int(sys.argv[1]) if len(sys.argv) > 1 else 2_500


def work(d, lock):
    for _ in range(ROUNDS):
        with lock:
            d["n"] -= 1


if __name__ == "__main__":
    with Manager() as manager:
        d = manager.dict(n=2 * ROUNDS)
        lock = Lock()
        workers = [Process(target=work, args=(d, lock)) for _ in range(2)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        assert d["n"] == 0, d["n"]
