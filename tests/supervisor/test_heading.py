"""The first thing that a supervisor says: what runs, complete enough to be the head of a recording."""

from __future__ import annotations

import contextlib
import sys
import time
from pathlib import Path

from app.supervisor.client import RunEnded, RunSpec, SupervisorClient
from app.wire.facts import RunFailed, read_fact
from app.wire.frames import Frame, FrameKind, unpack_frames
from app.wire.header import Header, read_header
from tests.programs.harness import write_script


def frames_of(spec: RunSpec) -> list[Frame]:
    """All frames of a whole run."""
    client = SupervisorClient(spec)
    frames: list[Frame] = []
    try:
        client.start()
        with contextlib.suppress(RunEnded):
            while True:
                frames += unpack_frames(client.receive(0.1) or b"")
    finally:
        client.close()
    return frames


def header_of(spec: RunSpec) -> Header:
    first, *others = frames_of(spec)
    assert first.kind == FrameKind.HEADER
    assert FrameKind.HEADER not in [frame.kind for frame in others]
    header = read_header(first.payload)
    assert first.time_ns == header.began_ns
    return header


def test_a_run_begins_with_what_runs_and_where(tmp_path: Path) -> None:
    before_ns = time.monotonic_ns()
    script = write_script(tmp_path, "import sys\nprint('包子', *sys.argv)\n")
    arguments = ("--name", "包子")
    header = header_of(RunSpec("mine", str(script), arguments, str(tmp_path), start_method="spawn"))
    assert (header.target, header.script, header.start_method) == ("mine", str(script), "spawn")
    assert header.argv == (str(script), *arguments)
    assert header.sources == {str(script): script.read_text(encoding="utf-8")}
    assert header.python_version == ".".join(map(str, sys.version_info[:3]))
    assert (header.python, header.implementation) == (sys.executable, sys.implementation.name)
    assert sys.platform in header.platform.lower()
    assert before_ns < header.began_ns < time.monotonic_ns()
    assert abs(time.time_ns() - time.monotonic_ns() - header.epoch_ns) < 1_000_000_000


def test_a_scenario_is_recorded_with_its_parameters_and_the_text_that_ran(tmp_path: Path) -> None:
    source = "WORKERS = 3\n"
    header = header_of(RunSpec("hello", "/scenarios/hello.py", source=source, parameters=(("WORKERS", "3"),)))
    assert header.parameters == {"WORKERS": "3"}
    assert header.sources == {header.script: source}
    assert Path(header.script).name == "hello.py"


def test_another_python_is_recorded_with_its_own_version(tmp_path: Path) -> None:
    script = write_script(tmp_path, "import sys; print(sys.version_info[:3])\n")
    header = header_of(RunSpec("t", str(script), folder=str(tmp_path), python=sys.executable))
    assert header.python_version == ".".join(map(str, sys.version_info[:3]))
    assert header.python == sys.executable


def test_a_script_that_cannot_be_started_has_a_header_too(tmp_path: Path) -> None:
    script = write_script(tmp_path, "")
    first, *others = frames_of(RunSpec("t", str(script), python="/no/python", folder=str(tmp_path)))
    header = read_header(first.payload)
    assert (header.target, header.python, header.python_version) == ("t", "/no/python", "")
    facts = [read_fact(frame.payload, 0) for frame in others if frame.kind == FrameKind.FACT]
    assert any(isinstance(fact, RunFailed) and "/no/python" in fact.text for fact in facts)


def test_a_script_that_is_gone_is_recorded_without_it(tmp_path: Path) -> None:
    assert header_of(RunSpec("t", str(tmp_path / "gone.py"), folder=str(tmp_path))).sources == {}
