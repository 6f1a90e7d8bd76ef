"""Says everything that a process can see of what it was started with, of itself and of children.

A plain script: run bare and watched, it has to say the same. Standard library only, CPython 3.10 on.
Arguments: the file for the answers (JSON, by who said it), then the start methods of the children to ask.
"""

import ctypes
import fcntl
import json
import multiprocessing
import os
import resource
import signal
import stat
import sys

_LIBC = ctypes.CDLL(None, use_errno=True)
_IOPRIO_GET = {"x86_64": 252, "aarch64": 31}.get(os.uname().machine)
_PRCTL = {
    "parent death signal": 2,
    "dumpable": 3,
    "keep capabilities": 7,
    "secure bits": 27,
    "timer slack": 30,
    "child subreaper": 37,
    "no new privileges": 39,
    "no huge pages": 42,
}
_POINTED = ("parent death signal", "child subreaper")  # the answer is written to an address
#: Lines of /proc/self/status.
_STATUS = (
    *("Umask", "Uid", "Gid", "Groups", "SigPnd", "ShdPnd", "SigBlk", "SigIgn", "SigCgt"),
    *(
        "CapInh",
        "CapPrm",
        "CapEff",
        "CapBnd",
        "CapAmb",
        "Threads",
        "NoNewPrivs",
        "Seccomp",
        "Seccomp_filters",
    ),
    *("Speculation_Store_Bypass", "SpeculationIndirectBranch", "Cpus_allowed_list", "Mems_allowed_list"),
)
#: Other files in /proc/self.
_FILES = ("cgroup", "oom_score_adj", "coredump_filter", "loginuid", "sessionid", "timerslack_ns", "comm")
_NAMESPACES = ["cgroup", "ipc", "mnt", "net", "pid", "time", "user", "uts"]


def _prctl(name):
    option = _PRCTL[name]
    if name in _POINTED:
        value = ctypes.c_int(-1)
        _LIBC.prctl(option, ctypes.byref(value), 0, 0, 0)
        return value.value
    return _LIBC.prctl(option, 0, 0, 0, 0)


def _read(path):
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read().strip()
    except OSError as error:
        return type(error).__name__


def _signals():
    said = {}
    for number in sorted(signal.valid_signals()):
        handler = signal.getsignal(number)
        said[str(int(number))] = getattr(handler, "name", None) or getattr(handler, "__name__", repr(handler))
    return said


def _system():
    status = dict(line.split(":", 1) for line in _read("/proc/self/status").splitlines())
    said = {f"status {name}": status[name].strip() for name in _STATUS if name in status}
    said |= {f"proc {name}": _read(f"/proc/self/{name}") for name in _FILES}
    said |= {f"namespace {name}": os.readlink(f"/proc/self/ns/{name}") for name in _NAMESPACES}
    said |= {f"prctl {name}": _prctl(name) for name in _PRCTL}
    said |= {
        f"limit {name[7:]}": resource.getrlimit(getattr(resource, name))
        for name in dir(resource)
        if name.startswith("RLIMIT_")
    }
    said["signals"] = _signals()
    said["signals blocked"] = sorted(map(int, signal.pthread_sigmask(signal.SIG_BLOCK, [])))
    said["timers"] = [signal.getitimer(which) for which in (0, 1, 2)]
    said["umask"] = _umask()
    said["nice"] = os.nice(0)
    said["scheduler"] = [os.sched_getscheduler(0), os.sched_getparam(0).sched_priority]
    said["affinity"] = sorted(os.sched_getaffinity(0))
    said["io priority"] = _LIBC.syscall(_IOPRIO_GET, 1, 0) if _IOPRIO_GET else None
    said["personality"] = _LIBC.personality(0xFFFFFFFF)
    said["root"] = os.readlink("/proc/self/root")
    said["executable"] = os.readlink("/proc/self/exe")
    return said


def _umask():
    mask = os.umask(0o777)
    os.umask(mask)
    return mask


def _place(given_group, given_session, main_group, main_session):
    """The process's place among the others, told by what it has in common with whoever started it."""

    def whose(number, given, mains):
        return {given: "given", mains: "main's", os.getpid(): "own"}.get(number, "other")

    fields = _read("/proc/self/stat").rpartition(")")[2].split()
    return {
        "group": whose(os.getpgrp(), given_group, main_group),
        "session": whose(os.getsid(0), given_session, main_session),
        "terminal": fields[4] != "0",
        "in the foreground": int(fields[5]) == os.getpgrp(),
    }


def _descriptors():
    said = {}
    for name in sorted(os.listdir("/proc/self/fd"), key=int):
        number = int(name)
        try:
            status = os.fstat(number)
            flags = fcntl.fcntl(number, fcntl.F_GETFL)
            target = os.readlink(f"/proc/self/fd/{name}")
        except OSError:
            continue  # of the listing itself
        kind = {stat.S_IFSOCK: "socket", stat.S_IFIFO: "pipe", stat.S_IFREG: "file", stat.S_IFCHR: "device"}
        said[name] = {
            "kind": kind.get(stat.S_IFMT(status.st_mode), "other"),
            "what": target if target.startswith("/") else "",
            "flags": flags & ~os.O_LARGEFILE if hasattr(os, "O_LARGEFILE") else flags,
            "inheritable": os.get_inheritable(number),
            "terminal": os.isatty(number),
        }
    return said


def _stream(name):
    stream = getattr(sys, name)
    if stream is None:
        return None
    asked = ["encoding", "errors", "line_buffering", "write_through", "newlines", "mode", "name", "closed"]
    said = {word: getattr(stream, word) for word in asked}
    said |= {"terminal": stream.isatty(), "seekable": stream.seekable(), "raw": type(stream.buffer).__name__}
    said["same"] = getattr(sys, f"__{name}__") is stream
    return said


def _python():
    import atexit
    import faulthandler
    import gc
    import threading
    import warnings

    flags = {name: getattr(sys.flags, name) for name in dir(sys.flags) if name[0] != "_"}
    return {
        "flags": {name: value for name, value in flags.items() if not callable(value)},
        "argv": sys.argv,
        "orig_argv": sys.orig_argv,
        "path": sys.path,
        "executable": sys.executable,
        "prefix": [sys.prefix, sys.exec_prefix, sys.base_prefix],
        "warnoptions": sys.warnoptions,
        "filters": len(warnings.filters),
        "xoptions": {key: str(value) for key, value in sys._xoptions.items()},
        "hash": hash("text") if os.environ.get("PYTHONHASHSEED", "random") != "random" else None,
        "encodings": [sys.getfilesystemencoding(), sys.getfilesystemencodeerrors(), sys.getdefaultencoding()],
        "recursion": sys.getrecursionlimit(),
        "switch interval": sys.getswitchinterval(),
        "hooks": [
            sys.gettrace() is None,
            sys.getprofile() is None,
            sys.excepthook is sys.__excepthook__,
            sys.displayhook is sys.__displayhook__,
            sys.unraisablehook is sys.__unraisablehook__,
            sys.breakpointhook is sys.__breakpointhook__,
            threading.excepthook is threading.__excepthook__,
        ],
        "finders": [getattr(finder, "__name__", type(finder).__name__) for finder in sys.meta_path],
        "path hooks": [getattr(hook, "__qualname__", repr(hook)) for hook in sys.path_hooks],
        "modules": sorted(sys.modules),
        "threads": [thread.name for thread in threading.enumerate()],
        "at exit": atexit._ncallbacks(),
        "collector": [gc.isenabled(), gc.get_threshold(), gc.callbacks, gc.get_freeze_count()],
        "faulthandler": faulthandler.is_enabled(),
        "bytecode": [sys.dont_write_bytecode, sys.pycache_prefix],
        "names": sorted(name for name in vars(sys.modules["__main__"]) if name.startswith("__")),
        "main file": getattr(sys.modules["__main__"], "__file__", None),
    }


def look(*groups):
    """All of it, as JSON can say it."""
    return {
        **{f"system {name}": value for name, value in _system().items()},
        **{f"place {name}": value for name, value in _place(*groups).items()},
        **{f"python {name}": value for name, value in _python().items()},
        **{f"stream {name}": _stream(name) for name in ("stdin", "stdout", "stderr")},
        "descriptors": _descriptors(),
        "folder": os.getcwd(),
        "environment": dict(os.environ),
        "children": _read(f"/proc/self/task/{os.getpid()}/children"),
    }


def look_into(path, *groups):
    """In a child: leave the answer in a file."""
    with open(path, "w", encoding="utf-8") as file:
        json.dump(look(*groups), file)


def main(path, *methods):
    """Look at this process, then at one child of each start method."""
    given = os.environ.pop("GIVEN").split(",")
    groups = (*map(int, given), os.getpgrp(), os.getpid())  # a session that main has made has main's number
    said = {"main": look(*groups)}
    for method in methods:
        answer = f"{path}.{method}"
        child = multiprocessing.get_context(method).Process(target=look_into, args=(answer, *groups))
        child.start()
        child.join()
        said[method] = json.loads(_read(answer))
    with open(path + ".part", "w", encoding="utf-8") as file:
        json.dump(said, file)
    os.replace(path + ".part", path)


if __name__ == "__main__":
    main(*sys.argv[1:])
