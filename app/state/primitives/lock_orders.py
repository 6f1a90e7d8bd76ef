"""Follows in which order a thread takes locks, of which only one can have each (see `state.lock_orders`)."""

from __future__ import annotations

from app.state.context import Operation
from app.state.history import Location
from app.state.lock_orders import FOLLOWED, PAIRS_KEPT, THREADS_KEPT, LockOrders, Order
from app.state.objects import LockObject
from app.wire.records import FOR_EVER, Family


def taken(op: Operation, lock: LockObject) -> None:
    """A thread has a lock, and perhaps others that it took before."""
    if lock.family == Family.COUNTER or lock.signals:
        return
    known, me = op.run.lock_orders, (op.process.number, op.thread)
    mine = known.taken.get(me)
    if mine is None:
        if len(known.taken) >= FOLLOWED:
            known.taken.clear()
        mine = known.taken[me] = {}
    elif mine:
        held = _still_held(op, mine)
        if held and lock.id not in held and op.bound == FOR_EVER:
            for other in held:
                _note(known, op, (other, lock.id), mine[other], held)
        elif lock.id in held:
            return  # it has taken it again
    mine[lock.id] = op.location


def _still_held(op: Operation, mine: dict[int, Location | None]) -> list[int]:
    """Those of a thread's locks that it has not given back; the others are forgotten."""
    holding, objects, held = op.process.holding, op.run.objects, []
    for one in list(mine):
        lock = objects.get(one)
        owns = one in holding and isinstance(lock, LockObject) and _owns(op, lock)
        if owns:
            held.append(one)
        else:
            del mine[one]
    return held


def _owns(op: Operation, lock: LockObject) -> bool:
    me = op.process.number, op.thread
    return any((owner.process, owner.thread) == me for owner in lock.owners)


def _note(
    known: LockOrders, op: Operation, pair: tuple[int, int], held_at: Location | None, held: list[int]
) -> None:
    orders = known.orders.get(pair)
    if orders is None:
        if len(known.orders) >= PAIRS_KEPT:
            return
        orders = known.orders[pair] = []
    gates = frozenset(held) - {pair[0]}
    for order in orders:
        if (order.process, order.thread) == (op.process.number, op.thread):
            order.last_ns = op.time_ns
            order.gates &= gates
            return
    if len(orders) < THREADS_KEPT:
        orders.append(
            Order(op.process.number, op.thread, held_at, op.location, gates, op.time_ns, op.time_ns)
        )
