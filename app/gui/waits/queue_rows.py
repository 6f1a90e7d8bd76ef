"""The pressure on the queues of a run as rows: how fast items come and go, and how long they stay."""

from __future__ import annotations

from collections.abc import Hashable
from enum import IntEnum

from app.gui.waits.rows import Page, Row, number, part, rate, row_of, seconds, words
from app.language import translate
from app.state.model import Run
from app.state.objects import QueueObject


class QueueColumn(IntEnum):
    """The columns, from left to right."""

    QUEUE = 0
    FULL = 1
    EMPTY = 2
    PUTS_PER_S = 3
    GETS_PER_S = 4
    MEAN_INSIDE = 5
    LONGEST_INSIDE = 6
    INSIDE = 7
    PUTS = 8
    GETS = 9


def _titles() -> tuple[str, ...]:
    return (
        translate("WaitModel", "Queue"),
        translate("WaitModel", "Full"),
        translate("WaitModel", "Empty"),
        translate("WaitModel", "Put / s"),
        translate("WaitModel", "Got / s"),
        translate("WaitModel", "Mean inside"),
        translate("WaitModel", "Longest inside"),
        translate("WaitModel", "Inside now"),
        translate("WaitModel", "Put"),
        translate("WaitModel", "Got"),
    )


def _rows(run: Run, now_ns: int) -> dict[Hashable, Row]:
    """Of all queues into which something was put."""
    queues = [known for known in run.objects.values() if isinstance(known, QueueObject)]
    return {queue.id: _row(queue, now_ns) for queue in queues if queue.flow.first_put_ns is not None}


def _row(queue: QueueObject, now_ns: int) -> Row:
    """The shares are of the time since the first put."""
    flow = queue.flow
    lasted_ns = max(0, now_ns - (flow.first_put_ns or 0))
    is_bounded = queue.maxsize > 0
    level = f"{queue.size} / {queue.maxsize}" if is_bounded else ""
    cells = [
        words(queue.name),
        part(flow.full_until(now_ns), lasted_ns if is_bounded else 0),
        part(flow.empty_until(now_ns), lasted_ns),
        rate(flow.put_rate(queue.puts)),
        rate(flow.get_rate(queue.gets)),
        seconds(flow.mean_inside_ns),
        seconds(flow.longest_inside_ns if flow.inside_count else None),
        number(queue.size, level),
        number(queue.puts),
        number(queue.gets),
    ]
    return row_of(cells, None)


#: The queue that is full for the largest share of the time stands on top.
QUEUES = Page(
    _titles,
    _rows,
    QueueColumn.FULL,
    frozenset((QueueColumn.QUEUE,)),
    (
        QueueColumn.LONGEST_INSIDE,
        QueueColumn.PUTS,
        QueueColumn.GETS,
        QueueColumn.INSIDE,
        QueueColumn.MEAN_INSIDE,
        QueueColumn.GETS_PER_S,
        QueueColumn.PUTS_PER_S,
    ),
)
