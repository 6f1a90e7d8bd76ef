"""Scripts that stand still for ever, each with a twin that does the same job right.

The wrong one is named with the rule, the line and the object by the script's name while it hangs, and still
after it was ended; the right one is never accused, at no moment of its run.
"""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import dedent

import pytest

from app.findings.rule import Finding, Severity
from tests.findings.live import judged
from tests.programs.harness import START_METHODS


@dataclass(frozen=True)
class Case:
    """A script: with "wrong" as its second argument it hangs, with "right" it ends."""

    rule: str
    objects: tuple[str, ...]
    mark: str  # the line that ends in this comment is the one to be named
    script: str
    certain: bool = True


HEAD = """
import multiprocessing as mp, os, sys, time
method, is_wrong = sys.argv[1], sys.argv[2] == "wrong"
"""
TAIL = """
if __name__ == "__main__":
    mp.set_start_method(method)
    main()
"""

CASES = {
    "an item that another process took after empty() had said that it is there": Case(
        "waits-for-ever",
        ("jobs",),
        "# here",
        """
        def take(jobs, barrier):
            if is_wrong:
                has_one = not jobs.empty()  # here
                barrier.wait()
                if has_one:
                    jobs.get()
            else:
                jobs.get(timeout=60)

        def main():
            jobs, barrier = mp.Queue(), mp.Barrier(2)
            takers = [mp.Process(target=take, args=(jobs, barrier)) for _ in range(2)]
            for _ in range(1 if is_wrong else 2):
                jobs.put("job")
            while jobs.empty():
                time.sleep(0.01)
            for taker in takers:
                taker.start()
            for taker in takers:
                taker.join()
        """,
    ),
    "a result that is asked for behind its pool's with block": Case(
        "waits-for-ever",
        ("squares",),
        "# here",
        """
        def square(n):
            time.sleep(1)
            return n * n

        def main():
            with mp.Pool(1) as squares:
                job = squares.apply_async(square, (3,))
                if not is_wrong:
                    job.get()
            job.get()  # here
        """,
    ),
    "a handler that sets the event that its own process waits for": Case(
        "waits-for-ever",
        ("stop",),
        "# here",
        """
        import signal

        def work(stop, ready):
            left = []

            def leave(*_):
                if is_wrong:
                    stop.set()  # here
                left.append(True)

            signal.signal(signal.SIGUSR1, leave)
            ready.set()
            if is_wrong:
                stop.wait()
            while not left:
                stop.wait(0.05)

        def main():
            stop, ready = mp.Event(), mp.Event()
            worker = mp.Process(target=work, args=(stop, ready))
            worker.start()
            ready.wait()
            time.sleep(0.3)  # it is to be inside of its wait
            os.kill(worker.pid, signal.SIGUSR1)
            worker.join()
        """,
    ),
    "a handler that takes the lock that it has interrupted the use of, in a sleep": Case(
        "deadlock",
        ("lock",),
        "# here",
        """
        import signal

        def work(lock, ready):
            def tell(*_):
                with lock:  # here
                    pass

            signal.signal(signal.SIGUSR1, tell)
            if is_wrong:
                lock.acquire()
            ready.set()
            time.sleep(1)

        def main():
            lock, ready = mp.Lock(), mp.Event()
            worker = mp.Process(target=work, args=(lock, ready))
            worker.start()
            ready.wait()
            os.kill(worker.pid, signal.SIGUSR1)
            worker.join()
        """,
    ),
    "an event that is set when who waited for it was killed": Case(
        "waits-for-ever",
        ("go",),
        "# here",
        """
        def work(go):
            go.wait()

        def main():
            go = mp.Event()
            waiter = mp.Process(target=work, args=(go,))
            waiter.start()
            time.sleep(1)  # it is to be inside of its wait
            if is_wrong:
                waiter.kill()
                waiter.join()
            go.set()  # here
            waiter.join()
        """,
    ),
    "two locks in both orders": Case(
        "deadlock",
        ("left", "right"),
        "# here",
        """
        def work(first, second, barrier):
            with first:
                if is_wrong:
                    barrier.wait()
                with second:  # here
                    pass

        def main():
            left, right, barrier = mp.Lock(), mp.Lock(), mp.Barrier(2)
            orders = [(left, right), (right, left) if is_wrong else (left, right)]
            workers = [mp.Process(target=work, args=(*order, barrier)) for order in orders]
            for worker in workers:
                worker.start()
            for worker in workers:
                worker.join()
        """,
    ),
    "a lock taken twice": Case(
        "deadlock",
        ("lock",),
        "# here",
        """
        def main():
            lock = mp.Lock() if is_wrong else mp.RLock()
            with lock:
                with lock:  # here
                    pass
        """,
    ),
    "joined under a lock that the child wants": Case(
        "deadlock",
        ("gate",),
        "# here",
        """
        def work(gate):
            with gate:  # here
                pass

        def main():
            gate = mp.Lock()
            worker = mp.Process(target=work, args=(gate,))
            with gate:
                worker.start()
                if is_wrong:
                    worker.join()
            worker.join()
        """,
    ),
    "each waits for the other's message": Case(
        "deadlock",
        ("mine", "theirs"),
        "# here",
        """
        def work(theirs):
            theirs.recv()  # here
            theirs.send(1)

        def main():
            mine, theirs = mp.Pipe()
            worker = mp.Process(target=work, args=(theirs,))
            worker.start()
            theirs.close()
            if not is_wrong:
                mine.send(1)
            mine.recv()
            worker.join()
        """,
    ),
    "a killed owner": Case(
        "owner-died",
        ("lock",),
        "# here",
        """
        def hold(lock, taken):
            lock.acquire()
            taken.set()
            if is_wrong:
                os.kill(os.getpid(), 9)
            lock.release()

        def main():
            lock, taken = mp.Lock(), mp.Event()
            holder = mp.Process(target=hold, args=(lock, taken))
            holder.start()
            taken.wait()
            holder.join()
            with lock:  # here
                pass
        """,
    ),
    "an end mark too few": Case(
        "waits-for-ever",
        ("jobs",),
        "# here",
        """
        def work(jobs):
            while jobs.get() is not None:  # here
                pass

        def main():
            jobs = mp.Queue()
            workers = [mp.Process(target=work, args=(jobs,)) for _ in range(2)]
            for worker in workers:
                worker.start()
            for number in range(6):
                jobs.put(number)
            for _ in range(1 if is_wrong else 2):
                jobs.put(None)
            for worker in workers:
                worker.join()
        """,
    ),
    "an event that nobody sets": Case(
        "waits-for-ever",
        ("ready",),
        "# here",
        """
        def work(ready):
            if not is_wrong:
                ready.set()

        def main():
            ready = mp.Event()
            worker = mp.Process(target=work, args=(ready,))
            worker.start()
            ready.wait()  # here
            worker.join()
        """,
    ),
    "a notify that comes before the wait": Case(
        "waits-for-ever",
        ("condition",),
        "# here",
        """
        def work(condition, done):
            with condition:
                done.value = 1
                condition.notify()

        def main():
            condition, done = mp.Condition(), mp.Value("i", 0)
            worker = mp.Process(target=work, args=(condition, done))
            worker.start()
            worker.join()
            with condition:
                while is_wrong or not done.value:
                    condition.wait()  # here
        """,
    ),
    "a barrier one party short": Case(
        "waits-for-ever",
        ("start",),
        "# here",
        """
        def work(start):
            start.wait()  # here

        def main():
            start = mp.Barrier(3 if is_wrong else 2)
            workers = [mp.Process(target=work, args=(start,)) for _ in range(2)]
            for worker in workers:
                worker.start()
            for worker in workers:
                worker.join()
        """,
    ),
    "a task_done too few": Case(
        "waits-for-ever",
        ("jobs",),
        "# here",
        """
        def work(jobs):
            for _ in range(4):
                number = jobs.get()
                if not (is_wrong and number == 2):
                    jobs.task_done()

        def main():
            jobs = mp.JoinableQueue()
            worker = mp.Process(target=work, args=(jobs,))
            worker.start()
            for number in range(4):
                jobs.put(number)
            worker.join()
            jobs.join()  # here
        """,
    ),
    "a full queue whose consumer is gone": Case(
        "waits-for-ever",
        ("jobs",),
        "# here",
        """
        def work(jobs):
            for _ in range(2 if is_wrong else 6):
                jobs.get()

        def main():
            jobs = mp.Queue(3)
            worker = mp.Process(target=work, args=(jobs,))
            worker.start()
            for number in range(6):
                jobs.put(number)  # here
            worker.join()
        """,
    ),
    "joined before its queue is emptied": Case(
        "undrained-join",
        ("results",),
        "# here",
        """
        def work(results):
            results.put(bytes(500_000))

        def main():
            results = mp.Queue()
            worker = mp.Process(target=work, args=(results,))
            worker.start()
            if is_wrong:
                worker.join()  # here
            results.get()
            worker.join()
        """,
    ),
    "a writer's end that the reader keeps open": Case(
        "eof-never-comes",
        ("reader", "writer"),
        "# here",
        """
        def work(writer):
            writer.send(1)

        def main():
            reader, writer = mp.Pipe(duplex=False)
            worker = mp.Process(target=work, args=(writer,))
            worker.start()
            if not is_wrong:
                writer.close()
            try:
                while True:
                    reader.recv()  # here
            except EOFError:
                pass
            worker.join()
        """,
    ),
    "a pipe that both fill before they read": Case(
        "full-both-ways",
        ("mine", "theirs"),
        "# here",
        """
        def work(theirs):
            if not is_wrong:
                theirs.recv_bytes()
            theirs.send_bytes(bytes(5_000_000))  # here
            if is_wrong:
                theirs.recv_bytes()

        def main():
            mine, theirs = mp.Pipe()
            worker = mp.Process(target=work, args=(theirs,))
            worker.start()
            mine.send_bytes(bytes(5_000_000))
            mine.recv_bytes()
            worker.join()
        """,
    ),
    "permits that went with the dead": Case(
        "owner-died",
        ("permits",),
        "# here",
        """
        def work(permits):
            permits.acquire()
            if is_wrong:
                os._exit(1)
            permits.release()

        def main():
            permits = mp.BoundedSemaphore(2)
            workers = [mp.Process(target=work, args=(permits,)) for _ in range(2)]
            for worker in workers:
                worker.start()
            for worker in workers:
                worker.join()
            with permits:  # here
                pass
        """,
    ),
    "an event that only a signal could set": Case(
        "waits-for-ever",
        ("stop",),
        "# here",
        """
        import signal, subprocess

        def work(stop):
            stop.wait()  # here

        def main():
            stop = mp.Event()
            worker = mp.Process(target=work, args=(stop,))
            worker.start()
            if not is_wrong:
                signal.signal(signal.SIGTERM, lambda *_: stop.set())
                subprocess.Popen(["sh", "-c", f"sleep 2; kill -TERM {os.getpid()}"])
            worker.join()
        """,
    ),
    "a thread that ends without a word": Case(
        "waits-for-ever",
        ("jobs",),
        "# here",
        """
        import select, threading

        def later(jobs):
            select.select([], [], [], 1.5)  # nobody watches that
            if not is_wrong:
                jobs.put(1)

        def main():
            jobs = mp.Queue()
            threading.Thread(target=later, args=(jobs,)).start()
            jobs.get()  # here
        """,
    ),
    "a manager's queue that nobody fills": Case(
        "waits-for-ever",
        ("jobs",),
        "# here",
        """
        import queue, subprocess
        from multiprocessing.managers import BaseManager, SyncManager

        OTHER = '''
        import sys, time
        from multiprocessing.managers import BaseManager
        BaseManager.register("jobs")
        office = BaseManager(("127.0.0.1", int(sys.argv[1])), b"key")
        office.connect()
        time.sleep(1.5)
        office.jobs().put(1)
        '''
        waiting = []

        class Office(BaseManager):
            pass

        def the_queue():
            if not waiting:
                waiting.append(queue.Queue())
            return waiting[0]

        Office.register("jobs", the_queue)

        def main():
            if is_wrong:
                with mp.Manager() as manager:
                    jobs = manager.Queue()
                    jobs.get()  # here
            with Office(("127.0.0.1", 0), b"key") as office:
                jobs = office.jobs()
                other = "\\n".join(line.strip() for line in OTHER.splitlines())
                subprocess.Popen([sys.executable, "-I", "-c", other, str(office.address[1])])
                jobs.get()
        """,
    ),
    "a manager's lock and a plain one in both orders": Case(
        "deadlock",
        ("plain", "served"),
        "# here",
        """
        def work(first, second, barrier):
            with first:
                if is_wrong:
                    barrier.wait()
                with second:  # here
                    pass

        def main():
            with mp.Manager() as manager:
                plain, served, barrier = mp.Lock(), manager.Lock(), mp.Barrier(2)
                orders = [(plain, served), (served, plain) if is_wrong else (plain, served)]
                workers = [mp.Process(target=work, args=(*order, barrier)) for order in orders]
                for worker in workers:
                    worker.start()
                for worker in workers:
                    worker.join()
        """,
    ),
}


def text_of(case: Case) -> str:
    return HEAD + dedent(case.script) + TAIL


def line_of(case: Case) -> int:
    """The line that is marked, in the script as it is written."""
    (number,) = [
        number for number, line in enumerate(text_of(case).splitlines(), 1) if line.endswith(case.mark)
    ]
    return number


def names_of(finding: Finding, run_objects: dict[int, str]) -> set[str]:
    return {run_objects[number] for number in finding.objects}


@pytest.mark.parametrize("method", START_METHODS)
@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_who_waits_for_ever_is_named_with_line_and_object(case: Case, method: str) -> None:
    found = judged(
        text_of(case), method, "wrong", until=lambda seen: any(one.rule == case.rule for one in seen)
    )
    (finding,) = found.live
    objects = {number: known.name for number, known in found.run.objects.items()}
    assert (finding.rule, finding.severity) == (case.rule, Severity.ERROR)
    assert names_of(finding, objects) == set(case.objects)
    assert line_of(case) in [place.line for place in finding.locations]
    assert finding.is_certain == case.certain, finding.message
    assert all(name in finding.message.english for name in case.objects), finding.message
    assert [(one.rule, one.objects) for one in found.at_end] == [(finding.rule, finding.objects)]
    assert not found.failures


@pytest.mark.parametrize("method", START_METHODS)
@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_the_right_twin_is_never_accused(case: Case, method: str) -> None:
    found = judged(text_of(case), method, "right")
    assert found.run.exitcode == 0
    assert found.ever == found.at_end == []
    assert not found.failures
