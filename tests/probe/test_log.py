"""The flight recorder: what is written is whole, under threads, signals, forks and a slow reader."""

from __future__ import annotations

import os
import signal
import threading
from collections import Counter
from pathlib import Path

import pytest

from app.probe.recorder import log as probe_log
from app.wire.frames import Record
from app.wire.records import CHUNK, CHUNKS_AHEAD, FIRST_SLOT, INLINE, PART_SLOTS, SLOT, Kind
from app.wire.run_folder import HOLD
from tests.programs.harness import wait_until
from tests.supervisor.flight import Flight, events

LONGEST = 9 * INLINE


@pytest.fixture
def flight(tmp_path: Path) -> Flight:
    return Flight(tmp_path)


def texts(records: list[Record]) -> list[str]:
    """The text of each record, put together from its MORE slots."""
    found, pending = [], [b""]
    for record in records:
        piece = record.text[: record.length]
        if record.kind == Kind.MORE:
            pending.append(piece)
        else:
            whole = b"".join(pending[len(pending) - record.more :] if record.more else []) + piece
            found.append(whole.decode("utf-8", "replace"))
            pending = [b""]
    return found


def test_a_record_comes_back_as_it_was_written(flight: Flight) -> None:
    flight.writer.write(Kind.OPERATION, 3, 123, (1 << 64) - 1, 7, 8, 9, -(1 << 63), b"text", 5, 6, 2.5)
    (record,) = flight.read()
    assert record == Record(
        kind=Kind.OPERATION,
        phase=3,
        length=4,
        thread=1,
        time_ns=123,
        object=(1 << 64) - 1,
        operation=7,
        file=8,
        line=9,
        more=0,
        meaning=5,
        traits=6,
        value=-(1 << 63),
        bound=2.5,
        text=b"text".ljust(INLINE, b"\0"),
    )


@pytest.mark.parametrize("length", [0, 1, INLINE - 1, INLINE, INLINE + 1, 2 * INLINE, LONGEST - 1, LONGEST])
def test_a_text_of_any_length_comes_back(length: int, flight: Flight) -> None:
    text = ("0123456789" * 100)[:length]
    flight.write(1, text=text.encode())
    assert texts(flight.read()) == [text]


def test_a_text_that_is_too_long_is_cut(flight: Flight) -> None:
    flight.write(1, text=b"x" * (LONGEST + 500))
    assert texts(flight.read()) == ["x" * LONGEST]


def test_a_long_text_at_a_chunks_border_comes_back(flight: Flight) -> None:
    flight.write(*range(events(1) - 2))
    flight.write(1, text=b"y" * (4 * INLINE))
    assert texts(flight.read())[-1] == "y" * (4 * INLINE)


def test_a_name_is_written_once(flight: Flight) -> None:
    numbers = [flight.writer.string(name) for name in ("Lock.acquire", "f.py", "Lock.acquire")]
    assert numbers == [1, 2, 1]
    records = flight.read()
    assert [(r.kind, r.operation, r.text.rstrip(b"\0")) for r in records] == [
        (Kind.STRING, 1, b"Lock.acquire"),
        (Kind.STRING, 2, b"f.py"),
    ]


def test_a_lone_surrogate_stays_visible() -> None:
    assert probe_log.encode("a\udcff大") == "a\\udcff大".encode()


def test_all_of_a_chunk_that_will_be_used_is_on_disk_at_once(flight: Flight) -> None:
    flight.write(*range(events(1) + 1))
    first, second = sorted(flight.folder.iterdir())
    for path, used in ((first, CHUNK - FIRST_SLOT * SLOT), (second, CHUNK)):
        status = path.stat()
        assert status.st_size == CHUNK
        assert status.st_blocks * 512 >= used
        assert status.st_mode & 0o077 == 0


def test_a_process_that_says_little_takes_little(flight: Flight) -> None:
    flight.write(1)
    (path,) = flight.folder.iterdir()
    assert path.stat().st_blocks * 512 <= CHUNK // 4


def test_no_descriptor_stays_open(flight: Flight) -> None:
    """A script that closes or reuses descriptors cannot hurt the log, nor the log the script."""
    before = sorted(os.listdir("/proc/self/fd"))
    flight.write(*range(events(1) + 1))
    assert sorted(os.listdir("/proc/self/fd")) == before


def test_old_chunks_are_let_go(flight: Flight) -> None:
    flight.write(*range(events(6)))
    mapped = [line for line in Path("/proc/self/maps").read_text().splitlines() if str(flight.folder) in line]
    assert len(mapped) <= 2


# --- at once -----------------------------------------------------------------------------


def test_threads_that_write_at_once_lose_nothing(flight: Flight) -> None:
    threads, each = 8, 1500
    start = threading.Barrier(threads)

    def work(number: int) -> None:
        start.wait()
        for i in range(each):
            flight.write(number * each + i, text=b"t" * (i % 200))

    workers = [threading.Thread(target=work, args=(n,)) for n in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    flight.end()
    values = flight.values()
    assert Counter(values) == Counter(range(threads * each))
    for n in range(threads):
        mine = [v for v in values if v // each == n]
        assert mine == sorted(mine)


def test_a_signal_handler_that_writes_in_the_middle_of_a_record_loses_nothing(flight: Flight) -> None:
    handled: list[int] = []

    def handler(*_: object) -> None:
        handled.append(-1 - len(handled))
        flight.write(handled[-1], text=b"h" * 100)

    before = signal.signal(signal.SIGALRM, handler)
    signal.setitimer(signal.ITIMER_REAL, 0.001, 0.0003)
    count = 0
    try:
        while count < events(3) or len(handled) < 20:
            flight.write(count, text=b"w" * 90)
            count += 1
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    flight.end()
    assert sorted(flight.values()) == sorted([*handled, *range(count)])


def test_a_record_that_a_signal_handler_has_cut_short_holds_up_nobody(
    flight: Flight, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut_short(*_: object) -> None:
        raise TimeoutError

    flight.write(1)
    with monkeypatch.context() as patch:
        patch.setattr(probe_log, "_pack", cut_short)
        with pytest.raises(TimeoutError):
            flight.write(2, text=b"cut")
    flight.write(3, text=b"whole")
    assert flight.values() == [1, 3]


def test_a_killed_writer_leaves_all_that_it_wrote(tmp_path: Path) -> None:
    reader, writer = os.pipe()
    flight = Flight(tmp_path)
    pid = os.fork()
    if pid == 0:
        mine = probe_log.Log(str(tmp_path))
        for i in range(events(1) + 3):
            mine.write(Kind.OPERATION, 3, 1, 1, 1, 1, 1, i, b"")
        os.write(writer, b"x")
        signal.pause()
    os.read(reader, 1)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    os.close(reader)
    os.close(writer)
    assert flight.tail.pid == pid
    flight.end()
    assert flight.values() == list(range(events(1) + 3))


def test_a_thread_that_was_held_up_while_opening_a_chunk_undoes_nothing(
    flight: Flight, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Meanwhile others have filled that chunk and more, and the supervisor has deleted it."""
    original, held_up = probe_log._map_chunk, threading.Event()
    others_done = threading.Event()

    def map_chunk(path: str, first: int) -> object:
        if threading.current_thread() is late and not held_up.is_set():
            held_up.set()
            assert others_done.wait(10)
        return original(path, first)

    late = threading.Thread(target=lambda: flight.write(-1))
    monkeypatch.setattr(probe_log, "_map_chunk", map_chunk)
    late.start()
    assert held_up.wait(10)
    flight.write(*range(events(5)))
    found = flight.values()
    others_done.set()
    late.join()
    flight.write(*range(events(5), events(CHUNKS_AHEAD + 1)))
    flight.end()
    assert found + flight.values() == [*range(events(5)), -1, *range(events(5), events(CHUNKS_AHEAD + 1))]
    flight.logs.close(flight.tail)
    assert flight.chunks() == []


# --- back-pressure -----------------------------------------------------------------------


def test_a_writer_waits_for_its_reader_and_then_goes_on(flight: Flight) -> None:
    total = events(CHUNKS_AHEAD) + 10
    done = threading.Event()

    def work() -> None:
        flight.write(*range(total))
        done.set()

    writer = threading.Thread(target=work)
    writer.start()
    wait_until(lambda: len(flight.chunks()) == CHUNKS_AHEAD, "the writer to be far ahead")
    assert not done.wait(0.2)
    assert len(flight.chunks()) == CHUNKS_AHEAD
    found = flight.values(limit=events(1))
    assert not done.is_set()
    found += flight.values(limit=1)
    assert done.wait(10)
    writer.join()
    flight.end()
    assert found + flight.values() == list(range(total))


def test_a_writer_waits_at_the_border_of_a_part_while_it_is_held(flight: Flight) -> None:
    total, done = events(2), threading.Event()
    hold = flight.folder.parent / HOLD
    hold.touch()

    def work() -> None:
        flight.write(*range(1, total))
        done.set()

    def has_part() -> bool:
        found.extend(flight.values())
        return len(found) >= PART_SLOTS - 1  # the last slot of a chunk is none of its events

    flight.write(0)
    found = flight.values()
    writer = threading.Thread(target=work)
    writer.start()
    wait_until(has_part, "the first part", lambda: str(len(found)))
    assert not done.wait(0.1)
    assert flight.values() == []
    hold.unlink()
    assert done.wait(10)
    writer.join()
    assert found + flight.values() == list(range(total))


def test_a_log_whose_folder_is_gone_waits_for_nobody(flight: Flight) -> None:
    flight.write(1)
    for path in flight.folder.iterdir():
        path.unlink()
    flight.folder.rmdir()
    flight.write(*range(events(CHUNKS_AHEAD + 2)))


def test_the_size_of_what_waits_is_bounded() -> None:
    assert CHUNKS_AHEAD * CHUNK == 4 * 1024 * 1024
    assert CHUNK % SLOT == 0
