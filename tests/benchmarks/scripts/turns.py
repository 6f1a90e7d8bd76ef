"""Two processes that take turns 15,000 times each by a Condition."""

import sys
from multiprocessing import Condition, Process, Value

ROUNDS = int(sys.argv[1]) if len(sys.argv) > 1 else 15_000


def work(condition, turn, mine):
    for _ in range(ROUNDS):
        with condition:
            while turn.value != mine:
                condition.wait()
            turn.value = 1 - mine
            condition.notify()


if __name__ == "__main__":
    condition, turn = Condition(), Value("i", 0, lock=False)
    workers = [Process(target=work, args=(condition, turn, mine)) for mine in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
