"""What an object is to a reader: `shared dict` where its class is called DictProxy."""

from __future__ import annotations

from app.language import QT_TRANSLATE_NOOP, Sentence
from app.state.objects import SharedObject, ValueObject
from app.wire.records import Family, Shape

#: Of a manager's values.
_SHAPES = {
    Shape.DICT: QT_TRANSLATE_NOOP("kinds", "shared dict"),
    Shape.LIST: QT_TRANSLATE_NOOP("kinds", "shared list"),
    Shape.NAMESPACE: QT_TRANSLATE_NOOP("kinds", "shared namespace"),
    Shape.VALUE: QT_TRANSLATE_NOOP("kinds", "shared value"),
    Shape.ARRAY: QT_TRANSLATE_NOOP("kinds", "shared array"),
    Shape.SET: QT_TRANSLATE_NOOP("kinds", "shared set"),
}
#: Of a manager's other objects.
_FAMILIES = {
    Family.LOCK: QT_TRANSLATE_NOOP("kinds", "shared lock"),
    Family.COUNTER: QT_TRANSLATE_NOOP("kinds", "shared semaphore"),
    Family.BUFFER: QT_TRANSLATE_NOOP("kinds", "shared queue"),
    Family.FLAG: QT_TRANSLATE_NOOP("kinds", "shared event"),
    Family.CONDITION: QT_TRANSLATE_NOOP("kinds", "shared condition"),
    Family.BARRIER: QT_TRANSLATE_NOOP("kinds", "shared barrier"),
    Family.POOL: QT_TRANSLATE_NOOP("kinds", "shared pool"),
}


def kind_words(known: SharedObject) -> str:
    """The words for a manager's object; "" for what its class's own name says."""
    if not known.is_served:
        return ""
    shape = known.shape if isinstance(known, ValueObject) else 0
    text = _FAMILIES.get(known.family) or _SHAPES.get(shape, "")
    return str(Sentence("kinds", text)) if text else ""


def sized_kind(known: SharedObject, size: int | None = None) -> str:
    """What it is, with how many it holds: "shared queue (5)", "Queue(5)", "Lock"."""
    words = kind_words(known)
    if size is None:
        return words or known.kind
    return f"{words} ({size})" if words else f"{known.kind}({size})"


def class_beside(known: SharedObject) -> str:
    """The class's own name where `sized_kind` does not say it, else ""."""
    return known.kind if kind_words(known) else ""
