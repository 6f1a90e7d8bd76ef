"""What a call waits for, in words, and which process holds it up."""

from __future__ import annotations

from collections.abc import Iterable

from app.language import QT_TRANSLATE_NOOP, Sentence
from app.state.calls import FOR_PROCESSES, end_id
from app.state.model import Call, Process, Run
from app.state.objects import BarrierObject, ChannelEnd, ConditionObject, FlagObject, LockObject, QueueObject
from app.state.pool import PoolObject
from app.state.primitives.channels import other_of
from app.state.primitives.conditions import lock_behind
from app.state.primitives.pool_results import ANY_OF
from app.wire.records import Effect

CONTEXT = "words"
_NAMED = 4  # names in one sentence

BLOCKED = QT_TRANSLATE_NOOP("words", "blocked on {object}")
BLOCKED_HELD = QT_TRANSLATE_NOOP("words", "blocked on {object} (held by {owner})")
BLOCKED_ITSELF = QT_TRANSLATE_NOOP("words", "blocked on {object} (held by itself)")
BLOCKED_DEAD = QT_TRANSLATE_NOOP("words", "blocked on {object} ({owner} died holding it)")
BLOCKED_FULL = QT_TRANSLATE_NOOP("words", "blocked on {object} (full)")
BLOCKED_PIPE = QT_TRANSLATE_NOOP("words", "blocked on {object} (writing to its pipe)")
BLOCKED_EMPTY = QT_TRANSLATE_NOOP("words", "blocked on {object} (empty)")
BLOCKED_TASKS = QT_TRANSLATE_NOOP("words", "blocked on {object} (unfinished: {count})")
BLOCKED_UNSET = QT_TRANSLATE_NOOP("words", "blocked on {object} (not set)")
BLOCKED_PERHAPS_HELD = QT_TRANSLATE_NOOP("words", "blocked on {object} (may be held by {owner})")
BLOCKED_UNNOTIFIED = QT_TRANSLATE_NOOP("words", "blocked on {object} (not notified)")
BLOCKED_PERHAPS_NOTIFIED = QT_TRANSLATE_NOOP("words", "blocked on {object} (perhaps notified)")
BLOCKED_WAKING = QT_TRANSLATE_NOOP("words", "blocked on {object} (until those it woke are awake)")
BLOCKED_AGAIN = QT_TRANSLATE_NOOP("words", "awake, wants {object} back")
BLOCKED_AGAIN_HELD = QT_TRANSLATE_NOOP("words", "awake, wants {object} back (held by {owner})")
BLOCKED_PARTIES = QT_TRANSLATE_NOOP("words", "blocked on {object} ({count} of {parties} there)")
BLOCKED_LEAVING = QT_TRANSLATE_NOOP("words", "blocked on {object} (all are there)")
BLOCKED_BROKEN = QT_TRANSLATE_NOOP("words", "blocked on {object} (broken)")
BLOCKED_OUTSIDE = QT_TRANSLATE_NOOP("words", "blocked on {object} (not yet in)")
BLOCKED_CALL = QT_TRANSLATE_NOOP("words", "blocked on {object} ({method})")
BLOCKED_JOIN = QT_TRANSLATE_NOOP("words", "waiting for {process} to end")
WAITING_ANY_CHILD = QT_TRANSLATE_NOOP("words", "waiting for any child to end")
WAITING_TALK = QT_TRANSLATE_NOOP("words", "waiting for {process} to end (talking through {pipes})")
WAITING_SENT = QT_TRANSLATE_NOOP("words", "sending what is left in {object}")
WAITING_TAKEN = QT_TRANSLATE_NOOP("words", "sending what is left in {object} (not taken yet: {count})")
WAITING_THREADS = QT_TRANSLATE_NOOP("words", "its main thread is over: waiting for {threads} to end")
WAITING_THREAD = QT_TRANSLATE_NOOP("words", "waiting for thread {threads} to end")
CODE_OVER_WAITING = QT_TRANSLATE_NOOP("words", "its code is over: {what}")
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
WAITING_TASK = QT_TRANSLATE_NOOP("words", "waiting for a task of {object}")
WAITING_TASKS = QT_TRANSLATE_NOOP("words", "waiting for {count} tasks of {object}")
WAITING_HANDED = QT_TRANSLATE_NOOP(
    "words", "waiting for {object} (all tasks done, results not handed over yet)"
)
WAITING_LOST = QT_TRANSLATE_NOOP("words", "waiting for {object} (lost with its worker: {task})")
WAITING_RESULT = QT_TRANSLATE_NOOP("words", "waiting for the next result of {object}")
WAITING_ANY = QT_TRANSLATE_NOOP("words", "waiting for tasks of {object} ({running} running, {count} waiting)")
WAITING_ALL = QT_TRANSLATE_NOOP("words", "waiting for the end of {object}")
WAITING_WORK = QT_TRANSLATE_NOOP("words", "idle, no task from {object}")
WAITING_FIRST_END = QT_TRANSLATE_NOOP("words", "waiting for the first of these to end: {things}")
THREAD_OF = QT_TRANSLATE_NOOP("words", "{process} in thread {thread}")
LISTED = QT_TRANSLATE_NOOP("words", "{names}, {name}")
BLOCKED_OTHER = QT_TRANSLATE_NOOP("words", "blocked in {operation}")
#: Waits whose sentences do not begin with the word for being blocked.
SAY_WHAT_FOR = frozenset(
    {
        BLOCKED_JOIN,
        WAITING_ANY_CHILD,
        WAITING_TALK,
        WAITING_SENT,
        WAITING_TAKEN,
        WAITING_THREADS,
        WAITING_THREAD,
        CODE_OVER_WAITING,
        BLOCKED_AGAIN,
        BLOCKED_AGAIN_HELD,
        WAITING_MESSAGE,
        WAITING_MESSAGE_FROM,
        WAITING_MESSAGE_ALONE,
        WAITING_TO_SEND,
        WAITING_CLIENT,
        WAITING_FIRST,
        WAITING_TASK,
        WAITING_TASKS,
        WAITING_HANDED,
        WAITING_LOST,
        WAITING_RESULT,
        WAITING_ALL,
        WAITING_ANY,
        WAITING_FIRST_END,
    }
)


def describe_wait(call: Call, process: Process, run: Run) -> Sentence:
    """What a call waits for, and which process holds it up."""
    known = run.objects.get(call.object_id)
    method = call.operation.rpartition(".")[2]
    if call.effect in FOR_PROCESSES:
        return _describe_join(call, run)
    if call.effect == Effect.THREADS:
        at_end = call.location is None
        return _sentence(WAITING_THREADS if at_end else WAITING_THREAD, threads=call.argument)
    if call.effect == Effect.POLL and not call.object_id:
        return _describe_poll(call, run)
    if known is None:
        return _sentence(BLOCKED_OTHER, operation=call.operation)
    if isinstance(known, ConditionObject) and call.effect != Effect.TAKE:
        return _describe_condition(known, call)
    lock = lock_behind(known, run)
    if lock is not None:
        return _describe_lock(lock, call, process, run)
    if isinstance(known, BarrierObject) and call.effect == Effect.WAIT:
        return _describe_barrier(known, call, process)
    if call.effect == Effect.FLUSH:
        count = known.size if isinstance(known, QueueObject) else 0
        return _sentence(WAITING_TAKEN if count else WAITING_SENT, object=known.name, count=str(count))
    if isinstance(known, QueueObject):
        return _describe_queue(known, call)
    if isinstance(known, ChannelEnd):
        return _describe_channel(known, call, process, run)
    if isinstance(known, PoolObject) and call.effect in (Effect.AWAIT, Effect.WORK):
        return _describe_pool(known, call, process)
    if isinstance(known, FlagObject):
        return _sentence(BLOCKED if known.is_set else BLOCKED_UNSET, object=known.name)
    return _sentence(BLOCKED_CALL, object=known.name, method=method)


def describe_wait_at_end(call: Call, process: Process, run: Run) -> Sentence:
    """What a process waits for whose code is over."""
    wait = describe_wait(call, process, run)
    at_end = call.effect == Effect.THREADS and call.location is None
    return wait if at_end else _sentence(CODE_OVER_WAITING, what=wait)


def _describe_join(call: Call, run: Run) -> Sentence:
    if call.target_pid <= 0 and not call.argument:
        return _sentence(WAITING_ANY_CHILD)
    if call.effect == Effect.TALK and call.argument:
        return _sentence(WAITING_TALK, process=joined_name(call, run), pipes=call.argument)
    return _sentence(BLOCKED_JOIN, process=joined_name(call, run))


def joined_name(call: Call, run: Run) -> str:
    """The name of the process that a call waits for; its pid where no name is known."""
    target = run.process_of_pid(call.target_pid) if call.target_pid > 0 else None
    if target is not None and target.name:
        return target.name
    known = call.argument if call.effect == Effect.JOIN else ""
    return known or str(call.target_pid)


def _describe_poll(call: Call, run: Run) -> Sentence:
    """A `connection.wait`: for ends of channels, and for ends of processes."""
    tokens, things = call.argument.split(" "), awaited_names(call, run)
    if not all(_pid_in(token) for token in tokens):
        return _sentence(WAITING_FIRST, things=things)
    if len(tokens) == 1:
        return _sentence(BLOCKED_JOIN, process=things)
    return _sentence(WAITING_FIRST_END, things=things)


def _pid_in(token: str) -> int:
    """The pid of the process for whose end a `connection.wait` waits; 0: it is something else."""
    return int(token[1:]) if token[:1] == "p" and token[1:].isdecimal() else 0


def _describe_condition(condition: ConditionObject, call: Call) -> Sentence:
    if call.effect == Effect.NOTIFY:
        return _sentence(BLOCKED_WAKING, object=condition.name)
    if call.effect != Effect.WAIT:
        return _sentence(BLOCKED, object=condition.name)
    grants = condition.grants.get(Effect.WAIT)
    perhaps = condition.is_served and grants is not None and grants.count > call.grants
    return _sentence(BLOCKED_PERHAPS_NOTIFIED if perhaps else BLOCKED_UNNOTIFIED, object=condition.name)


def _describe_barrier(barrier: BarrierObject, call: Call, process: Process) -> Sentence:
    me = process.number, call.thread
    if any((party.process, party.thread) == me for party in barrier.leaving):
        return _sentence(BLOCKED_LEAVING, object=barrier.name)
    if barrier.broken is not None:
        return _sentence(BLOCKED_BROKEN, object=barrier.name)
    if any((party.process, party.thread) == me for party in barrier.there) and barrier.parties:
        count, parties = str(len(barrier.there)), str(barrier.parties)
        return _sentence(BLOCKED_PARTIES, object=barrier.name, count=count, parties=parties)
    return _sentence(BLOCKED_OUTSIDE, object=barrier.name)


def _describe_pool(pool: PoolObject, call: Call, process: Process) -> Sentence:
    """Whose tasks somebody waits for, and that one of them will not come."""
    if call.effect == Effect.WORK:
        return _sentence(WAITING_WORK, object=pool.name)
    awaited = pool.awaited.get((process.number, call.thread))
    job = None if awaited is None else awaited.job
    if call.operation.startswith(ANY_OF):
        count, running = str(pool.waiting), str(len(pool.running))
        return _sentence(WAITING_ANY, object=pool.name, count=count, running=running)
    if job is None:
        return _sentence(WAITING_ALL, object=pool.name)
    lost = next((task for task in pool.lost_tasks if task.job == job.number), None)
    if lost is not None:
        return _sentence(WAITING_LOST, object=pool.name, task=lost.text)
    if call.operation.endswith(".next") or job.unsettled is None:
        return _sentence(WAITING_RESULT, object=pool.name)
    if job.unsettled == 0:  # such as while a callback runs
        return _sentence(WAITING_HANDED, object=pool.name)
    if job.unsettled == 1:
        return _sentence(WAITING_TASK, object=pool.name)
    return _sentence(WAITING_TASKS, object=pool.name, count=str(job.unsettled))


def awaited_names(call: Call, run: Run) -> str:
    """What a `connection.wait` waits for, by name: ends, and processes whose end it waits for."""
    names = []
    for token in call.argument.split(" "):
        known = run.objects.get(end_id(token))
        pid = _pid_in(token)
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


def _describe_lock(lock: LockObject, call: Call, process: Process, run: Run) -> Sentence:
    again = call.outer is not None and call.outer.effect == Effect.WAIT and call.outer.awake_ns is not None
    if not lock.owners:
        return _sentence(BLOCKED_AGAIN if again else BLOCKED, object=lock.name)
    has = [(owner.process, owner.thread) for owner in lock.owners]
    if set(has) == {(process.number, call.thread)} and not lock.changes_hands:
        return _sentence(BLOCKED_ITSELF, object=lock.name)
    owner = _threads(has, run)
    if lock.owner_is_dead:
        return _sentence(BLOCKED_DEAD, object=lock.name, owner=owner)
    if lock.changes_hands:
        return _sentence(BLOCKED_PERHAPS_HELD, object=lock.name, owner=owner)
    return _sentence(BLOCKED_AGAIN_HELD if again else BLOCKED_HELD, object=lock.name, owner=owner)


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


def _sentence(template: str, **values: str | Sentence) -> Sentence:
    return Sentence(CONTEXT, template, **values)


def _threads(numbers: Iterable[tuple[int, int]], run: Run) -> str | Sentence:
    """Processes, each with its thread if that is not the main one."""
    named: list[str | Sentence] = []
    for number, thread in dict.fromkeys(numbers):
        process = run.processes.get(number)
        other = process.other_thread(thread) if process is not None else ""
        if process is not None:
            one = _sentence(THREAD_OF, process=process.name, thread=other)
            named.append(one if other else process.name)
    return listed(named)


def listed(names: Iterable[str | Sentence]) -> str | Sentence:
    """Names one after the other; "" without any."""
    every: str | Sentence = ""
    for name in names:
        every = name if every == "" else _sentence(LISTED, names=every, name=name)
    return every


def _names(numbers: Iterable[int], run: Run) -> list[str]:
    unique = dict.fromkeys(numbers)
    return [run.processes[number].name for number in unique if number in run.processes]
