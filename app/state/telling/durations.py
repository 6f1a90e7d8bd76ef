"""How long something has lasted, in words."""

from __future__ import annotations

from app.language import QT_TRANSLATE_NOOP, Sentence
from app.state.telling.waits import CONTEXT

#: What has lasted less is not worth a word.
NOTICEABLE_NS = 100_000_000
_SECOND_NS, _TENTH_NS = 1_000_000_000, 100_000_000
_LONG_S = 100  # from then on in minutes

SECONDS = QT_TRANSLATE_NOOP("words", "{seconds} s")
TENTHS = QT_TRANSLATE_NOOP("words", "{seconds:.1f} s")
MINUTES = QT_TRANSLATE_NOOP("words", "{minutes}:{seconds:02d} min")


def lasting(duration_ns: int) -> Sentence:
    """How long something has lasted so far: "0.4 s"; from one second on in whole seconds, "3 s".

    Tenths would change faster than anyone reads, and keep a window busy in which nothing else moves.
    """
    seconds = duration_ns // _SECOND_NS
    if seconds < 1:
        return duration(duration_ns // _TENTH_NS * _TENTH_NS)
    return Sentence(CONTEXT, SECONDS, seconds=seconds) if seconds < _LONG_S else duration(duration_ns)


def duration(duration_ns: int) -> Sentence:
    """A duration that is over: "1.8 s", "2:05 min"."""
    seconds = max(0, duration_ns) / 1e9
    if seconds < _LONG_S:
        return Sentence(CONTEXT, TENTHS, seconds=seconds)
    minutes, rest = divmod(int(seconds), 60)
    return Sentence(CONTEXT, MINUTES, minutes=minutes, seconds=rest)
