"""Which of the findings of look after look are shown: what stands, so that no verdict flickers. No Qt."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence

from app.findings.rule import Finding


def identity(finding: Finding) -> Hashable:
    """What makes it the same one when it is found again, though more processes may wait by then."""
    rule, processes, objects, places = finding.key
    return rule, () if objects or places else processes, objects, places


class Standing:
    """What is certain is shown at once; what only may be so, when two looks in a row have found it."""

    def __init__(self) -> None:
        self._before: frozenset[Hashable] = frozenset()
        self.shown: tuple[Finding, ...] = ()

    def look(self, found: Sequence[Finding], is_last: bool = False) -> bool:
        """Take what a look has found; True when what is shown is another now. `is_last`: no look follows."""
        stands = tuple(
            finding for finding in found if is_last or finding.is_certain or identity(finding) in self._before
        )
        self._before = frozenset(map(identity, found))
        changed, self.shown = stands != self.shown, stands
        return changed


class Noted:
    """Which findings somebody has taken note of: has looked at, or has closed."""

    def __init__(self) -> None:
        self._noted: set[Hashable] = set()

    def has(self, finding: Finding) -> bool:
        """Whether it is one of them."""
        return identity(finding) in self._noted

    def count_new(self, shown: Iterable[Finding]) -> int:
        """How many of those that are shown are none of them."""
        return len({identity(finding) for finding in shown} - self._noted)

    def note(self, findings: Iterable[Finding]) -> None:
        """These, too."""
        self._noted |= {identity(finding) for finding in findings}

    def forget(self) -> None:
        """Another run begins."""
        self._noted.clear()
