"""Pieces of sentences that several rules need: who, since where, what it waits for, who waits besides.

The words are the translators' context "findings". A process is called by its name, a thread that is not the
main one with its process; a line is named where it is known.
"""

from __future__ import annotations

from collections.abc import Iterable

from app.findings.causes import Cause
from app.findings.needs import Actor
from app.findings.standstill import Wait
from app.language import QT_TRANSLATE_NOOP, Sentence
from app.language.visible import visible
from app.state.history import Location
from app.state.model import Process, Run
from app.wire.records import Effect

CONTEXT = "findings"
#: So many are named one by one in a sentence.
_NAMED = 6

THREAD = QT_TRANSLATE_NOOP("findings", "{process} in thread {thread}")
LISTED = QT_TRANSLATE_NOOP("findings", "{names}, {name}")
AND = QT_TRANSLATE_NOOP("findings", "{names} and {name}")
MORE = QT_TRANSLATE_NOOP("findings", "{names} and {count} more")
NEXT = QT_TRANSLATE_NOOP("findings", "{links}; {link}")
NEXT_MORE = QT_TRANSLATE_NOOP("findings", "{links}; and {count} more")
AT = QT_TRANSLATE_NOOP("findings", "{what} (line {line})")
AT_FILE = QT_TRANSLATE_NOOP("findings", "{what} ({file}, line {line})")
ALSO = QT_TRANSLATE_NOOP("findings", "{message} Because of this {waits}.")

MAY = QT_TRANSLATE_NOOP("findings", "This wait may be for ever: {message}")

WAIT_ONE = QT_TRANSLATE_NOOP("findings", "{who} waits")
WAIT_MANY = QT_TRANSLATE_NOOP("findings", "{who} wait")
WAITS_LOCK = QT_TRANSLATE_NOOP("findings", "{who} waits for {object}, held by {owner}")
WAITS_ITSELF = QT_TRANSLATE_NOOP("findings", "{who} waits for {object}, which it holds itself")
WAITS_JOIN = QT_TRANSLATE_NOOP("findings", "{who} waits for {owner} to end")
WAITS_MESSAGE = QT_TRANSLATE_NOOP("findings", "{who} waits for a message on {object} from {owner}")
WAITS_ROOM = QT_TRANSLATE_NOOP(
    "findings", "{who} waits for room in {object}, which {owner} would have to read"
)
FILE_LOCK = QT_TRANSLATE_NOOP("findings", "the lock of the file {file}")
WAITS_PIPE_ROOM = QT_TRANSLATE_NOOP(
    "findings", "{who} waits for room in a pipe, which only {owner} could read"
)
WAITS_PIPE_DATA = QT_TRANSLATE_NOOP(
    "findings", "{who} waits for data from a pipe, which only {owner} could write"
)
WAITS_RESULT = QT_TRANSLATE_NOOP("findings", "{who} waits for a result of {object} from {owner}")
WAITS_OTHER = QT_TRANSLATE_NOOP("findings", "{who} waits in {operation} for {object}")
WAITS_PLAIN = QT_TRANSLATE_NOOP("findings", "{who} waits in {operation}")

_FOR_OWNERS = {
    Effect.JOIN: WAITS_JOIN,
    Effect.TALK: WAITS_JOIN,
    Effect.THREADS: WAITS_JOIN,
    Effect.RECEIVE: WAITS_MESSAGE,
    Effect.POLL: WAITS_MESSAGE,
    Effect.SEND: WAITS_ROOM,
    Effect.AWAIT: WAITS_RESULT,
}
_WITHOUT_NAME = _FOR_OWNERS | {Effect.SEND: WAITS_PIPE_ROOM, Effect.RECEIVE: WAITS_PIPE_DATA}
_OF_LOCKS = (Effect.TAKE, Effect.READ, Effect.WRITE, Effect.WAIT)


def say(template: str, **values: object) -> Sentence:
    """A sentence of a finding; the template is marked for the translators where it is written.

    Its values are mostly the script's words: nothing in them may look like a line of ours.
    """
    shown = {key: visible(value) if isinstance(value, str) else value for key, value in values.items()}
    return Sentence(CONTEXT, template, **shown)


# --- who ----------------------------------------------------------------------------------


def process_name(number: int, run: Run) -> str:
    """What a process is called; its pid where it has no name."""
    process = run.processes.get(number)
    return "?" if process is None else process.name or str(process.pid)


def actor_name(number: int, thread: int, run: Run) -> str | Sentence:
    """A process, with its thread if that is not the main one."""
    process = run.processes.get(number)
    other = _other_thread(process, thread)
    name = process_name(number, run)
    return say(THREAD, process=name, thread=other) if other else name


def _other_thread(process: Process | None, thread: int) -> str:
    return "" if process is None or not thread else process.other_thread(thread)


def listed(names: Iterable[str | Sentence]) -> str | Sentence:
    """Names one after the other: "a, b and c"; the last ones are only counted when there are many."""
    every = list({repr(name): name for name in names}.values())
    if not every:
        return ""
    shown, left = (every, 0) if len(every) <= _NAMED else (every[: _NAMED - 1], len(every) - _NAMED + 1)
    told: str | Sentence = shown[0]
    for index, name in enumerate(shown[1:], 2):
        told = say(AND if index == len(every) else LISTED, names=told, name=name)
    return say(MORE, names=told, count=left) if left else told


def processes_named(numbers: Iterable[int], run: Run) -> str | Sentence:
    """Several processes by name."""
    return listed(process_name(number, run) for number in dict.fromkeys(numbers))


# --- where --------------------------------------------------------------------------------


def at_line(what: str | Sentence, location: Location | None, run: Run) -> str | Sentence:
    """With the line; with its file, too, if that is not the script itself."""
    if location is None:
        return what
    if location.file == run.script or not run.script:
        return say(AT, what=what, line=location.line)
    return say(AT_FILE, what=what, file=location.file_name, line=location.line)


def places(*locations: Location | None) -> tuple[Location, ...]:
    """Those that are known, each once."""
    found: list[Location] = []
    for location in locations:
        if location is not None and location not in found:
            found.append(location)
    return tuple(found)


# --- waits --------------------------------------------------------------------------------


def wait_told(wait: Wait, run: Run) -> str | Sentence:
    """Who waits for what, and for whom: "phil-0 waits for forks[1], held by phil-1 (line 8)"."""
    return at_line(_wait(wait, run), wait.call.location, run)


def _wait(wait: Wait, run: Run) -> Sentence:
    who = actor_name(*wait.actor, run)
    known = wait.need.known
    name: str | Sentence = known.name if known is not None else ""
    if known is None and wait.call.effect == Effect.TAKE:
        name = say(FILE_LOCK, file=wait.call.argument.rpartition("/")[2])
    operation = wait.call.operation
    if not wait.need.by:
        return say(WAITS_OTHER if name else WAITS_PLAIN, who=who, operation=operation, object=name)
    if wait.call.effect in _OF_LOCKS:
        if set(wait.need.by) == {wait.actor}:
            return say(WAITS_ITSELF, who=who, object=name)
        return say(WAITS_LOCK, who=who, object=name, owner=_owners(wait, run))
    template = (_FOR_OWNERS if name else _WITHOUT_NAME).get(wait.call.effect)
    if template is None:
        return say(WAITS_PLAIN, who=who, operation=operation)
    return say(template, who=who, object=name, owner=_owners(wait, run))


def _owners(wait: Wait, run: Run) -> str | Sentence:
    """Who could end the wait; not the one itself that waits, if there is another."""
    me = wait.actor, Actor(wait.actor.process, 0)
    others = [actor for actor in wait.need.by if actor not in me]
    return listed(actor_name(*actor, run) for actor in others or wait.need.by)


def waiters_told(waits: Iterable[Wait], run: Run) -> str | Sentence:
    """Who waits, and where: "a and b wait (line 7)"; each with its own line where they differ."""
    every = list(waits)
    lines = places(*(wait.call.location for wait in every))
    names = listed(actor_name(*wait.actor, run) for wait in every)
    if len(lines) > 1:
        names = listed(at_line(actor_name(*wait.actor, run), wait.call.location, run) for wait in every)
    told = say(WAIT_ONE if len(every) == 1 else WAIT_MANY, who=names)
    return at_line(told, lines[0] if len(lines) == 1 else None, run)


def chained(links: Iterable[str | Sentence]) -> str | Sentence:
    """Parts one after the other: "a waits for b; b waits for a"; the last ones are only counted when many."""
    every = list(links)
    told: str | Sentence = ""
    for link in every[:_NAMED]:
        told = link if told == "" else say(NEXT, links=told, link=link)
    left = len(every) - _NAMED
    return say(NEXT_MORE, links=told, count=left) if left > 0 else told


def perhaps(message: Sentence, is_certain: bool) -> Sentence:
    """What is told of a wait; with "may" where the facts do not prove that it is for ever."""
    return message if is_certain else say(MAY, message=message)


def with_consequences(message: Sentence, cause: Cause, run: Run) -> Sentence:
    """A message, and who else waits because of what it tells."""
    if not cause.behind:
        return message
    return say(ALSO, message=message, waits=chained(wait_told(wait, run) for wait in cause.behind))


def headline(message: Sentence) -> Sentence:
    """A message without who else waits."""
    first = message.values.get("message")
    return first if message.template == ALSO and isinstance(first, Sentence) else message
