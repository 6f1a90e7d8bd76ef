"""A file, or a place in a shared block, that several processes read and write back, and nothing keeps apart.

What is read and written there is not seen, only that the code of each does it, so it may be lost.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from pathlib import PurePath

from app.findings.evidence import Evidence
from app.findings.lost_update import ADVICE
from app.findings.missing_lock import RULE
from app.findings.rule import Finding, Severity
from app.findings.say import at_line, places, processes_named, say
from app.language import QT_TRANSLATE_NOOP
from app.state.memory import BlockObject, MemoryObject
from app.state.model import Process, Run, UnseenUpdate
from app.state.objects import QueueObject, ValueObject
from app.state.pool import PoolObject

MESSAGE = QT_TRANSLATE_NOOP(
    "findings",
    "The code of {processes} reads {item} and writes it back {place}, they ran at the same time, and no "
    "common lock was seen: a change may get lost.",
)
AFTER = QT_TRANSLATE_NOOP("findings", "later")
#: Of so many processes that update the same, each pair is looked at.
_LOOKED_AT = 8
_NO_ORDER = (BlockObject, PoolObject, ValueObject, MemoryObject, QueueObject)


def unseen_update(evidence: Evidence) -> Iterator[Finding]:
    """One finding for each file, and for each block."""
    run = evidence.run
    found: dict[tuple[str, str, str], list[tuple[Process, UnseenUpdate]]] = {}
    for process in run.script_processes:
        for update in process.updates:
            found.setdefault((update.kind, update.what, update.item), []).append((process, update))
    told = set[tuple[str, str]]()
    for (kind, what, _), every in found.items():
        crossing = _crossing(every[:_LOOKED_AT], run)
        if crossing and (kind, what) not in told:
            told.add((kind, what))
            yield _finding(crossing, _block(what, run) if kind == "block" else None, run)


def _crossing(every: list[tuple[Process, UnseenUpdate]], run: Run) -> list[tuple[Process, UnseenUpdate]]:
    """Those that may meet another one."""
    met = set[int]()
    for (one, _), (other, _) in combinations(every, 2):
        if one is not other and _overlap(one, other, run) and not _in_order(one, other, run):
            met |= {one.number, other.number}
    return [(process, update) for process, update in every if process.number in met]


def _block(name: str, run: Run) -> BlockObject | None:
    blocks = (known for known in run.objects.values() if isinstance(known, BlockObject))
    return next((known for known in blocks if known.system_name == name), None)


def _overlap(one: Process, other: Process, run: Run) -> bool:
    """Whether the code of both ran at the same time; the end of a process is seen some time after that."""
    began = max(process.code_began_ns or process.began_ns for process in (one, other))
    return began < min(process.code_over_ns or process.until(run.now_ns) for process in (one, other))


def _in_order(one: Process, other: Process, run: Run) -> bool:
    """Whether something that both use may have kept them apart."""
    pair = {one.number, other.number}
    for known in run.objects.values():
        if isinstance(known, QueueObject):
            if pair & known.consumers and pair & known.producers and pair <= known.users:
                return True
        elif not isinstance(known, _NO_ORDER) and pair <= known.users:
            return True
    return False


def _finding(crossing: list[tuple[Process, UnseenUpdate]], block: BlockObject | None, run: Run) -> Finding:
    update = crossing[0][1]
    numbers = tuple(dict.fromkeys(process.number for process, _ in crossing))
    item = PurePath(update.what).name if block is None else block.name
    message = say(
        MESSAGE,
        processes=processes_named(numbers, run),
        item=at_line(item, update.read, run),
        place=at_line(say(AFTER), update.write, run),
    )
    lines = places(*(place for _, one in crossing for place in (one.read, one.write)))
    objects = () if block is None else (block.id,)
    return Finding(RULE, Severity.WARNING, False, message, say(ADVICE), numbers, objects, lines)
