"""Items that nobody took, as those who should have were told that there are none, and believed it."""

from __future__ import annotations

from collections.abc import Iterator

from app.findings.evidence import Evidence
from app.findings.needs import lives
from app.findings.rule import Finding, Severity
from app.findings.say import at_line, listed, places, process_name, processes_named, say
from app.language import QT_TRANSLATE_NOOP, Sentence
from app.state.model import Outcome, Process, Run
from app.state.objects import Answer, QueueObject

RULE = "stale-answer"

#: What people put besides None to say that it is over, and words in capital letters.
_MARKS = ("False", "-1", "Ellipsis", "<object>", "<ellipsis>", "''")

MESSAGE = QT_TRANSLATE_NOOP(
    "findings",
    "{found}, took no more from it, and ended; {count} items that were put {place} were never taken.",
)
MESSAGE_ONE = QT_TRANSLATE_NOOP(
    "findings", "{found}, took no more from it, and ended; one item that was put {place} was never taken."
)
EMPTY = QT_TRANSLATE_NOOP("findings", "{processes} found {object} empty")
COUNTED = QT_TRANSLATE_NOOP("findings", "{processes} took as many items of {object} as qsize() had said")
ENDED = QT_TRANSLATE_NOOP(
    "findings",
    "{process} was told by is_alive() that {producer} had ended (line {line}), took no more from {object}, "
    "and ended; {count} items that {producer} had put there were never taken.",
)
ENDED_ONE = QT_TRANSLATE_NOOP(
    "findings",
    "{process} was told by is_alive() that {producer} had ended (line {line}), took no more from {object}, "
    "and ended; one item that {producer} had put there was never taken.",
)
LATER = QT_TRANSLATE_NOOP("findings", "after that")
AROUND = QT_TRANSLATE_NOOP("findings", "after that, or shortly before and were still on their way")
ADVICE_ENDED = QT_TRANSLATE_NOOP(
    "findings",
    "That a process has ended does not mean that all is taken that it has put: let it put an end mark as its "
    "last item, and get until that comes.",
)
ADVICE = QT_TRANSLATE_NOOP(
    "findings",
    "Do not decide by empty() or qsize() that there is no more to come: what they say is true for that "
    "moment only. Let who puts say when it is over, with one end mark for each process that gets.",
)


def stale_answer(evidence: Evidence) -> Iterator[Finding]:
    """One finding for each queue that is left with items, when nobody moves who could take them."""
    run = evidence.run
    for queue in run.objects.values():
        if isinstance(queue, QueueObject) and queue.size > 0 and queue.answers and _is_over(evidence):
            leavers = {number: run.processes[number] for number in {*queue.answers, *queue.consumers}}
            if all(_has_left(queue, process) for process in leavers.values()) and not _are_marks(queue):
                yield _finding(queue, run)
        elif (
            isinstance(queue, QueueObject) and queue.size > 0 and not _are_marks(queue) and _is_over(evidence)
        ):
            yield from _found_ended(queue, run)


def _found_ended(queue: QueueObject, run: Run) -> Iterator[Finding]:
    """Who asked whether the only producer was alive, and went by that."""
    if queue.made_by or len(queue.producers) != 1:
        return
    (producer,) = queue.producers
    parent = run.processes[producer].parent if producer in run.processes else None
    others = queue.users - queue.producers or {parent or 0}
    if len(others) != 1:
        return
    (number,) = others
    process = run.processes.get(number)
    told = None if process is None else process.found_ended.get(producer)
    is_left = process is not None and process.outcome is Outcome.FINISHED
    if told is None or not is_left:
        return
    time_ns, location = told
    if any(not one.into and one.process == number and one.time_ns > time_ns for one in queue.recent):
        return
    put_at = places(*(item.location for item in queue.items))
    message = say(
        ENDED if queue.size > 1 else ENDED_ONE,
        process=process_name(number, run),
        producer=process_name(producer, run),
        line=location.line,
        object=queue.name,
        count=queue.size,
    )
    lines, numbers = places(location, *put_at), (number, producer)
    yield Finding(RULE, Severity.ERROR, True, message, say(ADVICE_ENDED), numbers, (queue.id,), lines)


def _is_over(evidence: Evidence) -> bool:
    """Whether no process of the script can do anything any more."""
    living = [process for process in evidence.run.script_processes if lives(process)]
    return all(process.is_server or evidence.standstill.of_process(process.number) for process in living)


def _has_left(queue: QueueObject, process: Process) -> bool:
    """Whether a process has taken no more than it was told to be there, and has ended after that."""
    answer = queue.answers.get(process.number)
    ended = process.ended_ns is not None and process.outcome in (Outcome.FINISHED, Outcome.ENDED_WITH_MAIN)
    if answer is None or not ended or answer.location is None:
        return False
    taken = queue.gets_by.get(process.number, 0) - answer.gets
    return taken == answer.items and (answer.method != "empty" or not answer.items)


def _are_marks(queue: QueueObject) -> bool:
    """Whether what is left looks like end marks, put for more processes than have got one."""
    texts = {item.text for item in queue.items}
    text = texts.pop() if len(texts) == 1 else ""
    looks_like_it = text in _MARKS or (text[:1] == "'" and text.isupper())
    return text == "None" or (looks_like_it and queue.size <= max(1, len(queue.answers)))


def _finding(queue: QueueObject, run: Run) -> Finding:
    answers = queue.answers
    last_ns = max(answer.time_ns for answer in answers.values())
    put_at = places(*(item.location for item in queue.items))
    is_later = all(item.put_ns > last_ns for item in queue.items)
    message = say(
        MESSAGE if queue.size > 1 else MESSAGE_ONE,
        found=listed(_found(queue, answer, run) for answer in _by_line(queue)),
        count=queue.size,
        place=at_line(say(LATER if is_later else AROUND), put_at[0] if put_at else None, run),
    )
    return Finding(
        RULE,
        Severity.ERROR,
        True,
        message,
        say(ADVICE),
        tuple(sorted(answers)),
        (queue.id,),
        places(*(answer.location for answer in answers.values()), *put_at),
    )


def _by_line(queue: QueueObject) -> list[Answer]:
    """One answer of each line."""
    found: dict[object, Answer] = {}
    for answer in queue.answers.values():
        assert answer.location is not None
        found.setdefault((answer.location.file, answer.location.line), answer)
    return list(found.values())


def _found(queue: QueueObject, answer: Answer, run: Run) -> str | Sentence:
    same = (number for number, one in queue.answers.items() if one.location == answer.location)
    template = COUNTED if answer.method == "qsize" and answer.items else EMPTY
    names = processes_named(same, run)
    return at_line(say(template, processes=names, object=queue.name), answer.location, run)
