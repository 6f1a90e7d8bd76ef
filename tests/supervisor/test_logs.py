"""The supervisor reads a log completely and in order, whatever state its writer left it in."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from app.probe.recorder import log as probe_log
from app.supervisor.logs import _HOLE_NS
from app.wire.records import Kind
from tests.supervisor.flight import EVENTS, Flight, events


@pytest.fixture
def flight(tmp_path: Path) -> Flight:
    return Flight(tmp_path)


def test_the_logs_name_says_whose_it_is(flight: Flight) -> None:
    before = time.monotonic_ns()
    flight.write(1)
    assert flight.tail.number == 1
    assert flight.tail.pid > 0
    assert flight.tail.began_ns <= before
    assert flight.logs.find_new() == []


def test_events_come_in_the_order_in_which_they_were_written(flight: Flight) -> None:
    flight.write(1, 2)
    assert flight.values() == [1, 2]
    assert flight.values() == []
    flight.write(3)
    assert flight.values() == [3]


def test_events_are_whole_over_the_borders_of_chunks(flight: Flight) -> None:
    numbers = range(events(3) + 5)
    flight.write(*numbers)
    assert flight.chunks() == ["0", "1", "2", "3"]
    assert flight.values() == list(numbers)
    assert flight.chunks() == ["3"]


@pytest.mark.parametrize("more", [-1, 0, 1])
def test_a_border_is_passed_when_the_next_event_comes(more: int, flight: Flight) -> None:
    first = range(events(1) + more)
    flight.write(*first)
    assert flight.values() == list(first)
    flight.write(7, 8)
    assert flight.values() == [7, 8]


def test_a_read_takes_no_more_than_its_limit_and_says_so(flight: Flight) -> None:
    flight.write(*range(25))
    assert flight.values(limit=10) == list(range(10))
    assert flight.tail.behind
    assert flight.values(limit=10) == list(range(10, 20))
    assert flight.values(limit=10) == list(range(20, 25))
    assert not flight.tail.behind


def test_a_limit_at_a_border_loses_nothing(flight: Flight) -> None:
    flight.write(*range(events(1) + 10))
    found = flight.values(limit=events(1))
    assert flight.tail.behind
    assert found + flight.values() == list(range(events(1) + 10))


def test_the_stamp_of_the_last_slot_is_remembered(flight: Flight) -> None:
    flight.write(1, 2)
    assert flight.read()[-1].time_ns == flight.tail.last_ns


# --- glances -----------------------------------------------------------------------------


def test_a_glance_sees_a_new_log_and_what_is_new_in_one(flight: Flight) -> None:
    flight.write(1)
    assert flight.logs.stir
    assert flight.values() == [1]
    assert not flight.logs.stir
    flight.write(2)
    assert flight.logs.stir
    assert flight.values() == [2]
    assert not flight.logs.stir


def test_a_glance_at_the_end_of_a_chunk_leaves_it_to_a_closer_look(flight: Flight) -> None:
    flight.write(*range(events(1)))
    flight.values()
    assert flight.logs.stir, "the next chunk may be there already"


# --- holes -------------------------------------------------------------------------------


def test_a_hole_is_waited_for_while_the_process_lives(flight: Flight) -> None:
    flight.write(1)
    flight.skip()
    flight.write(3)
    assert flight.values(now_ns=1) == [1]
    assert flight.values(now_ns=_HOLE_NS) == []
    assert flight.values(now_ns=_HOLE_NS + 1) == [3]


def test_holes_are_passed_over_at_once_when_the_process_is_over(flight: Flight) -> None:
    flight.write(1)
    flight.skip(3)
    flight.write(3)
    flight.skip()
    flight.write(4)
    flight.skip()
    flight.end()
    assert flight.values() == [1, 3, 4]
    assert flight.values() == []
    assert flight.tail.drained


def test_a_hole_at_the_end_of_a_chunk_does_not_hide_the_next(flight: Flight) -> None:
    flight.write(*range(events(1) - 2))
    flight.skip(2)
    flight.write(7)
    flight.end()
    assert flight.values() == [*range(events(1) - 2), 7]


def test_a_hole_that_spans_a_border_is_given_up_in_time(flight: Flight) -> None:
    flight.write(*range(events(1) - 2))
    flight.skip(5)
    flight.write(7)
    now_ns, found = 1, flight.values(now_ns=1)
    for _ in range(8):
        now_ns += _HOLE_NS
        found += flight.values(now_ns=now_ns)
    assert found == [*range(events(1) - 2), 7]


def test_reserved_slots_after_the_last_event_are_no_hole(flight: Flight) -> None:
    flight.write(1)
    flight.skip(2)
    assert flight.values() == [1]
    assert flight.values(now_ns=10 * _HOLE_NS) == []
    assert not flight.tail.drained
    flight.end()
    assert flight.values() == []
    assert flight.tail.drained


# --- the end of a log --------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, events(1) - 1, events(1), events(1) + 1, events(2)])
def test_a_log_that_is_over_is_drained_and_deleted(count: int, flight: Flight) -> None:
    flight.write(*range(count))
    flight.end()
    found = flight.values()
    while not flight.tail.drained:
        new = flight.values()
        assert new or flight.tail.drained, "nothing new, and yet not drained"
        found += new
    assert found == list(range(count))
    flight.logs.close(flight.tail)
    assert flight.chunks() == []
    assert flight.logs.open == {}


def test_a_log_whose_process_died_before_the_first_chunk_was_whole_is_drained(flight: Flight) -> None:
    (flight.folder / "77-1000.0").write_bytes(b"")
    assert flight.read() == []
    assert not flight.tail.drained
    flight.end()
    assert flight.read() == []
    assert flight.tail.drained
    flight.logs.close(flight.tail)
    assert flight.chunks() == []


def test_a_next_chunk_that_is_not_yet_whole_is_waited_for(flight: Flight) -> None:
    flight.write(*range(events(1)))
    (flight.folder / f"{flight.tail._stem.name}.1").write_bytes(b"")
    assert flight.values() == list(range(events(1)))
    assert flight.values() == []
    flight.write(5)
    assert flight.values() == [5]


def test_closing_deletes_all_chunks(flight: Flight) -> None:
    flight.write(*range(events(2) + 1))
    flight.logs.close(flight.tail)
    assert flight.chunks() == []


# --- a full disk -------------------------------------------------------------------------


def full_disk_at(monkeypatch: pytest.MonkeyPatch, *numbers: int) -> None:
    """The chunks of these numbers find no room."""
    original = probe_log._map_chunk

    def map_chunk(path: str, busy: bool) -> object:
        if int(path.rpartition(".")[2]) in numbers:
            raise OSError(28, "No space left on device")
        return original(path, busy)

    monkeypatch.setattr(probe_log, "_map_chunk", map_chunk)


def read_all(flight: Flight) -> tuple[list[int], int]:
    """The values that are there, and how many events are told to be lost."""
    values, missing = [], 0
    for _ in range(10):
        for record in flight.read():
            if record.kind == Kind.OPERATION:
                values.append(record.value)
            elif record.kind == Kind.LOST:
                missing += record.value
    return values, missing


def test_events_that_have_no_room_are_counted(flight: Flight, monkeypatch: pytest.MonkeyPatch) -> None:
    full_disk_at(monkeypatch, 1)
    flight.write(*range(events(1) + 10))
    flight.end()
    assert read_all(flight) == (list(range(events(1))), 10)
    assert flight.tail.drained


def test_events_after_a_full_disk_are_read(flight: Flight, monkeypatch: pytest.MonkeyPatch) -> None:
    full_disk_at(monkeypatch, 1, 2)
    flight.write(*range(events(3) + 10))
    flight.end()
    assert read_all(flight) == ([*range(events(1)), *range(events(3), events(3) + 10)], 2 * EVENTS)


def test_lost_events_are_counted_while_the_process_lives(
    flight: Flight, monkeypatch: pytest.MonkeyPatch
) -> None:
    full_disk_at(monkeypatch, 1)
    flight.write(*range(events(1) + 10))
    values, missing = read_all(flight)
    flight.write(*range(EVENTS - 10))
    flight.write(1, 2, 3)
    new_values, new_missing = read_all(flight)
    flight.end()
    last_values, last_missing = read_all(flight)
    assert values + new_values + last_values == [*range(events(1)), 1, 2, 3]
    assert missing + new_missing + last_missing == EVENTS


@pytest.mark.skipif(not hasattr(os, "posix_fallocate"), reason="room is not asked for here")
def test_nobody_waits_for_a_chunk_that_found_no_room(flight: Flight, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    flight.write(*range(events(1)))
    with monkeypatch.context() as patched:
        patched.setattr(os, "posix_fallocate", full)
        flight.write(*range(EVENTS))
    flight.write(1, 2, 3)
    assert read_all(flight) == ([*range(events(1)), 1, 2, 3], EVENTS)


def test_two_full_disks_are_counted_each_once(flight: Flight, monkeypatch: pytest.MonkeyPatch) -> None:
    full_disk_at(monkeypatch, 1, 3)
    flight.write(*range(events(4) + 4))
    flight.end()
    values, missing = read_all(flight)
    assert values == [*range(events(1)), *range(events(2), events(3)), *range(events(4), events(4) + 4)]
    assert missing == 2 * EVENTS


def test_a_disk_that_is_full_from_the_start_disturbs_nobody(
    flight: Flight, monkeypatch: pytest.MonkeyPatch
) -> None:
    full_disk_at(monkeypatch, 0)
    flight.write(*range(events(1) + 2))
    assert flight.chunks() == ["1"]


def test_a_name_that_found_no_room_is_written_again(flight: Flight, monkeypatch: pytest.MonkeyPatch) -> None:
    """A string's number without its text would leave every later event of it without a name."""
    full_disk_at(monkeypatch, 1)
    flight.write(*range(events(1)))
    flight.writer.string("Lock.acquire")
    flight.write(*range(EVENTS - 1))
    number = flight.writer.string("Lock.acquire")
    flight.write(1)
    flight.end()
    named = {r.operation for _ in range(10) for r in flight.read() if r.kind == Kind.STRING}
    assert number in named
