"""What a process is doing, in words: one condition, one word, everywhere.

They are `Sentence`s, so the window shows them in its own language, and reports use English.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from app.language import QT_TRANSLATE_NOOP, Sentence
from app.state.calls import BLOCKED_AFTER_NS, can_wait, end_id
from app.state.model import Call, Condition, Outcome, Process, Run
from app.state.objects import ChannelEnd, FlagObject, LockObject, QueueObject
from app.state.primitives.channels import other_of
from app.state.primitives.processes import is_python, is_watched
from app.wire.records import Effect

CONTEXT = "words"
_STARTING_NS = 3_000_000_000  # a process that has reported nothing for so long runs code that we do not see
_UNKNOWN_NS = 300_000_000  # the same for a process of unknown kind
_NAMED = 4  # names in one sentence


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
SLEEPING = QT_TRANSLATE_NOOP("words", "sleeping")
SUSPENDED = QT_TRANSLATE_NOOP("words", "suspended")
HOLDING = QT_TRANSLATE_NOOP("words", "holding {objects}")
BLOCKED = QT_TRANSLATE_NOOP("words", "blocked on {object}")
BLOCKED_HELD = QT_TRANSLATE_NOOP("words", "blocked on {object} (held by {owner})")
BLOCKED_ITSELF = QT_TRANSLATE_NOOP("words", "blocked on {object} (held by itself)")
BLOCKED_DEAD = QT_TRANSLATE_NOOP("words", "blocked on {object} ({owner} died holding it)")
BLOCKED_FULL = QT_TRANSLATE_NOOP("words", "blocked on {object} (full)")
BLOCKED_PIPE = QT_TRANSLATE_NOOP("words", "blocked on {object} (writing to its pipe)")
BLOCKED_EMPTY = QT_TRANSLATE_NOOP("words", "blocked on {object} (empty)")
BLOCKED_TASKS = QT_TRANSLATE_NOOP("words", "blocked on {object} (unfinished: {count})")
BLOCKED_UNSET = QT_TRANSLATE_NOOP("words", "blocked on {object} (not set)")
BLOCKED_CALL = QT_TRANSLATE_NOOP("words", "blocked on {object} ({method})")
BLOCKED_JOIN = QT_TRANSLATE_NOOP("words", "waiting for {process} to end")
WAITING_MESSAGE = QT_TRANSLATE_NOOP("words", "waiting for a message on {object}")
WAITING_MESSAGE_FROM = QT_TRANSLATE_NOOP(
    "words", "waiting for a message on {object} (its other end is open in {names})"
)
WAITING_MESSAGE_ALONE = QT_TRANSLATE_NOOP(
    "words", "waiting for a message on {object} (only {name} itself has its other end open)"
)
WAITING_TO_SEND = QT_TRANSLATE_NOOP("words", "waiting to send on {object} (not received: {count})")
WAITING_CLIENT = QT_TRANSLATE_NOOP("words", "waiting for a client on {object}")
WAITING_FIRST = QT_TRANSLATE_NOOP("words", "waiting for the first of: {things}")
BLOCKED_OTHER = QT_TRANSLATE_NOOP("words", "blocked in {operation}")
ENDED = QT_TRANSLATE_NOOP("words", "ended")
ENDED_FINISHED = QT_TRANSLATE_NOOP("words", "ended: finished")
ENDED_FAILED = QT_TRANSLATE_NOOP("words", "ended: failed ({exitcode})")
ENDED_TERMINATED = QT_TRANSLATE_NOOP("words", "ended: terminated")
ENDED_KILLED = QT_TRANSLATE_NOOP("words", "ended: killed")
ENDED_CRASHED = QT_TRANSLATE_NOOP("words", "ended: crashed (signal {signal})")
ENDED_WITH_MAIN = QT_TRANSLATE_NOOP("words", "ended with main")
ENDED_WITH_RUN = QT_TRANSLATE_NOOP("words", "ended with the run")
DIED_IN = QT_TRANSLATE_NOOP("words", "in {operation}")
UNWATCHED_PROGRAM = QT_TRANSLATE_NOOP("words", "not watched: no Python")
UNWATCHED_PYTHON = QT_TRANSLATE_NOOP("words", "not watched: no probe")
#: Waits whose sentences do not begin with the word for being blocked.
SAY_WHAT_FOR = frozenset(
    {
        BLOCKED_JOIN,
        WAITING_MESSAGE,
        WAITING_MESSAGE_FROM,
        WAITING_MESSAGE_ALONE,
        WAITING_TO_SEND,
        WAITING_CLIENT,
        WAITING_FIRST,
    }
)

_OUTCOMES = {
    Outcome.FINISHED: ENDED_FINISHED,
    Outcome.FAILED: ENDED_FAILED,
    Outcome.TERMINATED: ENDED_TERMINATED,
    Outcome.KILLED: ENDED_KILLED,
    Outcome.CRASHED: ENDED_CRASHED,
    Outcome.ENDED_WITH_MAIN: ENDED_WITH_MAIN,
    Outcome.ENDED_WITH_RUN: ENDED_WITH_RUN,
}


# --- the condition ------------------------------------------------------------------------


def condition(process: Process, now_ns: int) -> Condition:
    """What a process is doing now."""
    if not process.alive:
        return Condition.ENDED
    if process.suspended:
        return Condition.SUSPENDED
    if blocked_call(process, now_ns) is not None:
        return Condition.BLOCKED
    if process.holding:
        return Condition.HOLDING
    if sleeping_call(process) is not None:
        return Condition.SLEEPING
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
    return call.blocked or (can_wait(call) and now_ns - call.since_ns >= BLOCKED_AFTER_NS)


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
    if unwatched is None:
        return described
    return described._replace(parts=(*described.parts, unwatched))


def describe_unwatched(process: Process, run: Run, now_ns: int) -> Sentence | None:
    """Why a process reports nothing; None when it does, or still may."""
    if process.is_helper or is_watched(process, run):
        return None
    if process.program and not is_python(process.program):
        return _sentence(UNWATCHED_PROGRAM)
    lived_ns = (now_ns if process.ended_ns is None else process.ended_ns) - process.began_ns
    ended_program = not process.alive and process.kind == "subprocess"
    return _sentence(UNWATCHED_PYTHON) if ended_program or lived_ns >= _STARTING_NS else None


def _describe(process: Process, run: Run, now_ns: int) -> Description:
    now = condition(process, now_ns)
    if now is Condition.ENDED:
        return Description(now, (*_describe_end(process), *_holding(process, run)), process.ended_ns)
    if now is Condition.SUSPENDED:
        return Description(now, (_sentence(SUSPENDED), *_holding(process, run)), None)
    if now is Condition.BLOCKED:
        call = blocked_call(process, now_ns)
        assert call is not None
        return Description(now, (describe_wait(call, process, run), *_holding(process, run)), call.since_ns)
    sleep = sleeping_call(process)
    if now is Condition.HOLDING:
        also = (_sentence(SLEEPING),) if sleep is not None else ()
        return Description(now, (*_holding(process, run), *also), min(process.holding.values()))
    if sleep is not None:
        return Description(now, (_sentence(SLEEPING),), sleep.since_ns)
    return Description(now, (_sentence(STARTING if now is Condition.STARTING else RUNNING),), None)


def describe_wait(call: Call, process: Process, run: Run) -> Sentence:
    """What a call waits for, and which process holds it up."""
    known = run.objects.get(call.object_id)
    method = call.operation.rpartition(".")[2]
    if call.effect == Effect.JOIN:
        return _sentence(BLOCKED_JOIN, process=joined_name(call, run))
    if call.effect == Effect.POLL and not call.object_id:
        return _sentence(WAITING_FIRST, things=awaited_names(call, run))
    if known is None:
        return _sentence(BLOCKED_OTHER, operation=call.operation)
    if isinstance(known, LockObject):
        return _describe_lock(known, process, run)
    if isinstance(known, QueueObject):
        return _describe_queue(known, call)
    if isinstance(known, ChannelEnd):
        return _describe_channel(known, call, process, run)
    if isinstance(known, FlagObject):
        return _sentence(BLOCKED if known.is_set else BLOCKED_UNSET, object=known.name)
    return _sentence(BLOCKED_CALL, object=known.name, method=method)


def joined_name(call: Call, run: Run) -> str:
    """The name of the process that a Process.join waits for."""
    target = run.process_of_pid(call.target_pid)
    return target.name if target is not None else call.argument


def awaited_names(call: Call, run: Run) -> str:
    """What a `connection.wait` waits for, by name: ends, and processes whose end it waits for."""
    names = []
    for token in call.argument.split(" "):
        known = run.objects.get(end_id(token))
        pid = int(token[1:]) if token[:1] == "p" and token[1:].isdecimal() else 0
        process = run.process_of_pid(pid) if pid else None
        names.append(known.name if known is not None else process.name if process is not None else "…")
    return ", ".join(names[:_NAMED]) + (", …" if len(names) > _NAMED else "")


def _describe_channel(end: ChannelEnd, call: Call, process: Process, run: Run) -> Sentence:
    """What somebody waits for at one end, and who has the other one open: while one has, no end comes."""
    other = other_of(end, run)
    if end.listens:
        return _sentence(WAITING_CLIENT, object=end.name)
    if call.effect == Effect.SEND:
        count = 0 if other is None else max(0, other.to_receive)
        return _sentence(WAITING_TO_SEND, object=end.name, count=str(count))
    if other is None or not other.open_in:
        return _sentence(WAITING_MESSAGE, object=end.name)
    if set(other.open_in) == {process.number} and other.on_its_way <= 0:
        return _sentence(WAITING_MESSAGE_ALONE, object=end.name, name=process.name)
    names = _names(other.open_in, run)
    listed = ", ".join(names[:_NAMED]) + (", …" if len(names) > _NAMED else "")
    return _sentence(WAITING_MESSAGE_FROM, object=end.name, names=listed)


def _describe_lock(lock: LockObject, process: Process, run: Run) -> Sentence:
    if not lock.owners:
        return _sentence(BLOCKED, object=lock.name)
    if all(number == process.number for number, _ in lock.owners):
        return _sentence(BLOCKED_ITSELF, object=lock.name)
    owner = ", ".join(_names((n for n, _ in lock.owners), run))
    return _sentence(BLOCKED_DEAD if lock.owner_is_dead else BLOCKED_HELD, object=lock.name, owner=owner)


def _describe_queue(queue: QueueObject, call: Call) -> Sentence:
    if call.effect == Effect.PUT and queue.maxsize:
        return _sentence(BLOCKED_FULL, object=queue.name)
    if call.effect == Effect.PUT and queue.put_waits_for_pipe:
        return _sentence(BLOCKED_PIPE, object=queue.name)
    if call.effect == Effect.GET and not queue.size:
        return _sentence(BLOCKED_EMPTY, object=queue.name)
    if call.effect == Effect.DRAIN:
        return _sentence(BLOCKED_TASKS, object=queue.name, count=str(queue.unfinished))
    return _sentence(BLOCKED, object=queue.name)


def _holding(process: Process, run: Run) -> tuple[Sentence, ...]:
    held = [run.objects[number].name for number in process.holding if number in run.objects]
    return (_sentence(HOLDING, objects=", ".join(held)),) if held else ()


def _describe_end(process: Process) -> tuple[Sentence, ...]:
    template = ENDED if process.outcome is None else _OUTCOMES[process.outcome]
    end = _sentence(template, exitcode=str(process.exitcode), signal=str(process.signal))
    if process.outcome in (Outcome.FINISHED, Outcome.FAILED, Outcome.ENDED_WITH_RUN):
        return (end,)
    inside = list(process.calls.values())[:1]
    return (end, *(_sentence(DIED_IN, operation=call.operation) for call in inside))


def _sentence(template: str, **values: str) -> Sentence:
    return Sentence(CONTEXT, template, **values)


def _names(numbers: Iterable[int], run: Run) -> list[str]:
    unique = dict.fromkeys(numbers)
    return [run.processes[number].name for number in unique if number in run.processes]
