"""Messages from one process to another and back through a Pipe, and nothing else. Argument: how many."""

import sys
from multiprocessing import Pipe, Process


def answer(conn, count):
    for _ in range(count):
        conn.send(conn.recv())


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 25_000
    here, there = Pipe()
    worker = Process(target=answer, args=(there, count))
    worker.start()
    for number in range(count):
        here.send(number)
        here.recv()
    worker.join()
