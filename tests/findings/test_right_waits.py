"""Waits that look endless and are not: somebody who moves, or a signal, may yet end them."""

from __future__ import annotations

import pytest

from tests.findings.build import the_one
from tests.findings.live import judged
from tests.programs.harness import START_METHODS
from tests.state.build import BLOCKED, Script

HEAD = """
import multiprocessing as mp
import signal
import sys
import time

"""
TAIL = """

if __name__ == "__main__":
    mp.set_start_method(sys.argv[1])
    main()
"""

GIVEN_BACK = """
def take(lock):
    lock.acquire()

def use(lock):
    with lock:
        pass

def main():
    lock = mp.Lock()
    taker = mp.Process(target=take, args=(lock,))
    taker.start()
    taker.join()
    user = mp.Process(target=use, args=(lock,))
    user.start()
    time.sleep(2)
    lock.release()
    user.join()
"""

PUT_BY_A_SIGNAL = """
def work(jobs):
    jobs.get()

def main():
    jobs = mp.Queue()
    worker = mp.Process(target=work, args=(jobs,))
    worker.start()
    signal.signal(signal.SIGALRM, lambda *_: jobs.put(None))
    signal.setitimer(signal.ITIMER_REAL, 3)
    worker.join()
"""


PERMITS = """
def work(permits):
    time.sleep(1)
    permits.release()

def main():
    permits = mp.Semaphore(2)
    workers = []
    for number in range(4):
        permits.acquire()
        workers.append(mp.Process(target=work, args=(permits,)))
        workers[-1].start()
    for worker in workers:
        worker.join()
"""

GATE = """
def work(gate):
    time.sleep(1)
    gate.release()

def main():
    gate = mp.Lock()
    gate.acquire()
    worker = mp.Process(target=work, args=(gate,))
    worker.start()
    gate.acquire()
    worker.join()
"""


@pytest.mark.parametrize("method", START_METHODS)
@pytest.mark.parametrize("script", [GIVEN_BACK, PUT_BY_A_SIGNAL, PERMITS, GATE])
def test_who_may_yet_be_released_is_not_accused(script: str, method: str) -> None:
    found = judged(HEAD + script + TAIL, method)
    assert (found.run.exitcode, found.ever, found.failures) == (0, [], [])


def test_a_lock_that_a_process_has_kept_is_told_when_nobody_moves_who_could_give_it_back() -> None:
    script = GIVEN_BACK.replace("    time.sleep(2)\n    lock.release()\n", "")
    found = judged(HEAD + script + TAIL, "fork", until=bool)
    assert [(finding.rule, finding.is_certain) for finding in found.live] == [("owner-died", True)]


def test_permits_that_one_has_taken_for_others_are_told_when_nobody_gives_one_back() -> None:
    script = PERMITS.replace("    permits.release()\n", "")
    found = judged(HEAD + script + TAIL, "fork", until=bool)
    assert [(finding.rule, finding.is_certain) for finding in found.live] == [("deadlock", True)]


@pytest.mark.parametrize("is_all_told", [True, False])
def test_where_something_was_not_told_nothing_is_certain(is_all_told: bool) -> None:
    script = Script()
    script.main().make(0, "Lock", 5, 1, "a").make(0, "Lock", 6, 1, "b")
    for number, (first, second) in enumerate(((5, 6), (6, 5)), 2):
        log = script.worker(number, f"w{number}")
        log.op(1, "Lock.acquire", object=first, value=1)
        log.op(2, "Lock.acquire", BLOCKED, object=second)
    run = script.tick(1000)
    run.lost_events = 0 if is_all_told else 1
    finding = the_one(run, "deadlock")
    assert finding.is_certain == is_all_told
    assert finding.message.english.startswith("Deadlock" if is_all_told else "This may be a deadlock")
