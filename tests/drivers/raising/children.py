"""What a child prints of an exception that nobody catches, and of its stack."""

import multiprocessing
import os
import sys
import traceback
import warnings

from bench import WITH_CHILDREN, Bomb, collector, heard, shout_into

CASES = {}
case_of_children = collector(CASES, WITH_CHILDREN)


def _fail():
    raise ValueError("in the target")


def _child(path, name):
    shout_into(path)
    DEATHS[name]()


def _chained():
    try:
        {}["missing"]
    except KeyError as error:
        raise ValueError("of a key") from error


def _endless(depth=0):
    _endless(depth + 1)


def _group():
    raise ExceptionGroup("several", [ValueError(1), KeyError(2)])  # noqa: F821  # from 3.11 on


def _unspeakable():
    class UnspeakableError(Exception):
        def __str__(self):
            raise TypeError("cannot be told")

    raise UnspeakableError


def _of_a_queue():
    multiprocessing.Queue().get_nowait()


def _in_a_finalizer():
    from multiprocessing import util

    util.Finalize(None, multiprocessing.Lock().release, exitpriority=0)


def _interrupt():
    raise KeyboardInterrupt


def _stack():
    traceback.print_stack()


def _warn():
    warnings.warn("two levels up", stacklevel=2)


def _in_a_destructor():
    class Last:
        def __del__(self):
            multiprocessing.Lock().release()

    Last()


DEATHS = {
    "raises": _fail,
    "raises from another": _chained,
    "recurses": _endless,
    "is unspeakable": _unspeakable,
    "gets from an empty queue": _of_a_queue,
    "has a finalizer that raises": _in_a_finalizer,
    "exits with a text": lambda: sys.exit("a text"),
    "is interrupted": _interrupt,
    "has a destructor that raises": _in_a_destructor,
    "raises a group": _group,
}
STACKS = {"prints its stack": _stack, "warns of its caller": _warn}


def _last_words(bench, name, function=_child):
    path = bench.file()
    process = bench.context.Process(target=function, args=(path, name), name="child")
    process.start()
    process.join()
    return f"{heard(path)}exit code {process.exitcode}"


def _add(name):
    def told(bench):
        return _last_words(bench, name)

    told.places = WITH_CHILDREN
    CASES["child " + name] = told


for _name in DEATHS if sys.version_info >= (3, 11) else list(DEATHS)[:-1]:
    _add(_name)
for _name in STACKS:
    _add(_name)
DEATHS |= STACKS


class Subclass(multiprocessing.Process):
    """With a run of its own."""

    def __init__(self, path):
        super().__init__(name="subclass")
        self.path = path

    def run(self):
        shout_into(self.path)
        super().run()
        raise ValueError("in its run")


@case_of_children
def child_of_a_subclass_raises(bench):
    kind = type("Subclass", (Subclass, bench.context.Process), {"__module__": __name__})
    path = bench.file()
    globals()["Subclass"], before = kind, Subclass
    try:
        process = kind(path)
        process.start()
        process.join()
    finally:
        globals()["Subclass"] = before
    return f"{heard(path)}exit code {process.exitcode}"


@case_of_children
def child_that_cannot_be_unpickled(bench):
    """Under fork nothing is pickled."""
    process = bench.context.Process(target=print, args=(Bomb(),))
    saved = os.dup(2)
    path = bench.file()
    target = os.open(path, os.O_WRONLY | os.O_CREAT)
    try:
        os.dup2(target, 2)
        if bench.method == "spawn":  # a fork server has its own standard error
            process.start()
            process.join()
    finally:
        os.dup2(saved, 2)
        os.close(saved)
        os.close(target)
    return f"{heard(path)}exit code {process.exitcode}"
