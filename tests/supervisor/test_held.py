"""A script is held while the window cannot follow, and loses nothing by it."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.state.fold import Fold
from app.state.objects import LockObject
from app.supervisor.client import RunEnded, SupervisorClient
from app.supervisor.spec import RunSpec
from app.wire.commands import Stop, Taken
from app.wire.frames import FrameKind, unpack_frames
from app.wire.records import SLOT
from app.wire.run_folder import HOLD
from tests.programs.harness import wait_until

TURNS = 40_000
MANY = 1_000
#: Two processes that take one lock so many times each.
SCRIPT = Path(__file__).parents[1] / "benchmarks" / "scripts" / "locks.py"


class SlowWindow:
    """Takes blocks, and says only in the beginning, and again at last, that it has taken them in."""

    def __init__(self, client: SupervisorClient) -> None:
        self.client, self.fold = client, Fold()
        self.records = self.total = 0
        self.over = False

    def receive(self, receipt: bool = False) -> None:
        """One block, if one comes."""
        try:
            block = self.client.receive(0.01)
        except RunEnded:
            self.over = True
            return
        if block is not None:
            self.total += len(block)
            self.records += sum(
                len(frame.payload) // SLOT
                for frame in unpack_frames(block)
                if frame.kind == FrameKind.RECORDS
            )
            self.fold.feed(block)
            if receipt:
                self.client.send(Taken(self.total))

    def is_held(self, folder: Path) -> bool:
        """Receive, and see whether the script is held by now."""
        self.receive(receipt=self.records < MANY)
        return self.records >= MANY and (folder / HOLD).exists()


@pytest.mark.parametrize("ends", ["by itself", "stopped"])
def test_a_script_is_held_while_nothing_is_taken_in_and_nothing_is_lost(tmp_path: Path, ends: str) -> None:
    spec = RunSpec(target="held", script=str(SCRIPT), arguments=(str(TURNS),), folder=str(tmp_path))
    client = SupervisorClient(spec)
    client.start()
    try:
        client.send(Taken(0))
        window = SlowWindow(client)
        assert client.folder is not None
        folder = client.folder
        wait_until(lambda: window.is_held(folder), "the script to be held", lambda: str(window.records), 20)
        assert window.records < 2 * TURNS, "it was held too late to slow anything"
        if ends == "stopped":
            client.send(Stop())
        while not window.over:
            client.send(Taken(window.total))
            window.receive()
        run = window.fold.finish()
        (lock,) = [known for known in run.objects.values() if isinstance(known, LockObject)]
        assert run.lost_events == 0
        if ends == "by itself":
            assert lock.acquires == 2 * TURNS
            assert [process.exitcode for process in run.script_processes] == [0, 0, 0]
    finally:
        client.close()
