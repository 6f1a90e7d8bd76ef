"""Locks, semaphores, and what is built of them."""

import pickle
import sys
import threading

from bench import WITH_SIGNALS, collector, describe
from handlers import interrupted

CASES = {}
case = collector(CASES)
case_of_signals = collector(CASES, WITH_SIGNALS)


@case
def lock_release(bench):
    bench.watch(bench.context.Lock()).release()


@case
def lock_acquire_with_a_wrong_timeout(bench):
    bench.watch(bench.context.Lock()).acquire(timeout=bench.token)


@case
def lock_acquire_with_an_unknown_keyword(bench):
    bench.context.Lock().acquire(patience=bench.token)


@case
def lock_acquire_with_too_much(bench):
    bench.context.Lock().acquire(True, 1, bench.token)


@case
def lock_body_raises(bench):
    with bench.watch(bench.context.Lock()) as got:
        raise KeyError(got, bench.token)


@case
def lock_is_free_at_the_end_of_its_body(bench):
    lock = bench.watch(bench.context.Lock())
    with lock:
        lock.release()


@case
def lock_is_free_at_the_end_of_a_body_that_raises(bench):
    lock = bench.watch(bench.context.Lock())
    with lock:
        lock.release()
        raise KeyError("in the body")


@case
def lock_exit_by_hand(bench):
    bench.context.Lock().__exit__(None, None, None)


@case
def rlock_release(bench):
    bench.watch(bench.context.RLock()).release()


@case
def rlock_exit(bench):
    lock = bench.context.RLock()
    with lock:
        lock.release()


@case
def rlock_release_in_another_thread(bench):
    lock = bench.context.RLock()
    thread = threading.Thread(target=lock.acquire)
    thread.start()
    thread.join()
    lock.release()


@case
def rlock_acquire_with_a_wrong_timeout(bench):
    bench.context.RLock().acquire(True, "soon")


@case
def semaphore_release(bench):
    semaphore = bench.context.Semaphore(bench.context.Lock()._semlock.SEM_VALUE_MAX)
    bench.watch(semaphore).release()


@case
def semaphore_acquire_with_a_wrong_timeout(bench):
    bench.context.Semaphore(0).acquire(True, [])


@case
def semaphore_exit(bench):
    semaphore = bench.context.BoundedSemaphore(1)
    with semaphore:
        semaphore.release()


@case
def bounded_semaphore_release(bench):
    bench.watch(bench.context.BoundedSemaphore(1)).release()


@case
def lock_makes_no_sense(bench):
    bench.context.Lock(bench.token)


@case
def semaphore_of_a_wrong_value(bench):
    bench.context.Semaphore(bench.token)


@case
def semaphore_of_a_negative_value(bench):
    bench.context.BoundedSemaphore(-1)


@case
def lock_is_pickled(bench):
    pickle.dumps(bench.watch(bench.context.Lock()))


@case
def lock_that_is_gone_is_unpickled(bench):
    lock = bench.context.Lock()
    kind, number = lock._semlock.kind, lock._semlock.maxvalue
    type(lock).__new__(type(lock)).__setstate__((0, kind, number, "/mp-nobody-has-made"))


@case
def lock_of_a_wrong_state_is_unpickled(bench):
    kind = type(bench.context.Lock())
    kind.__new__(kind).__setstate__(())


@case
def condition_wait(bench):
    bench.watch(bench.context.Condition()).wait()


@case
def condition_notify(bench):
    bench.watch(bench.context.Condition()).notify()


@case
def condition_release(bench):
    bench.context.Condition().release()


@case
def condition_of_a_lock_is_left(bench):
    lock = bench.context.Lock()
    condition = bench.context.Condition(lock)
    with condition:
        lock.release()


@case
def condition_wait_for_raises(bench):
    condition = bench.watch(bench.context.Condition())
    with condition:
        condition.wait_for(lambda: {}["missing"])


@case
def condition_wait_with_a_wrong_timeout(bench):
    condition = bench.watch(bench.context.Condition())
    with condition:
        condition.wait("soon")


@case
def condition_wait_with_too_much(bench):
    bench.watch(bench.context.Condition()).wait(1, bench.token)


@case
def condition_notify_of_a_wrong_number(bench):
    condition = bench.watch(bench.context.Condition())
    with condition:
        condition.notify(bench.token)


@case
def condition_notify_all_without_its_lock(bench):
    bench.watch(bench.context.Condition(bench.context.Lock())).notify_all()


@case
def condition_of_a_damaged_one(bench):
    condition = bench.watch(bench.context.Condition())
    del condition._wait_semaphore
    condition.wait(1)


@case
def condition_whose_lock_is_gone(bench):
    condition = bench.watch(bench.context.Condition())
    condition._lock = bench.token
    condition.notify()


@case
def condition_that_was_not_made(bench):
    class Half(type(bench.context.Condition())):
        def __init__(self):
            pass

    Half().wait()


@case
def condition_of_no_lock(bench):
    bench.context.Condition(bench.token)


@case
def condition_is_pickled(bench):
    pickle.dumps(bench.watch(bench.context.Condition()))


@case
def condition_of_a_wrong_state_is_unpickled(bench):
    kind = type(bench.context.Condition())
    kind.__new__(kind).__setstate__((bench.token, None, None, None))


@case
def event_wait_with_a_wrong_timeout(bench):
    bench.watch(bench.context.Event()).wait("soon")


@case
def event_set_with_too_much(bench):
    bench.watch(bench.context.Event()).set(bench.token)


@case
def event_is_set_of_a_damaged_one(bench):
    event = bench.watch(bench.context.Event())
    event._flag = None
    event.is_set()


@case
def event_clear_of_a_damaged_one(bench):
    event = bench.context.Event()
    event._cond = bench.token
    event.clear()


@case
def event_that_makes_no_sense(bench):
    bench.context.Event(bench.token)


@case
def destructor_that_raises(bench):
    """What the hook for exceptions that cannot be raised is given."""

    class Last:
        def __del__(self):
            bench.context.Lock().release()

    said = []
    before, sys.unraisablehook = sys.unraisablehook, lambda told: said.append(describe(told.exc_value))
    try:
        Last()
    finally:
        sys.unraisablehook = before
    return said[0]


@case
def barrier_is_broken(bench):
    barrier = bench.watch(bench.context.Barrier(2))
    barrier.abort()
    barrier.wait()


@case
def barrier_wait_takes_too_long(bench):
    bench.context.Barrier(2).wait(0.001)


@case
def barrier_action_raises(bench):
    bench.context.Barrier(1, action=lambda: {}["missing"]).wait()


@case
def barrier_wait_with_a_wrong_timeout(bench):
    bench.watch(bench.context.Barrier(2)).wait("soon")


@case
def barrier_wait_with_too_much(bench):
    bench.watch(bench.context.Barrier(2)).wait(1, bench.token)


@case
def barrier_abort_with_too_much(bench):
    bench.watch(bench.context.Barrier(2)).abort(bench.token)


@case
def barrier_of_nobody(bench):
    bench.context.Barrier(0, bench.token)


@case
def barrier_of_a_damaged_one(bench):
    barrier = bench.watch(bench.context.Barrier(1))
    barrier._cond = None
    barrier.wait()


@case
def barrier_that_was_not_made(bench):
    class Half(type(bench.context.Barrier(1))):
        def __init__(self):
            pass

    Half().reset()


@case
def barrier_action_uses_the_barrier(bench):
    barrier = bench.watch(bench.context.Barrier(1, action=lambda: barrier._array.release()))
    barrier.wait()


@case
def barrier_is_pickled(bench):
    pickle.dumps(bench.watch(bench.context.Barrier(3)))


@case
def value_of_a_wrong_type(bench):
    with bench.context.Value("i", 1) as _:
        bench.context.Value("no such type")


@case
def array_index(bench):
    bench.context.Array("i", 2)[bench.token]


@case_of_signals
def lock_acquire_is_interrupted(bench):
    lock = bench.watch(bench.context.Lock())
    lock.acquire()
    interrupted(lock.acquire)


@case_of_signals
def lock_acquire_with_a_timeout_is_interrupted(bench):
    lock = bench.context.Lock()
    lock.acquire()
    interrupted(lock.acquire, True, 60)


@case_of_signals
def lock_enter_is_interrupted(bench):
    lock = bench.watch(bench.context.Lock())
    lock.acquire()

    def enter():
        with lock:
            return

    interrupted(enter)


@case_of_signals
def semaphore_acquire_is_interrupted(bench):
    interrupted(bench.context.Semaphore(0).acquire)


@case_of_signals
def condition_wait_is_interrupted(bench):
    condition = bench.context.Condition()
    with condition:
        interrupted(condition.wait)


@case_of_signals
def event_wait_is_interrupted(bench):
    interrupted(bench.watch(bench.context.Event()).wait)


@case_of_signals
def barrier_action_is_interrupted(bench):
    interrupted(bench.context.Barrier(1, action=threading.Event().wait).wait)


@case_of_signals
def condition_acquire_is_interrupted(bench):
    condition = bench.context.Condition(bench.context.Lock())
    condition.acquire()
    interrupted(condition.acquire)


@case_of_signals
def condition_notify_is_interrupted(bench):
    """As after the death of one that was asleep."""
    condition = bench.context.Condition()
    condition._sleeping_count.release()
    with condition:
        interrupted(condition.notify)


@case_of_signals
def barrier_wait_is_interrupted(bench):
    interrupted(bench.context.Barrier(2).wait)
