"""What the window and the command line ask of a supervisor: each command is one value, one line of JSON.

A new command is a class and a word here, a case in the supervisor's `Control.obey`, and whoever asks for it.
"""

from __future__ import annotations

from app.wire.message import Message, Vocabulary


class Command(Message):
    """Something that the supervisor is asked to do. What it brings about comes back as a fact."""


class Launch(Command):
    """Run this. It is the first command, and the only one of its kind."""

    spec: str  # a `RunSpec` as JSON
    inherited: str  # what the script is started with, an `Inherited` as JSON


class Terminate(Command):
    """Send SIGTERM to a process."""

    number: int


class Kill(Command):
    """Send SIGKILL to a process."""

    number: int


class Suspend(Command):
    """Stop a process (SIGSTOP)."""

    number: int


class Resume(Command):
    """Let a stopped process go on (SIGCONT)."""

    number: int


class Interrupt(Command):
    """What Ctrl+C does."""


class HandOn(Command):
    """Send the script's main process a signal that came to whoever shows the run."""

    signal: int


class Input(Command):
    """Text for the script's standard input."""

    text: str


class CloseInput(Command):
    """End of file on the script's standard input."""


class Taken(Command):
    """So many bytes of blocks have been applied; who says so is waited for from then on."""

    total: int


class Stop(Command):
    """End the run: every process of it."""


class Gone(Command):
    """Nobody asks for anything any more. It is never sent: the end of the commands says it."""


_COMMANDS: Vocabulary[Command] = Vocabulary(
    "do",
    {
        "launch": Launch,
        "terminate": Terminate,
        "kill": Kill,
        "suspend": Suspend,
        "resume": Resume,
        "interrupt": Interrupt,
        "hand-on": HandOn,
        "input": Input,
        "close-input": CloseInput,
        "taken": Taken,
        "stop": Stop,
    },
)


def pack_command(command: Command) -> bytes:
    """A command as a line."""
    return _COMMANDS.pack(command) + b"\n"


def read_command(line: bytes) -> Command | None:
    """The command in a line; None when it is none."""
    return _COMMANDS.unpack(line)
