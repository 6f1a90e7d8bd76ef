"""Commands arrive in their order; what is none ends no run; the end of file means that nobody is there."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from typing import BinaryIO

import pytest

from app.supervisor import client
from app.supervisor.commands import Commands
from app.supervisor.folder import RunFolder
from app.wire.commands import Command, Gone, Interrupt, Kill, Launch, Stop, pack_command
from tests.programs.harness import wait_until


@pytest.fixture
def pipe() -> Iterator[tuple[BinaryIO, BinaryIO]]:
    reader, writer = os.pipe()
    with os.fdopen(reader, "rb") as source, os.fdopen(writer, "wb", buffering=0) as sink:
        yield source, sink


def taken(commands: Commands, count: int) -> list[Command]:
    """So many commands, waited for."""
    found: list[Command] = []

    def all_there() -> bool:
        found.extend(commands.take())
        return len(found) >= count

    wait_until(all_there, f"{count} commands", lambda: str(found), 5)
    os.close(commands.wake_reader)
    return found


def test_commands_arrive_in_their_order_and_end_with_the_file(pipe: tuple[BinaryIO, BinaryIO]) -> None:
    source, sink = pipe
    sink.write(pack_command(Launch("{}", "{}")) + pack_command(Kill(2)) + pack_command(Stop()))
    commands = Commands(source)
    assert commands.first == Launch("{}", "{}")
    commands.start()
    sink.close()
    assert taken(commands, 3) == [Kill(2), Stop(), Gone()]


def test_lines_that_are_no_commands_are_passed_over(pipe: tuple[BinaryIO, BinaryIO]) -> None:
    """They counted as the window's end once, and ended the run."""
    source, sink = pipe
    sink.write(pack_command(Launch("{}", "{}")) + b'garbage\n[]\n\xff\n{"do": "of a newer version"}\n')
    commands = Commands(source)
    commands.start()
    sink.write(pack_command(Interrupt()) + b'{"do": "st')
    sink.close()
    assert taken(commands, 2) == [Interrupt(), Gone()]


def test_a_supervisor_whose_window_dies_at_once_leaves_without_a_word() -> None:
    folder = RunFolder()
    try:
        words = [*client._supervisor_command(), str(folder.path)]
        done = subprocess.run(words, input=b"", capture_output=True, timeout=30)
        assert (done.returncode, done.stderr) == (0, b"")
        assert not folder.path.exists()
    finally:
        folder.remove()
