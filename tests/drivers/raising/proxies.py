"""Proxies of a manager: what their methods raise, and what its server says of it."""

import threading

from bench import WITH_SIGNALS, Bomb, collector
from handlers import interrupted

CASES = {}
case = collector(CASES)
case_of_signals = collector(CASES, WITH_SIGNALS)


@case
def dict_key(bench):
    bench.shared["dict"]["missing"]


@case
def dict_get_with_too_much(bench):
    bench.shared["dict"].get(1, 2, 3)


@case
def dict_item_that_cannot_be_pickled(bench):
    bench.shared["dict"]["a"] = (bench.token, lambda: 0)


@case
def dict_item_that_cannot_be_unpickled(bench):
    """What the server says holds its traceback."""
    bench.shared["dict"]["a"] = Bomb()


@case
def dict_method_that_does_not_exist(bench):
    bench.shared["dict"].nothing()


@case
def dict_method_that_is_not_exposed(bench):
    bench.shared["dict"]._callmethod("__class__")


@case
def dict_iteration(bench):
    for key in bench.shared["dict"]:
        bench.shared["dict"][key, "missing"]


@case
def list_index(bench):
    bench.shared["list"][9]


@case
def list_pop(bench):
    bench.shared["list"].pop(9)


@case
def list_addition(bench):
    bench.shared["list"] + bench.token


@case
def list_sort(bench):
    bench.shared["list"].sort(key=1)


@case
def namespace_attribute(bench):
    getattr(bench.shared["Namespace"], "nothing")  # noqa: B009  # nothing but this


@case
def namespace_deletion(bench):
    del bench.shared["Namespace"].nothing


@case
def namespace_value_that_cannot_be_pickled(bench):
    bench.shared["Namespace"].value = lambda: bench


@case
def value_set_with_too_much(bench):
    bench.shared["Value"].set(1, 2)


@case
def value_of_a_bomb(bench):
    bench.shared["Value"].value = Bomb()


@case
def array_item(bench):
    bench.shared["Array"][7]


@case
def array_item_of_a_wrong_type(bench):
    bench.shared["Array"][0] = "text"


@case
def managed_queue_get(bench):
    bench.shared["Queue"].get_nowait()


@case
def managed_queue_get_with_a_timeout(bench):
    bench.shared["Queue"].get(True, 0.005)


@case
def managed_queue_put(bench):
    queue = bench.shared["Queue"]
    queue.put(1)
    try:
        queue.put_nowait(bench.token)
    finally:
        queue.get()


@case
def managed_joinable_queue_task_done(bench):
    bench.shared["JoinableQueue"].task_done()


@case
def managed_lock_release(bench):
    bench.shared["Lock"].release()


@case
def managed_lock_body(bench):
    with bench.shared["Lock"]:
        raise KeyError("in the body")


@case
def managed_lock_is_free_at_the_end_of_its_body(bench):
    with bench.shared["Lock"] as _:
        bench.shared["Lock"].release()


@case
def managed_lock_acquire_of_a_wrong_type(bench):
    bench.shared["Lock"].acquire("no", "way", 3)


@case
def managed_rlock_release(bench):
    bench.shared["RLock"].release()


@case
def managed_bounded_semaphore_release(bench):
    bench.shared["BoundedSemaphore"].release()


@case
def managed_semaphore_acquire(bench):
    bench.shared["Semaphore"].acquire(False, 1)


@case
def managed_condition_notify(bench):
    bench.shared["Condition"].notify()


@case
def managed_condition_wait_for(bench):
    condition = bench.shared["Condition"]
    with condition:
        condition.wait_for(lambda: {}["missing"])


@case
def managed_event_wait(bench):
    bench.shared["Event"].wait("soon")


@case
def managed_barrier_wait(bench):
    bench.shared["Barrier"].wait(0.001)


@case
def managed_pool_apply(bench):
    bench.shared["Pool"].apply(divmod, (1, 0))


@case
def auto_proxy(bench):
    bench.shared["Counter"].refuse(bench.method)


@case
def auto_proxy_attribute(bench):
    getattr(bench.shared["Counter"], "nothing")  # noqa: B009


@case
def auto_proxy_of_what_cannot_be_pickled(bench):
    bench.shared["Counter"].secret()


@case
def auto_proxy_of_what_cannot_be_unpickled(bench):
    bench.shared["Counter"].bomb()


@case
def auto_proxy_of_an_exception_that_cannot_be_unpickled(bench):
    bench.shared["Counter"].bomb_error()


@case
def auto_proxy_of_a_bomb(bench):
    bench.shared["Counter"].refuse(Bomb())


@case
def iterator_proxy(bench):
    for _ in bench.shared["Counters"].generate():
        pass


@case
def thread_with_a_proxy(bench):
    said = []
    before, threading.excepthook = threading.excepthook, lambda told: said.append(told.exc_value)
    try:
        thread = threading.Thread(target=bench.shared["list"].pop, args=(9,))
        thread.start()
        thread.join()
    finally:
        threading.excepthook = before
    raise said.pop()


@case_of_signals
def managed_queue_get_is_interrupted(bench):
    interrupted(bench.shared["Queue"].get, True, 0.3)
