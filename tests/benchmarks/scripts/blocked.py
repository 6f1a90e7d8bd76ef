"""Five processes that wait for ever for a lock."""

from multiprocessing import Lock, Process


def wait(lock):
    with lock:
        pass


if __name__ == "__main__":
    lock = Lock()
    lock.acquire()
    workers = [Process(target=wait, args=(lock,)) for _ in range(5)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
