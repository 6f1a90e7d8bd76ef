"""Workers that do what their case says at full speed, and are all killed at random moments.

Each worker notes one byte in its journal after every operation that has returned, so that what
an observer saw of it can be compared with what it had really done. Each round has new objects,
because the ones of a killed worker may be stuck for ever. What a round leaves is a line of the
file "left". At last main itself dies.

Arguments: case, folder for the journals, number of kills, seed, start method.
"""

import json
import multiprocessing
import os
import random
import signal
import sys
import threading
import time

import storm_objects as objects
import storm_processes as processes

WORKERS = 3
#: What the workers do, by name.
CASES = {
    "traffic": objects.Traffic(),
    "locks": objects.Locks(),
    "semaphores": objects.Semaphores(),
    "events": objects.Events(),
    "conditions": objects.Conditions(),
    "barriers": objects.Barriers(),
    "queues": objects.Queues(),
    "blocks": objects.Blocks(),
    "connections": objects.Connections(),
    "managers": objects.Managers(),
    "starts": processes.Starts(0.1),
    "pools": processes.Pools(0.1),
    "executors": processes.Executors(0.1),
}


class Note:
    """Writes letters into a worker's journal; who it is handed to does so, too."""

    def __init__(self, path):
        self.path = path
        self.journal = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def __reduce__(self):
        return Note, (self.path,)

    def __call__(self, letters):
        os.write(self.journal, letters.encode())


def work(name, folder, serial, *things):
    CASES[name].work(Note(os.path.join(folder, f"{serial}.journal")), serial, *things)


def storm(name, folder, kills, method):
    context, case = multiprocessing.get_context(method), CASES[name]
    pause_s = case.pause_s if method == "fork" else 4 * case.pause_s
    serial = 0
    while serial < kills:
        shared = case.shared(context)
        workers, kept = [], []
        for _ in range(min(WORKERS, kills - serial)):
            serial += 1
            own = case.own(context, serial)
            kept.append(own)  # a child may come to it when start() has returned long ago
            arguments = (name, folder, serial, *shared, *own)
            workers.append(context.Process(target=work, args=arguments, daemon=case.daemon))
        for worker in workers:
            worker.start()
        if random.random() < 0.8:
            wait_for_notes(folder, range(serial - len(workers) + 1, serial + 1))
        victims = [worker.pid for worker in workers] + case.others(shared)
        random.shuffle(victims)
        for victim in victims:
            time.sleep(random.uniform(0, pause_s))
            os.kill(victim, signal.SIGKILL)
        for worker in workers:
            worker.join()
        note_left(folder, case.left(shared))
        case.end(shared)


def wait_for_notes(folder, serials):
    """All are at work."""
    missing, deadline = list(serials), time.monotonic() + 30
    while missing:
        path = os.path.join(folder, f"{missing[0]}.journal")
        if os.path.exists(path) and os.path.getsize(path):
            missing.pop(0)
        elif time.monotonic() > deadline:
            raise TimeoutError(f"worker {missing[0]} has done nothing")
        else:
            time.sleep(0.002)


def note_left(folder, left):
    with open(os.path.join(folder, "left"), "a") as file:
        print(json.dumps(left), file=file)


def die():
    time.sleep(random.uniform(0, 0.05))
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    name, folder, kills, seed, method = sys.argv[1:]
    random.seed(int(seed))
    storm(name, folder, int(kills), method)
    # Before it dies: killed in the middle of making a lock, Python itself leaves the semaphore behind.
    lock = multiprocessing.get_context(method).Lock()
    threading.Thread(target=die).start()
    while True:
        with lock:
            pass
