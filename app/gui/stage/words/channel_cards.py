"""The cards of pipes, connections and listeners, in words: who has which end open, what is to be received."""

from __future__ import annotations

from app.gui.stage.words.facets import Card, EndOfChannel, named, of_its_time, waiting
from app.language import translate
from app.state.model import Run
from app.state.objects import ChannelEnd
from app.state.telling.channels import channel_kind, channel_name, ends_of


def channel_card(end: ChannelEnd, run: Run) -> Card:
    """Both ends of a channel, or a Listener."""
    both = ends_of(end, run)
    if end.listens:
        counts = translate("stage", "accepted: {count}").format(count=end.accepted)
    else:
        size = sum(one.bytes_sent for one in both)
        counts = translate("stage", "messages: {count} · bytes: {size}").format(
            count=sum(one.sent for one in both), size=size
        )
    return Card(
        name=channel_name(end, run),
        kind=channel_kind(end),
        icon="arrow-left-right",
        ends=tuple(_end_of_channel(one, run) for one in both),
        waiting=waiting([waiter for one in both for waiter in one.waiters], run),
        counts=counts,
    )


def _end_of_channel(end: ChannelEnd, run: Run) -> EndOfChannel:
    text = of_its_time(run, translate("stage", "open in"), translate("stage", "was open in"))
    if not end.open_in:
        text = translate("stage", "closed by all") if end.is_gone else translate("stage", "on its way")
    to_receive = ""
    if end.to_receive > 0:
        to_receive = translate("stage", "to receive: {count}").format(count=end.to_receive)
    return EndOfChannel(end.name, named(end.open_in, run), text, to_receive)
