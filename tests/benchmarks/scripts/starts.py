"""Two hundred processes that do nothing, one after the other."""

import sys
from multiprocessing import Process

STARTS = int(sys.argv[1]) if len(sys.argv) > 1 else 200


def work():
    pass


if __name__ == "__main__":
    for _ in range(STARTS):
        process = Process(target=work)
        process.start()
        process.join()
