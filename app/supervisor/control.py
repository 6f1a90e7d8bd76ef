"""Does what the window or the command line asks of the run, if it is possible now."""

from __future__ import annotations

import signal

from app.supervisor.input import ScriptInput
from app.supervisor.pacing import Pacing
from app.supervisor.tree import Tree
from app.wire.commands import (
    CloseInput,
    Command,
    Gone,
    HandOn,
    Input,
    Interrupt,
    Kill,
    Resume,
    Stop,
    Suspend,
    Taken,
    Terminate,
)


class Control:
    """Obeys the commands; what they say about the run as a whole it keeps for the loop."""

    def __init__(self, tree: Tree, pacing: Pacing) -> None:
        self._tree = tree
        self._pacing = pacing
        self.input: ScriptInput | None = None  # of the script, once it has been launched with one
        self.shared_group: int | None = None  # the script's, with others; None: it has its own
        self.stopping = False
        self.window_gone = False

    def obey(self, command: Command) -> None:
        """Do what is asked, if it is possible now."""
        match command:
            case Terminate(number=number):
                self._tree.send(number, signal.SIGTERM)
            case Kill(number=number):
                self._tree.send(number, getattr(signal, "SIGKILL", signal.SIGTERM))
            case Suspend(number=number):
                self._tree.suspend(number, True)
            case Resume(number=number):
                self._tree.suspend(number, False)
            case Interrupt():
                self._tree.interrupt(self.shared_group)
            case HandOn(signal=number) if number in signal.valid_signals():
                self._tree.send(1, signal.Signals(number))
            case Input(text=text) if self.input is not None:
                self.input.write(text)
            case CloseInput() if self.input is not None:
                self.input.close()
            case Taken(total=total):
                self._pacing.taken(total)
            case Stop():
                self.stopping = True
            case Gone():
                self.window_gone = True
