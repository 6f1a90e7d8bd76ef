"""Managers: one with types of the script's own, and such as do not start, or have gone."""

import multiprocessing.managers

from bench import ONCE, Bomb, collector, explode, heard, shout_into

CASES = {}
case = collector(CASES, ONCE)


class Counter:
    """A class of the script's own, behind an AutoProxy."""

    def __init__(self, start=0):
        if start is None:
            raise ValueError("a counter starts somewhere")
        self.count = start

    def refuse(self, *words):
        try:
            {}[words]
        except KeyError as error:
            raise ValueError("refused", *words) from error

    def secret(self):
        return lambda: self.count

    def bomb(self):
        return Bomb()

    def bomb_error(self):
        raise BombError

    def leave(self):
        raise SystemExit("no")

    def generate(self):
        yield 1
        raise ValueError("no second one")

    def interrupt(self):
        raise KeyboardInterrupt


class BombError(Exception):
    """Cannot be unpickled."""

    def __reduce__(self):
        return (explode, ("bomb",))


class Manager(multiprocessing.managers.SyncManager):
    """One with types of the script's own."""


def _make_of_nothing():
    raise LookupError("nothing to make it of")


Manager.register("Counter", Counter)
Manager.register("Generator", Counter.generate, proxytype=multiprocessing.managers.IteratorProxy)
Manager.register("OfNothing", _make_of_nothing)
Manager.register(
    "Counters", Counter, method_to_typeid={"generate": "Iterator"}, exposed=["generate", "refuse"]
)

ARGUMENTS = {
    "dict": ({"a": 1},),
    "list": ([1, 2],),
    "Value": ("i", 1),
    "Array": ("i", [1, 2]),
    "Queue": (1,),
    "JoinableQueue": (1,),
    "BoundedSemaphore": (1,),
    "Barrier": (2,),
    "Pool": (1,),
}
KINDS = (*ARGUMENTS, "Namespace", "Event", "Lock", "RLock", "Semaphore", "Condition", "Counter", "Counters")


def open_manager(method):
    """A manager that runs, and one proxy of each kind."""
    manager = Manager(ctx=multiprocessing.get_context(method))
    manager.start()
    return manager, {kind: getattr(manager, kind)(*ARGUMENTS.get(kind, ())) for kind in KINDS}


@case
def manager_starts_twice(bench):
    with Manager(ctx=bench.context) as manager:
        manager.start()


@case
def manager_makes_nothing(bench):
    with Manager(ctx=bench.context) as manager:
        manager.OfNothing()


@case
def manager_makes_what_raises(bench):
    with Manager(ctx=bench.context) as manager:
        manager.Counter(None)


@case
def manager_has_gone(bench):
    with Manager(ctx=bench.context) as manager:
        found = bench.watch(manager.dict())
    found["missing"]


@case
def manager_is_killed(bench):
    with Manager(ctx=bench.context) as manager:
        found = manager.list()
        manager._process.kill()
        manager._process.join()
        try:
            found.append(1)
        finally:
            del found


@case
def manager_whose_initializer_raises(bench):
    path = bench.file()
    try:
        Manager(ctx=bench.context).start(_shout_and_raise, (path,))
    except EOFError as error:
        raise RuntimeError(heard(path)) from error


def _shout_and_raise(path):
    shout_into(path)
    raise ValueError("in the initializer")


@case
def manager_of_a_wrong_key(bench):
    with Manager(ctx=bench.context) as manager:
        Manager(manager.address, b"another key").connect()


@case
def manager_that_does_not_listen(bench):
    Manager(bench.file(), b"key").connect()
