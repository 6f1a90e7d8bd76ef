"""What a process is doing, in words: one condition, one word, everywhere.

They are `Sentence`s, so the window shows them in its own language, and reports use English.
"""

from __future__ import annotations

from typing import NamedTuple

from app.language import QT_TRANSLATE_NOOP, Sentence
from app.state.calls import chain, may_wait
from app.state.model import Call, Condition, Outcome, Process, Run
from app.state.objects import LockObject, SharedObject
from app.state.primitives.processes import is_python, is_watched
from app.state.telling.durations import NOTICEABLE_NS, duration
from app.state.telling.failures import failure_of, troubles
from app.state.telling.past import CODE_OVER, CODE_OVER_EXIT, HOLDING, IN_THREAD, in_past, lasted
from app.state.telling.stacks import Doing, called_at_end, main_doing
from app.state.telling.waits import CONTEXT, describe_wait, describe_wait_at_end, listed
from app.wire.records import Effect

_STARTING_NS = 3_000_000_000  # a process that has reported nothing for so long runs code that we do not see
_OF_END = frozenset((Effect.EXIT, Effect.THREADS))  # calls that nobody has made
_UNKNOWN_NS = 300_000_000  # the same for a process of unknown kind


#: Durations are told only of waiting, and only when they are noticeable.
TIMED = frozenset({Condition.BLOCKED, Condition.SLEEPING})


class Description(NamedTuple):
    """A process's condition, the words for it, and since when it lasts (ns; None: unknown)."""

    condition: Condition
    parts: tuple[Sentence, ...]  # the most important first
    since_ns: int | None

    @property
    def english(self) -> str:
        """For programs: "blocked on lock (held by w1), holding other"."""
        return ", ".join(part.english for part in self.parts)


STARTING = QT_TRANSLATE_NOOP("words", "starting")
RUNNING = QT_TRANSLATE_NOOP("words", "running")
AT_EXIT = QT_TRANSLATE_NOOP("words", "running its exit functions: {function}")
SERVING = QT_TRANSLATE_NOOP("words", "serving a manager's objects")
SLEEPING = QT_TRANSLATE_NOOP("words", "sleeping")
SUSPENDED = QT_TRANSLATE_NOOP("words", "suspended")
HELD_IN = QT_TRANSLATE_NOOP("words", "{object} (in thread {thread})")
ENDED = QT_TRANSLATE_NOOP("words", "ended")
ENDED_FINISHED = QT_TRANSLATE_NOOP("words", "ended: finished")
FAILED = QT_TRANSLATE_NOOP("words", "failed")
FAILED_CODE = QT_TRANSLATE_NOOP("words", "failed ({exitcode})")
ENDED_CODE = QT_TRANSLATE_NOOP("words", "ended: exit code {exitcode}")
ENDED_TERMINATED = QT_TRANSLATE_NOOP("words", "ended: terminated")
ENDED_KILLED = QT_TRANSLATE_NOOP("words", "ended: killed")
CRASHED = QT_TRANSLATE_NOOP("words", "failed: crashed (signal {signal})")
ENDED_WITH_MAIN = QT_TRANSLATE_NOOP("words", "ended with main")
ENDED_WITH_RUN = QT_TRANSLATE_NOOP("words", "ended with the run")
IN_TASK = QT_TRANSLATE_NOOP("words", "in {task}")
DIED_IN = QT_TRANSLATE_NOOP("words", "in {operation}")
DIED_ENDING = QT_TRANSLATE_NOOP("words", "when its code was over")
UNWATCHED_PROGRAM = QT_TRANSLATE_NOOP("words", "not watched: no Python")
UNWATCHED_PYTHON = QT_TRANSLATE_NOOP("words", "not watched: no probe")

_OUTCOMES = {
    Outcome.FINISHED: ENDED_FINISHED,
    Outcome.FAILED: FAILED_CODE,
    Outcome.TERMINATED: ENDED_TERMINATED,
    Outcome.KILLED: ENDED_KILLED,
    Outcome.CRASHED: CRASHED,
    Outcome.ENDED_WITH_MAIN: ENDED_WITH_MAIN,
    Outcome.ENDED_WITH_RUN: ENDED_WITH_RUN,
}


# --- the condition ------------------------------------------------------------------------


def condition(process: Process, now_ns: int) -> Condition:
    """What a process is doing now."""
    if process.alive:
        return _living_condition(process, now_ns)
    return Condition.FAILED if process.has_failed else Condition.ENDED


def _living_condition(process: Process, now_ns: int) -> Condition:
    seen = main_doing(process)
    if process.suspended or (seen is not None and seen.condition is Condition.SUSPENDED):
        return Condition.SUSPENDED
    if blocked_call(process, now_ns) is not None:
        return Condition.BLOCKED
    if process.holding:
        return Condition.HOLDING
    if sleeping_call(process) is not None:
        return Condition.SLEEPING
    if seen is not None:
        return seen.condition
    return Condition.STARTING if _is_starting(process, now_ns) else Condition.RUNNING


def blocked_call(process: Process, now_ns: int) -> Call | None:
    """The call in which a process waits for others: that of its main thread, else the longest one.

    A process whose main thread sleeps while another thread waits is sleeping, not blocked.
    """
    main = process.calls.get(process.main_thread or 0)
    if main is not None:
        return main if is_waiting(main, now_ns) else None
    waiting = [call for call in process.calls.values() if is_waiting(call, now_ns)]
    return min(waiting, key=lambda call: call.since_ns, default=None)


def is_waiting(call: Call, now_ns: int) -> bool:
    """Whether a call has to wait: the probe saw it, or it has lasted too long for anything else."""
    return not call.has_acted and (call.blocked or may_wait(call, now_ns))


def is_idle(process: Process, now_ns: int) -> bool:
    """Whether it waits for a task of its pool: that is what a worker does, and no trouble."""
    call = blocked_call(process, now_ns) if process.alive and not process.suspended else None
    return call is not None and call.effect == Effect.WORK


def sleeping_call(process: Process) -> Call | None:
    """The time.sleep that a process is in."""
    sleeps = [call for call in process.calls.values() if call.effect == Effect.SLEEP]
    main = process.calls.get(process.main_thread or 0)
    return main if main in sleeps else sleeps[0] if sleeps and main is None else None


def _is_starting(process: Process, now_ns: int) -> bool:
    """Whether the interpreter has not reached the script's code yet."""
    if now_ns - process.began_ns >= _STARTING_NS:
        return False
    if process.kind == "main":
        return not process.watched
    if process.kind == "unknown" and now_ns - process.began_ns >= _UNKNOWN_NS:
        return False
    return process.kind in ("process", "unknown") and not process.last_operation


# --- its description -----------------------------------------------------------------


def describe_condition(process: Process, run: Run, now_ns: int) -> Description:
    """A process's condition in words, the most important first."""
    described, unwatched = _describe(process, run, now_ns), describe_unwatched(process, run, now_ns)
    beside = [_in_task(process), unwatched, *troubles(process, run)]
    return described._replace(parts=(*described.parts, *filter(None, beside)))


def _in_task(process: Process) -> Sentence | None:
    """The task of a pool that a worker runs, whatever it is doing in it; its end names that of a dead one."""
    is_in_it = process.alive or process.ended_with_run
    main = process.calls.get(process.main_thread or 0) if is_in_it else None
    tasks = (call for call in chain(main) if call.effect == Effect.TASK)
    return next((_sentence(IN_TASK, task=task.argument) for task in tasks), None)


def describe_unwatched(process: Process, run: Run, now_ns: int) -> Sentence | None:
    """Why a process reports nothing; None when it does, or still may."""
    if process.is_helper or is_watched(process, run):
        return None
    if process.program and not is_python(process.program):
        return _sentence(UNWATCHED_PROGRAM)
    lived_ns = process.until(now_ns) - process.began_ns
    ended_program = not process.alive and process.kind == "subprocess" and is_python(process.name)
    return _sentence(UNWATCHED_PYTHON) if ended_program or lived_ns >= _STARTING_NS else None


def describe_last(process: Process, run: Run, now_ns: int) -> Description:
    """What a process is doing now, or was doing right before it ended."""
    now_ns = process.until(now_ns)
    described = _describe_living(process, run, now_ns)
    return described._replace(parts=process.last_words or described.parts)


def _describe(process: Process, run: Run, now_ns: int) -> Description:
    if process.alive:
        return _describe_living(process, run, now_ns)
    end, last = _describe_end(process, run), describe_last(process, run, now_ns)
    if process.ended_with_run or (_was_cut_short(process) and last.condition is Condition.BLOCKED):
        parts = *end, *_until_then(process, last)
    elif _was_cut_short(process):
        parts = *end, *_ended_in(process), *_holding(process, run)
    else:
        parts = *end, *_holding(process, run)
    return Description(condition(process, now_ns), parts, process.ended_ns)


def _was_cut_short(process: Process) -> bool:
    """Whether its end has come in the middle of something, and not by itself."""
    return process.outcome not in (Outcome.FINISHED, Outcome.FAILED)


def _until_then(process: Process, last: Description) -> tuple[Sentence, ...]:
    """What a process did when it was ended, and how long; what it had then stands there, too."""
    state, *rest = last.parts
    lasted_ns = 0 if last.since_ns is None else (process.ended_ns or 0) - last.since_ns
    was = in_past(state)
    if last.condition in TIMED and lasted_ns >= NOTICEABLE_NS:
        was = lasted(state, duration(lasted_ns))
    return was, *map(in_past, rest)


def _describe_living(process: Process, run: Run, now_ns: int) -> Description:
    now = _living_condition(process, now_ns)
    if now is Condition.SUSPENDED:
        seen = None if process.suspended else main_doing(process)  # what Procession has not stopped itself
        stopped = _sentence(SUSPENDED) if seen is None else seen.text
        return Description(now, (stopped, *_holding(process, run)), None)
    if now is Condition.BLOCKED:
        call = blocked_call(process, now_ns)
        assert call is not None
        at_end = process.code_over_ns is not None and call.thread == process.main_thread
        describe = describe_wait_at_end if at_end else describe_wait
        parts = describe(call, process, run), *_thread(call, process), *_holding(process, run)
        return Description(now, parts, call.since_ns)
    return _describe_running(now, process, run)


def _describe_running(now: Condition, process: Process, run: Run) -> Description:
    """Of one that does not wait for others, as far as records tell."""
    over = () if process.code_over_ns is None else (_sentence(CODE_OVER),)
    sleep, seen = sleeping_call(process), main_doing(process)
    if now is Condition.HOLDING:
        also = (_sentence(SLEEPING),) if sleep is not None else () if seen is None else (seen.text,)
        return Description(now, (*_holding(process, run), *also, *over), min(process.holding.values()))
    if sleep is not None:
        return Description(now, (_sentence(SLEEPING), *over), sleep.since_ns)
    if over:
        inside = [call for innermost in process.calls.values() for call in chain(innermost)]
        ending = any(call.effect == Effect.EXIT for call in inside)
        over = (_sentence(CODE_OVER_EXIT),) if ending else over
        function = called_at_end(process)
        if function and not function.endswith("__del__"):  # that is of what is left when all others have run
            return Description(now, _at_exit(function, seen), None)
        return Description(now, (*over, *(() if seen is None else (seen.text,))), None)
    if seen is not None:
        return Description(now, _seen(seen, process), None)
    serving = (_sentence(SERVING),) if process.is_server else ()
    return Description(now, (_sentence(STARTING if now is Condition.STARTING else RUNNING), *serving), None)


def _at_exit(function: str, seen: Doing | None) -> tuple[Sentence, ...]:
    """What was registered with atexit, and what it does, if that is more."""
    running = _sentence(AT_EXIT, function=function)
    if seen is None:
        return (running,)
    is_all = seen.function == function and seen.condition is Condition.RUNNING
    return (seen._replace(what=running).text,) if is_all else (running, seen.text)


def _seen(seen: Doing, process: Process) -> tuple[Sentence, ...]:
    """What the stack tells; a manager's server that waits does so for its clients."""
    if process.is_server and not seen.line:
        return (_sentence(SERVING),)
    return (seen.text,)


def _thread(call: Call, process: Process) -> tuple[Sentence, ...]:
    """In which thread a call is, if it is not the main one."""
    thread = process.other_thread(call.thread)
    return (_sentence(IN_THREAD, thread=thread),) if thread else ()


def _holding(process: Process, run: Run) -> tuple[Sentence, ...]:
    held = held_by(process, run)
    return (_sentence(HOLDING, objects=held),) if held else ()


def held_by(process: Process, run: Run) -> str | Sentence:
    """What a process has, and in which thread if that is not the main one."""
    return listed(_held(run.objects[number], process) for number in process.holding if number in run.objects)


def _held(lock: SharedObject, process: Process) -> str | Sentence:
    owners = lock.owners if isinstance(lock, LockObject) else []
    mine = dict.fromkeys(owner.thread for owner in owners if owner.process == process.number)
    threads = [process.other_thread(number) for number in mine]
    if not threads or not all(threads):
        return lock.name
    return _sentence(HELD_IN, object=lock.name, thread=", ".join(threads))


def _describe_end(process: Process, run: Run) -> tuple[Sentence, ...]:
    template = ENDED if process.outcome is None else _OUTCOMES[process.outcome]
    end = _sentence(template, exitcode=str(process.exitcode), signal=str(process.signal))
    if process.outcome is Outcome.FAILED:
        why = failure_of(process, run)
        if not process.has_failed:
            end = _sentence(ENDED_CODE, exitcode=str(process.exitcode))
        elif why is not None or process.exitcode is None:
            end = _sentence(FAILED)
        return (end,) if why is None else (end, why)
    return (end,)


def _ended_in(process: Process) -> tuple[Sentence, ...]:
    """The call that it was in, or the task of a pool; and that its code was over."""
    inside = [call for call in list(process.calls.values())[:1] if call.effect not in _OF_END]
    over = () if process.code_over_ns is None else (_sentence(DIED_ENDING),)
    return (*(_sentence(DIED_IN, operation=_called(call)) for call in inside), *over)


def _called(call: Call) -> str:
    """A task of a pool is called what it is."""
    return next((one.argument for one in chain(call) if one.effect == Effect.TASK), call.operation)


def _sentence(template: str, **values: str | Sentence) -> Sentence:
    return Sentence(CONTEXT, template, **values)
