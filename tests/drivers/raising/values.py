"""Values and arrays in shared memory, with a lock of their own, with another one, and raw."""

import ctypes
import multiprocessing
import pickle
import sys
import threading
from multiprocessing import sharedctypes, synchronize

from bench import WITH_SIGNALS, collector
from handlers import interrupted

CASES = {}
case = collector(CASES)
case_of_signals = collector(CASES, WITH_SIGNALS)


class Pair(ctypes.Structure):
    """Two numbers."""

    _fields_ = [("first", ctypes.c_int), ("second", ctypes.c_double)]


class Bomb:
    """What is no number, although it says so."""

    def __init__(self, bench):
        self.bench = bench

    def __index__(self):
        raise KeyError(self.bench.token)

    __float__ = __index__


class Careful(synchronize.RLock):
    """A lock with ways of its own."""

    def __init__(self, context):
        super().__init__(ctx=context)
        self.steps = []

    def __enter__(self):
        self.steps.append("in")
        return super().__enter__()

    def __exit__(self, *args):
        self.steps.append("out")
        return super().__exit__(*args)


class Refusing(Careful):
    """One that is never got."""

    def __init__(self, context):
        super().__init__(context)
        self.acquire = self.refuse

    def refuse(self):
        raise LookupError("not now")


@case
def value_is_set_to_what_it_cannot_be(bench):
    bench.watch(bench.context.Value("i", 1)).value = bench.token


@case
def value_is_set_to_what_raises(bench):
    bench.watch(bench.context.Value("i", 1)).value = Bomb(bench)


@case
def value_has_no_such_attribute(bench):
    print(bench.watch(bench.context.Value("i", 1)).other)


@case
def field_is_set_to_what_raises(bench):
    bench.watch(bench.context.Value(Pair, 1, 2)).second = Bomb(bench)


@case
def item_beyond_the_end_is_read(bench):
    print(bench.watch(bench.context.Array("i", 2))[2])


@case
def item_beyond_the_end_is_set(bench):
    bench.watch(bench.context.Array("i", 2))[2] = 1


@case
def item_is_set_to_what_raises(bench):
    bench.watch(bench.context.Array("d", 2))[0] = Bomb(bench)


@case
def item_of_an_index_that_raises(bench):
    print(bench.watch(bench.context.Array("d", 2))[Bomb(bench)])


@case
def slice_of_another_length_is_set(bench):
    bench.watch(bench.context.Array("i", 4))[1:3] = [1, 2, 3]


@case
def characters_that_have_no_room(bench):
    bench.watch(bench.context.Array("c", 2)).value = b"more"


@case
def value_of_a_lock_that_is_none(bench):
    bench.context.Value("i", lock=bench.token)


@case
def array_of_a_size_that_is_none(bench):
    bench.context.Array("i", bench.token)


@case
def raw_array_of_what_raises(bench):
    bench.context.RawArray("i", [1, Bomb(bench)])


@case
def what_is_synchronized_twice(bench):
    sharedctypes.synchronized(bench.context.Value("i"))


@case
def value_is_pickled(bench):
    pickle.dumps(bench.watch(bench.context.Value("i", 3)))


@case
def raw_value_is_pickled(bench):
    pickle.dumps(bench.watch(bench.context.RawValue("i", 3)))


@case
def value_is_released_by_who_has_not_taken_it(bench):
    bench.watch(bench.context.Value("i", 3)).release()


@case
def body_under_the_lock_raises(bench):
    value = bench.watch(bench.context.Value("i", 3))
    with value.get_lock():
        value.value += 1
        raise KeyError(value.value, bench.token)


@case
def value_with_a_lock_that_is_never_got(bench):
    print(bench.context.Value("i", lock=Refusing(bench.context)).value)


@case
def a_lock_with_its_own_ways_is_used_in_them(bench):
    lock = Careful(bench.context)
    items = bench.context.Array("i", 2, lock=lock)
    items[0] = items[1]
    raise KeyError(lock.steps, bench.context.Value("i", lock=lock).value, lock.steps)


@case
def item_with_a_lock_that_is_never_got(bench):
    items = bench.context.Array("i", 2, lock=threading.Lock())
    items._lock = None
    print(items[0])


@case
def value_where_no_room_is_left_on_the_stack(bench):
    value = bench.context.Value("i", 3)

    def deeper(number):
        value.value += 1
        deeper(number + 1)

    recurses = False
    try:
        deeper(0)
    except RecursionError:
        recurses = True  # how deep it has come by then is another matter
    is_free = value.acquire(timeout=1)
    value.release()
    raise KeyError(recurses, is_free, value.value > 10)


def _taken(bench, make):
    """A value whose lock another process has, for good."""
    context = multiprocessing.get_context("fork")
    value = make(context, context.Lock())
    value.get_lock().acquire()
    return value


@case_of_signals
def value_is_read_and_that_is_interrupted(bench):
    value = _taken(bench, lambda context, lock: context.Value("i", lock=lock))
    interrupted(lambda: value.value)


@case_of_signals
def value_is_written_and_that_is_interrupted(bench):
    value = _taken(bench, lambda context, lock: context.Value("i", lock=lock))
    interrupted(lambda: setattr(value, "value", 3))


@case_of_signals
def item_is_read_and_that_is_interrupted(bench):
    items = _taken(bench, lambda context, lock: context.Array("i", 2, lock=lock))
    interrupted(lambda: items[0])


@case_of_signals
def item_is_written_and_that_is_interrupted(bench):
    items = _taken(bench, lambda context, lock: context.Array("i", 2, lock=lock))
    interrupted(lambda: items.__setitem__(0, 3))


@case_of_signals
def lock_of_a_value_is_interrupted(bench):
    value = _taken(bench, lambda context, lock: context.Value("i", lock=lock))
    interrupted(value.acquire)


@case
def references_to_a_value_are_those_of_the_script(bench):
    value = bench.watch(bench.context.Value("i", 3))
    raise KeyError(sys.getrefcount(value), sys.getrefcount(value._obj), sys.getrefcount(value._lock))


class Counting(ctypes.Structure):
    """What counts how often it is asked for an attribute."""

    _fields_ = [("first", ctypes.c_int)]
    asked = 0

    def __getattribute__(self, name):
        Counting.asked += 1
        return super().__getattribute__(name)


@case
def attributes_are_asked_for_no_more_often(bench):
    value = bench.context.Value(Counting, 3)
    Counting.asked = 0
    value.first = value.first + 1
    asked = Counting.asked
    raise KeyError(asked, value.first)


@case
def what_is_no_memory_has_a_lock(bench):
    wrapper = sharedctypes.SynchronizedArray([1, 2, 3], threading.Lock())
    wrapper[1] = 5
    raise KeyError(wrapper[:], len(wrapper), wrapper[7:])
