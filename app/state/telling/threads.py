"""The threads of a process: which are the script's, and what each is doing.

A thread is known from the first thing that it has told. It is the script's if it was at a line of the script;
the library's own (a queue's feeder, a pool's handlers) never are. The main thread's state is the process's.
"""

from __future__ import annotations

from typing import NamedTuple

from app.language import QT_TRANSLATE_NOOP, Sentence
from app.state.history import Location
from app.state.model import Call, Condition, Process, Run, Thread
from app.state.objects import QueueObject
from app.state.pool import PoolObject
from app.state.telling.stacks import thread_doing
from app.state.telling.waits import CONTEXT, describe_wait
from app.state.telling.words import ENDED, RUNNING, SLEEPING, describe_last, is_waiting
from app.wire.records import Effect

FEEDER = QT_TRANSLATE_NOOP("words", "feeder of {queue}")
WORKER = QT_TRANSLATE_NOOP("words", "worker of {pool}")
HANDLER = QT_TRANSLATE_NOOP("words", "handler of {pool}")
NAMELESS = QT_TRANSLATE_NOOP("words", "thread {number}")


class ThreadState(NamedTuple):
    """What a thread is doing, or did last."""

    thread: Thread
    number: int
    name: Sentence | str
    condition: Condition
    text: Sentence
    call: Call | None
    since_ns: int | None
    location: Location | None


def other_threads(process: Process, run: Run, now_ns: int) -> list[ThreadState]:
    """The script's threads that live, but for the main one."""
    if not process.alive:
        return []
    return [thread_state(process, run, number, now_ns) for number in living_threads(process)]


def living_threads(process: Process) -> list[int]:
    """Their numbers, in a process that lives.

    The end of one that the module `threading` does not know is not told: it is shown while it is in a call.
    """
    found = []
    for number, thread in process.threads.items():
        is_known_to_live = not thread.ended and (thread.name or number in process.calls)
        if number != process.main_thread and is_known_to_live and is_of_script(process, number):
            found.append(number)
    return found


def thread_place(process: Process, number: int) -> Location | None:
    """The line of the script that a thread is at, or was last seen at."""
    call = process.calls.get(number)
    return call.location if call is not None else process.threads[number].location


def is_of_script(process: Process, number: int) -> bool:
    """Whether a thread is, or was, at a line of the script."""
    call = process.calls.get(number)
    is_in_call = call is not None and call.location is not None
    return is_in_call or number == process.main_thread or process.threads[number].location is not None


def thread_state(process: Process, run: Run, number: int, now_ns: int) -> ThreadState:
    """What one thread is doing, or was doing when its process ended."""
    thread, call = process.threads[number], process.calls.get(number)
    name = thread_name(process, run, number)
    place = thread_place(process, number)
    if thread.ended:
        return ThreadState(thread, number, name, Condition.ENDED, Sentence(CONTEXT, ENDED), None, None, place)
    if call is not None and is_waiting(call, now_ns):
        wait = thread.last_words or describe_wait(call, process, run)
        return ThreadState(thread, number, name, Condition.BLOCKED, wait, call, call.since_ns, place)
    if call is not None and call.effect == Effect.SLEEP:
        sleeps = Sentence(CONTEXT, SLEEPING)
        return ThreadState(thread, number, name, Condition.SLEEPING, sleeps, call, call.since_ns, place)
    seen = thread_doing(process, thread.system_number)
    if seen is not None:
        return ThreadState(thread, number, name, seen.condition, seen.text, call, None, place)
    runs = Sentence(CONTEXT, RUNNING)
    return ThreadState(thread, number, name, Condition.RUNNING, runs, call, None, place)


def thread_name(process: Process, run: Run, number: int) -> Sentence | str:
    """What a thread is called; one of the library's is named as what it is."""
    thread = process.threads[number]
    served = run.objects.get(thread.serves)
    if isinstance(served, QueueObject):
        return Sentence(CONTEXT, FEEDER, queue=served.name)
    if isinstance(served, PoolObject) and number != process.main_thread:
        if thread.runs_tasks:
            return Sentence(CONTEXT, WORKER, pool=served.name)
        if not is_of_script(process, number):
            return Sentence(CONTEXT, HANDLER, pool=served.name)
    return thread.name or Sentence(CONTEXT, NAMELESS, number=str(number))


def note_last(process: Process, run: Run, now_ns: int) -> None:
    """A process ends now: what it does is put into words while all that they tell of is as it is."""
    if process.alive:
        process.last_words = describe_last(process, run, now_ns).parts
        for number, thread in process.threads.items():
            thread.last_words = thread_state(process, run, number, now_ns).text
