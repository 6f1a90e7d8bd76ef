"""How a buffer of a given size is cut into slots: geometry only."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QRectF

from app.gui.stage.geometry.metrics import Metrics

#: Rows of slots that show an item's text, and rows of small cells, before a denser way is taken.
TEXT_ROWS = 4
CELL_ROWS = 6


class SlotMode(Enum):
    """How densely the items are drawn."""

    SLOTS = "slots"  # each place with its item's text
    CELLS = "cells"  # each place as a small cell
    BAR = "bar"  # a level
    STRIP = "strip"  # no limit: as many slots as there is room, the oldest and the newest items


@dataclass(frozen=True, slots=True)
class SlotPlan:
    """A grid of equal cells. Place 0 holds the oldest item and is at the right end of the first row."""

    mode: SlotMode
    rows: int
    columns: int
    cell_width: float
    cell_height: float
    spacing: float

    @property
    def height(self) -> float:
        """Of all rows."""
        return self.rows * (self.cell_height + self.spacing) - self.spacing

    @property
    def capacity(self) -> int:
        """How many places there are."""
        return self.rows * self.columns

    def cell(self, place: int, area: QRectF) -> QRectF:
        """Where a place is, in `area`."""
        row, column = divmod(place, self.columns)
        x = area.right() - (column + 1) * (self.cell_width + self.spacing) + self.spacing
        y = area.top() + row * (self.cell_height + self.spacing)
        return QRectF(x, y, self.cell_width, self.cell_height)


def plan_slots(maxsize: int, width: float, metrics: Metrics) -> SlotPlan:
    """The cells for a queue of `maxsize` (0: no limit) in a width."""
    spacing = max(2.0, round(metrics.line * 0.2))
    if maxsize <= 0:
        return _strip(width, spacing, metrics)
    per_row = max(1, int((width + spacing) // (metrics.char * 2.6 + spacing)))
    if maxsize <= per_row * TEXT_ROWS:
        return _grid(SlotMode.SLOTS, maxsize, per_row, width, spacing, metrics)
    spacing = max(1.0, round(metrics.line * 0.1))
    per_row = max(1, int((width + spacing) // (metrics.line * 0.36 + spacing)))
    if maxsize <= per_row * CELL_ROWS:
        return _grid(SlotMode.CELLS, maxsize, per_row, width, spacing, metrics)
    return SlotPlan(SlotMode.BAR, 1, 1, width, round(metrics.line * 1.5), spacing)


def _strip(width: float, spacing: float, metrics: Metrics) -> SlotPlan:
    columns = max(3, int((width + spacing) // (metrics.char * 7.5 + spacing)))
    cell = (width + spacing) / columns - spacing
    return SlotPlan(SlotMode.STRIP, 1, columns, cell, round(metrics.line * 2.1), spacing)


def _grid(
    mode: SlotMode, places: int, per_row: int, width: float, spacing: float, metrics: Metrics
) -> SlotPlan:
    rows = -(-places // per_row)
    columns = -(-places // rows)
    widest = metrics.char * 13 if mode is SlotMode.SLOTS else metrics.line * 1.2
    cell = min((width + spacing) / columns - spacing, widest)
    if mode is SlotMode.SLOTS:
        height = round(metrics.line * (2.3 if rows == 1 else 1.7 if rows == 2 else 1.45))
    else:
        height = max(round(metrics.line * 0.5), round(metrics.line * (1.0 if rows <= 2 else 0.6)))
    return SlotPlan(mode, rows, columns, cell, height, spacing)


# --- the card around it ------------------------------------------------------------------


def buffer_height(maxsize: int, width: float, has_details: bool, metrics: Metrics) -> float:
    """Height of a buffer's card: title, slots, what is next, level, one or two lines of counts."""
    plan = plan_slots(maxsize, width - 2 * metrics.pad, metrics)
    named = metrics.row if has_ends(plan) else 0.0
    counts = metrics.row * (2 if has_details else 1)
    level = metrics.line * 1.1 if maxsize > 0 else metrics.line * 0.5
    return round(metrics.pad * 2 + metrics.row + plan.height + named + level + counts)


def has_ends(plan: SlotPlan) -> bool:
    """Whether the newest and the oldest item are told in a line, as the slots have no room for text."""
    return plan.mode in (SlotMode.CELLS, SlotMode.BAR)


def slot_area(card: QRectF, maxsize: int, metrics: Metrics) -> QRectF:
    """Where the slots are in a buffer's card."""
    plan = plan_slots(maxsize, card.width() - 2 * metrics.pad, metrics)
    top = card.top() + metrics.pad + metrics.row + round(metrics.line * 0.3)
    return QRectF(card.left() + metrics.pad, top, card.width() - 2 * metrics.pad, plan.height)
