"""Input for the script is written as the script reads, and nobody waits for it."""

from __future__ import annotations

import os

from app.supervisor.input import ScriptInput


def test_what_the_pipe_has_no_room_for_is_waited_for_and_written_later() -> None:
    reader, writer = os.pipe()
    script_input = ScriptInput(writer)
    assert script_input.waits_for is None
    text = "x" * 200_000
    script_input.write(text)
    assert script_input.waits_for == writer
    found = b""
    while len(found) < len(text):
        found += os.read(reader, 65536)
        script_input.push()
    assert script_input.waits_for is None
    assert found == text.encode()
    script_input.close()
    assert os.read(reader, 1) == b""
    os.close(reader)
