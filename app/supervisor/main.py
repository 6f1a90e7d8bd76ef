"""The entry point of the supervisor's process: its pipes, its signals, and one run.

Started by `client.SupervisorClient` as a fresh interpreter, so that nothing of the window's memory
or threads is in it, and the window's own main module is not run again.
"""

from __future__ import annotations

import os
import signal
from pathlib import Path

from app.platform.inherited import Inherited
from app.supervisor.commands import Commands
from app.supervisor.guard import hold_lifeline
from app.supervisor.relay import Relay
from app.supervisor.spec import RunSpec
from app.supervisor.supervisor import Supervisor
from app.wire.commands import Gone, Launch


def main(arguments: list[str]) -> int:
    """Run the supervisor in this process; its exit code is 0 unless it fails itself."""
    _take_signals_over()
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints by mistake does not get between the blocks
    folder = Path(arguments[0])
    commands = Commands(os.fdopen(os.dup(0), "rb"))
    supervisor = Supervisor(folder, commands, Relay(out), hold_lifeline(folder))
    _end_on_signals(commands)
    try:
        if isinstance(commands.first, Launch):
            inherited = Inherited.from_json(commands.first.inherited)
            supervisor.run(RunSpec.from_json(commands.first.spec), inherited)
        else:  # the window has died before it could say what to run
            supervisor.control.obey(Gone())
    finally:
        supervisor.finish()
    return 0


def _take_signals_over() -> None:
    """Be as any program is, whatever this one was started with; the script gets that when it is launched."""
    if not hasattr(signal, "pthread_sigmask"):
        return
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)  # ignored, it would keep from us how children ended
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTTOU, signal.SIG_IGN)  # a word on the terminal does not stop us
    signal.pthread_sigmask(signal.SIG_SETMASK, ())


def _end_on_signals(commands: Commands) -> None:
    """What asks us to end means that nobody reads any more; what was ignored from the beginning stays so."""
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, lambda *_: commands.add(Gone()))
