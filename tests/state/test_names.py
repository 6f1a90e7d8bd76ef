"""An object has the best of the names that processes have for it, whoever tells his first."""

from __future__ import annotations

from itertools import permutations

import pytest

from app.gui.stage.words.phrases import process_words
from app.recording.export.report import build_report
from app.state.model import Run
from app.wire.records import Holder
from tests.state.build import BLOCKED, Script

FORKS = [(1, "forks[0]", Holder.MODULE), (2, "left", Holder.ARGUMENT), (3, "self.right", Holder.SELF)]


def names_of(run: Run) -> list[str]:
    return [known.name for known in run.objects.values()]


def three_processes() -> Script:
    script = Script()
    script.main().make(0, "Lock", 7)
    script.worker(2, "w1")
    script.worker(3, "w2")
    return script


@pytest.mark.parametrize("order", list(permutations(FORKS)))
def test_the_best_name_stands_in_whatever_order_they_come(order: tuple[tuple[int, str, int], ...]) -> None:
    script = three_processes()
    for ms, (process, name, rank) in enumerate(order, 1):
        script.logs[process].call(ms, 7, name, rank)
    assert names_of(script.tick(9)) == ["forks[0]"]


@pytest.mark.parametrize("order", list(permutations([1, 2, 3])))
def test_of_equally_good_names_the_oldest_process_has_the_word(order: tuple[int, ...]) -> None:
    script = three_processes()
    for ms, process in enumerate(order, 1):
        script.logs[process].call(ms, 7, f"name{process}", Holder.ARGUMENT)
    assert names_of(script.tick(9)) == ["name1"]


def test_of_equally_good_names_of_one_process_the_first_stands() -> None:
    script = three_processes()
    script.logs[1].call(1, 7, "first", Holder.MODULE).call(2, 7, "second", Holder.MODULE)
    assert names_of(script.tick(9)) == ["first"]


def test_an_object_is_renamed_when_a_better_name_is_found() -> None:
    script = three_processes()
    script.logs[2].call(1, 7, "lock", Holder.ARGUMENT)
    script.logs[2].op(2, "Lock.acquire", BLOCKED, object=7)
    run = script.tick(3)
    version = run.version
    assert process_words(run.processes[2], run, 3_000_000_000).call == "lock.acquire()"
    script.logs[1].call(4, 7, "forks[2]", Holder.MODULE)
    run = script.tick(5)
    assert run.version > version, "what is drawn follows"
    assert process_words(run.processes[2], run, 3_000_000_000).call == "forks[2].acquire()"
    assert build_report(run)["objects"][0]["name"] == "forks[2]"


def test_a_name_that_turns_out_to_be_passing_gives_way() -> None:
    script = three_processes()
    main = script.logs[1].call(1, 7, "lock", Holder.MODULE)
    script.logs[2].call(2, 7, "mine", Holder.ARGUMENT)
    assert names_of(script.tick(3)) == ["lock"]
    main.call(4, 7, "lock", Holder.PASSING)
    assert names_of(script.tick(5)) == ["mine"]
    main.call(6, 7, "locks[0]", Holder.MODULE)
    assert names_of(script.tick(7)) == ["locks[0]"]


def test_attributes_of_the_same_name_are_told_apart_by_who_has_them() -> None:
    script = three_processes()
    script.logs[1].make(0, "Lock", 8).make(0, "Lock", 9)
    script.logs[2].call(1, 7, "self.inbox", Holder.SELF)
    script.logs[1].call(2, 7, "workers[0].inbox", Holder.OBJECT)
    assert names_of(script.tick(3))[0] == "self.inbox", "it is the only one"
    script.logs[1].call(4, 8, "workers[1].inbox", Holder.OBJECT)
    script.logs[3].call(5, 8, "self.inbox", Holder.SELF).call(6, 9, "self.inbox", Holder.SELF)
    names = names_of(script.tick(7))
    assert names == ["workers[0].inbox", "workers[1].inbox", "self.inbox"], "the last has no other name"


def test_a_name_without_a_rank_is_the_worst() -> None:
    script = three_processes()
    script.logs[1].call(1, 7, "old", Holder.UNKNOWN)
    assert names_of(script.tick(2)) == ["old"]
    script.logs[2].call(3, 7, "new", Holder.PASSING)
    assert names_of(script.tick(4)) == ["new"]


def test_a_flood_of_names_keeps_the_best() -> None:
    script = three_processes()
    main = script.logs[1].call(1, 7, "good", Holder.MODULE)
    for number in range(500):
        main.call(2, 7, f"name{number}", Holder.ARGUMENT)
    assert names_of(script.tick(3)) == ["good"]


def test_a_file_keeps_its_own_name() -> None:
    script = Script()
    main = script.main().op(1, "open", text="/run/work/a.txt|w", object=77)
    run = script.tick(2)
    (number,) = run.objects
    main.call(3, number, "path", Holder.MODULE)
    assert names_of(script.tick(4)) == ["a.txt"]
