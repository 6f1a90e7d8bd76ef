"""Names of objects, a manager's objects, files."""

from __future__ import annotations

from app.state.model import Run
from app.state.objects import ValueObject
from app.wire.records import Kind
from tests.state.build import BEGAN, DONE, FAILED, MS, Script


def value_of(run: Run, object_id: int = 5) -> ValueObject:
    value = run.objects[object_id]
    assert isinstance(value, ValueObject)
    return value


def test_the_first_name_wins_and_the_others_are_numbered_by_kind() -> None:
    script = Script()
    main = (
        script.main().make(0, "Queue", 1, 0, "q").make(1, "Queue", 2).make(2, "Lock", 3).make(3, "Queue", 4)
    )
    main.slot(Kind.NAME, 5, b"other", object=1)
    main.slot(Kind.NAME, 5, b"nobody", object=99)
    names = [known.name for known in script.tick(6).objects.values()]
    assert names == ["q", "Queue-2", "Lock-1", "Queue-3"]


def test_an_object_that_was_never_announced_is_known_by_its_operations() -> None:
    script = Script()
    script.main().op(1, "Queue.put", text="1", object=4).op(2, "RLock.acquire", object=5, value=1)
    run = script.tick(3)
    assert [(known.kind, known.name) for known in run.objects.values()] == [
        ("Queue", "Queue-1"),
        ("RLock", "RLock-1"),
    ]


def test_an_object_that_is_announced_again_keeps_what_is_known_of_it() -> None:
    script = Script()
    main, worker = script.main().make(0, "Queue", 4, 3, "q"), script.worker(2, "w")
    main.op(1, "Queue.put", text="1", object=4)
    worker.make(2, "Queue", 4, 3)
    run = script.tick(3)
    assert run.objects[4].name == "q"
    assert run.objects[4].calls == 1


def test_the_calls_of_a_proxy_and_the_value_behind_it_are_seen() -> None:
    script = Script()
    main, server = script.main(), script.worker(2, "SyncManager-1")
    main.make(0, "DictProxy", 5, 0, "d")
    main.op(1, "DictProxy.__setitem__", BEGAN, "'num', 99", object=5)
    server.slot(Kind.VALUE, 2, b"{'num': 99}", object=5)
    main.op(3, "DictProxy.__setitem__", DONE, "None", object=5)
    main.op(4, "DictProxy.pop", BEGAN, "'x'", object=5).op(5, "DictProxy.pop", FAILED, "KeyError", object=5)
    run = script.tick(6)
    value = value_of(run)
    assert (value.kind, value.name, value.value, value.changed_ns) == (
        "DictProxy",
        "d",
        "{'num': 99}",
        2 * MS,
    )
    assert (value.last_call, value.last_process, value.calls, value.users) == ("pop('x')", 1, 2, {1})
    assert not run.processes[1].calls


def test_a_value_that_the_server_tells_first_gets_its_kind_from_the_proxy() -> None:
    script = Script()
    script.main().slot(Kind.VALUE, 1, b"[]", object=5)
    script.logs[1].make(2, "ListProxy", 5)
    value = value_of(script.tick(3))
    assert (value.kind, value.name, value.value) == ("ListProxy", "ListProxy-1", "[]")


def test_a_call_to_the_manager_that_takes_long_waits() -> None:
    script = Script()
    script.main().op(1, "DictProxy.get", BEGAN, "1", object=5)
    assert not value_of(script.tick(20)).waiters
    assert [w.operation for w in value_of(script.tick(200)).waiters] == ["DictProxy.get"]


def test_a_file_is_one_object_for_the_supervisor_and_the_script() -> None:
    script = Script()
    main = script.main()
    path = "/run/work/票.json"
    main.op(1, "open", text=f"{path}|w", object=77)
    script.fact(2, "file", path=path, name="票.json", text='{"left": 3}', time_ns=2 * MS)
    script.tick(3)
    script.fact(4, "file", path="/run/work/b", name="b", text="1", time_ns=4 * MS)
    script.tick(5)
    main.op(6, "open", text="/run/work/b|r", object=78)
    files = [known for known in script.tick(7).objects.values() if isinstance(known, ValueObject)]
    assert [(f.kind, f.name, f.value, f.last_call, f.users) for f in files] == [
        ("File", "票.json", '{"left": 3}', "open('票.json', 'w')", {1}),
        ("File", "b", "1", "open('b', 'r')", {1}),
    ]
