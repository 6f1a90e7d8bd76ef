"""Lengths of the drawing, all derived from the font, so that it scales with it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Metrics:
    """Sizes in logical pixels."""

    line: float  # height of a line of text
    char: float  # average width of a letter

    @property
    def margin(self) -> float:
        """Around everything."""
        return round(self.line * 1.25)

    @property
    def gap(self) -> float:
        """Between cards."""
        return round(self.line * 0.95)

    @property
    def gutter(self) -> float:
        """Between a buffer and the processes above and below it: the way of the items."""
        return round(self.line * 3.0)

    def side_gutter(self, width: float) -> float:
        """Between a buffer and the processes beside it, less where the width is short."""
        return round(min(self.line * 3.0, max(self.line * 2.0, width * 0.06)))

    @property
    def pad(self) -> float:
        """Inside a card."""
        return round(self.line * 0.85)

    @property
    def row(self) -> float:
        """From one line of a card to the next."""
        return round(self.line * 1.4)

    @property
    def pill(self) -> float:
        """Height of the pill that holds a state's word."""
        return round(self.line * 1.4)

    @property
    def card_width_min(self) -> float:
        """Room for a name with a pid."""
        return round(self.char * 19 + self.pad * 2)

    @property
    def card_width_max(self) -> float:
        """Wider than this a card looks empty."""
        return round(self.char * 36 + self.pad * 2)

    @property
    def buffer_width_min(self) -> float:
        """Room for seven slots beside each other."""
        return round(self.char * 23 + self.pad * 2)

    @property
    def buffer_width(self) -> float:
        """Room for ten slots: what a buffer gets before the cards beside it get more than the least."""
        return round(self.char * 32 + self.pad * 2)

    @property
    def card(self) -> float:
        """Height of a process with all lines: name, call, line, state."""
        return round(self.pad * 2 + self.row * 3 + self.pill + self.line * 0.3)

    @property
    def compact(self) -> float:
        """Height of a process in two lines."""
        return round(self.pad * 1.5 + self.row + self.pill)

    @property
    def chip(self) -> float:
        """Height of a process as a name alone."""
        return round(self.line * 1.9)

    @property
    def object(self) -> float:
        """Height of a lock or a value: as high as a process, so that they stand in one row."""
        return self.card

    @property
    def note(self) -> float:
        """Height of the two lines under a buffer."""
        return round(self.line * 2.7)
