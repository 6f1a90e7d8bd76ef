"""Workers that lock, put, get, send, count and print at full speed, and are all killed at random moments.

Each worker notes one byte in its journal after every operation that has returned, so that what
an observer saw of it can be compared with what it had really done. Each round has a new lock
and a new queue, because the ones of a killed worker may be stuck for ever. At last main itself dies.

Arguments: folder for the journals, number of kills, seed, start method.
"""

import multiprocessing
import os
import random
import signal
import sys
import threading
import time

WORKERS = 3


def work(folder, serial, lock, q, own, count, reader, writer):
    journal = os.open(os.path.join(folder, f"{serial}.journal"), os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    lines = 0
    while True:
        with lock:
            os.write(journal, b"a")
        q.put(serial)
        os.write(journal, b"P")
        own.put(serial)
        os.write(journal, b"p")
        own.get()
        os.write(journal, b"g")
        q.get()
        os.write(journal, b"G")
        writer.send(serial)
        os.write(journal, b"s")
        reader.recv()
        os.write(journal, b"r")
        count.value += 1
        os.write(journal, b"v")
        lines += 1
        os.write(1, b"line %d of %d\n" % (lines, serial))
        os.write(journal, b"w")


def storm(folder, kills, method):
    context = multiprocessing.get_context(method)
    pause_s = 0.05 if method == "fork" else 0.2
    serial = 0
    while serial < kills:
        lock, q = context.Lock(), context.Queue()
        workers, kept = [], []
        for _ in range(min(WORKERS, kills - serial)):
            serial += 1
            # Nobody else has a queue of this size: in the report it stands for this worker.
            own = context.Queue(1000 + serial)
            count = context.Value("i")
            kept += own, count  # a child may come to them when start() has returned long ago
            arguments = (folder, serial, lock, q, own, count, *context.Pipe())
            workers.append(context.Process(target=work, args=arguments, daemon=True))
        for worker in workers:
            worker.start()
        random.shuffle(workers)
        for worker in workers:
            time.sleep(random.uniform(0, pause_s))
            os.kill(worker.pid, signal.SIGKILL)
        for worker in workers:
            worker.join()


def die():
    time.sleep(random.uniform(0, 0.05))
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    folder, kills, seed, method = sys.argv[1:]
    random.seed(int(seed))
    storm(folder, int(kills), method)
    # Before it dies: killed in the middle of making a lock, Python itself leaves the semaphore behind.
    lock = multiprocessing.get_context(method).Lock()
    threading.Thread(target=die).start()
    while True:
        with lock:
            pass
