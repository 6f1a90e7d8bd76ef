"""What an object is follows from its record, and never from the name of its class."""

from __future__ import annotations

from typing import Any

import pytest

from app.recording.export.report import build_report
from app.state.history import How
from app.state.model import Run
from app.state.objects import FlagObject, LockObject, QueueObject, SharedObject, ValueObject
from app.wire.records import IF_IT_HAS_IT, Effect, Family, Kind, Trait
from tests.state.build import BEGAN, BLOCKED, DONE, Log, Script

OBJECT = 5


def announce(log: Log, kind: str, family: int, traits: int = 0, value: int = 0, ms: float = 0) -> None:
    what: dict[str, Any] = {"meaning": family, "traits": traits, "object": OBJECT, "value": value}
    log.slot(Kind.OBJECT, ms, operation=log.string(kind) if kind else 0, **what)


def object_of(run: Run) -> SharedObject:
    return run.objects[OBJECT]


@pytest.mark.parametrize(
    ("family", "cls", "word"),
    [
        (Family.LOCK, LockObject, "lock"),
        (Family.COUNTER, LockObject, "counter"),
        (Family.BUFFER, QueueObject, "buffer"),
        (Family.FLAG, FlagObject, "flag"),
        (Family.VALUE, ValueObject, "value"),
    ],
)
def test_a_class_of_any_name_is_what_its_family_says(family: int, cls: type, word: str) -> None:
    script = Script()
    announce(script.main(), "SharedQueueLock", family, value=1)
    run = script.tick(1)
    assert isinstance(object_of(run), cls)
    (told,) = build_report(run)["objects"]
    assert (told["kind"], told["family"]) == ("SharedQueueLock", word)


def test_a_subclass_of_an_rlock_may_be_taken_again() -> None:
    script = Script()
    main = script.main()
    announce(main, "Mutex", Family.LOCK, Trait.REENTRANT | Trait.BOUNDED, 1)
    for ms in (1, 2):
        main.op(ms, "Mutex.acquire", object=OBJECT, value=1, meaning=Effect.TAKE)
    main.op(3, "Mutex.release", object=OBJECT, meaning=Effect.GIVE)
    lock = object_of(script.tick(4))
    assert isinstance(lock, LockObject)
    assert [owner.process for owner in lock.owners] == [1], "one of two"


def test_a_managers_server_knows_better_what_its_objects_are() -> None:
    """Whether its word comes before the client's or after."""
    for server_first in (True, False):
        script = Script()
        main, server = script.main(), script.worker(2, "server")
        client_ms, server_ms = (2, 1) if server_first else (1, 2)
        announce(main, "AcquirerProxy", Family.COUNTER, Trait.SERVED, 0, client_ms)
        announce(server, "", Family.COUNTER, Trait.SERVED | Trait.BOUNDED, 3, server_ms)
        run = script.tick(3)
        lock = object_of(run)
        assert isinstance(lock, LockObject)
        assert (lock.kind, lock.family, lock.initial) == ("AcquirerProxy", Family.COUNTER, 3)
        assert lock.is_bounded and not lock.signals
        assert lock.name == "AcquirerProxy-1"


def test_a_managers_queue_is_a_buffer_with_its_size() -> None:
    script = Script()
    main, server = script.main(), script.worker(2, "server")
    announce(server, "", Family.BUFFER, Trait.SERVED | Trait.COUNTS_TASKS, 5)
    announce(main, "AutoProxy[Queue]", Family.VALUE, Trait.SERVED, 0, 1)
    for phase in (BEGAN, DONE):
        main.op(2, "AutoProxy[Queue].put", phase, "'x'", object=OBJECT, meaning=Effect.PUT | IF_IT_HAS_IT)
    queue = object_of(script.tick(3))
    assert isinstance(queue, QueueObject)
    assert (queue.maxsize, queue.size, [item.text for item in queue.items]) == (5, 1, ["'x'"])


@pytest.mark.parametrize(
    ("method", "effect"),
    [("acquire", Effect.TAKE), ("put", Effect.PUT), ("get", Effect.GET), ("wait", Effect.WAIT)],
)
def test_a_method_means_nothing_to_an_object_of_a_type_of_its_own(method: str, effect: int) -> None:
    script = Script()
    main, name = script.main(), f"AutoProxy[Pool].{method}"
    what: dict[str, Any] = {"object": OBJECT, "meaning": effect | IF_IT_HAS_IT}
    announce(main, "AutoProxy[Pool]", Family.VALUE, Trait.SERVED, 0)
    main.op(1, name, BEGAN, "'host', 5", bound=0.0, **what)
    run = script.tick(100)
    value = object_of(run)
    assert isinstance(value, ValueObject)
    assert (value.family, value.last_call) == (Family.VALUE, f"{method}('host', 5)")
    call = run.processes[1].calls[1]
    assert (call.effect, call.blocked, call.bound_s) == (Effect.CALL, True, None)
    main.op(101, name, DONE, "7", value=1, **what)
    run = script.tick(102)
    assert not run.processes[1].calls
    assert not run.processes[1].holding
    assert [(one.operation, one.effect, one.how) for one in run.history.intervals] == [
        (name, Effect.CALL, How.DONE)
    ]


def test_a_server_says_that_what_looks_like_a_lock_is_none() -> None:
    script = Script()
    main, server = script.main(), script.worker(2, "server")
    announce(server, "", Family.VALUE, Trait.SERVED, 0)
    announce(main, "AcquirerProxy", Family.LOCK, Trait.SERVED | Trait.BOUNDED, 0, 1)
    main.op(2, "AcquirerProxy.acquire", object=OBJECT, value=1, meaning=Effect.TAKE | IF_IT_HAS_IT)
    run = script.tick(3)
    assert isinstance(object_of(run), ValueObject)
    assert (object_of(run).kind, object_of(run).family) == ("AcquirerProxy", Family.VALUE)


# --- flags -------------------------------------------------------------------------------


def flag_script() -> tuple[Script, Log, Log]:
    script = Script()
    return script, script.main().make(0, "Event", OBJECT, 0, "ready"), script.worker(2, "w1")


def flag_of(run: Run) -> FlagObject:
    flag = object_of(run)
    assert isinstance(flag, FlagObject)
    return flag


def test_a_flag_is_set_from_the_beginning_of_set_and_clear_from_the_end_of_clear() -> None:
    script, main, _ = flag_script()
    main.op(1, "Event.set", BEGAN, object=OBJECT)
    flag = flag_of(script.tick(2))
    assert (flag.is_set, flag.changed_by, flag.sets) == (True, 1, 1)
    main.op(3, "Event.set", object=OBJECT).op(4, "Event.clear", BEGAN, object=OBJECT)
    assert flag_of(script.tick(5)).is_set
    main.op(6, "Event.clear", object=OBJECT)
    assert not flag_of(script.tick(7)).is_set


def test_who_waits_for_a_flag_stands_in_its_line_until_it_is_set() -> None:
    script, main, worker = flag_script()
    worker.op(1, "Event.wait", BLOCKED, object=OBJECT)
    assert [waiter.process for waiter in flag_of(script.tick(2)).waiters] == [2]
    main.op(3, "Event.set", BEGAN, object=OBJECT)
    worker.op(4, "Event.wait", object=OBJECT, value=1)
    run = script.tick(5)
    assert not flag_of(run).waiters
    assert not run.processes[2].calls


# --- threads, failures -------------------------------------------------------------------


def test_threads_have_their_names_and_the_systems_numbers() -> None:
    script = Script()
    main = script.main()
    main.slot(Kind.THREAD, 1, b"MainThread", thread=1, value=4101)
    main.slot(Kind.THREAD, 2, b"feeder", thread=2, value=4107)
    threads = script.tick(3).processes[1].threads
    assert [(number, one.name, one.system_number) for number, one in threads.items()] == [
        (1, "MainThread", 4101),
        (2, "feeder", 4107),
    ]


def test_a_failure_of_the_probe_is_told_once() -> None:
    script = Script()
    main, worker = script.main(), script.worker(2, "w1")
    for log in (main, worker, main):
        log.slot(Kind.FAILURE, 1, b"Queue.put: KeyError: 'x'")
    run = script.tick(2)
    assert run.probe_failures == ["Queue.put: KeyError: 'x'"]
    assert build_report(run)["probe_failures"] == run.probe_failures
