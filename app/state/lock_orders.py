"""What is known of the orders in which locks are taken: which one while which other one is held, by whom.

Plain data, as all of `model`; only the fold changes it, and it is bounded.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from app.state.history import Location

#: Pairs of locks; and of one pair, threads.
PAIRS_KEPT = 1024
THREADS_KEPT = 16
#: Threads whose locks are followed.
FOLLOWED = 1024


@dataclass(slots=True)
class Order:
    """A thread has taken one lock while it held another one, and would have waited for it without a bound."""

    process: int
    thread: int
    held_at: Location | None  # where it took the one that it held
    taken_at: Location | None
    gates: frozenset[int]  # what else it held, each time
    first_ns: int
    last_ns: int


@dataclass(slots=True)
class LockOrders:
    """By the ids of the lock that was held and of the one that was taken: one order for each thread."""

    orders: dict[tuple[int, int], list[Order]] = field(default_factory=dict)
    #: By process and thread: the locks that it has taken, and where; also some that it has given back.
    taken: dict[tuple[int, int], dict[int, Location | None]] = field(default_factory=dict)
