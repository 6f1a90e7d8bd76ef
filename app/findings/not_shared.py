"""What children change in their own memory only, and their parent reads after them.

That is a global variable, or something that they were given: a list, an attribute of an object.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.findings.evidence import Evidence
from app.findings.rule import Finding, Severity
from app.findings.say import at_line, listed, places, process_name, processes_named, say
from app.language import QT_TRANSLATE_NOOP, Sentence
from app.state.model import OwnValue, Process, Run

RULE = "not-shared"

MESSAGE = QT_TRANSLATE_NOOP(
    "findings",
    "{children} changed {names} in the memory of their own process only: {parent} still has {values} where "
    "it reads that {place}.",
)
AFTER = QT_TRANSLATE_NOOP("findings", "after they have run")
CHANGED = QT_TRANSLATE_NOOP("findings", "the global {name}")
HAS = QT_TRANSLATE_NOOP("findings", "{name} = {value}")
ADVICE = QT_TRANSLATE_NOOP(
    "findings",
    "Processes do not share variables. Give the result back through a Queue, a Pipe or a Pool's result, or "
    "keep it in a Value, an Array or a manager's list or dict that is given to the child.",
)


def not_shared(evidence: Evidence) -> Iterator[Finding]:
    """One finding for each parent: all that children have changed and it has not."""
    run = evidence.run
    for parent in run.script_processes:
        read: dict[tuple[str, int], OwnValue] = {}
        for (key, child), value in parent.read_own.items():
            for process in _children(parent, child, run):
                change = process.changed_own.get(key)
                if change is not None and not _is_alike(change, value):
                    read[key, process.number] = value
        if read:
            yield _finding(parent, read, run)


def _children(parent: Process, child: int, run: Run) -> list[Process]:
    """One child; or, as the workers of a pool, all of them."""
    if child:
        return [run.processes[child]]
    return [process for process in run.processes.values() if process.parent == parent.number]


def _is_alike(change: OwnValue, value: OwnValue) -> bool:
    """Whether the parent has for itself what the child has, as far as their texts tell all of it."""
    return change.text == value.text and "..." not in value.text and "<" not in value.text


def _finding(parent: Process, read: dict[tuple[str, int], OwnValue], run: Run) -> Finding:
    children = list(dict.fromkeys(child for _, child in read))
    changes = {key: run.processes[child].changed_own[key] for key, child in read}
    values = {value.name: value for value in read.values()}
    changed_at = places(*(change.location for change in changes.values()))
    read_at = places(*(value.location for value in values.values()))
    message = say(
        MESSAGE,
        children=processes_named(children, run),
        names=listed(_changed(change, run) for change in changes.values()),
        parent=process_name(parent.number, run),
        values=listed(say(HAS, name=name, value=value.text) for name, value in values.items()),
        place=at_line(say(AFTER), read_at[0], run),
    )
    return Finding(
        RULE,
        Severity.ERROR,
        True,
        message,
        say(ADVICE),
        (*children, parent.number),
        (),
        (*changed_at, *read_at),
    )


def _changed(change: OwnValue, run: Run) -> str | Sentence:
    name = say(CHANGED, name=change.name) if change.is_global else change.name
    return at_line(name, change.location, run)
