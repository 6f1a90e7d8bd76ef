"""Blocks of shared memory: who has one attached and how it came there, who has closed it, how it goes.

A block is there until it is unlinked, whoever has it attached; those who do keep it. What no process
unlinks, a resource tracker removes when all processes that can reach it have ended, also if others use it.
"""

from __future__ import annotations

from app.state import calls
from app.state.context import Context, Operation
from app.state.history import How
from app.state.memory import Attachment, BlockObject, EndedTracker, Failure
from app.state.model import Process, Run
from app.state.primitives import accesses
from app.wire.frames import Record, Slot
from app.wire.records import Attach, Trait, object_id_of, unpack_fields

#: Items of a ShareableList that are kept.
ITEMS_KEPT = 64


def block_of(op: Operation) -> BlockObject:
    """The block that an operation is about, which its process uses."""
    block = op.run.objects.get(op.object_id)
    if not isinstance(block, BlockObject):
        block = op.context.object_of(op.object_id, op.kind or op.name, BlockObject)
        block.traits |= Trait.BLOCK
    block.users.add(op.process.number)
    return block


def describe(block: BlockObject, size: int) -> None:
    """A block was made or attached; of one that could not be attached nothing is known."""
    block.size = max(block.size, size)


def valued(block: BlockObject, text: str) -> None:
    """The items of its list when a process came to have it: how many, and the first ones."""
    count, *items = text.split("\x1f")
    if block.items or not count.isdecimal():
        return  # what was read and written since is newer
    block.length = int(count)
    block.items.update(enumerate(items[:ITEMS_KEPT]))


# --- who has it ------------------------------------------------------------------------------


def attach_done(op: Operation, slot: Slot) -> None:
    """A process has made it, or attached it by its name, or got it from another process."""
    op.read(slot)
    fields = unpack_fields(op.text)
    if op.value & Attach.FORGOTTEN:
        _forget(op, fields.get("tracker", ""))
        return
    block = block_of(op)
    _over(block, op, f"{op.name}({fields.get('name', '')!r})")
    _find(op.context, block, fields.get("name", ""))
    how = "created" if op.value & Attach.CREATED else "received" if op.value & Attach.RECEIVED else "by-name"
    tracker, pid = fields.get("tracker", ""), fields.get("tracker_pid", "")
    _attach(block, op.process, how, op.time_ns).tracker = tracker
    if tracker:
        block.trackers.add(tracker)
        if pid.isdecimal() and int(pid):
            op.context.trackers[tracker] = int(pid)
    block.is_untracked |= bool(op.value & Attach.UNTRACKED)


def _forget(op: Operation, tracker: str) -> None:
    """The tracker will not remove it."""
    calls.end(op)
    block = op.run.objects.get(op.object_id)
    if isinstance(block, BlockObject):
        block.calls += 1
        block.trackers.discard(tracker)


def _find(context: Context, block: BlockObject, name: str) -> None:
    """It exists; who has asked in vain for a block of this name before has meant this one."""
    block.exists, block.system_name = True, name or block.system_name
    before = context.run.objects.get(object_id_of("shm " + name))
    if isinstance(before, BlockObject) and before is not block and not before.exists:
        block.failures += before.failures
        block.last_failure = block.last_failure or before.last_failure
        block.calls += before.calls
        block.users |= before.users
        del context.run.objects[before.id]


def attach_failed(op: Operation, slot: Slot) -> None:
    """There is none of this name, or there is one already."""
    op.read(slot)
    fields = unpack_fields(op.text)
    if not op.object_id:
        calls.end(op, How.FAILED)
        return
    block, name, error = block_of(op), fields.get("name", ""), fields.get("error", "")
    block.system_name = block.system_name or name.lstrip("/")
    block.exists = block.exists or error.startswith("FileExistsError")
    if not block.named and not block.attachments:
        block.name = block.system_name  # no variable has it
    _fail(block, op, f"{op.name}({name!r})", error)


def has(op: Operation, record: Record) -> None:
    """A forked process has what its parent had attached."""
    block = op.run.objects.get(record.object)
    if isinstance(block, BlockObject):
        block.users.add(op.process.number)
        _attach(block, op.process, "inherited", record.time_ns)


def _attach(block: BlockObject, process: Process, how: str, time_ns: int) -> Attachment:
    known = block.attachments.get(process.number)
    if known is None:
        known = block.attachments[process.number] = Attachment(process.number, how, time_ns)
    if process.alive:
        known.now += 1
    return known


def close_done(op: Operation, slot: Slot) -> None:
    """A process has it no more, at least not through this object."""
    op.read(slot)
    block = block_of(op)
    _over(block, op, f"{op.method}()")
    known = block.attachments.get(op.process.number)
    if known is not None:
        known.closed += 1
        _leave(known, known.now - 1, op.time_ns)


def _leave(known: Attachment, now: int, time_ns: int) -> None:
    """A process has it less often attached than before."""
    if known.now > 0 and now <= 0:
        known.gone_ns = time_ns
    known.now = max(0, now)


# --- how it goes -----------------------------------------------------------------------------


def unlink_begun(op: Operation, slot: Slot) -> None:
    """It counts from here: nobody finds it from now on, unless the call fails."""
    op.read(slot)
    block = block_of(op)
    calls.begin(op, False)
    if block.unlinked_by is None:
        block.unlinked_by, block.unlinked_at = op.process.number, op.location


def unlink_done(op: Operation, slot: Slot) -> None:
    """Its name is gone."""
    op.read(slot)
    block = block_of(op)
    _over(block, op, "unlink()")
    block.unlinked_by, block.unlinked_at, block.unlink_is_done = op.process.number, op.location, True


def failed(op: Operation, slot: Slot) -> None:
    """A close or an unlink has raised."""
    op.read(slot)
    block = block_of(op)
    if op.method == "unlink" and not block.unlink_is_done and block.unlinked_by == op.process.number:
        block.unlinked_by = block.unlinked_at = None
        if block.ended_tracker is not None:
            _removed(block, block.ended_tracker, op.context)
    _fail(block, op, f"{op.method}()", op.text)


def process_ended(context: Context, process: Process, status: int | None, time_ns: int) -> None:
    """A process has ended, and with it what it had attached; a resource tracker removes what is left.

    What the run itself has ended stays as it was, as that is what has to be explained. A tracker is let come
    to its end also then.
    """
    by_run = process.ended_with_run
    is_done = process.is_helper and (not by_run if status is None else status >= 0)
    for block in context.run.objects.values():
        if not isinstance(block, BlockObject):
            continue
        known = block.attachments.get(process.number)
        if known is not None and not by_run:
            _leave(known, 0, time_ns)
        for pipe in block.trackers:
            if is_done and context.trackers.get(pipe) == process.pid:
                _tracker_ended(block, EndedTracker(process.number, pipe, time_ns), context)


def _tracker_ended(block: BlockObject, tracker: EndedTracker, context: Context) -> None:
    """It has removed the block, if nobody has unlinked it; one who is about to may come too late."""
    if not block.is_gone:
        _removed(block, tracker, context)
    elif not block.unlink_is_done:
        block.ended_tracker = tracker


def _removed(block: BlockObject, tracker: EndedTracker, context: Context) -> None:
    block.removed_by = tracker.process
    block.removed_from = _robbed(block, tracker.pipe, context, tracker.time_ns)


def _robbed(block: BlockObject, tracker: str, context: Context, time_ns: int) -> list[int]:
    """Who had a block attached when its tracker removed it.

    It does so as soon as all that can reach it have ended, some time before its own end, and before theirs
    may have been seen; when its code was over, a process tells itself. One that was forked by hand cannot
    reach it, from 3.14 on.
    """
    processes, since_ns, others = context.run.processes, 0, []
    for one in block.attachments.values():
        process = processes[one.process]
        if _tracker_of(one, block, processes) != tracker or (
            one.how == "inherited" and process.kind == "fork"
        ):
            others.append(one)
        else:
            since_ns = max(since_ns, process.code_over_ns or process.ended_ns or time_ns)
    return [
        one.process
        for one in others
        if (one.now > 0 and processes[one.process].alive) or one.gone_ns > since_ns > 0
    ]


def _tracker_of(one: Attachment, block: BlockObject, processes: dict[int, Process]) -> str:
    """The tracker that a process tells of a block; a forked one has its parent's, who may be known later."""
    seen: set[int] = set()
    while not one.tracker and one.how == "inherited" and one.process not in seen:
        seen.add(one.process)
        one = block.attachments.get(processes[one.process].parent or 0, one)
    return one.tracker


def run_over(run: Run) -> None:
    """Nobody unlinks anything any more."""
    for block in run.objects.values():
        if isinstance(block, BlockObject):
            block.is_left = block.exists and not block.is_gone


# --- its items -------------------------------------------------------------------------------


def read_done(op: Operation, slot: Slot) -> None:
    """An item was read, and is known by that."""
    op.read(slot)
    block = block_of(op)
    block.reads += 1
    _note_item(block, op, f"[{op.value}]")
    accesses.was_read(op, f"[{op.value}]", op.text, op.time_ns)


def write_done(op: Operation, slot: Slot) -> None:
    """An item was written."""
    op.read(slot)
    block = block_of(op)
    block.writes += 1
    _note_item(block, op, f"[{op.value}] = {op.text}")
    accesses.wrote(op, f"[{op.value}]", op.text, op.time_ns)


def item_failed(op: Operation, slot: Slot) -> None:
    """There is no such item, it does not fit, or the block is closed."""
    op.read(slot)
    _fail(block_of(op), op, f"[{op.value}]", op.text)


def _note_item(block: BlockObject, op: Operation, call: str) -> None:
    _over(block, op, call)
    if 0 <= op.value < ITEMS_KEPT:
        block.items[op.value] = op.text
    block.length = max(block.length, op.value + 1)


def _over(block: BlockObject, op: Operation, call: str, how: How = How.DONE) -> None:
    block.calls += 1
    block.last_call, block.last_process = call, op.process.number
    calls.end(op, how)


def _fail(block: BlockObject, op: Operation, call: str, error: str) -> None:
    _over(block, op, f"{call}: {error}", How.FAILED)
    block.failures += 1
    block.last_failure = Failure(op.process.number, call, error, op.location)
