"""An id that a manager gives to another object, when nobody has the first one, is told apart by time."""

from __future__ import annotations

from app.recording.export.report import build_report
from app.state.objects import ConditionObject, LockObject
from app.wire.records import Kind, as_value
from tests.state.build import BLOCKED, Log, Script

LOCK, OTHER = 2**63 + 5, 9


def gone(log: Log, ms: float, object_id: int) -> None:
    log.slot(Kind.GONE, ms, object=object_id)


def test_what_follows_is_about_another_object() -> None:
    script = Script()
    main = script.main()
    main.make(0, "Lock", LOCK, name="first")
    main.op(1, "Lock.acquire", object=LOCK, value=1, line=3)
    main.op(2, "Lock.release", object=LOCK, line=4)
    gone(main, 3, LOCK)
    assert [one.name for one in script.tick(4).objects.values()] == ["first"]
    main.make(5, "Lock", LOCK, name="second")
    main.op(6, "Lock.acquire", object=LOCK, value=1, line=5)
    first, second = script.tick(7).objects.values()
    assert isinstance(first, LockObject) and isinstance(second, LockObject)
    assert [(one.name, one.acquires, len(one.owners)) for one in (first, second)] == [
        ("first", 1, 0),
        ("second", 1, 1),
    ]
    gone(main, 8, LOCK)
    main.make(9, "Queue", LOCK, value=3, name="third")
    names = [(one.name, one.kind) for one in script.tick(10).objects.values()]
    assert names == [("first", "Lock"), ("second", "Lock"), ("third", "Queue")]


def test_a_wait_that_is_over_was_for_the_object_of_that_time() -> None:
    script = Script()
    main = script.main()
    w1 = script.worker(2, "w1")
    main.make(0, "Lock", LOCK, name="first")
    main.op(1, "Lock.acquire", object=LOCK, value=1, line=3)
    w1.op(2, "Lock.acquire", BLOCKED, object=LOCK, line=9)
    main.op(3, "Lock.release", object=LOCK, line=4)
    w1.op(4, "Lock.acquire", object=LOCK, value=1, line=9)
    w1.op(5, "Lock.release", object=LOCK, line=9)
    gone(main, 6, LOCK)
    main.make(7, "Lock", LOCK, name="second")
    waits = {one["name"]: one["last_wait"] for one in build_report(script.tick(8))["processes"]}
    assert waits["w1"]["object"] == "first"


def test_the_lock_of_a_condition_is_the_one_that_has_the_id_by_then() -> None:
    script = Script()
    main = script.main()
    main.make(0, "Lock", LOCK, name="first")
    gone(main, 1, LOCK)
    main.make(2, "Lock", LOCK, name="second")
    main.make(3, "Condition", OTHER, value=as_value(LOCK), name="dough")
    run = script.tick(4)
    (condition,) = [one for one in run.objects.values() if isinstance(one, ConditionObject)]
    assert run.objects[condition.lock_id].name == "second"


def test_what_nobody_has_told_of_is_not_told_apart() -> None:
    script = Script()
    main = script.main()
    gone(main, 1, LOCK)
    main.make(2, "Lock", LOCK, name="first")
    assert list(script.tick(3).objects) == [LOCK]
