"""Turns what a patch saw into records: where in the script, on which object, with what.

There is one `Reporter` per process. It knows which frames are the script's (the library's own are passed
over), which variable holds an object, and what the script's module-level variables look like
in this process.
"""

from __future__ import annotations

import os
import sys
import time
from _thread import get_native_id

from ...wire.records import FOR_EVER, Kind, Phase, pack_fields
from .callers import Callers, is_library_file
from .chosen import accelerator
from .failures import note_failure
from .handlers import is_from_script
from .holders import FRAMES
from .log import Log, encode
from .naming import Names
from .shorten import describe_exception, shorten
from .threads import feeds_of, name_of, this_thread
from .variables import Variables

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType
    from typing import Any

_now = time.monotonic_ns


class Watch:
    """What the probe knows of one object in this process.

    `kind` is the name of its class, `family` and `traits` are what it is (see `wire.records`).
    """

    __slots__ = ("family", "id", "kind", "named", "operations", "traits")

    def __init__(self, object_id: int, kind: str, family: int, traits: int = 0) -> None:
        self.id = object_id
        self.kind = kind
        self.family = family
        self.traits = traits
        self.named = False  # or no name has been found for long
        self.operations: dict[str, str] = {}

    def operation(self, method: str) -> str:
        """The operation as the user calls it: "Lock.acquire"."""
        name = self.operations.get(method)
        if name is None:
            name = self.operations[method] = self.kind + "." + method
        return name


class Reporter(Callers):
    """Writes what happens in this process into its log."""

    def __init__(self, folder: str) -> None:
        super().__init__()
        self.folder = folder
        self.log = Log(folder)
        self.variables = Variables()
        self.names = Names()
        self._described = ""
        self._aside: set[str] = set()  # what has failed, and is not told any more
        #: What took effect where no stack was left to tell it, or where the script raised something in the
        #: middle, as `(before, record)`; None for a record that is lost. It is told at the next opportunity,
        #: with its own stamp. Keeping it calls nothing.
        self.untold: Any = None
        self.forked: list[Callable[[], None]] = []  # what else begins anew in a forked child
        self.samplers: list[Callable[[bool], None]] = []  # what else looks, now and then, or at all of it
        self.told = 0  # the id of the exception that has ended main's code, when it was told
        self.code_over = False  # the process's own code has come to its end, which is told
        self.exiting = False  # so have its threads, and its exit functions run
        self.method = "spawn"  # how this process came to be, if multiprocessing made it
        self._child_method = "fork"

    # --- records ------------------------------------------------------------------------

    def operation(
        self,
        name: str,
        effect: int,
        phase: int,
        frame: FrameType | None,
        watch: Watch | None = None,
        text: str = "",
        value: int = 0,
        bound: float = FOR_EVER,
        time_ns: int = 0,
    ) -> None:
        """One operation at `frame`, the nearest one of the script, in one phase; never an error of ours."""
        if name in self._aside:
            return
        written = False
        try:
            time_ns = time_ns or _now()
            log = self.log
            if self.untold is not None or not log.threads.number:
                self._tell_first(log)
            file = line = 0
            if frame is not None:
                file = log.string(frame.f_code.co_filename)
                line = frame.f_lineno or 0
                names = self.names
                if names.entries and (time_ns >= names.due_ns or id(frame.f_code) not in names.functions):
                    self._tell_names(frame, time_ns)
            log.write(
                1,  # Kind.OPERATION
                phase,
                time_ns,
                watch.id if watch is not None else 0,
                log.string(name),
                file,
                line,
                value,
                encode(text) if text else b"",
                effect,
                0,
                bound,
            )
            written = True
            self.sample(phase != 3 and frame is not None)  # Phase.DONE; the library's own changes nothing
        except RecursionError:
            pass
        except BaseException as error:
            if self.is_the_scripts(error, name):
                raise
            written = True  # as good as: it is not told any more
        finally:
            if not written:  # nothing can be called here
                code, line = (None, 0) if frame is None else (frame.f_code, frame.f_lineno or 0)
                where = "" if code is None else code.co_filename, line
                what = name, effect, phase, 0 if watch is None else watch.id
                late = self.log.threads.own, what, *where, time_ns, text, value, bound
                self.untold, self.log.threads.number = (self.untold, late), 0

    def failed(
        self,
        watch: Watch,
        method: str,
        effect: int,
        frame: FrameType | None,
        error: BaseException,
        value: int = 0,
        bound: float = FOR_EVER,
    ) -> None:
        """A call on an object has raised; it was made at `frame`, in the script or in the library for it."""
        name, script, text = watch.operation(method), self.script_frame(frame), describe_exception(error)
        self.operation(name, effect, Phase.FAILED, script, watch, text, value, bound)

    def raised(
        self, name: str, effect: int, text: str, at: tuple[str, int], stage: int = 0, object_id: int = 0
    ) -> None:
        """An exception has left a process's code, or a thread's, at this line of the script; 0: at none."""
        file, line = at
        try:
            log = self.log
            if self.untold is not None or not log.threads.number:
                self._tell_first(log)
            place = log.string(file) if line else 0
            operation, told = log.string(name), encode(text)
            log.write(1, Phase.FAILED, _now(), object_id, operation, place, line, stage, told, effect)
            self.sample()
        except BaseException as error:
            if self.is_the_scripts(error, name):
                raise

    def name_from(self, frame: FrameType) -> None:
        """Name what has no name yet, before another process has it under a name of its own."""
        script = self.script_frame(frame)
        if script is not None:
            self._tell_names(script, _now())

    def _tell_names(self, frame: FrameType, time_ns: int) -> None:
        """The names that can be seen from `frame`; a failure of ours ends all naming, and nothing else."""
        if not self.names.is_due(frame, time_ns):
            return
        frames: list[FrameType] = []
        at: FrameType | None = frame
        while at is not None and len(frames) <= FRAMES:
            frames.append(at)
            at = self.script_frame(at.f_back)
        try:
            for watch, name, rank in self.names.found(frames):
                self._tell_name(watch, name, rank)
        except RecursionError:
            raise
        except Exception as error:
            if self.is_the_scripts(error, "names"):
                raise
            self.names.give_up()

    def name_inside(self, watch: Watch, holder: object, place: str) -> None:
        """An object is at this place in another one, `holder`: it is called so, if that has a name."""
        known = self.names.best_of(holder)
        if known is not None:
            self._tell_name(watch, known[1] + place, known[0])

    def _tell_name(self, watch: Watch, name: str, rank: int) -> None:
        self.log.write(Kind.NAME, Phase.DONE, _now(), watch.id, 0, 0, 0, rank, encode(name))

    def _tell_first(self, log: Log) -> None:
        """What goes before the next operation of this thread: its name, and what could not be told yet."""
        if not log.threads.named:
            self._tell_thread(log)
        if self.untold is not None:
            self.tell_untold()
        log.threads.number = log.threads.own

    def tell_untold(self) -> None:
        """Tell what there was no stack for, in its order; what cannot be told even now is kept."""
        late: list[Any] = []
        untold, self.untold = self.untold, None
        try:
            while untold is not None:
                late.append(untold[1])
                untold = untold[0]
            while late:
                self._tell_late(late[-1])
                late.pop()
        finally:
            while late:
                untold = untold, late.pop()
            self.untold = untold or self.untold

    def end(self) -> None:
        """At the end of the process: the last opportunity."""
        try:
            self.tell_untold()
            for look in self.samplers:
                look(True)
        except BaseException as error:
            if self.is_the_scripts(error, "end"):
                raise

    def _tell_late(self, record: Any) -> None:
        log = self.log
        if record is None:
            log.count_lost()
            return
        thread, (name, effect, phase, object_id), file, line, time_ns, text, value, bound = record
        known = bool(file) and not is_library_file(file)
        place, line = (log.string(file), line) if known else (0, 0)
        data = text if isinstance(text, bytes) else encode(text)
        stamp, operation = time_ns or _now(), log.string(name)
        log.write(1, phase, stamp, object_id, operation, place, line, value, data, effect, 0, bound, thread)

    def _tell_thread(self, log: Log) -> None:
        log.threads.named = True
        thread = this_thread()
        feeds, name = feeds_of(thread), encode(name_of(thread))
        log.write(Kind.THREAD, Phase.DONE, _now(), feeds, 0, 0, 0, get_native_id(), name)

    def thread_begun(self, thread: Any, is_of_script: bool) -> None:
        """A thread begins, of the script or of a package; it may never tell anything itself."""
        try:
            log, phase = self.log, Phase.BEGAN if is_of_script else Phase.DONE
            log.threads.named = True
            log.write(Kind.THREAD, phase, _now(), 0, 0, 0, 0, get_native_id(), encode(name_of(thread)))
        except BaseException as error:
            if self.is_the_scripts(error, "thread_begun"):
                raise

    def thread_ended(self) -> None:
        """The thread that says so has come to its end; of one that has told nothing, nothing is told."""
        try:
            log = self.log
            if log.threads.named:
                log.write(Kind.THREAD_ENDED, Phase.DONE, _now(), 0, 0, 0, 0, 0, b"")
        except BaseException as error:
            if self.is_the_scripts(error, "thread_ended"):
                raise

    def announce(self, watch: Watch, value: int, holder: object | None = None, **facts: object) -> None:
        """An object was made: what it is, its size, more facts; its name follows when it is known."""
        try:
            log, now = self.log, _now()
            kind = log.string(watch.kind)
            what = watch.family, watch.traits
            made_at = self.script_frame(sys._getframe(1))
            maker = self.maker(made_at)
            if maker:
                facts["made_by"] = maker
            file = 0 if made_at is None else log.string(made_at.f_code.co_filename)
            line = 0 if made_at is None else made_at.f_lineno
            text = encode(pack_fields(**facts))
            log.write(Kind.OBJECT, Phase.DONE, now, watch.id, kind, file, line, value, text, *what)
            if holder is not None:
                self.names.add(watch, holder)
        except BaseException as error:
            if self.is_the_scripts(error, "announce"):
                raise

    def is_the_scripts(self, error: BaseException, name: str) -> bool:
        """Whether what was raised while we told of `name` is the script's (see `handlers`).

        If it is ours it is told, once, and nothing is told of `name` any more.
        """
        if is_from_script(error):
            return True
        self.failure(name, error)
        return False

    def tells(self, name: str) -> bool:
        """Whether `name` is told: nothing of ours has failed in it."""
        return name not in self._aside

    def failure(
        self, name: str, error: BaseException, is_finalizing: Callable[[], bool] = sys.is_finalizing
    ) -> None:
        """Something of ours has failed: tell it once, and tell nothing of `name` any more.

        At the interpreter's end, when the modules have been emptied, everything fails: that is none of ours.
        """
        if is_finalizing():
            return
        if isinstance(error, RecursionError):  # no room for us on the script's stack, this time
            self.untold = self.untold, None
            return
        if name in self._aside:
            return
        self._aside.add(name)
        try:
            text = "%s: %s" % (name, describe_exception(error))
            self.log.write(Kind.FAILURE, Phase.DONE, _now(), 0, 0, 0, 0, 0, encode(text))
        except Exception as worse:
            if is_from_script(worse):
                raise
            note_failure(self.folder)

    def value(self, object_id: int, text: str) -> None:
        """An object now has this repr."""
        self.log.write(Kind.VALUE, Phase.DONE, _now(), object_id, 0, 0, 0, 0, encode(text))

    def gone(self, object_id: int) -> None:
        """Nobody has an object any more, and its id may be another one's from now on."""
        try:
            self.log.write(Kind.GONE, Phase.DONE, _now(), object_id, 0, 0, 0, 0, b"")
        except BaseException as error:
            if self.is_the_scripts(error, "gone"):
                raise

    def reaped(self, pid: int, wait_status: int) -> None:
        """A child of this process has been reaped, with this wait status."""
        try:
            if os.WIFEXITED(wait_status) or os.WIFSIGNALED(wait_status):
                code = os.waitstatus_to_exitcode(wait_status)
                self.log.write(Kind.REAPED, Phase.DONE, _now(), pid, 0, 0, 0, code, b"")
        except BaseException as error:
            if self.is_the_scripts(error, "reaped"):
                raise

    def has(self, watch: Watch, received: bool = False, phase: int = Phase.DONE, time_ns: int = 0) -> None:
        """This process has this end of a channel open; or, with BEGAN, it sends it to another process."""
        try:
            self.log.write(Kind.HAS, phase, time_ns or _now(), watch.id, 0, 0, 0, received, b"")
        except BaseException as error:
            if self.is_the_scripts(error, "has"):
                raise

    def made(self, pid: int, frame: FrameType) -> None:
        """This process has started another one at `frame`: told if that is not the script's doing."""
        try:
            package = self.maker(self.script_frame(frame))
            if package:
                self.log.write(Kind.MADE, Phase.DONE, _now(), pid, 0, 0, 0, 0, encode(package))
        except BaseException as error:
            if self.is_the_scripts(error, "made"):
                raise

    def helper(self, pid: int, name: str, began_ns: int) -> None:
        """This process has started a helper of multiprocessing, which is none of the script's processes."""
        try:
            self.log.write(Kind.HELPER, Phase.DONE, began_ns, pid, 0, 0, 0, 0, encode(name))
        except BaseException as error:
            if self.is_the_scripts(error, "helper"):
                raise

    def describe(self, **fields: object) -> None:
        """Facts about this process: name, daemon, method, kind, parent_pid."""
        try:
            text = pack_fields(**fields)
            if text != self._described:
                self._described = text
                self.log.write(Kind.PROCESS, Phase.DONE, _now(), 0, 0, 0, 0, 0, encode(text))
        except BaseException as error:
            if self.is_the_scripts(error, "describe"):
                raise

    def describe_start(self, helper: str) -> None:
        """The first record of a process that was not forked; `helper`: what it is called, if it is one."""
        fields: dict[str, object] = {"python": "%d.%d.%d" % sys.version_info[:3], "parent_pid": os.getppid()}
        if helper:
            fields.update(kind="helper", name=helper)
            if helper == "forkserver":
                self._child_method = helper
        self.describe(**fields)

    def after_fork(self) -> None:
        """In a forked child: its own log; what the parent had not yet said stays the parent's."""
        self.log = Log(self.folder)
        if accelerator is not None:
            accelerator.forget_log()
        self.method, self._child_method = self._child_method, "fork"
        self.names.after_fork()
        self.untold, self.told, self.code_over, self.exiting = None, 0, False, False
        self._described = ""
        self.variables.forget()
        for forget in self.forked:
            forget()
        self.describe(kind="fork", parent_pid=os.getppid())

    # --- variables ----------------------------------------------------------------------

    def sample(self, always: bool = True) -> None:
        """Report what has changed since the last sample: module-level variables, and memory."""
        for look in self.samplers:
            look(False)
        for name, value in self.variables.changed(always):
            self.log.write(
                Kind.VARIABLE, Phase.DONE, _now(), 0, self.log.string(name), 0, 0, 0, encode(shorten(value))
            )


if accelerator is not None:
    accelerator.accelerate_reporter(Reporter)
