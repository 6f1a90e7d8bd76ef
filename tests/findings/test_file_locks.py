"""Who waits for a file lock that nobody will give back; real scripts, judged live."""

from __future__ import annotations

import pytest

from app.findings.rule import Finding
from tests.findings.live import judged

SCRIPT = """
import fcntl
import multiprocessing as mp
import sys
import time

ORDERS, STOCK = __file__ + ".orders", __file__ + ".stock"

def book(first, second, both):
    with open(first, "w") as one, open(second, "w") as other:
        fcntl.flock(one, fcntl.LOCK_EX)
        both.wait()
        fcntl.flock(other, fcntl.LOCK_EX)

def add():
    with open(ORDERS, "w") as orders:
        fcntl.LOCK(orders, fcntl.LOCK_EX)

def hold_and_join(spare_s):
    child = mp.Process(target=add, name="adder")
    with open(ORDERS, "w") as orders:
        fcntl.LOCK(orders, fcntl.LOCK_EX)
        child.start()
        time.sleep(spare_s)
        if not spare_s:
            child.join()
    child.join()

def both_orders():
    both = mp.Barrier(2)
    for name, files in (("left", (ORDERS, STOCK)), ("right", (STOCK, ORDERS))):
        mp.Process(target=book, args=(*files, both), name=name).start()

if __name__ == "__main__":
    mp.set_start_method("METHOD")
    WAY
"""


def is_told(findings: list[Finding]) -> bool:
    return any(finding.rule == "deadlock" for finding in findings)


def script(way: str, lock: str = "flock", method: str = "fork") -> str:
    return SCRIPT.replace("WAY", way).replace("LOCK(", f"{lock}(").replace("METHOD", method)


@pytest.mark.parametrize(
    ("lock", "method"), [("flock", "fork"), ("flock", "spawn"), ("lockf", "fork"), ("lockf", "forkserver")]
)
def test_who_joins_a_process_that_waits_for_its_file_lock_is_told(lock: str, method: str) -> None:
    result = judged(script("hold_and_join(0)", lock, method), until=is_told)
    (finding,) = result.live
    message = finding.message.english
    assert message.startswith("Deadlock: main waits for adder to end (line 26); adder waits for the lock of ")
    assert message.endswith("script.py.orders, held by main (line 17).")
    assert (finding.is_certain, [place.line for place in finding.locations]) == (True, [26, 17])
    assert not result.failures


def test_file_locks_in_both_orders_may_be_a_deadlock() -> None:
    (finding,) = judged(script("both_orders()"), until=is_told).live
    message = finding.message.english
    assert not finding.is_certain and message.startswith(
        "This may be a deadlock: left waits for the lock of "
    )
    assert "script.py.stock, held by right (line 13)" in message
    assert "script.py.orders, held by left (line 13)" in message


def test_a_child_that_has_inherited_the_lock_waits_for_itself_when_its_parent_has_closed_the_file() -> None:
    (finding,) = judged(script("hold_and_join(1)"), until=is_told).live
    message = finding.message.english
    assert "adder waits for the lock of the file script.py.orders, which it holds itself (line 17)" in message


@pytest.mark.parametrize(("lock", "method"), [("flock", "spawn"), ("lockf", "fork")])
def test_who_waits_for_a_file_lock_that_is_given_back_is_not_accused(lock: str, method: str) -> None:
    result = judged(script("hold_and_join(2)", lock, method))
    assert [finding.message.english for finding in result.ever] == []
    assert not result.failures
