"""A command comes back as it was given, and whatever else comes is none."""

from __future__ import annotations

import json
import random

import pytest

from app.wire.commands import (
    CloseInput,
    Command,
    Gone,
    HandOn,
    Input,
    Interrupt,
    Kill,
    Launch,
    Resume,
    Stop,
    Suspend,
    Taken,
    Terminate,
    pack_command,
    read_command,
)
from tests.wire.garbage import cut, fields

COMMANDS: tuple[Command, ...] = (
    Launch('{"target": "票"}', '{"streams": [7]}'),
    Launch("{}", ""),
    Terminate(2),
    Kill(3),
    Suspend(2),
    Resume(2),
    Interrupt(),
    HandOn(10),
    Input("包子\n"),
    CloseInput(),
    Stop(),
    Taken(123_456),
)
every_command = pytest.mark.parametrize("command", COMMANDS, ids=lambda command: type(command).__name__)


@every_command
def test_a_command_comes_back_as_it_was_given(command: Command) -> None:
    assert read_command(pack_command(command)) == command


@every_command
def test_a_command_is_one_line(command: Command) -> None:
    line = pack_command(command)
    assert line.index(b"\n") == len(line) - 1


def test_every_command_but_the_end_of_them_is_tried_here() -> None:
    assert {type(command) for command in COMMANDS} == {*Command.__subclasses__()} - {Gone}


def test_commands_are_told_apart_although_they_say_the_same() -> None:
    assert Terminate(2) != Kill(2)
    assert Stop() != Interrupt()
    assert Stop() == Stop()


def test_a_command_that_names_no_process_means_none() -> None:
    assert read_command(b'{"do": "kill", "number": "2"}') == Kill(0)
    assert read_command(b'{"do": "kill"}') == Kill(0)


@pytest.mark.parametrize(
    "line",
    [b"", b"\n", b"{", b"[]", b"7\n", b'{"do": ["stop"]}', b'{"do": "fly"}', b'{"do": "gone"}', b"\xff"],
)
def test_what_is_no_command_is_none(line: bytes) -> None:
    assert read_command(line) is None


@pytest.mark.parametrize("seed", range(10))
def test_whatever_stands_in_a_command_it_can_be_obeyed(seed: int) -> None:
    choose = random.Random(seed)
    for _ in range(300):
        example = choose.choice(COMMANDS)
        word = json.loads(pack_command(example))["do"]
        line = json.dumps({**fields(choose, list(example.fields)), "do": word}).encode()
        command = read_command(line)
        assert type(command) is type(example)
        assert read_command(pack_command(command)) == command
        if isinstance(command, Input):
            command.text.encode()  # what the script is given


@pytest.mark.parametrize("seed", range(10))
def test_a_damaged_command_does_no_harm(seed: int) -> None:
    choose = random.Random(seed)
    for _ in range(300):
        read_command(cut(choose, pack_command(choose.choice(COMMANDS))))
