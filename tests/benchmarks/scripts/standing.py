"""So many processes that wait in code that nobody watches, and so many that compute."""

import sys
from multiprocessing import Process
from threading import Event


def wait():
    Event().wait()


def compute():
    while True:
        sum(range(1000))


if __name__ == "__main__":
    waiting, computing = map(int, sys.argv[1:])
    for _ in range(waiting):
        Process(target=wait).start()
    for _ in range(computing):
        Process(target=compute).start()
    wait()
