"""Turns the supervisor's frames into events in the order of time.

Frames are kept as the bytes they came in until the fold asks for more, and then decoded up to
the next TICK, so a backlog costs no more than its bytes. A TICK says that everything stamped
before it has been sent: what was decoded so far is sorted, handed out up to there, and the
rest is held for the next TICK.
"""

from __future__ import annotations

import codecs
from bisect import bisect_left
from collections import deque
from operator import itemgetter

from app.state import calls
from app.state.context import Context
from app.state.intake import facts
from app.state.intake.operations import entry_of
from app.state.output import OutputKeeper, Piece
from app.state.primitives import owners
from app.state.source import Event, Source
from app.wire.facts import TimedFact, read_fact
from app.wire.frames import Frame, FrameKind, Record, record_of, unpack_frames
from app.wire.header import HeaderError, NewerFormatError, read_header
from app.wire.records import RECORD, SLOT, Kind

_time_of = itemgetter(0)


class Stream:
    """What one process writes to one stream; a character may be cut by the end of a frame."""

    __slots__ = ("_decoder", "_last_ns", "number", "stream")

    def __init__(self, number: int, stream: int) -> None:
        self.number = number
        self.stream = stream
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._last_ns = 0

    def decode(self, data: bytes, time_ns: int, final: bool = False) -> Piece | None:
        """The next piece; pieces keep the order in which they were written."""
        text = self._decoder.decode(data, final)
        self._last_ns = max(self._last_ns, time_ns)
        return Piece(self.number, self.stream, self._last_ns, text) if text else None


class Feed:
    """Holds frames and decodes them piece by piece."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._frames: deque[Frame] = deque()
        self._held: list[Event] = []
        self._streams: dict[tuple[int, int], Stream] = {}
        self._over = False
        self._refused = False  # it is of a format that we do not know

    def add(self, block: bytes) -> None:
        """Take in a block. Raises ValueError, and takes in nothing of it, when it is cut."""
        frames = list(unpack_frames(block))
        if not self._refused:
            self._frames.extend(frames)

    @property
    def has_frames(self) -> bool:
        """Whether there are frames that have not been decoded."""
        return bool(self._frames)

    def next_batch(self, most: int) -> list[Event] | None:
        """Events that can be applied now, in order; None when more frames are needed first.

        Decoding is work too: after about `most` slots it stops, with an empty batch.
        """
        while self._frames:
            if most <= 0:
                return []
            frame = self._frames.popleft()
            if frame.kind == FrameKind.TICK:
                return self._release(frame.time_ns)
            self._decode(frame)
            most -= len(frame.payload) // SLOT
            if self._over:
                return self._release_all()
        return None

    def _release(self, watermark_ns: int) -> list[Event]:
        if self._over:
            return self._release_all()
        held = self._held
        held.sort(key=_time_of)
        index = bisect_left(held, watermark_ns, key=_time_of)
        batch, self._held = held[:index], held[index:]
        batch.append((watermark_ns, tick, self._context, watermark_ns))
        return batch

    def _release_all(self) -> list[Event]:
        batch, self._held = self._held, []
        batch.sort(key=_time_of)
        return batch

    def _decode(self, frame: Frame) -> None:
        if frame.kind == FrameKind.RECORDS:
            self._decode_records(self._context.source(frame.source), frame.payload)
        elif frame.kind == FrameKind.OUTPUT:
            self._decode_output(frame)
        elif frame.kind == FrameKind.FACT:
            self._decode_fact(frame)
        elif frame.kind == FrameKind.HEADER:
            self._decode_header(frame)

    def _decode_records(self, source: Source, payload: memoryview) -> None:
        context, entries, append = self._context, source.entries, self._held.append
        for slot in RECORD.iter_unpack(payload[: len(payload) // SLOT * SLOT]):
            # A plain tuple is taken apart at once: a record's names one after the other cost far more.
            kind, phase, _, _, time_ns, _, operation, _, _, more, meaning, _, _, _, _ = slot
            if kind == Kind.OPERATION:
                if more:
                    slot = source.join(slot)
                key = operation << 16 | meaning << 8 | phase
                apply, subject = entries.get(key) or entry_of(context, source, key, operation)
                append((time_ns, apply, subject, slot))
            elif kind == Kind.MORE:
                source.keep(slot)
            else:
                self._decode_other(source, record_of(source.join(slot) if more else slot))

    def _decode_other(self, source: Source, record: Record) -> None:
        """A record that is no operation."""
        if record.kind == Kind.STRING:
            source.define(record)
            return
        key = -record.kind
        apply, subject = source.entries.get(key) or entry_of(self._context, source, key, 0)
        self._held.append((record.time_ns, apply, subject, record))

    def _decode_output(self, frame: Frame) -> None:
        number, stream = frame.source, 2 if frame.stream == 2 else 1
        known = self._streams.get((number, stream))
        if known is None:
            known = self._streams[number, stream] = Stream(number, stream)
        self._hold_output(known.decode(bytes(frame.payload), frame.time_ns))

    def _hold_output(self, piece: Piece | None) -> None:
        if piece is not None:
            self._held.append((piece.time_ns, OutputKeeper.append, self._context.output, piece))

    def _decode_fact(self, frame: Frame) -> None:
        fact = read_fact(frame.payload, frame.time_ns)
        if fact is None:
            return
        if not isinstance(fact, TimedFact):
            facts.AT_ONCE[type(fact)](self._context, fact)
            self._context.run.version += 1
            return
        if isinstance(fact, facts.LAST):
            self._end_streams(fact.time_ns)
        self._held.append((fact.time_ns, facts.IN_ORDER[type(fact)], self._context, fact))

    def _decode_header(self, frame: Frame) -> None:
        try:
            facts.began(self._context, read_header(frame.payload))
        except NewerFormatError as error:
            facts.refused(self._context, error.version, frame.time_ns)
            self._frames.clear()
            self._refused = True
        except HeaderError:
            return
        self._context.run.version += 1

    def _end_streams(self, time_ns: int) -> None:
        """Nothing more comes: the rest of a character that was cut shows as such."""
        for stream in self._streams.values():
            self._hold_output(stream.decode(b"", time_ns, final=True))
        self._over = True


def tick(context: Context, now_ns: int) -> None:
    """All that was stamped before has been applied: see who waits by now."""
    calls.promote(context, now_ns)
    if context.suspects:
        owners.look_for_stuck(context, now_ns)
