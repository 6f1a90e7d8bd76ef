"""A change that got lost: another process wrote an item between a read and the write that followed it."""

from __future__ import annotations

from collections.abc import Iterator

from app.findings.evidence import Evidence
from app.findings.rule import Finding, Severity
from app.findings.say import at_line, listed, places, process_name, say
from app.language import QT_TRANSLATE_NOOP, Sentence
from app.state.accesses import Access, Crossed, Lost
from app.state.memory import MemoryObject
from app.state.model import Run
from app.state.objects import SharedObject

RULE = "lost-update"

MESSAGE = QT_TRANSLATE_NOOP(
    "findings",
    "{read}; then {between}, and {written} without having seen that: what {other} wrote there is lost "
    "(times this was seen: {count}).",
)
MAY = QT_TRANSLATE_NOOP(
    "findings",
    "A change may be lost: {read}; then {between}, and {written} without having seen that (times this was "
    "seen: {count}).",
)
BOTH = QT_TRANSLATE_NOOP(
    "findings",
    "{read} and {also_read}, and neither had seen what the other wrote: {written}, {also_written}, so one of "
    "these changes is lost (times this was seen: {count}).",
)
BOTH_MAY = QT_TRANSLATE_NOOP(
    "findings",
    "A change may be lost: {read} and {also_read}, and neither had seen what the other wrote: {written}, "
    "{also_written} (times this was seen: {count}).",
)
READ = QT_TRANSLATE_NOOP("findings", "{process} read {item} and got {value}")
SET = QT_TRANSLATE_NOOP("findings", "{process} set it to {value}")
ONE_HELD = QT_TRANSLATE_NOOP("findings", "{message} {process} held {locks} all the time, {other} did not.")
ADVICE = QT_TRANSLATE_NOOP(
    "findings",
    "Hold one and the same lock from the read to the write, in every process: a read and a write are two "
    "steps, also in one line as +=.",
)
ADVICE_MEMORY = QT_TRANSLATE_NOOP(
    "findings",
    "Hold its lock from the read to the write, in every process (with {object}.get_lock():); without that "
    "it is taken for the read and for the write one by one, also in one line as +=.",
)


def lost_update(evidence: Evidence) -> Iterator[Finding]:
    """One finding for each object and pair of lines."""
    run = evidence.run
    for object_id, known in run.objects.items():
        for lost in run.accesses.lost.get(object_id, ()):
            yield _overwritten(known, lost, run)
        if object_id not in run.accesses.lost:
            for crossed in run.accesses.both_read.get(object_id, ()):
                yield _both_read(known, crossed, run)


def _overwritten(known: SharedObject, lost: Lost, run: Run) -> Finding:
    read, write, locks = lost.change
    is_certain = read.location == write.location
    process, other = process_name(read.process, run), process_name(lost.between.process, run)
    message = say(
        MESSAGE if is_certain else MAY,
        read=_read(f"{known.name}{lost.place}", read, run),
        between=_written(lost.between, run),
        written=_written(write, run),
        other=other,
        count=lost.count,
    )
    held = listed(name_of(one, run) for one in sorted(locks))
    if held:
        message = say(ONE_HELD, message=message, process=process, locks=held, other=other)
    return _finding(known, message, is_certain, read, write, lost.between)


def _both_read(known: SharedObject, crossed: Crossed, run: Run) -> Finding:
    changes = crossed.other, crossed.change
    is_certain = all(change.read.location == change.write.location for change in changes)
    (read, written), (also_read, also_written) = (change[:2] for change in changes)
    item = f"{known.name}{crossed.place}"
    message = say(
        BOTH if is_certain else BOTH_MAY,
        read=_read(item, read, run),
        also_read=_read(item, also_read, run),
        written=_written(written, run),
        also_written=_written(also_written, run),
        count=crossed.count,
    )
    return _finding(known, message, is_certain, read, written, also_read, also_written)


def _finding(known: SharedObject, message: Sentence, is_certain: bool, *accesses: Access) -> Finding:
    return Finding(
        RULE,
        Severity.ERROR,
        is_certain,
        message,
        advice(known),
        tuple(dict.fromkeys(access.process for access in accesses)),
        (known.id,),
        places(*(access.location for access in accesses)),
    )


def _read(item: str, access: Access, run: Run) -> str | Sentence:
    told = say(READ, process=process_name(access.process, run), item=item, value=access.text)
    return at_line(told, access.location, run)


def _written(access: Access, run: Run) -> str | Sentence:
    told = say(SET, process=process_name(access.process, run), value=access.text)
    return at_line(told, access.location, run)


def name_of(object_id: int, run: Run) -> str:
    """What an object is called; "" for one that is not known any more."""
    known = run.objects.get(object_id)
    return "" if known is None else known.name


def advice(known: SharedObject) -> Sentence:
    """What to do about changes of an object that are not kept apart."""
    own_lock = isinstance(known, MemoryObject) and not known.is_raw
    return say(ADVICE_MEMORY, object=known.name) if own_lock else say(ADVICE)
