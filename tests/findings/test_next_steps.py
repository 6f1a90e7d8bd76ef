"""The next step fits what has happened: who has ended a process, and who was missing for which reason."""

from __future__ import annotations

from textwrap import dedent
from typing import NamedTuple

import pytest

from tests.findings.live import judged


class Case(NamedTuple):
    """A script that hangs, the rule that names it, and what it then has to say and to advise."""

    rule: str
    says: str
    advises: str
    script: str


CASES = {
    "who failed and had the queue is named where nobody is left to take": Case(
        "waits-for-ever",
        "consumer ended with ZeroDivisionError: division by zero (line 5).",
        "Let somebody take items",
        """
        def consume(q):
            print(1 / (q.get() - 1))

        def main():
            q = mp.Queue(1)
            mp.Process(target=consume, args=(q,), name="consumer").start()
            for n in (1, 2, 3, 4):
                q.put(n)
        """,
    ),
    "several that ended themselves with a semaphore": Case(
        "owner-died",
        "p0, at line 6, and p1, at line 6, ended while they held slots, so nobody gives it back",
        "os._exit(), a kill and a crash pass over both",
        """
        def work(slots):
            slots.acquire()
            os._exit(1)

        def main():
            slots = mp.Semaphore(2)
            for n in range(2):
                p = mp.Process(target=work, args=(slots,), name=f"p{n}")
                p.start()
                p.join()
            slots.acquire()
        """,
    ),
    "a lock of a process that its parent has terminated": Case(
        "owner-died",
        "holder, ended by main with Process.terminate (line 14), ended while it held lock",
        "Ask a process to end, by an Event",
        """
        def hold(lock, taken):
            lock.acquire()
            taken.set()
            time.sleep(600)

        def main():
            lock, taken = mp.Lock(), mp.Event()
            p = mp.Process(target=hold, args=(lock, taken), name="holder")
            p.start()
            taken.wait()
            p.terminate()
            lock.acquire()
        """,
    ),
    "a worker that kills itself": Case(
        "lost-worker",
        "ended itself with os.kill (line 6) while it ran work(3)",
        "Let a task return or raise instead of ending its process",
        """
        def work(n):
            if n == 3:
                os.kill(os.getpid(), signal.SIGKILL)
            return n

        def main():
            with mp.Pool(2) as pool:
                pool.map(work, range(5), 1)
        """,
    ),
    "a reader of all that comes, which is joined before the pipe is closed": Case(
        "deadlock",
        "reader waits for a message on inlet from main",
        "Send reader what it waits for before waiting for it; or if there is no more, close outlet before, "
        "in every process that has it open (main and reader)",
        """
        def read(inlet):
            while True:
                inlet.recv()

        def main():
            inlet, outlet = mp.Pipe(duplex=False)
            p = mp.Process(target=read, args=(inlet,), name="reader")
            p.start()
            inlet.close()
            outlet.send(1)
            p.join()
            outlet.close()
        """,
    ),
    "a condition is notified, not set": Case(
        "waits-for-ever",
        "and nobody is left to notify",
        "Call notify() or notify_all() after each change",
        """
        def main():
            condition = mp.Condition()
            with condition:
                condition.wait()
        """,
    ),
}
HEAD = "import multiprocessing as mp, os, signal, time\nmp.set_start_method('fork')\n"
TAIL = '\nif __name__ == "__main__":\n    main()\n'


@pytest.mark.parametrize("name", CASES)
def test_what_is_said_and_advised_fits_what_has_happened(name: str) -> None:
    case = CASES[name]
    script = HEAD + dedent(case.script) + TAIL
    found = judged(script, until=lambda live: any(one.rule == case.rule for one in live))
    finding = next(one for one in found.live if one.rule == case.rule)
    assert case.says in finding.message.english
    assert case.advises in finding.advice.english
    ended = {one.number: one.name for one in found.run.processes.values() if not one.alive}
    named = {number for number, process in ended.items() if process in case.says}
    assert named <= set(finding.processes), "who is named can be seen on the stage"


def test_of_two_full_pipes_each_tells_what_its_reader_waits_for() -> None:
    script = (
        HEAD
        + dedent(
            """
            def answer(requests, answers):
                for request in iter(requests.get, None):
                    answers.put(request)

            def main():
                requests, answers = mp.SimpleQueue(), mp.SimpleQueue()
                mp.Process(target=answer, args=(requests, answers), name="server").start()
                while True:
                    requests.put(bytes(1000))
            """
        )
        + TAIL
    )
    rule = "full-both-ways"
    found = judged(script, until=lambda live: len([one for one in live if one.rule == rule]) == 2)
    told = sorted(one.message.english for one in found.live if one.rule == rule)
    assert "is able to. server waits in SimpleQueue.put for answers (line 6)" in told[0]
    assert "is able to. main waits in SimpleQueue.put for requests (line 12)" in told[1]


def test_a_server_of_a_manager_is_nobody_who_was_to_set_an_event() -> None:
    script = (
        HEAD
        + dedent(
            """
        def work(jobs, done, started):
            started.set()
            jobs.get()
            done.set()

        def main():
            manager = mp.Manager()
            done, started = mp.Event(), mp.Event()
            p = mp.Process(target=work, args=(manager.Queue(), done, started), name="worker")
            p.start()
            started.wait()
            os.kill(manager._process.pid, signal.SIGKILL)
            done.wait()
        """
        )
        + TAIL
    )
    found = judged(script, until=lambda live: any(one.rule == "waits-for-ever" for one in live))
    message = next(one for one in found.live if one.rule == "waits-for-ever").message.english
    assert "nobody is left to set it. worker ended with" in message
