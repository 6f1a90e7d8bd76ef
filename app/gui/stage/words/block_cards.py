"""The cards of blocks of shared memory, in words: who has one attached, and whether it was unlinked."""

from __future__ import annotations

from app.gui.stage.words.facets import Card, Flag, Owners, named, of_its_time, one
from app.gui.words.kind_words import sized_kind
from app.language import translate
from app.state.memory import BlockObject
from app.state.model import Run
from app.state.telling.blocks import items_text


def block_card(block: BlockObject, run: Run) -> Card:
    """Of a block whose bytes nobody knows, how it goes; of one with a list in it, the items besides."""
    attached, flag, trouble = _attached(block, run), _flag(block, run), _trouble(block, run)
    size = translate("stage", "{name} · bytes: {size}").format(name=block.system_name, size=block.size)
    besides = [_closed_text(block, run), _failure_text(block, run)]
    if block.is_list:  # the items take two rows
        has_room, is_in_use = not trouble, not trouble and not block.is_gone
        return Card(
            name=block.name,
            kind=sized_kind(block, block.length),
            icon="database",
            owners=attached if is_in_use else None,
            flag=flag if has_room and not is_in_use else None,
            value=items_text(block),
            trouble=trouble,
            besides=tuple(filter(None, [*besides, _last_text(block, run), size])),
        )
    return Card(
        name=block.name,
        kind=sized_kind(block),
        icon="database",
        owners=attached,
        flag=flag,
        trouble=trouble,
        counts=size,
        besides=tuple(filter(None, [*besides, size if trouble else ""])),
    )


def _attached(block: BlockObject, run: Run) -> Owners:
    """Who has it attached, and how it came there."""
    names, told = [], []
    for attached in block.attached:
        for process in named([attached.process], run):
            names.append(process)
            told.append(_origin(attached.how).format(name=process.name))
    nobody = "" if names else translate("stage", "attached by nobody")
    label = of_its_time(run, translate("stage", "attached by"), translate("stage", "was attached by"))
    return Owners(tuple(names), "", False, nobody, label, tuple(told))


def _origin(how: str) -> str:
    """How a process came to have it, with room for its name."""
    return {
        "created": translate("stage", "{name} (created)"),
        "by-name": translate("stage", "{name} (by name)"),
        "received": translate("stage", "{name} (received)"),
        "inherited": translate("stage", "{name} (inherited)"),
    }[how]


def _flag(block: BlockObject, run: Run) -> Flag:
    """Whether there is one, and who has made it so."""
    if not block.exists:
        return Flag(False, translate("stage", "does not exist"), None, is_bad=True)
    if block.unlinked_by is not None:
        return Flag(False, translate("stage", "unlinked"), one(block.unlinked_by, run))
    if block.removed_by is not None:
        is_bad = not _was_in_use(block, run)
        return Flag(False, translate("stage", "removed"), one(block.removed_by, run), is_bad)
    if block.is_left and not _was_in_use(block, run):
        return Flag(False, translate("stage", "not unlinked"), None, is_bad=True)
    makers = [made.process for made in block.attachments.values() if made.how == "created"]
    if makers:
        return Flag(True, translate("stage", "created"), one(makers[0], run))
    return Flag(True, translate("stage", "exists"), None)


def _was_in_use(block: BlockObject, run: Run) -> bool:
    """Whether the run's end has come before those who had it could unlink it: that is nobody's fault."""
    return any(
        run.processes[one.process].ended_with_run for one in block.attached if one.process in run.processes
    )


def _trouble(block: BlockObject, run: Run) -> str:
    """What becomes of a block that no process unlinks."""
    names = ", ".join(one.name for one in named(block.removed_from, run))
    if names:
        return translate("stage", "removed, though attached by {names}").format(names=names)
    if not block.is_leaked or _was_in_use(block, run):
        return ""
    if block.removed_by is None and block.trackers:
        return translate("stage", "left to the resource tracker")
    if block.removed_by is None and block.is_untracked:
        return translate("stage", "no resource tracker removes it")
    return translate("stage", "nobody unlinked it")


def _closed_text(block: BlockObject, run: Run) -> str:
    closers = [one.process for one in block.attachments.values() if one.closed and not one.now]
    names = ", ".join(one.name for one in named(closers, run))
    return translate("stage", "closed by {names}").format(names=names) if names else ""


def _failure_text(block: BlockObject, run: Run) -> str:
    """The last call that has raised."""
    failure = block.last_failure
    by = one(failure.process, run) if failure is not None else None
    if failure is None or by is None:
        return ""
    return translate("stage", "{name}: {call} failed: {error}").format(
        name=by.name, call=_call_text(block, failure.call), error=failure.error
    )


def _last_text(block: BlockObject, run: Run) -> str:
    """The last read or write of an item."""
    by = one(block.last_process, run)
    return f"{by.name}: {_call_text(block, block.last_call)}" if by and block.last_call else ""


def _call_text(block: BlockObject, call: str) -> str:
    """A call as it stands in the script: "numbers[0] = 5", "numbers.shm.close()", "block.close()"."""
    if call.startswith("["):
        return block.name + call
    if not call.startswith(("close(", "unlink(")):
        return call
    return f"{block.name}.shm.{call}" if block.is_list else f"{block.name}.{call}"
