"""What a thread is doing that no record explains, told by its stack and by what the kernel says of it.

Only what these prove is said: that it computes, if it ran; that it waits, if it did not, and in what.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from app.language import QT_TRANSLATE_NOOP, Sentence
from app.state.history import Location
from app.state.model import Condition, Process
from app.wire.stacks import FRAMES_TOLD, LIBRARY, PACKAGE, SCRIPT, Frame, Stack

CONTEXT = "words"

IN_LINE = QT_TRANSLATE_NOOP("words", "{what} (line {line})")
COMPUTING = QT_TRANSLATE_NOOP("words", "computing")
COMPUTING_IN = QT_TRANSLATE_NOOP("words", "computing in {function}")
COMPUTING_IN_C = QT_TRANSLATE_NOOP("words", "in C code, called by {function}")
IMPORTING = QT_TRANSLATE_NOOP("words", "importing")
IMPORTING_MODULE = QT_TRANSLATE_NOOP("words", "importing {module}")
IMPORTING_SCRIPT = QT_TRANSLATE_NOOP("words", "importing the script")
UNPICKLING = QT_TRANSLATE_NOOP("words", "unpickling its arguments")
STOPPED = QT_TRANSLATE_NOOP("words", "stopped by a signal")
TRACED = QT_TRANSLATE_NOOP("words", "stopped by a debugger")
SLEEPING = QT_TRANSLATE_NOOP("words", "sleeping")
WAITING = QT_TRANSLATE_NOOP("words", "waiting")
WAITING_IN = QT_TRANSLATE_NOOP("words", "waiting in {function}")
WAITING_INPUT = QT_TRANSLATE_NOOP("words", "waiting for input")
WAITING_DISK = QT_TRANSLATE_NOOP("words", "waiting for the disk or a device")
WAITING_SOCKET = QT_TRANSLATE_NOOP("words", "waiting for data from a socket")
WAITING_ACCEPT = QT_TRANSLATE_NOOP("words", "waiting for a connection")
WAITING_CONNECT = QT_TRANSLATE_NOOP("words", "connecting")
WAITING_SEND = QT_TRANSLATE_NOOP("words", "waiting to send on a socket")
WAITING_PIPE = QT_TRANSLATE_NOOP("words", "waiting for data from a pipe")
WAITING_WRITE = QT_TRANSLATE_NOOP("words", "waiting to write into a pipe")
WAITING_FILE_LOCK = QT_TRANSLATE_NOOP("words", "waiting for a file lock")
WAITING_CHILD = QT_TRANSLATE_NOOP("words", "waiting for a child to end")
WAITING_READY = QT_TRANSLATE_NOOP("words", "waiting in select or poll")
WAITING_LOCK = QT_TRANSLATE_NOOP("words", "waiting for a lock or another thread")
WAITING_SIGNAL = QT_TRANSLATE_NOOP("words", "waiting for a signal")
WAITING_FIFO = QT_TRANSLATE_NOOP("words", "waiting for somebody to open the other end of a FIFO")
WAITING_OPEN = QT_TRANSLATE_NOOP("words", "waiting for a file to open")

#: What a system call waits for; (call, what it is about) goes before the call alone.
_BY_CALL: dict[tuple[str, str] | str, str] = {
    "recvfrom": WAITING_SOCKET,
    "recvmsg": WAITING_SOCKET,
    ("read", "socket"): WAITING_SOCKET,
    ("readv", "socket"): WAITING_SOCKET,
    "accept": WAITING_ACCEPT,
    "accept4": WAITING_ACCEPT,
    "connect": WAITING_CONNECT,
    "sendto": WAITING_SEND,
    "sendmsg": WAITING_SEND,
    ("write", "socket"): WAITING_SEND,
    ("read", "pipe"): WAITING_PIPE,
    ("readv", "pipe"): WAITING_PIPE,
    ("read", "terminal"): WAITING_INPUT,
    ("write", "pipe"): WAITING_WRITE,
    ("writev", "pipe"): WAITING_WRITE,
    ("writev", "socket"): WAITING_SEND,
    "flock": WAITING_FILE_LOCK,
    "fcntl": WAITING_FILE_LOCK,
    "wait4": WAITING_CHILD,
    "waitid": WAITING_CHILD,
    **dict.fromkeys(("poll", "ppoll", "select", "pselect6", "epoll_wait", "epoll_pwait"), WAITING_READY),
    "futex": WAITING_LOCK,
    "openat": WAITING_OPEN,
    "pause": WAITING_SIGNAL,
    "rt_sigtimedwait": WAITING_SIGNAL,
}
_FIFO = "wait_for_partner"  # Linux, fs/pipe.c
_ASLEEP = frozenset("SDI")
_SLEEPS = frozenset(("nanosleep", "clock_nanosleep"))
#: The module in a path; the packaged Python has its library in an archive, as "queue.py".
_MODULE = re.compile(r"(?:.*/(?:(?:site|dist)-packages|(?:python|pypy)\d[\d.]*t?)/)?(\w+)")
_SPAWN, _PROCESS = "multiprocessing/spawn.py", "multiprocessing/process.py"
_PREPARING = frozenset(("prepare", "_fixup_main_from_path", "_fixup_main_from_name"))


_MODULE_CODE = "<module>"
_COMPUTING = Sentence(CONTEXT, COMPUTING)


class Doing(NamedTuple):
    """What a thread is doing."""

    condition: Condition  # RUNNING, WAITING, SLEEPING, SUSPENDED or STARTING
    what: Sentence
    line: int  # of the script; 0: not known

    @property
    def function(self) -> str:
        """The function that it computes or waits in, if that is all that is known of it; else ""."""
        return str(self.what.values["function"]) if self.what.template in (COMPUTING_IN, WAITING_IN) else ""

    @property
    def text(self) -> Sentence:
        """What, and in which line."""
        if not self.line:
            return self.what
        return Sentence(CONTEXT, IN_LINE, what=self.what, line=str(self.line))


def main_doing(process: Process) -> Doing | None:
    """What its main thread is doing; None when it has told something since it was looked at, or never was."""
    return thread_doing(process, process.pid)


def thread_doing(process: Process, system_number: int) -> Doing | None:
    """The same of any thread."""
    stack = stack_of(process, system_number)
    return None if stack is None else _doing(stack, any(one.has_gil for one in process.stacks))


def stack_of(process: Process, system_number: int) -> Stack | None:
    """The stack of a thread, unless its process has told something since."""
    if process.stacks_ns < process.seen_ns:
        return None
    return next((one for one in process.stacks if one.system_number == system_number), None)


def reads_input(process: Process) -> bool:
    """Whether a thread of it waits for its standard input, and it has told nothing since that was seen."""
    return process.stacks_ns >= process.seen_ns and any(
        stack.call == "read" and stack.on == "input" and not stack.runs for stack in process.stacks
    )


def own_frame(stack: Stack) -> Frame | None:
    """The script's own line that a thread is at; if it has none, that of an installed package."""
    frames = own_calls(stack)
    for whose in (SCRIPT, PACKAGE):
        for frame in frames:
            if frame.whose == whose:
                return frame
    return None


def own_calls(stack: Stack) -> tuple[Frame, ...]:
    """Without the calls in which the parent was when it forked; a child begins in multiprocessing's own."""
    for index, frame in enumerate(stack.frames):
        if frame.file.endswith(_PROCESS) and frame.function.rpartition(".")[2] == "_bootstrap":
            return stack.frames[: index + 1]
    return stack.frames


def called_at_end(process: Process) -> str:
    """The script's function that the interpreter has called in main's main thread; "" if it has called none.

    It does so when the script's code is over; before that only a greenlet has no module's code behind it.
    """
    stack = stack_of(process, process.pid) if process.kind == "main" else None
    if stack is None or not 0 < len(stack.frames) < FRAMES_TOLD:  # of more frames the outermost are not told
        return ""
    outermost = stack.frames[-1]
    return outermost.function if outermost.whose == SCRIPT and outermost.function != _MODULE_CODE else ""


def own_location(stack: Stack) -> Location | None:
    """The same as a place."""
    frame = own_frame(stack)
    return None if frame is None or not frame.line else Location(frame.file, frame.line)


@lru_cache(maxsize=1024)  # every view asks, at every refresh
def _doing(stack: Stack, has_gil: bool) -> Doing | None:
    """`has_gil`: a thread of the process had the interpreter's lock."""
    own = own_frame(stack)
    line = 0 if own is None else own.line
    if stack.state == "T":
        return Doing(Condition.SUSPENDED, Sentence(CONTEXT, STOPPED), line)
    if stack.state == "t":
        return Doing(Condition.SUSPENDED, Sentence(CONTEXT, TRACED), line)
    if not stack.runs and stack.state not in _ASLEEP:
        return None
    start = _start(stack)
    if start is not None:
        return Doing(Condition.STARTING, Sentence(CONTEXT, start), line)
    now = Condition.RUNNING if stack.runs else Condition.WAITING
    inside = () if own is None else stack.frames[: stack.frames.index(own)]
    if any(map(_loads, inside)):
        return Doing(now, Sentence(CONTEXT, IMPORTING), line)
    if stack.runs:
        return Doing(now, _computation(stack, own, has_gil), line)
    if stack.call in _SLEEPS:
        return Doing(Condition.SLEEPING, Sentence(CONTEXT, SLEEPING), line)
    return Doing(now, _wait(stack, inside), line)


def _start(stack: Stack) -> str | None:
    """What a process does before the code that it was started for; None when that has begun."""
    spawn = [frame.function.rpartition(".")[2] for frame in stack.frames if frame.file.endswith(_SPAWN)]
    if "_main" not in spawn:
        return None
    if not _PREPARING.isdisjoint(spawn):
        return IMPORTING_SCRIPT
    has_begun = any(frame.function.rpartition(".")[2] == "_bootstrap" for frame in stack.frames)
    return None if has_begun else UNPICKLING


def _loads(frame: Frame) -> bool:
    """Whether it is part of an import."""
    return frame.file.startswith("<frozen importlib")


def _computation(stack: Stack, own: Frame | None, has_gil: bool) -> Sentence:
    if own is None:
        return _COMPUTING
    if own.function == _MODULE_CODE:
        behind = stack.frames[stack.frames.index(own) + 1 :]
        is_imported = bool(behind) and _loads(behind[0])
        return Sentence(CONTEXT, IMPORTING_MODULE, module=_module(own)) if is_imported else _COMPUTING
    is_in_c = not has_gil and own is stack.frames[0]
    return Sentence(CONTEXT, COMPUTING_IN_C if is_in_c else COMPUTING_IN, function=own.function)


def _wait(stack: Stack, inside: tuple[Frame, ...]) -> Sentence:
    """What a thread waits for that does not run; `inside` are the calls that the script's line has made."""
    if stack.state == "D":
        return Sentence(CONTEXT, WAITING_DISK)
    if stack.call in ("read", "readv") and stack.on == "input":
        return Sentence(CONTEXT, WAITING_INPUT)
    if stack.call == "openat" and stack.kernel == _FIFO:
        return Sentence(CONTEXT, WAITING_FIFO)
    if inside:
        return Sentence(CONTEXT, WAITING_IN, function=_name(inside[-1]))
    return Sentence(CONTEXT, _BY_CALL.get((stack.call, stack.on)) or _BY_CALL.get(stack.call, WAITING))


def _module(frame: Frame) -> str:
    """The module whose code a frame runs: "prices"; of a package its folder."""
    folder, _, name = frame.file.rpartition("/")
    return folder.rpartition("/")[2] if name == "__init__.py" and folder else name.rpartition(".")[0] or name


def _name(frame: Frame) -> str:
    """A function as it is called: "queue.Queue.get", "subprocess.run"."""
    module = _MODULE.match(frame.file)
    known = frame.whose in (LIBRARY, PACKAGE) and module is not None
    return f"{module[1]}.{frame.function}" if known and module is not None else frame.function
