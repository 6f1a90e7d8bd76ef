"""What the probe tells of blocks of shared memory and of ShareableLists."""

from __future__ import annotations

import gc
import importlib.util
import os
import pickle
from collections.abc import Callable
from multiprocessing import resource_tracker
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import pytest

from app.probe.watched import block_calls, blocks
from app.wire.records import NO_ITEM, Attach, Effect, Kind, Phase, Trait, unpack_fields
from tests.probe.recorded import Recording, Told
from tests.probe.test_ownership import in_library

BEGAN, DONE, FAILED = Phase.BEGAN, Phase.DONE, Phase.FAILED


class Watched(NamedTuple):
    """The library's module as a watched process has it, and what is told of it."""

    module: ModuleType
    recording: Recording

    @property
    def told(self) -> list[Told]:
        return self.recording.operations()

    def block(self, *args: Any, **kwargs: Any) -> Any:
        return self.module.SharedMemory(*args, **kwargs)

    def steps(self) -> list[tuple[str, int]]:
        return [(one.operation, one.phase) for one in self.told]


@pytest.fixture
def watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Watched:
    """A copy of the module of its own, patched."""
    tracker = resource_tracker.ResourceTracker
    monkeypatch.setattr(tracker, "_send", tracker._send)  # type: ignore[attr-defined]  # not in the stubs
    monkeypatch.setattr(block_calls, "_blocks", [])
    monkeypatch.setattr(os, "register_at_fork", lambda **calls: None)  # it could not be taken back
    spec = importlib.util.find_spec("multiprocessing.shared_memory")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    recording = Recording(tmp_path)
    blocks.patch(module, recording.report)
    return Watched(module, recording)


def test_a_block_is_one_object_for_all_who_attach_it(watched: Watched) -> None:
    first = watched.block(create=True, size=100)
    second = watched.block(first.name)
    for one in (first, second):
        one.close()
        one.close()
    second.unlink()
    assert watched.steps() == [
        ("SharedMemory", DONE),
        ("SharedMemory", DONE),
        ("SharedMemory.close", DONE),
        ("SharedMemory.close", DONE),
        ("SharedMemory.unlink", BEGAN),
        ("SharedMemory.unlink", DONE),
    ], "one that is closed already is not closed again"
    assert len({one.object for one in watched.told}) == 1
    made, attached = watched.told[:2]
    assert (made.effect, made.value, attached.value) == (Effect.ATTACH, Attach.CREATED, 0)
    fields = unpack_fields(made.text)
    assert fields["name"] == first.name
    assert int(fields["tracker_pid"]) == resource_tracker._resource_tracker._pid  # type: ignore[attr-defined]
    assert {Path(one.file).name for one in watched.told} == {Path(__file__).name}


def test_two_blocks_that_had_the_same_name_are_two(watched: Watched) -> None:
    name = f"of_{os.getpid()}"
    for _ in range(2):
        block = watched.block(name, create=True, size=10)
        block.unlink()
        block.close()
    assert len({one.object for one in watched.told}) == 2


def test_what_exists_already_and_what_does_not_exist_are_failures(watched: Watched) -> None:
    block = watched.block(create=True, size=10)
    with pytest.raises(FileExistsError):
        watched.block(block.name, create=True, size=10)
    block.unlink()
    block.close()
    with pytest.raises(FileNotFoundError):
        watched.block(block.name)
    with pytest.raises(ValueError, match="size"):
        watched.block(create=True)
    with pytest.raises(FileNotFoundError):
        block.unlink()
    made, *failed = [one for one in watched.told if one.effect == Effect.ATTACH]
    assert [one.phase for one in failed] == [FAILED] * 3
    assert failed[0].object == made.object, "it is that block"
    assert failed[1].object not in (0, made.object) and failed[2].object == 0
    assert unpack_fields(failed[1].text)["name"] == block.name
    assert watched.steps()[-1] == ("SharedMemory.unlink", FAILED)


def test_a_close_with_views_fails_and_the_next_one_is_told(watched: Watched) -> None:
    block = watched.block(create=True, size=10)
    view = block.buf[:]
    with pytest.raises(BufferError):
        block.close()
    view.release()
    block.close()
    block.unlink()
    assert watched.steps()[1:3] == [("SharedMemory.close", FAILED), ("SharedMemory.close", DONE)]
    assert watched.told[1].text.startswith("BufferError")


@pytest.mark.parametrize("in_a_circle", [False, True])
def test_a_close_at_the_end_of_its_life_is_told_at_no_line(watched: Watched, in_a_circle: bool) -> None:
    block = watched.block(create=True, size=10)
    block.unlink()
    if in_a_circle:
        block.itself = block
    del block
    gc.collect()
    last = watched.told[-1]
    assert (last.operation, last.effect, last.line) == ("SharedMemory.__del__", Effect.CLOSE, 0)


def test_what_the_library_unpickles_was_received(watched: Watched) -> None:
    block = watched.block(create=True, size=10)
    make, name = watched.module.SharedMemory, block.name
    receiver = "def recv(make, name): return make(name, False, 10)"
    in_library(receiver, "multiprocessing.connection")["recv"](make, name).close()
    runner = "def worker(make, name): return make(name)"
    in_library(runner, "multiprocessing.pool")["worker"](make, name).close()
    block.close()
    block.unlink()
    hows = [one.value for one in watched.told if one.effect == Effect.ATTACH]
    assert hows == [Attach.CREATED, Attach.RECEIVED, 0]


def test_a_script_that_has_the_tracker_forget_a_block_is_told(watched: Watched) -> None:
    block = watched.block(create=True, size=10)
    resource_tracker.unregister("/" + block.name, "shared_memory")
    other = watched.block(block.name)
    other.close()
    block.close()
    block.unlink()
    made, forgotten, again = [one for one in watched.told if one.effect == Effect.ATTACH]
    assert (forgotten.value, forgotten.object) == (Attach.FORGOTTEN, made.object)
    assert unpack_fields(forgotten.text)["tracker"] == unpack_fields(made.text)["tracker"] != ""
    assert again.value == 0


def test_what_is_not_told_to_the_tracker_is_not_tracked(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("register", "unregister"):  # as scripts do up to 3.12, which has no `track=False`
        monkeypatch.setattr(resource_tracker, name, lambda name, kind: None)
    block = watched.block(create=True, size=10)
    block.close()
    block.unlink()
    made = watched.told[0]
    assert made.value == Attach.CREATED | Attach.UNTRACKED
    assert unpack_fields(made.text)["tracker"] == ""


def test_a_list_is_its_block_and_tells_its_items(watched: Watched) -> None:
    made = watched.module.ShareableList([1, "a\x1fb", None])
    made[0] += 1
    made[-1] = 3.5
    assert [item for item in made] == [2, "a\x1fb", 3.5]  # noqa: C416  # each is read here
    assert (made.count(2), made.index(3.5), len(made)) == (1, 2, 3)
    assert "3.5" in repr(made)
    made.shm.close()
    made.shm.unlink()
    told = [one for one in watched.told if one.effect in (Effect.READ, Effect.WRITE)]
    assert [(one.effect, one.value, one.text) for one in told] == [
        (Effect.READ, 0, "1"),
        (Effect.WRITE, 0, "2"),
        (Effect.WRITE, 2, "3.5"),
        (Effect.READ, 0, "2"),
        (Effect.READ, 1, "'a\\x1fb'"),
        (Effect.READ, 2, "3.5"),
    ], "that a loop comes to the end is no failure, and what the library reads for itself is no read"
    assert watched.recording.texts(Kind.VALUE) == ["3\x1f1\x1f'a\\x1fb'\x1fNone"]
    assert len({one.object for one in watched.told}) == 1
    kinds = {one.operation.partition(".")[0] for one in watched.told}
    assert kinds == {"ShareableList"}


def test_a_subclass_keeps_its_name_and_a_list_gets_its_pickle(watched: Watched) -> None:
    base: Any = watched.module.SharedMemory

    class Frame(base):  # type: ignore[misc]  # a class made here
        def __init__(self) -> None:
            super().__init__(create=True, size=5)

    frame: Any = Frame()
    assert repr(frame) == f"Frame({frame.name!r}, size=5)"
    frame.close()
    frame.unlink()
    assert [one.operation for one in watched.told][:2] == ["Frame", "Frame.close"]
    made = watched.module.ShareableList([1])
    assert made.__reduce__()[0].keywords == {"name": made.shm.name}
    pickle.dumps(made.shm.__reduce__()[1])
    made.shm.close()
    made.shm.unlink()


def test_what_fails_in_a_list_is_told_with_its_reason(watched: Watched) -> None:
    made = watched.module.ShareableList(["abc"])
    wrong: list[tuple[Callable[[], Any], type[Exception]]] = [
        (lambda: made[5], IndexError),
        (lambda: made["a"], TypeError),
        (lambda: made.__setitem__(0, "x" * 100), ValueError),
        (lambda: made.__setitem__(7, 1), IndexError),
    ]
    for call, kind in wrong:
        with pytest.raises(kind):
            call()
    made.shm.close()
    with pytest.raises(TypeError):
        made[0]
    made.shm.unlink()
    failed = [one for one in watched.told if one.phase == FAILED]
    assert [(one.operation.partition(".")[2], one.value) for one in failed] == [
        ("__getitem__", 5),
        ("__getitem__", NO_ITEM),
        ("__setitem__", 0),
        ("__setitem__", 7),
        ("__getitem__", 0),
    ]
    assert failed[2].text == "ValueError: bytes/str item exceeds available storage"


def test_a_long_list_tells_its_first_items(watched: Watched) -> None:
    made = watched.module.ShareableList(["x" * 100] * 100)
    made.shm.close()
    made.shm.unlink()
    count, *items = watched.recording.texts(Kind.VALUE)[0].split("\x1f")
    assert (count, items) == ("100", ["'%s'" % ("x" * 100)] * 5)


def test_traits_say_what_a_block_is(watched: Watched) -> None:
    block, made = watched.block(create=True, size=10), watched.module.ShareableList([1])
    for one in (block, made.shm):
        one.close()
        one.unlink()
    records = [record for _, record, _ in watched.recording._read() if record.kind == Kind.OBJECT]
    assert [(one.traits, one.value) for one in records] == [
        (Trait.BLOCK, 10),
        (Trait.BLOCK | Trait.LISTED, made.shm.size),
    ]
