"""A reporter in this process, and what it has recorded, read back as the supervisor reads it."""

from __future__ import annotations

import importlib.util
import time
from pathlib import Path
from types import ModuleType
from typing import NamedTuple
from unittest import mock

import pytest

from app.probe.recorder import chosen, quick, reporter
from app.probe.recorder.quick import Site
from app.probe.recorder.reporter import Reporter
from app.supervisor.logs import Logs, LogTail
from app.wire.frames import Record, records_of
from app.wire.records import Kind
from app.wire.run_folder import LOGS


class Told(NamedTuple):
    """An operation as a reader understands it: whole text, names instead of numbers."""

    pid: int
    thread: int
    operation: str
    phase: int
    effect: int
    object: int
    line: int
    file: str
    value: int
    bound: float
    text: str


def _all_of(log: LogTail) -> bytes:
    """All of a log, as a reader has it who waits long enough for each slot that nobody will fill."""
    found, now_ns, empty = b"", time.monotonic_ns(), 0
    while empty < 2:
        now_ns += 1_000_000_000
        slots = log.read(now_ns, 1 << 20)
        empty = 0 if slots else empty + 1
        found += slots
    return found


class Recording:
    """A reporter, and a reader of its folder; a forked child's log lies in the same folder."""

    def __init__(self, folder: Path, way: str = "C") -> None:
        (folder / LOGS).mkdir()
        self.report: Reporter = done_in(way, reporter).Reporter(str(folder))
        self._logs = Logs(folder / LOGS)
        self._strings: dict[tuple[int, int], str] = {}
        self._records: list[tuple[int, Record, str]] = []

    def _read(self) -> list[tuple[int, Record, str]]:
        """Every record so far with the pid of its log and its whole text."""
        self._logs.find_new()
        for log in self._logs.open.values():
            more: dict[int, list[bytes]] = {}
            for record in records_of(_all_of(log)):
                pieces = more.setdefault(record.thread, [])
                pieces.append(record.text[: record.length])
                if record.kind != Kind.MORE:
                    text = b"".join(pieces[-1 - record.more :]).decode()
                    self._records.append((log.pid, record, text))
                    if record.kind == Kind.STRING:
                        self._strings[log.pid, record.operation] = text
                    pieces.clear()
        return self._records

    def operations(self) -> list[Told]:
        """The operations, in the order in which they were recorded."""
        return [
            Told(
                pid,
                record.thread,
                self._strings.get((pid, record.operation), ""),
                record.phase,
                record.meaning,
                record.object,
                record.line,
                self._strings.get((pid, record.file), ""),
                record.value,
                record.bound,
                text,
            )
            for pid, record, text in self._read()
            if record.kind == Kind.OPERATION
        ]

    def variables(self) -> list[tuple[str, str]]:
        """Name and repr of each variable that was recorded."""
        return [
            (self._strings[pid, record.operation], text)
            for pid, record, text in self._read()
            if record.kind == Kind.VARIABLE
        ]

    def texts(self, kind: int) -> list[str]:
        """The texts of the records of a kind."""
        return [text for _, record, text in self._read() if record.kind == kind]

    def times(self) -> list[int]:
        """The stamps of the operations."""
        return [record.time_ns for _, record, _ in self._read() if record.kind == Kind.OPERATION]


#: The two that tell quickly: in C, where it has been built, and in Python.
WAYS = [
    pytest.param("C", marks=pytest.mark.skipif(chosen.accelerator is None, reason="no accelerator here")),
    "Python",
]


def done_in(way: str, module: ModuleType) -> ModuleType:
    """A module of the probe that does in this way what it can do in both."""
    if way == "C" or chosen.accelerator is None:
        return module
    spec = importlib.util.spec_from_file_location(module.__name__ + "_in_python", str(module.__file__))
    assert spec is not None
    assert spec.loader is not None
    other = importlib.util.module_from_spec(spec)
    with mock.patch.object(chosen, "accelerator", None):
        spec.loader.exec_module(other)
    return other


def site_class(way: str) -> type[Site]:
    """`Site` on what tells quickly in this way."""
    found: type[Site] = done_in(way, quick).Site
    return found
