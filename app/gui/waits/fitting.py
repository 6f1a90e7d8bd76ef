"""Which columns of a table have room, and how wide each is: a pure function."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def fitted(
    needed: Mapping[int, int], least: Mapping[int, int], spare: Sequence[int], room: int
) -> dict[int, int]:
    """The widths of the columns that are shown, in pixels.

    A column of texts may be narrower than it needs to be, down to its `least`. Where even that does not
    suffice columns go, in the order of `spare`; where it still does not the others keep their least.
    """
    narrow = {column: min(width, least.get(column, width)) for column, width in needed.items()}
    shown = set(narrow) - set(spare)
    for column in reversed(spare):  # a narrow one may have room where a wider one before it had none
        if column in narrow and sum(narrow[one] for one in shown) + narrow[column] <= room:
            shown.add(column)
    widths = {column: narrow[column] for column in sorted(shown)}
    left = room - sum(widths.values())
    for column in widths:  # the first ones first: what a row is about is to be read in full
        more = max(0, min(left, needed[column] - widths[column]))
        widths[column] += more
        left -= more
    return widths
