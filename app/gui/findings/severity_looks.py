"""How bad a finding is, as it is seen: one word, one colour and one shape each, the same everywhere."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtGui import QColor

from app.findings.rule import Finding, Severity
from app.findings.say import say
from app.gui.look.colors import mixed, readable
from app.gui.look.theme import Theme
from app.language import QT_TRANSLATE_NOOP, translate

_WORDS = {
    Severity.ERROR: QT_TRANSLATE_NOOP("findings", "Error"),
    Severity.WARNING: QT_TRANSLATE_NOOP("findings", "Warning"),
    Severity.NOTE: QT_TRANSLATE_NOOP("findings", "Note"),
}
#: An octagon, a triangle, a circle: told apart without colour, too.
ICONS = {
    Severity.ERROR: "octagon-alert",
    Severity.WARNING: "triangle-alert",
    Severity.NOTE: "info",
}
_SOFT = 0.12


class Looks(NamedTuple):
    """Colours: of signs and borders, of text on the ground, and the ground itself."""

    sign: QColor
    text: QColor
    ground: QColor


def severity_word(severity: Severity) -> str:
    """The word for it."""
    return str(say(_WORDS[severity]))


def certainty_word(finding: Finding) -> str:
    """Whether it is so, or may be so."""
    return translate("findings", "is so") if finding.is_certain else translate("findings", "may be so")


def looks_of(severity: Severity, theme: Theme) -> Looks:
    """The colours of a severity."""
    sign = {
        Severity.ERROR: theme.danger,
        Severity.WARNING: theme.warning,
        Severity.NOTE: theme.accent,
    }[severity]
    ground = mixed(sign, theme.panel, _SOFT)
    return Looks(QColor(sign), readable(QColor(sign), ground.name()), ground)
