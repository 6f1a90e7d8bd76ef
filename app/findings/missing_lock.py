"""Two processes were changing the same item at the same time, and no common lock has kept them apart."""

from __future__ import annotations

from collections.abc import Iterator

from app.findings.evidence import Evidence
from app.findings.lost_update import advice, name_of
from app.findings.rule import Finding, Severity
from app.findings.say import at_line, listed, places, process_name, say
from app.language import QT_TRANSLATE_NOOP, Sentence
from app.state.accesses import Change, Crossed
from app.state.model import Run
from app.state.objects import SharedObject

RULE = "missing-lock"

MESSAGE = QT_TRANSLATE_NOOP(
    "findings",
    "{one} and {other} read {item} and write it back at the same time, with no common lock: a change may get "
    "lost, though none was seen to.",
)
HELD = QT_TRANSLATE_NOOP("findings", "{process}, holding {locks},")


def missing_lock(evidence: Evidence) -> Iterator[Finding]:
    """One finding for each object; none where a change was lost."""
    run = evidence.run
    for object_id, crossed in run.accesses.crossed.items():
        known = run.objects.get(object_id)
        lost = object_id in run.accesses.lost or object_id in run.accesses.both_read
        if known is not None and not lost:
            yield _finding(known, crossed, run)


def _finding(known: SharedObject, crossed: Crossed, run: Run) -> Finding:
    changes = crossed.other, crossed.change
    one, other = (_told(change, run) for change in changes)
    accesses = [access for change in changes for access in change[:2]]
    return Finding(
        RULE,
        Severity.WARNING,
        False,
        say(MESSAGE, one=one, other=other, item=f"{known.name}{crossed.place}"),
        advice(known),
        tuple(change.write.process for change in changes),
        (known.id,),
        places(*(access.location for access in accesses)),
    )


def _told(change: Change, run: Run) -> str | Sentence:
    held = listed(name_of(one, run) for one in sorted(change.locks))
    name: str | Sentence = process_name(change.write.process, run)
    name = say(HELD, process=name, locks=held) if held else name
    return at_line(name, change.write.location, run)
