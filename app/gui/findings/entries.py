"""What the list of findings says of each, under the rule's title, so that no two look alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from app.findings.rule import Finding
from app.findings.say import process_name
from app.gui.findings.severity_looks import certainty_word
from app.gui.findings.wording import place_text, title_of
from app.language import translate
from app.state.model import Run

#: One entry need not tell every process of its finding.
_NAMED = 3


def entries(findings: Sequence[Finding], run: Run | None) -> list[str]:
    """A text each: whether it only may be so, and what it is about, an object or a process.

    Where two of one rule are about the same object, also who is concerned, and the line if need be.
    """
    told = [_about(finding, run) for finding in findings]
    if run is None:
        return told
    for more in (_who, _where):
        count = Counter((title_of(one), text) for one, text in zip(findings, told, strict=True))
        told = [
            _joined((text, more(one, run))) if count[title_of(one), text] > 1 else text
            for one, text in zip(findings, told, strict=True)
        ]
    return told


def _about(finding: Finding, run: Run | None) -> str:
    parts = [] if finding.is_certain else [certainty_word(finding)]
    if run is not None:
        objects = [run.objects[key].name for key in finding.objects if key in run.objects]
        parts += objects or [_who(finding, run)]
    return _joined(parts)


def _who(finding: Finding, run: Run) -> str:
    known = [process_name(number, run) for number in finding.processes if number in run.processes]
    return _joined([*known[:_NAMED], *(["…"] if len(known) > _NAMED else [])])


def _where(finding: Finding, run: Run) -> str:
    return place_text(finding, 0, run) if finding.locations else ""


def _joined(parts: Sequence[str]) -> str:
    return translate("stage", ", ").join(filter(None, parts))
