"""Blocks of shared memory: who has one attached, who unlinks it, and what becomes of one that is not."""

from __future__ import annotations

from typing import Any

import pytest

from app.recording.export.report import build_report
from app.state.memory import BlockObject
from app.state.model import Run
from app.wire.records import Attach, Effect, Kind, object_id_of, pack_fields
from tests.state.build import BEGAN, DONE, FAILED, Log, Script

BLOCK = 7
TRACKER, ITS_PIPE = 150, "4711"


def made(kind: str = "SharedMemory") -> tuple[Script, Log, Log, Log]:
    """A run whose main process has made a block; w1 and w2 run, too."""
    script = Script()
    main = script.main()
    main.helper(0, TRACKER)
    main.make(1, kind, BLOCK, 100, "block")
    attach(main, 1, Attach.CREATED, kind=kind, pid=TRACKER)
    return script, main, script.worker(2, "w1"), script.worker(3, "w2")


def attach(
    log: Log, ms: float, how: int = 0, kind: str = "SharedMemory", tracker: str = ITS_PIPE, pid: int = 0
) -> None:
    text = pack_fields(name="psm_1", tracker=tracker, tracker_pid=pid)
    log.op(ms, kind, DONE, text, object=BLOCK, meaning=Effect.ATTACH, value=how, line=3)


def refuse(log: Log, ms: float, name: str, object_id: int, error: str) -> None:
    text = pack_fields(name=name, error=error)
    log.make(ms, "SharedMemory", object_id)
    log.op(ms, "SharedMemory", FAILED, text, object=object_id, meaning=Effect.ATTACH, line=3)


def close(log: Log, ms: float, phase: int = DONE, text: str = "") -> None:
    log.op(ms, "SharedMemory.close", phase, text, object=BLOCK, meaning=Effect.CLOSE, line=4)


def unlink(log: Log, ms: float, *phases: int) -> None:
    for phase in phases or (BEGAN, DONE):
        text = "FileNotFoundError: gone" if phase == FAILED else ""
        log.op(ms, "SharedMemory.unlink", phase, text, object=BLOCK, meaning=Effect.UNLINK, line=5)


def item(log: Log, ms: float, position: int, text: str, effect: int = Effect.READ, phase: int = DONE) -> None:
    method = "__getitem__" if effect == Effect.READ else "__setitem__"
    log.op(ms, f"ShareableList.{method}", phase, text, object=BLOCK, meaning=effect, value=position, line=6)


def tracker_ends(script: Script, ms: float, status: int | None = 0, by_run: bool = False) -> None:
    script.ended(ms, 9, status, "run" if by_run else None)


def block_of(run: Run) -> BlockObject:
    block = run.objects[BLOCK]
    assert isinstance(block, BlockObject)
    return block


def attached(run: Run) -> list[tuple[int, str]]:
    return [(one.process, one.how) for one in block_of(run).attached]


def told(run: Run) -> dict[str, Any]:
    (one,) = build_report(run)["objects"]
    return dict(one)


def test_a_block_knows_who_has_it_and_how_it_came_there() -> None:
    script, _, w1, w2 = made()
    w1.has(2, BLOCK)
    w2.make(3, "SharedMemory", BLOCK, 100)
    attach(w2, 3, Attach.RECEIVED)
    w3 = script.worker(4, "w3")
    attach(w3, 4)
    run = script.tick(5)
    assert attached(run) == [(1, "created"), (2, "inherited"), (3, "received"), (4, "by-name")]
    assert (block_of(run).size, block_of(run).system_name, block_of(run).exists) == (100, "psm_1", True)
    assert block_of(run).users == {1, 2, 3, 4}


def test_who_closes_it_has_it_no_more_when_no_other_of_its_objects_has() -> None:
    script, _, w1, _ = made()
    attach(w1, 2)
    attach(w1, 3)
    close(w1, 4)
    assert attached(script.tick(5)) == [(1, "created"), (2, "by-name")]
    close(w1, 6)
    run = script.tick(7)
    assert attached(run) == [(1, "created")]
    assert block_of(run).attachments[2].closed == 2


def test_a_close_that_fails_leaves_it_attached_and_is_told() -> None:
    script, main, _, _ = made()
    close(main, 2, FAILED, "BufferError: cannot close exported pointers exist")
    run = script.tick(3)
    assert attached(run) == [(1, "created")]
    failure = told(run)["last_failure"]
    assert (failure["call"], failure["line"], failure["pid"]) == ("close()", 4, 101)
    assert failure["error"].startswith("BufferError")


def test_a_block_that_is_unlinked_is_gone_for_others_and_stays_for_those_who_have_it() -> None:
    script, main, w1, _ = made()
    attach(w1, 2)
    unlink(main, 3, BEGAN)
    assert block_of(script.tick(4)).is_gone, "from its beginning on nobody finds it"
    unlink(main, 5, DONE)
    close(main, 6)
    run = script.tick(7)
    assert (block_of(run).unlinked_by, attached(run)) == (1, [(2, "by-name")])
    assert not block_of(script.end(8)).is_leaked


def test_an_unlink_that_fails_has_unlinked_nothing() -> None:
    script, main, w1, _ = made()
    attach(w1, 2)
    unlink(w1, 3, BEGAN)
    unlink(main, 4, BEGAN)
    unlink(main, 5, DONE)
    unlink(w1, 6, FAILED)
    assert block_of(script.tick(7)).unlinked_by == 1
    script, main, _, _ = made()
    unlink(main, 3, BEGAN, FAILED)
    assert not block_of(script.tick(4)).is_gone


def test_what_nobody_unlinks_the_tracker_removes_when_it_ends() -> None:
    script, _, _, _ = made()
    script.process(9, 1, kind="helper", pid=TRACKER)
    for number in (2, 3, 1):
        script.ended(20 + number, number)
    tracker_ends(script, 30)
    run = script.end(31)
    block = block_of(run)
    assert (block.removed_by, block.removed_from, block.is_leaked) == (9, [], True)
    assert (told(run)["removed_by_pid"], told(run)["leaked"]) == (TRACKER, True)


@pytest.mark.parametrize(("status", "by_run"), [(-9, False), (None, True)])
def test_a_tracker_that_did_not_come_to_its_end_has_removed_nothing(status: int | None, by_run: bool) -> None:
    script, _, _, _ = made()
    script.process(9, 1, kind="helper", pid=TRACKER)
    tracker_ends(script, 30, status, by_run)
    block = block_of(script.end(31))
    assert (block.removed_by, block.is_left, block.is_leaked) == (None, True, True)


def test_a_tracker_removes_a_block_that_others_still_use() -> None:
    script, _, w1, _ = made()
    w1.helper(2, 160)
    script.process(8, 2, kind="helper", pid=160, parent_pid=102)
    attach(w1, 3, tracker="42", pid=160)
    close(w1, 4)
    script.ended(5, 2)
    script.ended(6, 8)
    run = script.tick(7)
    assert (block_of(run).removed_by, block_of(run).removed_from) == (8, [1])
    assert told(run)["removed_while_attached_pids"] == [101]


@pytest.mark.parametrize(("last", "removed_from"), [(FAILED, [1]), (DONE, [])])
def test_a_tracker_that_ends_while_a_process_unlinks(last: int, removed_from: list[int]) -> None:
    script, main, w1, _ = made()
    script.process(8, 2, kind="helper", pid=160, parent_pid=102)
    attach(w1, 3, tracker="42", pid=160)
    close(w1, 4)
    script.ended(5, 2)
    unlink(main, 6, BEGAN)
    script.ended(7, 8)
    unlink(main, 8, last)
    block = block_of(script.tick(9))
    assert block.removed_from == removed_from, "by the tracker only when the unlink came too late"
    assert (block.removed_by, block.unlinked_by) == ((8, None) if removed_from else (None, 1))


def test_a_tracker_removes_a_block_some_time_before_its_own_end_is_seen() -> None:
    script, main, w1, w2 = made()
    script.process(8, 2, kind="helper", pid=160, parent_pid=102)
    attach(w1, 3, tracker="42", pid=160)
    attach(w2, 3)
    close(w1, 4)
    close(w2, 4.5)
    w1.op(5, "Process.run", DONE, "w1")
    close(main, 6)
    script.ended(6.5, 2)
    script.ended(7, 8)
    run = script.tick(8)
    assert block_of(run).removed_from == [1], "w2 had closed it before"


def test_those_who_can_reach_a_tracker_have_ended_before_it_whatever_is_told_first() -> None:
    script, _, w1, w2 = made()
    script.process(9, 1, kind="helper", pid=TRACKER)
    attach(w1, 2, Attach.RECEIVED)
    w2.has(2, BLOCK)
    by_hand = script.process(5, 2, kind="fork")
    by_hand.has(2, BLOCK)
    script.ended(3, 1)
    tracker_ends(script, 4)
    script.ended(5, 2)
    assert block_of(script.tick(6)).removed_from == [5], "that one may have closed the tracker's pipe"


def test_a_forked_process_can_reach_its_parents_tracker_also_when_that_one_is_known_later() -> None:
    script, main, _, _ = made()
    script.process(9, 1, kind="helper", pid=TRACKER)
    maker = script.process(5, 2, parent_pid=7777)  # an orphan's guess, until it has told
    maker.has(2, BLOCK)
    maker.describe(3, kind="process", name="maker", parent_pid=101)
    main.op(4, "exit functions", DONE, meaning=Effect.EXIT)
    script.ended(5, 5, -9)  # seen later than its parent, which has waited for it, has come to its end
    script.ended(6, 1)
    tracker_ends(script, 7)
    assert block_of(script.tick(8)).removed_from == []


def test_a_tracker_that_was_told_to_forget_it_removes_nothing() -> None:
    script, _, w1, _ = made()
    script.process(8, 2, kind="helper", pid=160, parent_pid=102)
    attach(w1, 3, tracker="42", pid=160)
    attach(w1, 4, Attach.FORGOTTEN, "resource_tracker.unregister", "42", 160)
    script.ended(5, 2)
    script.ended(6, 8)
    assert not block_of(script.tick(7)).is_gone
    assert attached(script.tick(8)) == [(1, "created")], "to forget it is not to attach it"


def test_a_process_that_ends_has_nothing_attached_unless_the_run_has_ended_it() -> None:
    script, _, w1, w2 = made()
    attach(w1, 2)
    attach(w2, 2)
    script.ended(3, 2, -9)
    script.ended(4, 3, -9, "run")
    assert attached(script.tick(5)) == [(1, "created"), (3, "by-name")]


def test_a_block_that_does_not_exist_is_told_until_there_is_one_of_its_name() -> None:
    script = Script()
    main, w1 = script.main(), script.worker(2, "w1")
    missing = object_id_of("shm psm_1")
    refuse(w1, 1, "psm_1", missing, "FileNotFoundError: none")
    run = script.tick(2)
    block = run.objects[missing]
    assert isinstance(block, BlockObject)
    assert (block.exists, block.is_leaked, block.system_name) == (False, False, "psm_1")
    main.make(3, "SharedMemory", BLOCK, 100)
    attach(main, 3, Attach.CREATED)
    run = script.tick(4)
    assert list(run.objects) == [BLOCK]
    assert (block_of(run).failures, block_of(run).users) == (1, {1, 2})


def test_a_block_that_exists_already_is_known_by_that() -> None:
    script = Script()
    refuse(script.main(), 1, "mine", BLOCK, "FileExistsError: mine")
    run = script.end(2)
    assert (block_of(run).exists, attached(run)) == (True, [])


def test_a_list_shows_its_items_as_they_are_read_and_written() -> None:
    script, main, w1, _ = made("ShareableList")
    main.slot(Kind.VALUE, 1, b"20\x1f1\x1f2.5\x1f'a'", object=BLOCK)
    item(w1, 2, 1, "3.5", Effect.WRITE)
    item(w1, 3, 3, "None")
    item(w1, 4, 25, "IndexError: index out of range", phase=FAILED)
    w1.make(5, "SharedMemory", BLOCK, 100)  # it attaches the block itself
    attach(w1, 5)
    run = script.tick(6)
    value = told(run)
    assert (value["kind"], value["reads"], value["writes"], value["failures"]) == ("ShareableList", 1, 1, 1)
    assert value["value"] == "[1, 3.5, 'a', None, ?, ?, ?, ?, ?, ?, ?, ?, ... (20)]"
    assert value["last_failure"]["call"] == "[25]"
    main.slot(Kind.VALUE, 7, b"20\x1f0", object=BLOCK)
    assert told(script.tick(8))["value"].startswith("[1, 3.5"), "what is known is newer"
