"""What stands on the cards, in words: plain texts made from the state."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication

from app.gui.state_words import duration_text, state_text, translated
from app.state.model import Call, Condition, LockObject, Process, Run, ValueObject, Waiter
from app.state.words import blocked_call, condition, describe_condition, joined_name, sleeping_call

#: Waits shorter than this are not worth a number.
_NOTICEABLE_NS = 100_000_000
translate = QCoreApplication.translate
_VARIABLES = 4
_WAITERS = 24


class Named(NamedTuple):
    """A process, for its colour and its name."""

    number: int
    name: str


# --- processes ---------------------------------------------------------------------------


class ProcessWords(NamedTuple):
    """The texts of a process's card."""

    number: int
    name: str
    pid: str
    daemon: bool
    condition: Condition
    state: str  # the pill
    holding: str  # a second pill, "" when the first one says it
    call: str
    place: str  # line and variables
    error: str


def process_words(process: Process, run: Run, now_ns: int) -> ProcessWords:
    """The texts of a process's card."""
    now = condition(process, run, now_ns)
    held = [run.objects[key].name for key in process.holding if key in run.objects]
    call = current_call(process, run, now_ns) if process.alive else None
    return ProcessWords(
        number=process.number,
        name=process_name(process),
        pid=str(process.pid),
        daemon=bool(process.daemon),
        condition=now,
        state=_state(process, run, now, now_ns),
        holding=translate("stage", "holding {names}").format(names=", ".join(held))
        if held and now in _HOLD_BESIDE
        else "",
        call=call_text(call, run) if call is not None else _end_text(process),
        place=place_text(process),
        error=process.error or "",
    )


_HOLD_BESIDE = frozenset({Condition.BLOCKED, Condition.SLEEPING, Condition.SUSPENDED})


def process_name(process: Process) -> str:
    """The name of a process that may not have told it yet."""
    return process.name or translate("stage", "process {pid}").format(pid=process.pid)


def current_call(process: Process, run: Run, now_ns: int) -> Call | None:
    """The call that a process is shown in: the one that it waits in, sleeps in, or any."""
    blocked = blocked_call(process, run, now_ns)
    if blocked is not None:
        return blocked
    return sleeping_call(process) or next(iter(process.calls.values()), None)


def _state(process: Process, run: Run, now: Condition, now_ns: int) -> str:
    description = describe_condition(process, run, now_ns)
    if now is not Condition.BLOCKED:
        return translated(description.phrases[0])
    if description.since_ns is None or now_ns - description.since_ns < _NOTICEABLE_NS:
        return translate("stage", "blocked")
    return translate("stage", "blocked {time}").format(time=duration_text(now_ns - description.since_ns))


def _end_text(process: Process) -> str:
    if process.alive or process.exitcode is None:
        return ""
    return translate("stage", "exit code {code}").format(code=process.exitcode)


def place_text(process: Process) -> str:
    """Line and variables: "line 17 · i = 7"."""
    parts = (
        []
        if process.location is None
        else [translate("stage", "line {line}").format(line=process.location.line)]
    )
    parts += [f"{name} = {value}" for name, value in islice(process.variables.items(), _VARIABLES)]
    return " · ".join(parts)


def call_text(call: Call, run: Run) -> str:
    """A call as it stands in the script: ``q.put('x')``, ``d['num'] = 99``, ``pro.join()``."""
    owner, _, method = call.operation.rpartition(".")
    if call.operation in ("Process.join", "Process.start"):
        return f"{joined_name(call, run)}.{method}()"
    known = run.objects.get(call.object_id)
    if known is None or not method or call.operation == "time.sleep":
        return f"{call.operation}({call.argument})" if owner != "Process" else f"{call.argument}.{method}()"
    return known.name + _access_text(method, call.argument)


def _access_text(method: str, argument: str) -> str:
    """What is done to an object, as it stands after its name: ``['num'] = 99``, ``.append(3)``."""
    if method == "__getitem__":
        return f"[{argument}]"
    if method == "__setitem__" and argument.count(", ") == 1:
        return "[{}] = {}".format(*argument.split(", "))
    return f".{method}({argument})"


def process_tip(process: Process, run: Run, now_ns: int) -> str:
    """Everything about a process, line by line."""
    call = current_call(process, run, now_ns) if process.alive else None
    lines = [
        translate("stage", "{name} (pid {pid})").format(name=process_name(process), pid=process.pid),
        state_text(process, run, now_ns),
        translate("stage", "daemon") if process.daemon else "",
        call_text(call, run) if call is not None else _end_text(process),
        process.error or "",
        "" if process.location is None else f"{process.location.file}:{process.location.line}",
        *(f"{name} = {value}" for name, value in process.variables.items()),
    ]
    return "\n".join(line for line in lines if line)


# --- locks -------------------------------------------------------------------------------


class LockWords(NamedTuple):
    """The texts of a lock's card."""

    name: str
    kind: str
    owners: tuple[Named, ...]
    since: str  # how long the owner has held it
    is_dead: bool
    free: str  # when nobody owns it
    waiting: tuple[Named, ...]  # in order of arrival
    counts: str


def lock_words(lock: LockObject, run: Run, now_ns: int) -> LockWords:
    """The texts of a lock's card."""
    owners = _named((number for number, _ in lock.owners), run)
    held_ns = now_ns - min((since for _, since in lock.owners), default=now_ns)
    return LockWords(
        name=lock.name,
        kind=lock.kind if lock.initial == 1 else f"{lock.kind}({lock.initial})",
        owners=owners,
        since=duration_text(held_ns) if owners and held_ns >= _NOTICEABLE_NS else "",
        is_dead=lock.owner_is_dead,
        free=_free_text(lock),
        waiting=_waiting(lock.waiters, run),
        counts=translate("stage", "taken {count} · waited {time}").format(
            count=lock.acquires, time=duration_text(lock.waited_ns)
        ),
    )


def _free_text(lock: LockObject) -> str:
    if lock.signals:
        return translate("stage", "given by some, taken by others")
    if lock.initial > 1:
        return translate("stage", "{free} of {all} free").format(
            free=max(0, lock.initial - len(lock.owners)), all=lock.initial
        )
    return "" if lock.owners else translate("stage", "free")


def _named(numbers: Iterable[int], run: Run) -> tuple[Named, ...]:
    return tuple(
        Named(number, process_name(run.processes[number]))
        for number in dict.fromkeys(numbers)
        if number in run.processes
    )


def _waiting(waiters: list[Waiter], run: Run) -> tuple[Named, ...]:
    return _named((waiter.process for waiter in waiters[:_WAITERS]), run)


def lock_tip(words: LockWords) -> str:
    """Everything about a lock, line by line."""
    owners = ", ".join(owner.name for owner in words.owners)
    held = (
        translate("stage", "held by {names}")
        if not words.is_dead
        else translate("stage", "held by {names}, which is dead")
    )
    lines = [
        f"{words.name} · {words.kind}",
        f"{held.format(names=owners)} {words.since}".rstrip() if owners else words.free,
        translate("stage", "waiting: {names}").format(names=", ".join(one.name for one in words.waiting))
        if words.waiting
        else "",
        words.counts,
    ]
    return "\n".join(line for line in lines if line)


# --- values ------------------------------------------------------------------------------


class ValueWords(NamedTuple):
    """The texts of a shared value's or a file's card."""

    name: str
    kind: str
    value: str
    last: str  # the last call on it
    by: Named | None
    is_file: bool


def value_words(value: ValueObject, run: Run) -> ValueWords:
    """The texts of a shared value's or a file's card."""
    numbers = [] if value.last_process is None else [value.last_process]
    return ValueWords(
        name=value.name,
        kind=translate("stage", "file") if value.kind == "File" else value.kind,
        value=value.value[:1000],
        last=_last_text(value),
        by=next(iter(_named(numbers, run)), None),
        is_file=value.kind == "File",
    )


def _last_text(value: ValueObject) -> str:
    """The last call as it stands in the script: ``m_d['num'] = 94``; a file's is there already."""
    method, bracket, rest = value.last_call.partition("(")
    if not bracket or value.kind == "File":
        return value.last_call
    return value.name + _access_text(method, rest.removesuffix(")"))


def value_tip(words: ValueWords) -> str:
    """Everything about a value, line by line."""
    by = "" if words.by is None else f"{words.by.name}: {words.last}"
    return "\n".join(line for line in (f"{words.name} · {words.kind}", words.value, by) if line)
