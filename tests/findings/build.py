"""What the tests of rules ask of a run: the findings of one rule."""

from __future__ import annotations

from app.findings.judge import judge
from app.findings.rule import Finding
from app.state.model import Run


def found(run: Run, rule: str) -> list[Finding]:
    """What a rule finds; no rule may fail."""
    judgement = judge(run)
    assert judgement.failures == []
    return [finding for finding in judgement.findings if finding.rule == rule]


def the_one(run: Run, rule: str) -> Finding:
    """The only finding of a rule."""
    (finding,) = found(run, rule)
    return finding


def lines(finding: Finding) -> list[int]:
    """The lines of a finding, the most telling first."""
    return [place.line for place in finding.locations]
