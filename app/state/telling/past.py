"""The last state of what has ended, told as past: "was blocked on forks[1] for 9.0 s", "held forks[0]".

Most states are told by what follows on "is", so "was" before them is their past; the others have one of
their own here.
"""

from __future__ import annotations

from app.language import QT_TRANSLATE_NOOP, Sentence
from app.state.telling import waits

CONTEXT = "words"

WAS = QT_TRANSLATE_NOOP("words", "was {state}")
WAS_FOR = QT_TRANSLATE_NOOP("words", "{state} for {time}")

HOLDING = QT_TRANSLATE_NOOP("words", "holding {objects}")
HELD = QT_TRANSLATE_NOOP("words", "held {objects}")
CODE_OVER = QT_TRANSLATE_NOOP("words", "its code is over")
CODE_WAS_OVER = QT_TRANSLATE_NOOP("words", "its code was over")
CODE_OVER_EXIT = QT_TRANSLATE_NOOP("words", "its code is over: running its exit functions")
CODE_WAS_OVER_EXIT = QT_TRANSLATE_NOOP("words", "its code was over, and it was running its exit functions")
CODE_WAS_OVER_WAITING = QT_TRANSLATE_NOOP("words", "its code was over, and it {what}")
WAITED_THREADS = QT_TRANSLATE_NOOP(
    "words", "its main thread was over, and it was waiting for {threads} to end"
)
SENT = QT_TRANSLATE_NOOP("words", "was sending what was left in {object}")
TAKEN = QT_TRANSLATE_NOOP("words", "was sending what was left in {object} (not taken yet: {count})")
MESSAGE_FROM = QT_TRANSLATE_NOOP(
    "words", "was waiting for a message on {object} (its other end was open in {names})"
)
MESSAGE_ALONE = QT_TRANSLATE_NOOP(
    "words", "was waiting for a message on {object} (only {name} itself had its other end open)"
)
AGAIN = QT_TRANSLATE_NOOP("words", "was awake, wanted {object} back")
AGAIN_HELD = QT_TRANSLATE_NOOP("words", "was awake, wanted {object} back (held by {owner})")
WAKING = QT_TRANSLATE_NOOP("words", "was blocked on {object} (until those it woke were awake)")
LEAVING = QT_TRANSLATE_NOOP("words", "was blocked on {object} (all were there)")
IN_THREAD = QT_TRANSLATE_NOOP("words", "in thread {thread}")

_OF_ITS_OWN = {
    HOLDING: HELD,
    CODE_OVER: CODE_WAS_OVER,
    CODE_OVER_EXIT: CODE_WAS_OVER_EXIT,
    IN_THREAD: IN_THREAD,
    waits.CODE_OVER_WAITING: CODE_WAS_OVER_WAITING,
    waits.WAITING_THREADS: WAITED_THREADS,
    waits.WAITING_SENT: SENT,
    waits.WAITING_TAKEN: TAKEN,
    waits.WAITING_MESSAGE_FROM: MESSAGE_FROM,
    waits.WAITING_MESSAGE_ALONE: MESSAGE_ALONE,
    waits.BLOCKED_AGAIN: AGAIN,
    waits.BLOCKED_AGAIN_HELD: AGAIN_HELD,
    waits.BLOCKED_WAKING: WAKING,
    waits.BLOCKED_LEAVING: LEAVING,
}


def in_past(state: Sentence) -> Sentence:
    """A state, or a part of it, as what it was."""
    template = _OF_ITS_OWN.get(state.template)
    if template is None:
        return Sentence(CONTEXT, WAS, state=state)
    values = {
        name: in_past(value) if name == "what" and isinstance(value, Sentence) else value
        for name, value in state.values.items()
    }
    return Sentence(CONTEXT, template, **values)


def lasted(state: Sentence, time: Sentence) -> Sentence:
    """What it was, and how long."""
    return Sentence(CONTEXT, WAS_FOR, state=in_past(state), time=time)
