"""What few scripts do, but may: it works watched as bare, and is told as it was."""

from __future__ import annotations

from collections.abc import Callable

from tests.programs.harness import Result

# --- time-outs ---------------------------------------------------------------------------


def test_a_time_out_of_any_type_is_taken_refused_and_told_as_it_should(
    compare: Callable[..., Result],
) -> None:
    result = compare("""
        import multiprocessing as mp, time
        from decimal import Decimal

        class Seconds(float):
            pass

        def tried(call, *arguments):
            try:
                print(call(*arguments))
            except Exception as error:
                print(type(error), error)

        if __name__ == "__main__":
            queue, full, free, held = mp.Queue(), mp.Queue(1), mp.Lock(), mp.Lock()
            full.put(0)
            held.acquire()
            for timeout in ("soon", [1], 10**400, Decimal("0.01"), True, Seconds(0.01), 1e300):
                tried(queue.put, 1, True, timeout)
                tried(free.acquire, True, timeout)
                tried(lambda: free.release())
                tried(free.acquire, False, timeout)
                tried(lambda: free.release())
            for timeout in ("soon", [1], 10**400, Decimal("0.01"), Seconds(0.01)):
                tried(full.put, 1, True, timeout)
                tried(held.acquire, True, timeout)
            for timeout in ("soon", 10**400, 1e300, Decimal("0.01"), Seconds(0.01), False):
                tried(time.sleep, timeout)
            held.acquire(True, Decimal("0.25"))
        """)
    assert result.probe_failures == []
    main, objects = result.process("main"), result.objects
    assert (objects["free"]["acquires"], objects["free"]["owner_pid"]) == (8, None)
    assert (objects["held"]["acquires"], objects["held"]["owner_pid"]) == (1, main["pid"])
    assert (objects["queue"]["puts"], objects["full"]["puts"]) == (4, 1)
    assert (main["last_wait"]["operation"], main["last_wait"]["how"]) == ("Lock.acquire", "missed")
    assert main["last_wait"]["bound_s"] == 0.25


# --- code of the script ------------------------------------------------------------------


def test_attributes_are_set_past_the_scripts_own_way(compare: Callable[..., Result]) -> None:
    compare("""
        import multiprocessing as mp
        from multiprocessing.queues import Queue
        from multiprocessing.synchronize import Event, Lock

        class Loud:
            def __setattr__(self, name, value):
                print("set", name, flush=True)
                super().__setattr__(name, value)

        class LoudProcess(Loud, mp.Process):
            def run(self):
                print(sorted(self.__dict__), flush=True)

        class LoudLock(Loud, Lock):
            pass

        class LoudQueue(Loud, Queue):
            pass

        class LoudEvent(Loud, Event):
            pass

        if __name__ == "__main__":
            mp.set_start_method("fork")
            context = mp.get_context()
            process = LoudProcess()
            process.start()
            process.join()
            with LoudLock(ctx=context):
                pass
            queue, event = LoudQueue(ctx=context), LoudEvent(ctx=context)
            queue.put(1)
            event.set()
            print(queue.get(), event.wait())
        """, ordered=False)  # fmt: skip


def test_a_run_of_any_kind_is_looked_at_once_and_stays_what_it_is(compare: Callable[..., Result]) -> None:
    result = compare("""
        import multiprocessing as mp

        class Chosen(mp.Process):
            @property
            def run(self):
                print("looked at", flush=True)
                return print

        def own():
            me = mp.current_process()
            print(me.run is own, "run" in me.__dict__, flush=True)

        if __name__ == "__main__":
            mp.set_start_method("fork")
            chosen, given = Chosen(), mp.Process()
            given.run = own
            for process in (chosen, given):
                process.start()
                process.join()
        """)
    assert result.probe_failures == []


def test_the_search_for_names_runs_no_code_of_the_script(compare: Callable[..., Result]) -> None:
    result = compare("""
        import multiprocessing as mp

        class Slotted:
            __slots__ = ("lock",)

            def __init__(self):
                self.lock = mp.Lock()

            def __getattr__(self, name):
                print("asked for", name)
                raise AttributeError(name)

            def use(self):
                with self.lock:
                    pass

        class Spy:
            def __init__(self):
                self.lock = mp.Lock()

            def __getattribute__(self, name):
                print("spied", name)
                return super().__getattribute__(name)

            def use(self):
                with object.__getattribute__(self, "lock"):
                    mp.SimpleQueue().put(ValueError(1))

        class Scope:
            def __init__(self):
                self.names = {"mp": mp}

            def __getitem__(self, name):
                return self.names[name]

            def __setitem__(self, name, value):
                self.names[name] = value

        class Body(dict):
            def items(self):
                print("items")

            def get(self, name, default=None):
                print("get", name)

        class Meta(type):
            def __prepare__(name, bases):
                return Body()

            def __new__(cls, name, bases, body):
                return super().__new__(cls, name, bases, {key: body[key] for key in body})

        if __name__ == "__main__":
            Slotted().use()
            Spy().use()
            exec("lock = mp.Lock()\\nwith lock:\\n    pass", {}, Scope())

            class Made(metaclass=Meta):
                inside = mp.Lock()
                inside.acquire()

            after = mp.Lock()
            after.acquire()
        """)
    assert result.probe_failures == []
    assert result.objects["after"]["acquires"] == 1
    assert "Made.inside" in result.objects


def test_items_that_the_script_pickles_in_its_own_way_come_through(compare: Callable[..., Result]) -> None:
    result = compare("""
        import json, multiprocessing as mp, multiprocessing.queues
        from multiprocessing.reduction import ForkingPickler

        ForkingPickler.dumps = staticmethod(lambda item, protocol=None: json.dumps(item).encode())
        ForkingPickler.loads = staticmethod(lambda data: json.loads(bytes(data)))

        def put(queue, simple):
            queue.put({"a": (1, 2)})
            simple.put(("b",))

        if __name__ == "__main__":
            mp.set_start_method("fork")
            queue, simple = mp.Queue(), mp.SimpleQueue()
            child = mp.Process(target=put, args=(queue, simple))
            child.start()
            print(queue.get(timeout=20), simple.get())
            child.join()
        """)
    assert "[1, 2]" in result.stdout
    assert (result.objects["queue"]["puts"], result.objects["queue"]["gets"]) == (1, 1)


def test_a_queue_that_arranges_its_unsent_items_sends_them_all(compare: Callable[..., Result]) -> None:
    compare("""
        import multiprocessing as mp
        from multiprocessing.queues import Queue

        class Urgent(Queue):
            def put_otherwise(self, append, item):
                self._sem.acquire()
                with self._notempty:
                    if self._thread is None:
                        self._start_thread()
                    append(item)
                    self._notempty.notify()

        if __name__ == "__main__":
            queue = Urgent(ctx=mp.get_context())
            queue.put("ordinary")
            print(queue.get(timeout=20))
            for append in (queue._buffer.appendleft, lambda item: queue._buffer.extend([item])):
                queue.put_otherwise(append, "other")
                print(queue.get(timeout=20))
            queue.put("last")
            print(queue.get(timeout=20))
        """)


# --- exceptions --------------------------------------------------------------------------


def test_what_one_thread_raises_in_another_one_gets_there(compare: Callable[..., Result]) -> None:
    result = compare("""
        import ctypes, multiprocessing as mp, threading, time

        class Stop(Exception):
            pass

        class Reasoned(Exception):
            def __init__(self, reason="none"):
                super().__init__(reason)

        def loop(step, kind):
            try:
                while True:
                    step()
            except kind:
                pass

        def step_lock():
            lock.acquire()
            lock.release()

        if __name__ == "__main__":
            raise_in = ctypes.pythonapi.PyThreadState_SetAsyncExc
            for step in (step_lock, lambda: time.sleep(0.0001)):
                for kind in (Stop, Reasoned) * 3:
                    lock = mp.Lock()
                    thread = threading.Thread(target=loop, args=(step, kind), daemon=True)
                    thread.start()
                    time.sleep(0.05)
                    raise_in(ctypes.c_ulong(thread.ident), ctypes.py_object(kind))
                    thread.join(5)
                    print(kind, thread.is_alive())
        """)
    assert "True" not in result.stdout
    assert result.probe_failures == []


def test_a_time_out_that_another_thread_or_an_alarm_raises_is_never_swallowed(
    compare: Callable[..., Result],
) -> None:
    """A TimeoutError is an OSError, such as the files of a log may raise."""
    result = compare("""
        import ctypes, multiprocessing as mp, signal, threading, time

        lock, caught = mp.Lock(), threading.Semaphore(0)

        def work():
            while True:
                with lock:
                    pass

        def loop(times, begin):
            for _ in range(times):
                try:
                    begin()
                    work()
                except TimeoutError:
                    if lock._semlock._is_zero():  # raised between the taking and the block
                        lock.release()
                    caught.release()

        def late(*_):
            raise TimeoutError("late")

        if __name__ == "__main__":
            ready = threading.Event()
            thread = threading.Thread(target=loop, args=(150, ready.set), daemon=True)
            thread.start()
            raise_in = ctypes.pythonapi.PyThreadState_SetAsyncExc
            for number in range(150):
                ready.wait()
                ready.clear()
                time.sleep(0.001 + number % 7 / 5000)
                raise_in(ctypes.c_ulong(thread.ident), ctypes.py_object(TimeoutError))
                if not caught.acquire(timeout=5):
                    raise SystemExit(f"swallowed: number {number}")
            thread.join()
            signal.signal(signal.SIGALRM, late)
            loop(150, lambda: signal.setitimer(signal.ITIMER_REAL, 0.003))
            print("all were caught")
        """)
    assert "all were caught" in result.stdout
    assert result.probe_failures == []


def test_what_took_effect_at_the_recursion_limit_is_told(compare: Callable[..., Result]) -> None:
    result = compare("""
        import multiprocessing as mp, threading

        def enter(lock):
            with lock:
                enter(lock)

        def fill(queue):
            queue.put(1)
            fill(queue)

        def tried(function, *arguments):
            try:
                function(*arguments)
            except RecursionError:
                pass

        def in_child(lock):
            tried(enter, lock)

        if __name__ == "__main__":
            mp.set_start_method("fork")
            own, permits, by_thread, by_child = mp.RLock(), mp.Semaphore(100_000), mp.RLock(), mp.RLock()
            at_last, queue = mp.RLock(), mp.Queue()
            for _ in range(3):
                tried(enter, own)
                tried(enter, permits)
                tried(fill, queue)
                thread = threading.Thread(target=tried, args=(enter, by_thread))
                child = mp.Process(target=in_child, args=(by_child,))
                for one in (thread, child):
                    one.start()
                    one.join()
            for _ in range(queue.qsize()):
                queue.get()
            tried(enter, at_last)
            print(own, permits, by_thread, by_child, at_last, queue.qsize())
        """)
    assert result.report is not None
    locks = [known for known in result.report["objects"] if known["kind"] in ("RLock", "Semaphore")]
    assert len(locks) == 5 and all(lock["acquires"] > 100 for lock in locks)
    assert [lock for lock in locks if lock["owner_pid"] is not None] == []
    queue = result.objects["queue"]
    assert queue["puts"] == queue["gets"] > 100
    assert result.probe_failures == []


def test_a_wrong_call_is_no_failure_of_ours_and_what_follows_is_told(compare: Callable[..., Result]) -> None:
    result = compare("""
        import multiprocessing as mp
        from multiprocessing import managers, queues, synchronize

        class HalfEvent(synchronize.Event):
            def __init__(self):
                pass

        class HalfProcess(mp.Process):
            def __init__(self):
                pass

        class HalfQueue(queues.Queue):
            def __init__(self):
                pass

        def tried(call, *arguments):
            try:
                call(*arguments)
            except Exception as error:
                print(type(error), error)

        if __name__ == "__main__":
            mp.set_start_method("fork")
            for name in ("set", "clear", "wait", "is_set"):
                tried(getattr(HalfEvent(), name))
                tried(getattr(synchronize.Event, name))
                tried(getattr(synchronize.Event, name), None)
            for name in ("start", "join", "is_alive", "terminate", "kill"):
                tried(getattr(HalfProcess(), name))
                tried(getattr(mp.Process, name))
                tried(getattr(mp.Process, name), None)
            for name in ("put", "get", "qsize", "empty", "full"):
                tried(getattr(queues.Queue, name))
                tried(getattr(queues.Queue, name), None)
            tried(HalfQueue().get)
            tried(HalfQueue().put, 1)
            tried(managers.BaseProxy._callmethod)
            tried(managers.BaseProxy._callmethod, None, "x")
            event, queue, child = mp.Event(), mp.Queue(), mp.Process(target=print, args=("child",))
            event.set()
            queue.put(1)
            queue.get()
            child.start()
            child.join()
        """)
    assert result.probe_failures == []
    assert (result.objects["event"]["sets"], result.objects["queue"]["puts"]) == (1, 1)
    assert result.process("main")["last_wait"]["operation"] == "Process.join"


# --- forks by hand -----------------------------------------------------------------------


def test_how_a_fork_ended_is_known_by_waitid_too(compare: Callable[..., Result]) -> None:
    result = compare("""
        import os, signal

        for number in (0, 3, 300):
            pid = os.fork()
            if not pid:
                os.kill(os.getpid(), signal.SIGKILL) if number == 300 else os._exit(number)
            os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)  # only a look
            found = os.waitid(os.P_PID, pid, os.WEXITED)
            print(found.si_code, found.si_status)
        """)
    ended = {(one["exitcode"], one["signal"]) for one in result.processes if one["name"] != "main"}
    assert ended == {(0, None), (3, None), (-9, 9)}


def test_functions_of_os_can_be_pickled(compare: Callable[..., Result]) -> None:
    compare("""
        import os, pickle, posix

        for name in ("waitpid", "wait", "wait3", "wait4", "waitid"):
            function = getattr(os, name)
            print(name, function is getattr(posix, name), pickle.loads(pickle.dumps(function)) is function)
        """)


# --- whose object it is ------------------------------------------------------------------


def test_what_others_make_at_the_scripts_bidding_is_the_scripts(compare: Callable[..., Result]) -> None:
    result = compare("""
        import asyncio, atexit, contextlib, functools, multiprocessing as mp, threading
        from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
        from multiprocessing.pool import ThreadPool
        from multiprocessing.synchronize import Lock as LockClass

        def kept(make, *arguments):
            made.append(make(*arguments))

        class Own:
            @functools.cached_property
            def lock(self):
                return mp.Lock()

            late = functools.cached_property(lambda self: mp.Lock())

        async def in_a_thread():
            return await asyncio.to_thread(mp.Event)

        if __name__ == "__main__":
            mp.set_start_method("fork")
            made = []
            for call in (mp.Lock, functools.partial(mp.Queue, 2), functools.partial(LockClass, ctx=mp)):
                thread = threading.Thread(target=call)  # three: Lock, Queue(2), Lock
                thread.start()
                thread.join()
            timer = threading.Timer(0, mp.Lock)
            timer.start()
            timer.join()
            with ThreadPool(1, mp.RLock) as pool:
                made += [pool.apply(mp.Semaphore, (3,)), *pool.map(mp.Queue, [4]), pool.apply(mp.SimpleQueue)]
                made += [pool.apply_async(mp.JoinableQueue, (5,)).get(), *pool.starmap(mp.Queue, [(6,)])]
            with ThreadPoolExecutor(1, initializer=mp.RLock) as executor:
                made += [executor.submit(mp.BoundedSemaphore, 7).result(), *executor.map(mp.Queue, [8])]
            made += [*map(mp.Queue, [9]), asyncio.run(in_a_thread()), Own().lock, Own().late]
            with ProcessPoolExecutor(1, initializer=mp.RLock) as executor:
                print(type(executor.submit(functools.partial(kept, mp.Semaphore, 10)).exception()))
            with contextlib.ExitStack() as stack:
                stack.callback(mp.Semaphore, 11)
            child = mp.Process(target=functools.partial(mp.Queue, 12))
            child.start()
            child.join()
            atexit.register(mp.Queue, 13)  # called by no code in Python
        """)
    assert result.report is not None
    of_script = [one for one in result.report["objects"] if "made_by" not in one]
    assert [one["made_by"] for one in result.report["objects"] if one not in of_script] == ["asyncio"]
    found = sorted((one["kind"], one.get("maxsize") or 0) for one in of_script)
    assert found == sorted(
        [("Lock", 0)] * 5
        + [("RLock", 0)] * 3
        + [("Queue", size) for size in (2, 4, 6, 8, 9, 12, 13)]
        + [("Semaphore", 0)] * 3
        + [("SimpleQueue", 0), ("JoinableQueue", 5), ("BoundedSemaphore", 0), ("Event", 0)]
        + [("ThreadPool", 0), ("ProcessPoolExecutor", 0), ("ThreadPoolExecutor", 0)]
    )


def test_what_the_library_makes_for_itself_is_not_the_scripts_in_any_thread(
    compare: Callable[..., Result],
) -> None:
    result = compare("""
        import multiprocessing as mp, threading
        from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
        from multiprocessing import heap, sharedctypes
        from multiprocessing.pool import Pool, ThreadPool

        def made():
            with mp.Pool(1) as pool, mp.Manager() as manager:
                print(pool.map(abs, [-1]), manager.list([1]))
            with ProcessPoolExecutor(1) as executor:
                print(executor.submit(abs, -2).result())
            heap.Arena(10)
            return mp.Value("i", 0), mp.Array("i", 2), mp.Condition(), mp.Barrier(2)

        if __name__ == "__main__":
            mp.set_start_method("fork")
            made()
            thread = threading.Thread(target=made)
            thread.start()
            thread.join()
            for workers in (ThreadPool(1), ThreadPoolExecutor(1)):
                with workers:
                    print(*workers.map(sharedctypes.Value, ["i"]))
            ThreadPool(1).apply(Pool, (1,)).terminate()
        """)
    assert result.report is not None
    pools = {"Pool", "ProcessPoolExecutor", "ThreadPool", "ThreadPoolExecutor"}
    theirs = {"Array", "Barrier", "Condition", "ListProxy", "Value"}  # and none of what these consist of
    assert {one["kind"] for one in result.report["objects"]} == pools | theirs


# --- items that never get there ----------------------------------------------------------


def test_an_item_that_cannot_be_pickled_is_dropped_and_no_buffer_shows_it(
    compare: Callable[..., Result],
) -> None:
    result = compare("""
        import multiprocessing as mp, threading, traceback
        from multiprocessing.queues import JoinableQueue, Queue

        class Static(Queue):
            @staticmethod
            def _on_queue_feeder_error(e, obj):
                print("static", type(e).__name__, obj, flush=True)
                dropped.set()

        class Bound(JoinableQueue):
            def _on_queue_feeder_error(self, e, obj):
                print("bound", type(e).__name__, obj, self is bound, flush=True)
                traceback.print_exc()
                super()._on_queue_feeder_error(e, obj)
                dropped.set()

        class Failing:
            def __init__(self, error):
                self.error = error

            def __repr__(self):
                return "Failing"

            def __reduce__(self):
                raise self.error

        if __name__ == "__main__":
            mp.set_start_method("fork")
            dropped, context = threading.Event(), mp.get_context()
            queue, static, bound = mp.Queue(2), Static(2, ctx=context), Bound(ctx=context)
            for items in ([Failing(TypeError("no"))] * 3, ["first", Failing(OSError(5, "odd")), "last"]):
                for item in items:
                    queue.put(item)
                    if isinstance(item, str):
                        print(queue.get(timeout=20))
            queue.put(1)
            print(queue._reader.poll(20))  # or it is dropped, too
            for own in (static, bound):
                own.put(Failing(ValueError("own")))
                print(dropped.wait(20))
                dropped.clear()
            queue._writer.close()
            queue.put("nowhere to go")
            queue.close()
            queue.join_thread()
            print(own.__dict__.get("_on_queue_feeder_error"))
        """)
    assert result.probe_failures == []
    queue, static, bound = (result.objects[name] for name in ("queue", "static", "bound"))
    assert (queue["puts"], queue["gets"], queue["dropped"]) == (8, 2, 5)
    assert queue["last_drop"]["item"] == "'nowhere to go'"
    assert (queue["last_drop"]["pickled"], queue["last_drop"]["error"]) == (True, "OSError: handle is closed")
    assert (static["puts"], static["dropped"]) == (1, 1)
    assert (bound["puts"], bound["dropped"], bound["task_done"]) == (1, 1, 0)
    main, last = result.process("main"), bound["last_drop"]
    assert (last["pid"], last["item"], last["pickled"]) == (main["pid"], "<Failing>", False)
    assert last["error"] == "ValueError: own"


def test_a_put_that_waits_gets_the_place_of_an_item_that_is_dropped(compare: Callable[..., Result]) -> None:
    result = compare("""
        import multiprocessing as mp, threading
        from multiprocessing.queues import Queue

        class Slow:
            def __reduce__(self):
                waits.wait(20)
                raise TypeError("no")

        class Gate(Queue):
            _on_queue_feeder_error = staticmethod(lambda e, obj: None)

        if __name__ == "__main__":
            mp.set_start_method("fork")
            waits, queue = threading.Event(), Gate(1, ctx=mp.get_context())
            queue.put(Slow())
            threading.Timer(0.3, waits.set).start()
            queue.put("second")
            print(queue.get(timeout=20))
        """)
    queue, wait = result.objects["queue"], result.process("main")["last_wait"]
    assert (queue["puts"], queue["gets"], queue["dropped"], queue["high_water"]) == (2, 1, 1, 1)
    assert (wait["operation"], wait["granted_by"]["operation"]) == ("Gate.put", "Gate._feed")


# --- managers ----------------------------------------------------------------------------


def test_what_an_own_type_takes_and_gives_is_not_asked_whether_it_is_true(
    compare: Callable[..., Result],
) -> None:
    result = compare("""
        import multiprocessing as mp
        from multiprocessing.managers import BaseManager

        class Odd:
            def __bool__(self):
                raise ValueError("it is neither")

            __float__ = __int__ = __len__ = __bool__

            def __repr__(self):
                return "Odd"

        class Pool:
            def acquire(self, first, second=None):
                return first

            put = get = wait = release = acquire

        class Office(BaseManager):
            pass

        Office.register("Pool", Pool)

        if __name__ == "__main__":
            mp.set_start_method("fork")
            with Office() as office:
                pool = office.Pool()
                for method in (pool.acquire, pool.put, pool.get, pool.wait):
                    print(method(Odd()), method(Odd(), Odd()), method(first=Odd()), flush=True)
        """)
    assert result.probe_failures == []
    assert (result.objects["pool"]["family"], result.objects["pool"]["calls"]) == ("value", 12)


def test_an_item_that_does_not_survive_its_way_out_of_a_managers_queue_is_out_of_it(
    compare: Callable[..., Result],
) -> None:
    result = compare("""
        import multiprocessing as mp, os, queue

        class Item:
            def __init__(self, fails):
                self.fails = fails

            def __repr__(self):
                return self.fails

            def __reduce__(self):
                if self.fails == "pickling" and os.getpid() != main:
                    raise TypeError("not again")
                return made, (self.fails,)

        def made(fails):
            if fails == "unpickling" and os.getpid() == main:
                raise ValueError("not here")
            return Item(fails)

        if __name__ == "__main__":
            mp.set_start_method("fork")
            main = os.getpid()
            with mp.Manager() as manager:
                items = manager.Queue()
                for fails in ("unpickling", "pickling", "nothing"):
                    items.put(Item(fails))
                for get in (items.get, items.get, items.get, items.get_nowait, lambda: items.get(1, 2, 3, 4)):
                    try:
                        print(get())
                    except Exception as error:
                        print(type(error).__name__)
                items.put("left")
                print(items.qsize())
        """)
    items = result.objects["items"]
    assert (items["puts"], items["gets"], items["high_water"]) == (4, 3, 3)
    assert result.probe_failures == []
