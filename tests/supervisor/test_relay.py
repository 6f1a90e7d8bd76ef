"""The supervisor's way to the window ends soon when nobody reads any more, whichever end is noticed first."""

from __future__ import annotations

import os
import subprocess
import time

from app.platform.inherited import look
from app.supervisor import client
from app.supervisor.folder import RunFolder
from app.supervisor.relay import BLOCK, Relay
from app.supervisor.spec import RunSpec
from app.wire.commands import Launch, pack_command
from app.wire.frames import FrameKind
from tests.programs.harness import wait_until

#: How long the rest is written for a window that reads slowly.
_PATIENCE_S = 30.0


def test_a_relay_that_nobody_reads_is_closed_at_once() -> None:
    reader, writer = os.pipe()
    sink = os.fdopen(writer, "wb", buffering=0)
    relay = Relay(sink)
    os.close(reader)
    relay.start()
    relay.frame(FrameKind.OUTPUT, 1, 0, bytes(BLOCK))
    wait_until(lambda: relay.broken, "the relay to notice")
    began = time.monotonic()
    relay.close(_PATIENCE_S)
    assert time.monotonic() - began < 5
    assert not relay._thread.is_alive()
    sink.close()


def test_a_supervisor_that_nobody_reads_ends_and_removes_the_folder() -> None:
    """Though its commands have not ended: of a killed window either end may be noticed first."""
    spec = RunSpec("t", "/nowhere.py", source="import time\ntime.sleep(600)\n")
    folder = RunFolder()
    with subprocess.Popen(
        [*client._supervisor_command(), str(folder.path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as supervisor:
        assert supervisor.stdin is not None and supervisor.stdout is not None
        supervisor.stdin.write(pack_command(Launch(spec.to_json(), look().to_json())))
        supervisor.stdin.flush()
        assert supervisor.stdout.read(100)
        supervisor.stdout.close()
        assert supervisor.wait(10) == 0
    assert not folder.path.exists()
    folder.remove()
