"""What is said on standard error about a run that hangs or fails, and which findings make a command fail."""

from __future__ import annotations

from collections.abc import Iterable

from app.command.standard_streams import complain
from app.findings.rule import Finding, Severity
from app.language import QT_TRANSLATE_NOOP, Sentence

_TOLD = {
    Severity.ERROR: QT_TRANSLATE_NOOP("terminal", "error: {message}"),
    Severity.WARNING: QT_TRANSLATE_NOOP("terminal", "warning: {message}"),
}
_NOT_FOLLOWED = QT_TRANSLATE_NOOP(
    "terminal",
    "the script did so much that following it would have slowed it down, so what is wrong is not known; run "
    "it with --report FILE or --fail-on error to have it judged.",
)
_NEXT = QT_TRANSLATE_NOOP("terminal", "next step: {advice}")


def tell(findings: Iterable[Finding]) -> None:
    """Print errors and warnings with the next step; what only costs time stands in the report."""
    for finding in findings:
        template = _TOLD.get(finding.severity)
        if template is not None:
            complain(str(Sentence("terminal", template, message=finding.message)))
            complain(str(Sentence("terminal", _NEXT, advice=finding.advice)))


def tell_not_followed() -> None:
    """Say why nothing is said."""
    complain(str(Sentence("terminal", _NOT_FOLLOWED)))


def counting(findings: Iterable[Finding], level: str | None) -> list[Finding]:
    """Those for which the command is to fail; `level` is the least severity, None: none of them."""
    worst_first = list(Severity)
    bad = [] if level is None else worst_first[: worst_first.index(Severity(level)) + 1]
    return [finding for finding in findings if finding.severity in bad]
