"""Calls that a signal handler of the script's ends, by what it raises."""

import gc
import os
import signal
import sysconfig
import threading
import time

from bench import ONCE, WITH_CHILDREN, WITH_SIGNALS, collector

CASES = {}
case = collector(CASES, WITH_SIGNALS)
case_of_children = collector(CASES, WITH_CHILDREN)
case_of_main = collector(CASES, ONCE)
_KNOWN = os.path.dirname(os.path.abspath(__file__)), sysconfig.get_path("stdlib"), "<frozen ", "<string>"


class AlarmError(Exception):
    """What the handler raises."""


def _raise(number, frame):
    raise AlarmError(number, frame is not None)


def interrupted(call, *args, handler=_raise):
    """Make a call that waits; a handler ends it when it does."""
    before = signal.signal(signal.SIGALRM, handler)
    bell = threading.Thread(target=_ring, args=(threading.get_ident(), threading.get_native_id()))
    bell.start()
    try:
        call(*args)
    finally:
        bell.join()
        signal.signal(signal.SIGALRM, before)


def _ring(thread, number):
    """Send the signal once that thread has not run for some time: then it waits in the call."""
    seen, unchanged = None, 0
    while unchanged < 3:
        time.sleep(0.003)
        with open(f"/proc/self/task/{number}/status", encoding="ascii") as file:
            now = [line for line in file if line.startswith(("State", "voluntary", "nonvoluntary"))]
        unchanged = unchanged + 1 if now == seen and "S (sleeping)" in now[0] else 0
        seen = now
    signal.pthread_kill(thread, signal.SIGALRM)


@case
def sleep_is_interrupted(bench):
    interrupted(time.sleep, 60)


@case
def sleep_in_a_function_is_interrupted(bench):
    def rest():
        time.sleep(60)

    interrupted(rest)


@case_of_children
def waitpid_is_interrupted(bench):
    pid = os.fork()
    if pid == 0:
        time.sleep(60)
        os._exit(0)
    try:
        interrupted(os.waitpid, pid, 0)
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


@case_of_children
def process_join_is_interrupted(bench):
    process = bench.watch(bench.context.Process(target=time.sleep, args=(60,)))
    process.start()
    try:
        interrupted(process.join)
    finally:
        process.kill()
        process.join()


@case
def handler_that_exits(bench):
    before = signal.signal(signal.SIGUSR1, lambda *_: {}["missing"])
    try:
        os.kill(os.getpid(), signal.SIGUSR1)
        time.sleep(1)
    finally:
        signal.signal(signal.SIGUSR1, before)


@case
def handler_that_uses_a_lock(bench):
    lock = bench.context.Lock()
    before = signal.signal(signal.SIGUSR1, lambda *_: lock.release())
    try:
        os.kill(os.getpid(), signal.SIGUSR1)
        time.sleep(1)
    finally:
        signal.signal(signal.SIGUSR1, before)


@case
def keyboard_interrupt(bench):
    interrupted(bench.watch(bench.context.Queue()).get, handler=signal.default_int_handler)


@case_of_main
def handler_at_any_moment(bench):
    """Only the script and the library are in the tracebacks, whatever was running just then.

    What a handler raises in a destructor goes no further, in any Python: so none may run meanwhile.
    """
    seen, places = set(), []

    def raise_and_note(_number, frame):
        places.append(f"{frame.f_code.co_filename}:{frame.f_lineno}")
        raise AlarmError

    before = signal.signal(signal.SIGALRM, raise_and_note)
    gc.collect()
    gc.disable()
    try:
        for microseconds in range(20, 420):
            seen |= _files_in(_interrupted_at_work(bench.context, microseconds * 1e-6, places))
    finally:
        gc.enable()
        signal.signal(signal.SIGALRM, before)
    return f"others in the tracebacks: {sorted(file for file in seen if not file.startswith(_KNOWN))}"


def _interrupted_at_work(context, seconds, places):
    """What a handler raised in the middle of short calls; their objects are not used any more afterwards."""
    rlock, semaphore, event, queue = context.RLock(), context.Semaphore(9), context.Event(), context.Queue()
    process = context.Process()
    places.clear()
    try:
        signal.setitimer(signal.ITIMER_REAL, seconds)
        while not places:
            with rlock:
                semaphore.acquire()
            semaphore.release()
            event.is_set()
            process.is_alive()
            queue.empty()
            queue.qsize()
            time.sleep(0)
    except AlarmError as error:
        return error
    raise AssertionError(f"what the handler raised at {places[0]} has not arrived")


def _files_in(error):
    files, trace = set(), error.__traceback__
    while trace is not None:
        files.add(trace.tb_frame.f_code.co_filename)
        trace = trace.tb_next
    return files
