"""Two processes that read and write an item of a ShareableList 50,000 times each."""

import sys
from multiprocessing import Process
from multiprocessing.shared_memory import ShareableList

ROUNDS = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000


def work(numbers, position):
    for _ in range(ROUNDS):
        numbers[position] += 1


if __name__ == "__main__":
    numbers = ShareableList([0, 0])
    workers = [Process(target=work, args=(numbers, position)) for position in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    numbers.shm.close()
    numbers.shm.unlink()
