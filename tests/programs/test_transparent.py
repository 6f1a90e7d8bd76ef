"""A script does the same watched as bare: its output, its exceptions, its exit code."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.programs.conftest import of_script, tidy
from tests.programs.harness import START_METHODS, TIMEOUT_S, Result, run_watched, write_script

#: Python 3.10 has no way to leave a frame out of the traceback of a patched call.
SAME_TRACEBACKS = sys.version_info >= (3, 11)

every_method = pytest.mark.parametrize("method", START_METHODS)


def with_method(method: str, body: str) -> str:
    """A script under a start method: `body` is what stands under its main guard."""
    head, _, tail = body.partition("---\n")
    indented = "".join(f"    {line}\n" for line in tail.splitlines())
    return (
        "import multiprocessing as mp, sys, os, time, queue\n"
        f"{head}\nif __name__ == '__main__':\n    mp.set_start_method({method!r})\n{indented}"
    )


# --- exceptions --------------------------------------------------------------------------

RAISING = {
    "Lock.release": "mp.Lock().release()",
    "RLock.release": "mp.RLock().release()",
    "BoundedSemaphore.release": "mp.BoundedSemaphore(1).release()",
    "Lock.acquire": "mp.Lock().acquire(timeout='soon')",
    "with Lock": "\nwith mp.Lock() as got:\n    raise KeyError(got)",
    "Queue.get_nowait": "mp.Queue().get_nowait()",
    "Queue.get(timeout)": "mp.Queue().get(timeout=0.01)",
    "Queue.put_nowait": "q = mp.Queue(1); q.put(1); q.put_nowait(2)",
    "Queue.put(timeout)": "q = mp.Queue(1); q.put(1); q.put(2, timeout=0.01)",
    "Queue.put, closed": "q = mp.Queue(1); q.close(); q.put(1)",
    "Queue.put, unpicklable": "q = mp.Queue(); q.put(lambda: 0); q.close(); q.join_thread()",
    "SimpleQueue.put, unpicklable": "mp.SimpleQueue().put(lambda: 0)",
    "JoinableQueue.task_done": "mp.JoinableQueue().task_done()",
    "proxy KeyError": "\nwith mp.Manager() as m:\n    m.dict()['missing']",
    "proxy IndexError": "\nwith mp.Manager() as m:\n    m.list([1]).pop(7)",
    "proxy of a managed queue": "\nwith mp.Manager() as m:\n    m.Queue().get_nowait()",
    "proxy AttributeError": "\nwith mp.Manager() as m:\n    m.Namespace().nothing",
    "Process.join before start": "mp.Process(target=print).join()",
    "Process.start twice": "p = mp.Process(target=os.getpid); p.start(); p.join(); p.start()",
    "Process.terminate before start": "mp.Process(target=print).terminate()",
    "Process.close": "p = mp.Process(target=os.getpid); p.start(); p.join(); p.close(); p.is_alive()",
    "time.sleep": "time.sleep(-1)",
    "time.sleep of a text": "time.sleep('long')",
    "set_start_method twice": "mp.set_start_method('fork')",
    "Queue.put, too many arguments": "mp.Queue().put(1, 2, 3, 4)",
    "Lock, unknown keyword": "mp.Lock().acquire(patience=3)",
}


@pytest.mark.skipif(not SAME_TRACEBACKS, reason="tracebacks of Python 3.10 show one more frame")
@pytest.mark.parametrize("code", RAISING.values(), ids=list(RAISING))
def test_a_traceback_is_the_same(code: str, compare: Callable[..., Result]) -> None:
    result = compare(with_method("spawn" if "Process" in code else "fork", "---\n" + code))
    assert "Traceback (most recent call last)" in result.stderr


@pytest.mark.skipif(not SAME_TRACEBACKS, reason="tracebacks of Python 3.10 show one more frame")
@every_method
def test_a_target_that_raises_prints_the_same(method: str, compare: Callable[..., Result]) -> None:
    body = """
def f(number):
    try:
        [][number]
    except IndexError as error:
        raise ValueError('no such number', number) from error
---
p = mp.Process(target=f, args=(3,), name='raises')
p.start()
p.join()
print(p.exitcode)
"""
    result = compare(with_method(method, body))
    assert "direct cause" in result.stderr
    assert result.process("raises")["outcome"] == "failed"
    assert result.process("raises")["exitcode"] == 1
    assert result.process("main")["outcome"] == "finished"


def test_chained_exceptions_in_main_are_the_same(compare: Callable[..., Result]) -> None:
    result = compare("""
        import multiprocessing
        def outer():
            try:
                multiprocessing.Queue().get_nowait()
            except Exception as error:
                {}['a'].b
        outer()
        """)
    assert result.exitcode == 1
    assert "During handling" in result.stderr
    assert result.outcomes() == {"main": "failed"}


EXITS = (
    "sys.exit('a text')",
    "sys.exit(3)",
    "sys.exit()",
    "sys.exit(-1)",
    "raise SystemExit(300)",
    "os._exit(7)",
)


@pytest.mark.parametrize("code", EXITS)
def test_the_exit_code_of_main_is_the_same(code: str, compare: Callable[..., Result]) -> None:
    compare(f"import multiprocessing, os, sys\nmultiprocessing.Lock()\n{code}\n")


@every_method
def test_exit_codes_of_children_are_the_same(method: str, compare: Callable[..., Result]) -> None:
    body = f"""
def f(code):
    exec(code)
---
for code in {EXITS!r}:
    p = mp.Process(target=f, args=(code,))
    p.start()
    p.join()
    print(p.exitcode)
"""
    compare(with_method(method, body))


def test_a_signal_that_ends_main_is_the_same(compare: Callable[..., Result]) -> None:
    result = compare("import os, signal\nprint('before', flush=True)\nos.kill(os.getpid(), signal.SIGUSR1)\n")
    assert result.exitcode == 128 + 10
    assert result.outcomes() == {"main": "crashed"}


# --- what a script can ask about itself --------------------------------------------------

IDENTITY = """
import sys, os, multiprocessing, threading, signal, warnings
def tell(where):
    print(where, __name__, __file__, sys.argv, os.getcwd(), sys.path[:1], len(sys.path))
    print(where, __spec__, __package__, sorted(n for n in globals() if n.startswith('__')))
    print(where, sys.flags.isolated, sys.warnoptions, sys.getrecursionlimit(), threading.active_count())
    # PYTHONPATH and names of our own are how the probe comes to other Pythons that the script starts.
    print(where, sorted(n for n in os.environ if not n.startswith(('PYTHONPATH', 'PROCESSION'))))
    print(where, sys.stdout.encoding, sys.stdout.errors, sys.stderr.errors, sys.stdin.encoding)
    print(where, [signal.getsignal(n) for n in (signal.SIGINT, signal.SIGTERM, signal.SIGPIPE, signal.SIGIO)])
    print(where, sys.stdout.isatty(), sys.gettrace(), sys.getprofile(), sys.excepthook is sys.__excepthook__)
    print(where, sorted(set(sys.modules) & {'json', 'socket', 'subprocess', 'queue', 'ctypes'}))
"""


def test_a_script_without_multiprocessing_finds_the_same(compare: Callable[..., Result]) -> None:
    compare(IDENTITY.replace(", multiprocessing", "") + "tell('main')\n", "-x", "--report", "看")


@every_method
def test_what_a_script_asks_about_itself_is_the_same(method: str, compare: Callable[..., Result]) -> None:
    compare(
        IDENTITY
        + f"""
if __name__ == '__main__':
    multiprocessing.set_start_method('{method}')
    print(multiprocessing.get_start_method(), multiprocessing.get_all_start_methods())
    tell('main')
    sys.stdout.flush()
    p = multiprocessing.Process(target=tell, args=('child',))
    p.start()
    p.join()
    print(p.name, p.daemon, p.exitcode, multiprocessing.active_children(), multiprocessing.parent_process())
""",
        "-v",
        "two words",
    )


def test_descriptors_that_a_script_opens_have_the_same_numbers(compare: Callable[..., Result]) -> None:
    compare("import os\nprint([os.open('/dev/null', os.O_RDONLY) for _ in range(3)])\nprint(os.pipe())\n")


def test_descriptors_that_a_script_reuses_stay_its_own(compare: Callable[..., Result]) -> None:
    """A daemon closes all that it inherited; what it opens then may get a number that the probe had."""
    body = """
def f(name):
    os.closerange(3, 1024)
    files = [open(name, 'w') for _ in range(8)]
    lock = mp.Lock()
    for _ in range(5000):
        with lock:
            pass
    for file in files:
        file.write('whole')
        file.close()
    print('closed without an error', flush=True)
---
p = mp.Process(target=f, args=(sys.argv[1],))
p.start()
p.join()
f(sys.argv[1])
"""
    result = compare(with_method("fork", body), "reused.txt")
    assert result.stdout == "closed without an error\n" * 2


def test_standard_input_reaches_the_script(compare: Callable[..., Result]) -> None:
    text = "import sys\nprint(input('name? '))\nprint(sys.stdin.readlines())\nprint(sys.stdin.read() == '')\n"
    result = compare(text, stdin="大包子\nsecond\nthird")
    assert "大包子" in result.stdout and "'third'" in result.stdout


def test_end_of_standard_input_is_an_eof_error(compare: Callable[..., Result]) -> None:
    assert "EOFError" in compare("input()\n").stderr


def test_modules_beside_the_script_are_found(tmp_path: Path, compare: Callable[..., Result]) -> None:
    write_script(tmp_path, "VALUE = 5\n", "beside.py")
    compare("import beside\nprint(beside.VALUE, beside.__file__)\n")


def test_output_of_other_programs_and_wrong_bytes_are_the_same(compare: Callable[..., Result]) -> None:
    result = compare("""
        import os, subprocess, sys
        os.write(1, b'part, then ')
        subprocess.run(['echo', 'from echo'])
        subprocess.run([sys.executable, '-c', 'import sys; print(sys.argv, sys.path[0] == "")', 'x'])
        subprocess.run('echo to stderr >&2', shell=True)
        os.write(1, '大包'.encode()[:-1] + b'\\xff\\n')
        os.write(2, b'no newline at the end')
        """)
    assert "part, then from echo\n" in result.stdout


@pytest.mark.xfail(strict=True, reason="a socket cannot be opened by name; see DECISIONS.md")
def test_dev_stdout_can_be_opened(compare: Callable[..., Result]) -> None:
    result = compare("""
        import subprocess
        subprocess.run('echo by name > /dev/stderr', shell=True)
        with open('/dev/stdout', 'w') as out:
            print('by name', file=out)
        """)
    assert "by name" in result.stdout


# --- lifetimes ---------------------------------------------------------------------------


def test_nothing_is_kept_alive(compare: Callable[..., Result]) -> None:
    result = compare("""
        import gc, multiprocessing as mp, os, sys, time, weakref
        mp.set_start_method("fork")
        def check(make):
            thing = make()
            watch = weakref.ref(thing)
            count = sys.getrefcount(thing)
            del thing
            gone = watch() is None
            gc.collect()
            print(make.__name__, count, gone, watch() is None)
        def used_lock():
            lock = mp.Lock()
            with lock:
                pass
            return lock
        def used_queue():
            queue = mp.Queue()
            queue.put(1)
            queue.get()
            queue.close()
            queue.join_thread()
            return queue
        def process():
            p = mp.Process(target=os.getpid)
            p.start()
            p.join()
            mp.active_children()
            return p
        def unstarted():
            return mp.Process(target=os.getpid, args=([],))
        for make in (mp.Lock, mp.RLock, mp.Semaphore, mp.Event, mp.Condition, mp.SimpleQueue, used_lock,
                     used_queue, process, unstarted):
            check(make)
        """)
    assert re.search("used_lock [12] True True", result.stdout), result.stdout


@every_method
def test_an_argument_dies_with_its_process(method: str, compare: Callable[..., Result]) -> None:
    body = """
import gc, weakref
class Thing:
    pass
def f(thing):
    watch = weakref.ref(thing)
    del thing
    print(watch() is None)
---
thing = Thing()
p = mp.Process(target=f, args=(thing,))
watch = weakref.ref(thing)
p.start()
p.join()
del thing
print(watch() is None)
del p
gc.collect()
print(watch() is None)
"""
    compare(with_method(method, body), ordered=False)


# --- what a script does with the patched names -------------------------------------------


@every_method
def test_patched_functions_keep_their_nature(method: str, compare: Callable[..., Result]) -> None:
    body = """
from time import sleep
class Clock:
    sleep = time.sleep  # a built-in is no method: the instance is not passed
def f():
    Clock().sleep(0.001)
---
f()
sleep(0)
print(time.sleep.__name__, time.sleep.__module__, callable(time.sleep), repr(time.sleep))
p = mp.Process(target=time.sleep, args=(0.01,))
p.start()
p.join()
print(p.exitcode)
p = mp.Process(target=f)
p.start()
p.join()
print(p.exitcode)
"""
    compare(with_method(method, body))


def test_built_ins_are_no_data(compare: Callable[..., Result]) -> None:
    compare("""
        import multiprocessing, os, time, xmlrpc.client
        for function in (time.sleep, os.waitpid, os.getpid):
            try:
                print(xmlrpc.client.dumps((function,)))
            except TypeError as error:
                print(error)
        """)


@every_method
def test_built_ins_can_be_pickled_and_used_as_targets(method: str, compare: Callable[..., Result]) -> None:
    body = """
import pickle
---
print(pickle.loads(pickle.dumps(time.sleep)) is time.sleep)
print(len(pickle.dumps(time.sleep)))
for target, args in ((time.sleep, (0,)), (print, ('printed',)), (open, (os.devnull,))):
    sys.stdout.flush()
    p = mp.Process(target=target, args=args)
    p.start()
    p.join()
    print(p.exitcode)
"""
    compare(with_method(method, body))


def test_signatures_docs_and_names_are_the_same(compare: Callable[..., Result]) -> None:
    compare("""
        import inspect, multiprocessing as mp, multiprocessing.queues, multiprocessing.synchronize, time
        from multiprocessing import managers
        for kind in (mp.Process, mp.queues.Queue, mp.queues.JoinableQueue, mp.queues.SimpleQueue,
                     mp.synchronize.Lock, mp.synchronize.RLock, mp.synchronize.Semaphore,
                     mp.synchronize.BoundedSemaphore, managers.BaseProxy, managers.SyncManager):
            for name in ('__init__', 'start', 'join', 'run', 'put', 'get', 'acquire', 'release', 'terminate',
                         'task_done', 'qsize', '_callmethod', '__enter__', '__exit__'):
                method = getattr(kind, name, None)
                if inspect.isfunction(method):
                    print(kind.__name__, name, inspect.signature(method), method.__qualname__, method.__doc__)
        """)


def test_what_c_code_calls_is_done(compare: Callable[..., Result]) -> None:
    """A thread's function and what is called at the exit have no frame of Python below them."""
    result = compare(
        """
        import _thread, atexit, multiprocessing as mp, os, time

        if __name__ == "__main__":
            lock, queue, event = mp.Lock(), mp.Queue(1), mp.Event()
            _thread.start_new_thread(lock.acquire, ())
            _thread.start_new_thread(queue.put, (1,))
            _thread.start_new_thread(event.set, ())
            event.wait()
            while not lock._semlock._is_zero():
                time.sleep(0.001)
            print(queue.get(), lock.acquire(timeout=0.5), lock.acquire(False))
            atexit.register(print, lock)
            atexit.register(lock.release)
            _thread.start_new_thread(open, ("opened", "w"))
            _thread.start_new_thread(mp.Queue, ())
            while not os.path.exists("opened"):
                time.sleep(0.01)
        """
    )
    assert result.stdout.startswith("1 False False\n<Lock(owner=None)>"), result.stdout


def test_classes_and_reprs_are_the_same(compare: Callable[..., Result]) -> None:
    compare("""
        import multiprocessing as mp
        for thing in (mp.Lock(), mp.RLock(), mp.Semaphore(2), mp.BoundedSemaphore(2), mp.Event()):
            print(type(thing), type(thing).__mro__, repr(thing))
        for thing in (mp.Queue(), mp.JoinableQueue(), mp.SimpleQueue(), mp.Process(name='p')):
            print(type(thing), type(thing).__mro__)
        for thing in (mp.Lock(), mp.RLock(), mp.Semaphore(2), mp.BoundedSemaphore(2)):
            thing.acquire()
            print(repr(thing), thing.acquire(block=False))
        """)


@every_method
def test_subclasses_of_the_library_work(method: str, compare: Callable[..., Result]) -> None:
    body = """
import multiprocessing.queues
class Worker(mp.Process):
    def __init__(self, q):
        super().__init__(name='worker', daemon=True)
        self.q = q
    def start(self):
        print('starting')
        sys.stdout.flush()
        super().start()
    def run(self):
        self.q.put((self.name, self.daemon, self.is_alive(), self.exitcode))
        raise SystemExit(4)
class Stack(mp.queues.Queue):
    def get(self, *args):
        return 'got', super().get(*args)
---
q = Stack(ctx=mp.get_context())
w = Worker(q)
w.start()
print(q.get())
w.join()
print(w.exitcode, w.is_alive(), repr(w).replace(str(w.pid), 'PID').replace(str(os.getpid()), 'PARENT'))
"""
    compare(with_method(method, body))


@every_method
def test_a_pool_an_executor_and_a_pipe_work(method: str, compare: Callable[..., Result]) -> None:
    body = """
from concurrent.futures import ProcessPoolExecutor
def square(x):
    if x == 5:
        raise ValueError(x)
    return x * x
---
with mp.Pool(2) as pool:
    print(pool.map(square, range(5)))
    try:
        pool.apply(square, (5,))
    except ValueError as error:
        print(repr(error))
with ProcessPoolExecutor(2, mp_context=mp.get_context()) as executor:
    print(list(executor.map(square, range(5))))
a, b = mp.Pipe()
a.send([1])
print(b.recv(), a.poll())
shared = mp.Value('i', 3)
with shared.get_lock():
    shared.value += 1
print(shared.value, mp.Array('d', 2)[:], mp.Barrier(1).wait(), mp.Event().wait(0.001))
"""
    compare(with_method(method, body))


def test_set_start_method_in_the_script_wins(tmp_path: Path) -> None:
    script = write_script(tmp_path, with_method("spawn", "---\nprint(mp.get_start_method())"))
    assert run_watched(script).stdout == "spawn\n"


@every_method
def test_the_start_method_of_the_command_line_is_the_default(method: str, tmp_path: Path) -> None:
    text = """
        import multiprocessing as mp
        def f():
            print(mp.get_start_method())
        if __name__ == '__main__':
            p = mp.Process(target=f)
            p.start()
            p.join()
        """
    result = run_watched(write_script(tmp_path, text), "--start-method", method)
    assert (result.stdout, result.stderr, result.exitcode) == (f"{method}\n", "", 0)
    assert result.process("Process-1")["start_method"] == method


def test_redirected_streams_stay_redirected(compare: Callable[..., Result]) -> None:
    compare("""
        import contextlib, io, os, sys
        with contextlib.redirect_stdout(io.StringIO()) as text:
            print('inside')
        print(repr(text.getvalue()))
        sys.stdout.flush()
        os.dup2(2, 1)
        print('now on stderr')
        """)


AT_THE_END = """
import multiprocessing as mp, os, sys, time
from multiprocessing.shared_memory import SharedMemory

class Last:
    def __del__(self, write=os.write):
        write(1, f"{sys.modules.get('__main__')} {len([1])}\\n".encode())

last, count = Last(), 0
time.sleep(0.001)
with mp.Lock():
    count += 1
last.block = SharedMemory(create=True, size=10)
last.block.unlink()
"""


def test_what_the_script_has_ends_before_the_interpreter_does(compare: Callable[..., Result]) -> None:
    result = compare(AT_THE_END)
    assert result.stdout == "None 1\n", "its variables go first, while there is everything that it needs"
    (attachment,) = result.object("SharedMemory")["attached_by"]
    assert attachment["closed"] == 1


FORKS = """
import os, threading

go = threading.Event()
threading.Thread(target=go.wait, daemon=True).start()
for _ in range(2):
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)
go.set()
"""


@pytest.mark.parametrize("version", ["3.12", "3.13"])
def test_python_warns_of_a_fork_beside_threads_at_the_same_line(version: str, tmp_path: Path) -> None:
    found = sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/python"))
    if not found:
        pytest.skip(f"no Python {version} was found under pyenv")
    script = write_script(tmp_path, FORKS)
    bare = subprocess.run([str(found[-1]), str(script)], capture_output=True, text=True, timeout=TIMEOUT_S)
    watched = run_watched(script, "--python", str(found[-1]))
    assert "DeprecationWarning" in bare.stderr
    assert tidy(of_script(watched.stderr), True) == tidy(bare.stderr, True)
