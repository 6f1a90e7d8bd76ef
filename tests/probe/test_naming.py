"""An object is named by the best that holds it, and no code of the script runs for it."""

from __future__ import annotations

import gc
import sys
import threading
import time
import weakref
from collections import OrderedDict, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType, ModuleType, SimpleNamespace
from typing import Any, NamedTuple, NoReturn

import pytest

from app.probe.recorder import holders, naming
from app.probe.recorder.naming import Names
from app.probe.recorder.reporter import Watch
from app.wire.records import Effect, Family, Holder, Kind, Phase
from tests.probe.recorded import Recording

_here = sys._getframe


class Thing:
    """What stands for a lock or a queue of the script."""


class Naming:
    """The names of things that a test has made, as a process finds them."""

    def __init__(self) -> None:
        self.names = Names()
        self.watches: list[Watch] = []
        self.told: list[tuple[int, str, int]] = []

    def make(self) -> Any:
        """One more; they are numbered from 0 on."""
        thing, watch = Thing(), Watch(len(self.watches), "Lock", Family.LOCK)
        self.watches.append(watch)
        self.names.add(watch, thing)
        return thing

    def look(self, frame: FrameType, *callers: FrameType) -> list[tuple[int, str, int]]:
        """What is news there."""
        news = [(watch.id, name, rank) for watch, name, rank in self.names.found([frame, *callers])]
        self.told += news
        return news

    def at_module_level(self, **variables: object) -> list[tuple[int, str, int]]:
        """What is news to code that is not in a function and has these variables."""
        return self.look(module_frame(variables))


def module_frame(variables: dict[str, object]) -> FrameType:
    """The frame of a module's own code."""
    scope: dict[str, Any] = {"_here": _here, "frames": [], **variables}
    exec(compile("frames.append(_here())", "<module>", "exec"), scope)
    frame: FrameType = scope.pop("frames")[0]
    return frame


@pytest.fixture
def naming_() -> Naming:
    return Naming()


# --- what holds it -------------------------------------------------------------------------------


class Pair(NamedTuple):
    left: object
    right: object


@dataclass
class Table:
    forks: list[object] = field(default_factory=list)
    lock: object = None


class Slotted:
    __slots__ = ("empty", "lock")

    def __init__(self, lock: object) -> None:
        self.lock = lock


class Secret:
    def __init__(self, lock: object, key: object = None) -> None:
        self._lock = lock
        self.__key = key


class Started(threading.Thread):
    """A class of the script on top of one that keeps its arguments in `_args`."""


def class_with(lock: object) -> type:
    return type("Station", (), {"lock": lock, "__module__": "stations"})


def used(*_: object) -> None:
    """Not by an `assert`: pytest has its functions ask for their `locals()`."""


HELD: dict[str, Any] = {
    "lock": lambda one: {"lock": one},
    "_lock": lambda one: {"_lock": one},
    "forks[1]": lambda one: {"forks": [None, one]},
    "pair[0]": lambda one: {"pair": (one, 1)},
    "stations['a']": lambda one: {"stations": {"a": one}},
    "stations[3]": lambda one: {"stations": {3: one}},
    "grid[(1, 2)]": lambda one: {"grid": {(1, 2): one}},
    "grid[1][0]": lambda one: {"grid": [[], [one]]},
    "rooms['x'][0]": lambda one: {"rooms": {"x": (one,)}},
    "queues['b']": lambda one: {"queues": defaultdict(list, b=one)},
    "queues['c']": lambda one: {"queues": OrderedDict(c=one)},
    "secret._lock": lambda one: {"secret": Secret(one)},
    "secret.__key": lambda one: {"secret": Secret(None, one)},
    "pair.right": lambda one: {"pair": Pair(None, one)},
    "table.lock": lambda one: {"table": Table(lock=one)},
    "table.forks[2]": lambda one: {"table": Table([None, None, one])},
    "tables[0].lock": lambda one: {"tables": [Table(lock=one)]},
    "slotted.lock": lambda one: {"slotted": Slotted(one)},
    "options.lock": lambda one: {"options": SimpleNamespace(lock=one)},
    "Station.lock": lambda one: {"Station": class_with(one)},
}


@pytest.mark.parametrize("name", HELD)
def test_an_object_is_named_by_what_holds_it(name: str, naming_: Naming) -> None:
    held = HELD[name](naming_.make())
    assert [told for _, told, _ in naming_.at_module_level(**held)] == [name]
    assert naming_.watches[0].named


NOT_SAID: dict[str, Any] = {
    "a set": lambda one: {"locks": {one}},
    "a key of the script's own type": lambda one: {"locks": {Thing(): one}},
    "a long key": lambda one: {"locks": {"x" * 100: one}},
    "a private attribute of another object": lambda one: {"table": SimpleNamespace(_lock=one)},
    "an object of the library": lambda one: {"thread": threading.Thread(target=print, args=(one,))},
    "an object of a class on top of the library's": lambda one: {
        "started": Started(target=print, args=(one,))
    },
    "a name that nobody wrote": lambda one: {"__lock__": one},
    "four steps away": lambda one: {"grid": [[[[one]]]]},
}


@pytest.mark.parametrize("what", NOT_SAID)
def test_what_has_no_short_name_there_gets_none(what: str, naming_: Naming) -> None:
    held = NOT_SAID[what](naming_.make())
    assert naming_.at_module_level(**held) == []
    assert not naming_.watches[0].named


def test_a_module_beside_the_script_names_its_variables(
    naming_: Naming, monkeypatch: pytest.MonkeyPatch
) -> None:
    main, shared, other = ModuleType("__main__"), ModuleType("shared"), ModuleType("other")
    main.__file__, shared.__file__, other.__file__ = "/game/run.py", "/game/shared.py", "/other/other.py"
    monkeypatch.setitem(sys.modules, "__main__", main)
    shared.__dict__["lock"], other.__dict__["lock"] = naming_.make(), naming_.make()
    assert naming_.at_module_level(shared=shared, other=other) == [(0, "shared.lock", Holder.MODULE)]


# --- inside functions ----------------------------------------------------------------------------


class Worker(threading.Thread):
    ready: object = None

    def __init__(self, inbox: object, lock: object, secret: object, unsaid: object) -> None:
        self.inbox = inbox
        self._lock = lock
        self.__secret = secret
        self._args = (unsaid,)

    def look(self, naming_: Naming) -> list[tuple[int, str, int]]:
        used(self._lock, self.__secret)
        return naming_.look(_here())


def test_attributes_of_self_are_named_as_the_method_writes_them(naming_: Naming) -> None:
    worker = Worker(naming_.make(), naming_.make(), naming_.make(), naming_.make())
    assert worker.look(naming_) == [
        (0, "self.inbox", Holder.SELF),
        (1, "self._lock", Holder.SELF),
        (2, "self.__secret", Holder.SELF),
    ], "what the library keeps for itself in _args is not the script's word for it"


def test_an_attribute_of_the_class_is_named_by_the_class(
    naming_: Naming, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Worker, "ready", naming_.make())
    worker = Worker(None, 1, 1, None)
    assert worker.look(naming_) == [(0, "Worker.ready", Holder.SELF)]


def test_an_argument_is_a_worse_name_than_a_variable(naming_: Naming) -> None:
    def work(left: object, *others: object) -> list[tuple[int, str, int]]:
        local = naming_.make()
        used(local)
        return naming_.look(_here(), _here(1))

    told = work(naming_.make(), naming_.make())
    ranks = {name: rank for _, name, rank in told}
    assert ranks == {"left": Holder.ARGUMENT, "others[0]": Holder.ARGUMENT, "local": Holder.LOCAL}
    assert Holder.ARGUMENT < Holder.LOCAL < Holder.SELF < Holder.OUTERMOST < Holder.MODULE


def test_the_variables_of_a_main_function_are_as_good_as_those_of_the_module(naming_: Naming) -> None:
    def main() -> list[tuple[int, str, int]]:
        forks = [naming_.make(), naming_.make()]
        used(forks)
        return naming_.look(_here(), module_frame({}))

    assert main() == [(0, "forks[0]", Holder.OUTERMOST), (1, "forks[1]", Holder.OUTERMOST)]


def test_the_variables_of_who_has_called_count_too(naming_: Naming) -> None:
    def main() -> list[tuple[int, str, int]]:
        lock = naming_.make()
        return start(lock)

    def start(given: object) -> list[tuple[int, str, int]]:
        return naming_.look(_here(), _here(1), module_frame({}))

    assert main() == [(0, "lock", Holder.OUTERMOST), (0, "given", Holder.ARGUMENT)]


# --- better names ---------------------------------------------------------------------------------


def test_a_better_name_is_told_when_it_is_found(naming_: Naming) -> None:
    def use(lock: object) -> list[tuple[int, str, int]]:
        return naming_.look(_here())

    lock = naming_.make()
    assert use(lock) == [(0, "lock", Holder.ARGUMENT)]
    assert use(lock) == [], "it is told once"
    assert naming_.at_module_level(locks={"a": lock}) == [(0, "locks['a']", Holder.MODULE)]
    assert naming_.at_module_level(locks={"b": lock}) == [], "there is no better one"


def test_a_loop_s_variable_does_not_name_what_is_in_a_list(naming_: Naming) -> None:
    forks = [naming_.make() for _ in range(3)]
    assert naming_.at_module_level(fork=forks[0], forks=forks) == [
        (number, f"forks[{number}]", Holder.MODULE) for number in range(3)
    ]


def test_variables_of_their_own_are_better_than_the_list_that_they_are_also_in(naming_: Naming) -> None:
    left, right = naming_.make(), naming_.make()
    told = naming_.at_module_level(left=left, right=right, both=[left, right])
    assert [name for _, name, _ in told] == ["left", "right"]


def test_a_variable_that_goes_on_to_another_object_has_not_been_its_name(naming_: Naming) -> None:
    queues: list[object] = []
    for number in range(3):
        queue = naming_.make()
        naming_.at_module_level(queue=queue, queues=queues)
        queues.append(queue)
        assert naming_.told[0] == (0, "queue", Holder.MODULE), number
    naming_.at_module_level(queue=queue, queues=queues)
    assert (0, "queue", Holder.PASSING) in naming_.told
    best = dict.fromkeys(range(3), (0, ""))
    for number, name, rank in naming_.told:
        best[number] = max(best[number], (rank, name)) if rank > Holder.PASSING else best[number]
    last = {number: name for number, (_, name) in best.items()}
    assert (last[1], last[2]) == ("queues[1]", "queues[2]")
    assert (0, "queues[0]", Holder.MODULE) in naming_.told


def test_a_variable_does_not_rename_what_an_object_has_had_in_a_container(naming_: Naming) -> None:
    """`for ready in wait(...)` is mostly seen once, when it holds one of them."""

    class System:
        def __init__(self, **connections: object) -> None:
            self.connections = connections

        def ask(self) -> list[tuple[int, str, int]]:
            return naming_.look(_here())

    alice, bob = naming_.make(), naming_.make()
    system = System(alice=alice, bob=bob)
    assert [name for _, name, _ in system.ask()] == ["self.connections['alice']", "self.connections['bob']"]
    assert naming_.at_module_level(ready=bob, pending={bob: "bob"}) == []


def test_a_variable_that_was_there_before_is_better_than_a_container_of_an_object(naming_: Naming) -> None:
    inbox = naming_.make()
    stages = SimpleNamespace(boxes=[inbox, naming_.make()])
    told = naming_.at_module_level(inbox=inbox, stages=stages)
    assert (0, "inbox", Holder.MODULE) in told


def test_a_variable_whose_object_is_gone_names_the_next_one(naming_: Naming) -> None:
    one = naming_.make()
    naming_.at_module_level(queue=one)
    del one
    gc.collect()
    assert naming_.at_module_level(queue=naming_.make()) == [(1, "queue", Holder.MODULE)]


# --- the script does not notice -------------------------------------------------------------------


class Bare:
    pass


REAL_DICT: Any = Bare.__dict__["__dict__"]


def sprung(*_: object) -> NoReturn:
    """What a trap does."""
    raise AssertionError("code of the script has run")


class Trap(Bare):
    """Everything of it that could be run fails the test."""

    __getattribute__ = __getattr__ = __eq__ = __iter__ = __len__ = sprung
    __getitem__ = __repr__ = __bool__ = __hash__ = sprung
    __dict__ = __class__ = prop = property(sprung)


class ListTrap(list):  # type: ignore[type-arg]
    __iter__ = __len__ = __getitem__ = __bool__ = sprung


class DictTrap(dict):  # type: ignore[type-arg]
    __iter__ = __len__ = __getitem__ = items = keys = get = __bool__ = sprung


class Meta(type):
    __getattribute__ = sprung


class Key:
    __repr__ = sprung


def test_no_code_of_the_script_runs(naming_: Naming) -> None:
    trap, listed, mapped = Trap.__new__(Trap), ListTrap(), DictTrap()
    REAL_DICT.__get__(trap)["lock"] = naming_.make()
    list.append(listed, naming_.make())
    dict.__setitem__(mapped, "a", naming_.make())
    keyed, meta = {Key(): naming_.make()}, Meta("Station", (), {"lock": naming_.make()})
    told = naming_.at_module_level(
        trap=trap, listed=listed, mapped=mapped, keyed=keyed, meta=meta, many=[trap, meta, keyed]
    )
    names = {number: name for number, name, _ in told}
    assert names == {0: "many[0].lock", 1: "listed[0]", 2: "mapped['a']", 4: "many[1].lock"}


def test_an_attribute_is_found_beside_a_property_called_dict(naming_: Naming) -> None:
    class Odd(Bare):
        @property
        def __dict__(self) -> NoReturn:  # type: ignore[override]
            sprung()

    odd = Odd()
    odd.lock = naming_.make()  # type: ignore[attr-defined]
    assert [name for _, name, _ in naming_.at_module_level(odd=odd)] == ["odd.lock"]


def test_what_is_named_lives_no_longer_for_it(naming_: Naming) -> None:
    def work(given: object) -> weakref.ref[object]:
        held = [given]
        naming_.look(_here(), _here(1))
        del held
        return weakref.ref(given)

    alive = work(naming_.make())
    assert alive() is None


def test_a_script_s_own_locals_stay_as_they_are(naming_: Naming) -> None:
    lock = naming_.make()
    seen = locals()
    later = [lock]
    naming_.look(_here())
    assert seen["lock"] is later[0]
    assert "later" not in seen, "what is asked for anew is what the script has not asked for"


@pytest.mark.skipif(sys.version_info >= (3, 13), reason="it makes nothing that stays there")
def test_what_exec_has_made_in_a_function_stays(naming_: Naming) -> None:
    lock = naming_.make()
    exec("made = lock")
    naming_.look(_here())
    assert eval("made") is lock


def test_the_locals_of_a_traced_function_stay_as_they_are(naming_: Naming) -> None:
    """A trace function's return gives the snapshot that Python has made for it back to the frame."""

    def trace(frame: FrameType, event: str, argument: object) -> Any:
        naming_.look(frame)
        return trace

    def work(lock: object) -> object:
        local = [lock]
        return local[0]

    lock = naming_.make()
    before = sys.gettrace()
    sys.settrace(trace)
    try:
        assert work(lock) is lock
    finally:
        sys.settrace(before)


# --- what it costs --------------------------------------------------------------------------------


def test_many_objects_in_one_list_are_named_quickly(naming_: Naming) -> None:
    locks = [naming_.make() for _ in range(10_000)]
    began, searches = time.process_time(), 0
    while len(naming_.told) < len(locks):
        naming_.at_module_level(locks=locks)
        searches += 1
        naming_.names._much_ns = 0
        assert searches < 10
    assert time.process_time() - began < 2
    assert naming_.told[-1] == (9_999, "locks[9999]", Holder.MODULE)
    assert not naming_.names.entries, "what has its best name is not looked for any more"


def test_a_huge_container_is_not_looked_through(naming_: Naming, monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: list[int] = []
    original = holders.Search._look_at_items

    def count(self: Any, rank: int, name: str, keys: Any, values: list[object], depth: int) -> None:
        looked_at.append(len(values))
        original(self, rank, name, keys, values, depth)

    monkeypatch.setattr(holders.Search, "_look_at_items", count)
    naming_.make()
    naming_.at_module_level(numbers=[Bare()] * 1_000_000, more=dict.fromkeys(range(1_000_000)))
    assert sum(looked_at) <= naming._MUCH[0]


def test_however_little_is_looked_at_there_is_no_failure() -> None:
    nested = [{"a": [1, Bare()], "b": Table([[1], {2: [3]}])} for _ in range(10)]
    for room in range(200):
        search = holders.Search({}, room, room // 4)
        search.look([module_frame({"nested": nested, "pair": Pair(nested, nested)})])
        assert search._room >= -300, "one object more at most"


def test_an_object_that_nothing_holds_waits_for_a_name_no_longer_than_some_operations(
    naming_: Naming,
) -> None:
    naming_.make()
    searches = 0
    while not naming_.watches[0].named:
        naming_.at_module_level()
        searches += 1
    assert searches == naming._TRIES


def test_a_better_name_is_looked_for_ever_more_rarely(naming_: Naming) -> None:
    lock, frame = naming_.make(), module_frame({})
    naming_.at_module_level(lock=lock)
    now = time.monotonic_ns()
    while naming_.names.is_due(frame, now):
        naming_.look(frame)
    pauses = []
    for _ in range(5):
        due = next(ms for ms in range(100_000) if naming_.names.is_due(frame, now + ms * 1_000_000))
        pauses.append(due)
        naming_.look(frame)
        now = time.monotonic_ns()
    assert pauses[-1] > 2 * pauses[0]


def test_a_function_that_is_seen_for_the_first_time_is_looked_at(naming_: Naming) -> None:
    lock, frame = naming_.make(), module_frame({})
    naming_.at_module_level(lock=lock)
    while naming_.names.is_due(frame, 0):
        naming_.look(frame)
    assert naming_.names.is_due(_here(), 0)


def test_what_is_gone_is_forgotten(naming_: Naming) -> None:
    for _ in range(20_000):
        naming_.make()
    assert len(naming_.names.entries) < 2_000
    assert len(naming_.names._unnamed) < 2_000


def test_a_container_that_another_thread_changes_does_no_harm(naming_: Naming) -> None:
    shared: dict[int, object] = {}
    items: list[object] = []
    stop = threading.Event()

    def change() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            shared[number] = [number]
            items.append({number: number})
            if number % 50 == 0:
                shared.clear()
                items.clear()

    threads = [threading.Thread(target=change) for _ in range(2)]
    for thread in threads:
        thread.start()
    try:
        for _ in range(200):
            kept = naming_.make()
            naming_.names._much_ns = 0
            told = naming_.at_module_level(shared=shared, items=items, kept=[kept])
            assert any(name == "kept[0]" for _, name, _ in told)
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def test_two_threads_may_look_at_once(naming_: Naming) -> None:
    failures: list[BaseException] = []

    def work() -> None:
        try:
            for _ in range(200):
                held = [naming_.make()]
                naming_.look(_here())
                used(held)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_what_allows_no_weak_reference_has_no_name() -> None:
    names, watch = Names(), Watch(1, "tuple", Family.VALUE)
    names.add(watch, ())
    assert watch.named, "nothing waits for one"
    assert not names.entries


def test_when_naming_gives_up_nothing_waits_for_a_name(naming_: Naming) -> None:
    first = naming_.make()
    naming_.names.give_up()
    second = naming_.make()
    assert [watch.named for watch in naming_.watches] == [True, True]
    assert naming_.at_module_level(first=first, second=second) == []


# --- in a process -----------------------------------------------------------------------------------


def tell(recording: Recording, watch: Watch) -> None:
    recording.report.operation("Lock.acquire", Effect.TAKE, Phase.DONE, _here(1), watch)


def test_a_failure_in_naming_costs_the_names_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> NoReturn:
        raise KeyError("what nobody thought of")

    monkeypatch.setattr(holders.Search, "look", fail)
    recording, watch, lock = Recording(tmp_path), Watch(7, "Lock", Family.LOCK), Thing()
    recording.report.announce(watch, 1, lock)
    tell(recording, watch)
    tell(recording, watch)
    assert [one.operation for one in recording.operations()] == ["Lock.acquire"] * 2
    assert recording.texts(Kind.FAILURE) == ["names: KeyError: what nobody thought of"]
    assert watch.named, "nothing waits for a name"


def test_what_a_signal_handler_raises_in_the_middle_of_naming_is_the_script_s(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class AlarmError(Exception):
        pass

    def interrupt(*_: object) -> NoReturn:
        raise AlarmError

    recording, watch, lock = Recording(tmp_path), Watch(7, "Lock", Family.LOCK), [Thing()]
    recording.report.announce(watch, 1, lock[0])
    with monkeypatch.context() as patched:
        patched.setattr(holders.Search, "look", interrupt)
        with pytest.raises(AlarmError):
            tell(recording, watch)
    module = module_frame({"lock": lock[0]})
    recording.report.operation("Lock.acquire", Effect.TAKE, Phase.DONE, module, watch)
    assert recording.texts(Kind.NAME)[0] == "lock"
    assert recording.texts(Kind.FAILURE) == []


def test_a_forked_child_goes_on_looking_where_a_thread_of_its_parent_looked(naming_: Naming) -> None:
    lock = naming_.make()
    assert naming_.names._lock.acquire(False), "another thread"
    assert naming_.at_module_level(lock=lock) == []
    naming_.names.after_fork()
    assert naming_.at_module_level(lock=lock) == [(0, "lock", Holder.MODULE)]
