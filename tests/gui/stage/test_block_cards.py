"""The cards of blocks of shared memory: drawn, as a tip, and in the table of objects."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from app.gui.objects.rows import Column, row_of
from app.state.model import Run
from app.wire.records import Attach, Effect, Kind
from tests.gui.stage.card_words import tip_of, words_of
from tests.gui.stage.test_cards import HearingKit
from tests.state.build import DONE, FAILED
from tests.state.test_blocks import (
    BLOCK,
    TRACKER,
    attach,
    close,
    item,
    made,
    refuse,
    tracker_ends,
    unlink,
)

SIZE = "psm_1 · bytes: 100"


@pytest.fixture
def kit(qapp: QApplication) -> HearingKit:
    return HearingKit()


def said(kit: HearingKit, run: Run) -> set[str]:
    """All that the card says where it has room."""
    return words_of(kit, run, BLOCK, run.now_ns, 2)


def tip(run: Run) -> list[str]:
    return tip_of(run, BLOCK, run.now_ns)


def state_cell(run: Run) -> str:
    return row_of(run.objects[BLOCK], run, run.now_ns).cells[Column.STATE]


def test_a_block_shows_who_has_it_and_how_and_who_has_made_it(kit: HearingKit) -> None:
    script, _, w1, w2 = made()
    w1.has(2, BLOCK)
    attach(w2, 3)
    run = script.tick(4)
    assert said(kit, run) >= {
        "block",
        "SharedMemory",
        "attached by",
        "main",
        "w1",
        "w2",
        SIZE,
    }
    assert tip(run) == [
        "block · SharedMemory",
        "attached by main (created), w1 (inherited), w2 (by name)",
        "created by main",
        SIZE,
    ]


def test_a_block_that_is_unlinked_while_others_have_it_says_both(kit: HearingKit) -> None:
    script, main, w1, _ = made()
    attach(w1, 2, Attach.RECEIVED)
    close(main, 3)
    unlink(main, 4)
    run = script.tick(5)
    assert state_cell(run) == "attached by w1 (received) · unlinked by main · closed by main"
    close(w1, 6)
    assert state_cell(script.tick(7)) == "attached by nobody · unlinked by main · closed by main, w1"


def test_a_block_that_its_tracker_has_removed_is_a_trouble(kit: HearingKit) -> None:
    script, _, _, _ = made()
    script.process(9, 1, kind="helper", name="resource tracker", pid=TRACKER)
    script.ended(20, 1)
    tracker_ends(script, 30)
    run = script.tick(31)
    assert said(kit, run) >= {"removed", "resource tracker", "nobody unlinked it"}
    assert "removed by resource tracker" in tip(run) and SIZE in tip(run)


def test_a_block_that_is_taken_from_those_who_use_it_names_them(kit: HearingKit) -> None:
    script, _, w1, _ = made()
    attach(w1, 2, tracker="42")
    script.process(9, 1, kind="helper", name="resource tracker", pid=TRACKER)
    tracker_ends(script, 30)
    assert "removed, though attached by w1" in said(kit, script.tick(31))


@pytest.mark.parametrize(
    ("how", "tracker", "words"),
    [
        (Attach.CREATED, "1", "left to the resource tracker"),
        (Attach.CREATED | Attach.UNTRACKED, "", "no resource tracker removes it"),
    ],
)
def test_a_block_that_nobody_unlinks_says_what_becomes_of_it(
    kit: HearingKit, how: int, tracker: str, words: str
) -> None:
    script, main, _, _ = made()
    close(main, 2)
    unlink(main, 3)
    main.make(4, "SharedMemory", 8, 100, "other")
    main.op(
        5,
        "SharedMemory",
        DONE,
        f"name=psm_2\x1ftracker={tracker}",
        object=8,
        meaning=Effect.ATTACH,
        value=how,
    )
    script.ended(6, 1)
    run = script.end(7)
    run.objects[BLOCK] = run.objects[8]
    assert said(kit, run) >= {"not unlinked", words}


def test_what_does_not_exist_says_so_and_who_has_asked_for_it(kit: HearingKit) -> None:
    script, _, w1, _ = made()
    refuse(w1, 2, "psm_9", 9, "FileNotFoundError: none")
    run = script.tick(3)
    run.objects[BLOCK] = run.objects[9]
    assert said(kit, run) >= {"psm_9", "does not exist", "attached by nobody"}
    assert "w1: SharedMemory('psm_9') failed: FileNotFoundError: none" in tip(run)


def test_a_close_that_fails_is_told_with_its_reason(kit: HearingKit) -> None:
    script, main, _, _ = made()
    close(main, 2, FAILED, "BufferError: cannot close exported pointers exist")
    line = "main: block.close() failed: BufferError: cannot close exported pointers exist"
    assert line in tip(script.tick(3))


def test_a_list_shows_its_items_and_who_has_it_until_it_is_unlinked(kit: HearingKit) -> None:
    script, main, w1, _ = made("ShareableList")
    main.slot(Kind.VALUE, 1, b"3\x1f1\x1f2.5\x1f'a'", object=BLOCK)
    item(w1, 2, 0, "5", Effect.WRITE)
    run = script.tick(3)
    assert said(kit, run) >= {"ShareableList(3)", "attached by", "main", "[5, 2.5, 'a']"}
    assert "w1: block[0] = 5" in tip(run)
    unlink(main, 4)
    assert said(kit, script.tick(5)) >= {"unlinked", "[5, 2.5, 'a']"}
    assert "main: block.shm.unlink()" in tip(script.tick(6))


def test_a_list_that_is_leaked_shows_its_items_and_the_trouble(kit: HearingKit) -> None:
    script, main, _, _ = made("ShareableList")
    main.slot(Kind.VALUE, 1, b"1\x1f1", object=BLOCK)
    script.ended(4, 1)
    assert said(kit, script.end(5)) >= {"[1]", "left to the resource tracker"}


def test_a_block_that_its_users_could_not_unlink_before_the_run_was_ended_is_nobodys_fault(
    kit: HearingKit,
) -> None:
    script, _, _, _ = made()
    for number in (1, 2, 3):
        script.ended(5, number, -9, "run")
    texts = said(kit, script.end(6))
    assert {"created", "was attached by", "main"} <= texts
    assert not texts & {"not unlinked", "left to the resource tracker", "nobody unlinked it"}
