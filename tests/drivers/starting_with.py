"""Becomes another program after it has made its own process what that one is to inherit.

Arguments: statements of Python that do so, then the words of the other program. What the statements may
use beside the modules is defined here.
"""

import ctypes
import fcntl
import os
import resource
import signal
import sys
import termios

_LIBC = ctypes.CDLL(None, use_errno=True)
_IOPRIO_SET = {"x86_64": 251, "aarch64": 30}
PARENT_DEATH_SIGNAL, TIMER_SLACK, CHILD_SUBREAPER, NO_NEW_PRIVILEGES, NO_HUGE_PAGES = 1, 29, 36, 38, 41


def ignore(*numbers):
    """Ignore signals."""
    for number in numbers:
        signal.signal(number, signal.SIG_IGN)


def block(*numbers):
    """Block signals."""
    signal.pthread_sigmask(signal.SIG_BLOCK, numbers)


def limit(name, soft, hard):
    """Set a limit."""
    resource.setrlimit(getattr(resource, "RLIMIT_" + name), (soft, hard))


def opened(path, number):
    """Have a file open under a number."""
    found = os.open(path, os.O_RDONLY if path.startswith("/etc") else os.O_RDWR | os.O_CREAT)
    if found != number:
        os.dup2(found, number)
        os.close(found)
    os.set_inheritable(number, True)


def write(path, text):
    """Write into a file of the system."""
    with open(path, "w", encoding="ascii") as file:
        file.write(text)


def prctl(option, value):
    """Set an attribute of this process."""
    if _LIBC.prctl(option, ctypes.c_ulong(int(value)), 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl")


def personality(value):
    """How the kernel treats this process."""
    _LIBC.personality(ctypes.c_ulong(value))


def set_scheduler(policy):
    """Another scheduling policy."""
    os.sched_setscheduler(0, policy, os.sched_param(0))


def set_io_priority(kind, level):
    """The priority of this process's input and output."""
    number = _IOPRIO_SET.get(os.uname().machine)
    if number is not None:
        _LIBC.syscall(number, 1, 0, kind << 13 | level)


def take_terminal():
    """Make the terminal that is our standard input the one of our session."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def unset(name):
    """Take a variable away."""
    os.environ.pop(name, None)


if __name__ == "__main__":
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # Python ignores them; a shell would not
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    exec(sys.argv[1])
    os.environ["GIVEN"] = f"{os.getpgrp()},{os.getsid(0)}"
    os.execvp(sys.argv[2], sys.argv[2:])
