"""The cards of values in shared memory, in words: the value, the lock, who wrote it last."""

from __future__ import annotations

from app.gui.stage.words.facets import Card, LastCall, one, waiting
from app.gui.stage.words.lock_cards import owners_of
from app.gui.words.kind_words import sized_kind
from app.language import translate
from app.state.calls import lock_of_memory
from app.state.memory import MemoryObject, Written
from app.state.model import Run
from app.wire.records import Access

_VALUE_LENGTH = 1000


def memory_card(memory: MemoryObject, run: Run, now_ns: int) -> Card:
    """Its value; who has its lock and who wants it; of a raw one, when it was seen to change."""
    lock, free = lock_of_memory(memory, run), translate("stage", "lock free")
    if lock is not memory:
        free = translate("stage", "{lock} free").format(lock=lock.name)
    written = memory.last_write
    return Card(
        name=memory.name,
        kind=sized_kind(memory, memory.length),
        class_name=memory.type,
        icon="database",
        owners=None if memory.is_raw else owners_of(lock, run, now_ns, "" if lock.owners else free),
        value=memory.content[:_VALUE_LENGTH],
        wanting=waiting(memory.takers, run),
        last=None if written is None else LastCall(one(written.process, run), _written_text(written)),
        counts=_counts_text(memory, run),
    )


def _written_text(written: Written) -> str:
    """The last write as it stands in the script, whether the lock was held around it, and its line."""
    parts = [written.text]
    if not written.how & (Access.UNDER_LOCK | Access.UNKNOWN_LOCK):
        parts.append(translate("stage", "without lock"))
    if written.location is not None:
        parts.append(translate("stage", "line {line}").format(line=written.location.line))
    return " · ".join(parts)


def _counts_text(memory: MemoryObject, run: Run) -> str:
    """How often it was read and written; of what cannot be watched, when it was seen to change."""
    seen = _seen_text(memory, run)
    if memory.is_raw:
        return seen
    text = translate("stage", "read {reads} · written {writes} · without lock {unlocked}").format(
        reads=memory.reads, writes=memory.writes, unlocked=memory.unlocked
    )
    return f"{seen} · {text}" if seen else text  # that it is not watched is the first to know


def _seen_text(memory: MemoryObject, run: Run) -> str:
    """When it was last seen to have changed, of what is looked at now and then."""
    if not memory.is_sampled:
        return ""
    if memory.sampled_ns is None:
        return translate("stage", "sampled · no change seen")
    at_s = max(0.0, (memory.sampled_ns - run.began_ns) / 1e9)
    return translate("stage", "sampled · last change seen at {time} s").format(time=f"{at_s:.1f}")
