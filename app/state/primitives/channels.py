"""Channels: what was sent and not received, who has which end open, and who waits at one.

The two ends are two objects. What is sent at one end lies in the inbox of the other, from before it can be
received until it is. Messages have no mark of their own, so one is known by its order; where several send
at the same time at one end, or receive, that says nothing, and only counts are known until the channel is
empty again. An end is gone when the last process that had it open has closed it or has ended.
"""

from __future__ import annotations

from app.state import calls
from app.state.context import Context, Operation
from app.state.history import Grant, How
from app.state.model import Process, Run
from app.state.objects import ChannelEnd, Message
from app.state.primitives import polls, queues
from app.wire.frames import Record, Slot
from app.wire.records import AT_ONCE, Effect, End, Phase

#: Messages that are kept one by one; beyond that only counts are known.
MESSAGES_KEPT = 4096


def end_of(op: Operation) -> ChannelEnd:
    """The end that an operation is about, which its process uses."""
    known = op.run.objects.get(op.object_id)
    if not isinstance(known, ChannelEnd):
        known = op.context.object_of(op.object_id, op.kind, ChannelEnd)
    known.users.add(op.process.number)
    return known


def other_of(end: ChannelEnd, run: Run) -> ChannelEnd | None:
    """The other end; None when it is not known."""
    other = run.objects.get(end.other_id)
    return other if isinstance(other, ChannelEnd) else None


def describe(end: ChannelEnd, flags: int) -> None:
    """An end was made."""
    end.readable, end.writable = bool(flags & End.READABLE), bool(flags & End.WRITABLE)
    end.listens, end.of_pipe = bool(flags & End.LISTENS), bool(flags & End.OF_PIPE)


# --- who has it open -------------------------------------------------------------------------


def has(op: Operation, record: Record) -> None:
    """A process has an end open: it has made, inherited or received it; or has sent it to another one.

    Whoever has asked for its descriptor may have sent it in a way that nobody tells: that never arrives.
    """
    end = op.run.objects.get(record.object)
    if not isinstance(end, ChannelEnd):
        return
    if record.phase == Phase.BEGAN:
        end.on_its_way += 1
        return
    end.on_its_way -= record.value == 1
    if op.process.alive:
        number = op.process.number
        end.open_in[number] = end.open_in.get(number, 0) + 1
        end.was_open, end.ended_by = True, None


def closed(op: Operation, slot: Slot) -> None:
    """A process has closed an end, told before it takes effect."""
    op.read(slot)
    end, number = end_of(op), op.process.number
    end.calls += 1
    calls.end(op)
    left = end.open_in.pop(number, 0) - 1
    if left > 0:
        end.open_in[number] = left
    _note_gone(end, op.run, op.grant(slot))


def process_ended(context: Context, process: Process, time_ns: int) -> None:
    """A process has ended, and with it all that it had open; what it was sending is cut off."""
    number = process.number
    for end in context.run.objects.values():
        if not isinstance(end, ChannelEnd):
            continue
        for who in [who for who in end.sending if who[0] == number]:
            end.sending.discard(who)
            message = _newest(other_of(end, context.run), *who)
            if message is not None:
                message.is_cut = True
        end.receiving = {who for who in end.receiving if who[0] != number}
        if end.open_in.pop(number, 0):
            _note_gone(end, context.run, Grant(number, 0, time_ns, "", None))


def _note_gone(end: ChannelEnd, run: Run, grant: Grant) -> None:
    """Whether that was the last: whoever waits at the other end then comes to the end of the channel."""
    if end.is_gone and end.ended_by is None:
        end.ended_by = grant
        run.version += 1


# --- send ------------------------------------------------------------------------------------


def send_begun(op: Operation, slot: Slot) -> None:
    """A message is on its way from here; it may be received before the call returns."""
    op.read(slot)
    end, who = end_of(op), (op.process.number, op.thread)
    other = other_of(end, op.run)
    calls.begin(op, False)
    if end.sending - {who} and other is not None:
        other.in_order = False
    end.sending.add(who)
    end.sent += 1
    end.bytes_sent += max(0, op.value)
    if other is not None:
        _deliver(other, op)
        _note_sent(end, other, None, op)
        calls.grant(other, Effect.RECEIVE, op)
        calls.grant(other, Effect.POLL, op)


def _deliver(other: ChannelEnd, op: Operation) -> None:
    if other.to_receive < 0:  # its receive was told before
        other.to_receive += 1
        return
    other.to_receive += 1
    if len(other.inbox) < MESSAGES_KEPT:
        number, size = op.process.number, max(0, op.value)
        message = Message(op.text, size, number, op.thread, op.time_ns, op.name, op.location)
        other.inbox.append(message)
    else:
        other.in_order = False


def send_done(op: Operation, slot: Slot) -> None:
    """All of it is in the channel."""
    op.read(slot)
    end = end_of(op)
    end.calls += 1
    end.sending.discard((op.process.number, op.thread))
    calls.end(op)


def send_failed(op: Operation, slot: Slot) -> None:
    """Nobody has the other end; or it could not be pickled, and nothing was sent.

    On a buffer: the pickle of an item could not be sent.
    """
    if not isinstance(op.run.objects.get(slot[5]), ChannelEnd):
        queues.send_failed(op, slot)
        return
    op.read(slot)
    end, number = end_of(op), op.process.number
    end.calls += 1
    end.sending.discard((number, op.thread))
    other = other_of(end, op.run)
    calls.end(op, How.FAILED, other.ended_by if other is not None else None)
    if op.value >= 0:
        end.sent = max(0, end.sent - 1)
        end.bytes_sent = max(0, end.bytes_sent - op.value)
        message = _newest(other, number, op.thread)
        if other is not None and message is not None:
            other.inbox.remove(message)
            other.to_receive -= 1


def _newest(end: ChannelEnd | None, process: int, thread: int) -> Message | None:
    """The newest message that a thread has sent to an end."""
    if end is None:
        return None
    for message in reversed(end.inbox):
        if message.sender == process and message.thread == thread:
            return message
    return None


# --- receive ---------------------------------------------------------------------------------


def receive_begun(op: Operation, slot: Slot) -> None:
    """A receive has begun."""
    op.read(slot)
    _begin_to_receive(op, False)


def receive_blocked(op: Operation, slot: Slot) -> None:
    """There is nothing to receive."""
    op.read(slot)
    _begin_to_receive(op, True)


def _begin_to_receive(op: Operation, blocked: bool) -> None:
    end, who = end_of(op), (op.process.number, op.thread)
    if end.receiving - {who}:
        end.in_order = False
    end.receiving.add(who)
    calls.begin(op, blocked)


def receive_done(op: Operation, slot: Slot) -> None:
    """A message was received."""
    op.read(slot)
    end = _received(op)
    _take(end, op)


def receive_failed(op: Operation, slot: Slot) -> None:
    """The channel has come to its end; or a message is out of it that cannot be unpickled."""
    op.read(slot)
    if op.value >= 0:
        _take(_received(op), op, How.FAILED)
        return
    end = _received(op)
    if _came_to_its_end(op.text):  # what is still there nobody could finish to send
        end.inbox.clear()
        end.to_receive = 0
    other = other_of(end, op.run)
    calls.end(op, How.FAILED, other.ended_by if other is not None else None)


def _came_to_its_end(error: str) -> bool:
    """Whether a receive has failed as nobody has the other end: EOFError, or OSError within a message."""
    return error.startswith("EOFError") or "end of file" in error


def _received(op: Operation) -> ChannelEnd:
    end = end_of(op)
    end.calls += 1
    end.receiving.discard((op.process.number, op.thread))
    return end


def _take(end: ChannelEnd, op: Operation, how: How = How.DONE) -> None:
    """A message is out of the channel; the send that brought it has ended the wait, if it is known which."""
    end.received += 1
    end.bytes_received += max(0, op.value)
    end.to_receive -= 1
    message = end.inbox.popleft() if end.inbox else None
    granted_by = None
    if message is not None and end.in_order:
        granted_by = _grant_of(message)
    calls.end(op, how, granted_by)
    if end.to_receive <= 0 and not end.receiving:
        end.inbox.clear()
        end.in_order = True
    other = other_of(end, op.run)
    if other is None:
        end.to_receive = 0  # nobody tells what comes in
    else:
        calls.grant(other, Effect.SEND, op)
        known = message is not None and granted_by is not None
        _note_sent(other, end, message if known else None, op)


def _note_sent(sender_end: ChannelEnd, end: ChannelEnd, message: Message | None, op: Operation) -> None:
    """Whose message has been received has sent all of it, though it has not told so yet."""
    sent = set(sender_end.sending) if end.to_receive <= 0 else set()
    if message is not None and _newest(end, message.sender, message.thread) is None:
        sent.add((message.sender, message.thread))
    for who in sent & sender_end.sending:
        sender_end.sending.discard(who)
        process = op.run.processes.get(who[0])
        if process is not None:
            calls.acted(op.run, process, who[1], Effect.SEND, op.time_ns)


def _grant_of(message: Message) -> Grant:
    return Grant(message.sender, message.thread, message.sent_ns, message.operation, message.location)


# --- poll, accept, and connection.wait ---------------------------------------------------------


def poll_begun(op: Operation, slot: Slot) -> None:
    """It may have to wait until there is something."""
    op.read(slot)
    if op.object_id:
        end_of(op)
    calls.begin(op, False)


def poll_blocked(op: Operation, slot: Slot) -> None:
    """There is nothing yet."""
    op.read(slot)
    if op.object_id:
        end_of(op)
    calls.begin(op, True)


def poll_done(op: Operation, slot: Slot) -> None:
    """There is something, or the time is over."""
    op.read(slot)
    if not op.value and op.bound == AT_ONCE:
        polls.in_vain(op)
    if not op.object_id:
        calls.end(op, How.DONE if op.value else How.MISSED, _first_ready(op))
        return
    end = end_of(op)
    end.calls += 1
    end.accepted += bool(end.listens and op.value)
    calls.end(op, How.DONE if op.value else How.MISSED, _ready(end, op.run) if op.value else None)


def poll_failed(op: Operation, slot: Slot) -> None:
    """It is closed."""
    op.read(slot)
    if op.object_id:
        end_of(op).calls += 1
    calls.end(op, How.FAILED)


def _ready(end: ChannelEnd, run: Run) -> Grant | None:
    """Why there is something: the first message, or that the other end is gone."""
    if end.inbox:
        return _grant_of(end.inbox[0]) if end.in_order else None
    other = other_of(end, run)
    return other.ended_by if other is not None else None


def _first_ready(op: Operation) -> Grant | None:
    """What ended a `connection.wait`: told by the first thing that is ready."""
    token = op.text.split(" ")[0]
    if token[:1] == "p" and token[1:].isdecimal():
        child = op.context.newest(int(token[1:]))
        return Grant(child.number, 0, child.ended_ns or op.time_ns, "", None) if child is not None else None
    end = op.run.objects.get(calls.end_id(token))
    return _ready(end, op.run) if isinstance(end, ChannelEnd) else None
