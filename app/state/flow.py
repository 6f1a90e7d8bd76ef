"""How items flow through a buffer: how long they are inside, how long it is full or empty."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Flow:
    """Only the fold changes it. Times are of the run's clock (ns)."""

    first_put_ns: int | None = None
    last_put_ns: int = 0
    first_get_ns: int | None = None
    last_get_ns: int = 0
    inside_count: int = 0  # items whose put and get are both known
    inside_ns: int = 0  # how long these were inside, all together
    longest_inside_ns: int = 0
    full_ns: int = 0  # how long it was full, up to the last time that it was so
    full_since_ns: int | None = None  # it is full now
    empty_ns: int = 0  # how long nothing was in it, since the first put
    empty_since_ns: int | None = None  # nothing is in it now

    def came(self, time_ns: int) -> None:
        """An item has come in."""
        if self.first_put_ns is None:
            self.first_put_ns = time_ns
        self.last_put_ns = time_ns

    def went(self, time_ns: int, put_ns: int | None) -> None:
        """An item has gone out; `put_ns`: when it came in, if it is sure which it is."""
        if self.first_get_ns is None:
            self.first_get_ns = time_ns
        self.last_get_ns = time_ns
        if put_ns is not None:
            inside_ns = max(0, time_ns - put_ns)
            self.inside_count += 1
            self.inside_ns += inside_ns
            if inside_ns > self.longest_inside_ns:
                self.longest_inside_ns = inside_ns

    def put_rate(self, puts: int) -> float | None:
        """How many items came a second, of so many, from the first to the last; None of one alone."""
        return _rate(puts, self.first_put_ns or 0, self.last_put_ns)

    def get_rate(self, gets: int) -> float | None:
        """The same of those that went."""
        return _rate(gets, self.first_get_ns or 0, self.last_get_ns)

    @property
    def mean_inside_ns(self) -> int | None:
        """How long an item was inside on average; None if that is known of none."""
        return self.inside_ns // self.inside_count if self.inside_count else None

    def level(self, time_ns: int, is_full: bool, is_empty: bool) -> None:
        """There are now more items in it, or fewer."""
        if is_full:
            self.full_since_ns = time_ns if self.full_since_ns is None else self.full_since_ns
        elif self.full_since_ns is not None:
            self.full_ns += max(0, time_ns - self.full_since_ns)
            self.full_since_ns = None
        if is_empty:
            self.empty_since_ns = time_ns if self.empty_since_ns is None else self.empty_since_ns
        elif self.empty_since_ns is not None:
            self.empty_ns += max(0, time_ns - self.empty_since_ns)
            self.empty_since_ns = None

    def full_until(self, now_ns: int) -> int:
        """How long it has been full, up to now."""
        return self.full_ns + (0 if self.full_since_ns is None else max(0, now_ns - self.full_since_ns))

    def empty_until(self, now_ns: int) -> int:
        """How long nothing has been in it since the first put, up to now."""
        return self.empty_ns + (0 if self.empty_since_ns is None else max(0, now_ns - self.empty_since_ns))


def _rate(count: int, first_ns: int, last_ns: int) -> float | None:
    return (count - 1) * 1e9 / (last_ns - first_ns) if count > 1 and last_ns > first_ns else None
