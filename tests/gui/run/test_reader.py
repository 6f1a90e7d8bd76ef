"""The thread that reads a run: one end, whatever happens, and a bounded hand-over."""

from __future__ import annotations

import threading

import pytest
from pytestqt.qtbot import QtBot

from app.gui.run.reader import HandOver, Put, ResultReader, cut
from app.wire.facts import ProbeFailed
from tests.gui.fakes import BEGAN_NS, FakeClient, beginning, ending, fact, spec


def test_a_writer_waits_while_the_window_is_behind_and_goes_on_when_it_takes() -> None:
    hand_over = HandOver(capacity_bytes=10)
    assert hand_over.put(b"x" * 10) is Put.FIRST
    writer = threading.Thread(target=hand_over.put, args=(b"y",))
    writer.start()
    writer.join(0.05)
    assert writer.is_alive(), "put returned although there was no room"
    assert hand_over.take() == b"x" * 10
    writer.join(2.0)
    assert hand_over.take() == b"y"
    assert hand_over.take() is None
    assert hand_over.size == 0


def test_closing_lets_a_waiting_writer_go() -> None:
    hand_over = HandOver(capacity_bytes=1)
    hand_over.put(b"x")
    answers: list[Put] = []
    writer = threading.Thread(target=lambda: answers.append(hand_over.put(b"y")))
    writer.start()
    hand_over.close()
    writer.join(2.0)
    assert answers == [Put.REFUSED]


def test_only_the_first_piece_wakes_who_takes_them() -> None:
    hand_over = HandOver()
    assert [hand_over.put(b"x") for _ in range(3)] == [Put.FIRST, Put.BEHIND_OTHERS, Put.BEHIND_OTHERS]
    while hand_over.take() is not None:
        pass
    assert hand_over.put(b"y") is Put.FIRST, "nobody would come for it"


def test_a_block_is_cut_between_frames_and_nothing_is_lost() -> None:
    frames = [fact(ProbeFailed(BEGAN_NS, "x" * size)) for size in (10, 300, 5, 700)]
    pieces = list(cut(b"".join(frames), piece_bytes=200))
    assert b"".join(pieces) == b"".join(frames)
    assert len(pieces) == 2
    assert all(piece in (frames[0] + frames[1], frames[2] + frames[3]) for piece in pieces)


def test_a_damaged_block_stays_whole() -> None:
    assert list(cut(b"abc")) == [b"abc"]


def test_reading_ends_once_and_closes_the_client_in_the_thread(qtbot: QtBot) -> None:
    client, hand_over = FakeClient(spec()), HandOver()
    reader = ResultReader(client, hand_over)
    ends: list[object] = []
    reader.reading_ended.connect(ends.append)
    client.bring(beginning(), ending())
    client.end()
    with qtbot.waitSignal(reader.finished):
        reader.start()
    qtbot.waitUntil(lambda: ends == [None])
    assert client.closed == 1
    assert client.threads != {threading.main_thread().name}
    assert hand_over.size == len(beginning() + ending())


def test_an_error_at_the_start_is_reported_in_its_own_words(qtbot: QtBot) -> None:
    client = FakeClient(spec(), start_error="There is no room. Free some.")
    reader = ResultReader(client, HandOver())
    with qtbot.waitSignal(reader.reading_ended) as ended:
        reader.start()
    assert str(ended.args[0]) == "There is no room. Free some."
    assert reader.wait(2000)
    assert client.closed == 1


def test_an_unforeseen_error_ends_the_reading_too(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    client = FakeClient(spec())
    monkeypatch.setattr(client, "receive", lambda timeout_s: 1 / 0)
    reader = ResultReader(client, HandOver())
    with qtbot.waitSignal(reader.reading_ended) as ended:
        reader.start()
    assert "ZeroDivisionError" in str(ended.args[0])
    assert reader.wait(2000)


def test_an_abandoned_reader_closes_the_client_although_nothing_comes(qtbot: QtBot) -> None:
    client = FakeClient(spec())
    reader = ResultReader(client, HandOver())
    reader.start()
    qtbot.waitUntil(lambda: client.started)
    with qtbot.waitSignal(reader.reading_ended):
        reader.abandon()
    assert reader.wait(2000)
    assert client.closed == 1
