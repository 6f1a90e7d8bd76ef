"""Two processes that count in one shared value 100,000 times each, under its lock."""

import sys
from multiprocessing import Process, Value

ROUNDS = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000


def work(value):
    for _ in range(ROUNDS):
        with value.get_lock():
            value.value += 1


if __name__ == "__main__":
    value = Value("i", 0)
    workers = [Process(target=work, args=(value,)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert value.value == 2 * ROUNDS
