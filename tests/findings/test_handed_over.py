"""An end whose descriptor is given away may be open where no call tells of it: nobody is accused then."""

from __future__ import annotations

import pytest

from tests.findings.live import judged
from tests.programs.harness import START_METHODS

BY_PROGRAM = """
import multiprocessing as mp
import subprocess
import sys
import time
from multiprocessing.connection import Connection

if __name__ == "__main__":
    if len(sys.argv) > 1:
        time.sleep(1)
        Connection(int(sys.argv[1])).send("there")
    else:
        reader, writer = mp.Pipe()
        passed = writer.fileno()
        program = subprocess.Popen([sys.executable, __file__, str(passed)], pass_fds=[passed])
        print(reader.recv())
        program.wait()
"""

BY_SOCKET = """
import multiprocessing as mp
import socket
import sys
import time
from multiprocessing.connection import Connection
from multiprocessing.reduction import recv_handle, send_handle

def work(end):
    writer = Connection(recv_handle(Connection(end.detach())))
    time.sleep(1)
    writer.send("there")

if __name__ == "__main__":
    mp.set_start_method(sys.argv[1])
    mine, theirs = socket.socketpair()
    worker = mp.Process(target=work, args=(theirs,))
    worker.start()
    reader, writer = mp.Pipe()
    send_handle(Connection(mine.detach()), writer.fileno(), worker.pid)
    print(reader.recv())
    worker.join()
"""

WAITED_AT = """
import multiprocessing as mp
import selectors
from multiprocessing.connection import wait

def work(theirs):
    theirs.recv()

if __name__ == "__main__":
    mine, theirs = mp.Pipe()
    with selectors.DefaultSelector() as selector:
        selector.register(mine, selectors.EVENT_READ)
    wait([mine, theirs], 0.01)
    worker = mp.get_context("fork").Process(target=work, args=(theirs,))
    worker.start()
    worker.join()
"""


def test_an_end_that_a_program_was_given_is_not_said_to_be_open_in_one_process_only() -> None:
    found = judged(BY_PROGRAM)
    assert (found.run.exitcode, found.ever, found.failures) == (0, [], [])


@pytest.mark.parametrize("method", START_METHODS)
def test_an_end_that_was_sent_by_its_descriptor_is_not_either(method: str) -> None:
    found = judged(BY_SOCKET, method)
    assert (found.run.exitcode, found.ever, found.failures) == (0, [], [])


def test_to_wait_at_an_end_gives_nothing_away() -> None:
    found = judged(WAITED_AT, until=bool)
    assert [finding.rule for finding in found.live] == ["deadlock"]
