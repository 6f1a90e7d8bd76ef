"""Which function applies which record: by what it means, looked up once for each operation of each log."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.state import calls
from app.state.context import Context, Operation
from app.state.intake import renewed
from app.state.memory import BlockObject
from app.state.objects import (
    BarrierObject,
    ConditionObject,
    FlagObject,
    LockObject,
    QueueObject,
    SharedObject,
)
from app.state.pool import PoolObject
from app.state.primitives import (
    accesses,
    barriers,
    blocks,
    channels,
    conditions,
    flags,
    locks,
    memory,
    names,
    objects,
    own_values,
    pool_results,
    pools,
    process_ends,
    process_starts,
    processes,
    queues,
    values,
)
from app.state.source import Entry, Source, text_of
from app.wire.frames import Record, Slot, record_of
from app.wire.records import FOR_EVER, IF_IT_HAS_IT, Effect, Kind, Phase

#: Applies a record of an operation.
Handler = Callable[[Operation, Slot], None]
#: Applies a record that is none.
Teller = Callable[[Operation, Record], None]
Classes = type[SharedObject] | tuple[type[SharedObject], ...]

_BEGAN, _BLOCKED, _DONE, _FAILED = Phase.BEGAN, Phase.BLOCKED, Phase.DONE, Phase.FAILED


def _by_class(other: Handler, *own: tuple[type[SharedObject], Handler]) -> Handler:
    """What applies a record of an effect that several classes of objects have: `own`, else `other`."""

    def handle(op: Operation, slot: Slot) -> None:
        known = op.run.objects.get(slot[5])
        for cls, handler in own:
            if isinstance(known, cls):
                handler(op, slot)
                return
        other(op, slot)

    return handle


def _wait(flag: Handler, condition: Handler, barrier: Handler) -> Handler:
    """What applies a record of a wait."""
    return _by_class(flag, (ConditionObject, condition), (BarrierObject, barrier))


def _has(op: Operation, record: Record) -> None:
    """A process has an end of a channel open, or a block attached."""
    is_block = isinstance(op.run.objects.get(record.object), BlockObject)
    (blocks.has if is_block else channels.has)(op, record)


#: By effect and phase.
_EFFECTS: dict[int, dict[int, Handler]] = {
    Effect.CALL: {
        _BEGAN: objects.call_begun,
        _BLOCKED: objects.call_blocked,
        _DONE: objects.call_done,
        _FAILED: objects.call_failed,
    },
    Effect.TAKE: {
        _BEGAN: locks.take_begun,
        _BLOCKED: locks.take_blocked,
        _DONE: locks.take_done,
        _FAILED: locks.take_failed,
    },
    Effect.GIVE: {_BEGAN: locks.give_begun, _DONE: locks.give_done, _FAILED: locks.give_failed},
    Effect.PUT: {
        _BEGAN: queues.begun,
        _BLOCKED: queues.blocked,
        _DONE: queues.put_done,
        _FAILED: queues.put_failed,
    },
    Effect.GET: {
        _BEGAN: queues.begun,
        _BLOCKED: queues.blocked,
        _DONE: queues.get_done,
        _FAILED: queues.get_failed,
    },
    Effect.SEND: {
        _BEGAN: channels.send_begun,
        _BLOCKED: channels.send_begun,
        _DONE: channels.send_done,
        _FAILED: channels.send_failed,
    },
    Effect.RECEIVE: {
        _BEGAN: channels.receive_begun,
        _BLOCKED: channels.receive_blocked,
        _DONE: channels.receive_done,
        _FAILED: channels.receive_failed,
    },
    Effect.POLL: {
        _BEGAN: channels.poll_begun,
        _BLOCKED: channels.poll_blocked,
        _DONE: channels.poll_done,
        _FAILED: channels.poll_failed,
    },
    Effect.CLOSE: {
        _DONE: _by_class(channels.closed, (PoolObject, pools.stopped), (BlockObject, blocks.close_done)),
        _FAILED: _by_class(calls.failed, (BlockObject, blocks.failed)),
    },
    Effect.ATTACH: {_DONE: blocks.attach_done, _FAILED: blocks.attach_failed},
    Effect.UNLINK: {_BEGAN: blocks.unlink_begun, _DONE: blocks.unlink_done, _FAILED: blocks.failed},
    Effect.READ: {
        _BLOCKED: memory.blocked,
        _DONE: _by_class(memory.read_done, (BlockObject, blocks.read_done)),
        _FAILED: _by_class(memory.failed, (BlockObject, blocks.item_failed)),
    },
    Effect.WRITE: {
        _BLOCKED: memory.blocked,
        _DONE: _by_class(memory.write_done, (BlockObject, blocks.write_done)),
        _FAILED: _by_class(memory.failed, (BlockObject, blocks.item_failed)),
    },
    Effect.FINISH: {_BEGAN: queues.begun, _DONE: queues.finish_done, _FAILED: queues.finish_failed},
    Effect.SET: {_BEGAN: flags.set_begun, _DONE: flags.done, _FAILED: flags.failed},
    Effect.CLEAR: {_BEGAN: flags.begun, _DONE: flags.clear_done, _FAILED: flags.failed},
    Effect.WAIT: {
        _BEGAN: _wait(flags.begun, conditions.wait_begun, barriers.wait_begun),
        _BLOCKED: _wait(flags.blocked, conditions.wait_blocked, barriers.wait_blocked),
        _DONE: _wait(flags.wait_done, conditions.wait_done, barriers.wait_done),
        _FAILED: _wait(flags.failed, conditions.wait_failed, barriers.wait_failed),
    },
    Effect.NOTIFY: {
        _BEGAN: conditions.notify_begun,
        _DONE: _by_class(conditions.notify_done, (BarrierObject, barriers.let_go)),
        _FAILED: conditions.notify_failed,
    },
    Effect.ACT: {
        _BEGAN: _by_class(barriers.acting, (PoolObject, pool_results.callback_begun)),
        _DONE: _by_class(barriers.acted, (PoolObject, pool_results.callback_done)),
        _FAILED: _by_class(barriers.act_failed, (PoolObject, pool_results.callback_failed)),
    },
    Effect.BREAK: {
        _BEGAN: barriers.break_begun,
        _DONE: _by_class(barriers.break_done, (PoolObject, pools.broken)),
        _FAILED: barriers.failed,
    },
    Effect.RESET: {_BEGAN: barriers.reset_begun, _DONE: barriers.reset_done, _FAILED: barriers.failed},
    Effect.DRAIN: {
        _BEGAN: queues.begun,
        _BLOCKED: queues.blocked,
        _DONE: queues.done,
        _FAILED: queues.failed,
    },
    Effect.JOIN: {_BLOCKED: process_ends.join_blocked, _DONE: process_ends.join_done},
    Effect.TALK: {_BLOCKED: process_ends.join_blocked, _DONE: process_ends.join_done},
    Effect.FLUSH: {
        _BEGAN: queues.begun,
        _BLOCKED: queues.blocked,
        _DONE: queues.done,
        _FAILED: queues.failed,
    },
    Effect.COPY: {_DONE: process_starts.forked},
    Effect.QUIT: {_DONE: process_ends.quits},
    Effect.EXIT: {_BEGAN: process_ends.exit_begun, _DONE: process_ends.exit_done},
    Effect.THREADS: {_BEGAN: process_ends.threads_begun, _DONE: process_ends.threads_done},
    Effect.THREAD: {_FAILED: process_ends.thread_failed},
    Effect.SIGNAL: {_DONE: process_ends.signal_sent},
    Effect.START: {_DONE: process_starts.start_done, _FAILED: process_starts.start_failed},
    Effect.PROGRAM: {_DONE: process_starts.program_started},
    Effect.RUN: {
        _BEGAN: process_ends.run_begun,
        _DONE: process_ends.run_done,
        _FAILED: process_ends.run_failed,
    },
    Effect.END: {_DONE: process_ends.daemon_ended},
    Effect.OPEN: {_DONE: values.opened},
    Effect.SUBMIT: {_DONE: pools.submitted, _FAILED: pools.submit_failed},
    Effect.TASK: {_BEGAN: pools.task_begun, _DONE: pools.task_done, _FAILED: pools.task_failed},
    Effect.WORK: {
        _BEGAN: pools.worker_began,
        _BLOCKED: pools.worker_waits,
        _DONE: pools.worker_over,
        _FAILED: pools.worker_failed,
    },
    Effect.AWAIT: {
        _BEGAN: pool_results.await_begun,
        _BLOCKED: pool_results.await_begun,
        _DONE: pool_results.await_done,
        _FAILED: pool_results.await_failed,
    },
    Effect.ASK: {_DONE: pool_results.asked},
    Effect.SETTLE: {_DONE: pool_results.settled, _FAILED: pool_results.settled},
    Effect.CANCEL: {_DONE: pool_results.cancelled},
    Effect.ALTER: {_DONE: accesses.copy_altered},
    Effect.CHANGE_OWN: {_DONE: own_values.changed},
    Effect.READ_OWN: {_DONE: own_values.was_read},
    Effect.FIRST_OWN: {_DONE: own_values.found},
    Effect.GIVEN_OWN: {_DONE: own_values.given},
    Effect.UPDATE_UNSEEN: {_DONE: own_values.updates},
    Effect.FORK: {_DONE: process_starts.forked_from},
}
#: The objects that have an effect.
_HAVE: dict[int, Classes] = {
    **dict.fromkeys((Effect.TAKE, Effect.GIVE), LockObject),
    **dict.fromkeys((Effect.PUT, Effect.GET, Effect.FINISH, Effect.DRAIN), QueueObject),
    **dict.fromkeys((Effect.SET, Effect.CLEAR), FlagObject),
    Effect.WAIT: (FlagObject, ConditionObject, BarrierObject),
    Effect.NOTIFY: ConditionObject,
    **dict.fromkeys((Effect.BREAK, Effect.RESET), BarrierObject),
}
_ANY: dict[int, Handler] = {
    _BEGAN: calls.begun,
    _BLOCKED: calls.blocked,
    _DONE: calls.done,
    _FAILED: calls.failed,
}


def entry_of(context: Context, source: Source, key: int, operation: int) -> Entry:
    """What applies records with this key (see `Feed`); remembered in the log when it is final."""
    if source.process is None:
        return unattributed, context
    handler: Any
    if key < 0:
        handler, name, effect = _KINDS.get(-key, ignore), "", 0
    else:
        name, effect, phase = source.strings.get(operation, ""), key >> 8 & 0xFF, key & 0xFF
        handler = handler_of(effect & ~IF_IT_HAS_IT, phase)
        if effect & IF_IT_HAS_IT:
            effect &= ~IF_IT_HAS_IT
            called = Operation(context, source, source.process, name, Effect.CALL)
            handler = _if_it_has_it(handler, _HAVE.get(effect, SharedObject), called, phase)
    entry = handler, Operation(context, source, source.process, name, effect)
    if name or key < 0:
        source.entries[key] = entry
    return entry


def handler_of(effect: int, phase: int) -> Handler:
    """The function for an effect in a phase; one of a newer probe is a call like any other."""
    return _EFFECTS.get(effect, _ANY).get(phase, _ANY.get(phase, ignore))


def _if_it_has_it(
    handler: Handler,
    having: Classes,
    called: Operation,
    phase: int,
) -> Handler:
    """`handler` for an object that has the effect; for another one the record is about any call."""
    call = handler_of(Effect.CALL, phase)

    def handle(op: Operation, slot: Slot) -> None:
        record = record_of(slot)
        if isinstance(op.run.objects.get(record.object), having):
            handler(op, slot)
        else:
            call(called, record._replace(value=0, bound=FOR_EVER))  # these two mean nothing to a call

    return handle


# --- records that are no operations ------------------------------------------------------


def lost(op: Operation, record: Record) -> None:
    """Events had no room in the log."""
    op.run.lost_events += max(0, record.value)


def failure(op: Operation, record: Record) -> None:
    """Something went wrong in the probe; the script has not noticed."""
    text = text_of(record)
    if text not in op.run.probe_failures and len(op.run.probe_failures) < _FAILURES_KEPT:
        op.run.probe_failures.append(text)


def unattributed(context: Context, slot: Slot | Record) -> None:
    """A record of a log that no process is known for: lost, and counted so."""
    context.run.lost_events += slot[0] == Kind.OPERATION


def ignore(op: Any, record: Slot | Record) -> None:
    """A hole, or a kind that a newer probe writes."""


_FAILURES_KEPT = 100
_KINDS: dict[int, Teller] = {
    Kind.OBJECT: objects.announced,
    Kind.NAME: names.named,
    Kind.PROCESS: processes.described,
    Kind.VARIABLE: processes.variable,
    Kind.VALUE: objects.valued,
    Kind.LOST: lost,
    Kind.REAPED: process_ends.reaped,
    Kind.THREAD: processes.thread,
    Kind.MADE: process_starts.made,
    Kind.THREAD_ENDED: processes.thread_ended,
    Kind.FAILURE: failure,
    Kind.HELPER: process_starts.helper_started,
    Kind.HAS: _has,
    Kind.GONE: renewed.gone,
}
