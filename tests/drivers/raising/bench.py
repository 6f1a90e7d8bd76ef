"""What a case works with, and how what it raises is told: all that a script can see of an exception."""

import itertools
import multiprocessing
import os
import sys
import traceback
import weakref

#: What a case was defined with: where it can be run.
EVERYWHERE = ("main", "thread", "pool", "executor")
WITH_SIGNALS = ("main", "pool", "executor")  # a handler runs in a main thread
WITH_CHILDREN = ("main", "executor")  # a pool's workers are daemons, and have none
ONCE = ("main",)


def collector(cases, places=EVERYWHERE):
    """Decorates the functions of a module that are cases, by their names."""

    def add(function):
        function.places = places
        cases[function.__name__] = function
        return function

    return add


class Token:
    """Something of the script's that is given to a call, and has to die when nobody wants it any more."""

    def __repr__(self):
        return "<token>"

    def __reduce__(self):
        return (Token, ())


def explode(*_):
    """What cannot be unpickled calls this."""
    raise LookupError("cannot be unpickled")


class Bomb:
    """Is pickled without trouble and cannot be unpickled."""

    def __reduce__(self):
        return (explode, ("bomb",))


class Bench:
    """The objects of one case: of which start method, where it may write, and who of them has died."""

    numbers = itertools.count()

    def __init__(self, method, folder, shared=None):
        self.method, self.folder, self.shared = method, folder, shared
        self.context = multiprocessing.get_context(method)
        self.token = Token()
        self.deaths = []
        self.watches = [weakref.ref(self.token, lambda _: self.deaths.append("token"))]

    def watch(self, thing):
        """`thing`, whose death is noted."""
        name = type(thing).__name__
        self.watches.append(weakref.ref(thing, lambda _: self.deaths.append(name)))
        return thing

    def file(self):
        """The path of a new file of this case's own."""
        return os.path.join(self.folder, f"{os.getpid()}-{next(self.numbers)}")


def observe(case, bench):
    """What a case raised, or what it says itself; then who lives on with the exception, and after it."""
    kept = None
    try:
        said = case(bench) or "nothing was raised"
    except BaseException as error:
        kept, said = error, describe(error)
    bench.token = None
    lives = [_alive(bench)]
    for error in _chain(kept):
        traceback.clear_frames(error.__traceback__)
    lives.append(_alive(bench))
    kept = error = None
    lives.append(_alive(bench))
    when = "alive with the exception, without the variables of its frames, without it"
    return f"{said}\n{when}: {lives}; in the order of their deaths: {bench.deaths}"


def _alive(bench):
    return [type(watch()).__name__ for watch in bench.watches if watch() is not None]


def describe(error):
    """The traceback as it is printed, and each of its frames as a debugger finds it."""
    lines = traceback.format_exception(type(error), error, error.__traceback__)
    for one in _chain(error):
        lines.append(f"{type(one).__name__} suppresses its context: {one.__suppress_context__}\n")
        trace = one.__traceback__
        while trace is not None:
            code = trace.tb_frame.f_code
            lines.append(f"  {code.co_filename} {code.co_name} {trace.tb_lineno}\n")
            trace = trace.tb_next
    return "".join(lines)


def _chain(error):
    """An exception and all that it was raised from or in the handling of."""
    seen, todo = [], [error]
    while todo:
        one = todo.pop()
        if one is not None and one not in seen:
            seen.append(one)
            todo += [one.__context__, one.__cause__]
    return seen


def shout_into(path):
    """From here on this process writes what goes to standard error into a file."""
    sys.stderr = open(path, "a", encoding="utf-8", buffering=1)  # noqa: SIM115  # until the process ends


def heard(path):
    """What stands in the file by now."""
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except FileNotFoundError:
        return ""
