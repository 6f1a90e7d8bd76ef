"""How many events a second the fold applies, and what that is beside only taking their records apart."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from app.state.fold import Fold
from app.supervisor.client import RunEnded, SupervisorClient
from app.supervisor.spec import RunSpec
from app.wire.frames import FrameKind, unpack_frames
from app.wire.records import RECORD, SLOT

SCRIPTS = Path(__file__).parent / "scripts"
#: What is folded: a script, and its arguments for about 200,000 events and for a smoke run.
RUNS = {
    "locks": ("locks.py", ("50000",), ("500",)),
    "queue": ("queue_items.py", ("50000",), ("500",)),
}
ROUNDS = 5
#: Per cent of a core at so many events a second: the window needs the rest to paint.
RATE, MOST = 100_000, 50.0


def frames_of(script: str, arguments: tuple[str, ...]) -> list[bytes]:
    """What the supervisor tells of a run, as it came."""
    client = SupervisorClient(RunSpec(target=script, script=str(SCRIPTS / script), arguments=arguments))
    client.start()
    try:
        return list(_received(client))
    finally:
        client.close()


def _received(client: SupervisorClient) -> Iterator[bytes]:
    while True:
        try:
            block = client.receive(1.0)
        except RunEnded:
            return
        if block is not None:
            yield block


def fold_s(blocks: list[bytes]) -> tuple[int, float]:
    """How many events there are, and the CPU time in seconds that the fold takes for them."""
    began = time.process_time()
    fold = Fold()
    for block in blocks:
        fold.feed(block)
    run = fold.finish()
    return run.events, time.process_time() - began


def unpack_s(blocks: list[bytes]) -> float:
    """The CPU time in seconds that their records take to be taken apart, and nothing else."""
    began = time.process_time()
    for block in blocks:
        for frame in unpack_frames(block):
            if frame.kind == FrameKind.RECORDS:
                for _ in RECORD.iter_unpack(frame.payload[: len(frame.payload) // SLOT * SLOT]):
                    pass
    return time.process_time() - began


def print_fold(smoke: bool) -> bool:
    """The best of some rounds each; whether the target is met (a smoke run has none)."""
    met = True
    for name, (script, arguments, few) in RUNS.items():
        blocks = frames_of(script, few if smoke else arguments)
        events, seconds = min((fold_s(blocks) for _ in range(ROUNDS)), key=lambda found: found[1])
        percent = 100 * RATE * seconds / events
        ratio = seconds / max(min(unpack_s(blocks) for _ in range(ROUNDS)), 1e-9)
        print(
            f"fold, {name}: {events:,} events, {events / seconds:,.0f} a second, {ratio:.0f} times what"
            f" taking the records apart costs; at {RATE:,} a second {percent:.0f} % of a core"
            f" (target: {MOST:.0f})",
            flush=True,
        )
        met = met and (smoke or percent <= MOST)
    return met
