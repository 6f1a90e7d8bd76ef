"""A change of what lies in a manager's object that changed a copy only: ``d["open"].append(1)``.

Also in two steps: ``row = d["open"]`` and then ``row.append(1)``, when nothing puts it back.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.findings.evidence import Evidence
from app.findings.rule import Finding, Severity
from app.findings.say import at_line, chained, places, processes_named, say
from app.language import QT_TRANSLATE_NOOP, Sentence
from app.state.accesses import Alteration
from app.state.model import Run
from app.state.objects import SharedObject

RULE = "nested-change"

MESSAGE = QT_TRANSLATE_NOOP(
    "findings",
    "What is asked of {object} comes as a copy, and only the copy was changed: {changes}. That has changed "
    "nothing in {object} itself.",
)
MAY = QT_TRANSLATE_NOOP(
    "findings",
    "What is asked of {object} comes as a copy, so this may have changed nothing but the copy: {changes}.",
)
CHANGE = QT_TRANSLATE_NOOP("findings", "{call} by {processes}")
KEPT = QT_TRANSLATE_NOOP("findings", "{change}, where {variable} is a copy of {item}")
ADVICE = QT_TRANSLATE_NOOP(
    "findings",
    "Take the item out, change it, and put it back (x = {item}; change x; {item} = x), under a lock if "
    "others do so as well; or put a manager's list or dict there, which is shared itself.",
)


def nested_change(evidence: Evidence) -> Iterator[Finding]:
    """One finding for each object, with all lines."""
    run = evidence.run
    for object_id, alterations in run.accesses.altered.items():
        known = run.objects.get(object_id)
        if known is not None:
            yield _finding(known, alterations, run)


def _finding(known: SharedObject, alterations: list[Alteration], run: Run) -> Finding:
    is_certain = not all(one.may_take_effect for one in alterations)
    told = [one for one in alterations if one.may_take_effect is not is_certain]
    changes = chained(_told(known, one, run) for one in told)
    return Finding(
        RULE,
        Severity.ERROR if is_certain else Severity.WARNING,
        is_certain,
        say(MESSAGE if is_certain else MAY, object=known.name, changes=changes),
        say(ADVICE, item=f"{known.name}{told[0].place}"),
        tuple(sorted({number for one in told for number in one.processes})),
        (known.id,),
        places(*(one.location for one in told)),
    )


def _told(known: SharedObject, change: Alteration, run: Run) -> str | Sentence:
    item = f"{known.name}{change.place}"
    call = f"{change.variable or item}{change.how}"
    told = say(CHANGE, call=call, processes=processes_named(sorted(change.processes), run))
    told = say(KEPT, change=told, variable=change.variable, item=item) if change.variable else told
    return at_line(told, change.location, run)
