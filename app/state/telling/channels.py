"""What the two ends of a channel are together, as they are shown: one thing with one name."""

from __future__ import annotations

from app.state.model import Run
from app.state.objects import ChannelEnd, SharedObject
from app.state.primitives.channels import other_of


def channel_kind(end: ChannelEnd) -> str:
    """What both ends are together: a Pipe, or a connection through a Listener; a Listener itself."""
    return "Pipe" if end.of_pipe else end.kind


def channel_name(end: ChannelEnd, run: Run) -> str:
    """Both names, as the script has taken them: "reader, writer"."""
    other = None if end.listens else other_of(end, run)
    return end.name if other is None else f"{end.name}, {other.name}"


def ends_of(end: ChannelEnd, run: Run) -> list[ChannelEnd]:
    """An end and the other one, if that is known."""
    other = other_of(end, run)
    return [end] if other is None else [end, other]


def is_shown(known: SharedObject, run: Run) -> bool:
    """Whether an object is shown by itself: the second end of a channel is shown with the first."""
    return not (isinstance(known, ChannelEnd) and known.is_second and other_of(known, run) is not None)
