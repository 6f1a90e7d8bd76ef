"""What the workers of `storm.py` do with what they share, by its family."""

import multiprocessing.connection
import os
import random
import threading
import time
from multiprocessing.connection import Client, Listener
from multiprocessing.managers import SyncManager
from multiprocessing.shared_memory import ShareableList, SharedMemory

from storm_case import Case, is_free


class Traffic(Case):
    """A lock, queues, a pipe, a value and output."""

    def shared(self, context):
        return context.Lock(), context.Queue()

    def own(self, context, serial):
        # Nobody else has a queue of this size: in the report it stands for this worker.
        return context.Queue(1000 + serial), context.Value("i"), *context.Pipe()

    def work(self, note, serial, lock, q, own, count, reader, writer):
        lines = 0
        while True:
            with lock:
                note("a")
            q.put(serial)
            note("P")
            own.put(serial)
            note("p")
            own.get()
            note("g")
            q.get()
            note("G")
            writer.send(serial)
            note("s")
            reader.recv()
            note("r")
            count.value += 1
            note("v")
            lines += 1
            os.write(1, b"line %d of %d\n" % (lines, serial))
            note("w")


class Locks(Case):
    def shared(self, context):
        return context.Lock(), context.RLock()

    def work(self, note, serial, lock, again):
        while True:
            with lock:
                note("a")
            if again.acquire(timeout=0.01):
                note("r")
                with again:
                    note("r")
                again.release()

    def left(self, shared):
        return {"free": [is_free(one) for one in shared]}


class Semaphores(Case):
    def shared(self, context):
        return context.Semaphore(2), context.BoundedSemaphore(2)

    def work(self, note, serial, *shared):
        while True:
            for permits in shared:
                if permits.acquire(timeout=0.01):
                    note("a")
                    permits.release()

    def left(self, shared):
        return {"permits": [one.get_value() for one in shared]}


class Events(Case):
    def shared(self, context):
        return (context.Event(),)

    def work(self, note, serial, flag):
        while True:
            flag.set()
            note("s")
            flag.wait(0.01)
            note("c")
            flag.clear()
            note("c")
            flag.wait(0.001)
            note("c")
            flag.is_set()
            note("c")


class Conditions(Case):
    """One with a lock of its own, and one of a lock that stands for itself."""

    def shared(self, context):
        lock = context.Lock()
        return context.Condition(), context.Condition(lock), lock

    def work(self, note, serial, *shared):
        while True:
            for ready in shared[:2]:
                with ready:
                    note("a")
                    if random.random() < 0.5:
                        ready.wait(0.005)
                    elif random.random() < 0.5:
                        ready.notify(random.randrange(1, 4))
                        note("n")
                    else:
                        ready.wait_for(lambda: random.random() < 0.5, 0.005)

    def left(self, shared):
        return {"free": [is_free(shared[0]), is_free(shared[2])]}


class Barriers(Case):
    """Two of three are enough; now and then one of them breaks it."""

    def shared(self, context):
        return context.Barrier(2), context.Barrier(2, action=os.getpid)

    def work(self, note, serial, *shared):
        while True:
            for gate in shared:
                try:
                    gate.wait(0.02)
                    note("w")
                except threading.BrokenBarrierError:
                    note("b")
                    gate.reset()
                    note("r")
                if random.random() < 0.02:
                    gate.abort()
                    note("x")


class Queues(Case):
    def shared(self, context):
        return context.JoinableQueue(), context.SimpleQueue()

    def work(self, note, serial, tasks, simple):
        while True:
            tasks.put(serial)
            note("p")
            tasks.get()
            note("g")
            tasks.task_done()
            note("d")
            simple.put(serial)
            note("P")
            simple.get()
            note("G")


class Blocks(Case):
    def shared(self, context):
        return ShareableList([0, 0, 0]), SharedMemory(create=True, size=10)

    def work(self, note, serial, numbers, block):
        while True:
            numbers[serial % 3] += 1  # each its own: two at the same time damage an item
            note("i")
            SharedMemory(block.name).close()

    def end(self, shared):
        for block in (shared[0].shm, shared[1]):
            block.close()
            block.unlink()


class Connections(Case):
    def work(self, note, serial):
        with Listener(("127.0.0.1", 0)) as listener:
            while True:
                with Client(listener.address) as client, listener.accept() as server:
                    note("c")
                    for number in range(20):
                        client.send(number)
                        note("s")
                        server.poll(1)
                        server.recv()
                        note("r")
                    multiprocessing.connection.wait([client, server], 0)


class Managers(Case):
    """Objects of a manager, whose server is killed in some rounds."""

    def shared(self, context):
        self.manager = SyncManager(("127.0.0.1", 0), ctx=context)
        self.manager.start()
        make = self.manager
        return make.Lock(), make.dict(n=0), make.Queue(), make.Event(), make.Semaphore(2), make.Condition()

    def work(self, note, serial, lock, numbers, q, flag, permits, ready):
        try:
            while True:
                with lock:
                    note("a")
                    numbers["n"] += 1
                    note("nn")
                q.put(serial)
                note("P")
                q.get()
                note("G")
                flag.set()
                note("s")
                flag.clear()
                with permits:
                    note("p")
                with ready:
                    ready.notify()
                    note("m")
                    ready.wait(0.001)
        except (EOFError, OSError):
            time.sleep(600)  # the server is dead

    def others(self, shared):
        self.server = self.manager._process
        self.killed = random.random() < 0.5
        return [self.server.pid] if self.killed else []

    def left(self, shared):
        if self.killed:
            self.server.join()
        return {"free": [None if self.killed else is_free(shared[0])]}

    def end(self, shared):
        self.manager.shutdown()
