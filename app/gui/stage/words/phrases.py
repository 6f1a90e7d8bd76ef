"""What stands on the cards of processes, in words: plain texts made from the state."""

from __future__ import annotations

from typing import NamedTuple

from app.gui.words.state_words import (
    duration_text,
    lasting_text,
    made_by_text,
    state_text,
    thread_text,
)
from app.language import Sentence, translate
from app.state.calls import FOR_PROCESSES, chain
from app.state.model import Call, Condition, Outcome, Process, Run
from app.state.pool import PoolObject
from app.state.primitives.memory import access_text as memory_access
from app.state.telling.durations import NOTICEABLE_NS
from app.state.telling.failures import one_line, said_last, troubles
from app.state.telling.stacks import CONTEXT, WAITING, main_doing
from app.state.telling.threads import ThreadState, other_threads
from app.state.telling.variables import distinctive_variables
from app.state.telling.waits import awaited_names, joined_name
from app.state.telling.words import (
    RUNNING,
    STARTING,
    SUSPENDED,
    blocked_call,
    condition,
    describe_condition,
    describe_unwatched,
    held_by,
    is_idle,
    sleeping_call,
)
from app.wire.records import Effect

_VARIABLES = 4
_FUNCTIONS = frozenset(("os", "subprocess"))  # modules with functions that wait for a process


class ProcessWords(NamedTuple):
    """The texts of a process's card."""

    number: int
    name: str
    pid: str
    daemon: bool
    condition: Condition
    is_idle: bool  # blocked, and that is no trouble
    state: str  # the pill
    holding: str  # a second pill, "" when the first one says it
    held: str  # the names alone, for where that has no room
    call: str
    place: str  # line and variables; of what is not watched, that it is not
    error: str
    is_code: bool  # whether `call` stands so in the script, or are words
    trouble: str  # an exception that has ended one of its threads, in place of line and variables


def process_words(process: Process, run: Run, now_ns: int) -> ProcessWords:
    """The texts of a process's card."""
    now = condition(process, now_ns)
    held = [run.objects[key].name for key in process.holding if key in run.objects]
    return ProcessWords(
        number=process.number,
        name=process_name(process),
        pid=str(process.pid),
        daemon=bool(process.daemon),
        condition=now,
        is_idle=is_idle(process, now_ns),
        state=_state(process, run, now, now_ns),
        holding=_holding(process, run) if held and (now in _HOLD_BESIDE or process.ended_with_run) else "",
        held=", ".join(held),
        call=_call_line(process, run, now_ns),
        place=place_text(process, run) or _unwatched_text(process, run, now_ns),
        error=_error_text(process),
        is_code=_is_code(process, now_ns),
        trouble="" if process.has_failed else " · ".join(map(str, troubles(process, run))),
    )


_HOLD_BESIDE = frozenset({Condition.BLOCKED, Condition.SLEEPING, Condition.SUSPENDED})


def _error_text(process: Process) -> str:
    """Why it has failed; its line stands below."""
    if process.outcome is not Outcome.FAILED or not process.has_failed:
        return ""
    return one_line(process.error) if process.error is not None else str(said_last(process) or "")


def _holding(process: Process, run: Run) -> str:
    text = (
        translate("stage", "held {names}")
        if process.ended_with_run
        else translate("stage", "holding {names}")
    )
    return text.format(names=held_by(process, run))


def _call_line(process: Process, run: Run, now_ns: int) -> str:
    """What it is in, was in and how long when the run's end ended it, or how it has ended."""
    call = current_call(process, now_ns) if process.alive else last_call(process)
    if call is None:
        return _without_call(process)
    lasted_ns = 0 if process.ended_ns is None else process.ended_ns - call.since_ns
    text, lasted = call_text(call, run), duration_text(lasted_ns) if lasted_ns >= NOTICEABLE_NS else ""
    return f"{text} {lasted}".rstrip() if text else ""


def _is_code(process: Process, now_ns: int) -> bool:
    """Whether what it is in is told as a call."""
    seen = main_doing(process)
    return current_call(process, now_ns) is not None or (seen is not None and bool(seen.function))


def last_call(process: Process) -> Call | None:
    """The call that the run's end has found a process in."""
    return current_call(process, process.ended_ns or 0) if process.ended_with_run else None


def process_name(process: Process) -> str:
    """The name of a process that may not have told it yet."""
    return process.name or translate("stage", "process {pid}").format(pid=process.pid)


def thread_of_process(process: Process, number: int) -> str:
    """A process, and which of its threads if that is not the main one: "w1 in thread reader"."""
    thread = process.other_thread(number)
    if not thread:
        return process_name(process)
    return translate("stage", "{process} in thread {thread}").format(
        process=process_name(process), thread=thread
    )


def current_call(process: Process, now_ns: int) -> Call | None:
    """The call that a process is shown in: the one that it waits in, sleeps in, or any."""
    blocked = blocked_call(process, now_ns)
    if blocked is not None:
        return blocked
    return sleeping_call(process) or next(iter(process.calls.values()), None)


def _state(process: Process, run: Run, now: Condition, now_ns: int) -> str:
    description = describe_condition(process, run, now_ns)
    if now in _WORDS:  # what it is doing in detail has a place of its own
        return str(_WORDS[now])
    if now is not Condition.BLOCKED:
        return str(description.parts[0])
    idle = is_idle(process, now_ns)
    if description.since_ns is None or now_ns - description.since_ns < NOTICEABLE_NS:
        return translate("stage", "idle, no task") if idle else translate("stage", "blocked")
    text = translate("stage", "idle, no task {time}") if idle else translate("stage", "blocked {time}")
    return text.format(time=lasting_text(now_ns - description.since_ns))


#: What its pill says whatever it is doing in detail.
_WORDS = {
    Condition.STARTING: Sentence(CONTEXT, STARTING),
    Condition.RUNNING: Sentence(CONTEXT, RUNNING),
    Condition.WAITING: Sentence(CONTEXT, WAITING),
    Condition.SUSPENDED: Sentence(CONTEXT, SUSPENDED),
}


def _without_call(process: Process) -> str:
    """What stands in the place of a call: what its stack tells, its role, or how it has ended."""
    seen, role = main_doing(process) if process.alive else None, _role_text(process)
    if role or seen is None:
        return role or ("" if process.outcome is Outcome.FAILED else _end_text(process))
    return f"{seen.function}()" if seen.function else str(seen.what)


def _role_text(process: Process) -> str:
    return translate("stage", "manager's server") if process.is_server and process.alive else ""


def _end_text(process: Process) -> str:
    if process.alive or process.exitcode is None:
        return ""
    return translate("stage", "exit code {code}").format(code=process.exitcode)


def _unwatched_text(process: Process, run: Run, now_ns: int) -> str:
    unwatched = describe_unwatched(process, run, now_ns)
    return "" if unwatched is None else str(unwatched)


def place_text(process: Process, run: Run) -> str:
    """Line and variables: "line 17 · i = 7"; of one whose code is over, that."""
    if process.outcome is Outcome.FAILED:
        return _place_of_failure(process)
    parts = []
    if process.code_over_ns is not None and process.alive:
        parts = [translate("words", "its code is over")]
    elif process.location is not None:
        parts = [translate("stage", "line {line}").format(line=process.location.line)]
    threads = other_threads(process, run, run.now_ns)
    if process.made_by:
        parts.append(made_by_text(process.made_by))
    if threads:  # of more interest than variables
        parts += [thread_text(one) for one in threads]
    else:
        parts += [f"{name} = {value}" for name, value in distinctive_variables(process, run)[:_VARIABLES]]
    return " · ".join(parts)


def _place_of_failure(process: Process) -> str:
    """The line of the exception, and the exit code: "line 5 · exit code 1"."""
    place = process.error_location
    line = "" if place is None else translate("stage", "line {line}").format(line=place.line)
    if place is None and process.started_at is not None:
        line = translate("stage", "started at line {line}").format(line=process.started_at.line)
    return " · ".join(part for part in (line, _end_text(process)) if part)


def _thread_line(one: ThreadState, run: Run, now_ns: int) -> str:
    """The same with its call and line: "thread reader: blocked on q (empty) 3 s · q.get() · line 9"."""
    since = "" if one.since_ns is None else lasting_text(now_ns - one.since_ns)
    parts = [
        f"{thread_text(one)} {since}".rstrip(),
        "" if one.call is None else call_text(one.call, run),
        "" if one.location is None else translate("stage", "line {line}").format(line=one.location.line),
    ]
    return translate("stage", "thread {text}").format(text=" · ".join(part for part in parts if part))


def call_text(call: Call, run: Run) -> str:
    """A call as it stands in the script, and before it the task of a pool that it is part of."""
    task = next((outer for outer in chain(call) if outer.effect == Effect.TASK), None)
    if task is None:
        return _call_text(call, run)
    text = _task_text(task, run)
    return text if task is call else f"{text} · {_call_text(call, run)}"


def _task_text(call: Call, run: Run) -> str:
    """A pool's task; which one of how many, if its job has several."""
    pool = run.objects.get(call.object_id)
    tasks = [worker.task for worker in pool.running] if isinstance(pool, PoolObject) else []
    for task in tasks:
        if task is None or task.text != call.argument or task.since_ns != call.began_ns:
            continue
        if task.count is not None and task.count > 1:
            text = translate("stage", "{task}: {number} of {count}")
            return text.format(task=task.text, number=task.number + 1, count=task.count)
    return call.argument


def _awaiting_text(call: Call, name: str) -> str:
    """Who waits for a pool: ``pool.map(square)``, ``AsyncResult.get()``."""
    owner, _, method = call.operation.rpartition(".")
    return f"{owner}.{method}()" if owner in _RESULTS else f"{name}.{method}({call.argument})"


#: What a pool gives for a job.
_RESULTS = frozenset({"AsyncResult", "IMapIterator", "Future", "futures"})


def _call_text(call: Call, run: Run) -> str:
    """``q.put('x')``, ``d['num'] = 99``, ``pro.join()``."""
    if call.outer is not None and call.outer.awake_ns is not None:
        call = call.outer  # what the script has called; that it takes its lock again is part of it
    owner, _, method = call.operation.rpartition(".")
    if call.effect == Effect.EXIT:
        return translate("stage", "exit functions")
    if call.effect == Effect.THREADS:
        text = "{threads}.join()" if call.location else translate("stage", "waiting for {threads}")
        return text.format(threads=call.argument)
    if call.effect in FOR_PROCESSES or call.effect == Effect.START:
        name = joined_name(call, run) if call.target_pid >= 0 else ""
        return f"{call.operation}({name})" if owner in _FUNCTIONS else f"{name}.{method}()"
    if call.effect == Effect.POLL and not call.object_id:
        return f"{method}([{awaited_names(call, run)}])"
    known = run.objects.get(call.object_id)
    if isinstance(known, PoolObject) and call.effect == Effect.WORK:
        return ""
    if isinstance(known, PoolObject) and call.effect == Effect.AWAIT:
        return _awaiting_text(call, known.name)
    if known is None or not method or call.effect == Effect.SLEEP:
        return f"{call.operation}({call.argument})" if owner != "Process" else f"{call.argument}.{method}()"
    if call.effect in (Effect.READ, Effect.WRITE):
        return known.name + memory_access(method, call.argument, call.effect == Effect.WRITE)
    return access_text(known.name, method, call.argument)


def _bound_text(call: Call | None) -> str:
    """How long a wait may last; "" when nothing bounds it."""
    if call is None or not call.blocked or not call.bound_s:
        return ""
    return translate("stage", "at most {time}").format(time=duration_text(round(call.bound_s * 1e9)))


def _last_wait_text(process: Process, run: Run) -> str:
    """What it waited for last: "waited 0.8 s in lock.acquire(), until: w2 Lock.release line 9"."""
    wait = process.last_wait
    if wait is None or wait.waited_ns < NOTICEABLE_NS:
        return ""
    known, method = run.objects.get(wait.object), wait.operation.rpartition(".")[2]
    values = {
        "time": duration_text(wait.waited_ns),
        "call": f"{known.name}.{method}()" if known is not None else wait.operation,
    }
    grant = wait.granted_by
    other = run.processes.get(grant.process) if grant is not None else None
    if grant is None or other is None:
        return translate("stage", "waited {time} in {call}").format(**values)
    line = (
        "" if grant.location is None else translate("stage", "line {line}").format(line=grant.location.line)
    )
    by = [process_name(other), grant.operation or translate("stage", "ended"), line]
    values["by"] = " ".join(part for part in by if part)
    if grant.is_certain:
        return translate("stage", "waited {time} in {call}, until: {by}").format(**values)
    return translate("stage", "waited {time} in {call}, perhaps until: {by}").format(**values)


def _ended_by_text(process: Process, run: Run) -> str:
    """Who has ended it: "by main Process.terminate line 12"."""
    grant = process.ended_by
    other = run.processes.get(grant.process) if grant is not None else None
    if grant is None or other is None:
        return ""
    line = grant.location and translate("stage", "line {line}").format(line=grant.location.line)
    who = " ".join(part for part in (process_name(other), grant.operation, line) if part)
    return translate("stage", "ended by: {who}").format(who=who)


def access_text(name: str, method: str, argument: str) -> str:
    """What is done to an object, as it stands in the script: ``d['num'] = 99``, ``d.append(3)``."""
    if method == "__setitem__" and argument.count(", ") == 1:
        return "{}[{}] = {}".format(name, *argument.split(", "))
    form = _FORMS.get(method)
    if form is None or (not argument and "{0}" in form):
        return f"{name}.{method}({argument})"
    first, _, rest = argument.partition(", ")
    return form.format(argument, name=name, attribute=first.strip("'"), rest=rest)


#: How a call of a method stands in a script that does not name it; {0} are its arguments.
_FORMS = {
    "__getitem__": "{name}[{0}]",
    "__delitem__": "del {name}[{0}]",
    "__contains__": "{0} in {name}",
    "__len__": "len({name})",
    "__iter__": "iter({name})",
    "__getattribute__": "{name}.{attribute}",
    "__setattr__": "{name}.{attribute} = {rest}",
    "__delattr__": "del {name}.{attribute}",
}


def process_tip(process: Process, run: Run, now_ns: int) -> str:
    """Everything about a process, line by line."""
    call = current_call(process, now_ns) if process.alive else last_call(process)
    lines = [
        translate("stage", "{name} (pid {pid})").format(name=process_name(process), pid=process.pid),
        state_text(process, run, now_ns),
        translate("stage", "daemon") if process.daemon else "",
        made_by_text(process.made_by) if process.made_by else "",
        call_text(call, run) if call is not None else _end_text(process),
        "" if process.outcome is Outcome.FAILED else one_line(process.error or ""),
        _ended_by_text(process, run),
        _bound_text(call),
        _last_wait_text(process, run),
        "" if process.location is None else f"{process.location.file}:{process.location.line}",
        *(_thread_line(one, run, now_ns) for one in other_threads(process, run, now_ns)),
        *(f"{name} = {value}" for name, value in process.variables.items()),
    ]
    return "\n".join(line for line in lines if line)


def more_text(count: int, run: Run) -> str:
    """The processes that are not shown: "and 3 more, made by joblib"."""
    text = translate("stage", "and {count} more").format(count=count)
    packages = dict.fromkeys(one.made_by for one in run.script_processes if one.made_by)
    return translate("stage", ", ").join([text, *map(made_by_text, packages)])
